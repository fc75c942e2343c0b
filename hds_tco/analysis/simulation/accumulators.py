"""What is kept of draws: sums and histograms, which add up part by part, and how the costs of an option are spread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

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
from hds_tco.scenario import Fault, ScenarioError

Counts = npt.NDArray[np.int64]
# A histogram for each option; sums of the costs beyond the bins, below and above; lowest and highest cost.
Counted: TypeAlias = tuple[list[Any], Array, Array, Array]
# Equal bins over the middle of the kept draws, a tenth left out on each side: no outlier and no heavy tail widens them.
MIDDLE = 8_192
CENTRAL = (0.1, 0.9)
# Beyond, bins that begin as narrow and widen by this share of their distance from the middle: to 20,000 times its
# length on each side.
FAR = 12_288
WIDENING = 1 / 1024
BINS = MIDDLE + 2 * FAR
# Shortest middle, where most draws are the same: of the range of all but one kept draw in a thousand on each side, of
# a cost, in euros.
NEARLY_ALL = (0.001, 0.999)
SHORTEST = (5e-5, 1e-9, 1e-6)
_BEYOND = np.expm1(np.arange(FAR + 1) * WIDENING) / WIDENING
# Borders of the bins, in bins of the middle from where it begins.
_BORDERS = np.concatenate([-_BEYOND[::-1], np.arange(1.0, MIDDLE), MIDDLE + _BEYOND])


@dataclass(frozen=True)
class Totals:
    """Sums over some draws.

    Parameters
    ----------
    draws : int
    mean, squares : ndarray
        Of each measure: mean, and sum of squared differences from it.
    cheapest : ndarray
        For each option, in how many draws it is the cheapest of those compared, risks as drawn; the first of equals
        counts. None of an option that stands apart.
    regret, regret_squares : ndarray
        For each option, mean of its cost above that of the cheapest of the draw among those compared, risks as drawn;
        and as `squares`.
    best_expected : float
        Mean of the lowest cost of each draw among the options compared, risks at their expectation.
    """

    draws: int
    mean: Array
    squares: Array
    cheapest: Array
    regret: Array
    regret_squares: Array
    best_expected: float


def totals_of(values: Array, cost: list[int], expected: list[int], compared: list[int] | None = None) -> Totals:
    """Return the totals of some draws.

    Parameters
    ----------
    values : ndarray
        Shape ``(measures, draws)``.
    cost, expected : list of int
        Rows of the options' costs, risks as drawn and at their expectation.
    compared : list of int, optional
        Places of the options that are compared; all if left out. The others never come first.

    Examples
    --------
    >>> totals = totals_of(np.array([[1.0, 5.0], [2.0, 3.0]]), [0, 1], [0, 1])
    >>> totals.cheapest.tolist(), totals.regret.tolist(), totals.best_expected
    ([1.0, 1.0], [1.0, 0.5], 2.0)
    """
    draws = values.shape[1]
    # The functions behind the methods: a small run sums up sixteen parts, and what each call costs shows.
    mean = np.add.reduce(values, axis=1) / draws
    costs = values[cost]
    ranks = np.arange(len(cost)) if compared is None else np.array(compared)
    rivals = costs if compared is None else costs[ranks]
    best = np.minimum.reduce(rivals, axis=0)
    regret = costs - best
    mean_regret = np.add.reduce(regret, axis=1) / draws
    winner = ranks[rivals.argmin(axis=0)]
    return Totals(
        draws=draws,
        mean=mean,
        squares=_squared(values - mean[:, None]),
        cheapest=np.bincount(winner, minlength=len(cost)).astype(np.float64),
        regret=mean_regret,
        regret_squares=_squared(regret - mean_regret[:, None]),
        best_expected=float(np.add.reduce(np.minimum.reduce(values[np.array(expected)[ranks]], axis=0)) / draws),
    )


def _squared(gaps: Array) -> Array:
    """Return the sum of squares of each row."""
    squares: Array = np.add.reduce(np.square(gaps, out=gaps), axis=1)
    return squares


def merged(parts: Iterable[Totals]) -> Totals:
    """Return the totals of several parts together (Chan, Golub and LeVeque's pairwise update)."""
    return reduce(_merge, parts)


def _merge(one: Totals, other: Totals) -> Totals:
    draws = one.draws + other.draws
    weight = other.draws / draws
    gap, regret_gap = other.mean - one.mean, other.regret - one.regret
    between = one.draws * weight
    return Totals(
        draws=draws,
        mean=one.mean + gap * weight,
        squares=one.squares + other.squares + gap**2 * between,
        cheapest=one.cheapest + other.cheapest,
        regret=one.regret + regret_gap * weight,
        regret_squares=one.regret_squares + other.regret_squares + regret_gap**2 * between,
        best_expected=one.best_expected + (other.best_expected - one.best_expected) * weight,
    )


@cache
def _axis() -> Any:
    """Return the library's axis: bins by their number, so that they are as many steps whatever they are wide."""
    import boost_histogram as bh

    return bh.axis.Regular(BINS, -FAR, MIDDLE + FAR)


class Sketch:
    """Counts of draws by narrow bins, for each option: what quantiles are read from when draws are not kept.

    Parameters
    ----------
    kept : ndarray
        Costs of the draws that are kept, shape ``(options, draws)``: they set the bins and are the first counted.

    Examples
    --------
    >>> sketch = Sketch(np.arange(1000.0)[None])
    >>> sketch.add(sketch.counted(np.arange(1000.0, 2000.0)[None]))
    >>> abs(sketch.quantile(0, 0.5) - 999.5) <= sketch.quantile_error(0, 0.5) < 0.7
    True
    """

    def __init__(self, kept: Array) -> None:
        first, low, high, last = np.quantile(kept, (NEARLY_ALL[0], *CENTRAL, NEARLY_ALL[1]), axis=1)
        of_range, of_cost, in_euros = SHORTEST
        cost = np.maximum(np.abs(first), np.abs(last))
        shortest = np.maximum.reduce([(last - first) * of_range, cost * of_cost, np.full_like(cost, in_euros)])
        length = np.maximum(high - low, shortest)
        self._start, self._width = (low + high - length) / 2, length / MIDDLE
        self._counts, self._sums, self.lowest, self.highest = self.counted(kept)

    def counted(self, costs: Array) -> Counted:
        """Return what some more draws add; any thread may ask."""
        rows = [self._counted(rank, row) for rank, row in enumerate(costs)]
        return [row[0] for row in rows], np.array([row[1] for row in rows]), costs.min(axis=1), costs.max(axis=1)

    def add(self, more: Counted) -> None:
        """Add what `counted` returned."""
        counts, sums, low, high = more
        self._counts = [mine + other for mine, other in zip(self._counts, counts, strict=True)]
        self._sums = self._sums + sums
        self.lowest, self.highest = np.minimum(self.lowest, low), np.maximum(self.highest, high)

    def _counted(self, rank: int, row: Array) -> tuple[Any, list[float]]:
        """Return a histogram, what lies beyond its bins counted too, and the sums of what lies beyond."""
        import boost_histogram as bh

        along = row - self._start[rank]
        along /= self._width[rank]
        far = np.flatnonzero(~((along >= 0.0) & (along < MIDDLE)))
        beyond = np.nan_to_num(along[far])
        above = beyond >= MIDDLE
        steps = np.log1p(np.where(above, beyond - MIDDLE, -beyond) * WIDENING) / WIDENING
        along[far] = places = np.where(above, MIDDLE + steps, -steps)
        counts = bh.Histogram(_axis(), storage=bh.storage.Int64())
        counts.fill(along)
        flows = (places < -FAR, places >= MIDDLE + FAR)
        return counts, [float(row[far[flow]].sum()) for flow in flows]

    def _of(self, rank: int) -> Counts:
        """Return the counts of an option, what lies beyond the bins first and last."""
        counts: Counts = self._counts[rank].view(flow=True)
        return counts

    def quantile(self, rank: int, share: float) -> float:
        """Return the value that a share of the draws does not exceed, to within `quantile_error`."""
        return self._at(rank, share)[0]

    def quantile_error(self, rank: int, share: float) -> float:
        """Return how far a quantile may be from the exact one: the width of its bin."""
        return self._at(rank, share)[1]

    def _at(self, rank: int, share: float) -> tuple[float, float]:
        """Return a quantile, between two neighbours as `numpy.quantile` does, and how far it may be off."""
        edges, reached = self._edges(rank), np.cumsum(self._of(rank))
        last = int(reached[-1]) - 1
        place = share * last
        low = int(place)
        part = place - low
        (one, off), (other, other_off) = (
            self._neighbour(rank, edges, reached, min(low + more, last)) for more in (0, 1)
        )
        return one + (other - one) * part, off + (other_off - off) * part

    def _neighbour(self, rank: int, edges: Array, reached: Counts, order: int) -> tuple[float, float]:
        """Return a draw by its order, and how far it may be off: not at all for the first and the last."""
        low, high = float(self.lowest[rank]), float(self.highest[rank])
        if order in (0, int(reached[-1]) - 1):
            return (high if order else low), 0.0
        place = int(np.searchsorted(reached, order, side="right"))
        count = int(self._of(rank)[place])
        inside = (order + 0.5 - (int(reached[place]) - count)) / count
        left, right = max(float(edges[place]), low), min(float(edges[place + 1]), high)
        return left + (right - left) * inside, max(right - left, 0.0)

    def tail_mean(self, rank: int, share: float) -> float:
        """Return the mean of the dearest ``1 - share`` of the draws, to within `tail_error`."""
        return self._tail(rank, share)[0]

    def tail_error(self, rank: int, share: float) -> float:
        """Return how far a tail mean may be from the exact one."""
        return self._tail(rank, share)[1]

    def _tail(self, rank: int, share: float) -> tuple[float, float]:
        edges, counts = self._edges(rank), self._of(rank)
        wanted = max((1.0 - share) * float(counts.sum()), 1e-9)
        taken = np.diff(np.minimum(np.cumsum(counts[::-1]), wanted), prepend=0.0)[::-1]
        means, off = (edges[:-1] + edges[1:]) / 2, np.diff(edges) / 2
        for side, place in enumerate((0, -1)):  # beyond the bins sums are kept: exact if all is taken
            if counts[place]:
                means[place] = self._sums[rank, side] / counts[place]
                all_of_it = taken[place] > counts[place] - 1e-6
                off[place] = 0.0 if all_of_it else max(edges[place + 1 if place == 0 else place] - means[place], 0.0)
        found = min(float(taken @ means) / wanted, float(self.highest[rank]))
        return found, float(taken @ off) / wanted

    def shares_above(self, rank: int, costs: Array) -> Array:
        """Return the share of draws that cost more than each bound, to within what the bound's bin holds."""
        reached = np.concatenate([[0], np.cumsum(self._of(rank))])
        shares = 1.0 - np.interp(costs, self._edges(rank), reached) / float(reached[-1])
        low, high = self.lowest[rank], self.highest[rank]
        return np.where(costs < low, 1.0, np.where(costs >= high, 0.0, shares))

    def _edges(self, rank: int) -> Array:
        """Return the borders of the bins; what lies beyond is one more on each side, up to the extremes seen."""
        inner = self._start[rank] + self._width[rank] * _BORDERS
        low, high = min(self.lowest[rank], inner[0]), max(self.highest[rank], inner[-1])
        return np.concatenate([[low], inner, [high]])


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
