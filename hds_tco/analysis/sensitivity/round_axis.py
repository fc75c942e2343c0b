"""Round values along an axis, as a person would choose them."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np
import numpy.typing as npt

# Values between which an axis is named, how many, and steps between two of them.
_NICE, _FEWEST, _MOST, _STEPS = (1.0, 2.0, 2.5, 5.0), 4, 9, (1, 2, 4, 5, 10, 20)


def round_values(
    low: float, high: float, count: int, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> npt.NDArray[np.float64]:
    """Return about so many values in even steps, over a range widened to round ends.

    Parameters
    ----------
    low, high : float
    count : int
    bounds : tuple of float
        What may not be passed: there the range is narrowed to a round end instead.

    Examples
    --------
    >>> values = round_values(62.4, 143.0, 31)
    >>> len(values), values[:3].tolist(), float(values[-1])
    (37, [60.0, 62.5, 65.0], 150.0)
    >>> round_values(0.03, 0.97, 5, (0.05, 1.0)).tolist()
    [0.2, 0.4, 0.6, 0.8, 1.0]
    """
    power = floor(log10(high - low))
    ticks = [nice * 10.0**at for at in (power - 1, power, power + 1) for nice in _NICE]
    ends = {tick: _ends(low, high, tick, bounds) for tick in ticks}
    usable = [tick for tick in ticks if _FEWEST <= ends[tick][1] - ends[tick][0] <= _MOST]
    tick = min(usable, key=lambda tick: (round((ends[tick][1] - ends[tick][0]) * tick, 9), -tick))
    first, last = ends[tick]
    steps = min(_STEPS, key=lambda steps: abs((last - first) * steps + 1 - count))
    values = np.arange(first * steps, last * steps + 1) * (tick / steps)
    return np.asarray(np.round(values, 9 - power), dtype=np.float64)


def _ends(low: float, high: float, tick: float, bounds: tuple[float, float]) -> tuple[int, int]:
    """Return the ends of a range in ticks, outward unless a bound is passed."""
    spare = 1e-9
    first, last = floor(low / tick + spare), ceil(high / tick - spare)
    if first * tick < bounds[0] - spare * tick:
        first = ceil(low / tick - spare)
    if last * tick > bounds[1] + spare * tick:
        last = floor(high / tick + spare)
    return first, last
