"""From uniform numbers, or normal points, to values: exact where that is cheap, by a table where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from hds_tco.sampling.quantiles import table_of
from hds_tco.sampling.table import CELLS, Table, Tables, tails
from hds_tco.scenario.distributions import Discrete, Distribution, Pert, Triangular, Uniform

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
