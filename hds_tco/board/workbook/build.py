"""The workbook, from a comparison: sheets made in the reader's order, filled in the order of the calculation."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hds_tco.analysis import Comparison
from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.optional import optional
from hds_tco.board.slide import stamp
from hds_tco.board.workbook.cell_refs import CALENDAR_ROW, FIRST, LABEL, TOP, UNIT, VALUE, YEAR_ROW, sheet_names
from hds_tco.board.workbook.charts_sheet import write_charts
from hds_tco.board.workbook.comparison_sheet import ComparisonSheet
from hds_tco.board.workbook.entries import entries_of
from hds_tco.board.workbook.eprd_sheet import BOOK_VALUE, LIFE, write_eprd
from hds_tco.board.workbook.live_charts import LiveCharts
from hds_tco.board.workbook.model_graph import Model, traced
from hds_tco.board.workbook.option_sheet import OptionSheet, write_steps, year_heads
from hds_tco.board.workbook.row_layout import RowLayout
from hds_tco.board.workbook.sheet_rows import ComparisonRows, rows_for
from hds_tco.board.workbook.simulation_sheet import sentences_of, write_simulation
from hds_tco.board.workbook.steps import StepWriter
from hds_tco.board.workbook.summary_sheet import SummarySheet
from hds_tco.board.workbook.worksheet import Look, Page, plain_sheet
from hds_tco.charts import Chart
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.scenario.file_types import maker
from hds_tco.scenario.workbook.layout import LIVE_SHEETS
from hds_tco.scenario.workbook.write import Sheets

if TYPE_CHECKING:
    from hds_tco.analysis.simulation import Simulation

# Sheets in the reader's order, the options' between both lists.
BEFORE = ("summary", "comparison", "eprd", "simulation", "charts", "assumptions", "years", "activities")
BEHIND = ("shared", "chart_figures", "lists")


def workbook(
    comparison: Comparison,
    simulation: Simulation | None = None,
    lang: Language = DEFAULT_LANGUAGE,
    *,
    tolerance_eur: float | None = None,
    charts: Sequence[Chart] = (),
) -> bytes:
    """Return a comparison as an Excel workbook in which every figure is a live formula, traced from the model.

    Parameters
    ----------
    comparison : Comparison
        From `hds_tco.compare`, with options of your own if you like.
    simulation : Simulation, optional
        From `hds_tco.simulate`; its figures stand on a sheet of their own, as values.
    lang : {"fr", "en"}
    tolerance_eur : float, optional
        The cost that the board does not want to cross.
    charts : sequence of Chart
        Drawn as they are on a sheet of their own, with the values of now.

    Returns
    -------
    bytes
        An .xlsx file.

    Raises
    ------
    MissingLibraryError
        If XlsxWriter is not installed.

    Examples
    --------
    >>> import hds_tco as ht
    >>> workbook(ht.compare(ht.load("chi-eure-seine-2017-total")))[:2]
    b'PK'
    """
    xlsxwriter = optional("xlsxwriter", "board", lang)
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    title = "".join(sign for sign in comparison.scenario.name if sign.isprintable())[:200]
    # The same comparison gives the same file.
    about = maker() if simulation is None else stamp(comparison.scenario, simulation)
    book.set_properties({"title": title, "keywords": about, "created": datetime.datetime(2026, 1, 1)})
    book.set_size(2400, 1400)
    _fill(book, comparison, simulation, lang, tolerance_eur, charts)
    book.close()
    return content.getvalue()


def _fill(
    book: Any,
    comparison: Comparison,
    simulation: Simulation | None,
    lang: Language,
    tolerance_eur: float | None,
    charts: Sequence[Chart],
) -> None:
    scenario, entries = comparison.scenario, entries_of(comparison.scenario)
    names = _names(comparison, lang)
    sheets = [names[result.key] for result in comparison.options]
    model = traced(scenario, [result.option for result in comparison.options], sheets)
    titles = {key.removeprefix("#"): name for key, name in names.items()}
    inputs = entries.inputs(titles, lang)
    plan = RowLayout(model.options, names["#shared"], inputs, scenario.horizon_years + 1)
    look = Look(book, lang)
    left_out = {"#simulation"} if simulation is None else set()
    if not plan.rows[names["#shared"]]:
        left_out.add("#shared")
    if not charts:
        left_out |= {"#charts", "#chart_figures"}
    kind = plain_sheet()
    pages = {key: Page(book.add_worksheet(name, kind), look) for key, name in names.items() if key not in left_out}
    live = LiveCharts(book, lang)
    options = {result.key: rows_for(pages[result.key], result) for result in comparison.options}
    rows = ComparisonRows(pages["#comparison"], len(options), len(comparison.discount_factors))

    _options(comparison, model, plan, options, live, lang)
    if "#shared" in pages:
        _shared(pages["#shared"], comparison, plan, lang)
    ComparisonSheet(rows, comparison, options, model, plan, live, lang).write()
    existing = {key: place for key, step in model.existing.items() if (place := plan.place(step)) is not None}
    write_eprd(pages["#eprd"], comparison, options, existing, entries.names, lang)
    assumptions = Sheets(book, scenario, titles, lang, entries.names, plan.read | {LIFE, BOOK_VALUE})
    assumptions.write({sheet: pages[f"#{sheet.key}"].sheet for sheet in LIVE_SHEETS}, pages["#lists"].sheet)
    for name, cells in entries.defined(titles):
        book.define_name(name, cells)
    sentences: list[str] = []
    if simulation is not None:
        write_simulation(pages["#simulation"], simulation, tolerance_eur, live, lang)
        sentences = sentences_of(simulation, tolerance_eur, lang)
    if charts:
        with_live = (names["#summary"], names["#comparison"], *sheets)
        write_charts(pages["#charts"], pages["#chart_figures"], charts, book, with_live, lang)
    SummarySheet(pages["#summary"], rows, comparison, assumptions.lists, live, lang).write(sentences)


def _names(comparison: Comparison, lang: Language) -> dict[str, str]:
    """Return the name of each sheet by key, in the reader's order; ours begin with a sign that no option's key has."""
    own = {result.key: _option_name(result.key, result.option.label(lang), lang) for result in comparison.options}
    labels = {f"#{key}": text(f"workbook.sheet.{key}", lang) for key in BEFORE}
    labels |= own | {f"#{key}": text(f"workbook.sheet.{key}", lang) for key in BEHIND}
    return dict(zip(labels, sheet_names(labels.values()), strict=True))


def _option_name(key: str, label: str, lang: Language) -> str:
    own = f"workbook.sheet.{key}"
    known = key not in BEFORE + BEHIND and has_text(own, lang)
    return text(own, lang) if known else label


def _options(
    comparison: Comparison, model: Model, plan: RowLayout, options: dict[str, Any], live: LiveCharts, lang: Language
) -> None:
    labels, factors = own_labels(comparison.scenario), plan.place(model.factors)
    assert factors is not None
    for result, own in zip(comparison.options, model.options, strict=True):
        writer, rows = StepWriter(result.lines, labels, lang), options[result.key]
        OptionSheet(rows, comparison, result, own, plan, factors, writer, lang).write()
        alt = text("workbook.told.yearly", lang, option=result.option.label(lang))
        live.option(rows, len(comparison.discount_factors), alt)


def _shared(page: Page, comparison: Comparison, plan: RowLayout, lang: Language) -> None:
    """Write the steps that several options share."""
    page.headed(text("workbook.sheet.shared", lang), text("workbook.hint.shared", lang))
    year_heads(page, comparison, lang, {LABEL: "step", UNIT: "unit", VALUE: "single"})
    writer = StepWriter(comparison.options[0].lines, own_labels(comparison.scenario), lang)
    bottom = write_steps(page, plan, page.name, writer, lang)
    page.sheet.freeze_panes(TOP, 1)
    page.printed(bottom, FIRST + plan.years - 1, (YEAR_ROW, CALENDAR_ROW))
