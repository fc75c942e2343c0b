"""Bars that lie: from a base (a tornado), and from their own years (a calendar, whose days are diamonds)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.measure import LINE, POINT, Box, broken, width_pt
from hds_tco.board.deck.native.embedded_data import by_category, put
from hds_tco.board.deck.native.plot_area import A_BAR, Frame, overlay
from hds_tco.board.deck.native.style import cover, fill, label, stack, style_rows, style_values, untitled
from hds_tco.board.office import Column
from hds_tco.charts import Chart, Series
from hds_tco.charts.axes import Axis
from hds_tco.charts.layout import Layout
from hds_tco.charts.palette import mark
from hds_tco.charts.words import set_apart
from hds_tco.locale import Language

_LABEL = 9
_BESIDE = 8
# Above and below the drawing; and where bars would be thin otherwise.
_AROUND, _LEAST_AROUND = (44.0, 52.0), (33.0, 41.0)
# Names that have no room at that size are cut.
_SMALLEST = 8.0
# What names take at most of the chart's width.
_MOST = 0.4


def draw_bars(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
    """Draw bars from a base, at which the axes cross, so that the figures are the true ones."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    chart = drawn.chart
    names, area, size = rows_of(box, chart)
    columns = [Column(series.name or chart.y_title, series.values) for series in chart.series]
    frame = insert(XL_CHART_TYPE.BAR_CLUSTERED, by_category(names, columns))
    native = untitled(frame, drawn)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = drawn.gap, 100
    for bars, series in zip(plot.series, chart.series, strict=True):
        bars.invert_if_negative = False
        fill(bars.format, series.rank)
        for place, words in enumerate(series.labels):
            if words and series.values[place] is not None:
                label(bars.points[place], words, XL_LABEL_POSITION.OUTSIDE_END, _LABEL)
                if _within_another(chart, series, place):
                    cover(bars.points[place])
    _style(native, drawn.across, size, lang)
    native.value_axis.crosses_at = chart.base
    full_names = [Column(chart.x_title, chart.categories)] if chart.categories != names else []
    put(native, [Column(chart.x_title, names), *columns, *full_names])
    places = [(_at(drawn, area, line.at), line.label) for line in chart.lines]
    marks = [((at, area.top), (at, area.top + area.height), words) for at, words in places]
    overlay(native, box, area, marks, [])
    return frame


def draw_calendar(insert: Callable[[Any, Any], Any], box: Box, drawn: Layout, lang: Language) -> Any:
    """Draw a calendar."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    chart, years = drawn.chart, drawn.across
    spans = chart.frame()
    names, area, size = rows_of(box, chart)
    frame = insert(XL_CHART_TYPE.BAR_STACKED, by_category(names, drawn.layers))
    native = untitled(frame, drawn)
    stack(native, drawn)
    a_year_pt = area.width * box.width_pt / (years.high - years.low)
    for series, layer in zip(native.plots[0].series, drawn.layers, strict=True):
        if layer.rank is None:
            continue
        style = mark(layer.rank)
        for row, words in enumerate(layer.words):
            if words and width_pt(words, _LABEL) + 6 <= (layer.cells[row] or 0.0) * a_year_pt:
                label(series.points[row], words, XL_LABEL_POSITION.CENTER, _LABEL, on=style.colour)
                if style.pattern:
                    cover(series.points[row])
    _style(native, years, size, lang)
    native.value_axis.crosses_at = years.low
    own = [Column(str(name), [float(cell) for cell in spans[name]]) for name in spans.columns]
    put(native, [Column(chart.x_title, names), *drawn.layers, Column(chart.x_title, list(spans.index)), *own])
    days = [
        ((_at(drawn, area, start), area.top + area.height * (row + 0.5) / len(names)), words)
        for series in chart.series
        for row, (start, value, words) in enumerate(
            zip(series.x, series.values, series.labels or ("",) * len(names), strict=True)
        )
        if value == 0
    ]
    overlay(native, box, area, [], days, diamonds=True, keys=drawn.legend)
    return frame


def _style(native: Any, values: Axis, size: float, lang: Language) -> None:
    style_rows(native.category_axis, native.value_axis, size)
    style_values(native.value_axis, values, lang)


def _at(drawn: Layout, area: Frame, value: float) -> float:
    """Return where a value stands across, as a share of the chart's width."""
    axis = drawn.across
    return area.left + area.width * (value - axis.low) / (axis.high - axis.low)


def _within_another(chart: Chart, mine: Series, place: int) -> bool:
    """Tell whether a bar ends inside a longer one on the same side, where its label would be hard to read."""

    def beyond(series: Series) -> float:
        return (series.values[place] or chart.base) - chart.base

    return any(beyond(mine) * beyond(other) >= 0 and abs(beyond(other)) > abs(beyond(mine)) for other in chart.series)


def margins_pt(box: Box, rows: int) -> tuple[float, float]:
    """Return what legend, figures and names take above and below the drawing."""
    return _AROUND if box.height - sum(_AROUND) * POINT >= rows * A_BAR else _LEAST_AROUND


def rows_of(box: Box, chart: Chart) -> tuple[tuple[str, ...], Frame, float]:
    """Return names broken or cut to their rows, where its bars are drawn, and the size of the names."""
    above, below = margins_pt(box, len(chart.categories))
    slot = (box.height_pt - above - below) / max(1, len(chart.categories))
    most, size = box.width_pt * _MOST, 11.0
    while size > _SMALLEST and not all(_has_room(name, size, most, slot) for name in chart.categories):
        size -= 0.5
    names = set_apart(chart.categories, lambda name: _has_room(name, size, most, max(slot, size * LINE)))
    lines = [broken(name, size, most) for name in names]
    room = max((width_pt(line, size) for name in lines for line in name), default=0.0) + _BESIDE + 6
    room = max(room, 40)
    width, height = box.width_pt, box.height_pt
    area = Frame(room / width, above / height, 1 - (room + 16) / width, 1 - (above + below) / height)
    return tuple(map("\n".join, lines)), area, size


def _has_room(name: str, size: float, across: float, down: float) -> bool:
    """Tell whether a name has room, broken by ourselves: LibreOffice breaks no name beside a lying bar."""
    lines = broken(name, size, across)
    return len(lines) * size * LINE <= down and all(width_pt(line, size) <= across for line in lines)
