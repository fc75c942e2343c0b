"""Curves, and lines over years with a crossing between two of them: y against a number x."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.dress import bare, dress_values, hide_in_legend, label, shift
from hds_tco.board.deck.paint import line, rgb
from hds_tco.board.deck.scale import bounds, digits_for, nice
from hds_tco.board.deck.sheet import Column, Curve, by_number, cells, heading, put
from hds_tco.charts import Chart, Line
from hds_tco.charts.look import INK
from hds_tco.locale import Language


def is_numeric(chart: Chart) -> bool:
    """Tell whether categories are numbers in even steps: years.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> is_numeric(Chart("x", "lines", "", ("2026", "2027"), (Series("s", (1.0, 2.0)),), "keur", "", "", "", ""))
    True
    """
    try:
        numbers = [float(name) for name in chart.categories]
    except ValueError:
        return False
    steps = {round(after - before, 9) for before, after in pairwise(numbers)}
    return len(numbers) > 1 and len(steps) == 1 and steps != {0.0}


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    from pptx.enum.chart import XL_CHART_TYPE

    curves = _curves(chart)
    low, high, step = _across(chart, curves)
    foot, top, tick = _up(chart, curves)
    extra = [_line_points(mark.axis, mark.at, mark.label, (low, high), (foot, top)) for mark in chart.lines]
    places = [(point.label, (_x(chart, point.x),), (point.y,)) for point in chart.points]
    data = by_number([*curves, *extra, *places])
    points = chart.kind == "lines"
    frame = insert(XL_CHART_TYPE.XY_SCATTER_LINES if points else XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data)
    native = bare(frame, chart)
    drawn = list(native.plots[0].series)
    for curve, series in zip(drawn, chart.series, strict=False):
        line(curve, series.rank, points)
    for rank, mark in enumerate(chart.lines, start=len(curves)):
        _reference(drawn[rank], mark, low + 0.75 * (high - low))
    near: dict[bool, int] = {True: 0, False: 0}
    for rank, point in enumerate(chart.points, start=len(curves) + len(extra)):
        leftwards = _x(chart, point.x) > (low + high) / 2
        _spot(drawn[rank], point.label, leftwards, near[leftwards], box)
        near[leftwards] += 1
    dress_values(native.value_axis, chart.y_title, chart.unit, lang, 0 if chart.unit == "share" else digits_for(tick))
    native.value_axis.minimum_scale, native.value_axis.maximum_scale, native.value_axis.major_unit = foot, top, tick
    unit = "year" if chart.kind == "lines" else chart.x_unit
    dress_values(native.category_axis, chart.x_title, unit, lang, digits_for(step))
    native.category_axis.has_major_gridlines = False
    native.category_axis.format.line.color.rgb = rgb(INK)
    native.category_axis.minimum_scale, native.category_axis.maximum_scale = low, high
    native.category_axis.major_unit = step
    _cross_at_the_corner(native, low, foot)
    _to_columns(native, chart, [*curves, *extra, *places])
    hide_in_legend(native, list(range(len(curves), len(drawn))))
    return frame


def _curves(chart: Chart) -> list[Curve]:
    if chart.kind == "curves":
        return [(series.name or chart.y_title, series.x, series.values) for series in chart.series]
    years = tuple(float(name) for name in chart.categories)
    return [(series.name or chart.y_title, years, series.values) for series in chart.series]


def _x(chart: Chart, place: float) -> float:
    """Return where a point stands: over categories, its place is a rank."""
    if chart.kind == "curves":
        return place
    first, second = (float(name) for name in chart.categories[:2])
    return first + place * (second - first)


def _line_points(axis: str, at: float, name: str, across: tuple[float, float], up: tuple[float, float]) -> Curve:
    return (name, (at, at), up) if axis == "x" else (name, across, (at, at))


def _across(chart: Chart, curves: list[Curve]) -> tuple[float, float, float]:
    reached = [x for _, xs, ys in curves for x, y in zip(xs, ys, strict=True) if y is not None]
    reached += [mark.at for mark in chart.lines if mark.axis == "x"]
    if chart.kind == "lines":
        years = [float(name) for name in chart.categories]
        return years[0], years[-1], float(max(1, -(-len(years) // 16))) * (years[1] - years[0])
    return bounds(min(reached, default=0.0), max(reached, default=1.0))


def _up(chart: Chart, curves: list[Curve]) -> tuple[float, float, float]:
    reached = [y for _, _, ys in curves for y in ys if y is not None]
    reached += [mark.at for mark in chart.lines if mark.axis == "y"] + [point.y for point in chart.points]
    low, high = min(reached, default=0.0), max(reached, default=1.0)
    if chart.unit == "share" and low >= 0 and high <= 1:
        return 0.0, 1.0, 0.2
    # Costs start from zero; means that settle would be flat lines then.
    if chart.kind == "lines" or low < 0.3 * high:
        low = min(0.0, low)
        return bounds(low, max(high, low + nice(1e-6)))
    return bounds(low, high)


def _reference(series: Any, mark: Line, far: float) -> None:
    """Draw a line, its words at its end and inside the drawing."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.color.rgb = rgb(INK)
    series.format.line.width = 19_050
    series.format.line.dash_style = MSO_LINE.DASH
    inwards = XL_LABEL_POSITION.RIGHT if mark.axis == "x" and mark.at <= far else XL_LABEL_POSITION.LEFT
    label(series.points[1], mark.label, inwards, bold=True)


def _spot(series: Any, words: str, leftwards: bool, rank: int, box: Box) -> None:
    """Ring a point; its words stand where curves that rise are not: above to the left, below to the right."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE

    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 12
    series.marker.format.fill.background()
    series.marker.format.line.color.rgb = rgb(INK)
    series.marker.format.line.width = 22_225
    label(series.points[0], words, XL_LABEL_POSITION.LEFT if leftwards else XL_LABEL_POSITION.RIGHT, bold=True)
    down = (-1 if leftwards else 1) * (rank * 16 + 14) / box.height_pt
    shift(series.points[0], -0.01 if leftwards else 0.01, down)


def _cross_at_the_corner(native: Any, left: float, foot: float) -> None:
    """Let axes cross where both begin, not at zero, which may lie elsewhere."""
    native.value_axis.crosses_at = foot
    native.category_axis.crosses_at = left


def _to_columns(native: Any, chart: Chart, curves: list[Curve]) -> None:
    """Lay the figures out as a reader expects: x, then one column a curve; a new x when it differs."""
    from pptx.oxml.ns import qn

    columns: list[Column] = []
    at, last = 0, None
    for element, (name, xs, ys) in zip(native._chartSpace.iter(qn("c:ser")), curves, strict=True):
        if xs != last:
            at, last = len(columns), xs
            columns.append(Column(chart.x_title, xs))
        columns.append(Column(name, ys))
        mine = len(columns) - 1
        element.find(f"{qn('c:tx')}/{qn('c:strRef')}/{qn('c:f')}").text = heading(mine)
        for holder, across in (("c:xVal", at), ("c:yVal", mine)):
            element.find(f"{qn(holder)}/{qn('c:numRef')}/{qn('c:f')}").text = cells(across, len(xs))
    put(native, columns)
