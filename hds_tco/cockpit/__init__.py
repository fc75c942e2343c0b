"""The cockpit: sliders, the answer, charts on a page; `Session` stands behind, and needs no widget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hds_tco.cockpit.chart_view import ChartView, show
    from hds_tco.cockpit.cockpit_view import Cockpit, cockpit
    from hds_tco.cockpit.explorer_view import FIRST_SLIDERS, Explorer, explore, sliders
    from hds_tco.cockpit.notebook_view import Chapter, board_pack, open_chapter
    from hds_tco.cockpit.session import Session

__all__ = [
    "FIRST_SLIDERS",
    "Chapter",
    "ChartView",
    "Cockpit",
    "Explorer",
    "Session",
    "board_pack",
    "cockpit",
    "explore",
    "open_chapter",
    "show",
    "sliders",
]

# Imported when first asked for: a session is of use where no notebook is installed.
_MODULES = {
    "chart_view": ("ChartView", "show"),
    "cockpit_view": ("Cockpit", "cockpit"),
    "explorer_view": ("FIRST_SLIDERS", "Explorer", "explore", "sliders"),
    "notebook_view": ("Chapter", "board_pack", "open_chapter"),
    "session": ("Session",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
