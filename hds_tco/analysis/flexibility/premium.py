"""How much more rent the freedom to follow the need is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Literal

import numpy as np

from hds_tco.analysis.estimate import NOISE, UNKNOWN, Array, Estimate, mean_of, root, tail_gap_of
from hds_tco.analysis.flexibility.buy_or_lease import Priced, Ways, verdict_of
from hds_tco.analysis.flexibility.sentence_parts import basis, error_points, money, signed_percent, signed_points
from hds_tco.analysis.lease_rate import implicit_rate_notice
from hds_tco.analysis.table import frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.kinds import CHANGE

if TYPE_CHECKING:
    import pandas as pd

Criterion = Literal["mean", "cvar95"]
CRITERIA: tuple[Criterion, ...] = ("mean", "cvar95")
# Rents may be looked at up to so many times as dear; beyond, no premium is a limit.
MOST_PREMIUM = 1_000.0


@dataclass(frozen=True)
class Limit:
    """How dear leasing may become before it costs more than buying.

    Parameters
    ----------
    criterion : {"mean", "cvar95"}
        What must not be dearer: the mean cost, or the mean of the dearest 5 %.
    premium : Estimate
        Share of the rent that may be added; below zero, that must be taken off. Minus infinity if leasing costs more
        even without a rent, infinity if no rent is too dear, nan if no rent is paid.
    rate : Estimate
        The same, as a change of the implicit rate a year (0.01 is one point), which stays between 0 and 100 %; nan if
        the rent is quoted and no rate explains it.
    """

    criterion: Criterion
    premium: Estimate
    rate: Estimate


@dataclass(frozen=True)
class FlexibilityPremium:
    """The rent premium worth paying for flexibility, and what flexibility avoids.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    limits : tuple of Limit
        On the mean, then on CVaR 95.
    rents : Estimate
        Mean present cost of all rents.
    idle_avoided, rush_avoided : Estimate
        Capacity bought and unused, less rents of what is unused; premium of emergency purchases.
    avoided : Estimate
        Both together: the value of flexibility, as the lines tell.
    foresight : Estimate
        What a right forecast would save whoever buys: what following the need can truly spare, since part of what was
        bought too early ends up serving.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.flexibility_premium(ht.load("reference-ght"), draws=500)
    >>> found.frame("en")["figure"].tolist()[:2]
    ['premium_mean', 'rate_mean']
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    limits: tuple[Limit, ...]
    rents: Estimate
    idle_avoided: Estimate
    rush_avoided: Estimate
    avoided: Estimate
    foresight: Estimate

    def __getitem__(self, criterion: Criterion) -> Limit:
        return self.limits[CRITERIA.index(criterion)]

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a figure.

        Returns
        -------
        DataFrame
            ``figure``, ``label``, ``unit``, ``value``, ``standard_error``. Figures: ``premium_mean``, ``rate_mean``,
            ``premium_cvar95``, ``rate_cvar95`` (shares of the rent, and changes of the implicit rate a year), then in
            euros ``rents``, ``idle_avoided``, ``rush_avoided``, ``avoided``, ``foresight``.
        """
        figures: dict[str, tuple[str, Estimate]] = {}
        for limit in self.limits:
            figures[f"premium_{limit.criterion}"] = ("share", limit.premium)
            figures[f"rate_{limit.criterion}"] = ("change", limit.rate)
        for name in ("rents", "idle_avoided", "rush_avoided", "avoided", "foresight"):
            figures[name] = ("euros", getattr(self, name))
        rows = [
            {
                "figure": name,
                "label": text(f"flexibility.figure.{name}", lang),
                "unit": text(f"unit.{unit}", lang),
                "value": estimate.value,
                "standard_error": estimate.standard_error,
            }
            for name, (unit, estimate) in figures.items()
        ]
        return frame_of(rows, ("figure", "label", "unit", "value", "standard_error"))

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: how much more rent is worth paying, or how much less."""
        limit = self["mean"]
        kind = _kind(limit.premium)
        share = abs(limit.premium.value)
        first = text(
            f"flexibility.premium.{kind}",
            lang,
            premium=percent(share, lang, 1) if isfinite(share) else "",
            error=error_points(limit.premium, lang),
        )
        if kind == "no_rent":
            return [first]
        if not isnan(limit.rate.value):
            rate = text(
                f"flexibility.rate.{_kind_of_rate(limit.rate)}",
                lang,
                points=signed_points(limit.rate.value, lang),
                error=error_points(limit.rate, lang),
            )
            first = f"{first} {rate}"
        tail = self["cvar95"].premium
        bounded = "bounded" if isfinite(tail.value) else "free" if tail.value > 0 else "never"
        shown = signed_percent(tail.value, lang) if isfinite(tail.value) else ""
        last = text(f"flexibility.tail.{bounded}", lang, premium=shown, error=error_points(tail, lang))
        return [first, last, self._avoided(lang)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        quoted = implicit_rate_notice(self.scenario)
        return [
            text("flexibility.premium.note", lang, foresight=money(self.foresight, lang)),
            text("flexibility.families", lang),
            *([] if quoted is None else [quoted.sentence(lang)]),
            *basis(self.scenario, self.draws, self.seed, lang),
        ]

    def _avoided(self, lang: Language) -> str:
        kind = {"buying": "some", "leasing": "less", "unsure": "unsure", "same": "same"}[verdict_of(self.avoided)]
        return text(f"flexibility.avoided.{kind}", lang, avoided=money(abs(self.avoided), lang))


def flexibility_premium(
    scenario: Scenario[Assumption], draws: int = 10_000, seed: int = DEFAULT_SEED
) -> FlexibilityPremium:
    """Find the largest rent premium at which leasing still costs no more than buying, and what flexibility avoids.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int

    Returns
    -------
    FlexibilityPremium

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If there is no draw.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.flexibility_premium(ht.load("reference-ght"), draws=500)
    >>> found["mean"].premium.value < 0  # leasing is the dearer: the rent would have to fall
    True
    """
    ways = Ways(scenario, draws, seed)
    priced, foreseen = ways.price(), ways.price(ways.foreseen())
    rush = ways.rush(priced)
    idle = priced("buying", "idle") - priced("leasing", "idle")

    def rate_limit(gap: Callable[[Priced, float], Estimate]) -> Estimate:
        if not all(np.isfinite(column).all() for column in ways.at_rate(0.0, CHANGE.high).values()):
            return UNKNOWN  # a quoted rent that no rate explains
        return _limit(lambda change: gap(ways.price(ways.at_rate(change, CHANGE.high)), 0.0), -CHANGE.high, CHANGE.high)

    gaps = zip(CRITERIA, (_mean_gap, _tail_gap), strict=True)
    limits = tuple(Limit(criterion, _premium(gap, priced), rate_limit(gap)) for criterion, gap in gaps)
    return FlexibilityPremium(
        scenario=scenario,
        draws=draws,
        seed=seed,
        limits=limits,
        rents=mean_of(priced("leasing", "rents")),
        idle_avoided=mean_of(idle),
        rush_avoided=mean_of(rush),
        avoided=mean_of(idle + rush),
        foresight=mean_of(priced("buying") - foreseen("buying")),
    )


def with_premium(priced: Priced, premium: float, measure: str = "expected") -> Array:
    """Return the costs of leasing when every rent is dearer by a share."""
    return priced("leasing", measure) + premium * priced("leasing", "rents")


def _mean_gap(priced: Priced, premium: float) -> Estimate:
    return mean_of(with_premium(priced, premium) - priced("buying"))


def _tail_gap(priced: Priced, premium: float) -> Estimate:
    return tail_gap_of(with_premium(priced, premium, "cost"), priced("buying", "cost"))


def _premium(gap: Callable[[Priced, float], Estimate], priced: Priced) -> Estimate:
    if not priced("leasing", "rents").max() >= HALF_A_CENT:
        return UNKNOWN
    high = 1.0
    while high < MOST_PREMIUM and gap(priced, high).value <= 0:
        high *= 2
    return _limit(lambda premium: gap(priced, premium), -1.0, high)


def _limit(gap_at: Callable[[float], Estimate], low: float, high: float) -> Estimate:
    """Return the largest figure at which leasing costs no more, on a gap that rises with it."""
    if gap_at(low).value > 0:
        return Estimate(-inf, nan)
    if gap_at(high).value <= 0:
        return Estimate(inf, nan)
    return root(gap_at, low, high, 0.01)


def _kind(premium: Estimate) -> str:
    """Tell which sentence says a premium."""
    if isnan(premium.value):
        return "no_rent"
    if not isfinite(premium.value):
        return "any" if premium.value > 0 else "never"
    if not abs(premium.value) > max(NOISE * premium.standard_error, 1e-6):
        return "none"
    return "more" if premium.value > 0 else "less"


def _kind_of_rate(rate: Estimate) -> str:
    """Tell which sentence says a change of the implicit rate."""
    if isfinite(rate.value):
        return "some"
    return "any" if rate.value > 0 else "never"
