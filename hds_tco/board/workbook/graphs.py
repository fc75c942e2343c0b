"""Native charts: drawn by Excel from the cells, so that they follow the assumptions; each is told in words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hds_tco.board.workbook.cell_refs import FIRST, LABEL, YEAR_ROW
from hds_tco.board.workbook.comparison_rows import FIRST_COLUMN, HEAD, NATURE, ComparisonRows
from hds_tco.board.workbook.native.style import across_it, filled, lined
from hds_tco.board.workbook.option_sheet import OptionRows
from hds_tco.board.workbook.style import percent_format, whole_format
from hds_tco.board.workbook.worksheet import Page
from hds_tco.charts.palette import GRID, INK, MUTED
from hds_tco.locale import Language, bare_lines, text
from hds_tco.model.ledger import NATURES
from hds_tco.scenario.workbook.style import FONT

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart

_FONT = {"name": FONT["font_name"], "size": 9, "color": INK}
# Natures: income apart from costs, risk in the colour that stands out.
_NATURE_MARKS: Mapping[str, int] = {nature: rank for rank, nature in enumerate(NATURES)}


class Graphs:
    """Makes the charts of one workbook.

    Parameters
    ----------
    book : Workbook
    lang : {"fr", "en"}
    """

    def __init__(self, book: Workbook, lang: Language) -> None:
        self.book = book
        self.lang = lang
        self.euros = whole_format(lang)

    def natures(self, page: Page, at: tuple[int, int], rows: ComparisonRows, told: str, size: tuple[int, int]) -> None:
        """Draw present costs by nature, a column an option."""
        chart = self._chart({"type": "column", "subtype": "stacked"}, "natures")
        names = [rows.page.name, HEAD, FIRST_COLUMN, HEAD, rows.last_option]
        for rank, nature in enumerate(NATURES):
            row = NATURE + rank
            chart.add_series(
                {
                    "name": text(f"workbook.nature.{nature}", self.lang),
                    "categories": names,
                    "values": [rows.page.name, row, FIRST_COLUMN, row, rows.last_option],
                    **filled(_NATURE_MARKS[nature]),
                    "gap": 80,
                }
            )
        self._axes(chart, text("workbook.axis.options", self.lang))
        self._put(page, at, chart, told, size)

    def by_year(
        self,
        page: Page,
        at: tuple[int, int],
        rows: ComparisonRows,
        start: int,
        key: str,
        told: str,
        size: tuple[int, int],
    ) -> None:
        """Draw a line an option along the years, from a block of the comparison."""
        chart = self._chart({"type": "line"}, key)
        for rank in range(rows.options):
            row = start + 1 + rank
            chart.add_series(
                {
                    "name": [rows.page.name, row, 0],
                    "categories": [rows.page.name, start, FIRST_COLUMN, start, rows.last_year],
                    "values": [rows.page.name, row, FIRST_COLUMN, row, rows.last_year],
                    **lined(rank, points=True),
                }
            )
        self._axes(chart, text("workbook.axis.years", self.lang))
        self._put(page, at, chart, told, size)

    def option(self, rows: OptionRows, years: int, told: str) -> None:
        """Draw the yearly costs of an option by nature, on its own sheet."""
        page = rows.page
        chart = self._chart({"type": "column", "subtype": "stacked"}, "yearly")
        for nature, row in rows.natures.items():
            chart.add_series(
                {
                    "name": [page.name, row, LABEL],
                    "categories": [page.name, YEAR_ROW, FIRST, YEAR_ROW, FIRST + years - 1],
                    "values": [page.name, row, FIRST, row, FIRST + years - 1],
                    **filled(_NATURE_MARKS[nature]),
                    "gap": 60,
                }
            )
        self._axes(chart, text("workbook.axis.years", self.lang))
        self._put(page, (rows.chart, 0), chart, told, (980, 330))

    def exceedance(
        self,
        page: Page,
        at: tuple[int, int],
        top: int,
        points: int,
        names: Sequence[int],
        told: str,
        line: int | None = None,
    ) -> None:
        """Draw the chance that each option costs more than a bound, and the board's line, from the frozen table.

        The line's two ends are in the rows from `top`: costs in the column `line`, chances in the next.
        """
        chart = self._chart({"type": "scatter", "subtype": "straight"}, "exceedance")
        for rank, column in enumerate(names):
            chart.add_series(
                {
                    "name": [page.name, top - 1, column],
                    "categories": [page.name, top, 0, top + points - 1, 0],
                    "values": [page.name, top, column, top + points - 1, column],
                    **lined(rank, points=False),
                }
            )
        if line is not None:
            chart.add_series(
                {
                    "name": [page.name, top - 1, line],
                    "categories": [page.name, top, line, top + 1, line],
                    "values": [page.name, top, line + 1, top + 1, line + 1],
                    **across_it(),
                }
            )
        self._axes(chart, text("workbook.axis.cost", self.lang))
        chart.set_y_axis(self._axis(percent_format(self.lang)) | {"min": 0, "max": 1})
        chart.set_x_axis(self._axis(self.euros) | {"name": text("workbook.axis.cost", self.lang), "name_font": _FONT})
        self._put(page, at, chart, told, (980, 340))

    def _chart(self, kind: Mapping[str, str], key: str) -> Chart:
        chart = self.book.add_chart(dict(kind))
        title = {"name": text(f"workbook.chart.{key}", self.lang), "name_font": _FONT | {"size": 11, "bold": True}}
        chart.set_title(title | {"overlay": False})
        chart.set_legend({"position": "bottom", "font": _FONT})
        chart.set_chartarea({"border": {"color": GRID}})
        return chart

    def _axes(self, chart: Chart, across: str) -> None:
        # Names below the plot, not in the middle of it, when some figures are negative.
        words = {"name": across, "name_font": _FONT | {"bold": False, "color": MUTED}, "label_position": "low"}
        chart.set_x_axis({"num_font": _FONT, "line": {"color": MUTED}} | words)
        chart.set_y_axis(self._axis(self.euros))

    def _axis(self, shown: str) -> dict[str, Any]:
        return {
            "num_format": shown,
            "num_font": _FONT,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
        }

    def _put(self, page: Page, at: tuple[int, int], chart: Chart, told: str, size: tuple[int, int]) -> None:
        """Put a chart at a row, so many pixels from the left."""
        chart.set_size({"width": size[0], "height": size[1]})
        page.sheet.insert_chart(
            at[0], 0, chart, {"description": bare_lines(told), "object_position": 2, "x_offset": 6 + at[1]}
        )
