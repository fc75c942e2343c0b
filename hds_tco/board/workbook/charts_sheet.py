"""The charts that the board is shown, as Excel's own, with the values that they had when the file was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hds_tco.board.office import Column
from hds_tco.board.printable import drawable, plain
from hds_tco.board.workbook.chart_parts import (
    REFERENCE,
    RING,
    Block,
    Blocks,
    Cell,
    filled,
    finish,
    labels,
    lined,
    names_axis,
    values_axis,
)
from hds_tco.board.workbook.worksheet import Page
from hds_tco.charts import Chart
from hds_tco.charts.layout import Curve, Layout, layout
from hds_tco.charts.palette import INK, ink_on, mark
from hds_tco.charts.stacks import Layer
from hds_tco.locale import Language, text

# In pixels and columns: a chart a page, in print.
WIDTH, HEIGHT, COLUMNS, COLUMN_LETTERS = 968, 540, 10, 13.3
LETTERS = 150
# Of a row, in pixels.
_ROW = 20
DIAMOND = "\N{BLACK DIAMOND}"
# Letters that a year has room for, at most, over the years that are shown.
_LETTERS = 110
# Where words of points stand, one after the other: near points must not write over one another.
_INWARDS, _OUTWARDS = ("left", "above"), ("above", "right")
# Where the drawing stands in the chart, in shares of it, when words need room beside its last years.
_INSIDE = {"x": 0.09, "y": 0.2, "width": 0.82, "height": 0.62}


def write_charts(
    page: Page, figures: Page, charts: Sequence[Chart], book: Any, names: tuple[str, ...], lang: Language
) -> None:
    """Write the sheet of charts and that of their figures.

    Parameters
    ----------
    page, figures : Page
    charts : sequence of Chart
    book : Workbook
    names : tuple of str
        The sheets on which live charts stand.
    lang : {"fr", "en"}
    """
    live = ", ".join(names)
    for sheet, key in ((page, "charts"), (figures, "chart_figures")):
        sheet.headed(text(f"workbook.sheet.{key}", lang), "")
        hint = text(f"workbook.hint.{key}", lang, live=live, figures=figures.name, charts=page.name)
        sheet.sheet.set_column(0, 0 if sheet is figures else COLUMNS - 1, 34 if sheet is figures else COLUMN_LETTERS)
        sheet.wide(1, COLUMNS - 1, hint, page.look("hint", "guess"), LETTERS)
    figures.sheet.set_column(1, 80, 14)
    blocks = Blocks(figures, lang)
    row, breaks = 3, []
    for chart in charts:
        native = native_chart(book, blocks, chart, lang)
        native.set_size({"width": WIDTH, "height": HEIGHT})
        place = {"description": plain(chart.alt), "object_position": 2, "x_offset": 4, "y_offset": 2}
        page.sheet.insert_chart(row, 0, native, place)
        row = _below(page, row + -(-HEIGHT // _ROW) + 1, chart)
        breaks.append(row)
    page.printed(row - 1, COLUMNS - 1)
    page.sheet.set_h_pagebreaks(breaks[:-1])
    figures.printed(blocks.all[-1].bottom, max(block.columns for block in blocks.all) - 1)
    figures.sheet.fit_to_pages(2, 0)  # a map is wide
    figures.sheet.repeat_columns(0)


def _below(page: Page, row: int, chart: Chart) -> int:
    """Write the legend of a calendar and the source; return the row below."""
    if chart.kind == "spans":
        column = 0
        for key in layout(chart).legend:
            if key.is_day:
                page.words(row, column, DIAMOND, page.look("right"))
            else:
                page.sheet.write_blank(row, column, None, page.look.option(key.rank))
            page.words(row, column + 1, plain(key.name), page.look("small", "quoted"))
            column += 3
        row += bool(column)
    page.wide(row, COLUMNS - 1, plain(chart.source), page.look("small", "wrapped", "quoted"), LETTERS + 20)
    return row + 2


def native_chart(book: Any, blocks: Blocks, chart: Chart, lang: Language) -> Any:
    """Return a chart of XlsxWriter's, its figures written in a block of cells of its own."""
    drawn = layout(drawable(chart, WIDTH * 0.75), lang)
    kinds = {"bars": _bars, "spans": _calendar, "grid": _map}
    draw = _curves if drawn.by_number else kinds.get(chart.kind, _columns)
    return draw(book, blocks.new(drawn.chart), drawn)


def _columns(book: Any, block: Block, drawn: Layout) -> Any:
    """Draw columns, stacked, lines or steps."""
    chart = drawn.chart
    names = block.put(Column(chart.x_title, chart.categories))
    kinds = {"lines": {"type": "line"}, "columns": {"type": "column"}}
    native = book.add_chart(kinds.get(chart.kind, {"type": "column", "subtype": "stacked"}))
    if chart.kind == "steps":
        # What a waterfall tells stands first, what it is drawn with behind.
        block.put(Column(chart.y_title, chart.series[0].values))
        for layer in drawn.layers:
            look = filled(layer.rank) | labels(layer.words, "inside_base", size=8 if drawn.is_crowded else 9)
            native.add_series(block.series(layer, names, look | {"gap": drawn.gap}))
    else:
        for series in chart.series:
            if chart.kind == "lines":
                look, position = lined(series.rank, points=True), "above"
            else:
                stacked = chart.kind == "stacked"
                look = filled(series.rank) | {"gap": drawn.gap, "overlap": 100 if stacked else 0}
                look |= {"points": [filled(rank) for rank in series.ranks]} if series.ranks else {}
                position = "center" if stacked else "outside_end"
            look |= labels(series.labels, position, size=10, bold=True)
            native.add_series(block.series(Column(series.name or chart.y_title, series.values), names, look))
    native.set_x_axis(names_axis(drawn.across, block.words(drawn.across.title)))
    native.set_y_axis(values_axis(drawn.up, block.words(drawn.up.title), block.lang))
    marked = _marks(book, native, block, names, drawn)
    hidden = range(len(native.series) + len(chart.lines), len(native.series) + marked)
    finish(native, block.title, legend=bool(drawn.legend), hidden=hidden)
    return native


def _map(book: Any, block: Block, drawn: Layout) -> Any:
    """Draw a map; its cells stand below, each with its option's letter and fill, then what the chart is drawn with."""
    native = book.add_chart({"type": "column", "subtype": "stacked"})
    chart = drawn.chart
    block.put(Column(chart.x_title, chart.categories))
    _cells(block, chart)
    # Only some have room along the axis: LibreOffice writes all that a series gives, whatever the axis says.
    every = round(drawn.across.step)
    named = [name if place % every == 0 else "" for place, name in enumerate(chart.categories)]
    names = block.put(Column(text("charts.stack.labels", block.lang), named))
    for layer in drawn.layers:
        look = filled(layer.rank) | {"border": {"none": True}, "gap": drawn.gap}
        native.add_series(block.series(layer, names, look, "none"))
    figures = {} if drawn.up.names is None else {"label_position": "none"}  # they would say nothing
    native.set_y_axis(values_axis(drawn.up, block.words(drawn.up.title), block.lang) | figures)
    native.set_x_axis(names_axis(drawn.across, block.words(drawn.across.title)) | {"interval_unit": 1})
    count = len(drawn.layers)
    marked = _marks(book, native, block, names, drawn)
    finish(native, block.title, legend=True, hidden=[*drawn.unlisted, *range(count, count + marked)])
    return native


def _cells(block: Block, chart: Chart) -> None:
    """Write which option each cell stands for: its rank, shown as a letter on the option's own pattern."""
    look = block.page.look
    styles = [look.option(rank) for rank in range(len(chart.options))]
    for rank, name in enumerate(chart.options):
        block.words(f"{look.letter(rank)} : {name}")
    for series in chart.series:
        style = [styles[int(value or 0)] for value in series.values]
        block.put(Column(f"{chart.y_title} : {series.name}", series.values), style=style)


def _marks(book: Any, native: Any, block: Block, names: Cell, drawn: Layout) -> int:
    """Draw lines and points over columns, as lines of their own; a place between two names moves to the nearest."""
    chart = drawn.chart
    count = len(chart.categories)
    if not (chart.lines or chart.points) or not count:
        return 0
    over = book.add_chart({"type": "line"}) if chart.kind != "lines" else native
    for line in chart.lines:
        if line.axis == "y":
            over.add_series(block.series(Column(line.label, [line.at] * count), names, REFERENCE))
        else:
            stick = {"type": "percentage", "value": 100, "direction": "minus", "end_style": 0}
            stick |= {"line": REFERENCE["line"]}
            look = {"line": {"none": True}, "marker": {"type": "none"}, "y_error_bars": stick}
            over.add_series(block.series(Column(line.label, _alone(count, line.at, drawn.up.high)), names, look))
    for point in drawn.points:
        place = _alone(count, point.x, point.y)
        words = ["" if value is None else point.label for value in place]
        side = "left" if point.x > count / 2 else "right"
        look = {**RING, **labels(words, side, bold=True, covered=True)}
        over.add_series(block.series(Column(point.label, place), names, look))
    if over is not native:
        native.combine(over)
    return len(chart.lines) + len(chart.points)


def _alone(count: int, at: float, value: float) -> list[float | None]:
    """Return holes but for one place."""
    place = min(max(round(at), 0), count - 1)
    return [value if rank == place else None for rank in range(count)]


def _bars(book: Any, block: Block, drawn: Layout) -> Any:
    """Draw bars from a base, the first on top; the axes cross at the base, so the figures are the true ones."""
    native = book.add_chart({"type": "bar"})
    chart = drawn.chart
    names = block.put(Column(chart.x_title, chart.categories))
    for series in chart.series:
        look = filled(series.rank) | {"gap": drawn.gap, "overlap": 100} | labels(series.labels, "outside_end")
        native.add_series(block.series(Column(series.name or chart.y_title, series.values), names, look))
    values = values_axis(drawn.across, block.words(drawn.across.title), block.lang)
    values["num_format"] = _with_line(values["num_format"], chart)
    _set_axes(native, drawn, values, block.words(drawn.up.title), chart.base)
    for line in chart.lines:
        block.put(Column(line.label, [line.at]))
    finish(native, block.title, legend=bool(drawn.legend))
    return native


def _calendar(book: Any, block: Block, drawn: Layout) -> Any:
    """Draw a calendar; its legend is made of cells: that of horizontal bars cannot leave series out everywhere."""
    native = book.add_chart({"type": "bar", "subtype": "stacked"})
    chart, years = drawn.chart, drawn.across
    names = block.put(Column("", chart.categories))
    spans = chart.frame()
    block.put(Column("", [str(name) for name in spans.index]))
    for name in spans.columns:
        block.put(Column(text(f"workbook.span.{name}", block.lang), [float(cell) for cell in spans[name]]))
    for layer in drawn.layers:
        look = filled(layer.rank) | _span_words(layer, _LETTERS / (years.high - years.low)) | {"gap": drawn.gap}
        native.add_series(block.series(layer, names, look))
    _set_axes(native, drawn, values_axis(years, block.words(years.title), block.lang), None, years.low)
    finish(native, block.title, legend=False)
    return native


def _span_words(layer: Layer, letters: float) -> dict[str, Any]:
    """Return the words of what lasts, where a year has room for so many letters."""
    if layer.rank is None:
        return {}
    days = [cell == 0 for cell in layer.cells]
    words = [
        f"{DIAMOND} {words}".strip() if day else words if len(words) <= (cell or 0.0) * letters else ""
        for day, words, cell in zip(days, layer.words, layer.cells, strict=True)
    ]
    style, instant = mark(layer.rank), any(days)
    on_colour = not (style.pattern or instant)
    ink = ink_on(style.colour) if on_colour else INK
    side = "inside_base" if instant else "center"
    return labels(words, side, colour=ink, covered=not on_colour and not instant)


def _set_axes(native: Any, drawn: Layout, values: dict[str, Any], name: Cell | None, base: float) -> None:
    native.set_x_axis(values | {"crossing": base, "label_position": "high"})
    native.set_y_axis(names_axis(drawn.up, name) | {"reverse": True, "crossing": "max"})


def _with_line(number_format: str, chart: Chart) -> str:
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
        return number_format
    locale, figure = number_format.split("]", 1)
    line, label = chart.lines[0], chart.lines[0].label.replace('"', "")
    return f'[={line.at:g}]{number_format}" : {label}";[<0]{locale}]-{figure};{number_format}'


def _curves(book: Any, block: Block, drawn: Layout) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    native = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart, across, up = drawn.chart, drawn.across, drawn.up
    xs: Cell = []
    last: tuple[float, ...] | None = None

    def add(curve: Curve, look: dict[str, Any]) -> None:
        """Write a curve, its numbers across too unless they are those of the one before."""
        nonlocal xs, last
        if curve.xs != last:
            xs, last = block.put(Column(across.title, curve.xs), across.unit), curve.xs
        native.add_series(block.series(Column(curve.name, curve.ys), xs, look))

    for curve, series in zip(drawn.curves, chart.series, strict=True):
        words = labels(series.labels, "above", size=10, bold=True)
        add(curve, lined(series.rank, points=chart.kind == "lines") | words)
    for curve, line in zip(drawn.references, chart.lines, strict=True):
        last = None
        side = "right" if drawn.has_room_behind(line) else "left"
        add(curve, {**REFERENCE, **labels(["", line.label], side, bold=True)})
    for rank, point in enumerate(sorted(drawn.points, key=lambda point: point.x)):
        last = None
        sides = _INWARDS if point.x > (across.low + across.high) / 2 else _OUTWARDS
        words = labels([point.label], sides[rank % len(sides)], bold=True, covered=True)
        add(Curve(point.label, (point.x,), (point.y,)), {**RING, **words})
    if chart.points:
        native.set_plotarea({"layout": _INSIDE})
    # Axes cross where both begin, not at zero, which may lie elsewhere.
    y_axis = values_axis(up, block.words(up.title), block.lang) | {"crossing": up.low}
    x_axis = values_axis(across, block.words(across.title), block.lang) | {"crossing": across.low}
    native.set_x_axis(x_axis | {"major_gridlines": {"visible": False}})
    native.set_y_axis(y_axis)
    extra = range(len(drawn.curves), len(drawn.curves) + len(chart.lines) + len(chart.points))
    finish(native, block.title, legend=bool(drawn.legend), hidden=extra)
    return native
