"""The options side by side: costs, rank, gap, unit costs, since when the cheapest leads, the return on investing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.board.workbook.cell_refs import LABEL, VALUE, column_name
from hds_tco.board.workbook.comparison_rows import (
    ANNUAL,
    COST,
    CROSSING,
    EXIT,
    EXPORTED,
    FIRST_COLUMN,
    GAP,
    HEAD,
    HORIZON,
    LACKS,
    MOVED,
    NATURE,
    RANK,
    RATE,
    UNIT_COLUMN,
    UNITS,
    ComparisonRows,
    of_nature,
)
from hds_tco.board.workbook.graphs import Graphs
from hds_tco.board.workbook.model_graph import Model
from hds_tco.board.workbook.option_sheet import OptionRows
from hds_tco.board.workbook.rate_of_return import write_return
from hds_tco.board.workbook.row_layout import RowLayout
from hds_tco.board.workbook.style import worded_zero
from hds_tco.board.workbook.worksheet import cell, span
from hds_tco.locale import Language, text
from hds_tco.model.ledger import NATURES, Nature
from hds_tco.model.pooling import FROM_HOSTED

Array = npt.NDArray[np.float64]
RISKS_OF_EXIT = ("restitution.", "lessor.")


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
    graphs : Graphs
    lang : {"fr", "en"}
    """

    def __init__(
        self,
        rows: ComparisonRows,
        comparison: Comparison,
        options: Mapping[str, OptionRows],
        model: Model,
        plan: RowLayout,
        graphs: Graphs,
        lang: Language,
    ) -> None:
        self.rows = rows
        self.page = rows.page
        self.look = rows.page.look
        self.comparison = comparison
        self.options = options
        self.model = model
        self.plan = plan
        self.graphs = graphs
        self.lang = lang

    def write(self) -> None:
        """Write all of it."""
        page, look, rows, lang = self.page, self.look, self.rows, self.lang
        widest = max(rows.last_option, rows.last_year + 1)
        page.headed(text("workbook.sheet.comparison", lang), text("workbook.hint.comparison", lang))
        page.sheet.set_column(LABEL, LABEL, 52)
        page.sheet.set_column(UNIT_COLUMN, UNIT_COLUMN, 10)
        page.sheet.set_column(FIRST_COLUMN, widest, 15)
        page.sheet.set_column(rows.last_year + 1, rows.last_year + 1, 24)
        self._head(HEAD, "compared")
        for rank, result in enumerate(self.comparison.options):
            page.words(HEAD, FIRST_COLUMN + rank, result.option.label(lang), look("head", "right", "quoted"))
        page.sheet.set_row(HEAD, 50)
        self._figures()
        self._by_year()
        bottom = rows.gaps + rows.options
        if self.comparison.return_on_in_house is not None:
            in_house, external = (self._total_row(key) for key in ("in_house", "external"))
            self._head(rows.returns, "return", years=True)
            moved = span(MOVED, FIRST_COLUMN, rows.last_option)
            bottom = write_return(page, self.comparison, rows.returns, in_house, external, moved, lang)
        names = ", ".join(result.option.label(lang) for result in self.comparison.options)
        told = text("workbook.told.costs", lang, options=names)
        self.graphs.by_year(page, (bottom + 2, 0), rows, rows.costs, "costs", told, (980, 340))
        page.sheet.freeze_panes(HEAD + 1, 1)
        page.printed(bottom + 20, widest)

    def _total_row(self, key: str) -> int:
        """Return the row of an option's yearly costs on this sheet."""
        return self.rows.costs + 1 + [option.key for option in self.comparison.options].index(key)

    def _head(self, row: int, block: str, years: bool = False) -> None:
        look, last = self.look, self.rows.last_year if years else self.rows.last_option
        self.page.band(row, last, text(f"workbook.block.{block}", self.lang), look("head"))
        self.page.words(row, UNIT_COLUMN, text("workbook.head.unit", self.lang), look("head"))
        if years:
            for year in range(self.rows.years):
                self.page.sheet.write_number(row, FIRST_COLUMN + year, year, look("head", shown="0"))

    # ─── figures, an option a column ─────────────────────────────────────────────────────────────────────────────

    def _row(
        self,
        row: int,
        label: str,
        unit: str,
        formula: Callable[[OptionResult, int], str],
        value: Callable[[OptionResult], float | str],
        shown: Sequence[str] = (),
        unit_format: str = "euros",
        own_format: str = "",
    ) -> None:
        """Write one figure of every option."""
        page, look = self.page, self.look
        self._label(row, label, unit, shown)
        figures = () if "inner" in shown else shown
        style = look("ruled", "right", *figures, unit="" if own_format else unit_format, shown=own_format)
        for rank, result in enumerate(self.comparison.options):
            column = FIRST_COLUMN + rank
            page.formula(row, column, formula(result, column), style, value(result))

    def _figures(self) -> None:
        lang, rows, comparison = self.lang, self.rows, self.comparison
        euros = text("workbook.unit.euros", lang)
        words = {key: text(f"workbook.word.{key}", lang) for key in ("never", "from_start", "none", "unknown")}

        def label(key: str) -> str:
            return text(f"workbook.row.{key}", lang)

        costs, ranks, lacks = (span(row, FIRST_COLUMN, rows.last_option) for row in (COST, RANK, LACKS))
        order = {result.key: rank for rank, result in enumerate(comparison.ranked, start=1)}

        def rank_of(_: OptionResult, column: int) -> str:
            """Return its place: those that leave out less of the service first, then the cheaper, then the first."""
            own, lack = cell(COST, column), cell(LACKS, column)
            alike, cheaper = (f"{cell(row, FIRST_COLUMN, 'c')}:{cell(row, column)}" for row in (LACKS, COST))
            before = f"SUMPRODUCT(({lacks}<{lack})+({lacks}={lack})*({costs}<{own}))"
            return f"={before}+SUMPRODUCT(({alike}={lack})*({cheaper}={own}))"

        best = comparison.best.net_present_cost_eur
        self._row(RANK, label("rank"), "", rank_of, lambda result: order[result.key], ("bold",), own_format="0")
        self._row(COST, label("net_present_cost"), euros, self._present, _cost, ("bold",))
        rate, horizon = (cell(row, FIRST_COLUMN, "cr") for row in (RATE, HORIZON))
        self._row(
            ANNUAL,
            label("equivalent_annual_cost"),
            euros,
            lambda _, column: f"=-PMT({rate},{horizon},{cell(COST, column)})",
            lambda result: result.equivalent_annual_cost_eur,
        )
        self._row(
            GAP,
            label("gap"),
            euros,
            lambda _, column: f"={cell(COST, column)}-INDEX({costs},MATCH(1,{ranks},0))",
            lambda result: result.net_present_cost_eur - best,
        )
        for rank, nature in enumerate(NATURES):
            there, held = partial(self._of_nature, nature), partial(_present_of, nature)
            self._row(NATURE + rank, of_nature(nature, lang), euros, there, held, ("inner",))
        self._row(EXIT, label("restitution"), euros, self._exit, self._exit_value, ("inner",))
        self._unit_costs(words["unknown"])
        self._row(
            CROSSING,
            label("crossing"),
            text("workbook.unit.year_rank", lang),
            lambda _, column: self._crossing(column, words),
            lambda result: self._crossing_value(result, words),
            own_format=worded_zero(words["from_start"], lang),
        )
        self._label(EXPORTED, label("exported"), euros)
        for rank, result in enumerate(comparison.options):
            style = self.look("ruled", "right", "frozen", unit="euros")
            self.page.number(EXPORTED, FIRST_COLUMN + rank, result.net_present_cost_eur, style)
        self._row(
            MOVED,
            label("moved"),
            euros,
            lambda _, column: f"=ROUND({cell(COST, column)}-{cell(EXPORTED, column)},2)",
            lambda _: 0.0,
        )
        self._label(RATE, label("rate"), text("workbook.unit.rate", lang))
        place = self.plan.place(self.model.rate)
        assert place is not None
        style = self.look("ruled", unit="rate")
        formula = f"={place.cell(None, self.page.name)}"
        self.page.formula(RATE, FIRST_COLUMN, formula, style, comparison.nominal_discount_rate)
        self._label(HORIZON, label("horizon"), text("workbook.unit.years", lang))
        years = comparison.scenario.horizon_years
        self.page.sheet.write_number(HORIZON, FIRST_COLUMN, years, self.look("ruled", shown="0"))
        self._row(
            LACKS, label("lacks"), "", self._lacks, lambda result: float(len(result.service.lacks)), own_format="0"
        )

    def _lacks(self, result: OptionResult, _: int) -> str:
        """Return the formula of how much of the service an option leaves out."""
        step = self.model.lacks.get(result.key)
        place = None if step is None else self.plan.place(step)
        return "=0" if place is None else f"={place.cell(None, self.page.name)}"

    def _label(self, row: int, label: str, unit: str, shown: Sequence[str] = ()) -> None:
        self.page.words(row, LABEL, label, self.look("label", "ruled", *shown))
        self.page.words(row, UNIT_COLUMN, unit, self.look("small", "ruled"))

    def _there(self, result: OptionResult, row: int, column: int = VALUE) -> str:
        return f"={self.options[result.key].page.there(row, column, fixed=False)}"

    def _of_nature(self, nature: Nature, result: OptionResult, _: int) -> str:
        return self._there(result, self.options[result.key].natures[nature])

    def _present(self, result: OptionResult, _: int) -> str:
        return self._there(result, self.options[result.key].total)

    def _exit(self, result: OptionResult, _: int) -> str:
        """Return the sum of the lines of forced exits; they stand together or not at all."""
        found = [row for key, row in self.options[result.key].lines.items() if key.startswith(RISKS_OF_EXIT)]
        if not found:
            return "=0"
        page = self.options[result.key].page
        prefix = page.there(0, 0).rpartition("!")[0]
        if found == list(range(found[0], found[-1] + 1)):
            return f"=SUM({prefix}!{span(found[0], VALUE, VALUE, found[-1], '')})"
        return "=" + "+".join(page.there(row, VALUE, fixed=False) for row in found)

    def _exit_value(self, result: OptionResult) -> float:
        factors = self.comparison.discount_factors
        lines = [line for line in result.lines if line.key.startswith(RISKS_OF_EXIT)]
        return float(sum(np.sum(line.amounts_eur * factors) for line in lines))

    def _unit_costs(self, unknown: str) -> None:
        """Write the equivalent annual cost, before the fees of the hosted, by patient, terabyte, establishment."""
        lang, keys = self.lang, ("patient", "terabyte", "establishment")
        parts = ("per_patient_eur", "per_tb_eur", "per_establishment_eur")
        rate, horizon = (cell(row, FIRST_COLUMN, "cr") for row in (RATE, HORIZON))
        for rank, (key, part) in enumerate(zip(keys, parts, strict=True)):

            def formula(result: OptionResult, column: int, rank: int = rank) -> str:
                option = self.options[result.key]
                fees = "".join(
                    f"-{option.page.there(option.lines[fee], VALUE, fixed=False)}"
                    for fee in FROM_HOSTED
                    if fee in option.lines
                )
                place = self.plan.place(self.model.served[result.key][rank])
                assert place is not None
                served = f"AVERAGE({place.years(1, self.rows.years - 1, self.page.name)})"
                annual = f"-PMT({rate},{horizon},{cell(COST, column)}{fees})"
                return f'=IF({served}>0,{annual}/{served},"{unknown}")'

            def value(result: OptionResult, part: str = part) -> float | str:
                found = getattr(result.unit_costs, part)
                return unknown if found is None else float(found)

            label = text(f"workbook.row.{key}", lang)
            unit_format = "cents" if key == "patient" else "euros"
            self._row(UNITS + rank, label, text("workbook.unit.euros", lang), formula, value, unit_format=unit_format)

    def _crossing(self, column: int, words: Mapping[str, str]) -> str:
        """Return the formula of the year in which the cheapest takes the lead over an option for good."""
        row = self.rows.gaps + 1 + column - FIRST_COLUMN
        years, behind = self.rows.years, cell(row, self.rows.last_year + 1, "cr")
        gaps = span(row, FIRST_COLUMN, self.rows.last_year)
        last, after = f"INDEX({gaps},{behind})", f"INDEX({gaps},{behind}+1)"
        found = f"{behind}-1+{last}/({last}-{after})"
        never = f'IF({behind}={years},"{words["never"]}",{found})'
        return f'=IF({cell(RANK, column)}=1,"{words["none"]}",IF({behind}=0,0,{never}))'

    def _crossing_value(self, result: OptionResult, words: Mapping[str, str]) -> float | str:
        if result.key == self.comparison.best.key:
            return words["none"]
        return words["never"] if result.crossing_year is None else result.crossing_year

    # ─── figures, a year a column ────────────────────────────────────────────────────────────────────────────────

    def _by_year(self) -> None:
        rows, comparison, lang = self.rows, self.comparison, self.lang
        factors, best = comparison.discount_factors, comparison.best
        for start, block in ((rows.costs, "costs"), (rows.cumulative, "cumulative"), (rows.gaps, "gap")):
            self._head(start, block, years=True)
        self.page.words(
            rows.gaps, rows.last_year + 1, text("workbook.head.behind", lang), self.look("head", "low", "right")
        )
        self.page.sheet.set_row(rows.gaps, 46)
        ranks = span(RANK, FIRST_COLUMN, rows.last_option)
        place = self.plan.place(self.model.factors)
        assert place is not None
        for rank, result in enumerate(comparison.options):
            option, name = self.options[result.key], result.option.label(lang)
            gap = np.cumsum((best.amounts_eur - result.amounts_eur) * factors)
            values = (result.amounts_eur, np.cumsum(result.amounts_eur * factors), gap)
            for start in (rows.costs, rows.cumulative, rows.gaps):
                self.page.words(start + 1 + rank, LABEL, name, self.look("own", "ruled"))
                unit = text("workbook.unit.euros", lang)
                self.page.words(start + 1 + rank, UNIT_COLUMN, unit, self.look("small", "ruled"))
            for year in range(rows.years):
                column, there = FIRST_COLUMN + year, VALUE + 1 + year
                costs = f"{column_name(column)}${rows.costs + 2}:{column_name(column)}${rows.costs + 1 + rows.options}"
                own = cell(rows.costs + 1 + rank, column)
                before = f"{cell(rows.gaps + 1 + rank, column - 1)}+" if year else ""
                lead = f"INDEX({costs},MATCH(1,{ranks},0))-{own}"
                formulas = (
                    f"={option.page.there(option.total, there, fixed=False)}",
                    f"={option.page.there(option.cumulated, there, fixed=False)}",
                    f"={before}({lead})*{place.cell(year, self.page.name)}",
                )
                starts = (rows.costs, rows.cumulative, rows.gaps)
                for start, formula, value in zip(starts, formulas, values, strict=True):
                    style = self.look("ruled", unit="euros")
                    self.page.formula(start + 1 + rank, column, formula, style, float(value[year]))
            self._behind(rows.gaps + 1 + rank, rows.gaps, gap)

    def _behind(self, row: int, years_row: int, gap: Array) -> None:
        """Write how many years, year 0 among them, pass before the cheapest leads for good."""
        gaps = span(row, FIRST_COLUMN, self.rows.last_year)
        years = span(years_row, FIRST_COLUMN, self.rows.last_year)
        dearer = np.flatnonzero(gap >= 0)
        count = float(dearer[-1] + 1) if len(dearer) else 0.0
        formula = f"=SUMPRODUCT(MAX(({gaps}>=0)*({years}+1)))"
        self.page.formula(row, self.rows.last_year + 1, formula, self.look("ruled", shown="0"), count)


def _cost(result: OptionResult) -> float:
    return result.net_present_cost_eur


def _lack_count(result: OptionResult) -> float:
    return float(len(result.service.lacks))


def _present_of(nature: Nature, result: OptionResult) -> float:
    return result.present_by_nature_eur[nature]
