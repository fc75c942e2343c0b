"""Native charts: drawn by Excel from the cells, so that they follow the assumptions; each is told in words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hds_tco.board.workbook.cell_refs import FIRST, LABEL, YEAR_ROW
from hds_tco.board.workbook.chart_parts import GRIDLINES, REFERENCE, WORDS, filled, lined
from hds_tco.board.workbook.sheet_rows import FIRST_COLUMN, HEAD, ROW, ComparisonRows, OptionRows
from hds_tco.board.workbook.worksheet import Page, number_format
from hds_tco.charts.palette import GRID, MUTED
from hds_tco.locale import Language, bare_lines, text
from hds_tco.model.ledger import NATURES

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart


class LiveCharts:
    """Makes the charts of one workbook.

    Parameters
    ----------
    book : Workbook
    lang : {"fr", "en"}
    """

    def __init__(self, book: Workbook, lang: Language) -> None:
        self.book = book
        self.lang = lang
        self.euros = number_format("whole", lang)

    def natures(self, page: Page, at: tuple[int, int], rows: ComparisonRows, alt: str, size: tuple[int, int]) -> None:
        """Draw present costs by nature, a column an option."""
        chart = self._chart({"type": "column", "subtype": "stacked"}, "natures")
        columns = (FIRST_COLUMN, rows.last_option)
        for rank, nature in enumerate(NATURES):
            name = text(f"workbook.nature.{nature}", self.lang)
            chart.add_series(_across(rows.page, name, HEAD, ROW[nature], columns) | filled(rank) | {"gap": 80})
        self._axes(chart, text("workbook.axis.options", self.lang))
        self._put(page, at, chart, alt, size)

    def by_year(
        self,
        page: Page,
        at: tuple[int, int],
        rows: ComparisonRows,
        start: int,
        key: str,
        alt: str,
        size: tuple[int, int],
    ) -> None:
        """Draw a line an option along the years, from a block of the comparison."""
        chart = self._chart({"type": "line"}, key)
        for rank in range(rows.options):
            row, columns = start + 1 + rank, (FIRST_COLUMN, rows.last_year)
            chart.add_series(_across(rows.page, row, start, row, columns) | lined(rank, points=True))
        self._axes(chart, text("workbook.axis.years", self.lang))
        self._put(page, at, chart, alt, size)

    def option(self, rows: OptionRows, years: int, alt: str) -> None:
        """Draw the yearly costs of an option by nature, on its own sheet."""
        chart = self._chart({"type": "column", "subtype": "stacked"}, "yearly")
        for rank, row in enumerate(rows.natures.values()):
            series = _across(rows.page, row, YEAR_ROW, row, (FIRST, FIRST + years - 1))
            chart.add_series(series | filled(rank) | {"gap": 60})
        self._axes(chart, text("workbook.axis.years", self.lang))
        self._put(rows.page, (rows.chart, 0), chart, alt, (980, 330))

    def exceedance(
        self,
        page: Page,
        at: tuple[int, int],
        top: int,
        points: int,
        names: Sequence[int],
        alt: str,
        line: int | None = None,
    ) -> None:
        """Draw the chance that each option costs more than a bound, and the board's line, from the frozen table.

        The line's two ends are in the rows from `top`: costs in the column `line`, chances in the next.
        """
        chart = self._chart({"type": "scatter", "subtype": "straight"}, "exceedance")
        drawn = [(column, 0, column, points, lined(rank, points=False)) for rank, column in enumerate(names)]
        if line is not None:
            drawn.append((line, line, line + 1, 2, dict(REFERENCE)))
        for name, x, y, count, look in drawn:
            bounds, chances = ([page.name, top, column, top + count - 1, column] for column in (x, y))
            chart.add_series({"name": [page.name, top - 1, name], "categories": bounds, "values": chances} | look)
        self._axes(chart, text("workbook.axis.cost", self.lang))
        chart.set_y_axis(self._axis(number_format("percent", self.lang)) | {"min": 0, "max": 1})
        chart.set_x_axis(self._axis(self.euros) | {"name": text("workbook.axis.cost", self.lang), "name_font": WORDS})
        self._put(page, at, chart, alt, (980, 340))

    def _chart(self, kind: Mapping[str, str], key: str) -> Chart:
        chart = self.book.add_chart(dict(kind))
        title = {"name": text(f"workbook.chart.{key}", self.lang), "name_font": {**WORDS, "size": 11, "bold": True}}
        chart.set_title(title | {"overlay": False})
        chart.set_legend({"position": "bottom", "font": WORDS})
        chart.set_chartarea({"border": {"color": GRID}})
        return chart

    def _axes(self, chart: Chart, across: str) -> None:
        # Names below the plot, not in the middle of it, when some figures are negative.
        words = {"name": across, "name_font": {**WORDS, "bold": False, "color": MUTED}, "label_position": "low"}
        chart.set_x_axis({"num_font": WORDS, "line": {"color": MUTED}} | words)
        chart.set_y_axis(self._axis(self.euros))

    def _axis(self, number_format: str) -> dict[str, Any]:
        return {"num_format": number_format, "num_font": WORDS, "line": {"none": True}, "major_gridlines": GRIDLINES}

    def _put(self, page: Page, at: tuple[int, int], chart: Chart, alt: str, size: tuple[int, int]) -> None:
        """Put a chart at a row, so many pixels from the left."""
        chart.set_size({"width": size[0], "height": size[1]})
        page.sheet.insert_chart(
            at[0], 0, chart, {"description": bare_lines(alt), "object_position": 2, "x_offset": 6 + at[1]}
        )


def _across(page: Page, name: int | str, names: int, row: int, columns: tuple[int, int]) -> dict[str, Any]:
    """Return the series of a row of cells, along those of a heading; its name is a text or the row of a label."""
    first, last = columns
    return {
        "name": name if isinstance(name, str) else [page.name, name, LABEL],
        "categories": [page.name, names, first, names, last],
        "values": [page.name, row, first, row, last],
    }
