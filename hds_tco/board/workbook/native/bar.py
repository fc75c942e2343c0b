"""Bars that lie: from a base (a tornado), and from their own years (a calendar, whose days are diamonds)."""

from __future__ import annotations

from typing import Any

from hds_tco.board.office import Column
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.style import UNSEEN, filled, finish, labels, names_axis, values_axis
from hds_tco.charts import Chart
from hds_tco.charts.layout import Layer, Layout
from hds_tco.charts.palette import INK, ink_on, mark
from hds_tco.locale import Language, text

DIAMOND = "\N{BLACK DIAMOND}"
# Letters that a year has room for, at most, over the years that are shown.
_LETTERS = 110


def draw_bars(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw bars from a base, the first on top; the axes cross at the base, so the figures are the true ones."""
    native = book.add_chart({"type": "bar"})
    chart = drawn.chart
    names = block.put(Column(chart.x_title, chart.categories))
    for series in chart.series:
        cells = block.put(Column(series.name or chart.y_title, series.values))
        look = filled(series.rank) | {"gap": drawn.gap, "overlap": 100}
        look |= labels(series.labels, "outside_end") if any(series.labels) else {}
        native.add_series({"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells} | look)
    values = values_axis(drawn.across, block.words(drawn.across.title), lang)
    values["num_format"] = _with_line(values["num_format"], chart)
    _set_axes(native, drawn, values, block.words(drawn.up.title), chart.base)
    for line in chart.lines:
        block.put(Column(line.label, [line.at]))
    finish(native, block.title, legend=bool(drawn.legend))
    return native


def draw_calendar(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw a calendar; its legend is made of cells, since that of bars that lie cannot leave series out everywhere."""
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    chart, years = drawn.chart, drawn.across
    names = block.put(Column("", chart.categories))
    spans = chart.frame()
    block.put(Column("", [str(name) for name in spans.index]))
    for name in spans.columns:
        block.put(Column(text(f"workbook.span.{name}", lang), [float(cell) for cell in spans[name]]))
    for layer in drawn.layers:
        cells = block.put(layer)
        look = dict(UNSEEN) if layer.rank is None else _span(layer, layer.rank, _LETTERS / (years.high - years.low))
        series = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": drawn.gap}
        native.add_series(series | look)
    _set_axes(native, drawn, values_axis(years, block.words(years.title), lang), None, years.low)
    finish(native, block.title, legend=False)
    return native


def _span(layer: Layer, rank: int, letters: float) -> dict[str, Any]:
    """Return the look of what lasts, and its words where a year has room for so many letters."""
    days = [cell == 0 for cell in layer.cells]
    words = [
        f"{DIAMOND} {words}".strip() if day else words if len(words) <= (cell or 0.0) * letters else ""
        for day, words, cell in zip(days, layer.words, layer.cells, strict=True)
    ]
    look = filled(rank)
    if not any(words):
        return look
    style, instant = mark(rank), any(days)
    plain = not (style.pattern or instant)
    ink = ink_on(style.colour) if plain else INK
    side = "inside_base" if instant else "center"
    look |= labels(words, side, colour=ink, covered=not plain and not instant)
    return look


def _set_axes(native: Any, drawn: Layout, values: dict[str, Any], name: Any, base: float) -> None:
    native.set_x_axis(values | {"crossing": base, "label_position": "high"})
    native.set_y_axis(names_axis(drawn.up, name) | {"reverse": True, "crossing": "max"})


def _with_line(shown: str, chart: Chart) -> str:
    """Return the format of the axis, in which a line across the bars is a figure that says its name.

    Only thin bars on a second axis could draw it, and programs differ on where those begin.

    Examples
    --------
    >>> from hds_tco.charts import Line
    >>> bars = Chart("x", "bars", "", (), (), "keur", "", "", "", "", lines=(Line(0.0, "tie", "y"),))
    >>> _with_line("[$-809]#,##0", bars)
    '[=0][$-809]#,##0" : tie";[<0][$-809]-#,##0;[$-809]#,##0'
    """
    if not chart.lines:
        return shown
    mark, figure = shown.split("]", 1)
    line, label = chart.lines[0], chart.lines[0].label.replace('"', "")
    return f'[={line.at:g}]{shown}" : {label}";[<0]{mark}]-{figure};{shown}'
