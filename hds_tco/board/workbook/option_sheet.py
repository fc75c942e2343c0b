"""One option: a row for each cost line and a column for each year, totals, totals by nature, then the steps behind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.analysis.formula_text import Writer
from hds_tco.board.workbook.cell_refs import CALENDAR_ROW, FIRST, LABEL, NATURE, TITLE, TOP, UNIT, VALUE, YEAR_ROW
from hds_tco.board.workbook.model_graph import Traced, traced_amounts
from hds_tco.board.workbook.row_layout import Row, RowLayout
from hds_tco.board.workbook.style import Look
from hds_tco.board.workbook.worksheet import LABEL_WIDTH, Page, cell, span
from hds_tco.locale import Language, text
from hds_tco.model.finance import net_present_cost
from hds_tco.model.ledger import NATURES, CostLine, total
from hds_tco.trace import Symbol

WIDTHS = {LABEL: LABEL_WIDTH, UNIT: 12.0, NATURE: 14.0, TITLE: 10.0, VALUE: 16.0}
# Lines that leave room for the totals and the chart on one page.
LINES_ON_A_PAGE = 24
YEAR_WIDTH, WORDS_WIDTH, PATH_WIDTH = 12.5, 90.0, 34.0
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class OptionRows:
    """Where the figures of an option stand on its sheet.

    Parameters
    ----------
    page : Page
    lines : dict of str to int
        The row of each cost line.
    total, discounted, cumulated : int
    natures : dict of str to int
        The row of each nature.
    chart : int
        The first row kept for the chart.
    """

    page: Page
    lines: dict[str, int]
    total: int
    discounted: int
    cumulated: int
    natures: dict[str, int]
    chart: int

    @property
    def lines_span(self) -> tuple[int, int]:
        """First and last row of the cost lines."""
        return min(self.lines.values(), default=TOP), max(self.lines.values(), default=TOP)

    def column(self, column: int, fixed: str = "cr") -> str:
        """Return the reference, from another sheet, to a column of the cost lines."""
        first, last = self.lines_span
        prefix = self.page.there(0, 0).rpartition("!")[0]
        return f"{prefix}!{span(first, column, column, last, fixed)}"


def rows_for(page: Page, result: OptionResult) -> OptionRows:
    """Return where the figures of an option will stand."""
    lines = {line.key: TOP + 1 + rank for rank, line in enumerate(result.lines)}
    after = TOP + len(lines)
    natures: dict[str, int] = {nature: after + 6 + rank for rank, nature in enumerate(NATURES)}
    return OptionRows(page, lines, after + 1, after + 2, after + 3, natures, after + 11)


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


def year_heads(page: Page, comparison: Comparison, lang: Language, heads: dict[int, str], words: bool = True) -> None:
    """Write the two rows of headings that sheets of yearly figures share, and set the columns."""
    look, years = page.look, len(comparison.discount_factors)
    last = FIRST + years + 1 if words else FIRST + years - 1
    for column in range(last + 1):
        page.words(YEAR_ROW, column, "", look("head"))
        page.words(CALENDAR_ROW, column, "", look("topic"))
        page.sheet.set_column(column, column, WIDTHS.get(column, YEAR_WIDTH))
    for column, key in heads.items():
        right = ("right",) if column == VALUE else ()
        page.words(YEAR_ROW, column, text(key, lang), look("head", *right))
    page.words(CALENDAR_ROW, LABEL, text("workbook.head.calendar", lang), look("topic"))
    for year in range(years):
        page.sheet.write_number(YEAR_ROW, FIRST + year, year, look("head", shown="0"))
        calendar = comparison.scenario.decision_year + year
        page.sheet.write_number(CALENDAR_ROW, FIRST + year, calendar, look("topic", shown="0"))
    if words:
        page.sheet.set_column(last - 1, last - 1, WORDS_WIDTH)
        page.sheet.set_column(last, last, PATH_WIDTH)
        page.words(YEAR_ROW, last - 1, text("workbook.head.words", lang), look("head"))
        page.words(YEAR_ROW, last, text("workbook.head.path", lang), look("head"))


class OptionSheet:
    """Writes one.

    Parameters
    ----------
    rows : OptionRows
    comparison : Comparison
    result : OptionResult
    traced : Traced
    plan : RowLayout
    factors : str
        Reference to the discount factors of all years, from another sheet.
    writer : Writer
    lang : {"fr", "en"}
    """

    def __init__(
        self,
        rows: OptionRows,
        comparison: Comparison,
        result: OptionResult,
        traced: Traced,
        plan: RowLayout,
        factors: Symbol,
        writer: Writer,
        lang: Language,
    ) -> None:
        self.rows = rows
        self.page = rows.page
        self.comparison = comparison
        self.result = result
        self.traced = traced
        self.plan = plan
        self.factors = factors
        self.writer = writer
        self.lang = lang
        self.years = len(comparison.discount_factors)
        self.last = FIRST + self.years - 1

    @property
    def look(self) -> Look:
        """The formats."""
        return self.page.look

    def write(self) -> None:
        """Write all of it."""
        page, lang, look = self.page, self.lang, self.look
        page.headed(self.result.option.label(lang), text("workbook.hint.option", lang))
        heads = {LABEL: "line", UNIT: "unit", NATURE: "nature", TITLE: "title", VALUE: "present"}
        year_heads(page, self.comparison, lang, {column: f"workbook.head.{key}" for column, key in heads.items()})
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
        page.words(row, UNIT, text("workbook.unit.euros", self.lang), look("small", "ruled"))
        page.words(row, NATURE, text(f"nature.{line.nature}", self.lang), look("small", "ruled"))
        page.words(row, TITLE, text(f"workbook.eprd.{eprd_heading(line)}", self.lang), look("small", "ruled"))
        euros, amounts = look("ruled", unit="euros"), np.broadcast_to(line.amounts_eur, self.years)
        self._present(row, amounts, look("ruled", unit="euros"))
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

    def _present(self, row: int, amounts: Array, style: object) -> None:
        """Write the present value of a row: factors times amounts, year 0 at par."""
        factors = self.comparison.discount_factors
        formula = f"=SUMPRODUCT({span(row, FIRST, self.last, fixed='c')},{self._factors(range(self.years))})"
        self.page.formula(row, VALUE, formula, style, float(net_present_cost(amounts, factors)))

    def _factors(self, years: range) -> str:
        place = self.plan.place(self.factors)
        assert place is not None
        return place.years(years[0], years[-1], self.page.name)

    def _totals(self) -> None:
        page, look, rows, lang = self.page, self.look, self.rows, self.lang
        amounts, factors = self.result.amounts_eur, self.comparison.discount_factors
        first, last = rows.lines_span
        place = self.plan.place(self.factors)
        assert place is not None
        discounted = amounts * factors
        for row, key in ((rows.total, "total"), (rows.discounted, "discounted"), (rows.cumulated, "cumulated")):
            style = ("total",) if row == rows.total else ("ruled",)
            page.band(row, VALUE, text(f"workbook.row.{key}", lang), look("label", *style))
            page.words(row, UNIT, text("workbook.unit.euros", lang), look("small", *style))
        self._present(rows.total, amounts, look("total", unit="euros"))
        for year in range(self.years):
            column = FIRST + year
            formula = f"=SUM({span(first, column, column, last, '')})"
            page.formula(rows.total, column, formula, look("total", unit="euros"), float(amounts[year]))
            formula = f"={cell(rows.total, column)}*{place.cell(year, page.name)}"
            page.formula(rows.discounted, column, formula, look("ruled", unit="euros"), float(discounted[year]))
            before = f"{cell(rows.cumulated, column - 1)}+" if year else ""
            formula = f"={before}{cell(rows.discounted, column)}"
            so_far = float(discounted[: year + 1].sum())
            page.formula(rows.cumulated, column, formula, look("ruled", unit="euros"), so_far)

    def _natures(self) -> None:
        page, look, rows, lang = self.page, self.look, self.rows, self.lang
        first, last = rows.lines_span
        page.band(rows.natures[NATURES[0]] - 1, self.last + 2, text("workbook.block.natures", lang), look("section"))
        words = span(first, NATURE, NATURE, last)
        for nature, row in rows.natures.items():
            amounts = total((line for line in self.result.lines if line.nature == nature), self.result.amounts_eur)
            page.words(row, LABEL, text(f"workbook.nature.{nature}", lang), look("label", "ruled"))
            page.words(row, UNIT, text("workbook.unit.euros", lang), look("small", "ruled"))
            page.words(row, NATURE, text(f"nature.{nature}", lang), look("small", "ruled"))
            page.words(row, TITLE, "", look("ruled"))
            self._present(row, amounts, look("ruled", unit="euros"))
            for year in range(self.years):
                column = FIRST + year
                formula = f"=SUMIF({words},{cell(row, NATURE, 'c')},{span(first, column, column, last, 'r')})"
                page.formula(row, column, formula, look("ruled", unit="euros"), float(amounts[year]))


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
        name = writer.name(row.step)
        if row.part_of is not None:
            parts[row.step.name, row.step.of] += 1
            name = text("workbook.row.part", lang, step=name, rank=parts[row.step.name, row.step.of])
        page.label(bottom, name, look("own"))
        page.words(bottom, UNIT, text(f"workbook.unit.{row.unit}", lang), look("small"))
        _step_figures(page, plan, sheet, row, bottom)
        if row.node.op == "step":
            typical = list(row.cells.values())[min(2, len(row.cells) - 1)] if row.cells else row.node
            page.words(bottom, last + 1, writer.formula(typical), look("small", "quoted"))
        page.words(bottom, last + 2, _step_path(row.step), look("path"))
    return bottom


def _step_figures(page: Page, plan: RowLayout, sheet: str, row: Row, number: int) -> None:
    style = page.look(unit=row.unit)
    if row.cells:
        for year, node in row.cells.items():
            page.formula(number, FIRST + year, plan.formula(node, None, sheet), style, _float(node.value))
    elif row.node.shape:
        for year, value in enumerate(row.node.value):
            page.formula(number, FIRST + year, plan.formula(row.node, year, sheet), style, _float(value))
    else:
        page.formula(number, VALUE, plan.formula(row.node, None, sheet), style, _float(row.node.value))


def _float(value: object) -> float:
    return float(np.asarray(value))


def _step_path(step: Symbol) -> str:
    return f"{step.name} [{step.of}]" if step.of else step.name
