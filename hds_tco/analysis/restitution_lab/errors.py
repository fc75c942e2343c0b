"""Figures of draws with their sampling errors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.simulation.result import BATCHES, TAIL, Estimate
from hds_tco.analysis.simulation.tails import tail_mean

Array = npt.NDArray[np.float64]
NOTHING = Estimate(float("nan"), float("nan"))


def mean_of(values: Array) -> Estimate:
    """Return a mean; with paired differences, its error is that of the difference.

    Examples
    --------
    >>> mean_of(np.array([1.0, 3.0]))
    Estimate(value=2.0, standard_error=1.0)
    """
    if not len(values):
        return NOTHING
    error = float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
    return Estimate(float(values.mean()), error)


def by_batches(figure: Callable[..., float], *draws: Array) -> Estimate:
    """Return a figure of some rows of draws; its error comes from its spread over batches of them.

    Parameters
    ----------
    figure : callable
        Takes as many arrays as `draws`.
    *draws : ndarray
        Rows of the same length, paired.

    Examples
    --------
    >>> by_batches(lambda a: float(a.max()), np.ones(100))
    Estimate(value=1.0, standard_error=0.0)
    """
    count = len(draws[0])
    if not count:
        return NOTHING
    batches = min(BATCHES, count // 2)  # fewer than two draws a batch tell nothing of a spread
    value = figure(*draws)
    if batches < 2:
        return Estimate(value, float("nan"))
    parts = zip(*(np.array_split(row, batches) for row in draws), strict=True)
    figures = [figure(*part) for part in parts]
    return Estimate(value, float(np.std(figures, ddof=1) / np.sqrt(batches)))


def tail_of(values: Array) -> float:
    """Return the mean of the dearest 5 % of draws (CVaR 95).

    Examples
    --------
    >>> tail_of(np.arange(1.0, 101.0))
    98.0
    """
    return tail_mean(np.sort(values), TAIL)


def tail_fall(before: Array, after: Array) -> Estimate:
    """Return by how much CVaR 95 falls, on the same draws."""
    return by_batches(lambda a, b: tail_of(a) - tail_of(b), before, after)
