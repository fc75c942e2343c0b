"""Columns side by side or stacked, lines over categories, waterfalls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.dress import bare, dress_categories, dress_values, label
from hds_tco.board.deck.native.overlay import Frame, Place, overlay
from hds_tco.board.deck.native.steady import short_names, steady
from hds_tco.board.deck.paint import fill, line, rgb, unseen
from hds_tco.board.deck.sheet import by_category, put
from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.reach import span
from hds_tco.board.drawn.scale import bounds, digits_for, nice, number_format
from hds_tco.board.drawn.waterfall import bars_of
from hds_tco.charts import Chart
from hds_tco.charts.look import INK
from hds_tco.locale import Language, percent


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw columns, stacked, lines or steps."""
    from pptx.enum.chart import XL_CHART_TYPE as KIND

    told, chart = chart.categories, short_names(chart, box)
    columns = _columns(chart, lang)
    kinds = {"columns": KIND.COLUMN_CLUSTERED, "lines": KIND.LINE_MARKERS}
    frame = insert(kinds.get(chart.kind, KIND.COLUMN_STACKED), by_category(chart.categories, columns))
    native = bare(frame, chart)
    if chart.kind == "lines":
        _lines(native, chart)
    else:
        (_steps if chart.kind == "steps" else _bars)(native, chart, lang)
    _axes(native, box, chart, lang)
    kept = [Column(chart.y_title, chart.series[0].values)] if chart.kind == "steps" else []
    kept += [Column(chart.x_title, told)] if told != chart.categories else []
    put(native, [Column(chart.x_title, chart.categories), *columns, *kept])
    if chart.lines or chart.points:
        draw_over(native, box, chart, bounds(*span(chart)))
    else:
        steady(native, box, chart)
    return frame


def _columns(chart: Chart, lang: Language) -> list[Column]:
    if chart.kind == "steps":
        return bars_of(chart, lang)
    return [Column(series.name or chart.y_title, series.values) for series in chart.series]


def _bars(native: Any, chart: Chart, lang: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    plot = native.plots[0]
    plot.gap_width = 45
    plot.overlap = 100 if chart.kind == "stacked" else 0
    for drawn, series in zip(plot.series, chart.series, strict=True):
        drawn.invert_if_negative = False
        fill(drawn.format, series.rank)
        for place, rank in enumerate(series.ranks):
            fill(drawn.points[place].format, rank)
        position = XL_LABEL_POSITION.CENTER if chart.kind == "stacked" else XL_LABEL_POSITION.OUTSIDE_END
        values = ["" if value is None else percent(value, lang, 0) for value in series.values]
        if chart.unit == "share" and list(series.labels) == values:
            labels = drawn.data_labels  # they follow the figures when these are edited
            labels.show_value, labels.position = True, position
            labels.number_format, labels.number_format_is_linked = number_format("share", lang), False
            labels.font.size, labels.font.bold, labels.font.color.rgb = _pt(12), True, rgb(INK)
            continue
        for place, words in enumerate(series.labels):
            if words:
                label(drawn.points[place], words, position)


def _lines(native: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    for drawn, series in zip(native.plots[0].series, chart.series, strict=True):
        line(drawn, series.rank, points=True)
        for place, words in enumerate(series.labels):
            if words:
                label(drawn.points[place], words, XL_LABEL_POSITION.ABOVE)


def _steps(native: Any, chart: Chart, lang: Language) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    plot = native.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    names = [column.name for column in bars_of(chart, lang)]
    ranks = dict(zip(names[1:-1], (3, 1, 2, 3, 1, 2), strict=False))
    for drawn, name in zip(plot.series, names, strict=True):
        drawn.invert_if_negative = False
        if name in ranks:
            fill(drawn.format, ranks[name])
        else:
            unseen(drawn)
    crowded = len(chart.categories) > 9
    for place, words in enumerate(chart.series[0].labels):
        if words:
            label(plot.series[len(names) - 1].points[place], words, XL_LABEL_POSITION.INSIDE_BASE, 9 if crowded else 10)


def _axes(native: Any, box: Box, chart: Chart, lang: Language) -> None:
    values = native.value_axis
    low, high = span(chart)
    dress_values(values, chart.y_title, chart.unit, lang, 0 if chart.unit == "share" else _digits(low, high))
    if chart.unit == "share" and low >= 0 and high <= 1:
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, 1, 0.2
    if chart.kind == "steps" and chart.base:
        values.minimum_scale, values.maximum_scale, values.major_unit = bounds(low, high + (high - low) * 0.1)
    dress_categories(native.category_axis, chart.categories, chart.x_title, box.width_pt * 0.88)


def _digits(low: float, high: float) -> int:
    return digits_for(nice((high - low) / 6)) if high > low else 0


def draw_over(native: Any, box: Box, chart: Chart, scale: tuple[float, float, float]) -> None:
    """Draw lines and points over the columns, whose place and scale (ends and step) are then fixed."""
    low, high, step = scale
    values = native.value_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    below = (72 if chart.x_title else 50) / box.height_pt
    above = (34 if native.has_legend else 20) / box.height_pt
    plot = Frame(left=70 / box.width_pt, top=above, width=1 - 80 / box.width_pt, height=1 - above - below)
    count = len(chart.categories)

    def place(x: float, y: float) -> Place:
        return plot.left + plot.width * (x + 0.5) / count, plot.top + plot.height * (high - y) / (high - low)

    lines = []
    for mark in chart.lines:
        if mark.axis == "x":
            across = place(mark.at, 0.0)[0]
            lines.append(((across, plot.top), (across, plot.top + plot.height), mark.label))
        else:
            up = place(0.0, mark.at)[1]
            lines.append(((plot.left, up), (plot.left + plot.width, up), mark.label))
    overlay(native, box, plot, lines, [(place(point.x, point.y), point.label) for point in chart.points])


def _pt(size: float) -> Any:
    from pptx.util import Pt

    return Pt(size)
