"""Where the words of points stand: clear of curves, of other points and of each other, or beside a map's points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from math import hypot

import numpy as np
import numpy.typing as npt

from hds_tco.charts.chart import Chart, Point

Array = npt.NDArray[np.float64]
# Width of a letter in heights of a line, wide letters included; height of a line in sizes of its type.
LETTER, LINE = 0.5, 1.25
# How near to a curve, and to a point, words may come, in points.
_NEAR, _RING = 6.0, 12.0
# How far beside and above or below a point its words are tried, in points.
_BESIDE, _ABOVE = (8.0, 16.0, 28.0, 44.0, 64.0, 90.0), tuple(float(step) for step in range(0, 150, 6))
_TO_A_STRETCH = 24


@dataclass(frozen=True)
class Plot:
    """The drawing inside the axes.

    Parameters
    ----------
    width_pt, height_pt : float
    across, up : tuple of float
        The ends of both axes.
    """

    width_pt: float
    height_pt: float
    across: tuple[float, float]
    up: tuple[float, float]

    def place(self, x: Array, y: Array) -> Array:
        """Return where values stand, in points from the lower left corner: shape ``(values, 2)``."""
        (left, right), (low, high) = self.across, self.up
        return np.stack(
            [(x - left) / (right - left) * self.width_pt, (y - low) / (high - low) * self.height_pt], axis=1
        )


@dataclass(frozen=True)
class Spot:
    """A point and where its words stand.

    Parameters
    ----------
    point : Point
    across_pt, up_pt : float
        From the point to the middle of the near end of its words.
    leftwards : bool
        Whether the words end there; else they begin there.
    """

    point: Point
    across_pt: float
    up_pt: float
    leftwards: bool


def spots(chart: Chart, plot: Plot, size_pt: float, lines: int = 1) -> list[Spot]:
    """Return where the words of each point stand: as near as they are clear of everything that is drawn.

    Parameters
    ----------
    chart : Chart
        Of curves, or of lines over categories.
    plot : Plot
    size_pt : float
        Of the type.
    lines : int
        How many lines words take, at most.

    Examples
    --------
    A curve that rises leaves room above it on the left:

    >>> from hds_tco.charts import Series
    >>> rising = Chart("x", "lines", "", ("0", "1", "2"), (Series("s", (0.0, 1.0, 2.0)),), "keur", "", "", "", "",
    ...                points=(Point(1.6, 1.6, "here"),))
    >>> found = spots(rising, Plot(200.0, 100.0, (0.0, 2.0), (0.0, 2.0)), 9.0)[0]
    >>> found.leftwards, found.up_pt > 0
    (True, True)
    """
    curves = _sampled(chart, plot)
    ordered = sorted(chart.points, key=lambda point: point.x)
    rings = plot.place(np.array([point.x for point in ordered]), np.array([point.y for point in ordered]))
    taken: list[tuple[float, float, float, float]] = []
    found: list[Spot] = []
    for point, (x, y) in zip(ordered, rings, strict=True):
        wide, high = _size(point.label, size_pt, lines)
        tried = sorted(
            product((True, False), _BESIDE, (sign * step for step in _ABOVE for sign in (1.0, -1.0))),
            key=lambda way: hypot(way[1], way[2]),
        )
        best: tuple[float, Spot, tuple[float, float, float, float]] | None = None
        for leftwards, beside, above in tried:
            left = x - beside - wide if leftwards else x + beside
            box = (left, y + above - high / 2, left + wide, y + above + high / 2)
            touched = _touched(box, curves, rings, taken, plot)
            if best is None or touched < best[0]:
                best = touched, Spot(point, -beside if leftwards else beside, above, leftwards), box
            if not touched:
                break
        assert best is not None
        found.append(best[1])
        taken.append(best[2])
    return found


def _size(words: str, size_pt: float, lines: int) -> tuple[float, float]:
    """Return the width and the height of words, about."""
    line = size_pt * LINE
    longest = max(-(-len(words) // lines), max(map(len, words.split()), default=0))
    return longest * line * LETTER, line * min(lines, -(-len(words) // max(longest, 1)))


def _sampled(chart: Chart, plot: Plot) -> Array:
    """Return places along every curve, and along lines across the chart."""
    pieces: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for series in chart.series:
        xs = series.x or tuple(map(float, range(len(series.values))))
        known = [(x, y) for x, y in zip(xs, series.values, strict=True) if y is not None]
        pieces += list(pairwise(known))
    for mark in chart.lines:
        upright = ((mark.at, plot.up[0]), (mark.at, plot.up[1]))
        pieces.append(upright if mark.axis == "x" else ((plot.across[0], mark.at), (plot.across[1], mark.at)))
    if not pieces:
        return np.empty((0, 2))
    share = np.linspace(0.0, 1.0, _TO_A_STRETCH)[:, None]
    ends: Array = np.array(pieces, dtype=float)
    along: Array = ends[:, 0] * (1.0 - share[..., None]) + ends[:, 1] * share[..., None]
    flat = along.reshape(-1, 2)
    return plot.place(flat[:, 0], flat[:, 1])


def _touched(
    box: tuple[float, float, float, float],
    curves: Array,
    rings: Array,
    taken: list[tuple[float, float, float, float]],
    plot: Plot,
) -> float:
    """Return how much a box of words touches; what runs out of the drawing counts most."""
    left, low, right, high = box
    out = max(0.0, -left, right - plot.width_pt) + max(0.0, -low, high - plot.height_pt)

    def inside(places: Array, near: float) -> int:
        x, y = places[:, 0], places[:, 1]
        return int(np.sum((x > left - near) & (x < right + near) & (y > low - near) & (y < high + near)))

    others = sum(left < b[2] and b[0] < right and low < b[3] and b[1] < high for b in taken)
    return 100.0 * out + inside(curves, _NEAR) + 50.0 * others + 5.0 * inside(rings, _RING - _NEAR - 1.0)


def beside(chart: Chart) -> list[tuple[Point, bool, bool, int]]:
    """Return a map's points: whether each stands right, whether low, and how many of its half stand before it.

    Words go to the left of points in the right half, above those in the lower one, each a line further, so that none
    run out, into each other or onto the names of an axis.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> points = (Point(0.5, 1.0, "a"), Point(1.8, 0.0, "b"), Point(1.9, 0.0, "c"))
    >>> rows = (Series("s", (0.0, 0.0, 1.0)), Series("t", (0.0, 1.0, 1.0)))
    >>> chart = Chart("x", "grid", "", ("0", "1", "2"), rows, "rank", "", "", "", "", points=points)
    >>> [(point.label, right, low, rank) for point, right, low, rank in beside(chart)]
    [('a', False, False, 0), ('b', True, True, 0), ('c', True, True, 1)]
    """
    across, up = (len(chart.categories) - 1) / 2, (len(chart.series) - 1) / 2
    counts = {True: 0, False: 0}
    found = []
    for point in sorted(chart.points, key=lambda point: point.x):
        right = point.x > across
        found.append((point, right, point.y < up, counts[right]))
        counts[right] += 1
    return found
