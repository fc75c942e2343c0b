"""A two-way map: columns of the cells that stand for the same option, one on the other, over a figure that rises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.dress import add_legend, bare, dress_categories, dress_values, hide_in_legend
from hds_tco.board.deck.native.upright import draw_over
from hds_tco.board.deck.paint import fill, unseen
from hds_tco.board.deck.scale import bounds, digits_for
from hds_tco.board.deck.sheet import Column, by_category, put
from hds_tco.charts import Chart, Point
from hds_tco.locale import Language, text

# Figures along the axis before some are left out.
_MOST_NAMES = 8
_CLOSE = 1e-6


def draw(insert: Callable[[Any, Any], Any], box: Box, chart: Chart, lang: Language) -> Any:
    """Draw a map; the point to look at stands where its two figures say."""
    from pptx.enum.chart import XL_CHART_TYPE

    shares = any(series.name.endswith("%") for series in chart.series)
    rows = _numbers([series.name for series in chart.series], lang) or list(range(len(chart.series)))
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
    scale = _scale(rows, chart.every[1])
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
    draw_over(native, box, replace(chart, points=tuple(_points(chart, lang)), lines=()), scale)
    return frame


def layers_of(chart: Chart, step: float) -> list[tuple[int | None, list[float | None]]]:
    """Return the stacked columns of a map: an option (none for a hole), and how high it goes at each place.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> rows = (Series("1", (0.0, 0.0)), Series("2", (0.0, 1.0)), Series("3", (1.0, None)))
    >>> chart = Chart("x", "grid", "", ("a", "b"), rows, "rank", "", "", "", "", options=("A", "B"))
    >>> for layer in layers_of(chart, 1.0):
    ...     print(layer)
    (0, [2.0, 1.0])
    (1, [1.0, 1.0])
    (None, [None, 1.0])
    """
    count = len(chart.categories)
    stacks = [
        [(option, sum(1 for _ in same)) for option, same in groupby(series.values[place] for series in chart.series)]
        for place in range(count)
    ]
    layers: list[tuple[int | None, list[float | None]]] = []
    for rank in range(max(map(len, stacks), default=0)):
        here = [stack[rank] if rank < len(stack) else None for stack in stacks]
        for option in dict.fromkeys(cell[0] for cell in here if cell is not None):
            cells = [cell[1] * step if cell is not None and cell[0] == option else None for cell in here]
            layers.append((None if option is None else int(option), cells))
    return layers


def _scale(rows: Sequence[float], every: int) -> tuple[float, float, float]:
    """Return where the axis of rows begins and ends, and its step: at named rows where those are round.

    Examples
    --------
    >>> _scale([15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0], 2), _scale([14.0, 15.0, 16.0, 17.0, 18.0], 2)
    ((14.0, 22.0, 2.0), (14.0, 18.0, 2.0))
    """
    step = (rows[-1] - rows[0]) / (len(rows) - 1) if len(rows) > 1 else 1.0
    low, high, tick = rows[0], rows[-1], every * step
    if every > 1 and (len(rows) - 1) % every == 0 and abs(low / tick - round(low / tick)) < _CLOSE:
        return low, high, tick  # half of the first and of the last row are cut
    return bounds(low - step / 2, high + step / 2)


def _name(chart: Chart, option: int | None, lang: Language) -> str:
    return text("deck.base", lang) if option is None else chart.options[option]


def _points(chart: Chart, lang: Language) -> list[Point]:
    """Return the points to look at, by rank across and by figure upward, if the names beside are figures."""
    rows = _numbers([series.name for series in chart.series], lang)
    if len(rows) < 2:
        return []
    step = (rows[-1] - rows[0]) / (len(rows) - 1)
    return [replace(point, y=rows[0] + point.y * step) for point in chart.points]


def _numbers(names: Sequence[str], lang: Language) -> list[float]:
    """Return the figures that names are, in even steps; nothing if one of them is not one."""
    try:
        found = [number(name, lang) for name in names]
    except ValueError:
        return []
    return found if len(set(found)) == len(found) else []


def number(written: str, lang: Language) -> float:
    """Return a number as a reader of that language writes it.

    Examples
    --------
    >>> number("1,234.5", "en"), number("12,5", "fr"), number("3 %", "fr")
    (1234.5, 12.5, 0.03)
    """
    bare = "".join(sign for sign in written if not sign.isspace()).replace("\N{MINUS SIGN}", "-")
    bare = bare.replace(",", ".") if lang == "fr" else bare.replace(",", "")
    return float(bare.removesuffix("%")) / (100 if bare.endswith("%") else 1)
