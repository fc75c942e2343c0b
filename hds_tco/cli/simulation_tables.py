"""What `simulate` shows: the answer, the options side by side with their sampling errors, what must be said."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.report import (
    chance,
    figure_rows,
    made_how,
    simulation_notices,
    simulation_sentences,
    tolerance_sentence,
)
from hds_tco.analysis.table import amount_and_error, share_and_error
from hds_tco.cli.tables import notice_parts, plain_table, sentences, title
from hds_tco.locale import Language, amount, decimal, text

# Bounds shown when the board states no line: the recommended option's mean, a tenth and a quarter more.
ABOVE_MEAN = (0.10, 0.25)


def simulation_parts(
    result: Simulation, tolerance_eur: float | None, lang: Language, with_convergence: bool = False
) -> list[RenderableType]:
    """Return the simulation: title, answer, options, how figures settled if asked for, what must be said."""
    parts: list[RenderableType] = [title(result.scenario.name)]
    parts += sentences(simulation_sentences(result, lang), "bold")
    if tolerance_eur is not None:
        parts += sentences([tolerance_sentence(result, tolerance_eur, lang)], "bold")
    parts.append(_options(result, tolerance_eur, lang))
    if with_convergence:
        parts.append(_convergence(result, lang))
    parts += notice_parts(simulation_notices(result), lang)
    parts.append(Text(made_how(result, lang), style="dim"))
    return parts


def _options(result: Simulation, tolerance_eur: float | None, lang: Language) -> RenderableType:
    table = plain_table(
        text("simulation.title", lang),
        text("screen.amounts_in", lang),
        [result.marked(option, lang) for option in result.ranked],
        text("simulation.caption", lang),
    )
    keys = [option.key for option in result.ranked]

    for row in figure_rows(result, lang):
        table.add_row(row.label, *row.cells, style=row.weight)
    base = result.mean(result.best.key).value
    bounds = [base * (1 + more) for more in ABOVE_MEAN if base > 0]
    for bound in [tolerance_eur] if tolerance_eur is not None else bounds:
        label = text("simulation.above", lang, bound=amount(bound, lang))
        table.add_row(label, *(chance(result.probability_above(key, bound), lang) for key in keys), style="dim")
    return table


def _convergence(result: Simulation, lang: Language) -> RenderableType:
    """Return the running means and chances, as draws came in."""
    frame = result.convergence(lang)
    table = plain_table(
        text("simulation.convergence", lang),
        text("charts.draws", lang),
        [option.label(lang) for option in result.options],
        text("simulation.convergence_caption", lang),
    )
    for draws, rows in frame.groupby("draws", sort=True):
        cells = [
            f"{amount_and_error(row, 'mean_eur', lang)} ({share_and_error(row, 'probability_cheapest', lang)})"
            for row in rows.to_dict("records")
        ]
        table.add_row(decimal(int(draws), lang), *cells)
    return table
