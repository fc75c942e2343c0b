"""Where the shipped notebooks are, and where a reader may change them."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

from hds_tco.cli.local_server import PACKAGE
from hds_tco.scenario import Fault, ScenarioError

OWN = Path("hds-tco") / "notebooks"  # in the reader's own folder


def notebooks(package: Path = PACKAGE, home: Path | None = None) -> tuple[Path, int]:
    """Return the folder of the notebooks, and how many were just copied there.

    They are copied into a folder of the reader's, from the package or, in a checkout, from the repository, whose own
    nobody edits so; what stands there already is his, and stays.

    Raises
    ------
    ScenarioError
        If the package ships none.
    """
    shipped = next(
        (folder for folder in (package / "_notebooks", package.parent / "notebooks") if folder.is_dir()), None
    )
    if shipped is None:
        raise ScenarioError([Fault("no_notebooks")])
    folder = (home or Path.home()) / OWN
    folder.mkdir(parents=True, exist_ok=True)
    missing = [path for path in sorted(shipped.glob("*.ipynb")) if not (folder / path.name).exists()]
    for path in missing:
        copyfile(path, folder / path.name)
    return folder, len(missing)


def first_page(folder: Path) -> str:
    """Return what JupyterLab opens on: the first notebook, if there is one.

    Examples
    --------
    >>> first_page(Path("nowhere"))
    'lab'
    """
    first = min((path.name for path in folder.glob("*.ipynb")), default="")
    return f"lab/tree/{quote(first)}" if first else "lab"
