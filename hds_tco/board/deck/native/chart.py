"""Native charts: columns, lines and maps over names, curves over a number; the bars that lie are in `bar`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.layouts import put_in
from hds_tco.board.deck.measure import Box, width_pt
from hds_tco.board.deck.native import bar
from hds_tco.board.deck.native.embedded_data import by_category, by_number, cells, heading, put
from hds_tco.board.deck.native.plot_area import NAMES_PT, Frame, Place, around_pt, fix_if_low, overlay, short_names
from hds_tco.board.deck.native.style import (
    TEXT,
    fill,
    finish,
    hide_in_legend,
    label,
    label_points,
    line,
    move_title,
    rgb,
    shift,
    stack,
    style_categories,
    style_values,
    untitled,
)
from hds_tco.board.office import Column, number_format
from hds_tco.board.printable import drawable
from hds_tco.charts import Chart, Line
from hds_tco.charts.layout import Curve, Layout, Spot, layout
from hds_tco.charts.palette import INK
from hds_tco.charts.words import set_apart
from hds_tco.locale import Language, percent


def draw_columns(
    insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language, full_names: tuple[str, ...]
) -> Any:
    """Draw columns, stacked, lines or steps, whose names may have been cut."""
    from pptx.enum.chart import XL_CHART_TYPE as KIND

    chart = drawn.chart
    columns = drawn.layers or [Column(series.name or chart.y_title, series.values) for series in chart.series]
    kinds = {"columns": KIND.COLUMN_CLUSTERED, "lines": KIND.LINE_MARKERS}
    frame = insert(kinds.get(chart.kind, KIND.COLUMN_STACKED), by_category(chart.categories, columns))
    native = untitled(frame, drawn)
    draw = {"lines": _lines, "steps": _steps}.get(chart.kind, _bars)
    draw(native, drawn, lang)
    _axes(native, box, drawn, lang)
    extra = [Column(chart.y_title, chart.series[0].values)] if chart.kind == "steps" else []
    extra += [Column(chart.x_title, full_names)] if full_names != chart.categories else []
    put(native, [Column(chart.x_title, chart.categories), *columns, *extra])
    if chart.lines or chart.points:
        _draw_over(native, box, drawn)
    else:
        fix_if_low(native, box, chart)
    return frame


def draw_map(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
    """Draw a map; the point to look at stands where its two figures say."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION

    chart = drawn.chart
    frame = insert(XL_CHART_TYPE.COLUMN_STACKED, by_category(chart.categories, drawn.layers))
    native = untitled(frame, drawn)
    stack(native, drawn)
    for series in native.plots[0].series:
        series.format.line.fill.background()
    _axes(native, box, drawn, lang)
    rows = native.value_axis
    rows.has_major_gridlines = False
    # Ticks would begin where the axis does, below the middle of the first row: their words are drawn over.
    rows.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if drawn.up.low < 0:  # the other axis crosses at zero, amid the rows
        native.category_axis.format.line.fill.background()
    ranks = [layer.rank for layer in drawn.layers]
    hide_in_legend(native, [place for place, rank in enumerate(ranks) if rank is None or rank in ranks[:place]])
    cells = [Column(f"{chart.y_title} : {series.name}", series.values) for series in chart.series]
    put(native, [Column(chart.x_title, chart.categories), *drawn.layers, *cells])
    _draw_over(native, box, drawn)
    return frame


def _bars(native: Any, drawn: Layout, lang: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    plot, chart = native.plots[0], drawn.chart
    plot.gap_width = drawn.gap
    plot.overlap = 100 if chart.kind == "stacked" else 0
    for bars, series in zip(plot.series, chart.series, strict=True):
        bars.invert_if_negative = False
        fill(bars.format, series.rank)
        for place, rank in enumerate(series.ranks):
            fill(bars.points[place].format, rank)
        position = XL_LABEL_POSITION.CENTER if chart.kind == "stacked" else XL_LABEL_POSITION.OUTSIDE_END
        values = ["" if value is None else percent(value, lang, 0) for value in series.values]
        if chart.unit == "share" and list(series.labels) == values:
            labels = bars.data_labels  # they follow the figures when these are edited
            labels.show_value, labels.position = True, position
            labels.number_format, labels.number_format_is_linked = number_format("share", lang), False
            labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(12), True, rgb(INK)
            continue
        label_points(bars, series.labels, position)


def _lines(native: Any, drawn: Layout, _: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    for curve, series in zip(native.plots[0].series, drawn.chart.series, strict=True):
        line(curve, series.rank, points=True)
        label_points(curve, series.labels, XL_LABEL_POSITION.ABOVE)


def _steps(native: Any, drawn: Layout, _: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    stack(native, drawn)
    for series, layer in zip(native.plots[0].series, drawn.layers, strict=True):
        series.invert_if_negative = False
        label_points(series, layer.words, XL_LABEL_POSITION.INSIDE_BASE, 9 if drawn.is_crowded else 10)


def _axes(native: Any, box: Box, drawn: Layout, lang: Language) -> None:
    style_values(native.value_axis, drawn.up, lang)
    style_categories(native.category_axis, drawn.across, box.width_pt * 0.88)


def _draw_over(native: Any, box: Box, drawn: Layout) -> None:
    """Draw lines and points over the columns, whose place is then fixed."""
    chart, axis = drawn.chart, drawn.up
    below = (72 if chart.x_title else 50) / box.height_pt
    above = (34 if native.has_legend else 20) / box.height_pt
    plot = Frame(left=70 / box.width_pt, top=above, width=1 - 80 / box.width_pt, height=1 - above - below)
    count = len(chart.categories)

    def place(x: float, y: float) -> Place:
        up = (axis.high - y) / (axis.high - axis.low)
        return plot.left + plot.width * (x + 0.5) / count, plot.top + plot.height * up

    lines = []
    for mark in chart.lines:
        if mark.axis == "x":
            across = place(mark.at, 0.0)[0]
            lines.append(((across, plot.top), (across, plot.top + plot.height), mark.label))
        else:
            up = place(0.0, mark.at)[1]
            lines.append(((plot.left, up), (plot.left + plot.width, up), mark.label))
    names: list[tuple[Place, str]] = []
    if chart.kind == "grid":
        words = set_apart(axis.words, lambda name: width_pt(name, NAMES_PT) <= _ROW_NAME_PT)
        names = [((plot.left, place(0.0, at)[1]), name) for at, name in zip(axis.ticks, words, strict=True)]
        long = width_pt(axis.title, TEXT) / box.height_pt
        move_title(native.value_axis, 2 / box.width_pt, max(0.0, plot.top + (plot.height - long) / 2))
    overlay(native, box, plot, lines, [(place(point.x, point.y), point.label) for point in drawn.points], names=names)


# Size of the words of a point; how far beside its ring an office program writes them; margins of the drawing: points.
LABEL_PT, _BESIDE_RING, _SIDES = 10.0, 8.0, 82.0
# What the names of a map's rows have beside the drawing and the axis' title.
_ROW_NAME_PT = 46.0


def draw_curves(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
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
    native = untitled(frame, drawn)
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


def insert_chart(holder: Any, box: Box, chart: Chart, lang: Language) -> Any:
    """Put a native chart on a slide.

    Parameters
    ----------
    holder : python-pptx chart placeholder or shapes
    box : Box
    chart : Chart
    lang : {"fr", "en"}

    Returns
    -------
    GraphicFrame
    """
    chart = drawable(chart, box.width_pt)

    def insert(kind: Any, data: Any) -> Any:
        if hasattr(holder, "insert_chart"):
            frame = holder.insert_chart(kind, data)
            put_in(frame, box)
            return frame
        return holder.add_chart(kind, box.left, box.top, box.width, box.height, data)

    drawn = layout(chart, lang)
    if drawn.by_number:
        frame = draw_curves(insert, box, drawn, lang)
    elif drawn.is_horizontal:
        frame = (bar.draw_calendar if chart.kind == "spans" else bar.draw_bars)(insert, box, drawn, lang)
    elif chart.kind == "grid":
        frame = draw_map(insert, box, drawn, lang)
    else:
        frame = draw_columns(insert, box, layout(short_names(chart, box), lang), lang, chart.categories)
    finish(frame.chart, lang)
    return frame
