"""Quantiles at the lines of a table: made once a process, and kept in the user's cache from one process to the next."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from hds_tco.sampling.table import CELLS, NORMAL_CELLS, normal_lines, tails
from hds_tco.scenario.distributions import Discrete, Distribution, Pert
from hds_tco.trace import user_cache

Array = npt.NDArray[np.float64]
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
    found = _held.get(key)
    return _hold(key, _made(key)) if found is None else found


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
    place = user_cache.key_of("quantiles", missing, CELLS, NORMAL_CELLS, version("scipy"))
    content = user_cache.load(place)
    lengths = [2 * CELLS + 1 if isinstance(key, float) else NORMAL_CELLS + 1 for key in missing]
    if content is not None:
        tables = np.split(np.frombuffer(content), np.cumsum(lengths)[:-1])
    else:
        tables = [_made(key) for key in missing]
        user_cache.save(place, np.concatenate(tables).tobytes())
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


def _made(key: Key) -> Array:
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
