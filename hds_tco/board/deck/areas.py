"""Where the parts of a page go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hds_tco.board.deck.box import INCH, POINT, Box
from hds_tco.board.deck.fit import Face, height_pt, lines_of
from hds_tco.board.deck.foot import strip_of
from hds_tco.board.deck.layouts import Layouts, box_of, contents_of, footer_of, inner, number_of_page, style_of
from hds_tco.board.deck.template import room_of
from hds_tco.board.slide import Slide
from hds_tco.charts import Chart

# Text beside a chart from that width on, above it on narrower pages.
_WIDE = round(10.5 * INCH)
GAP = round(0.3 * INCH)
BETWEEN_PT, SOURCE_PT = 8.0, 10.0
_MOST_SOURCE_LINES = 3
# Rows or columns that are many.
_MANY = 8


@dataclass(frozen=True)
class Areas:
    """Where text, picture and source of a page go; None where the page has none."""

    text: Box | None
    picture: Box | None
    source: Box | None


def source_of(page: Slide) -> str:
    """Return what is said below a page's chart or table."""
    return page.chart.source if page.chart else page.table.caption if page.table else ""


def areas_of(presentation: Any, layouts: Layouts, layout: Any, page: Slide, footer: str) -> Areas:
    """Return where the parts of a page go, clear of title, footer and page number."""
    whole = _on_page(presentation, room_of(layouts.text))
    feet = [box_of(holder) for holder in (footer_of(layout), number_of_page(layout)) if holder is not None]
    for place in (*feet, strip_of(presentation, layout, footer)):
        if place is not None:
            whole = whole.clear_of(place)
    if not page.chart and not page.table:
        return Areas(whole if page.points else None, None, None)
    side, beside = None, whole
    if page.points and whole.width >= _WIDE and not _needs_width(page.chart):
        side, beside = whole.columns(round(whole.width * 0.28), GAP)
    elif page.points:
        above = _height_of_points(contents_of(layout)[0], whole, page.points, layouts.face)
        side, beside = whole.rows(above, GAP // 2)
    words = source_of(page)
    if not words:
        return Areas(side, beside, None)
    lines = min(_MOST_SOURCE_LINES, lines_of(words, SOURCE_PT, beside.width_pt, face=layouts.face))
    down = round(lines * SOURCE_PT * 1.25 * POINT)
    picture, source = beside.rows(beside.height - down - GAP // 3, GAP // 3)
    return Areas(side, picture, source)


def _needs_width(chart: Chart | None) -> bool:
    """Tell whether a chart has so many or so long names that they need the page's width."""
    if chart is None:
        return False
    if chart.kind == "spans":  # many rows need its height more
        return len(chart.categories) <= _MANY
    return chart.kind in ("steps", "stacked", "columns") and len(chart.categories) > _MANY


def _height_of_points(holder: Any, whole: Box, points: tuple[str, ...], face: Face) -> int:
    """Return what points take above a chart on a narrow page: a third of it at most."""
    room = inner(holder, whole)
    margins = whole.height - room.height
    across = room.width_pt - style_of(holder)["indent"] / POINT
    high = height_pt(points, 14.0, max(10.0, across), gap_pt=BETWEEN_PT, face=face)
    return min(round((high + 2) * POINT) + margins, round(whole.height * 0.34))


def _on_page(presentation: Any, box: Box) -> Box:
    """Return what of a box is on the page."""
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(presentation.slide_width, box.right), min(presentation.slide_height, box.bottom)
    return Box(left, top, right - left, bottom - top)
