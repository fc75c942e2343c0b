"""Where the parts of a page go: the arrangement that leaves enough to a chart's drawing and to the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hds_tco.board.deck.layouts import Layouts, Place, box_of, contents_of, footer_of, inner, number_of_page, style_of
from hds_tco.board.deck.measure import INCH, POINT, Box, Face, height_pt, lines_of, size_that_fits
from hds_tco.board.deck.native.bar import margins_pt
from hds_tco.board.deck.native.plot_area import A_BAR, PLOT, around_pt, short_names
from hds_tco.board.deck.tables import lay
from hds_tco.board.deck.text_boxes import strip_of
from hds_tco.board.slide import Slide
from hds_tco.charts import Chart

CM = 360_000
# Text beside a chart from that width on, above it on narrower pages; still beside it down to the least width, where
# that leaves more to the chart. No narrower than that may a chart be.
_WIDE, LEAST_WIDTH, NARROWEST = round(10.5 * INCH), 16 * CM, 11 * CM
GAP = round(0.3 * INCH)
BETWEEN_PT, SOURCE_PT, POINTS_PT = 8.0, 10.0, 16.0
_MOST_SOURCE_LINES = 3
# Rows or columns that are many.
_MANY = 8
# What names, figures and legend take of a usual chart.
_AROUND_PT = 106.0
# Smaller, points and tables are read with pain.
_READ_PT = 10.0
_BESIDE, _MOST_ABOVE = 0.28, 0.34


@dataclass(frozen=True)
class Areas:
    """Where text, picture and source of a page go; None where the page has none."""

    text: Box | None
    picture: Box | None
    source: Box | None


def source_of(page: Slide) -> str:
    """Return what is said below a page's chart or table."""
    return page.chart.source if page.chart else page.table.caption if page.table else ""


def arranged(presentation: Any, layouts: Layouts, page: Slide, footer: str) -> tuple[Place, Areas]:
    """Return the place and the arrangement for a page: the first that leaves enough, else the one that leaves most."""
    ways = []
    for place in _places(layouts, page):
        for areas in _ways(presentation, layouts, place, page, footer):
            ways.append((place, areas))
            if len(layouts.places) == 1 and layouts.ours:
                break
    if len(ways) == 1:
        return ways[0]
    worths = [_worth(place, areas, page, layouts.face) for place, areas in ways]
    return ways[max(range(len(ways)), key=lambda rank: (min(1.0, worths[rank]), -rank))]


def left_to_plot(chart: Chart, box: Box) -> int:
    """Return how high a chart's drawing is, about, in a box."""
    if chart.kind in ("bars", "spans"):
        return box.height - round(sum(margins_pt(box, len(chart.categories))) * POINT)
    if chart.kind == "grid":
        return box.height - round(_AROUND_PT * POINT)
    above, below = around_pt(short_names(chart, box), box)
    return box.height - round((above + below) * POINT)


def usual_plot(room: Box) -> int:
    """Return how high the drawing of a usual chart is in a place, with three points and a source."""
    source = round(SOURCE_PT * 1.25 * POINT) + GAP // 3
    high = room.height if room.width >= LEAST_WIDTH else room.height * (1 - _MOST_ABOVE) - GAP // 2
    return round(high - source - _AROUND_PT * POINT) if room.width >= NARROWEST else 0


def least_room() -> tuple[int, int]:
    """Return the width and the height of the smallest place that a usual chart has room in, text beside it."""
    return LEAST_WIDTH, PLOT - usual_plot(Box(0, 0, LEAST_WIDTH, 0))


def clear_room(presentation: Any, layout: Any, room: Box, footer: str) -> Box:
    """Return what of a place is on the page, clear of footer and page number."""
    room = on_page(presentation, room)
    feet = [box_of(holder) for holder in (footer_of(layout), number_of_page(layout)) if holder is not None]
    for taken in (*feet, strip_of(presentation, layout, footer)):
        if taken is not None:
            room = room.clear_of(taken)
    return room


def on_page(presentation: Any, box: Box) -> Box:
    """Return what of a box is on the page."""
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(presentation.slide_width, box.right), min(presentation.slide_height, box.bottom)
    return Box(left, top, right - left, bottom - top)


def _places(layouts: Layouts, page: Slide) -> tuple[Place, ...]:
    if layouts.ours is None:
        return layouts.places
    ours = layouts.ours
    layout = ours.chart if page.chart else ours.table if page.table else ours.text
    return (Place(layout, layouts.places[0].room),)


def _ways(presentation: Any, layouts: Layouts, place: Place, page: Slide, footer: str) -> Iterator[Areas]:
    """Yield the arrangements of a page in a place, the usual one first."""
    room = clear_room(presentation, place.layout, place.room, footer)
    if not page.chart and not page.table:
        yield Areas(room if page.points else None, None, None)
        return
    if not page.points:
        yield _with_source(None, room, page, layouts.face)
        return
    beside = room.width >= _WIDE and not _needs_width(page.chart)
    for is_beside in (beside, not beside):
        if is_beside and room.width >= LEAST_WIDTH:
            yield _with_source(*room.columns(round(room.width * _BESIDE), GAP), page, layouts.face)
        elif not is_beside:
            holders = contents_of(place.layout)
            above = _height_of_points(holders[0] if holders else None, room, page.points, layouts.face)
            yield _with_source(*room.rows(above, GAP // 2), page, layouts.face)
    if room.width >= LEAST_WIDTH:  # a source as wide as the page takes fewer lines
        both = _with_source(None, room, page, layouts.face)
        if both.picture is not None:
            side, picture = both.picture.columns(round(room.width * _BESIDE), GAP)
            yield Areas(side, picture, both.source)


def _with_source(side: Box | None, beside: Box, page: Slide, face: Face) -> Areas:
    words = source_of(page)
    if not words:
        return Areas(side, beside, None)
    lines = min(_MOST_SOURCE_LINES, lines_of(words, SOURCE_PT, beside.width_pt, face=face))
    down = round(lines * SOURCE_PT * 1.25 * POINT)
    picture, source = beside.rows(beside.height - down - GAP // 3, GAP // 3)
    return Areas(side, picture, source)


def _worth(place: Place, areas: Areas, page: Slide, face: Face) -> float:
    """Return how much of what a page needs an arrangement gives: 1 or more is enough."""
    ways = [1.0]
    if areas.picture is not None and page.chart is not None:
        lying = page.chart.kind in ("bars", "spans")
        needed = max(PLOT, A_BAR * len(page.chart.categories) if lying else 0)
        ways.append(left_to_plot(page.chart, areas.picture) / needed)
    elif areas.picture is not None and page.table is not None:
        ways.append(lay(page.table, areas.picture, face).size / _READ_PT)
    if areas.text is not None:
        holders = contents_of(place.layout)
        room, indent = _text_room(holders[0] if holders else None, areas.text)
        size = size_that_fits(page.points, (max(10.0, room.width_pt - indent), room.height_pt), POINTS_PT, face=face)
        ways.append(size / _READ_PT)
    return min(ways)


def _needs_width(chart: Chart | None) -> bool:
    """Tell whether a chart has so many or so long names that they need the page's width."""
    if chart is None:
        return False
    if chart.kind == "spans":  # many rows need its height more
        return len(chart.categories) <= _MANY
    return chart.kind in ("steps", "stacked", "columns") and len(chart.categories) > _MANY


def _text_room(holder: Any | None, box: Box) -> tuple[Box, float]:
    """Return where words stand in a box, and their indent in points."""
    return (inner(holder, box), style_of(holder)["indent"] / POINT) if holder is not None else (box, 0.0)


def _height_of_points(holder: Any | None, room: Box, points: tuple[str, ...], face: Face) -> int:
    """Return what points take above a chart on a narrow page: a third of it at most."""
    inside, indent = _text_room(holder, room)
    margins = room.height - inside.height
    high = height_pt(points, 14.0, max(10.0, inside.width_pt - indent), gap_pt=BETWEEN_PT, face=face)
    return min(round((high + 2) * POINT) + margins, round(room.height * _MOST_ABOVE))
