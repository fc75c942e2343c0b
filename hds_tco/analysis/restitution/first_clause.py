"""Which missing clause to obtain first, what is asked for it taken off, and what the draws cannot tell from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hds_tco.analysis.estimate import NOISE
from hds_tco.analysis.restitution.clause_values import ClauseValues, Worth
from hds_tco.analysis.restitution.clauses import clause_label
from hds_tco.analysis.sensitivity.labels import either
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, text
from hds_tco.model.finance import HALF_A_CENT


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
    >>> values = ht.clause_values(ht.load("reference-ght"), draws=200)
    >>> [offer.clause for offer in offers(values, {"longer_notice": 5e6, "step_in": 0.0}, 1e6)]
    ['step_in']
    """
    asked = dict.fromkeys((value.clause for value in values.values), 0.0) if prices is None else prices
    found = [
        Offer(value.clause, values.owed(value.clause), asked[value.clause])
        for value in values.values
        if not value.held and value.clause in asked
    ]
    if prices is not None and budget_eur is not None:
        found = [offer for offer in found if offer.price_eur <= budget_eur + HALF_A_CENT]
    return tuple(sorted(found, key=lambda offer: -offer.net_eur))


def as_good(values: ClauseValues, ranked: tuple[Offer, ...]) -> tuple[str, ...]:
    """Return the clauses that the draws cannot tell from the first: gap within two standard errors, on the same draws.

    Examples
    --------
    >>> import hds_tco as ht
    >>> values = ht.clause_values(ht.load("reference-ght"), draws=200)
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
    words = {
        "clause": clause_label(first.clause, lang),
        "others": either([clause_label(clause, lang) for clause in rivals], lang),
        "value": amount(first.worth.expected.value, lang),
        "error": amount(first.worth.expected.standard_error, lang),
        "tail": amount(first.worth.cvar95.value - first.price_eur, lang),
        "price": amount(first.price_eur, lang),
        "net": amount(first.net_eur, lang),
    }
    key = "first" if first.net_eur > 0 else "none_pays"
    ending = "_priced" if prices is not None else ""
    also = "_or" if rivals and first.net_eur > 0 else ""
    return text(f"clauses.{key}{ending}{also}", lang, **words)
