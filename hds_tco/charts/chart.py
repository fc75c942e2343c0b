"""One chart as data: what it shows and says; screens, slides, workbooks and pages draw it each in its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text

if TYPE_CHECKING:
    import pandas as pd

# columns: side by side; stacked: one on the other; lines: over categories in order; curves: y against a number x;
# bars: lying, from a base; steps: a waterfall; grid: one series a row, and which option a cell stands for;
# spans: lying, each from its own start, a diamond where it lasts nothing.
Kind = Literal["columns", "stacked", "lines", "curves", "bars", "steps", "grid", "spans"]
Unit = Literal["keur", "share", "rank", "year", "none"]
# Kinds of curves: words stay clear of them.
CURVES: tuple[Kind, ...] = ("lines", "curves")
# Amounts are drawn in thousands.
KEUR = 1e3


def keur(values_eur: Iterable[float]) -> tuple[float, ...]:
    """Return amounts in thousand euros, as charts draw them.

    Examples
    --------
    >>> keur([1500.0, -200.0])
    (1.5, -0.2)
    """
    return tuple(float(value) / KEUR for value in values_eur)


class Span(NamedTuple):
    """One bar of a calendar: its row, when it begins, how many years it lasts, its look, what is written on it."""

    row: int
    start: float
    years: float
    rank: int
    label: str


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
        Which colour, dash and fill (`hds_tco.charts.palette.mark`); the same option has the same rank everywhere.
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

    def spans(self) -> list[Span]:
        """Return the bars of a calendar, those that last nothing included."""
        labels = self.labels or ("",) * len(self.values)
        rows = enumerate(zip(self.x, self.values, self.looks(), labels, strict=True))
        return [Span(row, start, years, rank, label) for row, (start, years, rank, label) in rows if years is not None]


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
    unit: Unit = "keur"
    x_title: str = ""
    y_title: str = ""
    source: str = ""
    alt: str = ""
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

    def spans(self) -> list[Span]:
        """Return the bars of a calendar, row after row, in the order of time."""
        spans = [span for series in self.series for span in series.spans()]
        return sorted(spans, key=lambda span: (span.row, span.start))

    def frame(self) -> pd.DataFrame:
        """Return the figures drawn: categories (or points) down, series across; of spans, one row each."""
        import pandas as pd

        if self.kind == "spans":
            spans = self.spans()
            index = pd.Index([self.categories[span.row] for span in spans], name=self.x_title)
            return pd.DataFrame([span[1:3] for span in spans], index=index, columns=["start", "years"])
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


def figures_of(chart: Chart, lang: Language = DEFAULT_LANGUAGE, most: int = 0) -> dict[str, Any]:
    """Return ``head`` (a list of words) and ``rows`` (lists of words, the row's name first).

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    most : int
        Rows at most for curves: places evenly apart, values between two points in a straight line; 0 for every point.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import cumulative_chart
    >>> table = figures_of(cumulative_chart(ht.compare(ht.load("reference-ght"))))
    >>> table["head"][1], len(table["rows"])
    ('Hébergement interne', 11)
    """
    if chart.kind == "curves":
        rows = _points(chart, lang, most)
    elif chart.kind == "spans":
        return _spans(chart, lang)
    else:
        rows = [
            [_name(name), *(_cell(chart, item, rank, lang) for item in chart.series)]
            for rank, name in enumerate(chart.categories)
        ]
    return {"head": [chart.x_title, *(item.name or chart.y_title for item in chart.series)], "rows": rows}


def _name(name: str) -> str:
    return " ".join(name.split())


def _cell(chart: Chart, item: Series, rank: int, lang: Language) -> str:
    value = item.values[rank]
    if chart.kind == "grid" and value is not None:
        return chart.options[int(value)]
    return _figure(value, chart.unit, lang)


def _points(chart: Chart, lang: Language, most: int) -> list[list[str]]:
    places = sorted({x for item in chart.series for x in item.x})
    if most and len(places) > most:
        places = np.linspace(places[0], places[-1], most).tolist()
        filled = ([np.nan if y is None else y for y in item.values] for item in chart.series)
        columns = [np.interp(places, item.x, ys).tolist() for item, ys in zip(chart.series, filled, strict=True)]
    else:
        known = (dict(zip(item.x, item.values, strict=True)) for item in chart.series)
        columns = [[values.get(x) for x in places] for values in known]
    rows = zip(places, *columns, strict=True)
    return [[_figure(x, chart.x_unit, lang), *(_figure(y, chart.unit, lang) for y in ys)] for x, *ys in rows]


def _spans(chart: Chart, lang: Language) -> dict[str, Any]:
    """Return when each span begins, to the month, and how long it lasts."""
    rows = []
    for span in sorted(chart.spans(), key=lambda span: (span.row, span.start, span.years, span.label)):
        lasts = number_of("count.years", round(span.years, 1), lang) if span.years else "–"
        rows.append([_name(chart.categories[span.row]), _when(span.start), lasts, span.label])
    heads = (text(f"charts.spans.{key}", lang) for key in ("what", "start", "length", "said"))
    return {"head": list(heads), "rows": rows}


def _when(start: float) -> str:
    """Return a moment as month and year: 3.25 is April of year 3."""
    year, month = divmod(round(start * 12), 12)
    return f"{month + 1:02d}/{year}"


def _figure(value: float | None, unit: Unit, lang: Language) -> str:
    if value is None or np.isnan(value):
        return "–"
    if unit == "share":
        return percent(value, lang, 1)
    return decimal(value, lang, 1 if unit == "keur" else None)
