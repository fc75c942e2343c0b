"""The options side by side: costs, rank, gap, unit costs, since when the cheapest leads, the return on investing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.board.workbook.cell_refs import LABEL, UNIT, VALUE, CellRef, cell, column_name, span
from hds_tco.board.workbook.live_charts import LiveCharts
from hds_tco.board.workbook.model_graph import Model
from hds_tco.board.workbook.rate_of_return import write_return
from hds_tco.board.workbook.row_layout import RowLayout
from hds_tco.board.workbook.sheet_rows import FIRST_COLUMN, HEAD, ROW, ComparisonRows, OptionRows, row_label, values_of
from hds_tco.board.workbook.worksheet import Page, worded_zero
from hds_tco.locale import Language, text
from hds_tco.model.ledger import NATURES
from hds_tco.model.pooling import FROM_HOSTED
from hds_tco.trace import Symbol

Array = npt.NDArray[np.float64]
RISKS_OF_EXIT = ("restitution.", "lessor.")
# Costs a year by patient, terabyte, establishment: the figure, and how its cell shows it.
UNIT_COSTS = {
    "patient": ("per_patient_eur", "cents"),
    "terabyte": ("per_tb_eur", "euros"),
    "establishment": ("per_establishment_eur", "euros"),
}


@dataclass
class ComparisonSheet:
    """Writes it.

    Parameters
    ----------
    rows : ComparisonRows
    comparison : Comparison
    options : mapping
        Each option's rows on its own sheet.
    model : Model
    plan : RowLayout
    charts : LiveCharts
    lang : {"fr", "en"}
    """

    rows: ComparisonRows
    comparison: Comparison
    options: Mapping[str, OptionRows]
    model: Model
    plan: RowLayout
    charts: LiveCharts
    lang: Language
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page, self.look = self.rows.page, self.rows.page.look

    def write(self) -> None:
        """Write all of it."""
        page, rows, lang = self.page, self.rows, self.lang
        widest = max(rows.last_option, rows.last_year + 1)
        page.headed(text("workbook.sheet.comparison", lang), text("workbook.hint.comparison", lang))
        page.sheet.set_column(LABEL, LABEL, 52)
        page.sheet.set_column(UNIT, UNIT, 10)
        page.sheet.set_column(FIRST_COLUMN, widest, 15)
        page.sheet.set_column(rows.last_year + 1, rows.last_year + 1, 24)
        self._head(HEAD, "compared")
        names = [result.option.label(lang) for result in self.comparison.options]
        page.row_of(HEAD, FIRST_COLUMN, names, self.look("head", "right", "quoted"))
        page.sheet.set_row(HEAD, 50)
        self._figures()
        self._by_year()
        bottom = rows.gaps + rows.options
        if self.comparison.return_on_in_house is not None:
            in_house, external = (self._total_row(key) for key in ("in_house", "external"))
            self._head(rows.returns, "return", years=True)
            moved = span(ROW["moved"], FIRST_COLUMN, rows.last_option)
            bottom = write_return(page, self.comparison, rows.returns, in_house, external, moved, lang)
        alt = text("workbook.told.costs", lang, options=", ".join(names))
        self.charts.by_year(page, (bottom + 2, 0), rows, rows.costs, "costs", alt, (980, 340))
        page.sheet.freeze_panes(HEAD + 1, 1)
        page.printed(bottom + 20, widest)

    def _total_row(self, key: str) -> int:
        """Return the row of an option's yearly costs on this sheet."""
        return self.rows.costs + 1 + [option.key for option in self.comparison.options].index(key)

    def _head(self, row: int, block: str, years: bool = False) -> None:
        last = self.rows.last_year if years else self.rows.last_option
        self.page.band(row, last, text(f"workbook.block.{block}", self.lang), self.look("head"))
        self.page.words(row, UNIT, text("workbook.head.unit", self.lang), self.look("head"))
        if years:
            self.page.whole(row, FIRST_COLUMN, range(self.rows.years), "head")

    # ─── figures, an option a column ─────────────────────────────────────────────────────────────────────────────

    def _row(
        self,
        key: str,
        unit: str,
        formula: Callable[[OptionResult, int], str],
        values: Iterable[float | str] = (),
        *styles: str,
        unit_format: str = "euros",
        own_format: str = "",
    ) -> None:
        """Write one figure of every option; those that the summary shows too are known by their key."""
        self._label(key, unit, *styles)
        own = () if "inner" in styles else styles
        style = self.look("ruled", "right", *own, unit="" if own_format else unit_format, shown=own_format)
        of_column = dict(enumerate(self.comparison.options, start=FIRST_COLUMN))
        self.page.formulas(
            ROW[key],
            FIRST_COLUMN,
            lambda column: formula(of_column[column], column),
            values or values_of(self.comparison, key),
            style,
        )

    def _label(self, key: str, unit: str, *styles: str) -> None:
        label = row_label(key, self.lang)
        self.page.named(ROW[key], label, text(f"workbook.unit.{unit}", self.lang) if unit else "", *styles)

    def _figures(self) -> None:
        rows, comparison = self.rows, self.comparison
        words = {key: text(f"workbook.word.{key}", self.lang) for key in ("never", "from_start", "none", "unknown")}
        costs, ranks, lacks = (
            span(ROW[key], FIRST_COLUMN, rows.last_option) for key in ("net_present_cost", "rank", "lacks")
        )

        def cost(column: int) -> str:
            return cell(ROW["net_present_cost"], column)

        def rank_of(_: OptionResult, column: int) -> str:
            """Return its place: those that leave out less of the service first, then the cheaper, then the first."""
            own, lack = cost(column), cell(ROW["lacks"], column)
            alike, cheaper = (
                f"{cell(ROW[key], FIRST_COLUMN, 'c')}:{cell(ROW[key], column)}" for key in ("lacks", "net_present_cost")
            )
            before = f"SUMPRODUCT(({lacks}<{lack})+({lacks}={lack})*({costs}<{own}))"
            return f"={before}+SUMPRODUCT(({alike}={lack})*({cheaper}={own}))"

        self._row("rank", "", rank_of, (), "bold", own_format="0")
        self._row("net_present_cost", "euros", self._present, (), "bold")
        self._row("equivalent_annual_cost", "euros", lambda _, column: f"=-{self._annual(column)}")
        self._row("gap", "euros", lambda _, column: f"={cost(column)}-INDEX({costs},MATCH(1,{ranks},0))")
        for nature in NATURES:
            self._row(nature, "euros", partial(self._of_nature, nature), (), "inner")
        self._row("restitution", "euros", self._exit, map(self._exit_value, comparison.options), "inner")
        self._unit_costs(words["unknown"])
        self._row(
            "crossing",
            "year_rank",
            lambda _, column: self._crossing(column, words),
            (self._crossing_value(result, words) for result in comparison.options),
            own_format=worded_zero(words["from_start"], self.lang),
        )
        self._label("exported", "euros")
        frozen = self.look("ruled", "right", "frozen", unit="euros")
        for column, result in enumerate(comparison.options, start=FIRST_COLUMN):
            self.page.number(ROW["exported"], column, result.net_present_cost_eur, frozen)
        self._row("moved", "euros", lambda _, column: f"=ROUND({cost(column)}-{cell(ROW['exported'], column)},2)")
        self._label("rate", "rate")
        formula = f"={self._place(self.model.rate).cell(None, self.page.name)}"
        rate = self.look("ruled", unit="rate")
        self.page.formula(ROW["rate"], FIRST_COLUMN, formula, rate, comparison.nominal_discount_rate)
        self._label("horizon", "years")
        self.page.whole(ROW["horizon"], FIRST_COLUMN, (comparison.scenario.horizon_years,), "ruled")
        self._row("lacks", "", self._lacks, own_format="0")

    def _place(self, step: Symbol) -> CellRef:
        place = self.plan.place(step)
        assert place is not None
        return place

    def _annual(self, column: int, fees: str = "") -> str:
        """Return the payment a year that comes to the net present cost, less fees."""
        rate, horizon = (cell(ROW[key], FIRST_COLUMN, "cr") for key in ("rate", "horizon"))
        return f"PMT({rate},{horizon},{cell(ROW['net_present_cost'], column)}{fees})"

    def _lacks(self, result: OptionResult, _: int) -> str:
        """Return the formula of how much of the service an option leaves out."""
        step = self.model.lacks.get(result.key)
        place = None if step is None else self.plan.place(step)
        return "=0" if place is None else f"={place.cell(None, self.page.name)}"

    def _ref(self, result: OptionResult, row: int) -> str:
        """Return the reference to the present value of a row of an option's sheet."""
        return self.options[result.key].page.there(row, VALUE, fixed=False)

    def _of_nature(self, nature: str, result: OptionResult, _: int) -> str:
        return f"={self._ref(result, self.options[result.key].natures[nature])}"

    def _present(self, result: OptionResult, _: int) -> str:
        return f"={self._ref(result, self.options[result.key].total)}"

    def _exit(self, result: OptionResult, _: int) -> str:
        """Return the sum of the lines of forced exits; they stand together or not at all."""
        lines = [row for key, row in self.options[result.key].lines.items() if key.startswith(RISKS_OF_EXIT)]
        if not lines:
            return "=0"
        if lines == list(range(lines[0], lines[-1] + 1)):
            prefix = self.options[result.key].page.prefix
            return f"=SUM({prefix}{span(lines[0], VALUE, VALUE, lines[-1], '')})"
        return "=" + "+".join(self._ref(result, row) for row in lines)

    def _exit_value(self, result: OptionResult) -> float:
        factors = self.comparison.discount_factors
        lines = [line for line in result.lines if line.key.startswith(RISKS_OF_EXIT)]
        return float(sum(np.sum(line.amounts_eur * factors) for line in lines))

    def _unit_costs(self, unknown: str) -> None:
        """Write the equivalent annual cost, before the fees of the hosted, by patient, terabyte, establishment."""
        for rank, (key, (part, unit_format)) in enumerate(UNIT_COSTS.items()):

            def formula(result: OptionResult, column: int, rank: int = rank) -> str:
                lines = self.options[result.key].lines
                fees = "".join(f"-{self._ref(result, lines[fee])}" for fee in FROM_HOSTED if fee in lines)
                place = self._place(self.model.served[result.key][rank])
                served = f"AVERAGE({place.years(1, self.rows.years - 1, self.page.name)})"
                return f'=IF({served}>0,-{self._annual(column, fees)}/{served},"{unknown}")'

            costs = (getattr(result.unit_costs, part) for result in self.comparison.options)
            values = [unknown if cost is None else float(cost) for cost in costs]
            self._row(key, "euros", formula, values, unit_format=unit_format)

    def _crossing(self, column: int, words: Mapping[str, str]) -> str:
        """Return the formula of the year in which the cheapest takes the lead over an option for good."""
        row = self.rows.gaps + 1 + column - FIRST_COLUMN
        years, behind = self.rows.years, cell(row, self.rows.last_year + 1, "cr")
        gaps = span(row, FIRST_COLUMN, self.rows.last_year)
        last, after = f"INDEX({gaps},{behind})", f"INDEX({gaps},{behind}+1)"
        year = f"{behind}-1+{last}/({last}-{after})"
        never = f'IF({behind}={years},"{words["never"]}",{year})'
        return f'=IF({cell(ROW["rank"], column)}=1,"{words["none"]}",IF({behind}=0,0,{never}))'

    def _crossing_value(self, result: OptionResult, words: Mapping[str, str]) -> float | str:
        if result.key == self.comparison.best.key:
            return words["none"]
        return words["never"] if result.crossing_year is None else result.crossing_year

    # ─── figures, a year a column ────────────────────────────────────────────────────────────────────────────────

    def _by_year(self) -> None:
        rows, comparison, page = self.rows, self.comparison, self.page
        discount, best = comparison.discount_factors, comparison.best
        for start, block in ((rows.costs, "costs"), (rows.cumulative, "cumulative"), (rows.gaps, "gap")):
            self._head(start, block, years=True)
        behind = text("workbook.head.behind", self.lang)
        page.words(rows.gaps, rows.last_year + 1, behind, self.look("head", "low", "right"))
        page.sheet.set_row(rows.gaps, 46)
        ranks = span(ROW["rank"], FIRST_COLUMN, rows.last_option)
        factors, euros = self._place(self.model.factors), self.look("ruled", unit="euros")
        for rank, result in enumerate(comparison.options, start=1):
            option = self.options[result.key]

            def costs(column: int, option: OptionRows = option) -> str:
                return f"={option.page.there(option.total, VALUE + 1 + column - FIRST_COLUMN, fixed=False)}"

            def cumulative(column: int, option: OptionRows = option) -> str:
                return f"={option.page.there(option.cumulated, VALUE + 1 + column - FIRST_COLUMN, fixed=False)}"

            def gap(column: int, rank: int = rank) -> str:
                name, year = column_name(column), column - FIRST_COLUMN
                all_costs = f"{name}${rows.costs + 2}:{name}${rows.costs + 1 + rows.options}"
                before = f"{cell(rows.gaps + rank, column - 1)}+" if year else ""
                lead = f"INDEX({all_costs},MATCH(1,{ranks},0))-{cell(rows.costs + rank, column)}"
                return f"={before}({lead})*{factors.cell(year, page.name)}"

            gaps = np.cumsum((best.amounts_eur - result.amounts_eur) * discount)
            blocks = (
                (rows.costs, costs, result.amounts_eur),
                (rows.cumulative, cumulative, np.cumsum(result.amounts_eur * discount)),
                (rows.gaps, gap, gaps),
            )
            for start, formula, values in blocks:
                page.words(start + rank, LABEL, result.option.label(self.lang), self.look("own", "ruled"))
                page.words(start + rank, UNIT, text("workbook.unit.euros", self.lang), self.look("small", "ruled"))
                page.formulas(start + rank, FIRST_COLUMN, formula, values, euros)
            self._behind(rows.gaps + rank, gaps)

    def _behind(self, row: int, gap: Array) -> None:
        """Write how many years, year 0 among them, pass before the cheapest leads for good."""
        gaps, years = (span(each, FIRST_COLUMN, self.rows.last_year) for each in (row, self.rows.gaps))
        dearer = np.flatnonzero(gap >= 0)
        count = float(dearer[-1] + 1) if len(dearer) else 0.0
        formula = f"=SUMPRODUCT(MAX(({gaps}>=0)*({years}+1)))"
        self.page.formula(row, self.rows.last_year + 1, formula, self.look("ruled", shown="0"), count)
