"""Which clauses to negotiate for: the best set for each budget, or for each number of clauses that one may obtain."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np

from hds_tco.analysis.estimate import Array, Estimate, mean_of, tail_gap_of, tail_value
from hds_tco.analysis.frame_table import Columns, Row, as_amount, as_words, cells_of, table_of
from hds_tco.analysis.restitution.clauses import CLAUSES, clause_labels, in_order, known_clauses
from hds_tco.analysis.restitution.paired_runs import PairedRuns
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, euros, number_of, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

# What costs more than it saves.
LOSS = " †"
Objective = Literal["expected", "cvar95"]
Contract = frozenset[str]
COLUMNS = (
    *("allowed_clauses", "price_eur", "clauses", "clause_labels", "count"),
    *with_errors(("expected_saving_eur", "cvar95_saving_eur")),
    *("net_expected_saving_eur", "net_cvar95_saving_eur"),
)


@dataclass(frozen=True)
class ClauseSet:
    """One point of the frontier.

    Parameters
    ----------
    clauses : tuple of str
        What to negotiate for, besides the clauses already kept.
    allowed : int or None
        Number of clauses that one may obtain, when no price is stated.
    price_eur : float or None
        What the provider asks for them.
    expected, cvar95 : Estimate
        Fall of the external option's expected cost, and of the mean of its dearest 5 % of draws.
    """

    clauses: tuple[str, ...]
    allowed: int | None
    price_eur: float | None
    expected: Estimate
    cvar95: Estimate

    @property
    def net_expected_eur(self) -> float:
        """Fall of the expected cost, what the provider asks taken off."""
        return self.expected.value - (self.price_eur or 0.0)

    @property
    def net_cvar95_eur(self) -> float:
        """Fall of the mean of the dearest 5 % of draws, what the provider asks taken off."""
        return self.cvar95.value - (self.price_eur or 0.0)


@dataclass(frozen=True)
class BestClauses:
    """The frontier: what each further euro, or clause, buys.

    Parameters
    ----------
    scenario : Scenario
    objective : {"expected", "cvar95"}
        What the sets were chosen by.
    keep : tuple of str
        Clauses won already, in every set.
    budget_eur : float or None
    draws, seed : int
    sets : tuple of ClauseSet
        By rising budget.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.restitution.best_clauses(ht.load("reference-ght"), draws=200)
    >>> [len(each.clauses) <= each.allowed for each in found.sets] == [True] * 10
    True
    """

    scenario: Scenario[Assumption]
    objective: Objective
    keep: tuple[str, ...]
    budget_eur: float | None
    draws: int
    seed: int
    sets: tuple[ClauseSet, ...]

    @property
    def best(self) -> ClauseSet:
        """What the whole budget buys, even at a loss."""
        return self.sets[-1]

    @property
    def worthiest(self) -> ClauseSet:
        """What saves most once it is paid for: with prices, not always what the whole budget buys."""
        return max(self.sets, key=lambda each: each.net_expected_eur)

    @property
    def priced(self) -> bool:
        """Whether somebody said what clauses cost."""
        return any(each.price_eur is not None for each in self.sets)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a level of the budget.

        Returns
        -------
        DataFrame
            ``allowed_clauses`` (when no price is stated), ``price_eur`` (when prices are), ``clauses`` (keys, joined),
            ``clause_labels``, ``count``, ``expected_saving_eur``, ``expected_saving_eur_standard_error``,
            ``cvar95_saving_eur``, ``cvar95_saving_eur_standard_error``, ``net_expected_saving_eur``,
            ``net_cvar95_saving_eur`` (less the price).
        """
        rows = [
            {
                "allowed_clauses": each.allowed,
                "price_eur": np.nan if each.price_eur is None else each.price_eur,
                "clauses": ", ".join(each.clauses),
                "clause_labels": clause_labels(each.clauses, lang),
                "count": len(each.clauses),
                **cells_of({"expected_saving_eur": each.expected, "cvar95_saving_eur": each.cvar95}),
                "net_expected_saving_eur": each.net_expected_eur,
                "net_cvar95_saving_eur": each.net_cvar95_eur,
            }
            for each in self.sets
        ]
        return frame_of(rows, COLUMNS).astype({"allowed_clauses": "Int64"})

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return the best set of clauses for each budget, or for each number of clauses.

        With prices, sets that cost more than they save are marked, and the worthiest stands out.
        """

        def net(row: Row, name: str, lang: Language) -> str:
            return as_amount(row, name, lang) + (LOSS if row[name] < 0 else "")

        saving: Columns = {"clauses.saving": ("expected_saving_eur", amount_and_error)}
        to_obtain: Columns = {"clauses.to_obtain": ("clause_labels", as_words)}
        frame, title = self.frame(lang), text("clauses.sets", lang)
        if not self.priced:
            columns: Columns = {
                "clauses.allowed": ("allowed_clauses", lambda row, name, lang: decimal(float(row[name]), lang)),
                **saving,
                "clauses.tail_saving": ("cvar95_saving_eur", amount_and_error),
                **to_obtain,
            }
            return table_of(frame, columns, lang, title, words=(3,))
        columns = {
            "clauses.price": ("price_eur", lambda row, name, lang: euros(row[name], lang)),
            **saving,
            "clauses.net_saving": ("net_expected_saving_eur", net),
            "clauses.net_tail_saving": ("net_cvar95_saving_eur", net),
            **to_obtain,
        }
        strong = (self.sets.index(self.worthiest),) if self.worthiest.net_expected_eur > 0 else ()
        caption = text("clauses.sets_caption", lang)
        return table_of(frame, columns, lang, title, caption=caption, strong=strong, words=(4,))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        words = {
            "objective": text(f"restitution_lab.objective.{self.objective}", lang),
            "draws": number_of("count.draws", self.draws, lang),
        }
        notes = [text("restitution_lab.best_note", lang, seed=self.seed, **words)]
        notes.append(text("restitution_lab.effects_note", lang))
        if self.keep:
            notes.append(text("restitution_lab.kept_note", lang, clauses=clause_labels(self.keep, lang)))
        return notes


def best_clauses(
    scenario: Scenario[Assumption],
    prices: Mapping[str, float] | None = None,
    budget_eur: float | None = None,
    *,
    objective: Objective = "expected",
    keep: Iterable[str] = (),
    draws: int = 5_000,
    seed: int = DEFAULT_SEED,
    lang: Language = DEFAULT_LANGUAGE,
) -> BestClauses:
    """Find the best set of clauses for every budget: every set is tried.

    Savings are those of the external option's present cost; the yearly price of an independent copy is in it already,
    so a copy that costs more than it saves is not chosen.

    Parameters
    ----------
    scenario : Scenario
    prices : mapping of str to float, optional
        What the provider asks for each clause, in present euros; a clause without a price is not on offer. Without
        prices: the best set of at most 0, 1, 2, … clauses.
    budget_eur : float, optional
        What one may spend, with prices; every budget by default.
    objective : {"expected", "cvar95"}
        What to lower: the expected cost, or the mean of the dearest 5 % of draws.
    keep : iterable of str
        Clauses that the contract will hold in any case (``held_clauses(scenario)`` for today's).
    draws, seed : int
        As in `simulate`.
    lang : {"fr", "en"}
        Language of error messages.

    Returns
    -------
    BestClauses

    Raises
    ------
    ValueError
        If a clause is unknown, a price no amount, or a budget stated without prices.

    Examples
    --------
    >>> import hds_tco as ht
    >>> prices = {"longer_notice": 20_000, "tested_restitution": 30_000, "step_in": 10_000}
    >>> frontier = best_clauses(ht.load("reference-ght"), prices, draws=500).frame("en")
    >>> frontier["expected_saving_eur"].is_monotonic_increasing
    True
    """
    kept = known_clauses(keep, lang)
    offered = in_order(known_clauses(CLAUSES if prices is None else prices, lang) - kept)
    _refuse_amounts(prices, budget_eur, lang)
    drawn = objective == "cvar95"
    paired = PairedRuns(scenario, draws, seed, ["cost" if drawn else "expected"], drawn=drawn)
    before = next(iter(paired.run(kept).values()))

    def saving(after: Array) -> float:
        return tail_value(before) - tail_value(after) if drawn else float((before - after).mean())

    sets = [frozenset(some) for size in range(len(offered) + 1) for some in itertools.combinations(offered, size)]
    if budget_eur is not None and prices is not None:
        sets = [some for some in sets if _price(some, prices) <= budget_eur + HALF_A_CENT]
    after = paired.runs([some | kept for some in sets])
    savings = {some: saving(next(iter(measures.values()))) for some, measures in zip(sets, after, strict=True)}
    levels: list[tuple[Contract, int | None, float | None]]
    if prices is None:
        levels = [(_best(savings, size), size, None) for size in range(len(offered) + 1)]
    else:
        levels = [(some, None, _price(some, prices)) for some in _frontier(savings, prices)]

    both = PairedRuns(scenario, draws, seed)
    start = both.run(kept)
    frontier = []
    for some, allowed, price in levels:
        end = both.run(some | kept)
        expected, cvar95 = mean_of(start["expected"] - end["expected"]), tail_gap_of(start["cost"], end["cost"])
        frontier.append(ClauseSet(in_order(some), allowed, price, expected, cvar95))
    return BestClauses(scenario, objective, in_order(kept), budget_eur, draws, seed, tuple(frontier))


def _best(savings: Mapping[Contract, float], most: int) -> Contract:
    """Return the set of at most so many clauses that saves most; of equals to half a cent, one of the smallest."""
    best = frozenset[str]()
    for some, saving in savings.items():
        if len(some) <= most and saving > savings[best] + HALF_A_CENT:
            best = some
    return best


def _price(some: Contract, prices: Mapping[str, float]) -> float:
    return float(sum(prices[clause] for clause in in_order(some)))


def _frontier(savings: Mapping[Contract, float], prices: Mapping[str, float]) -> list[Contract]:
    """Return the sets that no cheaper or equally cheap set matches, by rising price."""
    order = sorted(savings, key=lambda some: (_price(some, prices), -savings[some], len(some)))
    frontier = [order[0]]
    for some in order[1:]:
        if savings[some] > savings[frontier[-1]] + HALF_A_CENT:
            frontier.append(some)
    return frontier


def _refuse_amounts(prices: Mapping[str, float] | None, budget_eur: float | None, lang: Language) -> None:
    if prices is None and budget_eur is not None:
        raise ValueError(text("restitution_lab.budget_without_prices", lang))
    amounts = [*(prices or {}).values(), *([] if budget_eur is None else [budget_eur])]
    for amount in amounts:
        if not isfinite(amount) or amount < 0:
            raise ValueError(text("restitution_lab.no_amount", lang, read=amount))
