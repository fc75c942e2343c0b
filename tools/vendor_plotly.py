"""Renew the plotly.js bundle that screens and pages carry with them: `python -m tools.vendor_plotly`.

The versions stand here and nowhere else; npm fetches them by name.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "hds_tco" / "charts" / "vendor"
# npm's package and version, then which of its files becomes which of ours.
PACKAGES = {
    "plotly.js-cartesian-dist-min@4.1.1": {
        "plotly-cartesian.min.js": "plotly-cartesian.min.js",
        "LICENSE": "LICENSE.plotly",
    },
    "plotly.js-locales@3.7.0": {"fr.js": "plotly-locale-fr.js"},
}


def main() -> None:
    """Fetch every package and put its files in their place."""
    for package, files in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as packed:
                for name, ours in files.items():
                    member = packed.extractfile(f"package/{name}")
                    if member is None:
                        raise FileNotFoundError(f"{package} holds no {name}")
                    (VENDOR / ours).write_bytes(member.read())


if __name__ == "__main__":
    main()
