"""A lease: its rent, the capacity that follows need, and the end of its term."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import Array, by_year, chosen, whole
from hds_tco.model.world import World, required
from hds_tco.scenario.option_sections import Leasing
from hds_tco.trace import named

# Below this rate 1 - (1 + i)^-n has lost its digits, and the rent is that of a zero rate to 8 digits.
NO_RATE = 1e-8


def rent_factor(
    rate_per_year: Array, term_years: Array, residual_share: Array, rents_per_year: Array, in_advance: Array
) -> Array:
    """Return the rents of one year of equipment that costs 1 euro, at a given rate and at the dates of the model.

    Parameters
    ----------
    rate_per_year : ndarray, scalar or (draws,)
        Implicit rate i.
    term_years : ndarray of int, scalar or (draws,)
        Term n.
    residual_share : ndarray, scalar or (draws,)
        Share of the price that the lessor expects to sell for at the end.
    rents_per_year : ndarray, scalar or (draws,)
        Rents a year m.
    in_advance : ndarray, scalar or (draws,)
        1 if each rent falls due when its period begins, 0 when it ends.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Rents of a year stand at its end however many they are, as every cost does; of m in advance one falls a year early.
    So the lease costs what the purchase does at that rate, whatever m. What a lessor would quote by the month at the
    same rate is a little less: `hds_tco.analysis.lease_rate.rent_at_rate`. Formula::

        i, n, m = rate_per_year, term_years, rents_per_year
        recovered = 1 - residual_share / (1 + i) ** n
        factor = recovered / sum(1 / (1 + i) ** t for t in range(1, n + 1)) / (1 + i * in_advance / m)

    References
    ----------
    Decision 0064; R. Brealey, S. Myers, F. Allen, *Principles of Corporate Finance*, McGraw-Hill, chapter "Leasing".

    Examples
    --------
    >>> round(float(rent_factor(0.05, 4, 0.10, 1, 0)), 6), round(float(rent_factor(0.05, 4, 0.10, 12, 0)), 6)
    (0.258811, 0.258811)
    >>> round(float(rent_factor(0.05, 4, 0.10, 12, 1)), 6), float(rent_factor(0.0, 4, 0.10, 12, 1))
    (0.257737, 0.225)
    """
    zero = named("no_rate", np.where(np.abs(rate_per_year) < NO_RATE, 1.0, 0.0))
    safe = named("safe_rate", rate_per_year + zero)
    early = 1.0 + safe * in_advance / rents_per_year
    at_a_rate = safe / early / (1.0 - (1.0 + safe) ** (-1.0 * term_years))
    annuity = named("annuity", np.where(zero > 0, 1.0 / term_years, at_a_rate))
    return (1.0 - residual_share * (1.0 + rate_per_year) ** (-1.0 * term_years)) * annuity


def yearly_rent(terms: Leasing[Array]) -> Array:
    """Return the rents of one year for 1 euro of equipment: as quoted, or as the implicit rate makes them.

    Parameters
    ----------
    terms : Leasing

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    A lessor quotes a coefficient: each rent in per cent of the price, tax excluded on both sides. Formula::

        i, n, m = terms.implicit_rate_per_year, terms.term_years, terms.rents_per_year
        at_a_rate = rent_factor(i, n, terms.residual_share, m, terms.rent_in_advance)
        factor = where(terms.rent_basis == "quoted_rent", terms.quoted_rent_share * m, at_a_rate)

    References
    ----------
    Decisions 0054 and 0064.
    """
    at_a_rate = rent_factor(
        terms.implicit_rate_per_year,
        terms.term_years,
        terms.residual_share,
        terms.rents_per_year,
        terms.rent_in_advance,
    )
    quoted = terms.quoted_rent_share * terms.rents_per_year
    return named("rent_factor", np.where(terms.rent_basis == "quoted_rent", quoted, at_a_rate))


@dataclass(frozen=True)
class Lease:
    """What is leased, in modules by year, and its rent: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    needed : ndarray
        Whole modules that the need asks for.
    contracted : ndarray
        Under contract during the year.
    billed : ndarray
        Billed: what is needed, but never under the minimum share of what is contracted.
    leaving : ndarray
        Reaching the very end (term and extension) in the year.
    gross_rent_eur : ndarray
        Rent if everything contracted were billed, nominal, without VAT.
    bought_out_eur, gross_value_eur, owned_value_eur, leaving_value_eur : ndarray
        Purchase price of what is bought out in the year; of what is leased; of what was bought out before and still
        serves; of what goes back.
    leaving_rent_eur : ndarray
        Yearly rent of what leaves.
    ended : ndarray
        Modules that served for the last time in the year before, whoever owns them.
    """

    needed: Array
    contracted: Array
    billed: Array
    leaving: Array
    gross_rent_eur: Array
    bought_out_eur: Array
    gross_value_eur: Array
    owned_value_eur: Array
    leaving_value_eur: Array
    leaving_rent_eur: Array
    ended: Array


def lease(world: World, need_modules: Array, module_price_eur: Array, of: str = "") -> Lease:
    """Return the lease that covers a need.

    Each year the modules that are missing are added under contract at that year's price; each serves for the term, and
    for the extension if the end of term is to extend or to buy out.

    Parameters
    ----------
    need_modules : ndarray, (H+1,) or (H+1, draws)
        Fractions allowed; year 0 is not served.
    module_price_eur : ndarray, (H+1,) or (H+1, draws)
        Price of a module put into service in each year.

    Notes
    -----
    Formula::

        def aged(signed, low, high):
            age = [[t - s for s in range(t + 1)] for t in range(horizon + 1)]
            return stack([sum(signed[s] * (low <= a) * (a < high) for s, a in enumerate(row)) for row in age])

        term, life, factor = leasing.term_years, leased_years(leasing), yearly_rent(leasing)
        extends, buys_out = chosen(leasing.end_of_term, "extend"), chosen(leasing.end_of_term, "buy_out")
        rented = term + leasing.extension_years * extends
        needed, added = whole(need_modules) * running, []
        for t in range(horizon + 1):
            standing = sum(added[s] * (t - s < life) for s in range(t))
            added.append(max(needed[t] - standing, 0))
        signed_eur = [added[t] * module_price_eur[t] for t in range(horizon + 1)]
        late_rent = aged(signed_eur, term, life) * leasing.extension_rent_share * extends
        contracted = aged(added, 0, life)
        billed = max(needed, leasing.minimum_kept_share * contracted)
        gross_rent_eur = (aged(signed_eur, 0, term) + late_rent) * factor
        gross_value_eur = aged(signed_eur, 0, rented)
        owned_value_eur = aged(signed_eur, rented, life)
        bought_out_eur = aged(signed_eur, term, term + 1) * buys_out
        ended = aged(added, life, life + 1)
        leaving = ended * (1 - buys_out)
        leaving_value_eur = aged(signed_eur, life, life + 1) * (1 - buys_out)
        leaving_rent_eur = leaving_value_eur * factor

    References
    ----------
    Decision 0054.
    """
    terms = required(world.given.leasing, "leasing")
    extends, buys_out = chosen(terms.end_of_term, "extend"), chosen(terms.end_of_term, "buy_out")
    term = terms.term_years
    served_years = leased_years(terms)
    rented_years = named("rented_years", term + terms.extension_years * extends)
    factor = yearly_rent(terms)
    late_rent_share = named("extension_rent", terms.extension_rent_share * extends)
    needed = named("leased_need_modules", whole(need_modules) * world.running, of)

    nothing = needed[0] * 0.0
    added: list[Array] = []
    contracted: list[Array] = []
    signed_value: list[Array] = []
    keys = ("rent", "value", "owned_value", "leaving", "left_value", "bought_out", "ended")
    rows: dict[str, list[Array]] = {key: [] for key in keys}
    for t in range(len(needed)):
        age = world.year[t] - world.year[: t + 1]  # of what was signed in years 0..t
        standing = np.sum(by_year(added) * (age[:-1] < served_years), axis=0) if t else nothing
        standing = named("kept_modules", standing, of, t)
        added.append(named("added_modules", np.maximum(needed[t] - standing, 0.0), of, t))
        contracted.append(named("contracted_modules", standing + added[t], of, t))
        signed_value.append(named("signed_value", added[t] * module_price_eur[t], of, t))
        values, modules = by_year(signed_value), by_year(added)
        share = np.where(age < term, 1.0, late_rent_share) * (age < served_years)
        this_year = {
            "rent": np.sum(values * share, axis=0) * factor,
            "value": np.sum(values * (age < rented_years), axis=0),
            "owned_value": np.sum(values * (age >= rented_years) * (age < served_years), axis=0),
            "leaving": np.sum(modules * (age == served_years), axis=0) * (1.0 - buys_out),
            "left_value": np.sum(values * (age == served_years), axis=0) * (1.0 - buys_out),
            "bought_out": np.sum(values * (age == term), axis=0) * buys_out,
            "ended": np.sum(modules * (age == served_years), axis=0),
        }
        for key, amounts in this_year.items():
            rows[key].append(named(f"leased_{key}", amounts, of, t))
    totals = {key: by_year(row) for key, row in rows.items()}
    contracted_ = by_year(contracted)
    return Lease(
        needed=needed,
        contracted=contracted_,
        billed=named("billed_modules", np.maximum(needed, terms.minimum_kept_share * contracted_), of),
        leaving=totals["leaving"],
        gross_rent_eur=totals["rent"],
        bought_out_eur=totals["bought_out"],
        gross_value_eur=totals["value"],
        owned_value_eur=totals["owned_value"],
        leaving_value_eur=totals["left_value"],
        leaving_rent_eur=totals["left_value"] * factor,
        ended=totals["ended"],
    )


def leased_years(terms: Leasing[Array]) -> Array:
    """Return how long what is leased serves: the term, and the extension if it is extended or bought out.

    Parameters
    ----------
    terms : Leasing

    Returns
    -------
    ndarray of int, scalar or (draws,)

    Notes
    -----
    Formula::

        life = terms.term_years + terms.extension_years * (terms.end_of_term != "return")

    References
    ----------
    Decision 0054.
    """
    longer = chosen(terms.end_of_term, "extend") + chosen(terms.end_of_term, "buy_out")
    return named("leased_years", terms.term_years + terms.extension_years * longer)


def price_at_signing(module_price_eur: Array) -> Array:
    """Return the price of what enters service in each year: signed, as a purchase is, at the end of the year before.

    Parameters
    ----------
    module_price_eur : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        signed_eur = [module_price_eur[max(t - 1, 0)] for t in range(len(module_price_eur))]

    References
    ----------
    Decision 0064.

    Examples
    --------
    >>> price_at_signing(np.array([100.0, 90.0, 81.0])).tolist()
    [100.0, 100.0, 90.0]
    """
    return np.concatenate([module_price_eur[:1], module_price_eur[:-1]])
