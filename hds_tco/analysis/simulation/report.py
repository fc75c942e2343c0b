"""A simulation as every study answers: sentences, frames, options side by side, data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.results import Result, plain, records
from hds_tco.analysis.simulation.answer import made_how, simulation_notices, simulation_sentences
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.table import Table, plus_minus
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, percent, text

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True)
class SimulationReport(Result):
    """A simulation as every study answers.

    Parameters
    ----------
    simulation : Simulation
    tolerance_eur : float, optional
        A bound, of which the chance to pass it is given.

    Examples
    --------
    >>> import hds_tco as ht
    >>> report = SimulationReport(ht.simulate(ht.load("chi-eure-seine-2017-total"), 100))
    >>> report.sentences("en")[0].startswith("In-house hosting costs")
    True
    """

    simulation: Simulation
    tolerance_eur: float | None = None

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.simulation.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """One row an option; how the figures settled; the chance to pass each bound."""
        return {
            "summary": lambda lang: self.simulation.summary(lang, self.tolerance_eur),
            "convergence": self.simulation.convergence,
            "exceedance": lambda lang: self.simulation.exceedance(lang=lang),
        }

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return which option, at what cost, how surely."""
        return simulation_sentences(self.simulation, lang)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the warnings, then how the draws were made."""
        warnings = [notice for notice in simulation_notices(self.simulation) if notice.level == "warning"]
        return [*(notice.sentence(lang) for notice in warnings), made_how(self.simulation, lang)]

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the options side by side."""
        return {"options": options_table(self.simulation, lang)}

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return a simulation as JSON holds it.

        Returns
        -------
        dict
            ``scenario``, ``draws``, ``asked_draws``, ``interrupted``, ``seed``, ``sampler``, ``best_option``,
            ``within_noise``, ``value_of_perfect_information_eur``, ``options[]`` (each figure with its
            ``…_standard_error``), ``convergence[]``, ``exceedance`` (by option, costs and the chance to pass them),
            ``sentences[]``, ``notices[]``.
        """
        result = self.simulation
        frame = self.frame(lang)
        rows = [
            {"key": key, "stands_apart": result.service(key).apart, **row}
            for key, row in zip(frame.index, frame.to_dict("records"), strict=True)
        ]
        return {
            "scenario": result.scenario.name,
            "draws": result.draws,
            "asked_draws": result.asked_draws,
            "interrupted": result.interrupted,
            "seed": result.seed,
            "sampler": result.sampler,
            "made_how": made_how(result, lang),
            "best_option": result.best.key,
            "within_noise": result.within_noise,
            "tolerance_eur": self.tolerance_eur,
            **_estimate("value_of_perfect_information_eur", result.value_of_perfect_information),
            "options": [{name: plain(value) for name, value in row.items()} for row in rows],
            "convergence": records(result.convergence(lang)),
            "exceedance": _exceedance(result),
            "sentences": self.sentences(lang),
            "notices": [
                {"key": notice.key, "level": notice.level, "text": notice.sentence(lang)}
                for notice in simulation_notices(result)
            ],
        }


def _exceedance(result: Simulation) -> dict[str, list[dict[str, Any]]]:
    frame = result.exceedance()
    return {
        str(key): records(points[["cost_eur", "probability"]]) for key, points in frame.groupby("option", sort=False)
    }


def _estimate(name: str, estimate: Estimate) -> dict[str, Any]:
    return {name: plain(estimate.value), f"{name}_standard_error": plain(estimate.standard_error)}
