"""Every internal rate of return of a series of flows, counted exactly: numpy-financial's `irr` gives one of several."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd

import numpy as np

from hds_tco.model.arrays import Array


def internal_rates(flows_eur: Array) -> tuple[float, ...]:
    """Return every rate above -100 % at which the net present value of flows is nil, each once, from the lowest.

    Parameters
    ----------
    flows_eur : ndarray, (H+1,)
        Of either sign.

    Returns
    -------
    tuple of float
        Per year: the roots i of ``sum(flows_eur[t] * (1 + i) ** -t) = 0``.

    Notes
    -----
    The value is a polynomial in 1/(1 + rate): Sturm's theorem counts its positive roots exactly, on the flows as whole
    numbers. A change of sign of the flows, or many, is only a bound on that count (Descartes).

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
    nonzero = np.flatnonzero(flows_eur)
    if not len(nonzero):
        return ()
    ratios = [float(flow).as_integer_ratio() for flow in flows_eur[nonzero[0] : nonzero[-1] + 1]]
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
    positive = [sign > 0 for sign in signs if sign]
    return sum(before != after for before, after in pairwise(positive))


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
