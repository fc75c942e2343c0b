"""The few moves along the years that the pieces share, in plain NumPy.

Amounts have the years 0..H on the first axis and, when there are draws, the draws on the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# ceil() of a need that is whole but for rounding noise must not buy a module more.
ROUNDING_NOISE = 1e-9


def scalar(number: float) -> Array:
    """Return a number as the model's functions take it.

    Examples
    --------
    >>> scalar(1)
    np.float64(1.0)
    """
    return cast("Array", np.float64(number))


def previous(values: Array) -> Array:
    """Return last year's values; zero in year 0.

    Examples
    --------
    >>> previous(np.array([1.0, 2.0, 3.0])).tolist()
    [0.0, 1.0, 2.0]
    """
    return np.concatenate([np.zeros_like(values[:1]), values[:-1]])


def following(values: Array) -> Array:
    """Return next year's values; the last year's stay.

    Examples
    --------
    >>> following(np.array([1.0, 2.0, 3.0])).tolist()
    [2.0, 3.0, 3.0]
    """
    return np.concatenate([values[1:], values[-1:]])


def upcoming(values: Array) -> Array:
    """Return next year's values; zero in the last year.

    Examples
    --------
    >>> upcoming(np.array([1.0, 2.0, 3.0])).tolist()
    [2.0, 3.0, 0.0]
    """
    return np.concatenate([values[1:], np.zeros_like(values[:1])])


def delayed(values: Array, years: Array, year: Array) -> Array:
    """Return the values of some years before; zero where there is no such year.

    Parameters
    ----------
    values : ndarray
        By year.
    years : ndarray of int
        How many, a scalar.
    year : ndarray
        0..H, with a second axis of length 1 before draws.

    Examples
    --------
    >>> delayed(np.array([5.0, 6.0, 7.0, 8.0]), np.int64(2), np.arange(4)).tolist()
    [0.0, 0.0, 5.0, 6.0]
    """
    rank = np.arange(len(values))
    return np.take(values, np.maximum(rank - years, 0), axis=0) * np.where(year >= years, 1.0, 0.0)


def by_year(rows: Sequence[Array]) -> Array:
    """Return one array of one row a year; a row that is the same for every draw is spread over them.

    Examples
    --------
    >>> by_year([np.zeros(1), np.array([1.0, 2.0])]).tolist()
    [[0.0, 0.0], [1.0, 2.0]]
    """
    shapes = {row.shape for row in rows}
    if len(shapes) > 1:
        widest = np.broadcast_shapes(*shapes)
        rows = [np.broadcast_to(row, widest) for row in rows]
    return np.stack(rows)


def whole(need: Array) -> Array:
    """Return how many whole modules cover a need.

    Examples
    --------
    >>> whole(np.array([0.0, 1.2, 3.0000000000001])).tolist()
    [0.0, 2.0, 3.0]
    """
    return np.ceil(np.maximum(need - ROUNDING_NOISE, 0.0))


def ratio(part: Array, total: Array) -> Array:
    """Return part / total, zero where the total is zero.

    Examples
    --------
    >>> ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.25, 0.0]
    """
    return np.where(total == 0, 0.0, part / np.where(total == 0, 1.0, total))


def chosen(choice: object, name: str) -> Array:
    """Return 1 where a choice of the scenario is `name`, else 0.

    Examples
    --------
    >>> chosen(np.array("extend"), "extend")
    np.float64(1.0)
    """
    return np.where(choice == name, 1.0, 0.0)[()]


def held(activities: object) -> Array:
    """Return a list of activities as the model is given it: 1 for each of the six that is in it, else 0."""
    return cast("Array", activities)
