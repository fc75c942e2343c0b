"""A two-way map: columns of the cells that stand for the same option, one on the other, over a figure that rises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.dress import add_legend, bare, dress_categories, dress_values, hide_in_legend
from hds_tco.board.deck.native.upright import draw_over
from hds_tco.board.deck.paint import fill, unseen
from hds_tco.board.deck.sheet import by_category, put
from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.grid import layers_of, points_of, rows_of, rows_scale
from hds_tco.board.drawn.scale import digits_for
from hds_tco.charts import Chart
from hds_tco.locale import Language, text

# Figures along the axis before some are left out.
_MOST_NAMES = 8


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw a map; the point to look at stands where its two figures say."""
    from pptx.enum.chart import XL_CHART_TYPE

    shares = any(series.name.endswith("%") for series in chart.series)
    rows = rows_of(chart, lang) or list(range(len(chart.series)))
    step = (rows[-1] - rows[0]) / (len(rows) - 1) if len(rows) > 1 else 1.0
    foot = rows[0] - step / 2
    layers = layers_of(chart, step)
    base = Column(text("deck.base", lang), [foot] * len(chart.categories))
    drawn = [Column(_name(chart, option, lang), cells) for option, cells in layers]
    frame = insert(XL_CHART_TYPE.COLUMN_STACKED, by_category(chart.categories, [base, *drawn]))
    native = bare(frame, replace(chart, series=()))
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 0, 100
    unseen(plot.series[0])
    for series, (option, _) in zip(list(plot.series)[1:], layers, strict=True):
        if option is None:
            unseen(series)
        else:
            fill(series.format, option)
            series.format.line.fill.background()
    scale = rows_scale(rows, chart.every[1])
    tick = scale[2]
    digits = digits_for(tick * 100 if shares else tick)
    dress_values(native.value_axis, chart.y_title, "share" if shares else "none", lang, digits)
    dress_categories(
        native.category_axis, chart.categories, chart.x_title, box.width_pt * 0.88, _MOST_NAMES, chart.every[0]
    )
    add_legend(native)
    options = [option for option, _ in layers]
    hide_in_legend(native, [0, *(r + 1 for r, option in enumerate(options) if option is None or option in options[:r])])
    cells = [Column(f"{chart.y_title} : {series.name}", series.values) for series in chart.series]
    put(native, [Column(chart.x_title, chart.categories), base, *drawn, *cells])
    draw_over(native, box, replace(chart, points=tuple(points_of(chart, lang)), lines=()), scale)
    return frame


def _name(chart: Chart, option: int | None, lang: Language) -> str:
    return text("deck.base", lang) if option is None else chart.options[option]
