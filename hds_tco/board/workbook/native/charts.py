"""Our charts as Excel's own: columns and maps, bars and calendars, curves and lines, each drawn from cells."""

from __future__ import annotations

from typing import Any

from hds_tco.board.office import Column
from hds_tco.board.printable import drawable
from hds_tco.board.workbook.native.block import Block, Blocks
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
from hds_tco.charts.chart import Unit
from hds_tco.charts.layout import Curve, Layer, Layout, layout
from hds_tco.charts.palette import INK, ink_on, mark
from hds_tco.locale import Language, text


def native_chart(book: Any, blocks: Blocks, chart: Chart, lang: Language, width_pt: float) -> Any:
    """Return a chart of XlsxWriter's, its figures written in a block of cells.

    Parameters
    ----------
    book : Workbook
    blocks : Blocks
    chart : Chart
    lang : {"fr", "en"}
    width_pt : float
        Of the chart.

    Returns
    -------
    xlsxwriter chart
    """
    drawn = layout(drawable(chart, width_pt), lang)
    kinds = {"bars": draw_bars, "spans": draw_calendar, "grid": draw_map}
    draw = draw_curves if drawn.by_number else kinds.get(chart.kind, draw_columns)
    return draw(book, blocks.new(drawn.chart), drawn, lang)


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


# Where words of points stand, one after the other: near points must not write over one another.
_INWARDS, _OUTWARDS = ("left", "above"), ("above", "right")

# Where the drawing stands in the chart, in shares of it, when words need room beside its last years.
_INSIDE = {"x": 0.09, "y": 0.2, "width": 0.82, "height": 0.62}


def draw_curves(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    native = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart, across, up = drawn.chart, drawn.across, drawn.up
    is_lines = chart.kind == "lines"
    looks = [lined(series.rank, points=is_lines) | _labels(series.labels) for series in chart.series]
    last: Any = None
    at: list[Any] = []
    for curve, look in zip(drawn.curves, looks, strict=True):
        if curve.xs != last:
            at, last = block.put(Column(across.title, curve.xs), across.unit), curve.xs
        _add(native, block, curve.name, at, block.put(Column(curve.name, curve.ys)), look)
    for line in chart.lines:
        is_upright = line.axis == "x"
        xs, ys = (across.low, across.high), (up.low, up.high)
        ends = Curve(line.label, (line.at,) * 2, ys) if is_upright else Curve(line.label, xs, (line.at,) * 2)
        side = "right" if is_upright and line.at <= across.low + 0.75 * (across.high - across.low) else "left"
        look = across_it() | labels(["", line.label], side, bold=True)
        _curve(native, block, across.title, ends, across.unit, look)
    for rank, point in enumerate(sorted(drawn.points, key=lambda point: point.x)):
        sides = _INWARDS if point.x > (across.low + across.high) / 2 else _OUTWARDS
        look = ringed() | labels([point.label], sides[rank % len(sides)], bold=True, covered=True)
        _curve(native, block, across.title, Curve(point.label, (point.x,), (point.y,)), across.unit, look)
    if chart.points:
        native.set_plotarea({"layout": _INSIDE})
    # Axes cross where both begin, not at zero, which may lie elsewhere.
    y_axis = values_axis(up, block.words(up.title), lang) | {"crossing": up.low}
    x_axis = values_axis(across, block.words(across.title), lang) | {"crossing": across.low}
    native.set_x_axis(x_axis | {"major_gridlines": {"visible": False}})
    native.set_y_axis(y_axis)
    extra = range(len(drawn.curves), len(drawn.curves) + len(chart.lines) + len(chart.points))
    finish(native, block.title, legend=bool(drawn.legend), hidden=extra)
    return native


def _labels(words: tuple[str, ...]) -> dict[str, Any]:
    return labels(words, "above", size=10, bold=True) if any(words) else {}


def _curve(native: Any, block: Block, x_title: str, curve: Curve, x_unit: Unit, look: dict[str, Any]) -> None:
    xs = block.put(Column(x_title, curve.xs), x_unit)
    _add(native, block, curve.name, xs, block.put(Column(curve.name, curve.ys)), look)


def _add(native: Any, block: Block, name: str, xs: list[Any], ys: list[Any], look: dict[str, Any]) -> None:
    told = {"name": [ys[0], block.head, ys[2]]} if name else {}
    native.add_series(told | {"categories": xs, "values": ys} | look)
