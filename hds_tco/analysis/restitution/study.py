"""The restitution studies on one scenario: what an exit is like, what each clause is worth, which to obtain first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from hds_tco.analysis.estimate import NOISE
from hds_tco.analysis.restitution.best_clauses import BestClauses, best_clauses
from hds_tco.analysis.restitution.clause_values import ClauseValues, Worth, clause_values
from hds_tco.analysis.restitution.clauses import (
    clause_label,
    clause_labels,
    clause_list,
    held_clauses,
    law_table,
    refuse_without_provider,
)
from hds_tco.analysis.restitution.exit_profile import (
    ExitProfile,
    ProfileComparison,
    compare_profiles,
    exit_profile,
)
from hds_tco.analysis.restitution.independent_copy import IndependentCopy, independent_copy
from hds_tco.analysis.restitution.replay import Replay, replay
from hds_tco.analysis.results import Result
from hds_tco.analysis.sensitivity.labels import either
from hds_tco.analysis.simulation.progress import Progress, in_steps
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

# Pricing all 512 sets of clauses asks for fewer draws than pricing the nine.
SHARE_FOR_SETS = 0.2


@dataclass(frozen=True)
class Offer:
    """A clause that today's contract lacks and that one may obtain.

    Parameters
    ----------
    clause : str
    worth : Worth
        Added to today's contract; the yearly price of a copy, which the scenario knows, taken off.
    price_eur : float
        What is asked for it, in present euros; 0 if nobody said.
    """

    clause: str
    worth: Worth
    price_eur: float

    @property
    def net_eur(self) -> float:
        """What the expected cost falls by, the price taken off."""
        return self.worth.expected.value - self.price_eur


def offers(
    values: ClauseValues, prices: Mapping[str, float] | None = None, budget_eur: float | None = None
) -> tuple[Offer, ...]:
    """Return the missing clauses within reach, the most valuable first, prices taken off.

    Parameters
    ----------
    values : ClauseValues
    prices : mapping, optional
        A clause without a price is not on offer; without prices all are.
    budget_eur : float, optional

    Examples
    --------
    >>> import hds_tco as ht
    >>> values = ht.restitution.clause_values(ht.load("reference-ght"), draws=200)
    >>> [offer.clause for offer in offers(values, {"longer_notice": 5e6, "step_in": 0.0}, 1e6)]
    ['step_in']
    """
    asked = dict.fromkeys((value.clause for value in values.values), 0.0) if prices is None else prices
    within = [
        Offer(value.clause, values.owed(value.clause), asked[value.clause])
        for value in values.values
        if not value.held and value.clause in asked
    ]
    if prices is not None and budget_eur is not None:
        within = [offer for offer in within if offer.price_eur <= budget_eur + HALF_A_CENT]
    return tuple(sorted(within, key=lambda offer: -offer.net_eur))


def as_good(values: ClauseValues, ranked: tuple[Offer, ...]) -> tuple[str, ...]:
    """Return the clauses that the draws cannot tell from the first: gap within two standard errors, on the same draws.

    Examples
    --------
    >>> import hds_tco as ht
    >>> values = ht.restitution.clause_values(ht.load("reference-ght"), draws=200)
    >>> dear = dict.fromkeys(["longer_notice", "step_in"], 0.0) | {"price_cap": 5e6}
    >>> "price_cap" in as_good(values, offers(values, dear))
    False
    """
    if not ranked:
        return ()
    first, *others = ranked
    errors = {offer.clause: values.today_gap(first.clause, offer.clause).standard_error for offer in others}
    return tuple(
        offer.clause
        for offer in others
        if offer.net_eur > 0 and not first.net_eur - offer.net_eur - HALF_A_CENT > NOISE * errors[offer.clause]
    )


def first_sentence(
    values: ClauseValues,
    prices: Mapping[str, float] | None,
    budget_eur: float | None,
    lang: Language = DEFAULT_LANGUAGE,
) -> str:
    """Return which clause to obtain first, or why none."""
    if all(value.held for value in values.values):
        return text("clauses.all_held", lang)
    ranked = offers(values, prices, budget_eur)
    if not ranked:
        return text("clauses.none_offered", lang)
    first, rivals = ranked[0], as_good(values, ranked)
    amounts = {
        "value": first.worth.expected.value,
        "error": first.worth.expected.standard_error,
        "tail": first.worth.cvar95.value - first.price_eur,
        "price": first.price_eur,
        "net": first.net_eur,
    }
    words = {name: amount(value, lang) for name, value in amounts.items()}
    words |= {"clause": clause_label(first.clause, lang)}
    words |= {"others": either([clause_label(clause, lang) for clause in rivals], lang)}
    key = "first" if first.net_eur > 0 else "none_pays"
    ending = "_priced" if prices is not None else ""
    also = "_or" if rivals and first.net_eur > 0 else ""
    return text(f"clauses.{key}{ending}{also}", lang, **words)


@dataclass(frozen=True)
class RestitutionStudy(Result):
    """What being forced out would be like, and what the contract can do about it.

    Parameters
    ----------
    scenario : Scenario
    profile : ExitProfile
    profiles : ProfileComparison
        The scenario's provider beside the shipped profiles.
    replay : Replay
    values : ClauseValues
    best : BestClauses
        What to negotiate for, besides today's clauses.
    copy : IndependentCopy
    prices : mapping of str to float, or None
        What the provider asks for each clause, if somebody said so.
    """

    scenario: Scenario[Assumption]
    profile: ExitProfile
    profiles: ProfileComparison
    replay: Replay
    values: ClauseValues
    best: BestClauses
    copy: IndependentCopy
    prices: Mapping[str, float] | None = None

    keys: ClassVar[Mapping[str, str]] = {
        "sets": "best_sets",
        "exit": "exit_profile",
        "years": "exit_by_year",
        "profiles": "provider_profiles",
        "hypotheses": "provider_profile_hypotheses",
        "copy": "independent_copy",
        "law": "clause_list",
    }

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """Clauses by worth, sets, exit, its year, profiles and their hypotheses, failures replayed, copy, the law."""
        return {
            "clauses": self._clauses,
            "sets": self.best.frame,
            "exit": self.profile.frame,
            "years": self.profile.by_year,
            "profiles": self.profiles.frame,
            "hypotheses": self.profiles.hypotheses,
            "replay": self.replay.frame,
            "copy": self.copy.frame,
            "law": clause_list,
        }

    def tables(self, lang: Language = DEFAULT_LANGUAGE, failures: Collection[str] | None = None) -> dict[str, Table]:
        """Return the clauses by worth, what to obtain, what an exit is like, failures replayed, the copy, the law."""
        return {
            "clauses": self.values.table(lang),
            "tails": self.values.tail_table(lang),
            "sets": self.best.table(lang),
            "exit": self.profile.table(lang),
            "years": self.profile.years_table(lang),
            "profiles": self.profiles.table(lang),
            "replay": self.replay.table(failures, lang),
            "copy": self.copy.table(lang),
            "law": law_table(lang),
        }

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer: how likely an exit is and what it does, then which clause to obtain first."""
        horizon = number_of("count.years", self.scenario.horizon_years, lang)
        chance = percent(self.profile.closed_form().value, lang, 0)
        if not self.profile.exits:
            return [text("clauses.no_exit", lang, years=horizon, chance=chance)]
        cost = self.profile.mean("cost_eur")
        days, interrupted = (
            number_of("count.days", round(self.profile.quantile(measure, 0.5).value), lang)
            for measure in ("exit_days", "interruption_days")
        )
        words = {"years": horizon, "chance": chance, "days": days, "interrupted": interrupted}
        words |= {"cost": amount(cost.value, lang), "error": amount(cost.standard_error, lang)}
        first = first_sentence(self.values, self.prices, self.best.budget_eur, lang)
        return [text("clauses.exit", lang, **words), first, *self._set_sentence(lang)]

    def _set_sentence(self, lang: Language) -> list[str]:
        """Return which set saves most once it is paid for, if prices are known and it is more than one clause."""
        each = self.best.worthiest
        if self.prices is None or len(each.clauses) < 2:
            return []
        amounts = {"net": each.net_expected_eur, "error": each.expected.standard_error, "price": each.price_eur or 0.0}
        words = {name: amount(value, lang) for name, value in amounts.items()}
        return [text("clauses.best_set", lang, clauses=clause_labels(each.clauses, lang), **words)]

    def _clauses(self, lang: Language) -> pd.DataFrame:
        """Return one row a clause: `ClauseValues.frame`; with prices, what is asked and what is then saved as well.

        ``today_paid_expected_eur`` is what a clause saves on average, added to today's contract, less
        ``asked_price_eur``.
        """
        frame = self.values.frame(lang)
        if self.prices is None:
            return frame
        asked = frame["clause"].map(self.prices).astype(float)
        saved = frame["clause"].map(lambda clause: self.values.owed(clause).expected.value)
        return frame.assign(asked_price_eur=asked, today_paid_expected_eur=saved - asked)

    def facts(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return scenario, draws, seed, sentences, the clause to obtain first, what is asked and what may be spent."""
        ranked = offers(self.values, self.prices, self.best.budget_eur)
        return {
            "scenario": self.title,
            "draws": self.values.draws,
            "seed": self.values.seed,
            "sentences": self.sentences(lang),
            "first_clause": ranked[0].clause if ranked else None,
            "as_good_as_first": list(as_good(self.values, ranked)),
            "prices_eur": dict(self.prices) if self.prices is not None else None,
            "budget_eur": self.best.budget_eur,
        }

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures, each thing once."""
        parts = (self.values, self.best, self.profile, self.profiles, self.replay, self.copy)
        notes = [note for part in parts for note in part.notes(lang)]
        if self.prices is not None:  # then somebody said what clauses cost
            unsaid = text("restitution_lab.price_note", lang)
            notes = [text("restitution_lab.asked_note", lang) if note == unsaid else note for note in notes]
        return list(dict.fromkeys(notes))


def restitution_study(
    scenario: Scenario[Assumption],
    draws: int = 20_000,
    seed: int = DEFAULT_SEED,
    *,
    year: int | None = None,
    prices: Mapping[str, float] | None = None,
    budget_eur: float | None = None,
    progress: Progress | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> RestitutionStudy:
    """Study forced exits and the contract's clauses.

    Parameters
    ----------
    scenario : Scenario
        With a provider.
    draws, seed : int
    year : int, optional
        When documented failures strike; the middle of the horizon by default.
    prices : mapping, optional
        What the provider asks for each clause, in euros.
    budget_eur : float, optional
        What one may spend on clauses.
    progress : callable, optional
        Called with the steps done and to do.
    lang : {"fr", "en"}
        Language of error messages.

    Raises
    ------
    ScenarioError
        If the scenario has no provider.
    ValueError
        If a clause, a price or the year makes no sense.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = restitution_study(ht.load("reference-ght"), draws=500)
    >>> len(found.frame())
    9
    """
    refuse_without_provider(scenario)
    few = max(200, round(draws * SHARE_FOR_SETS))
    keep = held_clauses(scenario)
    parts: dict[str, Callable[[], Any]] = {
        "replay": lambda: replay(scenario, year, lang=lang),
        "best": lambda: best_clauses(scenario, prices, budget_eur, keep=keep, draws=few, seed=seed, lang=lang),
        "values": lambda: clause_values(scenario, draws, seed),
        "profile": lambda: exit_profile(scenario, draws, seed),
        "profiles": lambda: compare_profiles(scenario, draws=draws, seed=seed),
        "copy": lambda: independent_copy(scenario, draws, seed),
    }
    return RestitutionStudy(scenario, prices=prices, **in_steps(parts, progress))
