"""Present cost, annuity, crossing, return and payback: the field's own formulas, on arrays.

numpy-financial computes the scalar IRR and is the oracle of the tests; for blocks of draws a dot product is right
where its `npv` is not (its `npv` of a square matrix is silently wrong).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
HALF_A_CENT = 0.005


def nominal_rate(real_rate: Array, inflation: Array) -> Array:
    """Return the nominal discount rate, (1 + real) (1 + inflation) - 1 (Fisher).

    Examples
    --------
    >>> round(float(nominal_rate(0.032, 0.02)), 5)
    0.05264
    """
    return (1.0 + real_rate) * (1.0 + inflation) - 1.0


def discount_factors(rate: Array, year: Array) -> Array:
    """Return (1 + rate)^-t: year 0 at par.

    Examples
    --------
    >>> discount_factors(np.float64(0.25), np.arange(3)).tolist()
    [1.0, 0.8, 0.64]
    """
    return (1.0 + rate) ** (-1.0 * year)


def net_present_cost(amounts_eur: Array, factors: Array) -> Array:
    """Return the sum of discounted amounts, over the years.

    Examples
    --------
    >>> net_present_cost(np.array([100.0, 50.0]), np.array([1.0, 0.8]))
    np.float64(140.0)
    """
    return cast("Array", np.sum(amounts_eur * factors, axis=0))


def annuity_factor(rate: Array | float, years: int) -> Array:
    """Return the present value of 1 euro a year in years 1..n: (1 - (1 + r)^-n) / r, and n at a zero rate.

    Examples
    --------
    >>> float(annuity_factor(0.0, 10)), round(float(annuity_factor(0.05, 10)), 4)
    (10.0, 7.7217)
    """
    # Near zero the quotient loses its digits; expm1 and log1p keep them.
    safe = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, float(years), -np.expm1(-years * np.log1p(safe)) / safe)[()]


def equivalent_annual_cost(present_cost: Array | float, rate: Array | float, years: int) -> Array:
    """Return the constant cost of years 1..n with the same net present cost.

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
    winner_eur, other_eur : ndarray
        Amounts by year of the option that is cheaper at the horizon, and of the other.
    factors : ndarray
        Discount factors.

    Returns
    -------
    float or None
        Year, interpolated between two year ends; 0 if it is cheaper from the start; None if it is not cheaper at the
        horizon.

    Examples
    --------
    >>> crossing_year(np.array([100.0, 10, 10, 10]), np.array([0.0, 60, 60, 60]), np.ones(4))
    2.0
    """
    gap = np.cumsum((winner_eur - other_eur) * factors)
    if gap[-1] >= 0:
        return None
    dearer = np.flatnonzero(gap >= 0)
    if not len(dearer):
        return 0.0
    last = int(dearer[-1])
    return last + float(gap[last] / (gap[last] - gap[last + 1]))


class Return(NamedTuple):
    """Internal rate of return and payback of spending more on one option to spend less than on another.

    Parameters
    ----------
    rate : float or None
        Internal rate of return, None when there is none or more than one.
    why_none : str
        "" or the catalogue key that says why there is no rate.
    payback_years : float or None
        When the undiscounted savings have repaid the outlay, interpolated; None if they never do.
    """

    rate: float | None
    why_none: Literal["", "irr.no_outlay", "irr.saving_first", "irr.never_repaid", "irr.several", "irr.not_found"]
    payback_years: float | None


def return_on(option_eur: Array, against_eur: Array) -> Return:
    """Return the internal rate of return of an option's extra outlay against another option.

    Parameters
    ----------
    option_eur, against_eur : ndarray
        Amounts by year, ``(H + 1,)``.

    Examples
    --------
    >>> got = return_on(np.array([100.0, 0, 0]), np.array([0.0, 60, 60]))
    >>> round(got.rate, 4), round(got.payback_years, 3)
    (0.1307, 1.667)
    >>> return_on(np.array([10.0, 10]), np.array([20.0, 20])).why_none
    'irr.no_outlay'
    """
    import numpy_financial as npf

    savings = against_eur - option_eur
    payback = payback_years(savings)
    signs = np.sign(savings[np.abs(savings) > 1e-9])
    changes = int(np.count_nonzero(np.diff(signs)))
    if changes > 1:
        return Return(None, "irr.several", payback)
    if not len(signs) or signs[0] > 0:
        return Return(None, "irr.saving_first" if changes else "irr.no_outlay", payback)
    if changes == 0:
        return Return(None, "irr.never_repaid", payback)
    rate = float(npf.irr(savings))
    return Return(rate, "", payback) if np.isfinite(rate) else Return(None, "irr.not_found", payback)


def payback_years(savings_eur: Array) -> float | None:
    """Return when cumulative savings have repaid the outlay for good, within the year; None if they never do.

    Examples
    --------
    >>> payback_years(np.array([-100.0, 40.0, 40.0, 40.0]))
    2.5
    """
    owed = -np.cumsum(savings_eur)
    still_owed = np.flatnonzero(owed > HALF_A_CENT)
    if not len(still_owed):
        return 0.0
    last = int(still_owed[-1])
    if last == len(owed) - 1:
        return None
    return last + float(owed[last] / (owed[last] - owed[last + 1]))
