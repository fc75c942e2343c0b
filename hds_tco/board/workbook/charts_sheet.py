"""The charts that the board is shown, as Excel's own, with the values that they had when the file was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hds_tco.board.printable import plain
from hds_tco.board.workbook.native import Blocks, native_chart
from hds_tco.board.workbook.worksheet import Page, height
from hds_tco.charts import Chart
from hds_tco.charts.layout import layout
from hds_tco.locale import Language, text

# In pixels and columns: a chart a page, in print.
WIDTH, HEIGHT, COLUMNS, COLUMN_LETTERS = 968, 540, 10, 13.3
LETTERS = 150
# Of a row, in pixels.
_ROW = 20


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
        native = native_chart(book, blocks, chart, lang, WIDTH * 0.75)
        native.set_size({"width": WIDTH, "height": HEIGHT})
        place = {"description": plain(chart.alt), "object_position": 2, "x_offset": 4, "y_offset": 2}
        page.sheet.insert_chart(row, 0, native, place)
        row = _below(page, row + -(-HEIGHT // _ROW) + 1, chart)
        breaks.append(row)
    page.printed(row - 1, COLUMNS - 1)
    page.sheet.set_h_pagebreaks(breaks[:-1])
    figures.printed(blocks.made[-1].bottom, max(block.columns for block in blocks.made) - 1)
    figures.sheet.fit_to_pages(2, 0)  # a map is wide
    figures.sheet.repeat_columns(0)


def _below(page: Page, row: int, chart: Chart) -> int:
    """Write the legend of a calendar and the source; return the row below."""
    if chart.kind == "spans":
        at = 0
        for key in layout(chart).legend:
            if key.is_day:
                page.words(row, at, "\N{BLACK DIAMOND}", page.look("right"))
            else:
                page.sheet.write_blank(row, at, None, page.look.option(key.rank))
            page.words(row, at + 1, plain(key.name), page.look("small", "quoted"))
            at += 3
        row += bool(at)
    source = plain(chart.source)
    page.sheet.merge_range(row, 0, row, COLUMNS - 1, "", page.look("small", "wrapped", "quoted"))
    page.words(row, 0, source, page.look("small", "wrapped", "quoted"))
    page.sheet.set_row(row, height(source, LETTERS + 20))
    return row + 2
