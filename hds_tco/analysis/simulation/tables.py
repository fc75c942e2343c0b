"""What a simulation found, as a small table: the options side by side, each figure with its sampling error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.table import Table, plus_minus
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, percent, text

Weight = Literal["", "bold", "dim"]


class FigureRow(NamedTuple):
    """A figure of each option, as the reader reads it."""

    label: str
    cells: tuple[str, ...]
    weight: Weight = ""


def figure_rows(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> tuple[FigureRow, ...]:
    """Return the figures of the options, that with the lowest mean first."""
    keys = [option.key for option in result.ranked]

    def euros(name: str, figure: Callable[[str], Estimate], weight: Weight = "") -> FigureRow:
        return FigureRow(text(f"simulation.{name}", lang), tuple(money(figure(key), lang) for key in keys), weight)

    rows = [
        euros("mean", result.mean, "bold"),
        euros("restitution", lambda key: result.mean(key, "restitution"), "dim"),
        euros("incidents", lambda key: result.mean(key, "incidents"), "dim"),
        euros("p05", lambda key: result.quantile(key, 0.05)),
        euros("p50", lambda key: result.quantile(key, 0.50)),
        euros("p95", lambda key: result.quantile(key, 0.95)),
        euros("cvar95", result.tail_mean),
    ]
    if len(result.compared) > 1:
        chances = tuple(chance(result.probability_cheapest(key), lang) for key in keys)
        rows.insert(3, FigureRow(text("simulation.cheapest", lang), chances, "bold"))
        rows.append(euros("regret_row", result.expected_regret))
    return tuple(rows)


def options_table(result: Simulation, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the options side by side.

    Examples
    --------
    >>> import hds_tco as ht
    >>> table = options_table(ht.simulate(ht.load("chi-eure-seine-2017-total"), 100), "en")
    >>> table.columns[1], table.rows[0]
    ('In-house hosting', ('Mean', '€730.0k ± €0.0k'))
    """
    rows = figure_rows(result, lang)
    return Table(
        columns=(text("screen.amounts_in", lang), *(result.marked(option, lang) for option in result.ranked)),
        rows=tuple((row.label, *row.cells) for row in rows),
        caption=text("simulation.caption", lang),
        strong=tuple(rank for rank, row in enumerate(rows) if row.weight == "bold"),
        title=text("simulation.title", lang),
    )


def money(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return an amount and its sampling error.

    Examples
    --------
    >>> money(Estimate(2000.0, float("nan")), "en")
    '€2.0k ± ?'
    """
    return plus_minus(estimate.value, estimate.standard_error, lambda value: amount(value, lang))


def chance(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a probability and its sampling error.

    Examples
    --------
    >>> chance(Estimate(0.25, 0.01), "en")
    '25.0% ± 1.0%'
    """
    return plus_minus(estimate.value, estimate.standard_error, lambda value: percent(value, lang, 1))
