"""Lying bars from a base: a tornado. The axes cross at the base, so the figures are the true ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hds_tco.board.deck.box import POINT, Box
from hds_tco.board.deck.fit import LINE, broken, width_pt
from hds_tco.board.deck.native.dress import bare, cover, dress_rows, dress_values, label
from hds_tco.board.deck.native.overlay import Frame, overlay
from hds_tco.board.deck.native.steady import A_BAR
from hds_tco.board.deck.paint import fill
from hds_tco.board.deck.sheet import by_category, put
from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.scale import bounds, digits_for
from hds_tco.charts import Chart, Series
from hds_tco.charts.names import set_apart
from hds_tco.locale import Language

_LABEL = 9
_BESIDE = 8
# Above and below the drawing; and where bars would be thin otherwise.
_AROUND, _LEAST_AROUND = (44.0, 52.0), (33.0, 41.0)
# Names that have no room at that size are cut.
_SMALLEST = 8.0
# What names take at most of the chart's width.
_MOST = 0.4


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw bars from a base."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    told, (chart, area, size) = chart.categories, rows_of(box, chart)
    columns = [Column(series.name or chart.y_title, series.values) for series in chart.series]
    frame = insert(XL_CHART_TYPE.BAR_CLUSTERED, by_category(chart.categories, columns))
    native = bare(frame, chart)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    for drawn, series in zip(plot.series, chart.series, strict=True):
        drawn.invert_if_negative = False
        fill(drawn.format, series.rank)
        for place, words in enumerate(series.labels):
            if words and series.values[place] is not None:
                label(drawn.points[place], words, XL_LABEL_POSITION.OUTSIDE_END, _LABEL)
                if _within_another(chart, series, place):
                    cover(drawn.points[place])
    low, high, step = _bounds(box, chart, area)
    names, values = native.category_axis, native.value_axis
    dress_rows(names, values, size)
    dress_values(values, chart.y_title, chart.unit, lang, digits_for(step))
    values.minimum_scale, values.maximum_scale, values.major_unit = low, high, step
    values.crosses_at = chart.base
    whole = [Column(chart.x_title, told)] if told != chart.categories else []
    put(native, [Column(chart.x_title, chart.categories), *columns, *whole])

    def across(at: float) -> float:
        return area.left + area.width * (at - low) / (high - low)

    marks = [
        ((across(line.at), area.top), (across(line.at), area.top + area.height), line.label) for line in chart.lines
    ]
    overlay(native, box, area, [mark for mark in marks if area.left <= mark[0][0] <= area.left + area.width], [])
    return frame


def _within_another(chart: Chart, mine: Series, place: int) -> bool:
    """Tell whether a bar ends inside a longer one on the same side, where its label would be hard to read."""

    def beyond(series: Series) -> float:
        return (series.values[place] or chart.base) - chart.base

    return any(beyond(mine) * beyond(other) >= 0 and abs(beyond(other)) > abs(beyond(mine)) for other in chart.series)


def margins_pt(box: Box, rows: int) -> tuple[float, float]:
    """Return what legend, figures and names take above and below the drawing."""
    return _AROUND if box.height - sum(_AROUND) * POINT >= rows * A_BAR else _LEAST_AROUND


def rows_of(box: Box, chart: Chart) -> tuple[Chart, Frame, float]:
    """Return the chart with names broken or cut to their rows, where its bars are drawn, and the size of the names."""
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
    return replace(chart, categories=tuple(map("\n".join, lines))), area, size


def _has_room(name: str, size: float, across: float, down: float) -> bool:
    """Tell whether a name has room, broken by ourselves: LibreOffice breaks no name beside a lying bar."""
    lines = broken(name, size, across)
    return len(lines) * size * LINE <= down and all(width_pt(line, size) <= across for line in lines)


def _bounds(box: Box, chart: Chart, area: Frame) -> tuple[float, float, float]:
    """Return bounds that leave room for what is written at the ends of bars."""
    reached = [value for series in chart.series for value in series.values if value is not None]
    reached += [chart.base, *(line.at for line in chart.lines)]
    low, high = min(reached), max(reached)
    words = max((width_pt(name, _LABEL) for series in chart.series for name in series.labels), default=0.0) + 6
    share = min(0.3, words / (box.width_pt * area.width))
    gap = (high - low) * share / (1 - 2 * share) if high > low else 0.0
    return bounds(low - gap, high + gap)
