"""What a screen reader is told: ipywidgets gives no name to a slider's handle."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Names(anywidget.AnyWidget):
    """Names what stands beside it in the explorer, and keeps the names true; shows nothing itself.

    Parameters
    ----------
    lang : {"fr", "en"}
        Language of the explorer, whatever that of the page around it.
    """

    _esm = _HERE / "names.js"
    _css = _HERE / "names.css"
    lang = traitlets.Unicode().tag(sync=True)
