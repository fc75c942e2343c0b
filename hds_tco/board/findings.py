"""Everything that the board is told, computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hds_tco.analysis import Comparison, OptionResult, compare
from hds_tco.analysis.notices import TIE_SHARE
from hds_tco.analysis.restitution import ClauseValues, ExitProfile, clause_values, exit_profile
from hds_tco.analysis.sensitivity import (
    BestMap,
    BreakEvens,
    LosingConditions,
    Tornado,
    best_map,
    break_even,
    losing_conditions,
    tornado,
)
from hds_tco.analysis.sensitivity.information import ValueOfInformation, value_of_information
from hds_tco.analysis.simulation import Simulation, simulate
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, uncertain_paths

# How sure the answer is: nothing to compare, nothing known, too close to call, ahead on average only, or ahead.
Verdict = Literal["nothing", "single", "tie", "open", "clear"]
STEPS = 6
# Two options as close as a study can tell are told apart when one is the cheaper in so many of the draws.
APART = 2 / 3


@dataclass(frozen=True)
class Findings:
    """What was found; a part is None where the scenario gives it no ground.

    Parameters
    ----------
    comparison : Comparison
    simulation : Simulation
    tolerance_eur : float or None
        The board's line.
    tornado, break_even, information, map, losing
        With two options at least (`map`: with two uncertain assumptions; `losing`: with scikit-learn).
    exits, clauses
        With a provider.
    """

    comparison: Comparison
    simulation: Simulation
    tolerance_eur: float | None = None
    tornado: Tornado | None = None
    break_even: BreakEvens | None = None
    information: ValueOfInformation | None = None
    map: BestMap | None = None
    losing: LosingConditions | None = None
    exits: ExitProfile | None = None
    clauses: ClauseValues | None = None

    @property
    def scenario(self) -> Scenario[Assumption]:
        """What all of it rests on."""
        return self.comparison.scenario

    @property
    def best(self) -> OptionResult:
        """The one option that every page is about: the cheapest of those compared, at mean assumptions."""
        return self.comparison.best

    @property
    def varies(self) -> bool:
        """Whether any draw differs from another."""
        return any(self.simulation.costs(key).std() > HALF_A_CENT for key in self.simulation.keys)

    @property
    def rival(self) -> OptionResult:
        """The option to be compared with: the leader on average, if it is another, else what most often comes first."""
        drawn, best = self.simulation, self.best.key
        others = [option.key for option in self.comparison.compared if option.key != best]
        if not others:
            return self.best
        leader = drawn.best.key
        if leader != best:
            return self.comparison[leader]
        if drawn.within_noise:
            return self.comparison[drawn.compared[1].key]
        # Where no draw differs, every other comes first as seldom, and the next in order of cost stays.
        return self.comparison[max(others, key=lambda key: drawn.probability_cheapest(key).value)]

    @property
    def answers(self) -> tuple[OptionResult, ...]:
        """The options that the answer names: the best, and its rival where two are on a par; none without costs."""
        verdict = self.verdict
        return () if verdict == "nothing" else (self.best, self.rival) if verdict == "tie" else (self.best,)

    @property
    def verdict(self) -> Verdict:
        """How sure the answer is."""
        if not any(option.amounts_eur.any() for option in self.comparison.options):
            return "nothing"
        if len(self.comparison.compared) == 1:
            return "single"
        if self.simulation.best.key != self.best.key or self.simulation.within_noise or self._on_a_par():
            return "tie"
        return "clear" if self.simulation.probability_cheapest(self.best.key).value > 0.5 else "open"

    def _on_a_par(self) -> bool:
        """Tell whether the best and its rival are too close for a study, and draws do not tell them apart either."""
        best, rival = self.best, self.rival
        costs = (best.net_present_cost_eur, rival.net_present_cost_eur)
        if abs(costs[1] - costs[0]) > TIE_SHARE * max(map(abs, costs)):
            return False
        ahead = self.simulation.costs(best.key) < self.simulation.costs(rival.key)
        return not self.varies or float(ahead.mean()) < APART


def find(
    scenario: Scenario[Assumption],
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
    tolerance_eur: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Findings:
    """Compute everything that the board is told.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    tolerance_eur : float, optional
        The board's line.
    progress : callable, optional
        Called with the steps done and to do.

    Examples
    --------
    >>> import hds_tco as ht
    >>> find(ht.load("reference-ght"), draws=500).verdict
    'clear'
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, STEPS)

    comparison = compare(scenario)
    simulation = simulate(scenario, draws, seed)
    step()
    several = len(comparison.compared) > 1
    uncertain = bool(uncertain_paths(scenario))
    weights = tornado(scenario) if several and uncertain else None
    step()
    evens = break_even(scenario) if several else None
    step()
    worth = value_of_information(simulation, levels=("assumption",)) if several and uncertain else None
    losing = _losing(simulation, comparison.best.key) if several and uncertain else None
    step()
    chart = best_map(scenario, points=31, round_values=True) if weights is not None and len(weights.paths) > 1 else None
    step()
    hosted = any(option.key == "external" for option in comparison.options) and scenario.restitution is not None
    exits = exit_profile(scenario, draws, seed) if hosted else None
    clauses = clause_values(scenario, draws, seed) if hosted else None
    step()
    return Findings(comparison, simulation, tolerance_eur, weights, evens, worth, chart, losing, exits, clauses)


def _losing(simulation: Simulation, option: str) -> LosingConditions | None:
    """Return when an option loses, None without scikit-learn: the rest of the story stands."""
    try:
        return losing_conditions(simulation, option=option)
    except ImportError:
        return None
