"""The few moves along the years that the pieces share, in plain NumPy: years on the first axis, draws on the second."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import cast

import numpy as np
import numpy.typing as npt

from hds_tco.trace import named

Array = npt.NDArray[np.float64]
# ceil() of a need that is whole but for rounding noise must not buy a module more.
ROUNDING_NOISE = 1e-9


def scalar(number: float) -> Array:
    """Return a number as the model's functions take it.

    Parameters
    ----------
    number : float

    Returns
    -------
    ndarray, scalar

    Examples
    --------
    >>> scalar(1)
    np.float64(1.0)
    """
    return cast("Array", np.float64(number))


def previous(values: Array) -> Array:
    """Return last year's values; zero in year 0.

    Parameters
    ----------
    values : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        before = [0 * values[0], *values[:-1]]

    Examples
    --------
    >>> previous(np.array([1.0, 2.0, 3.0])).tolist()
    [0.0, 1.0, 2.0]
    """
    return np.concatenate([np.zeros_like(values[:1]), values[:-1]])


def following(values: Array) -> Array:
    """Return next year's values; the last year's stay.

    Parameters
    ----------
    values : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        after = [*values[1:], values[-1]]

    Examples
    --------
    >>> following(np.array([1.0, 2.0, 3.0])).tolist()
    [2.0, 3.0, 3.0]
    """
    return np.concatenate([values[1:], values[-1:]])


def upcoming(values: Array) -> Array:
    """Return next year's values; zero in the last year.

    Parameters
    ----------
    values : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        after = [*values[1:], 0 * values[0]]

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
    values : ndarray, (H+1,) or (H+1, draws)
    years : ndarray of int, scalar

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        before = [values[t - years] if t >= years else 0 * values[0] for t in range(len(values))]

    Examples
    --------
    >>> delayed(np.array([5.0, 6.0, 7.0, 8.0]), np.int64(2), np.arange(4)).tolist()
    [0.0, 0.0, 5.0, 6.0]
    """
    rank = np.arange(len(values))
    return np.take(values, np.maximum(rank - years, 0), axis=0) * np.where(year >= years, 1.0, 0.0)


def sum_of(items: Iterable[Array]) -> Array:
    """Return the sum of one array or more, in their order.

    Parameters
    ----------
    items : iterable of ndarray, of shapes that broadcast

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        total = sum(items)

    Examples
    --------
    >>> sum_of([np.array([1.0, 2.0]), np.float64(3.0)]).tolist()
    [4.0, 5.0]
    """
    return reduce(operator.add, items)


def along(year: Array, values: Array) -> Array:
    """Return figures given by year, with the second axis that the years have, if any.

    Parameters
    ----------
    values : ndarray, (H+1,)

    Returns
    -------
    ndarray, (H+1,) or (H+1, 1)

    Notes
    -----
    Formula::

        figures = values[:, None] if len(year.shape) > len(values.shape) else values

    Examples
    --------
    >>> along(np.arange(2)[:, None], np.array([5.0, 6.0])).tolist()
    [[5.0], [6.0]]
    """
    return values[:, None] if year.ndim > values.ndim else values


def product_before(factors: Array, key: str) -> Array:
    """Return, in each year, the product of the factors of the years before: 1 in year 0.

    Parameters
    ----------
    factors : ndarray, (H+1,) or (H+1, draws)
    key : str
        Name of the steps.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        product = previous(cumprod(factors), 1)

    Examples
    --------
    >>> product_before(np.array([1.0, 2.0, 0.5, 3.0]), "price").tolist()
    [1.0, 1.0, 2.0, 1.0]
    """
    path: list[Array] = []
    for t in range(len(factors)):
        reached = path[t - 1] * factors[t - 1] if t else factors[0] * 0.0 + 1.0
        path.append(named(key, reached, at=t))
    return by_year(path)


def by_year(rows: Sequence[Array]) -> Array:
    """Return one array of one row a year; a row that is the same for every draw is spread over them.

    Parameters
    ----------
    rows : sequence of ndarray, scalar or (draws,)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

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

    Parameters
    ----------
    need : ndarray, (H+1,) or (H+1, draws)
        In modules, fractions allowed.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        modules = ceil(max(need - 1e-9, 0))

    Examples
    --------
    >>> whole(np.array([0.0, 1.2, 3.0000000000001])).tolist()
    [0.0, 2.0, 3.0]
    """
    return np.ceil(np.maximum(need - ROUNDING_NOISE, 0.0))


def ratio(part: Array, total: Array) -> Array:
    """Return part / total, zero where the total is zero.

    Parameters
    ----------
    part, total : ndarray, (H+1,) or (H+1, draws), or of a shape that broadcasts to it

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        share = where(total == 0, 0, part / where(total == 0, 1, total))

    Examples
    --------
    >>> ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0])).tolist()
    [0.25, 0.0]
    """
    return np.where(total == 0, 0.0, part / np.where(total == 0, 1.0, total))


def chosen(choice: object, name: str) -> Array:
    """Return 1 where a choice of the scenario is `name`, else 0.

    Parameters
    ----------
    choice : ndarray of str, scalar or (draws,)
    name : str

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        flag = 1 * (choice == name)

    Examples
    --------
    >>> chosen(np.array("extend"), "extend")
    np.float64(1.0)
    """
    return np.where(choice == name, 1.0, 0.0)[()]


def flags_of(activities: object) -> Array:
    """Return a list of activities as the model is given it: 1 for each of the six that is in it, else 0.

    Parameters
    ----------
    activities : ndarray, (6,)

    Returns
    -------
    ndarray, (6,)
    """
    return cast("Array", activities)
