"""Which values along a map's axes are named, so that a reader finds round ones."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLOSE = 1e-6
MOST_NAMED = 10


def named_every(values: Sequence[float], most: int = MOST_NAMED) -> tuple[int, bool]:
    """Return how many values there are from one that is named to the next, and whether those are round.

    Parameters
    ----------
    values : sequence of float
        In even steps; the first is named.
    most : int
        How many may be named.

    Examples
    --------
    >>> named_every([60.0 + 2.5 * rank for rank in range(37)]), named_every([62.4 + 2.7 * rank for rank in range(31)])
    ((4, True), (4, False))
    """
    fewest = max(1, -(-(len(values) - 1) // (most - 1)))
    step = (values[-1] - values[0]) / max(len(values) - 1, 1)
    for every in range(fewest, len(values) // 2 + 1):
        if _is_round(every * step) and _is_multiple(values[0], every * step):
            return every, True
    return fewest, False


def _is_round(step: float) -> bool:
    if step <= 0:
        return False
    leading = step / 10.0 ** floor(log10(step) + _CLOSE)
    return any(abs(leading - nice) < _CLOSE for nice in _NICE)


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < _CLOSE
