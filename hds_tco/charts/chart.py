"""One chart, said once: what it shows and says; screens, slides, workbooks and pages draw it each in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

# columns: side by side; stacked: one on the other; lines: over categories in order; curves: y against a number x;
# bars: lying, from a base; steps: a waterfall; grid: one series a row, and which option a cell stands for;
# spans: lying, each from its own start, a diamond where it lasts nothing.
Kind = Literal["columns", "stacked", "lines", "curves", "bars", "steps", "grid", "spans"]
Unit = Literal["keur", "share", "rank", "year", "none"]


# A share below it is drawn on an axis that ends sooner.
HIGH_SHARE = 0.6
# Moves of a waterfall that are a lesser share of its ends are drawn on an axis that does not begin at zero.
SMALL_MOVES = 0.25


@dataclass(frozen=True)
class Series:
    """One row of figures of a chart.

    Parameters
    ----------
    name : str
        As the legend says it; empty for a series that is not in the legend.
    values : tuple of float or None
        One for each category (or point, for curves); None leaves a hole. For spans: how many years each lasts.
    rank : int
        Which colour, dash and fill (`hds_tco.charts.look.mark`); the same option has the same rank everywhere.
    x : tuple of float
        For curves: where the points are. For spans: the calendar year, fractions allowed, in which each begins.
    labels : tuple of str
        What is written at each value; empty where nothing is.
    ranks : tuple of int
        A look for each value, when one series shows several options.
    """

    name: str
    values: tuple[float | None, ...]
    rank: int = 0
    x: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    ranks: tuple[int, ...] = ()

    def looks(self) -> tuple[int, ...]:
        """Return the look of each value."""
        return self.ranks or (self.rank,) * len(self.values)


@dataclass(frozen=True)
class Line:
    """A line across the chart, at a value of the horizontal axis ("x") or of the vertical one ("y")."""

    at: float
    label: str
    axis: Literal["x", "y"] = "x"


@dataclass(frozen=True)
class Point:
    """A place to look at, with a few words; on a grid, in cells from the first, which may be cut."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """What a chart shows and says.

    Parameters
    ----------
    key : str
        Name of its own, for files and tests.
    kind : str
    title : str
        The message, in a sentence.
    categories : tuple of str
        Along the axis, from top to bottom for what lies; empty for curves.
    series : tuple of Series
    unit, x_unit : str
        Of the values, and of `Series.x`: amounts are in thousand euros, shares between 0 and 1.
    x_title, y_title : str
        With the unit.
    source : str
        The line below: where the figures come from, and which are hypotheses.
    alt : str
        What the chart shows, for those who do not see it.
    lines, points : tuple
        What is marked on it.
    base : float
        Where lying bars begin; for steps, where the axis and the totals begin.
    options : tuple of str
        For a grid: the names that its values are ranks of.
    every : tuple of int
        For a grid: how many columns, and rows, from one that is named to the next; the first is.
    """

    key: str
    kind: Kind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    x_title: str
    y_title: str
    source: str
    alt: str
    x_unit: Unit = "none"
    lines: tuple[Line, ...] = ()
    points: tuple[Point, ...] = ()
    base: float = 0.0
    options: tuple[str, ...] = field(default=())
    every: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        for series in self.series:
            expected = len(series.x) if self.kind == "curves" else len(self.categories)
            if len(series.values) != expected or (series.labels and len(series.labels) != expected):
                raise ValueError(f"chart {self.key}: series {series.name!r} has not {expected} values")
            if self.kind == "spans" and len(series.x) != expected:
                raise ValueError(f"chart {self.key}: series {series.name!r} has not {expected} starts")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        drawn = [value for series in self.series for value in series.values if value is not None]
        # A span may begin at 0, and a cell of a map may be that of the first option.
        return not (drawn if self.kind in ("spans", "grid") else any(drawn))

    @property
    def highest(self) -> float:
        """The highest value drawn, bars on one another added up."""
        rows = [[value or 0.0 for value in series.values] for series in self.series]
        if self.kind == "stacked":
            return max((sum(column) for column in zip(*rows, strict=True)), default=0.0)
        return max(chain.from_iterable(rows), default=0.0)

    def frame(self) -> pd.DataFrame:
        """Return the figures drawn: categories (or points) down, series across; of spans, one row each."""
        import pandas as pd

        if self.kind == "spans":
            rows = [
                (name, series.x[row], series.values[row])
                for row, name in enumerate(self.categories)
                for series in sorted(self.series, key=lambda each, row=row: each.x[row])  # type: ignore[misc]
                if series.values[row] is not None
            ]
            index = pd.Index([name for name, *_ in rows], name=self.x_title)
            return pd.DataFrame([span for _, *span in rows], index=index, columns=["start", "years"])
        if self.kind == "curves":
            columns = [
                pd.Series(series.values, index=pd.Index(series.x, name=self.x_title), name=series.name)
                for series in self.series
            ]
            return pd.concat(columns, axis=1)
        return pd.DataFrame(
            {series.name: list(series.values) for series in self.series},
            index=pd.Index(self.categories, name=self.x_title),
        )


@dataclass(frozen=True)
class Ruler:
    """Where the years of spans stand: each named in its middle, a line where it begins."""

    first: int
    last: int
    every: int

    @property
    def edges(self) -> list[int]:
        """Where years begin, and the last one ends."""
        return list(range(self.first, self.last + 1))

    @property
    def named(self) -> list[int]:
        """Years that are named."""
        return list(range(self.first, self.last, self.every))


def ruler(chart: Chart, most: int = 16) -> Ruler:
    """Return the years that spans cover, and every how many they are named.

    Examples
    --------
    >>> spans = (Series("", (1.5, 0.0), x=(2027.25, 2030.0)),)
    >>> years = ruler(Chart("x", "spans", "", ("a", "b"), spans, "year", "", "", "", ""))
    >>> years.edges, years.named
    ([2027, 2028, 2029, 2030], [2027, 2028, 2029])
    """
    spans = [
        (start, value)
        for series in chart.series
        for start, value in zip(series.x, series.values, strict=True)
        if value is not None
    ]
    first = floor(min((start for start, _ in spans), default=0.0) + 1e-9)
    last = max(ceil(max((start + years for start, years in spans), default=0.0) - 1e-9), first + 1)
    return Ruler(first, last, -(-(last - first) // most))


def days_of(chart: Chart) -> set[tuple[int, float]]:
    """Return the row and the moment of each span that lasts nothing.

    Examples
    --------
    >>> spans = (Series("", (1.5, 0.0), x=(2027.25, 2030.0)),)
    >>> days_of(Chart("x", "spans", "", ("a", "b"), spans, "year", "", "", "", ""))
    {(1, 2030.0)}
    """
    return {
        (row, start)
        for series in chart.series
        for row, (start, years) in enumerate(zip(series.x, series.values, strict=True))
        if years == 0
    }


# Kinds whose words must stay clear of curves: `hds_tco.charts.clear` places them.
CURVES: tuple[Kind, ...] = ("lines", "curves")


def beside(chart: Chart) -> list[tuple[Point, bool, bool, int]]:
    """Return a map's points: whether each stands right, whether low, and how many of its half stand before it.

    Words go to the left of points in the right half, above those in the lower one, each a line further, so that none
    run out, into each other or onto the names of an axis.

    Examples
    --------
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


def top_of_shares(chart: Chart) -> float:
    """Return where an axis of shares ends: just above one, or lower when nothing drawn comes near it.

    Examples
    --------
    >>> chart = Chart("x", "columns", "", ("a",), (Series("s", (0.2,)),), "share", "", "", "", "")
    >>> top_of_shares(chart)
    0.25
    """
    return 1.03 if chart.highest > HIGH_SHARE or chart.highest <= 0 else round(chart.highest * 1.2, 2) + 0.01


def foot_of_steps(values: list[float]) -> float:
    """Return where the axis of a waterfall begins: at zero, or below its lowest end when the moves would not show.

    Examples
    --------
    >>> foot_of_steps([27765.0, 250.0, 231.0, 28246.0]), foot_of_steps([100.0, -50.0, 50.0])
    (27500.0, 0.0)
    """
    reached = [*accumulate(values[:-1]), values[-1]]
    low, high = min(reached), max(reached)
    if low <= 0 or high - low >= SMALL_MOVES * high:
        return 0.0
    room = max(high - low, high * 1e-3)
    power = 10.0 ** floor(log10(room))
    tick = next(nice * power for nice in (1.0, 2.0, 5.0, 10.0) if nice * power >= room)
    return max(0.0, floor((low - room / 2) / tick) * tick)


def step_bars(values: list[float], foot: float = 0.0) -> tuple[list[float], list[float], list[int]]:
    """Return the low end, the height and the look of each bar of a waterfall: ends, rises, falls.

    Totals begin at the foot.

    Examples
    --------
    >>> step_bars([10.0, -4.0, 3.0, 9.0])
    ([0.0, 6.0, 6.0, 0.0], [10.0, 4.0, 3.0, 9.0], [3, 2, 1, 3])
    >>> step_bars([10.0, -1.0, 9.0], foot=8.0)
    ([8.0, 9.0, 8.0], [2.0, 1.0, 1.0], [3, 2, 3])
    """
    reached = list(accumulate(values[:-1]))
    bases = [min(foot, values[0])]
    bases += [min(before, after) for before, after in pairwise(reached)]
    bases.append(min(foot, values[-1]))
    looks = [3, *(1 if value >= 0 else 2 for value in values[1:-1]), 3]
    ends = (abs(values[0] - foot), abs(values[-1] - foot))
    return bases, [ends[0], *map(abs, values[1:-1]), ends[1]], looks
