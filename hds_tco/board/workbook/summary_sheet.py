"""The first sheet: the answer, the options side by side, charts, what must be known, how to use the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hds_tco.analysis import Comparison
from hds_tco.board.workbook.cell_refs import LABEL, span
from hds_tco.board.workbook.live_charts import LiveCharts
from hds_tco.board.workbook.sheet_rows import FIRST_COLUMN, HEAD, ROW, ComparisonRows, row_label, values_of
from hds_tco.board.workbook.worksheet import Page, height
from hds_tco.locale import Language, number_of, text
from hds_tco.model.ledger import NATURES
from hds_tco.scenario.workbook.style import Lists

LABEL_WIDTH, OPTION_WIDTH, LEAST_COLUMNS = 48, 36, 3
LETTERS_PER_UNIT = 1.05
CHART_ROWS, CHART_HEIGHT, GAP_PIXELS = 17, 330, 8
GUIDE = ("change", "horizon", "tax", "year_zero", "risk", "noise", "frozen")


@dataclass
class SummarySheet:
    """Writes it.

    Parameters
    ----------
    page : Page
    rows : ComparisonRows
    comparison : Comparison
    lists : Lists
        Where sentences are kept that hold only until an assumption is changed.
    charts : LiveCharts
    lang : {"fr", "en"}
    """

    page: Page
    rows: ComparisonRows
    comparison: Comparison
    lists: Lists
    charts: LiveCharts
    lang: Language

    def __post_init__(self) -> None:
        self.look = self.page.look
        self.last = max(len(self.comparison.options), LEAST_COLUMNS)
        self.letters = int((LABEL_WIDTH + OPTION_WIDTH * self.last) * LETTERS_PER_UNIT)

    def write(self, drawn: Sequence[str] = ()) -> None:
        """Write all of it; `drawn` is what the simulation says."""
        page, lang = self.page, self.lang
        page.headed(self.comparison.scenario.name, text("workbook.hint.summary", lang))
        page.sheet.set_column(LABEL, LABEL, LABEL_WIDTH)
        page.sheet.set_column(1, self.last, OPTION_WIDTH)
        row = self._answer(3)
        row = self._compared(row + 1)
        row = self._charts(row + 1)
        page.sheet.set_h_pagebreaks([row])
        if drawn:
            row = self._drawn(row + 1, drawn)
        notices = [notice.sentence(lang) for notice in self.comparison.notices]
        if notices:
            row = self._sentences(row + 1, "notices", notices)
        years = number_of("count.years", self.comparison.scenario.horizon_years, lang)
        calendar = self.comparison.scenario.decision_year
        guide = [text(f"workbook.guide.{key}", lang, years=years, calendar=calendar) for key in GUIDE]
        row = self._sentences(row + 1, "reading", guide)
        page.printed(row - 1, self.last)
        page.sheet.activate()

    def _heading(self, row: int, words: str) -> None:
        self.page.band(row, self.last, words, self.look("section"))

    def _range(self, row: int) -> str:
        return self.rows.page.prefix + span(row, FIRST_COLUMN, self.rows.last_option)

    def _answer(self, row: int) -> int:
        """Write the answer: figures that follow the assumptions, and the sentence while it holds."""
        lang, comparison = self.lang, self.comparison
        self._heading(row, text("workbook.block.answer", lang))
        sentences = comparison.sentences(lang)
        row = self._while_it_holds(row + 1, "answer", sentences, text("workbook.word.changed", lang), "answer")
        ranks, costs = self._range(ROW["rank"]), self._range(ROW["net_present_cost"])
        names = self._range(HEAD)
        best = comparison.best
        first, second = (f"INDEX({{}},MATCH({rank},{ranks},0))" for rank in (1, 2))
        key = "best_equal" if comparison.apart else "best"
        self._fact(row, key, f"={first.format(names)}", best.option.label(lang), "")
        self._fact(row + 1, "net_present_cost", f"={first.format(costs)}", best.net_present_cost_eur, "euros")
        row += 2
        if len(comparison.compared) > 1:
            gap = comparison.compared[1].net_present_cost_eur - best.net_present_cost_eur
            lacks = self._range(ROW["lacks"])
            # An assumption changed here may leave one option that renders the whole service: then none is next.
            apart = f"{second.format(lacks)}>{first.format(lacks)}"
            self._fact(row, "second", f'=IF({apart},"–",{second.format(costs)}-{first.format(costs)})', gap, "euros")
            row += 1
        return row

    def _drawn(self, row: int, sentences: Sequence[str]) -> int:
        """Write what the draws said, while the assumptions are those that were drawn."""
        self._heading(row, text("workbook.block.said", self.lang))
        return self._while_it_holds(row + 1, "said", sentences, text("workbook.word.changed_draws", self.lang)) + 1

    def _while_it_holds(self, row: int, key: str, sentences: Sequence[str], changed: str, first: str = "") -> int:
        """Write sentences that give way to another once an assumption has moved a cost; return the row below them."""
        page, look = self.page, self.look
        cells = self.lists.store(key, [*sentences, changed])
        moved = f"SUMPRODUCT(ABS({self._range(ROW['moved'])}))>=1"
        for rank, (sentence, where) in enumerate(zip(sentences, cells, strict=False)):
            large = bool(first) and rank == 0
            style = look(first, "wrapped") if large else look("wrapped")
            page.sheet.merge_range(row + rank, 0, row + rank, self.last, "", style)
            other = cells[-1] if rank == 0 else '""'
            page.formula(row + rank, 0, f"=IF({moved},{other},{where})", style, sentence)
            letters = int(self.letters * 0.72) if large else self.letters
            page.sheet.set_row(row + rank, max(height(sentence, letters) * (1.35 if large else 1.0), 18))
        return row + len(sentences)

    def _fact(self, row: int, key: str, formula: str, value: float | str, unit: str) -> None:
        page, look = self.page, self.look
        page.words(row, LABEL, text(f"workbook.row.{key}", self.lang), look("label", "bold"))
        page.formula(row, 1, formula, look("bold", unit=unit) if unit else look("bold", "right"), value)
        if unit:
            page.words(row, 2, text("workbook.unit.euros", self.lang), look("small"))

    def _compared(self, row: int) -> int:
        """Write the options side by side, each figure a reference to the comparison."""
        page, look, lang, options = self.page, self.look, self.lang, self.comparison.options
        page.band(row, self.last, text("workbook.block.compared", lang), look("head"))
        page.row_of(row, 1, (result.option.label(lang) for result in options), look("head", "right", "quoted"))
        page.sheet.set_row(row, 34)
        figures = ["rank", "net_present_cost", *NATURES, "equivalent_annual_cost", "gap", "moved"]
        if any(result.option.then or result.service.lacks for result in options):
            figures.append("lacks")
        for key in figures:
            row += 1
            styles = ["inner"] if key in NATURES else ["bold"] if key == "net_present_cost" else []
            page.words(row, LABEL, row_label(key, lang), look("label", "ruled", *styles))
            number = {"shown": "0"} if key in ("rank", "lacks") else {"unit": "euros"}
            style = look("ruled", *(style for style in styles if style != "inner"), **number)

            def reference(column: int, key: str = key) -> str:
                return f"={self.rows.page.there(ROW[key], FIRST_COLUMN + column - 1)}"

            page.formulas(row, 1, reference, values_of(self.comparison, key), style)
        return row + 1

    def _charts(self, row: int) -> int:
        """Draw present costs by nature and cumulative costs side by side."""
        half = (_pixels(LABEL_WIDTH) + self.last * _pixels(OPTION_WIDTH)) // 2
        names = ", ".join(result.option.label(self.lang) for result in self.comparison.options)
        natures, cumulative = (
            text(f"workbook.told.{key}", self.lang, options=names) for key in ("natures", "cumulative")
        )
        size, start = (half - GAP_PIXELS, CHART_HEIGHT), self.rows.cumulative
        self.charts.natures(self.page, (row, 0), self.rows, natures, size)
        self.charts.by_year(self.page, (row, half), self.rows, start, "cumulative", cumulative, size)
        return row + CHART_ROWS

    def _sentences(self, row: int, block: str, sentences: Sequence[str]) -> int:
        self._heading(row, text(f"workbook.block.{block}", self.lang))
        for sentence in sentences:
            row += 1
            self.page.wide(row, self.last, sentence, self.look("wrapped", "quoted"), self.letters)
        return row + 1


def _pixels(width: int) -> int:
    """Return how wide a column of so many letters is, in Calibri 11."""
    return width * 7 + 5
