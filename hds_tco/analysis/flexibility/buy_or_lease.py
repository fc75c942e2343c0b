"""Buying and leasing on the same draws, and the cost of both along one figure: where the cheaper one changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from hds_tco.analysis.comparison import refuse_absurd
from hds_tco.analysis.estimate import NOISE, Array, Estimate, mean_of, root
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.frame_table import cells_of
from hds_tco.analysis.lease_rate import QUOTED, RATE, implicit_rate, is_quoted, rent_at_rate
from hds_tco.analysis.simulation.paired_draws import PairedDraws
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.in_house import buy_hardware
from hds_tco.model.leasing import lease_hardware
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, uncertain_paths

Way = Literal["buying", "leasing"]
WAYS: tuple[Way, ...] = ("buying", "leasing")
Verdict = Literal["buying", "leasing", "unsure", "same"]
# The machines alone: room, energy, staff and risks are those of the options, whoever owns the machines.
OPTION_OF: Mapping[Way, Option] = {
    "buying": Option("in_house", (buy_hardware(),)),
    "leasing": Option("leasing", (lease_hardware(),)),
}
# Where each line of the two goes, by the beginning of its key. The first five share out the whole cost; `rents` is what
# a dearer rent makes dearer.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "used": (
        *("purchase.", "maintenance.", "rent.", "lease_maintenance.", "buy_out.", "procurement."),
        *("lease_insurance", "other_leasing"),
    ),
    "idle": ("too_early.", "idle_maintenance.", "unused_rent.", "notice_rent."),
    "shortage": ("emergency.",),
    "ending": (
        *("residual.", "return.", "late_return."),
        *("disposal.", "bought_out_disposal.", "renewal.", "lease_renewal."),
    ),
    "failure": ("lessor.",),
    "rents": ("rent.", "unused_rent.", "notice_rent.", "late_return."),
}
KINDS_OF_GROWTH = ("vm", "structured", "imaging")
GROWTHS = tuple(f"volumes.{kind}_growth_per_year" for kind in KINDS_OF_GROWTH)
FORECASTS = tuple(f"volumes.{kind}_forecast_growth_per_year" for kind in KINDS_OF_GROWTH)
PREMIUM = "in_house.emergency_premium_share"
Changes = Mapping[str, Array | float]
NOTHING: Changes = {}
# What a curve says, and how firmly: the cheaper way changes; it may change, within the luck of the draws; it never
# does; it never does, though somewhere the luck of the draws could turn it; no telling anywhere; no difference at all.
State = Literal["crosses", "crosses_unsure", "never", "never_unsure", "unsure", "same"]


@dataclass(frozen=True)
class Priced:
    """Present costs in euros, one figure a draw.

    Parameters
    ----------
    rows : mapping
        From an option's measure (``in_house.cost``) to the draws.
    """

    rows: Mapping[str, Array]

    def __call__(self, way: Way, measure: str = "expected") -> Array:
        """Return ``expected`` (lessor's failure at its expectation), ``cost`` (drawn), or the cost of a group."""
        return self.rows[f"{OPTION_OF[way].key}.{measure}"]

    @property
    def gap(self) -> Array:
        """Leasing less buying."""
        return self("leasing") - self("buying")


class Ways(PairedDraws):
    """Buying and leasing on common draws, with some columns changed as one likes.

    Parameters
    ----------
    scenario : Scenario
    draws : int
    seed : int
        The draws are those that `simulate` makes with the same seed.
    ways : tuple of {"buying", "leasing"}

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If there is no draw.

    Examples
    --------
    >>> import hds_tco as ht
    >>> ways = Ways(ht.load("reference-ght"), draws=100, seed=1)
    >>> sure = ways.price({path: 0.0 for path in (*GROWTHS, *FORECASTS)})
    >>> float(sure("buying", "shortage").max())
    0.0
    """

    def __init__(self, scenario: Scenario[Assumption], draws: int, seed: int, ways: tuple[Way, ...] = WAYS) -> None:
        refuse_missing(scenario)
        self.scenario = scenario
        paths = dict.fromkeys([*uncertain_paths(scenario), *GROWTHS, *FORECASTS, RATE, QUOTED, PREMIUM])
        options, measures = tuple(OPTION_OF[way] for way in ways), ("expected", "cost", *GROUPS)
        evaluator = Evaluator(scenario, paths, drawn=True, measures=measures, options=options, groups=GROUPS)
        super().__init__(evaluator, draws, seed)

    def price(self, changes: Changes = NOTHING) -> Priced:
        """Return the costs on the draws, with some assumptions changed, all draws alike or each its own way.

        Raises
        ------
        ScenarioError
            If a cost is beyond all measure.
        """
        rows = self.measures(changes)
        for option in self.evaluator.options:
            refuse_absurd(option, rows[f"{option.key}.cost"])
        return Priced(rows)

    def foreseen(self) -> Changes:
        """Return the changes under which the buyer forecasts the growth that comes."""
        return {forecast: self.column(growth) for forecast, growth in zip(FORECASTS, GROWTHS, strict=True)}

    def at_rate(self, change: float, high: float) -> Changes:
        """Return the changes that move the implicit rate of every draw, between 0 and the highest.

        A rent that is quoted holds its rate: it becomes the rent that a lessor would quote at the rate so moved.
        """
        if not is_quoted(self.scenario.leasing):
            return {RATE: np.clip(self.column(RATE) + change, 0.0, high)}
        term, residual, rents, in_advance = (
            self.column(f"leasing.{name}")
            for name in ("term_years", "residual_share", "rents_per_year", "rent_in_advance")
        )
        rates = implicit_rate(self.column(QUOTED), term, residual, rents, in_advance)
        moved = np.clip(rates + change, 0.0, high)
        return {QUOTED: rent_at_rate(moved, term, residual, rents, in_advance)}

    def rush(self, priced: Priced) -> Array:
        """Return what hurry alone adds to the emergency purchases: their premium, without the price itself."""
        premium = self.column(PREMIUM)
        return priced("buying", "shortage") * premium / (1.0 + premium)


def verdict_of(gap: Estimate) -> Verdict:
    """Tell which way is the cheaper, from the mean cost of leasing less that of buying.

    Examples
    --------
    >>> verdict_of(Estimate(9.0, 3.0)), verdict_of(Estimate(-5.0, 3.0)), verdict_of(Estimate(0.0, 0.0))
    ('buying', 'unsure', 'same')
    """
    if abs(gap.value) < HALF_A_CENT and not gap.standard_error >= HALF_A_CENT:
        return "same"
    if not abs(gap.value) > NOISE * gap.standard_error:
        return "unsure"
    return "buying" if gap.value > 0 else "leasing"


def refuse_missing(scenario: Scenario[Assumption]) -> None:
    """Check that a scenario says how machines are bought, and how they are leased.

    Raises
    ------
    ScenarioError
        If a section is missing.
    """
    wanted = {"hardware": "in_house", "operations": "in_house", "in_house": "in_house", "leasing": "leasing"}
    faults = [
        Fault("missing_section_for", section, values={"option": f"@option.{option}"}, mend=f"[{section}]")
        for section, option in wanted.items()
        if getattr(scenario, section) is None
    ]
    if faults:
        raise ScenarioError(faults)


@dataclass(frozen=True)
class Point:
    """Mean present costs at one place of a curve, in euros.

    Parameters
    ----------
    at : float
        The place.
    buying, leasing : Estimate
    gap : Estimate
        Leasing less buying, on common draws.
    buying_idle, buying_shortage, leasing_idle : Estimate
        Capacity bought and unused; emergency purchases, premium included; rents of what is unused.
    """

    at: float
    buying: Estimate
    leasing: Estimate
    gap: Estimate
    buying_idle: Estimate
    buying_shortage: Estimate
    leasing_idle: Estimate

    def cells(self) -> dict[str, float]:
        """Return the figures as cells of a frame, each with its sampling error."""
        return cells_of({name: getattr(self, name.removesuffix("_eur")) for name in FIGURES})


# The figures of a place, as columns of a frame.
FIGURES = tuple(f"{field.name}_eur" for field in fields(Point)[1:])


@dataclass(frozen=True)
class Crossing:
    """Where the cheaper way changes.

    Parameters
    ----------
    at : Estimate
    beyond : {"buying", "leasing"}
        The cheaper way above it.
    """

    at: Estimate
    beyond: Way


def point(ways: Ways, at: float, changes: Changes) -> Point:
    """Return the costs at one place."""
    priced = ways.price(changes)
    costs = (priced("buying"), priced("leasing"), priced.gap)
    parts = (priced("buying", "idle"), priced("buying", "shortage"), priced("leasing", "idle"))
    return Point(at, *map(mean_of, (*costs, *parts)))


def crossings_of(points: Sequence[Point], gap_at: Callable[[float], Estimate]) -> tuple[Crossing, ...]:
    """Return every place where the cheaper way changes from one point to the next, halved until it is narrow.

    A change that comes and goes between two points is missed.
    """
    apart = [item for item in points if abs(item.gap.value) >= HALF_A_CENT]
    crossings: list[Crossing] = []
    for left, right in itertools.pairwise(apart):
        if (left.gap.value > 0) != (right.gap.value > 0):
            at = root(gap_at, left.at, right.at, (right.at - left.at) / 2)
            crossings.append(Crossing(at, "buying" if right.gap.value > 0 else "leasing"))
    return tuple(crossings)


def state_of(points: Sequence[Point], crossings: Sequence[Crossing]) -> State:
    """Tell what a curve says, and how firmly."""
    verdicts = {verdict_of(item.gap) for item in points}
    if verdicts == {"same"}:
        return "same"
    sure = verdicts & {"buying", "leasing"}
    if not sure:
        return "unsure"
    if crossings:
        return "crosses" if len(sure) == 2 else "crosses_unsure"
    return "never_unsure" if "unsure" in verdicts else "never"


def cheaper_throughout(points: Sequence[Point]) -> Way:
    """Return the way that is the cheaper on average over a curve: everywhere, when it never crosses."""
    return "buying" if sum(item.gap.value for item in points) > 0 else "leasing"


def nearest(crossings: Sequence[Crossing], at: float) -> Crossing | None:
    """Return the crossing nearest to a place."""
    return min(crossings, key=lambda item: abs(item.at.value - at), default=None)
