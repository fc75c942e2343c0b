"""Columns side by side or stacked, lines over names, waterfalls, and maps: columns of cells that are alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.embedded_data import by_category, put
from hds_tco.board.deck.native.plot_area import Frame, Place, fix_if_low, overlay
from hds_tco.board.deck.native.style import (
    bare,
    fill,
    hide_in_legend,
    label,
    line,
    rgb,
    style_categories,
    style_values,
    unseen,
)
from hds_tco.board.office import Column, number_format
from hds_tco.charts.layout import Layout
from hds_tco.charts.palette import INK
from hds_tco.locale import Language, percent


def draw_columns(
    insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language, whole: tuple[str, ...]
) -> Any:
    """Draw columns, stacked, lines or steps, whose names may have been cut."""
    from pptx.enum.chart import XL_CHART_TYPE as KIND

    chart = drawn.chart
    columns = drawn.layers or [Column(series.name or chart.y_title, series.values) for series in chart.series]
    kinds = {"columns": KIND.COLUMN_CLUSTERED, "lines": KIND.LINE_MARKERS}
    frame = insert(kinds.get(chart.kind, KIND.COLUMN_STACKED), by_category(chart.categories, columns))
    native = bare(frame, drawn)
    draw = {"lines": _lines, "steps": _steps}.get(chart.kind, _bars)
    draw(native, drawn, lang)
    _axes(native, box, drawn, lang)
    told = [Column(chart.y_title, chart.series[0].values)] if chart.kind == "steps" else []
    told += [Column(chart.x_title, whole)] if whole != chart.categories else []
    put(native, [Column(chart.x_title, chart.categories), *columns, *told])
    if chart.lines or chart.points:
        _draw_over(native, box, drawn)
    else:
        fix_if_low(native, box, chart)
    return frame


def draw_map(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
    """Draw a map; the point to look at stands where its two figures say."""
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_TICK_LABEL_POSITION

    chart = drawn.chart
    frame = insert(XL_CHART_TYPE.COLUMN_STACKED, by_category(chart.categories, drawn.layers))
    native = bare(frame, drawn)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = drawn.gap, 100
    for series, layer in zip(plot.series, drawn.layers, strict=True):
        if layer.rank is None:
            unseen(series)
        else:
            fill(series.format, layer.rank)
            series.format.line.fill.background()
    _axes(native, box, drawn, lang)
    native.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM
    if drawn.up.names is not None:  # figures would say nothing
        native.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    ranks = [layer.rank for layer in drawn.layers]
    hide_in_legend(native, [place for place, rank in enumerate(ranks) if rank is None or rank in ranks[:place]])
    cells = [Column(f"{chart.y_title} : {series.name}", series.values) for series in chart.series]
    put(native, [Column(chart.x_title, chart.categories), *drawn.layers, *cells])
    _draw_over(native, box, drawn)
    return frame


def _bars(native: Any, drawn: Layout, lang: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

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
            labels.font.size, labels.font.bold, labels.font.color.rgb = _pt(12), True, rgb(INK)
            continue
        for place, words in enumerate(series.labels):
            if words:
                label(bars.points[place], words, position)


def _lines(native: Any, drawn: Layout, _: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    for curve, series in zip(native.plots[0].series, drawn.chart.series, strict=True):
        line(curve, series.rank, points=True)
        for place, words in enumerate(series.labels):
            if words:
                label(curve.points[place], words, XL_LABEL_POSITION.ABOVE)


def _steps(native: Any, drawn: Layout, _: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    plot = native.plots[0]
    plot.gap_width, plot.overlap = drawn.gap, 100
    for series, layer in zip(plot.series, drawn.layers, strict=True):
        series.invert_if_negative = False
        if layer.rank is not None:
            fill(series.format, layer.rank)
        else:
            unseen(series)
        for place, words in enumerate(layer.words):
            if words:
                label(series.points[place], words, XL_LABEL_POSITION.INSIDE_BASE, 9 if drawn.is_crowded else 10)


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
        up = (axis.high - y) / (axis.high - axis.tick_low)
        return plot.left + plot.width * (x + 0.5) / count, plot.top + plot.height * up

    lines = []
    for mark in chart.lines:
        if mark.axis == "x":
            across = place(mark.at, 0.0)[0]
            lines.append(((across, plot.top), (across, plot.top + plot.height), mark.label))
        else:
            up = place(0.0, mark.at)[1]
            lines.append(((plot.left, up), (plot.left + plot.width, up), mark.label))
    overlay(native, box, plot, lines, [(place(point.x, point.y), point.label) for point in drawn.points])


def _pt(size: float) -> Any:
    from pptx.util import Pt

    return Pt(size)
