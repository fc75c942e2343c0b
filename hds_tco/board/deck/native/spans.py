"""A calendar: lying bars, each from its own year; what lasts nothing is a diamond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.fit import width_pt
from hds_tco.board.deck.native.dress import bare, cover, dress_rows, dress_values, label
from hds_tco.board.deck.native.lying import rows_of
from hds_tco.board.deck.native.overlay import overlay
from hds_tco.board.deck.paint import fill, unseen
from hds_tco.board.deck.sheet import by_category, put
from hds_tco.board.drawn.calendar import layers_of
from hds_tco.board.drawn.column import Column
from hds_tco.charts import Chart
from hds_tco.charts.chart import ruler
from hds_tco.charts.look import mark
from hds_tco.locale import Language, text

_LABEL = 9
# Room for the name of a year.
_YEAR_PT = 30.0


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw a calendar."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    told, (chart, area, size) = chart.frame(), rows_of(box, chart)
    layers = layers_of(chart)
    names = {series.rank: series.name for series in reversed(chart.series) if series.name}
    columns = [
        Column(text("deck.base", lang) if layer.rank is None else names.get(layer.rank, chart.y_title), layer.cells)
        for layer in layers
    ]
    frame = insert(XL_CHART_TYPE.BAR_STACKED, by_category(chart.categories, columns))
    native = bare(frame, chart)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 55, 100
    years = ruler(chart, max(1, int(area.width * box.width_pt / _YEAR_PT)))
    a_year_pt = area.width * box.width_pt / (years.last - years.first)
    for series, layer in zip(plot.series, layers, strict=True):
        if layer.rank is None:
            unseen(series)
            continue
        fill(series.format, layer.rank)
        style = mark(layer.rank)
        for row, words in enumerate(layer.words):
            if words and width_pt(words, _LABEL) + 6 <= (layer.cells[row] or 0.0) * a_year_pt:
                label(series.points[row], words, XL_LABEL_POSITION.CENTER, _LABEL, on=style.colour)
                if style.pattern:
                    cover(series.points[row])
    dress_rows(native.category_axis, native.value_axis, size)
    dress_values(native.value_axis, chart.y_title, "year", lang)
    native.value_axis.minimum_scale, native.value_axis.maximum_scale = years.first, years.last
    native.value_axis.major_unit = years.every
    native.value_axis.crosses_at = years.first
    native.has_legend = False
    lasting = {layer.rank for layer in layers if any(layer.cells)}
    keys = [(name, rank if rank in lasting else None) for rank, name in names.items()] if len(names) > 1 else []
    kept = [Column(str(name), [float(cell) for cell in told[name]]) for name in told.columns]
    put(native, [Column(chart.x_title, chart.categories), *columns, Column(chart.x_title, list(told.index)), *kept])
    days = []
    for series in chart.series:
        for row, (start, value) in enumerate(zip(series.x, series.values, strict=True)):
            if value == 0:
                across = area.left + area.width * (start - years.first) / (years.last - years.first)
                down = area.top + area.height * (row + 0.5) / len(chart.categories)
                days.append(((across, down), series.labels[row] if series.labels else ""))
    overlay(native, box, area, [], days, diamonds=True, keys=keys)
    return frame
