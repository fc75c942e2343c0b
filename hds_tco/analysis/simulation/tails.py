"""Quantiles and tail means: exact while the draws are kept, by a histogram that merges when they are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
# Bins over the range of the kept draws widened by half on each side: one is 1/32,768 of the widened range.
BINS = 32_768
WIDENED = 0.5


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
    """Return the mean of the dearest ``1 - share`` of the ordered draws: the conditional value at risk.

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


class Sketch:
    """Counts of draws by narrow bins, for each option: what quantiles are read from when draws are not kept.

    Parameters
    ----------
    kept : ndarray
        Costs of the draws that are kept, shape ``(options, draws)``: they set the bins and are the first counted.
    """

    def __init__(self, kept: Array) -> None:
        import boost_histogram as bh

        low, high = kept.min(axis=1), kept.max(axis=1)
        margin = np.maximum((high - low) * WIDENED, np.maximum(np.abs(high), 1.0) * 1e-6)
        self._axes = [
            bh.axis.Regular(BINS, float(a), float(b)) for a, b in zip(low - margin, high + margin, strict=True)
        ]
        self.lowest, self.highest = low, high
        self._counts = [self._counted(rank, row) for rank, row in enumerate(kept)]

    def counted(self, costs: Array) -> tuple[list[Any], Array, Array]:
        """Return what some more draws add; any thread may ask."""
        return [self._counted(rank, row) for rank, row in enumerate(costs)], costs.min(axis=1), costs.max(axis=1)

    def add(self, more: tuple[list[Any], Array, Array]) -> None:
        """Add what `counted` returned."""
        counts, low, high = more
        self._counts = [mine + other for mine, other in zip(self._counts, counts, strict=True)]
        self.lowest, self.highest = np.minimum(self.lowest, low), np.maximum(self.highest, high)

    def _counted(self, rank: int, row: Array) -> Any:
        import boost_histogram as bh

        counts = bh.Histogram(self._axes[rank], storage=bh.storage.Int64())
        counts.fill(row)
        return counts

    def error(self, rank: int) -> float:
        """Return how far a quantile may be off: the width of a bin."""
        return float(self._axes[rank].widths[0])

    def quantile(self, rank: int, share: float) -> float:
        """Return the value that a share of the draws does not exceed, to within `error`."""
        counts, edges = self._all(rank)
        reached = np.cumsum(counts)
        wanted = share * reached[-1]
        place = int(np.searchsorted(reached, wanted))
        before = reached[place - 1] if place else 0
        inside = (wanted - before) / counts[place] if counts[place] else 0.0
        found = edges[place] + (edges[place + 1] - edges[place]) * inside
        return float(min(max(found, self.lowest[rank]), self.highest[rank]))

    def tail_mean(self, rank: int, share: float) -> float:
        """Return the mean of the dearest ``1 - share`` of the draws, to within `error`."""
        counts, edges = self._all(rank)
        middles = (edges[:-1] + edges[1:]) / 2
        wanted = (1.0 - share) * counts.sum()
        taken = np.diff(np.minimum(np.cumsum(counts[::-1]), wanted), prepend=0.0)[::-1]
        return float((taken * middles).sum() / wanted)

    def share_above(self, rank: int, cost: float) -> float:
        """Return the share of draws that cost more, to within `error` of the cost."""
        if not self.lowest[rank] <= cost < self.highest[rank]:
            return float(cost < self.lowest[rank])
        counts, edges = self._all(rank)
        reached = np.concatenate([[0], np.cumsum(counts)])
        return 1.0 - float(np.interp(cost, edges, reached)) / float(reached[-1])

    def _all(self, rank: int) -> tuple[Array, Array]:
        """Return counts and edges; what lies beyond the bins is one bin on each side, up to the extremes seen."""
        edges = self._axes[rank].edges
        low, high = min(self.lowest[rank], edges[0]), max(self.highest[rank], edges[-1])
        counts = self._counts[rank].view(flow=True).astype(np.float64)
        return counts, np.concatenate([[low], edges, [high]])
