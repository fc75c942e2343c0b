"""Figures of draws with their sampling errors."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, nan
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.simulation.errors import share_error
from hds_tco.analysis.simulation.result import BATCHES, NOISE, TAIL, Estimate
from hds_tco.analysis.simulation.tails import quantile, tail_mean
from hds_tco.model.finance import HALF_A_CENT

Array = npt.NDArray[np.float64]
Verdict = Literal["buying", "leasing", "unsure", "same"]
HALVINGS = 40


def mean_of(values: Array) -> Estimate:
    """Return the mean; on common draws the mean of a difference has the error of the difference.

    Examples
    --------
    >>> mean_of(np.array([1.0, 2.0, 3.0]))
    Estimate(value=2.0, standard_error=0.5773502691896258)
    """
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else nan)


def share_of(happens: npt.NDArray[np.bool_]) -> Estimate:
    """Return the share of draws in which something happens."""
    share = float(happens.mean())
    return Estimate(share, share_error(share, len(happens)))


def quantile_of(values: Array, share: float) -> Estimate:
    """Return the figure that a share of the draws does not exceed; its error from 16 parts of the draws."""
    return by_parts(lambda part: quantile(np.sort(part[0]), share), values)


def tail_gap(values: Array, against: Array) -> Estimate:
    """Return by how much the mean of the dearest 5 % of some draws exceeds that of others (CVaR 95)."""
    return by_parts(lambda part: tail_of(part[0]) - tail_of(part[1]), values, against)


def tail_of(values: Array) -> float:
    """Return the mean of the dearest 5 % (CVaR 95).

    Examples
    --------
    >>> tail_of(np.arange(1.0, 101.0))
    98.0
    """
    return tail_mean(np.sort(values), TAIL)


def by_parts(figure: Callable[[list[Array]], float], *rows: Array) -> Estimate:
    """Return a figure of all draws, and its error from how it varies over 16 parts of them."""
    whole = figure(list(rows))
    draws = len(rows[0])
    if draws < 2 * BATCHES:
        return Estimate(whole, nan)
    found = np.array([figure(list(part)) for part in zip(*(np.array_split(row, BATCHES) for row in rows), strict=True)])
    return Estimate(whole, float(found.std(ddof=1) / np.sqrt(BATCHES)))


def verdict_of(gap: Estimate) -> Verdict:
    """Tell which way is the cheaper, from the mean cost of leasing less that of buying.

    Examples
    --------
    >>> verdict_of(Estimate(9.0, 3.0)), verdict_of(Estimate(-5.0, 3.0)), verdict_of(Estimate(0.0, 0.0))
    ('buying', 'unsure', 'same')
    """
    if abs(gap.value) < HALF_A_CENT and not gap.standard_error >= HALF_A_CENT:
        return "same"
    if not abs(gap.value) > NOISE * gap.standard_error:
        return "unsure"
    return "buying" if gap.value > 0 else "leasing"


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
