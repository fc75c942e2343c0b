"""Columns side by side or stacked, lines over names, waterfalls, and maps: columns of cells that are alike."""

from __future__ import annotations

from typing import Any

from hds_tco.board.office import Column
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.style import (
    UNSEEN,
    across_it,
    filled,
    finish,
    labels,
    lined,
    names_axis,
    ringed,
    values_axis,
)
from hds_tco.charts import Chart
from hds_tco.charts.layout import Layout
from hds_tco.locale import Language, text


def draw_columns(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw columns, stacked, lines or steps."""
    chart = drawn.chart
    names = block.put(Column(chart.x_title, chart.categories))
    kinds = {"lines": {"type": "line"}, "columns": {"type": "column"}}
    native = book.add_chart(kinds.get(chart.kind, {"type": "column", "subtype": "stacked"}))
    draw = _steps if chart.kind == "steps" else _series
    draw(native, block, names, drawn)
    native.set_x_axis(names_axis(drawn.across, block.words(drawn.across.title)))
    native.set_y_axis(values_axis(drawn.up, block.words(drawn.up.title), lang))
    marked = _marks(book, native, block, names, drawn)
    hidden = range(len(native.series) + len(chart.lines), len(native.series) + marked)
    finish(native, block.title, legend=bool(drawn.legend), hidden=hidden)
    return native


def draw_map(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw a map; its cells stand below, each with its option's letter and fill, then what the chart is drawn with."""
    native = book.add_chart({"type": "column", "subtype": "stacked"})
    chart = drawn.chart
    block.put(Column(chart.x_title, chart.categories))
    _cells(block, chart)
    # Only some have room along the axis: LibreOffice writes all that a series gives, whatever the axis says.
    every = round(drawn.across.step)
    named = [name if place % every == 0 else "" for place, name in enumerate(chart.categories)]
    names = block.put(Column(text("charts.stack.labels", lang), named))
    ranks = [layer.rank for layer in drawn.layers]
    for layer in drawn.layers:
        cells = block.put(layer, "none")
        look = dict(UNSEEN) if layer.rank is None else filled(layer.rank) | {"border": {"none": True}}
        series = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": drawn.gap}
        native.add_series(series | look)
    hidden = [place for place, rank in enumerate(ranks) if rank is None or rank in ranks[:place]]
    figures = {} if drawn.up.names is None else {"label_position": "none"}  # they would say nothing
    native.set_y_axis(values_axis(drawn.up, block.words(drawn.up.title), lang) | figures)
    native.set_x_axis(names_axis(drawn.across, block.words(drawn.across.title)) | {"interval_unit": 1})
    marked = _marks(book, native, block, names, drawn)
    finish(native, block.title, legend=True, hidden=[*hidden, *range(len(ranks), len(ranks) + marked)])
    return native


def _series(native: Any, block: Block, names: list[Any], drawn: Layout) -> None:
    chart = drawn.chart
    stacked = chart.kind == "stacked"
    for series in chart.series:
        cells = block.put(Column(series.name or chart.y_title, series.values))
        shown = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells}
        if chart.kind == "lines":
            native.add_series(shown | lined(series.rank, points=True) | _words(series.labels, "above"))
            continue
        look = filled(series.rank) | {"gap": drawn.gap, "overlap": 100 if stacked else 0}
        if series.ranks:
            look["points"] = [filled(rank) for rank in series.ranks]
        native.add_series(shown | look | _words(series.labels, "center" if stacked else "outside_end"))


def _words(words: tuple[str, ...], position: str) -> Any:
    return labels(words, position, size=10, bold=True) if any(words) else {}


def _steps(native: Any, block: Block, names: list[Any], drawn: Layout) -> None:
    """Draw a waterfall; what it tells stands first, what it is drawn with behind."""
    block.put(Column(drawn.chart.y_title, drawn.chart.series[0].values))
    for layer in drawn.layers:
        cells = block.put(layer)
        look = dict(UNSEEN) if layer.rank is None else filled(layer.rank)
        if any(layer.words):
            look |= labels(layer.words, "inside_base", size=8 if drawn.is_crowded else 9)
        series = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": drawn.gap}
        native.add_series(series | look)


def _cells(block: Block, chart: Chart) -> None:
    """Write which option each cell stands for: its rank, shown as a letter on the option's own pattern."""
    look = block.page.look
    styles = [look.option(rank) for rank in range(len(chart.options))]
    for rank, name in enumerate(chart.options):
        block.words(f"{look.letter(rank)} : {name}")
    for series in chart.series:
        shown = [styles[int(value or 0)] for value in series.values]
        block.put(Column(f"{chart.y_title} : {series.name}", series.values), style=shown)


def _marks(book: Any, native: Any, block: Block, names: list[Any], drawn: Layout) -> int:
    """Draw lines and points over columns, as lines of their own; a place between two names moves to the nearest."""
    chart = drawn.chart
    count = len(chart.categories)
    if not (chart.lines or chart.points) or not count:
        return 0
    over = book.add_chart({"type": "line"}) if chart.kind != "lines" else native
    marks: list[tuple[str, list[float | None], dict[str, Any]]] = []
    for line in chart.lines:
        if line.axis == "y":
            marks.append((line.label, [line.at] * count, across_it()))
        else:
            stick = {"type": "percentage", "value": 100, "direction": "minus", "end_style": 0}
            stick |= {"line": across_it()["line"]}
            look = {"line": {"none": True}, "marker": {"type": "none"}, "y_error_bars": stick}
            marks.append((line.label, _alone(count, line.at, drawn.up.high), look))
    for point in drawn.points:
        place = _alone(count, point.x, point.y)
        words = ["" if value is None else point.label for value in place]
        beside = "left" if point.x > count / 2 else "right"
        marks.append((point.label, place, ringed() | labels(words, beside, bold=True, covered=True)))
    for name, values, look in marks:
        cells = block.put(Column(name, values))
        over.add_series({"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells} | look)
    if over is not native:
        native.combine(over)
    return len(marks)


def _alone(count: int, at: float, value: float) -> list[float | None]:
    """Return holes but for one place."""
    place = min(max(round(at), 0), count - 1)
    return [value if rank == place else None for rank in range(count)]
