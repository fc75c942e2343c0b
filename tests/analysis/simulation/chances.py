"""Everything that chance may decide, told one by one with its probability: the exact law of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import poisson

from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.measures import RISKS, SINGLE_EVENTS
from hds_tco.model import OPTIONS, lines_of, years
from hds_tco.model.exit_causes import causes_under_contract, loss_under_contract
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.law import bans_of
from hds_tco.model.ledger import total
from hds_tco.sampling import EVENT
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve, with_values

Array = npt.NDArray[np.float64]
# How near to the borders between two outcomes their uniform numbers are taken.
NEAR = 1e-6
NOTHING_TOLD: Mapping[str, float] = {}


@dataclass(frozen=True)
class Law:
    """What a present cost may be, and how likely."""

    values: Array
    chances: Array

    @property
    def mean(self) -> float:
        return float(self.values @ self.chances)

    @property
    def deviation(self) -> float:
        return float(np.sqrt((self.values - self.mean) ** 2 @ self.chances))

    @property
    def widest(self) -> float:
        """How far from the mean a draw may fall."""
        return float(abs(self.values - self.mean).max())


def held(scenario: Scenario[Assumption]) -> Scenario[Assumption]:
    """Return the scenario with every assumption at its central value: only events are left to chance."""
    uncertain = {path: item.value for path, item in assumptions_of(scenario).items() if item.distribution is not None}
    return with_values(scenario, {**uncertain, "correlations": {}}) if uncertain else scenario


def charged(scenario: Scenario[Assumption], option: str, risk: str) -> float:
    """Return the present cost of a risk at its expectation: the closed form."""
    given, year = resolve(scenario), years(scenario.horizon_years)
    finance = given.finance
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    lines = (line for line in lines_of(OPTIONS[option], given, year) if line.key.startswith(RISKS[risk]))
    return float(net_present_cost(total(lines, year) * 1.0, factors))


def law_of(scenario: Scenario[Assumption], option: str, risk: str, told: Mapping[str, float] = NOTHING_TOLD) -> Law:
    """Return the exact law of what a risk costs, each outcome taken at both ends of the numbers that lead to it.

    Parameters
    ----------
    scenario : Scenario
    option, risk : str
    told : mapping
        Uniform numbers of events that are no part of the risk (whether a provider changes): by name, near zero
        otherwise.
    """
    if risk == "incidents":
        return _incidents(scenario, option)
    made = _exits(scenario) if option == "external" else _lessor(scenario)
    outcomes = [(chance, ends) for chance, ends in made if chance > 0]
    chances = np.array([chance for chance, _ in outcomes])
    assert abs(chances.sum() - 1.0) < 1e-9
    one, other = (
        _priced(
            scenario,
            option,
            risk,
            {name: np.array([ends[name][end] for _, ends in outcomes]) for name in outcomes[0][1]}
            | {name: np.full(len(outcomes), number) for name, number in told.items()},
        )
        for end in (0, 1)
    )
    assert np.array_equal(one, other)
    return Law(one, chances)


Outcome = tuple[float, dict[str, tuple[float, float]]]
ANY = (0.5, 0.5)


def _exits(scenario: Scenario[Assumption]) -> Iterator[Outcome]:
    given: Any = resolve(scenario)
    bans = bans_of(given, years(scenario.horizon_years))
    causes = causes_under_contract(given.restitution, bans, given.external.switching_rules_apply)
    rates = [float(cause.rate_per_year) for cause in causes]
    rate, factor, horizon = sum(rates), float(given.restitution.successor_hazard_factor), scenario.horizon_years
    whys = [
        (chance * loss, cause, lost)
        for (chance, cause), one in zip(_shares(rates), causes, strict=True)
        for loss, lost in _yes_or_no(float(one.data_loss_share))
    ]
    for t in range(1, horizon + 2):
        first, exit_ = _in_year(t, rate, horizon)
        if t > horizon:
            yield first, _events(exit=exit_)
            continue
        for why, cause, lost in whys:
            for gap in range(1, horizon - t + 2):
                second, again = _in_year(gap, rate * factor, horizon - t)
                told = {"exit": exit_, "exit_cause": cause, "exit_loss": lost, "successor_exit": again}
                if gap > horizon - t:
                    yield first * why * second, _events(**told)
                    continue
                for other, cause_again, lost_again in whys:
                    more = {"successor_cause": cause_again, "successor_loss": lost_again}
                    yield first * why * second * other, _events(**told, **more)


def _lessor(scenario: Scenario[Assumption]) -> Iterator[Outcome]:
    rate = float(resolve(scenario).leasing.lessor.failure_rate_per_year)  # type: ignore[union-attr]
    for t in range(1, scenario.horizon_years + 2):
        chance, ends = _in_year(t, rate, scenario.horizon_years)
        yield chance, _events(lessor_failure=ends)


def _events(**told: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(SINGLE_EVENTS, ANY) | told


def _in_year(t: int, rate: float, horizon: int) -> tuple[float, tuple[float, float]]:
    """Return the probability of year t, or of none by the horizon if it is beyond, and the numbers at both ends."""
    if not rate:
        return float(t > horizon), ANY
    start = np.exp(-rate * (t - 1))
    if t > horizon:
        return float(start), (float(np.exp(-rate * (t - 1 + NEAR))), 1e-300)
    ends = (float(np.exp(-rate * (t - 1 + NEAR))), float(np.exp(-rate * (t - NEAR))))
    return float(start - np.exp(-rate * t)), ends


def _shares(rates: list[float]) -> Iterator[tuple[float, tuple[float, float]]]:
    below = 0.0
    for rate in rates:
        share = rate / sum(rates) if sum(rates) else 0.0
        yield share, (below + NEAR * share, below + (1.0 - NEAR) * share)
        below += share


def _yes_or_no(chance: float) -> Iterator[tuple[float, tuple[float, float]]]:
    yield chance, (NEAR * chance, (1.0 - NEAR) * chance)
    yield 1.0 - chance, (chance + NEAR * (1.0 - chance), 1.0)


def _incidents(scenario: Scenario[Assumption], option: str) -> Law:
    """Return a law with the mean and the variance of the sum over the years, which are independent."""
    given, whose = resolve(scenario), "own"
    rates = float(getattr(given.incidents, f"{option}_rate_per_year")) + _more_while_it_waits(scenario)
    losing = float(given.incidents.own_data_loss_share)
    if option == "external":
        whose, losing = "provider", _lost_at_the_provider(scenario)
    counts = np.arange(9)
    mean = variance = 0.0
    for t, rate in enumerate(rates):
        top, width = poisson.cdf(counts, rate), poisson.pmf(counts, rate)
        seen = width > 1e-8
        ends = (np.maximum(top - (1.0 - NEAR) * width, 1e-300), top - NEAR * width)
        first = second = 0.0
        for chance, luck in _yes_or_no(losing):
            if not chance:
                continue
            one, other = (
                _priced(
                    scenario,
                    option,
                    "incidents",
                    {
                        f"{whose}_incidents.{t}": ends[end][seen],
                        f"{whose}_incident_loss.{t}": np.full(seen.sum(), luck[end]),
                    },
                )
                for end in (0, 1)
            )
            assert np.array_equal(one, other)
            unit = one[1] if len(one) > 1 else 0.0
            assert np.allclose(one, counts[seen] * unit, rtol=1e-12, atol=0)
            first += chance * unit
            second += chance * unit**2
        mean += rate * first
        variance += (rate + rate**2) * second - (rate * first) ** 2
    around = np.sqrt(variance)
    return Law(np.array([mean - around, mean + around]), np.array([0.5, 0.5]))


def _more_while_it_waits(scenario: Scenario[Assumption]) -> Array:
    """Return how many incidents more a year the old platform brings, by the share of it that waits."""
    given: Any = resolve(scenario)
    moved = np.asarray(given.migration.migrated_share_by_year)
    more: Array = given.incidents.in_house_rate_per_year * (given.existing.incident_rate_factor - 1.0) * (1.0 - moved)
    return more


def _lost_at_the_provider(scenario: Scenario[Assumption]) -> float:
    given: Any = resolve(scenario)
    terms = given.restitution
    return float(loss_under_contract(given.incidents.external_data_loss_share, terms.clauses, terms.effects))


def _priced(scenario: Scenario[Assumption], option: str, risk: str, told: dict[str, Array]) -> Array:
    """Return what a risk costs when these events are given; no other incident happens."""
    evaluator = Evaluator(scenario, [], drawn=True, measures=[risk], options=[OPTIONS[option]], compiled=False)
    count = len(next(iter(told.values())))
    rows = [told.get(column.removeprefix(EVENT), np.full(count, 1e-300)) for column in evaluator.columns]
    return np.asarray(evaluator.run(rows)[0])


CASES = (
    ("in_house", "incidents"),
    ("external", "incidents"),
    ("leasing", "incidents"),
    ("external", "restitution"),
    ("leasing", "restitution"),
)
