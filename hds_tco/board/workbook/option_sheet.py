"""One option: a row for each cost line and a column for each year, totals, totals by nature, then the steps behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.analysis.formula_text import Writer
from hds_tco.board.workbook.cell_refs import (
    CALENDAR_ROW,
    FIRST,
    LABEL,
    NATURE,
    TITLE,
    TOP,
    UNIT,
    VALUE,
    YEAR_ROW,
    CellRef,
    cell,
    span,
)
from hds_tco.board.workbook.model_graph import Traced, traced_amounts
from hds_tco.board.workbook.row_layout import Row, RowLayout
from hds_tco.board.workbook.sheet_rows import OptionRows
from hds_tco.board.workbook.worksheet import LABEL_WIDTH, Page
from hds_tco.locale import Language, text
from hds_tco.model.finance import net_present_cost
from hds_tco.model.ledger import NATURES, CostLine, total
from hds_tco.trace import Symbol

WIDTHS = {LABEL: LABEL_WIDTH, UNIT: 12.0, NATURE: 14.0, TITLE: 10.0, VALUE: 16.0}
# Lines that leave room for the totals and the chart on one page.
LINES_ON_A_PAGE = 24
YEAR_WIDTH, WORDS_WIDTH, PATH_WIDTH = 12.5, 90.0, 34.0
Array = npt.NDArray[np.float64]


def eprd_heading(line: CostLine) -> str:
    """Return under which heading of the EPRD a line stands, as `hds_tco.model.accounting.eprd` puts it.

    Examples
    --------
    >>> import numpy as np
    >>> eprd_heading(CostLine("residual.servers", np.zeros(2), "income", 4, "prices", True))
    'none'
    """
    if line.nature == "investment":
        return "investment"
    if line.key.startswith("residual."):
        return "none"
    return "income" if line.nature == "income" else f"title_{line.eprd_title}"


def year_heads(page: Page, comparison: Comparison, lang: Language, heads: dict[int, str]) -> None:
    """Write the two rows of headings that sheets of yearly figures share, and set the columns."""
    look, years = page.look, len(comparison.discount_factors)
    words, path = FIRST + years, FIRST + years + 1
    for column in range(path + 1):
        page.words(YEAR_ROW, column, "", look("head"))
        page.words(CALENDAR_ROW, column, "", look("topic"))
        page.sheet.set_column(column, column, WIDTHS.get(column, YEAR_WIDTH))
    for column, key in heads.items():
        page.words(YEAR_ROW, column, text(f"workbook.head.{key}", lang), look("head", *["right"] * (column == VALUE)))
    page.words(CALENDAR_ROW, LABEL, text("workbook.head.calendar", lang), look("topic"))
    page.whole(YEAR_ROW, FIRST, range(years), "head")
    page.whole(CALENDAR_ROW, FIRST, (comparison.scenario.decision_year + year for year in range(years)), "topic")
    for column, key, width in ((words, "words", WORDS_WIDTH), (path, "path", PATH_WIDTH)):
        page.sheet.set_column(column, column, width)
        page.words(YEAR_ROW, column, text(f"workbook.head.{key}", lang), look("head"))


@dataclass
class OptionSheet:
    """Writes one.

    Parameters
    ----------
    rows : OptionRows
    comparison : Comparison
    result : OptionResult
    traced : Traced
    plan : RowLayout
    factors : CellRef
        Where the discount factors stand.
    writer : Writer
    lang : {"fr", "en"}
    """

    rows: OptionRows
    comparison: Comparison
    result: OptionResult
    traced: Traced
    plan: RowLayout
    factors: CellRef
    writer: Writer
    lang: Language

    def __post_init__(self) -> None:
        self.page, self.look = self.rows.page, self.rows.page.look
        self.years = len(self.comparison.discount_factors)
        self.last = FIRST + self.years - 1
        self.euros = text("workbook.unit.euros", self.lang)

    def write(self) -> None:
        """Write all of it."""
        page, lang, look = self.page, self.lang, self.look
        page.headed(self.result.option.label(lang), text("workbook.hint.option", lang))
        heads = {LABEL: "line", UNIT: "unit", NATURE: "nature", TITLE: "title", VALUE: "present"}
        year_heads(page, self.comparison, lang, heads)
        page.sheet.set_row(YEAR_ROW, 32)
        page.band(TOP, self.last + 2, text("workbook.block.lines", lang), look("section"))
        for line, traced in zip(self.result.lines, self.traced.lines, strict=True):
            self._line(line, traced)
        self._totals()
        self._natures()
        start = self.plan.first_row(self.traced.sheet)
        if self.plan.rows[self.traced.sheet]:
            page.band(start, self.last + 2, text("workbook.block.steps", lang), look("section"))
            page.words(start, VALUE, text("workbook.head.single", lang), look("section", "right"))
        # On paper the chart stays whole: totals by nature, chart and steps start a page when lines fill the first one.
        crowded = len(self.result.lines) > LINES_ON_A_PAGE
        page.sheet.set_h_pagebreaks([self.rows.natures[NATURES[0]] - 1 if crowded else start])
        bottom = write_steps(page, self.plan, self.traced.sheet, self.writer, lang)
        page.sheet.freeze_panes(TOP, 1)
        page.printed(max(bottom, start - 1), self.last, (YEAR_ROW, CALENDAR_ROW))

    def _line(self, line: CostLine, traced: CostLine) -> None:
        page, look, row = self.page, self.look, self.rows.lines[line.key]
        page.label(row, line.label(self.lang), look("own", "ruled"))
        heading = text(f"workbook.eprd.{eprd_heading(line)}", self.lang)
        beside = (self.euros, text(f"nature.{line.nature}", self.lang), heading)
        page.row_of(row, UNIT, beside, look("small", "ruled"))
        euros, amounts = look("ruled", unit="euros"), np.broadcast_to(line.amounts_eur, self.years)
        self._present(row, amounts)
        step = traced_amounts(traced)
        for year, amount in enumerate(amounts):
            if step is not None:
                at = year if step.shape else None
                page.formula(row, FIRST + year, self.plan.formula(step, at, page.name), euros, float(amount))
            else:
                page.number(row, FIRST + year, float(amount), euros)
        if step is not None:
            page.words(row, self.last + 1, self.writer.formula(step), look("small", "quoted"))
        page.words(row, self.last + 2, line.key, look("path"))

    def _present(self, row: int, amounts: Array, style: str = "ruled") -> None:
        """Write the present value of a row: factors times amounts, year 0 at par."""
        factors = self.factors.years(0, self.years - 1, self.page.name)
        formula = f"=SUMPRODUCT({span(row, FIRST, self.last, fixed='c')},{factors})"
        value = float(net_present_cost(amounts, self.comparison.discount_factors))
        self.page.formula(row, VALUE, formula, self.look(style, unit="euros"), value)

    def _by_year(self, row: int, formula: Callable[[int], str], amounts: Iterable[float], style: str = "ruled") -> None:
        self.page.formulas(row, FIRST, formula, amounts, self.look(style, unit="euros"))

    def _totals(self) -> None:
        page, look, rows, amounts = self.page, self.look, self.rows, self.result.amounts_eur
        for row, key in ((rows.total, "total"), (rows.discounted, "discounted"), (rows.cumulated, "cumulated")):
            style = "total" if key == "total" else "ruled"
            page.band(row, VALUE, text(f"workbook.row.{key}", self.lang), look("label", style))
            page.words(row, UNIT, self.euros, look("small", style))
        first, last = rows.lines_span
        self._present(rows.total, amounts, "total")
        self._by_year(rows.total, lambda column: f"=SUM({span(first, column, column, last, '')})", amounts, "total")
        discounted = amounts * self.comparison.discount_factors

        def at_par(column: int) -> str:
            return f"={cell(rows.total, column)}*{self.factors.cell(column - FIRST, page.name)}"

        def so_far(column: int) -> str:
            before = f"{cell(rows.cumulated, column - 1)}+" if column > FIRST else ""
            return f"={before}{cell(rows.discounted, column)}"

        self._by_year(rows.discounted, at_par, discounted)
        self._by_year(rows.cumulated, so_far, (discounted[: year + 1].sum() for year in range(self.years)))

    def _natures(self) -> None:
        page, rows = self.page, self.rows
        first, last = rows.lines_span
        heading = text("workbook.block.natures", self.lang)
        page.band(rows.natures[NATURES[0]] - 1, self.last + 2, heading, self.look("section"))
        words = span(first, NATURE, NATURE, last)
        for nature, row in rows.natures.items():
            amounts = total((line for line in self.result.lines if line.nature == nature), self.result.amounts_eur)
            page.named(row, text(f"workbook.nature.{nature}", self.lang), self.euros)
            page.words(row, NATURE, text(f"nature.{nature}", self.lang), self.look("small", "ruled"))
            page.words(row, TITLE, "", self.look("ruled"))
            self._present(row, amounts)

            def of_nature(column: int, row: int = row) -> str:
                return f"=SUMIF({words},{cell(row, NATURE, 'c')},{span(first, column, column, last, 'r')})"

            self._by_year(row, of_nature, amounts)


def write_steps(page: Page, plan: RowLayout, sheet: str, writer: Writer, lang: Language) -> int:
    """Write the steps that stand on a sheet; return its last row.

    Parameters
    ----------
    page : Page
    plan : RowLayout
    sheet : str
    writer : Writer
    lang : {"fr", "en"}
    """
    look, last = page.look, FIRST + plan.years - 1
    topic, parts, bottom = "", Counter[tuple[str, str]](), 0
    for row in plan.rows[sheet]:
        place = plan.place(next(iter(row.cells.values()), row.node))
        assert place is not None
        bottom = place.row
        if row.topic != topic:
            topic = row.topic
            page.band(bottom - 1, last + 2, text(f"workbook.topic.{topic}", lang), look("topic"))
        step = row.step
        name = writer.name(step)
        if row.part_of is not None:
            parts[step.name, step.of] += 1
            name = text("workbook.row.part", lang, step=name, rank=parts[step.name, step.of])
        page.label(bottom, name, look("own"))
        page.words(bottom, UNIT, text(f"workbook.unit.{row.unit}", lang), look("small"))
        for column, node, year, value in _figures(row):
            page.formula(bottom, column, plan.formula(node, year, sheet), look(unit=row.unit), float(np.asarray(value)))
        if row.node.op == "step":
            typical = list(row.cells.values())[min(2, len(row.cells) - 1)] if row.cells else row.node
            page.words(bottom, last + 1, writer.formula(typical), look("small", "quoted"))
        page.words(bottom, last + 2, f"{step.name} [{step.of}]" if step.of else step.name, look("path"))
    return bottom


def _figures(row: Row) -> Iterator[tuple[int, Symbol, int | None, object]]:
    """Yield the column of each figure of a row, the step and the year that it comes from, and its value."""
    if row.cells:
        yield from ((FIRST + year, node, None, node.value) for year, node in row.cells.items())
    elif row.node.shape:
        yield from ((FIRST + year, row.node, year, value) for year, value in enumerate(row.node.value))
    else:
        yield VALUE, row.node, None, row.node.value
