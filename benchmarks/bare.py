"""An app whose page holds one slider and one figure: the least that a page with Python behind it can do."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hds_tco.cli.local_server import bound, hush, key
from hds_tco.cli.voila_server import CockpitServer

CELL = """
import ipywidgets as widgets

slider, figure = widgets.IntSlider(max=1000, description="x"), widgets.Label("0")
slider.observe(lambda change: setattr(figure, "value", str(change["new"])), names="value")
widgets.VBox([slider, figure])
"""


def main() -> None:
    """Serve it, by the server that serves the cockpit, until Ctrl-C."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "x",
        "metadata": {},
        "outputs": [],
        "source": CELL,
    }
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder) / "bare.ipynb"
        notebook.write_text(
            json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
        )
        held, token = bound(None), key()
        hush(verbose=False)
        address = f"http://127.0.0.1:{held.getsockname()[1]}/?token={token}"
        CockpitServer.serve(held, token, "", "en", lambda: print(address, flush=True), notebook)


if __name__ == "__main__":
    main()
