"""Curves, and lines over years with a crossing between two of them: y against a number x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.dress import bare, dress_values, hide_in_legend, label, shift
from hds_tco.board.deck.native.steady import around_pt, steady
from hds_tco.board.deck.paint import line, rgb
from hds_tco.board.deck.sheet import by_number, cells, heading, put
from hds_tco.board.drawn.column import Column, Curve
from hds_tco.board.drawn.curves import across_of, chart_x_of, curves_of, ends_of, up_of, x_of
from hds_tco.board.drawn.scale import digits_for
from hds_tco.charts import Chart, Line
from hds_tco.charts.clear import Plot, Spot, spots
from hds_tco.charts.look import INK
from hds_tco.locale import Language

# Size of the words of a point; how far beside its ring an office program writes them; margins of the drawing: points.
LABEL_PT, _BESIDE_RING, _SIDES = 10.0, 8.0, 82.0


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    from pptx.enum.chart import XL_CHART_TYPE

    curves = curves_of(chart)
    low, high, step = across_of(chart, curves)
    foot, top, tick = up_of(chart, curves)
    extra = [ends_of(mark.axis, mark.at, mark.label, (low, high), (foot, top)) for mark in chart.lines]
    places = [(point.label, (x_of(chart, point.x),), (point.y,)) for point in chart.points]
    data = by_number([*curves, *extra, *places])
    points = chart.kind == "lines"
    frame = insert(XL_CHART_TYPE.XY_SCATTER_LINES if points else XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data)
    native = bare(frame, chart)
    drawn = list(native.plots[0].series)
    for curve, series in zip(drawn, chart.series, strict=False):
        line(curve, series.rank, points)
    for rank, mark in enumerate(chart.lines, start=len(curves)):
        _reference(drawn[rank], mark, low + 0.75 * (high - low))
    above, below = around_pt(chart, box, along=True)
    first, last = (chart_x_of(chart, end) for end in (low, high))
    plot = Plot(box.width_pt - _SIDES, max(box.height_pt - above - below, 40.0), (first, last), (foot, top))
    placed = {spot.point: spot for spot in spots(chart, plot, LABEL_PT)}
    for rank, point in enumerate(chart.points, start=len(curves) + len(extra)):
        _spot(drawn[rank], placed[point], box)
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
    steady(native, box, chart, along=True)
    return frame


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


def _spot(series: Any, spot: Spot, box: Box) -> None:
    """Ring a point; its words stand clear of the curves."""
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE

    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 12
    series.marker.format.fill.background()
    series.marker.format.line.color.rgb = rgb(INK)
    series.marker.format.line.width = 22_225
    words, side = spot.point.label, XL_LABEL_POSITION.LEFT if spot.leftwards else XL_LABEL_POSITION.RIGHT
    label(series.points[0], words, side, bold=True)
    nearer = spot.across_pt + (_BESIDE_RING if spot.leftwards else -_BESIDE_RING)
    shift(series.points[0], nearer / box.width_pt, -spot.up_pt / box.height_pt)


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
