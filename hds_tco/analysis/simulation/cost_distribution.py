"""How an option's costs are spread over the draws: quantiles, tail means, chances to pass a bound."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hds_tco.analysis.estimate import (
    BATCHES,
    QUANTILE,
    TAIL_MEAN,
    Array,
    Estimate,
    OrderStatistic,
    error_by_parts,
    order_error,
    quantile,
    share_error,
    tail_mean,
)
from hds_tco.analysis.simulation.accumulators import Sketch
from hds_tco.scenario import Fault, ScenarioError


@dataclass(frozen=True)
class CostDistribution:
    """The costs of an option, risks as drawn.

    Parameters
    ----------
    costs : ndarray
        Of the kept draws.
    draws : int
        How many were made.
    scramblings : int or None
        Of how many whole scramblings of Sobol points the kept draws are; None if they are pseudo-random.
    sketch : Sketch or None
        Where figures come from when not every draw is kept.
    rank : int
        The option's rank there.

    Examples
    --------
    >>> costs = CostDistribution(np.arange(1.0, 101.0), 100)
    >>> costs.tail_mean(0.95).value, costs.above(np.array([90.0]))[0].round(2).tolist()
    (98.0, [0.1])
    """

    costs: Array
    draws: int
    scramblings: int | None = None
    sketch: Sketch | None = None
    rank: int = 0

    def figure(self, share: float) -> float:
        """Return the cost that a share of the draws does not exceed, without its error."""
        return self.sketch.quantile(self.rank, share) if self.sketch else quantile(self._ordered, share)

    def quantile(self, share: float) -> Estimate:
        """Return the cost that a share of the draws does not exceed."""
        _refuse_no_share(share)
        return Estimate(self.figure(share), self._error(QUANTILE, share))

    def tail_mean(self, share: float) -> Estimate:
        """Return the mean cost of the dearest ``1 - share`` of the draws."""
        _refuse_no_share(share)
        value = self.sketch.tail_mean(self.rank, share) if self.sketch else tail_mean(self._ordered, share)
        return Estimate(value, self._error(TAIL_MEAN, share))

    def above(self, bounds: Array) -> tuple[Array, Array]:
        """Return the shares of draws that cost more than each bound, and their sampling errors."""
        shares = self.sketch.shares_above(self.rank, bounds) if self.sketch else _above(self._ordered, bounds)
        errors = np.array([share_error(float(share), self.draws) for share in shares])
        if self.scramblings is None or len(self._parts) < 2:
            return shares, errors
        sizes = [len(part) for part in self._parts]
        by_part = np.array([_above(part, bounds) for part in self._parts])
        spread = np.array([error_by_parts(list(each), sizes, self.draws) for each in by_part.T])
        return shares, np.where(spread > 0, spread, errors)  # every part the same: none crossed, or all

    @cached_property
    def _ordered(self) -> Array:
        """The kept costs, the lowest first."""
        return np.sort(self.costs)

    @cached_property
    def _parts(self) -> list[Array]:
        """The kept costs in independent parts, each ordered: whole scramblings, if enough of them are kept."""
        scramblings = self.scramblings or 0
        count = scramblings if scramblings >= BATCHES // 2 else BATCHES  # parts of one are less even
        return [np.sort(part) for part in np.array_split(self.costs, min(count, len(self.costs)))]

    def _error(self, statistic: OrderStatistic, share: float) -> float:
        """Return the sampling error of a quantile or a tail mean of all draws, from those kept."""
        return order_error(statistic, self._ordered, share, lambda: self._parts, self.draws)


def _refuse_no_share(share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise ScenarioError([Fault("no_share", read=f"{share:g}")])


def _above(ordered: Array, bounds: Array) -> Array:
    return np.asarray(1.0 - np.searchsorted(ordered, bounds, side="right") / len(ordered))
