"""A calendar: lying bars, each from its own year; what lasts nothing is a diamond."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.calendar import layers_of
from hds_tco.board.drawn.column import Column
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.dress import UNSEEN, bounded, filled, finish, labels, names_axis, values_axis
from hds_tco.charts import Chart
from hds_tco.charts.chart import ruler
from hds_tco.charts.look import INK, ink_on, mark
from hds_tco.locale import Language, text

DIAMOND = "\N{BLACK DIAMOND}"
# Letters that a year has room for, at most, over the years that are shown.
_LETTERS = 110


def draw(book: Any, block: Block, chart: Chart, lang: Language) -> Any:
    """Draw a calendar; its legend is made of cells, since that of a lying chart cannot leave series out everywhere."""
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    years = ruler(chart)
    letters = _LETTERS / (years.last - years.first)
    names = block.put(Column("", chart.categories))
    told = chart.frame()
    block.put(Column("", [str(name) for name in told.index]))
    for name in told.columns:
        block.put(Column(text(f"workbook.span.{name}", lang), [float(cell) for cell in told[name]]))
    said = {series.rank: series.name for series in reversed(chart.series) if series.name}
    for layer in layers_of(chart, days=True):
        title = text("deck.base", lang) if layer.rank is None else said.get(layer.rank, chart.y_title)
        cells = block.put(Column(title, layer.cells))
        look = dict(UNSEEN)
        if layer.rank is not None:
            days = [cell == 0 for cell in layer.cells]
            words = [
                f"{DIAMOND} {words}".strip() if day else words if len(words) <= (cell or 0.0) * letters else ""
                for day, words, cell in zip(days, layer.words, layer.cells, strict=True)
            ]
            look = filled(layer.rank)
            if any(words):
                style, instant = mark(layer.rank), any(days)
                plain = not (style.pattern or instant)
                ink = ink_on(style.colour) if plain else INK
                side = "inside_base" if instant else "center"
                look |= labels(words, side, colour=ink, covered=not plain and not instant)
        native.add_series(
            {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": 55} | look
        )
    values = bounded(values_axis(block.words(chart.y_title), "year", lang), years.first, years.last, years.every)
    native.set_x_axis(values | {"crossing": years.first, "label_position": "high"})
    native.set_y_axis(names_axis(None) | {"reverse": True, "crossing": "max"})
    finish(native, block.title, legend=False)
    return native
