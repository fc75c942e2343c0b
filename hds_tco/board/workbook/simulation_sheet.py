"""What the simulation found, as values: marked as frozen, since no cell draws again."""

from __future__ import annotations

from math import isnan

from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.report import made_how, simulation_sentences, tolerance_sentence
from hds_tco.board.workbook.live_charts import LiveCharts
from hds_tco.board.workbook.worksheet import Page
from hds_tco.locale import Language, amount, decimal, text

HEAD = 3
POINTS = 41
LETTERS = 150
SHARES = ("probability_cheapest",)
# What stands first: the mean, then what of it is risk.
FIRST = ("mean_eur", "restitution_eur", "incidents_eur")


def sentences_of(simulation: Simulation, tolerance_eur: float | None, lang: Language) -> list[str]:
    """Return what the simulation says, and how it was made."""
    sentences = simulation_sentences(simulation, lang)
    if tolerance_eur is not None:
        sentences.append(tolerance_sentence(simulation, tolerance_eur, lang))
    return [*sentences, made_how(simulation, lang)]


def write_simulation(
    page: Page, simulation: Simulation, tolerance_eur: float | None, live: LiveCharts, lang: Language
) -> None:
    """Write the sheet.

    Parameters
    ----------
    page : Page
    simulation : Simulation
    tolerance_eur : float or None
        The board's line.
    live : LiveCharts
    lang : {"fr", "en"}
    """
    look = page.look
    frame = simulation.summary(lang)
    figures = [column for column in frame.columns if column != "label" and not column.endswith("_standard_error")]
    figures.sort(key=lambda figure: FIRST.index(figure) if figure in FIRST else len(FIRST))  # parts below their whole
    last = 2 * len(simulation.options)
    page.headed(text("workbook.sheet.simulation", lang), text("workbook.hint.simulation", lang))
    page.words(1, 0, text("workbook.hint.simulation", lang), look("hint_line", "guess"))
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, max(last, 6), 18)
    page.band(HEAD, last, text("workbook.block.drawn", lang, draws=decimal(simulation.draws, lang)), look("head"))
    page.sheet.set_row(HEAD, 48)
    columns = {key: 1 + 2 * rank for rank, key in enumerate(frame.index)}
    for key, column in columns.items():
        name = simulation.marked(simulation.options[simulation.keys.index(key)], lang)
        page.words(HEAD, column, name, look("head", "right", "quoted"))
        page.words(HEAD, column + 1, text("workbook.head.error", lang), look("head", "right"))
    for row, figure in enumerate(figures, start=HEAD + 1):
        page.words(row, 0, text(f"workbook.figure.{figure}", lang), look("label", "ruled"))
        unit = "chance" if figure in SHARES else "euros"
        for key, column in columns.items():
            value, error = float(frame.at[key, figure]), float(frame.at[key, f"{figure}_standard_error"])
            # A figure without a value is of an option that stands apart.
            _figure(page, row, column, value, "–", unit)
            _figure(page, row, column + 1, error, "" if isnan(value) else "?", unit, "small")
    row = HEAD + len(figures) + 2
    for sentence in sentences_of(simulation, tolerance_eur, lang):
        page.wide(row, max(last, 6), sentence, look("wrapped", "quoted"), LETTERS)
        row += 1
    _exceedance(page, simulation, tolerance_eur, live, row + 1, lang)


def _figure(page: Page, row: int, column: int, value: float, missing: str, unit: str, *styles: str) -> None:
    if isnan(value):
        page.words(row, column, missing, page.look("ruled", "frozen", *styles, "right"))
    else:
        page.number(row, column, value, page.look("ruled", "frozen", *styles, unit=unit))


def _exceedance(
    page: Page, simulation: Simulation, tolerance_eur: float | None, live: LiveCharts, row: int, lang: Language
) -> None:
    """Write and draw the chance of costing more than a bound; nothing to draw where nothing varies."""
    frame = simulation.exceedance(POINTS, lang)
    bounds = frame.loc[frame["option"] == simulation.keys[0], "cost_eur"].tolist()
    if bounds[-1] - bounds[0] < 1.0:
        page.printed(row, 6)
        return
    look, chart_rows = page.look, 19
    top = row + chart_rows + 2
    page.band(top - 1, len(simulation.options), text("workbook.head.bound", lang), look("head"))
    page.sheet.set_row(top - 1, 48)
    for rank, bound in enumerate(bounds):
        page.number(top + rank, 0, bound, look("frozen", unit="euros"))
    for column, option in enumerate(simulation.options, start=1):
        page.words(top - 1, column, option.label(lang), look("head", "right", "quoted"))
        chances = frame.loc[frame["option"] == option.key, "probability"].tolist()
        for rank, chance in enumerate(chances):
            page.number(top + rank, column, chance, look("frozen", unit="chance"))
    names = ", ".join(option.label(lang) for option in simulation.options)
    columns = list(range(1, len(simulation.options) + 1))
    alt = text("workbook.told.exceedance", lang, options=names)
    line = None if tolerance_eur is None else columns[-1] + 1
    if tolerance_eur is not None and line is not None:
        _line(page, top, line, tolerance_eur, lang)
    live.exceedance(page, (row, 0), top, len(bounds), columns, alt, line)
    page.printed(top + len(bounds) - 1, max(6, columns[-1] + 2))


def _line(page: Page, top: int, column: int, tolerance_eur: float, lang: Language) -> None:
    """Write the two ends of the board's line: its cost, at no chance and at every chance."""
    look, line = page.look, amount(tolerance_eur, lang, digits=0)
    page.words(top - 1, column, text("charts.tolerance_line", lang, line=line), look("head", "right"))
    page.words(top - 1, column + 1, text("workbook.head.chance", lang), look("head", "right"))
    for rank, chance in enumerate((0.0, 1.0)):
        page.number(top + rank, column, tolerance_eur, look("frozen", unit="euros"))
        page.number(top + rank, column + 1, chance, look("frozen", unit="chance"))
