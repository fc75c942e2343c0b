"""One chart, said once: what it shows and says; screens, slides, workbooks and pages draw it each in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

# columns: side by side; stacked: one on the other; lines: over categories in order; curves: y against a number x;
# bars: lying, from a base; steps: a waterfall; grid: one series a row, and which option a cell stands for;
# spans: lying, each from its own start, a diamond where it lasts nothing.
Kind = Literal["columns", "stacked", "lines", "curves", "bars", "steps", "grid", "spans"]
Unit = Literal["keur", "share", "rank", "year", "none"]
# Kinds of curves: words stay clear of them.
CURVES: tuple[Kind, ...] = ("lines", "curves")


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
