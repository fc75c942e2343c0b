"""What `simulate` shows: the answer, the options side by side with their sampling errors, what must be said."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.simulation import Estimate, Simulation
from hds_tco.analysis.simulation.answer import (
    made_how,
    simulation_notices,
    simulation_sentences,
    tolerance_sentence,
)
from hds_tco.analysis.table import amount_and_error, plus_minus, share_and_error
from hds_tco.cli.tables import notice_parts, plain_table, sentences, title
from hds_tco.locale import Language, amount, decimal, percent, text

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
        [option.label(lang) for option in result.ranked],
        text("simulation.caption", lang),
    )
    keys = [option.key for option in result.ranked]

    def euros_row(name: str, figures: list[Estimate], style: str = "") -> None:
        shown = [plus_minus(item.value, item.standard_error, lambda value: amount(value, lang)) for item in figures]
        table.add_row(text(f"simulation.{name}", lang), *shown, style=style)

    def share_row(label: str, figures: list[Estimate], style: str = "") -> None:
        shown = [plus_minus(item.value, item.standard_error, lambda value: percent(value, lang, 1)) for item in figures]
        table.add_row(label, *shown, style=style)

    euros_row("mean", [result.mean(key) for key in keys], "bold")
    for name in ("restitution", "incidents"):
        euros_row(name, [result.mean(key, name) for key in keys], "dim")
    if len(keys) > 1:
        share_row(text("simulation.cheapest", lang), [result.probability_cheapest(key) for key in keys], "bold")
    for name, share in (("p05", 0.05), ("p50", 0.50), ("p95", 0.95)):
        euros_row(name, [result.quantile(key, share) for key in keys])
    euros_row("cvar95", [result.tail_mean(key) for key in keys])
    if len(keys) > 1:
        euros_row("regret_row", [result.expected_regret(key) for key in keys])
    base = result.mean(result.best.key).value
    bounds = [base * (1 + more) for more in ABOVE_MEAN if base > 0]
    for bound in [tolerance_eur] if tolerance_eur is not None else bounds:
        label = text("simulation.above", lang, bound=amount(bound, lang))
        share_row(label, [result.probability_above(key, bound) for key in keys], "dim")
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
