"""How far ahead to buy, and what buying blind for a machine's whole life costs more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from hds_tco.analysis.estimate import Array, Estimate, mean_of, share_of
from hds_tco.analysis.flexibility.buy_or_lease import Ways, refuse_missing, verdict_of
from hds_tco.analysis.flexibility.sentence_parts import basis, error_points, euros_of, money
from hds_tco.analysis.frame_table import Columns, Row, cells_of, table_of
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

YEARS = (1, 2, 3, 4, 5)
FIGURES = ("cost_eur", "over_best_eur", "idle_eur", "shortage_eur", "rush_eur", "misforecast_eur")
COLUMNS = ("buy_ahead_years", "label", *with_errors(FIGURES), "best", "blind", "own")


@dataclass(frozen=True)
class Policy:
    """Buying for so many years to come: mean present costs in euros.

    Parameters
    ----------
    years : int
    cost : Estimate
    over_best : Estimate
        What it costs more than the cheapest policy, on common draws.
    idle, shortage, rush : Estimate
        Capacity bought and unused; emergency purchases, and their premium alone.
    misforecast : Estimate
        What it costs more than the same policy with a right forecast.
    """

    years: int
    cost: Estimate
    over_best: Estimate
    idle: Estimate
    shortage: Estimate
    rush: Estimate
    misforecast: Estimate


@dataclass(frozen=True)
class BuyingAhead:
    """The cost of buying by how far ahead one buys.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    policies : tuple of Policy
        From the shortest view.
    best : Policy
        The cheapest on average.
    blind : Policy
        Buying at once for the machines' whole life (or for the whole horizon if that is shorter).
    own_years : int
        What the scenario does.
    regret : Estimate
        What buying blind costs more than the best policy.
    regret_probability : Estimate
        Share of draws in which it does cost more.
    leasing_after_blind : Estimate
        Mean cost of leasing less that of buying blind.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.buying_ahead(ht.load("reference-ght"), years=(1, 3), draws=200)
    >>> [policy.years for policy in found.policies], found.blind.years
    ([1, 3, 5], 5)
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    policies: tuple[Policy, ...]
    best: Policy
    blind: Policy
    own_years: int
    regret: Estimate
    regret_probability: Estimate
    leasing_after_blind: Estimate

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a policy.

        Returns
        -------
        DataFrame
            ``buy_ahead_years``, ``label``; then with its ``…_standard_error``: ``cost_eur``, ``over_best_eur``,
            ``idle_eur``, ``shortage_eur``, ``rush_eur``, ``misforecast_eur``; ``best``, ``blind``, ``own`` (what the
            scenario does).
        """
        rows = []
        for policy in self.policies:
            years = policy.years
            place = {"buy_ahead_years": years, "label": number_of("count.years", years, lang)}
            figures = cells_of({name: getattr(policy, name.removesuffix("_eur")) for name in FIGURES})
            marks = {"best": policy is self.best, "blind": policy is self.blind, "own": years == self.own_years}
            rows.append({**place, **figures, **marks})
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return what buying further ahead costs."""

        def marked(row: Row, name: str, lang: Language) -> str:
            marks = (f" ({text(f'flexible.{mark}', lang)})" for mark in ("best", "own", "blind") if row[mark])
            return "".join((row[name], *marks))

        columns: Columns = {
            "flexible.years": ("label", marked),
            "flexible.cost": ("cost_eur", amount_and_error),
            "flexible.over_best": ("over_best_eur", amount_and_error),
            "flexible.idle": ("idle_eur", amount_and_error),
            "flexible.shortage": ("shortage_eur", amount_and_error),
        }
        return table_of(self.frame(lang), columns, lang, text("flexible.ahead", lang))

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a reader wants to hear first: how far ahead to buy, and what buying blind costs."""
        others = [policy for policy in self.policies if policy is not self.best]
        equal = [policy for policy in others if verdict_of(policy.over_best) in ("unsure", "same")]
        words = {
            "years": number_of("count.years", self.best.years, lang),
            "cost": euros_of(self.best.cost.value, lang),
            "others": ", ".join(number_of("count.years", policy.years, lang) for policy in equal),
        }
        kind = "alone" if not others else "equal" if equal else "best"
        gap = money(abs(self.leasing_after_blind), lang)
        leasing = text(f"flexibility.after_blind.{verdict_of(self.leasing_after_blind)}", lang, gap=gap)
        return [text(f"flexibility.ahead.{kind}", lang, **words), self._blind(lang), leasing]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [
            text("flexibility.ahead.note", lang),
            text("flexibility.families", lang),
            *basis(self.scenario, self.draws, self.seed, lang),
        ]

    def _blind(self, lang: Language) -> str:
        kind: str = "best" if self.blind is self.best else verdict_of(self.regret)
        if kind == "buying":  # dearer; how much of it a wrong forecast adds, when it does
            kind = "forecast" if verdict_of(self.blind.misforecast) == "buying" else "more"
        return text(
            f"flexibility.blind.{kind}",
            lang,
            years=number_of("count.years", self.blind.years, lang),
            regret=money(self.regret, lang),
            misforecast=money(self.blind.misforecast, lang),
            probability=percent(self.regret_probability.value, lang, 0),
            error=error_points(self.regret_probability, lang),
        )


def buying_ahead(
    scenario: Scenario[Assumption],
    years: Iterable[int] = YEARS,
    *,
    draws: int = 10_000,
    seed: int = DEFAULT_SEED,
) -> BuyingAhead:
    """Price buying by how many years ahead capacity is bought, on common draws.

    The scenario's own policy and buying for the machines' whole life are always among those compared.

    Parameters
    ----------
    scenario : Scenario
    years : iterable of int
        Those beyond the horizon are left out: there is nothing to buy for.
    draws, seed : int

    Returns
    -------
    BuyingAhead

    Raises
    ------
    ScenarioError
        If a section that buying or leasing reads is missing.
    ValueError
        If a number of years is below 1.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.flexibility.buying_ahead(ht.load("reference-ght"), years=(1, 2), draws=500)
    >>> found.regret.value > 0, found.policies[-1].years
    (True, 5)
    """
    asked = tuple(years)
    if any(number < 1 for number in asked):
        raise ValueError("capacity is bought one year ahead at least")
    refuse_missing(scenario)
    horizon = scenario.horizon_years
    own, life = _decided(scenario, "buy_ahead_years"), min(_decided(scenario, "refresh_years"), horizon)
    own = min(own, horizon)
    compared = sorted({own, life, *(number for number in asked if number <= horizon)})
    costs: dict[int, Array] = {}
    parts: dict[int, dict[str, Estimate]] = {}
    for number in compared:
        ways = Ways(_buying(scenario, number), draws, seed, ("buying",))
        priced, foreseen = ways.price(), ways.price(ways.foreseen())
        costs[number] = priced("buying")
        parts[number] = {
            "idle": mean_of(priced("buying", "idle")),
            "shortage": mean_of(priced("buying", "shortage")),
            "rush": mean_of(ways.rush(priced)),
            "misforecast": mean_of(priced("buying") - foreseen("buying")),
        }
    least = min(compared, key=lambda number: float(costs[number].mean()))
    policies = {
        number: Policy(number, mean_of(costs[number]), mean_of(costs[number] - costs[least]), **parts[number])
        for number in compared
    }
    leasing = Ways(scenario, draws, seed, ("leasing",)).price()("leasing")
    return BuyingAhead(
        scenario=scenario,
        draws=draws,
        seed=seed,
        policies=tuple(policies.values()),
        best=policies[least],
        blind=policies[life],
        own_years=own,
        regret=policies[life].over_best,
        regret_probability=share_of(np.asarray(costs[life] - costs[least] > HALF_A_CENT)),
        leasing_after_blind=mean_of(leasing - costs[life]),
    )


def _decided(scenario: Scenario[Assumption], name: str) -> int:
    return int(cast("float", getattr(scenario.in_house, name).value))


def _buying(scenario: Scenario[Assumption], years: int) -> Scenario[Assumption]:
    """Return the scenario with another view ahead."""
    assert scenario.in_house is not None
    policy = scenario.in_house.model_copy(update={"buy_ahead_years": Assumption(float(years))})
    return scenario.model_copy(update={"in_house": policy})
