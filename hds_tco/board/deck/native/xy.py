"""Curves, and lines over years with a crossing between two of them: y against a number x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.embedded_data import by_number, cells, heading, put
from hds_tco.board.deck.native.plot_area import around_pt, fix_if_low
from hds_tco.board.deck.native.style import bare, hide_in_legend, label, line, rgb, shift, style_values
from hds_tco.board.office import Column
from hds_tco.charts import Line
from hds_tco.charts.layout import Curve, Layout, Spot
from hds_tco.charts.palette import INK
from hds_tco.locale import Language

# Size of the words of a point; how far beside its ring an office program writes them; margins of the drawing: points.
LABEL_PT, _BESIDE_RING, _SIDES = 10.0, 8.0, 82.0


def draw(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    from pptx.enum.chart import XL_CHART_TYPE

    chart, curves, across, up = drawn.chart, drawn.curves, drawn.across, drawn.up
    extra = [
        Curve(line.label, (line.at, line.at), (up.low, up.high))
        if line.axis == "x"
        else Curve(line.label, (across.low, across.high), (line.at, line.at))
        for line in chart.lines
    ]
    places = [Curve(point.label, (point.x,), (point.y,)) for point in drawn.points]
    points = chart.kind == "lines"
    kind = XL_CHART_TYPE.XY_SCATTER_LINES if points else XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS
    frame = insert(kind, by_number([*curves, *extra, *places]))
    native = bare(frame, drawn)
    plotted = list(native.plots[0].series)
    for curve, series in zip(plotted, chart.series, strict=False):
        line(curve, series.rank, points)
    for rank, mark in enumerate(chart.lines, start=len(curves)):
        _reference(plotted[rank], mark, across.low + 0.75 * (across.high - across.low))
    above, below = around_pt(chart, box, along=True)
    spots = drawn.spots(box.width_pt - _SIDES, max(box.height_pt - above - below, 40.0), LABEL_PT)
    placed = {spot.point: spot for spot in spots}
    for rank, point in enumerate(drawn.points, start=len(curves) + len(extra)):
        _spot(plotted[rank], placed[point], box)
    style_values(native.value_axis, up, lang)
    style_values(native.category_axis, across, lang)
    native.category_axis.has_major_gridlines = False
    native.category_axis.format.line.color.rgb = rgb(INK)
    # Axes cross where both begin, not at zero, which may lie elsewhere.
    native.value_axis.crosses_at, native.category_axis.crosses_at = up.low, across.low
    _to_columns(native, chart.x_title, [*curves, *extra, *places])
    hide_in_legend(native, list(range(len(curves), len(plotted))))
    fix_if_low(native, box, chart, along=True)
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


def _to_columns(native: Any, x_title: str, curves: list[Curve]) -> None:
    """Lay the figures out as a reader expects: x, then one column a curve; a new x when it differs."""
    from pptx.oxml.ns import qn

    columns: list[Column] = []
    at, last = 0, None
    for element, curve in zip(native._chartSpace.iter(qn("c:ser")), curves, strict=True):
        if curve.xs != last:
            at, last = len(columns), curve.xs
            columns.append(Column(x_title, curve.xs))
        columns.append(Column(curve.name, curve.ys))
        mine = len(columns) - 1
        element.find(f"{qn('c:tx')}/{qn('c:strRef')}/{qn('c:f')}").text = heading(mine)
        for holder, across in (("c:xVal", at), ("c:yVal", mine)):
            element.find(f"{qn(holder)}/{qn('c:numRef')}/{qn('c:f')}").text = cells(across, len(curve.xs))
    put(native, columns)
