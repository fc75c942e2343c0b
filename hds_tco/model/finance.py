"""Present cost, annuity, crossing, return and payback: the field's own formulas, on arrays.

numpy-financial is the oracle of the tests: its `irr` gives one root of several, and its `npv` of a square matrix is
silently wrong; here rates are counted, and a dot product serves for blocks of draws.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Literal, NamedTuple, cast

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
HALF_A_CENT = 0.005
# Below, a difference between two amounts is rounding.
NOTHING_EUR = 1e-9


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
    savings = against_eur - option_eur
    savings = np.where(np.abs(savings) > NOTHING_EUR, savings, 0.0)
    payback, rates = payback_years(savings), internal_rates(savings)
    moved = savings[savings != 0]
    saves_first = not len(moved) or moved[0] > 0
    if len(rates) > 1:
        return Return(None, "irr.several", payback, rates)
    if rates:
        return Return(None, "irr.saving_first", payback, rates) if saves_first else Return(rates[0], "", payback, rates)
    if len(moved) and moved.min() < 0 < moved.max():
        return Return(None, "irr.gain_at_any_rate" if saves_first else "irr.loss_at_any_rate", payback)
    return Return(None, "irr.no_outlay" if saves_first else "irr.never_repaid", payback)


def internal_rates(flows_eur: Array) -> tuple[float, ...]:
    """Return every rate above -100 % at which the net present value of flows is nil, each once, from the lowest.

    The value is a polynomial in 1/(1 + rate): Sturm's theorem counts its positive roots exactly, on the flows as whole
    numbers. A change of sign of the flows, or many, is only a bound on that count (Descartes).

    Parameters
    ----------
    flows_eur : ndarray
        Amounts by year, ``(H + 1,)``, of either sign.

    References
    ----------
    S. Basu, R. Pollack, M.-F. Roy, *Algorithms in Real Algebraic Geometry*, Springer, 2006, section 2.2.

    Examples
    --------
    >>> [round(rate, 9) for rate in internal_rates(np.array([-100.0, 230, -132]))]  # (1 + i) is 1.1 or 1.2
    [0.1, 0.2]
    >>> internal_rates(np.array([-100.0, 200, -110]))  # a loss at any rate
    ()
    """
    moved = np.flatnonzero(flows_eur)
    if not len(moved):
        return ()
    ratios = [float(flow).as_integer_ratio() for flow in flows_eur[moved[0] : moved[-1] + 1]]
    scale = max(below for _, below in ratios)
    value = _shortened([above * (scale // below) for above, below in ratios])
    chain = _sturm_chain(value)
    if len(chain[-1]) > 1:  # roots that meet: the same ones, each once
        value = _quotient(value, chain[-1])
        chain = _sturm_chain(value)
    return tuple(sorted(1.0 / _root(value, low, high) - 1.0 for low, high in _intervals(chain)))


def _shortened(coefficients: list[int]) -> list[int]:
    """Return a polynomial, constant first, up to its degree, its coefficients as small as they can be."""
    degree = max((rank for rank, coefficient in enumerate(coefficients) if coefficient), default=-1)
    common = gcd(*coefficients)
    return [coefficient // common for coefficient in coefficients[: degree + 1]]


def _divided(value: list[int], by: list[int]) -> tuple[list[int], list[int]]:
    """Return quotient and remainder of a division, both times one same positive number, so that they stay whole."""
    rest, quotient, lead = list(value), [0] * max(len(value) - len(by) + 1, 0), abs(by[-1])
    for place in reversed(range(len(quotient))):
        top = rest[-1] if by[-1] > 0 else -rest[-1]
        rest = [lead * item for item in rest]
        quotient = [lead * item for item in quotient]
        quotient[place] = top
        for rank, item in enumerate(by):
            rest[place + rank] -= top * item
        rest.pop()
    return quotient, rest


def _quotient(value: list[int], by: list[int]) -> list[int]:
    return _shortened(_divided(value, by)[0])


def _sturm_chain(value: list[int]) -> list[list[int]]:
    """Return a polynomial, its derivative, and the remainders of the ones before with their sign turned."""
    chain = [value]
    following = _shortened([rank * item for rank, item in enumerate(value)][1:])
    while following:
        chain.append(following)
        following = _shortened([-item for item in _divided(chain[-2], chain[-1])[1]])
    return chain


def _changes(chain: list[list[int]], place: Fraction | None) -> int:
    """Return the changes of sign along a chain at a place, or beyond all roots."""
    signs = [item[-1] if place is None else _at(item, place) for item in chain]
    moved = [sign > 0 for sign in signs if sign]
    return sum(before != after for before, after in pairwise(moved))


def _at(value: list[int], place: Fraction) -> int:
    """Return what has the sign of a polynomial at a place."""
    above, below, power, total = place.numerator, place.denominator, 1, 0
    for item in reversed(value):
        total = total * above + item * power
        power *= below
    return total


def _intervals(chain: list[list[int]]) -> list[tuple[Fraction, Fraction]]:
    """Return, for each positive root, ends that hold it and no other: the lower one outside, the upper one inside."""
    value = chain[0]
    # Cauchy's bounds, as powers of two.
    most = Fraction(2) ** (1 + max(map(abs, value)) // abs(value[-1])).bit_length()
    least = Fraction(1, 2) ** (1 + max(map(abs, value)) // abs(value[0])).bit_length()
    waiting, alone = [(least, _changes(chain, least), most, _changes(chain, None))], []
    while waiting:
        low, many, high, few = waiting.pop()
        if many - few == 1:
            alone.append((low, high))
        elif many > few:
            middle = (low + high) / 2 if high <= 2 * low else low * 2 ** ((high / low).__floor__().bit_length() // 2)
            between = _changes(chain, middle)
            waiting += [(low, many, middle, between), (middle, between, high, few)]
    return alone


def _root(value: list[int], low: Fraction, high: Fraction) -> float:
    """Return the one root between two places, by halves, in whole numbers until a float tells no more."""
    if _at(value, high) == 0:
        return float(high)
    rises = _at(value, high) > 0
    while float(low) < float(high) and high - low > low / 2**60:
        middle = (low + high) / 2
        if (_at(value, middle) > 0) == rises:
            high = middle
        else:
            low = middle
    return float(high)


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
