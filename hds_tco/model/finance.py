"""Present cost, annuity, crossing, return and payback: the field's own formulas, on arrays.

numpy-financial is the oracle of the tests: its `irr` gives one root of several, and its `npv` of a square matrix is
silently wrong; here rates are counted, and a dot product serves for blocks of draws.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import Array
from hds_tco.model.internal_rates import internal_rates

HALF_A_CENT = 0.005
# Below, a difference between two amounts is rounding.
NOTHING_EUR = 1e-9


def nominal_rate(real_rate: Array, inflation: Array) -> Array:
    """Return the nominal discount rate per year (Fisher).

    Parameters
    ----------
    real_rate, inflation : ndarray, scalar or (draws,)
        Per year.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        rate = (1 + real_rate) * (1 + inflation) - 1

    References
    ----------
    Decision 0004; I. Fisher, *The Theory of Interest*, Macmillan, 1930.

    Examples
    --------
    >>> round(float(nominal_rate(0.032, 0.02)), 5)
    0.05264
    """
    return (1.0 + real_rate) * (1.0 + inflation) - 1.0


def discount_factors(rate: Array, year: Array) -> Array:
    """Return discount factors: year 0 at par.

    Parameters
    ----------
    rate : ndarray, scalar or (draws,)
        Nominal, per year.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        factors = 1 / (1 + rate) ** year

    References
    ----------
    Decision 0002.

    Examples
    --------
    >>> discount_factors(np.float64(0.25), np.arange(3)).tolist()
    [1.0, 0.8, 0.64]
    """
    return (1.0 + rate) ** (-1.0 * year)


def net_present_cost(amounts_eur: Array, factors: Array) -> Array:
    """Return the sum of discounted amounts, over the years, in euros of year 0.

    Parameters
    ----------
    amounts_eur, factors : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        present_eur = sum(amounts_eur[t] * factors[t] for t in range(len(factors)))

    References
    ----------
    Decision 0002; R. Brealey, S. Myers, F. Allen, *Principles of Corporate Finance*, McGraw-Hill, "How to calculate
    present values".

    Examples
    --------
    >>> net_present_cost(np.array([100.0, 50.0]), np.array([1.0, 0.8]))
    np.float64(140.0)
    """
    return cast("Array", np.sum(amounts_eur * factors, axis=0))


def annuity_factor(rate: Array | float, years: int) -> Array:
    """Return the present value of 1 euro a year in years 1..n: (1 - (1 + r)^-n) / r, and n at a zero rate.

    Parameters
    ----------
    rate : ndarray, scalar or (draws,)
    years : int

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        factor = sum(1 / (1 + rate) ** t for t in range(1, years + 1))

    References
    ----------
    As for `net_present_cost`.

    Examples
    --------
    >>> float(annuity_factor(0.0, 10)), round(float(annuity_factor(0.05, 10)), 4)
    (10.0, 7.7217)
    """
    # Near zero the quotient loses its digits; expm1 and log1p keep them.
    safe = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, float(years), -np.expm1(-years * np.log1p(safe)) / safe)[()]


def equivalent_annual_cost(present_cost: Array | float, rate: Array | float, years: int) -> Array:
    """Return the constant cost of years 1..n with the same net present cost, in euros a year.

    Parameters
    ----------
    present_cost, rate : ndarray, scalar or (draws,)
    years : int

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        cost_eur_per_year = present_cost / annuity_factor(rate, years)

    References
    ----------
    Decision 0002; Brealey, Myers, Allen (see `net_present_cost`), "equivalent annual cost".

    Examples
    --------
    >>> float(equivalent_annual_cost(1000.0, 0.0, 10))
    100.0
    """
    return present_cost / annuity_factor(rate, years)


def crossing_year(winner_eur: Array, other_eur: Array, factors: Array) -> float | None:
    """Return when the cumulative discounted cost of one option falls below another's for good.

    Parameters
    ----------
    winner_eur, other_eur : ndarray, (H+1,)
        Amounts of the option that is cheaper at the horizon, and of the other.
    factors : ndarray, (H+1,)
        Discount factors.

    Returns
    -------
    float or None
        Year, interpolated between two year ends; 0 if it is cheaper from the start; None if it is not cheaper at the
        horizon.

    Notes
    -----
    Formula::

        gap = cumsum((winner_eur - other_eur) * factors)
        t = max([-1, *(t for t in range(len(gap)) if gap[t] >= 0)])
        crossing = None if gap[-1] >= 0 else 0 if t < 0 else t + gap[t] / (gap[t] - gap[t + 1])

    References
    ----------
    Decision 0002.

    Examples
    --------
    >>> crossing_year(np.array([100.0, 10, 10, 10]), np.array([0.0, 60, 60, 60]), np.ones(4))
    2.0
    """
    gap = np.cumsum((winner_eur - other_eur) * factors)
    return _year_of_zero(gap, gap >= 0)


def _year_of_zero(owed: Array, unsettled: npt.NDArray[np.bool_]) -> float | None:
    """Return when a balance passes zero after the last year in which it is unsettled, between two year ends."""
    years = np.flatnonzero(unsettled)
    if not len(years):
        return 0.0
    last = int(years[-1])
    return None if last == len(owed) - 1 else last + float(owed[last] / (owed[last] - owed[last + 1]))


class Return(NamedTuple):
    """Internal rate of return and payback of spending more on one option to spend less than on another.

    Parameters
    ----------
    rate : float or None
        Internal rate of return of an outlay that is repaid, None when there is none or more than one.
    why_none : str
        "" or the catalogue key that says why there is no rate.
    payback_years : float or None
        When the undiscounted savings have repaid the outlay, interpolated; None if they never do.
    rates : tuple of float
        Every rate at which the net present value of the savings is nil, from the lowest.
    """

    rate: float | None
    why_none: Literal[
        "",
        "irr.no_outlay",
        "irr.saving_first",
        "irr.never_repaid",
        "irr.several",
        "irr.gain_at_any_rate",
        "irr.loss_at_any_rate",
    ]
    payback_years: float | None
    rates: tuple[float, ...] = ()


def return_on(option_eur: Array, against_eur: Array) -> Return:
    """Return the internal rate of return of an option's extra outlay against another option.

    Parameters
    ----------
    option_eur, against_eur : ndarray, (H+1,)

    Returns
    -------
    Return
        Of the savings, ``against_eur - option_eur``: see `internal_rates` and `payback_years`.

    References
    ----------
    Brealey, Myers, Allen (see `net_present_cost`), "the internal rate of return rule" and its pitfalls.

    Examples
    --------
    >>> extra = return_on(np.array([100.0, 0, 0]), np.array([0.0, 60, 60]))
    >>> round(extra.rate, 4), round(extra.payback_years, 3)
    (0.1307, 1.667)
    >>> return_on(np.array([10.0, 10]), np.array([20.0, 20])).why_none
    'irr.no_outlay'
    """
    savings = against_eur - option_eur
    savings = np.where(np.abs(savings) > NOTHING_EUR, savings, 0.0)
    payback, rates = payback_years(savings), internal_rates(savings)
    nonzero = savings[savings != 0]
    saves_first = not len(nonzero) or nonzero[0] > 0
    if len(rates) > 1:
        return Return(None, "irr.several", payback, rates)
    if rates:
        return Return(None, "irr.saving_first", payback, rates) if saves_first else Return(rates[0], "", payback, rates)
    if len(nonzero) and nonzero.min() < 0 < nonzero.max():
        return Return(None, "irr.gain_at_any_rate" if saves_first else "irr.loss_at_any_rate", payback)
    return Return(None, "irr.no_outlay" if saves_first else "irr.never_repaid", payback)


def payback_years(savings_eur: Array) -> float | None:
    """Return when cumulative savings have repaid the outlay for good, within the year; None if they never do.

    Parameters
    ----------
    savings_eur : ndarray, (H+1,)

    Returns
    -------
    float or None
        Years; less than half a cent owed is nothing owed.

    Notes
    -----
    Formula::

        owed = -cumsum(savings_eur)
        t = max([-1, *(t for t in range(len(owed)) if owed[t] > 0.005)])
        repaid = 0 if t < 0 else None if t == len(owed) - 1 else t + owed[t] / (owed[t] - owed[t + 1])

    References
    ----------
    Brealey, Myers, Allen (see `net_present_cost`), "the payback rule".

    Examples
    --------
    >>> payback_years(np.array([-100.0, 40.0, 40.0, 40.0]))
    2.5
    """
    owed = -np.cumsum(savings_eur)
    return _year_of_zero(owed, owed > HALF_A_CENT)
