"""Figures of draws and their sampling errors: mean, share, ratio, quantile, tail mean, paired difference, root.

One rule for every study. What is linear in the draws has its textbook formula. A quantile or a tail mean has the
formula that resampling tends to, until each of 16 parts of the draws can tell one of its own; then the spread over the
parts, which sees what Sobol points gain. Where too few draws lie in a tail the error is nan, written ``?``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, nan, sqrt

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# Equal parts of the draws whose spread gives the sampling error of what has no formula for it.
BATCHES = 16
# Draws that a quantile must leave on its scarcer side in each part, or a formula on all of them tells more.
LEAST_BEYOND = 6
# Draws beyond a quantile, on its scarcer side, below which nobody can tell its error: two for the quantile, five for
# the mean of the tail.
FEWEST_BEYOND = 2
FEWEST_IN_TAIL = 5
# Standard deviations of its rank within which a quantile is looked for.
RANKS = 9.0
TAIL = 0.95
# Two standard errors: below, the order of two figures may be chance.
NOISE = 2.0
HALVINGS = 40


@dataclass(frozen=True)
class Estimate:
    """A figure of some draws and how far the luck of the draw may have put it.

    Parameters
    ----------
    value : float
    standard_error : float
        Standard deviation of the figure over runs with other seeds; nan when there are too few draws to tell.
    """

    value: float
    standard_error: float

    def __abs__(self) -> Estimate:
        """Return its size, whatever its sign."""
        return Estimate(abs(self.value), self.standard_error)

    def cells(self, name: str) -> dict[str, float]:
        """Return two cells of a frame.

        Examples
        --------
        >>> Estimate(2.0, 0.5).cells("mean_eur")
        {'mean_eur': 2.0, 'mean_eur_standard_error': 0.5}
        """
        return {name: self.value, f"{name}_standard_error": self.standard_error}


# Of no draw, or of what has no meaning.
UNKNOWN = Estimate(nan, nan)


def mean_of(values: Array) -> Estimate:
    """Return the mean; of differences on the same draws, the error is that of the difference.

    Parameters
    ----------
    values : ndarray
        Shape ``(draws,)``.

    Examples
    --------
    >>> mean_of(np.array([1.0, 3.0])), mean_of(np.array([]))
    (Estimate(value=2.0, standard_error=1.0), Estimate(value=nan, standard_error=nan))
    """
    draws = len(values)
    if not draws:
        return UNKNOWN
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(draws)) if draws > 1 else nan)


def mean_by_parts(values: Array) -> Estimate:
    """Return the mean, its error from its spread over 16 parts of the draws: what Sobol points need.

    Examples
    --------
    >>> mean_by_parts(np.arange(16.0) % 2)
    Estimate(value=0.5, standard_error=0.12909944487358055)
    """
    parts = [part for part in np.array_split(values, BATCHES) if len(part)]
    error = error_by_parts([float(part.mean()) for part in parts], [len(part) for part in parts], len(values))
    return Estimate(float(values.mean()), error)


def share_of(happens: Flags) -> Estimate:
    """Return the share of draws in which something happens; see `share_error`.

    Examples
    --------
    >>> share_of(np.array([True, False, False, False])).value
    0.25
    """
    if not len(happens):
        return UNKNOWN
    share = float(happens.mean())
    return Estimate(share, share_error(share, len(happens)))


def ratio_of(above: Array, below: Array) -> Estimate:
    """Return a ratio of two means on the same draws, its error to first order (delta method).

    Examples
    --------
    >>> ratio_of(np.array([2.0, 6.0]), np.array([1.0, 3.0]))
    Estimate(value=2.0, standard_error=0.0)
    """
    mean = float(below.mean())
    if not mean > 0:
        return UNKNOWN
    ratio = float(above.mean()) / mean
    return Estimate(ratio, mean_of(above - ratio * below).standard_error / mean)


def quantile_of(values: Array, share: float) -> Estimate:
    """Return the value that a share of the draws does not exceed.

    Examples
    --------
    >>> quantile_of(np.arange(99.0), 0.5).value
    49.0
    """
    if not len(values):
        return UNKNOWN
    ordered = np.sort(values)
    return Estimate(quantile(ordered, share), order_error(QUANTILE, ordered, share, lambda: _ordered_parts(values)))


def tail_of(values: Array, share: float = TAIL) -> Estimate:
    """Return the mean of the dearest ``1 - share`` of the draws: the conditional value at risk (CVaR).

    Examples
    --------
    >>> tail_of(np.arange(1.0, 101.0)).value
    98.0
    """
    if not len(values):
        return UNKNOWN
    ordered = np.sort(values)
    return Estimate(tail_mean(ordered, share), order_error(TAIL_MEAN, ordered, share, lambda: _ordered_parts(values)))


def tail_gap_of(values: Array, against: Array, share: float = TAIL) -> Estimate:
    """Return by how much the tail mean of some draws exceeds that of others, on the same draws.

    The error is that of the mean of the excesses' differences, as `tail_error` has it for one.

    Examples
    --------
    >>> tail_gap_of(np.arange(1.0, 101.0) + 3.0, np.arange(1.0, 101.0))
    Estimate(value=3.0, standard_error=0.0)
    """
    draws = len(values)
    if not draws:
        return UNKNOWN
    gap = tail_value(values, share) - tail_value(against, share)
    differences = values - against
    if draws > 1 and differences.min() == differences.max():
        return Estimate(gap, 0.0)
    if (1.0 - share) * draws < FEWEST_IN_TAIL - 1e-6:
        return Estimate(gap, nan)
    if _few_for_parts(share, draws):
        return Estimate(gap, mean_of(_excess(values, share) - _excess(against, share)).standard_error)
    parts = list(zip(np.array_split(values, BATCHES), np.array_split(against, BATCHES), strict=True))
    gaps = [tail_value(one, share) - tail_value(other, share) for one, other in parts]
    return Estimate(gap, error_by_parts(gaps, [len(one) for one, _ in parts], draws))


def root(gap_at: Callable[[float], Estimate], low: float, high: float, step: float) -> Estimate:
    """Return where a gap changes sign between two ends; its error is that of the gap over the slope.

    Parameters
    ----------
    gap_at : callable
    low, high : float
        Ends at which the gap has different signs.
    step : float
        How far on either side the slope is measured: wide enough to see over the steps of whole modules.

    Examples
    --------
    >>> found = root(lambda x: Estimate(2.0 * x - 3.0, 0.1), 0.0, 4.0, 0.5)
    >>> round(found.value, 6), round(found.standard_error, 6)
    (1.5, 0.05)
    """
    first, last = low, high
    positive = gap_at(low).value > 0
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        if (gap_at(middle).value > 0) == positive:
            low = middle
        else:
            high = middle
    left, right = max(low - step, first), min(low + step, last)
    slope = (gap_at(right).value - gap_at(left).value) / (right - left) if right > left else 0.0
    error = gap_at(low).standard_error / abs(slope) if slope else nan
    return Estimate(low, error if isfinite(error) else nan)


def quantile(ordered: Array, share: float) -> float:
    """Return the value that a share of the ordered draws does not exceed (interpolated, as `numpy.quantile`).

    Examples
    --------
    >>> quantile(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.5)
    3.0
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def tail_mean(ordered: Array, share: float) -> float:
    """Return the mean of the dearest ``1 - share`` of the ordered draws.

    The draw on the border counts for the part of it that the share leaves (Rockafellar and Uryasev, 2002).

    Examples
    --------
    >>> tail_mean(np.arange(1.0, 101.0), 0.95)
    98.0
    """
    count = max((1.0 - share) * len(ordered), 1e-9)
    whole = int(count + 1e-6)  # 5 % of 100 is five, whatever the last bit says
    part = count - whole if count - whole > 1e-6 or not whole else 0.0
    kept = float(ordered[len(ordered) - whole :].sum()) if whole else 0.0
    border = float(ordered[len(ordered) - whole - 1]) if part else 0.0
    return (kept + part * border) / (whole + part)


def tail_value(values: Array, share: float = TAIL) -> float:
    """Return the tail mean of draws in any order, without its error.

    Examples
    --------
    >>> tail_value(np.arange(100.0, 0.0, -1.0))
    98.0
    """
    return tail_mean(np.sort(values), share)


def mean_error(squares: float, draws: int) -> float:
    """Return the standard error of a mean, from the sum of squared differences from it.

    Examples
    --------
    >>> mean_error(2.0, 2), mean_error(0.0, 1)
    (1.0, nan)
    """
    return float(np.sqrt(squares / (draws - 1) / draws)) if draws > 1 else nan


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
    return mean_error(float(beyond @ beyond) - draws * mean**2, draws) / (1.0 - share)


@dataclass(frozen=True)
class OrderStatistic:
    """A figure of ordered draws and a share of them, and the formula of its standard error when they are few."""

    figure: Callable[[Array, float], float]
    formula: Callable[[Array, float], float]


QUANTILE = OrderStatistic(quantile, quantile_error)
TAIL_MEAN = OrderStatistic(tail_mean, tail_error)


def order_error(
    statistic: OrderStatistic,
    ordered: Array,
    share: float,
    parts: Callable[[], Sequence[Array]],
    draws: int | None = None,
) -> float:
    """Return the standard error of a quantile or of a tail mean.

    Parameters
    ----------
    statistic : OrderStatistic
    ordered : ndarray
        Draws, the lowest first.
    share : float
    parts : callable
        Returns the same draws in independent parts, each ordered; called only where there are enough of them.
    draws : int, optional
        How many draws the figure rests on, where `ordered` is a sample of them.
    """
    count = len(ordered)
    if _few_for_parts(share, count):
        return statistic.formula(ordered, share) * float(np.sqrt(count / (draws or count)))
    found = parts()
    return error_by_parts([statistic.figure(part, share) for part in found], list(map(len, found)), draws or count)


def error_by_parts(figures: Sequence[float], sizes: Sequence[int], draws: int) -> float:
    """Return the standard error over so many draws of what was found in independent parts, each of its own size.

    Examples
    --------
    >>> error_by_parts([1.0, 3.0], [50, 50], 100), error_by_parts([1.0], [100], 100)
    (1.0, nan)
    """
    if len(figures) < 2:
        return nan
    mean = np.average(figures, weights=sizes)
    one_draw = np.dot(sizes, (np.array(figures) - mean) ** 2) / (len(figures) - 1)
    return float(np.sqrt(one_draw / draws))


def _few_for_parts(share: float, draws: int) -> bool:
    """Tell whether 16 parts of the draws would each leave too few beyond a quantile."""
    return min(share, 1.0 - share) * draws < LEAST_BEYOND * BATCHES


def _ordered_parts(values: Array) -> list[Array]:
    return [np.sort(part) for part in np.array_split(values, BATCHES)]


def _excess(values: Array, share: float) -> Array:
    """Return, of each draw, what it adds to the tail mean: its excess over the quantile, over the share of the tail."""
    bound = quantile(np.sort(values), share)
    return np.maximum(values - bound, 0.0) / (1.0 - share)


def _constant(ordered: Array) -> bool:
    """Tell whether more draws than one are all the same."""
    return len(ordered) > 1 and bool(ordered[0] == ordered[-1])
