"""What a chart is drawn from: a block of cells on the sheet of figures, one column a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hds_tco.board.office import Column, number_format
from hds_tco.board.workbook.native.style import Cell
from hds_tco.board.workbook.worksheet import Page
from hds_tco.charts import Chart
from hds_tco.charts.chart import Unit
from hds_tco.charts.layout import Layer
from hds_tco.locale import Language

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_DIGITS: dict[Unit, int] = {"keur": 1, "share": 1, "none": 2}
# First row of the blocks, and rows between two of them.
_TOP, _BETWEEN = 3, 2


class Block:
    """One chart's figures: its message above, headings, then the cells.

    Parameters
    ----------
    page : Page
    row : int
        Of the message.
    chart : Chart
    lang : {"fr", "en"}
    """

    def __init__(self, page: Page, row: int, chart: Chart, lang: Language) -> None:
        self.page = page
        self.chart = chart
        self.lang = lang
        self.head = row + 2
        self.top = row + 3
        self.columns = 0
        self.bottom = self.top
        self.said = -1
        page.words(row, 0, chart.title, page.look("topic", "low", "quoted"))
        self.title: Cell = [page.name, row, 0]

    def put(self, column: Column | Layer, unit: Unit | None = None, style: Sequence[Format] = ()) -> list[Any]:
        """Write a column in a unit (the chart's by default) or in styles, and return where its cells are."""
        at, look = self.columns, self.page.look
        self.page.words(self.head, at, column.name, look("head", "small", "quoted", *(() if at == 0 else ("right",))))
        own = number_unit(unit or self.chart.unit, self.lang)
        for rank, cell in enumerate(column.cells):
            if isinstance(cell, str):
                self.page.words(self.top + rank, at, cell, look("frozen", "quoted"))
            elif cell is not None:
                shown = style[rank] if style else look("frozen", shown=own)
                self.page.number(self.top + rank, at, cell, shown)
        self.columns += 1
        self.bottom = max(self.bottom, self.top + len(column.cells) - 1)
        return [self.page.name, self.top, at, self.top + max(1, len(column.cells)) - 1, at]

    def words(self, said: str) -> Cell | None:
        """Write words that a chart shows in a cell below the message, and return where."""
        if not said:
            return None
        self.said += 1
        self.page.words(self.head - 1, self.said, said, self.page.look("small", "quoted"))
        return [self.page.name, self.head - 1, self.said]


def number_unit(unit: Unit, lang: Language) -> str:
    """Return the format in which the figures of a unit are listed.

    Examples
    --------
    >>> number_unit("keur", "fr"), number_unit("year", "en")
    ('[$-40C]#,##0.0', '[$-809]0.00')
    """
    if unit == "year":
        return number_format("none", lang, 2).replace("#,##", "")
    return number_format(unit, lang, _DIGITS.get(unit, 0))


class Blocks:
    """The blocks of all charts, one below the other.

    Parameters
    ----------
    page : Page
    lang : {"fr", "en"}
    """

    def __init__(self, page: Page, lang: Language) -> None:
        self.page = page
        self.lang = lang
        self.made: list[Block] = []

    def new(self, chart: Chart) -> Block:
        """Begin the block of a chart, below the last."""
        row = self.made[-1].bottom + 1 + _BETWEEN if self.made else _TOP
        self.made.append(Block(self.page, row, chart, self.lang))
        return self.made[-1]
