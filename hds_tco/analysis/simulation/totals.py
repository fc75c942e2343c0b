"""What is added up over draws, part by part; parts merge, in whatever memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """Sums over some draws.

    Parameters
    ----------
    draws : int
    mean, squares : ndarray
        Of each measure: mean, and sum of squared differences from it.
    cheapest : ndarray
        For each option, in how many draws it is the cheapest of those compared, risks as drawn; the first of equals
        counts. None of an option that stands apart.
    regret, regret_squares : ndarray
        For each option, mean of its cost above that of the cheapest of the draw among those compared, risks as drawn;
        and as `squares`.
    best_expected : float
        Mean of the lowest cost of each draw among the options compared, risks at their expectation.
    """

    draws: int
    mean: Array
    squares: Array
    cheapest: Array
    regret: Array
    regret_squares: Array
    best_expected: float


def totals_of(values: Array, cost: list[int], expected: list[int], compared: list[int] | None = None) -> Totals:
    """Return the totals of some draws.

    Parameters
    ----------
    values : ndarray
        Shape ``(measures, draws)``.
    cost, expected : list of int
        Rows of the options' costs, risks as drawn and at their expectation.
    compared : list of int, optional
        Places of the options that are compared; all if left out. The others never come first.

    Examples
    --------
    >>> totals = totals_of(np.array([[1.0, 5.0], [2.0, 3.0]]), [0, 1], [0, 1])
    >>> totals.cheapest.tolist(), totals.regret.tolist(), totals.best_expected
    ([1.0, 1.0], [1.0, 0.5], 2.0)
    """
    draws = values.shape[1]
    # The functions behind the methods: a small run sums up sixteen parts, and what each call costs shows.
    mean = np.add.reduce(values, axis=1) / draws
    costs = values[cost]
    ranks = np.arange(len(cost)) if compared is None else np.array(compared)
    rivals = costs if compared is None else costs[ranks]
    best = np.minimum.reduce(rivals, axis=0)
    regret = costs - best
    mean_regret = np.add.reduce(regret, axis=1) / draws
    winner = ranks[rivals.argmin(axis=0)]
    return Totals(
        draws=draws,
        mean=mean,
        squares=_squared(values - mean[:, None]),
        cheapest=np.bincount(winner, minlength=len(cost)).astype(np.float64),
        regret=mean_regret,
        regret_squares=_squared(regret - mean_regret[:, None]),
        best_expected=float(np.add.reduce(np.minimum.reduce(values[np.array(expected)[ranks]], axis=0)) / draws),
    )


def _squared(gaps: Array) -> Array:
    """Return the sum of squares of each row."""
    squares: Array = np.add.reduce(np.square(gaps, out=gaps), axis=1)
    return squares


def merged(parts: Iterable[Totals]) -> Totals:
    """Return the totals of several parts together (Chan, Golub and LeVeque's pairwise update)."""
    return reduce(_merge, parts)


def _merge(one: Totals, other: Totals) -> Totals:
    draws = one.draws + other.draws
    weight = other.draws / draws
    gap, regret_gap = other.mean - one.mean, other.regret - one.regret
    between = one.draws * weight
    return Totals(
        draws=draws,
        mean=one.mean + gap * weight,
        squares=one.squares + other.squares + gap**2 * between,
        cheapest=one.cheapest + other.cheapest,
        regret=one.regret + regret_gap * weight,
        regret_squares=one.regret_squares + other.regret_squares + regret_gap**2 * between,
        best_expected=one.best_expected + (other.best_expected - one.best_expected) * weight,
    )
