"""A simulation as every study answers: sentences, frames, options side by side, data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.results import Result, plain, records
from hds_tco.analysis.simulation.answer import made_how, simulation_notices, simulation_sentences
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.simulation.tables import options_table
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language

if TYPE_CHECKING:
    import pandas as pd


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
