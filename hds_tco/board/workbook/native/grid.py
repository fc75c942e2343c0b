"""A two-way map: columns of the cells that stand for the same option, one on the other, over a figure that rises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.grid import layers_of, points_of, rows_of, rows_scale
from hds_tco.board.drawn.scale import digits_for
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.dress import UNSEEN, bounded, filled, finish, names_axis, values_axis
from hds_tco.board.workbook.native.upright import marks
from hds_tco.charts import Chart
from hds_tco.locale import Language, text

# Figures along the axis before some are left out.
_MOST_NAMES = 11


def draw(book: Any, block: Block, chart: Chart, lang: Language) -> Any:
    """Draw a map; its cells stand below, each with its option's letter and fill, then what the chart is drawn with."""
    native = book.add_chart({"type": "column", "subtype": "stacked"})
    shares = any(series.name.endswith("%") for series in chart.series)
    rows = rows_of(chart, lang) or [float(rank) for rank in range(len(chart.series))]
    step = (rows[-1] - rows[0]) / (len(rows) - 1) if len(rows) > 1 else 1.0
    foot = rows[0] - step / 2
    reached = (foot, foot + step * len(rows))
    block.put(Column(chart.x_title, chart.categories))
    _cells(block, chart)
    # Only some have room along the axis: LibreOffice writes all that a series gives, whatever the axis says.
    every = max(chart.every[0], -(-len(chart.categories) // _MOST_NAMES))
    named = [name if rank % every == 0 else "" for rank, name in enumerate(chart.categories)]
    names = block.put(Column(text("deck.labels", lang), named))
    layers = layers_of(chart, step)
    hidden = [0]
    drawn: list[tuple[int | None, list[float | None]]] = [(None, [*[foot] * len(chart.categories)]), *layers]
    for rank, (option, heights) in enumerate(drawn):
        name = text("deck.base", lang) if option is None else chart.options[option]
        cells = block.put(Column(name, heights), "none")
        look = dict(UNSEEN) if option is None else filled(option) | {"border": {"none": True}}
        told = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": 0}
        native.add_series(told | look)
        if rank and (option is None or option in [before for before, _ in drawn[:rank]]):
            hidden.append(rank)
    low, high, tick = rows_scale(rows, chart.every[1])
    digits = digits_for(tick * 100 if shares else tick)
    y_axis = values_axis(block.words(chart.y_title), "share" if shares else "none", lang, digits)
    # The figure's own axis, from the first row's foot to the last one's head: no white stays around the map.
    native.set_y_axis(bounded(y_axis, max(low, foot), min(high, reached[1]), tick))
    native.set_x_axis(names_axis(block.words(chart.x_title)) | {"interval_unit": 1})
    placed = replace(chart, points=tuple(points_of(chart, lang)), lines=())
    marked = marks(book, native, block, names, placed, reached)
    finish(native, block.title, legend=True, hidden=[*hidden, *range(len(drawn), len(drawn) + marked)])
    return native


def _cells(block: Block, chart: Chart) -> None:
    """Write which option each cell stands for: its rank, shown as a letter on the option's own pattern."""
    look = block.page.look
    styles = [look.option(rank) for rank in range(len(chart.options))]
    for rank, name in enumerate(chart.options):
        block.words(f"{look.letter(rank)} : {name}")
    for series in chart.series:
        shown = [styles[int(value or 0)] for value in series.values]
        block.put(Column(f"{chart.y_title} : {series.name}", series.values), style=shown)
