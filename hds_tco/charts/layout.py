"""A chart resolved: axes, curves, stacks, marks and legend, as plain data in the units of the axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import hypot

import numpy as np
import numpy.typing as npt

from hds_tco.charts.axes import Axis, axes_of, has_number_axis, numbers_of, rows_of
from hds_tco.charts.chart import CURVES, Chart, Kind, Line, Point
from hds_tco.charts.stacks import Layer, Step, layers_of, row_height, steps_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language

Array = npt.NDArray[np.float64]
# Width of a letter in heights of a line, wide letters included; height of a line in sizes of its type.
LETTER, LINE = 0.5, 1.25
# How near to a curve, and to a point, words may come, in points.
_NEAR, _RING = 6.0, 12.0
# How far beside and above or below a point its words are tried, in points.
_BESIDE, _ABOVE = (8.0, 16.0, 28.0, 44.0, 64.0, 90.0), tuple(float(step) for step in range(0, 150, 6))
_TO_A_STRETCH = 24
# Between bars, in percent of a bar.
GAPS: Mapping[Kind, int] = {"columns": 45, "stacked": 45, "steps": 40, "bars": 40, "spans": 55, "grid": 0}
# Bars above which words are written smaller.
CROWD = 9


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


def spots_of(chart: Chart, plot: Plot, size_pt: float, lines: int = 1) -> list[Spot]:
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
    >>> spot = spots_of(rising, Plot(200.0, 100.0, (0.0, 2.0), (0.0, 2.0)), 9.0)[0]
    >>> spot.leftwards, spot.up_pt > 0
    (True, True)
    """
    curves = _sampled(chart, plot)
    ordered = sorted(chart.points, key=lambda point: point.x)
    rings = plot.place(np.array([point.x for point in ordered]), np.array([point.y for point in ordered]))
    taken: list[tuple[float, float, float, float]] = []
    spots: list[Spot] = []
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
        spots.append(best[1])
        taken.append(best[2])
    return spots


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


@dataclass(frozen=True)
class Curve:
    """A series over numbers across."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float | None, ...]


@dataclass(frozen=True)
class Key:
    """An entry of the legend; a diamond for what only lasts a day."""

    name: str
    rank: int
    is_day: bool = False


@dataclass(frozen=True)
class Layout:
    """Where everything of a chart stands.

    Parameters
    ----------
    chart : Chart
    across, up : Axis
        Of names, from top to bottom, is the one upward of bars and spans.
    curves : tuple of Curve
        Of curves and of lines.
    steps : tuple of Step
        Of a waterfall, from the foot of its axis.
    layers : tuple of Layer
        A waterfall, a calendar or a map as stacked bars, whose figures stay whole where the axis is cut.
    rows : tuple of float
        Where the rows of a map stand on its axis.
    points : tuple of Point
        In the units of the axes.
    legend : tuple of Key
        Empty where there is nothing to tell apart.
    """

    chart: Chart
    across: Axis
    up: Axis
    curves: tuple[Curve, ...]
    steps: tuple[Step, ...]
    layers: tuple[Layer, ...]
    rows: tuple[float, ...]
    points: tuple[Point, ...]
    legend: tuple[Key, ...]

    @property
    def is_horizontal(self) -> bool:
        """Whether bars are horizontal, their names from top to bottom."""
        return self.chart.kind in ("bars", "spans")

    @property
    def by_number(self) -> bool:
        """Whether points stand on numbers across, not on names."""
        return has_number_axis(self.chart)

    @property
    def names(self) -> Axis:
        """The axis along which bars stand."""
        return self.up if self.is_horizontal else self.across

    @property
    def values(self) -> Axis:
        """The axis of figures."""
        return self.across if self.is_horizontal else self.up

    @property
    def gap(self) -> int:
        """Room between bars, in percent of a bar."""
        return GAPS.get(self.chart.kind, 0)

    @property
    def bar_share(self) -> float:
        """What bars take of their place."""
        return 1 / (1 + self.gap / 100)

    def beside(self) -> list[tuple[Point, bool, bool, int]]:
        """Return points over names: whether each stands right, whether low, and how many of its half stand before it.

        Words go to the left of points in the right half, above those in the lower one, each a line further, so that
        none run out, into each other or onto the names of an axis.

        Examples
        --------
        >>> from hds_tco.charts import Series
        >>> points = (Point(0.5, 1.0, "a"), Point(1.8, 0.0, "b"), Point(1.9, 0.0, "c"))
        >>> rows = (Series("s", (0.0, 0.0, 1.0)), Series("t", (0.0, 1.0, 1.0)))
        >>> chart = Chart("x", "grid", "", ("0", "1", "2"), rows, "rank", points=points, options=("A", "B"))
        >>> [(point.label, right, low, rank) for point, right, low, rank in layout(chart).beside()]
        [('a', False, False, 0), ('b', True, True, 0), ('c', True, True, 1)]
        """
        across, up = (len(self.chart.categories) - 1) / 2, (len(self.chart.series) - 1) / 2
        counts = {True: 0, False: 0}
        words = []
        for own, point in sorted(zip(self.chart.points, self.points, strict=True), key=lambda pair: pair[0].x):
            right = own.x > across
            words.append((point, right, own.y < up, counts[right]))
            counts[right] += 1
        return words

    def is_upright(self, line: Line) -> bool:
        """Tell whether a line across the chart stands upright: bars have their values across."""
        return line.axis == "x" or self.is_horizontal

    @property
    def references(self) -> tuple[Curve, ...]:
        """The lines across the chart, from end to end of the axes."""
        ends = (self.across.low, self.across.high), (self.up.low, self.up.high)
        return tuple(
            Curve(line.label, (line.at,) * 2, ends[1])
            if line.axis == "x"
            else Curve(line.label, ends[0], (line.at,) * 2)
            for line in self.chart.lines
        )

    def has_room_behind(self, line: Line) -> bool:
        """Tell whether words have room to the right of an upright line."""
        return line.axis == "x" and line.at <= self.across.low + 0.75 * (self.across.high - self.across.low)

    @property
    def unlisted(self) -> tuple[int, ...]:
        """Which layers a legend leaves out: those that are not seen, and those that it names already."""
        ranks = [layer.rank for layer in self.layers]
        return tuple(place for place, rank in enumerate(ranks) if rank is None or rank in ranks[:place])

    @property
    def is_crowded(self) -> bool:
        """Whether words at bars are written smaller."""
        return len(self.chart.categories) > CROWD

    @property
    def row_height(self) -> float:
        """How high a row of a map is."""
        return row_height(self.rows)

    def spots(self, width_pt: float, height_pt: float, size_pt: float, lines: int = 1) -> list[Spot]:
        """Return where the words of each point of curves stand, on a drawing of that size.

        Parameters
        ----------
        width_pt, height_pt : float
        size_pt : float
            Of the type.
        lines : int
            How many lines words take, at most.
        """
        across = (self.across.low, self.across.high)
        if self.chart.kind == "lines" and self.by_number:  # the chart counts years from 0
            across = (0.0, len(self.chart.categories) - 1.0)
        plot = Plot(width_pt, height_pt, across, (self.up.low, self.up.high))
        at = dict(zip(self.chart.points, self.points, strict=True))
        return [replace(spot, point=at[spot.point]) for spot in spots_of(self.chart, plot, size_pt, lines)]


def layout(chart: Chart, lang: Language = DEFAULT_LANGUAGE) -> Layout:
    """Return where everything of a chart stands.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
        For the numbers on axes.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import cumulative_chart
    >>> drawn = layout(cumulative_chart(ht.compare(ht.load("reference-ght")), "en"), "en")
    >>> drawn.across.words[:2], drawn.up.words[:2], drawn.legend[0].name
    (('0', '1'), ('0', '5,000'), 'In-house hosting')
    """
    across, up = axes_of(chart, lang)
    waterfall = [value or 0.0 for value in chart.series[0].values] if chart.kind == "steps" else []
    return Layout(
        chart=chart,
        across=across,
        up=up,
        curves=_curves(chart),
        steps=steps_of(waterfall, chart.base),
        layers=layers_of(chart, lang),
        rows=rows_of(chart, lang) if chart.kind == "grid" else (),
        points=tuple(_at(chart, point, lang) for point in chart.points),
        legend=_legend(chart),
    )


def _curves(chart: Chart) -> tuple[Curve, ...]:
    if chart.kind not in CURVES:
        return ()
    places = numbers_of(chart) if has_number_axis(chart) else tuple(range(len(chart.categories)))
    return tuple(Curve(series.name or chart.y_title, series.x or places, series.values) for series in chart.series)


def _at(chart: Chart, point: Point, lang: Language) -> Point:
    """Return a point in the units of the axes: those of lines over years, and of maps, count places from 0."""
    if chart.kind == "lines" and has_number_axis(chart):
        first, second = numbers_of(chart)[:2]
        return replace(point, x=first + point.x * (second - first))
    if chart.kind == "grid":
        rows = rows_of(chart, lang)
        return replace(point, y=rows[0] + point.y * row_height(rows))
    return point


def _legend(chart: Chart) -> tuple[Key, ...]:
    if chart.kind == "grid":
        drawn = {value for series in chart.series for value in series.values}
        return tuple(Key(name, rank) for rank, name in enumerate(chart.options) if rank in drawn)
    first: dict[object, Key] = {}
    for place, series in enumerate(chart.series):
        if series.name:
            lasts = chart.kind != "spans" or any(any(each.values) for each in chart.series if each.rank == series.rank)
            first.setdefault(series.rank if chart.kind == "spans" else place, Key(series.name, series.rank, not lasts))
    return tuple(first.values()) if len(first) > 1 else ()
