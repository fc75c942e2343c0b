"""Sampling errors that have a formula: of shares, and of quantiles and tail means of few draws."""

from __future__ import annotations

from math import nan, sqrt

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.simulation.tails import quantile

Array = npt.NDArray[np.float64]
# Draws beyond a quantile, on its scarcer side, below which nobody can tell its error: two for the quantile, five for
# the mean of the tail.
FEWEST_BEYOND = 2
FEWEST_IN_TAIL = 5
# Standard deviations of its rank within which a quantile is looked for.
RANKS = 9.0


def share_error(share: float, draws: int) -> float:
    """Return the standard error of a share of the draws.

    Where no draw is counted, or every one, the textbook formula says zero; Wilson's interval (1927), at one standard
    deviation, reaches to 1 / (draws + 1).

    Examples
    --------
    >>> share_error(0.5, 100), share_error(0.0, 99), share_error(1.0, 1)
    (0.05, 0.01, nan)
    """
    if draws < 2:
        return nan
    return sqrt(share * (1.0 - share) / draws) if 0.0 < share < 1.0 else 1.0 / (draws + 1)


def quantile_error(ordered: Array, share: float) -> float:
    """Return the standard error of a quantile: what resampling the ordered draws for ever would give.

    Maritz and Jarrett (1978): the quantile of a sample is, before it is drawn, each of its ordered draws with a
    probability that a beta law gives.

    Examples
    --------
    >>> round(quantile_error(np.arange(1.0, 100.0), 0.5), 1)  # near 100 x sqrt(0.5 x 0.5 / 99)
    4.9
    >>> quantile_error(np.arange(10.0), 0.95)
    nan
    """
    from scipy.special import betainc

    draws = len(ordered)
    if _constant(ordered):
        return 0.0
    if min(share, 1.0 - share) * draws < FEWEST_BEYOND - 1e-6:
        return nan
    place = share * (draws - 1)
    around = RANKS * (draws * share * (1.0 - share)) ** 0.5 + RANKS
    first, last = max(int(place - around), 0), min(int(place + around) + 1, draws)
    chances = np.diff(betainc(place + 1.0, draws - place, np.arange(first, last + 1) / draws))
    gaps = ordered[first:last] - quantile(ordered, share)
    mean = chances @ gaps
    return float(np.sqrt(max(chances @ gaps**2 - mean**2, 0.0)))


def tail_error(ordered: Array, share: float) -> float:
    """Return the standard error of the mean of the dearest draws: of the excess over the quantile, as of any mean.

    The tail mean is q + mean(max(x - q, 0)) / (1 - share), and does not move with q to the first order (Rockafellar
    and Uryasev, 2002).

    Examples
    --------
    >>> round(tail_error(np.arange(1.0, 101.0), 0.95), 2)
    1.44
    >>> tail_error(np.arange(20.0), 0.95)
    nan
    """
    draws = len(ordered)
    if _constant(ordered):
        return 0.0
    if (1.0 - share) * draws < FEWEST_IN_TAIL - 1e-6:
        return nan
    bound = quantile(ordered, share)
    beyond = ordered[np.searchsorted(ordered, bound, side="right") :] - bound
    mean = float(beyond.sum()) / draws
    squares = float(beyond @ beyond) - draws * mean**2
    return float(np.sqrt(squares / (draws - 1) / draws)) / (1.0 - share)


def _constant(ordered: Array) -> bool:
    """Tell whether more draws than one are all the same."""
    return len(ordered) > 1 and bool(ordered[0] == ordered[-1])
