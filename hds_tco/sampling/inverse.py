"""From uniform numbers, or normal points, to values: exact where that is cheap, by a table where it is not.

Tables are computed once a process, and stay in the user's cache from one process to the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from hds_tco.sampling.table import CELLS, NORMAL_CELLS, Table, Tables, normal_lines, tails
from hds_tco.scenario.distributions import Discrete, Distribution, Pert, Triangular, Uniform
from hds_tco.trace import user_cache

Array = npt.NDArray[np.float64]
Inverse = Callable[[Array, Array], None]
# Nearer to an end than one in a million the quantile of a skewed PERT is no straight line between those of a table.
FAR = 1e-6


@dataclass(frozen=True)
class Tabled:
    """An inverse read from a table.

    Parameters
    ----------
    table : Table
    law : Distribution, optional
        Whose quantiles stand for the table's nearer than `FAR` to an end.
    """

    table: Table
    law: Distribution | None = None

    def __call__(self, points: Array, values: Array) -> None:
        """Turn points into values."""
        nearest = Tables([self.table]).read([points], [values])
        self.mend(points, values, float(nearest[0]))

    def mend(self, points: Array, values: Array, nearest: float) -> None:
        """Put the exact quantile where a point is as near to an end as that."""
        if self.law is not None and nearest < 2 * FAR:  # twice: whatever the rounding, none is missed
            far = np.flatnonzero((points < FAR) | (points > 1.0 - FAR))
            values[far] = self.law.quantile(points[far])


@lru_cache(maxsize=1024)
def inverse_of(distribution: Distribution) -> Inverse:
    """Return a function that turns uniform numbers (first argument) into values (second, overwritten).

    Examples
    --------
    >>> values = np.empty(3)
    >>> inverse_of(Pert(0.0, 1.0, 4.0))(np.array([0.0, 0.5, 1.0]), values)
    >>> np.abs(values - Pert(0.0, 1.0, 4.0).quantile(np.array([0.0, 0.5, 1.0]))).max() < 1e-6
    np.True_
    """
    if isinstance(distribution, Pert) and distribution.low < distribution.high:
        return _pert(distribution)
    if isinstance(distribution, Uniform):
        return _uniform(distribution)
    if isinstance(distribution, Triangular) and distribution.low < distribution.high:
        return _triangular(distribution)

    def exact(uniform: Array, values: Array) -> None:
        values[...] = distribution.quantile(uniform)

    return exact


@lru_cache(maxsize=1024)
def inverse_of_normal(distribution: Distribution) -> Inverse:
    """Return a function that turns standard normal points into values: what correlated assumptions are drawn through.

    Examples
    --------
    >>> values = np.empty(2)
    >>> inverse_of_normal(Uniform(0.0, 10.0))(np.array([0.0, 1.0]), values)
    >>> values.round(4).tolist()
    [5.0, 8.4134]
    """
    if isinstance(distribution, Discrete):  # its steps fall between the lines of a table

        def exact(normal: Array, values: Array) -> None:
            from scipy.special import ndtr

            values[...] = distribution.quantile(ndtr(normal))

        return exact
    return Tabled(Table(table_of(distribution, normal=True), "normal"))


@cache
def normal_of() -> Table:
    """Return the table that turns uniform numbers into standard normal points."""
    from scipy.special import ndtri

    low = ndtri(np.maximum(tails()[: CELLS + 1], 2.0**-54))
    low[-1] = 0.0
    return Table(np.concatenate([low, -low[-2::-1]]), "tails")


def _uniform(law: Uniform) -> Inverse:
    def inverse(uniform: Array, values: Array) -> None:
        np.multiply(uniform, law.high - law.low, out=values)
        values += law.low

    return inverse


def _triangular(law: Triangular) -> Inverse:
    span = law.high - law.low
    turn = (law.mode - law.low) / span
    rising, falling = span * (law.mode - law.low), span * (law.high - law.mode)

    def inverse(uniform: Array, values: Array) -> None:
        left = law.low + np.sqrt(uniform * rising)
        right = law.high - np.sqrt((1.0 - uniform) * falling)
        values[...] = np.where(uniform < turn, left, right)

    return inverse


def _pert(law: Pert) -> Inverse:
    span = law.high - law.low
    return Tabled(Table(law.low + span * table_of(law), "tails"), law)


# What a table is told by: the mode of a PERT on [0, 1], or any law read along the normal axis.
Key = float | Distribution
# Fewer than these are made as fast as they are read back: a slider that moves one law keeps nothing.
MANY = 16
# Tables held in memory: a few tens of megabytes.
MOST_HELD = 1_024
_held: dict[Key, Array] = {}
_lock = threading.Lock()


def table_of(law: Distribution, normal: bool = False) -> Array:
    """Return a law's quantiles at the standard normal points of a table, or those of a PERT on [0, 1] at its tails.

    Parameters
    ----------
    law : Distribution
        A `Pert` unless `normal`.
    normal : bool

    Returns
    -------
    ndarray
        Read-only: at `normal_lines`, or at `tails`.
    """
    key = _key(law, normal)
    quantiles = _held.get(key)
    return _hold(key, _computed(key)) if quantiles is None else quantiles


def make_ready(laws: Iterable[tuple[Distribution, bool]]) -> None:
    """Have the tables of many laws at hand, each with whether it is read along the normal axis; others are left out."""
    wanted = {
        _key(law, normal)
        for law, normal in laws
        if (normal and not isinstance(law, Discrete)) or (isinstance(law, Pert) and law.low < law.high)
    }
    missing = sorted(wanted - _held.keys(), key=repr)
    if len(missing) < MANY:
        return
    entry = user_cache.key_of("quantiles", missing, CELLS, NORMAL_CELLS, version("scipy"))
    content = user_cache.load(entry)
    lengths = [2 * CELLS + 1 if isinstance(key, float) else NORMAL_CELLS + 1 for key in missing]
    if content is not None:
        tables = np.split(np.frombuffer(content), np.cumsum(lengths)[:-1])
    else:
        tables = [_computed(key) for key in missing]
        user_cache.save(entry, np.concatenate(tables).tobytes())
    for key, table in zip(missing, tables, strict=True):
        _hold(key, table)


def _hold(key: Key, table: Array) -> Array:
    table.setflags(write=False)
    with _lock:
        if len(_held) >= MOST_HELD:
            _held.clear()
        _held[key] = table
    return table


def _key(law: Distribution, normal: bool) -> Key:
    if normal or not isinstance(law, Pert):
        return law
    return float((law.mode - law.low) / (law.high - law.low))


def _computed(key: Key) -> Array:
    if not isinstance(key, float):
        from scipy.special import ndtr

        # A law without upper bound is infinite at 1, and a table holds numbers.
        return np.asarray(key.quantile(np.minimum(ndtr(normal_lines()), 1.0 - 2.0**-53)))
    from scipy.special import betaincinv

    tail = tails()[: CELLS + 1]
    first, second = 1.0 + 4.0 * key, 5.0 - 4.0 * key
    low = betaincinv(first, second, tail)
    high = 1.0 - betaincinv(second, first, tail)
    return np.concatenate([low, high[-2::-1]])
