"""The cockpit: sliders, the answer, charts on a page."""

from hds_tco.cockpit.board_pack import board_pack
from hds_tco.cockpit.chapter import Chapter, open_chapter, sliders
from hds_tco.cockpit.chart_view import ChartView, show
from hds_tco.cockpit.cockpit import Cockpit, cockpit
from hds_tco.cockpit.explore import FIRST_SLIDERS, Explorer, explore

__all__ = [
    "FIRST_SLIDERS",
    "Chapter",
    "ChartView",
    "Cockpit",
    "Explorer",
    "board_pack",
    "cockpit",
    "explore",
    "open_chapter",
    "show",
    "sliders",
]
