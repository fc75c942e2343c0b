"""One option against each rival: what separates them, how surely, where the order turns, with and without forced exits.

The rule (decision 0076). An option is held against each rival on the same draws, at other horizons and in the usual
variants. It is *clear* if it is cheaper in four draws of five, by more than a cost study can tell, and in front in
every variant; *leaning* in two of three; else *open*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from hds_tco.analysis.comparison import Comparison
from hds_tco.analysis.estimate import NOISE, Estimate, share_of
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.notices import TIE_SHARE
from hds_tco.analysis.side_by_side import SideBySide
from hds_tco.analysis.simulation import Simulation
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of

Array = npt.NDArray[np.float64]
Outcome = Literal["nothing", "single", "open", "leaning", "clear"]
# Shares of the draws in which the option is cheaper than its rival.
CLEAR, LEANING = 4 / 5, 2 / 3
# The yearly rates of what forces the hospital to move, by the option that bears them.
EXIT_RATES: Mapping[str, tuple[str, ...]] = {
    "external": tuple(f"restitution.{cause}.rate_per_year" for cause in CAUSES),
    "leasing": ("leasing.lessor.failure_rate_per_year",),
}
# Above one forced exit a year there is nothing to look for; the grid finds every crossing that matters on the way.
MOST_EXITS_PER_YEAR, STEPS = 1.0, 60
ORDER: tuple[Outcome, ...] = ("nothing", "single", "open", "leaning", "clear")


@dataclass(frozen=True)
class ExitRisk:
    """What forced exits weigh between two options, and how often they would have to happen to turn the advice.

    Parameters
    ----------
    bearer : str
        The option whose forced exits are counted: the provider's, or the lessor's.
    per_year : float
        How many are expected a year, all causes together.
    gap_without_eur : float
        The rival's cost less the option's if none could happen.
    turning_per_year : float or None
        How many a year make the two cost the same, all causes scaled alike; None if no rate does.
    """

    bearer: str
    per_year: float
    gap_without_eur: float
    turning_per_year: float | None


@dataclass(frozen=True)
class Pair:
    """One option against one rival: what separates them, how surely, and where the order turns.

    Parameters
    ----------
    option, rival : Option
    gap_eur : float
        The rival's net present cost less the option's, at central assumptions.
    cost_eur, rival_cost_eur : float
        Net present cost of each, at central assumptions.
    mean_gap_eur : Estimate
        The same on average over the draws, risks at their expectation.
    cheaper : Estimate
        Share of the draws in which the option costs less, risks as drawn.
    varies : bool
        Whether any draw differs from another.
    variants : mapping of str to float
        The gap in each variant that prices both, by the variant's key.
    exits : ExitRisk or None
        With and without forced exits, where one of the two bears any.
    """

    option: Option
    rival: Option
    gap_eur: float
    cost_eur: float
    rival_cost_eur: float
    mean_gap_eur: Estimate
    cheaper: Estimate
    varies: bool
    variants: Mapping[str, float] = field(default_factory=dict)
    exits: ExitRisk | None = None

    @property
    def turning(self) -> tuple[str, ...]:
        """The variants in which the rival comes in front."""
        return tuple(name for name, gap_eur in self.variants.items() if gap_eur < 0.0)

    @property
    def across_kinds(self) -> bool:
        """Whether one hosts at home and the other outside."""
        return self.option.hosts_itself != self.rival.hosts_itself

    @property
    def outcome(self) -> Outcome:
        """How sure the order of the two is; a share is taken at the low end of its sampling error."""
        apart = self.gap_eur > TIE_SHARE * max(abs(self.cost_eur), abs(self.rival_cost_eur))
        if not self.varies:  # no range was given: there is nothing to be sure by
            return "leaning" if apart and not self.turning else "open"
        surely = self.cheaper.value - NOISE * self.cheaper.standard_error
        noise = NOISE * self.mean_gap_eur.standard_error
        if surely < LEANING or self.gap_eur <= 0.0 or not self.mean_gap_eur.value > noise:
            return "open"
        return "clear" if surely >= CLEAR and apart and not self.turning else "leaning"


def pairs_of(comparison: Comparison, simulation: Simulation, variants: SideBySide) -> tuple[Pair, ...]:
    """Return the cheapest option, at central assumptions, against each of its rivals, the nearest first.

    Parameters
    ----------
    comparison, simulation : Comparison, Simulation
        Of one scenario.
    variants : SideBySide
        That scenario, then its variants.
    """
    best, *rivals = comparison.compared
    exits = _exit_risks(comparison.scenario, [best.option, *(rival.option for rival in rivals)])
    costs_eur = {option.key: simulation.costs(option.key) for option in comparison.compared}
    return tuple(
        Pair(
            option=best.option,
            rival=rival.option,
            gap_eur=rival.net_present_cost_eur - best.net_present_cost_eur,
            cost_eur=best.net_present_cost_eur,
            rival_cost_eur=rival.net_present_cost_eur,
            mean_gap_eur=simulation.gap(rival.key, best.key),
            cheaper=share_of(costs_eur[best.key] < costs_eur[rival.key]),
            varies=any(float(np.ptp(costs_eur[key])) > HALF_A_CENT for key in (best.key, rival.key)),
            variants=_gaps(variants, best.key, rival.key),
            exits=exits.get(rival.key),
        )
        for rival in rivals
    )


def _gaps(variants: SideBySide, option: str, rival: str) -> dict[str, float]:
    """Return the rival's cost less the option's in each variant but the scenario itself."""
    found = {}
    for name, result in list(variants.comparisons.items())[1:]:
        costs = {each.key: each.net_present_cost_eur for each in result.compared}
        if option in costs and rival in costs:
            found[name] = costs[rival] - costs[option]
    return found


def _exit_risks(scenario: Scenario[Assumption], options: Sequence[Option]) -> dict[str, ExitRisk]:
    """Return, for each rival of the first option, what forced exits weigh between the two."""
    best, *rivals = options
    known = assumptions_of(scenario)
    found: dict[str, ExitRisk] = {}
    for bearer in EXIT_RATES:
        paths = tuple(path for path in EXIT_RATES[bearer] if path in known)
        rates = np.array([float(np.asarray(known[path].value)) for path in paths])
        against = [rival for rival in rivals if bearer in (best.key, rival.key) and rival.key not in found]
        if not against or not rates.sum():
            continue
        evaluator = Evaluator(scenario, paths, measures=["expected"], options=options)
        for rival in against:
            found[rival.key] = _exit_risk(evaluator, bearer, rates, options.index(rival))
    return found


def _exit_risk(evaluator: Evaluator, bearer: str, rates: Array, rank: int) -> ExitRisk:
    rows = evaluator.rows_of("expected")

    def gaps(factors: Sequence[float]) -> Array:
        costs = evaluator.run(rates[:, None] * np.asarray(factors)[None, :])
        return np.asarray(costs[rows[rank]] - costs[rows[0]])

    total = float(rates.sum())
    factors = np.array([0.0, 1.0, *np.geomspace(0.01, max(MOST_EXITS_PER_YEAR / total, 1.0), STEPS)])
    factors.sort()
    gap = gaps(list(factors))
    turns = [place for place in range(len(gap) - 1) if (gap[place] < 0.0) != (gap[place + 1] < 0.0)]
    turning = None
    if turns:  # the one nearest to the rates that the scenario holds
        place = min(turns, key=lambda turn: abs(np.log(max(factors[turn + 1], 1e-9))))
        turning = total * float(brentq(lambda factor: float(gaps([factor])[0]), factors[place], factors[place + 1]))
    return ExitRisk(bearer, total, float(gap[0]), turning or None)
