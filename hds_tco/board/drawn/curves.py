"""Curves, and lines over years, as points of two numbers, and the axes that hold them."""

from __future__ import annotations

from itertools import pairwise

from hds_tco.board.drawn.column import Curve
from hds_tco.board.drawn.scale import bounds, nice
from hds_tco.charts import Chart


def is_numeric(chart: Chart) -> bool:
    """Tell whether categories are numbers in even steps: years.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> is_numeric(Chart("x", "lines", "", ("2026", "2027"), (Series("s", (1.0, 2.0)),), "keur", "", "", "", ""))
    True
    """
    try:
        numbers = [float(name) for name in chart.categories]
    except ValueError:
        return False
    steps = {round(after - before, 9) for before, after in pairwise(numbers)}
    return len(numbers) > 1 and len(steps) == 1 and steps != {0.0}


def curves_of(chart: Chart) -> list[Curve]:
    """Return each series as a curve over a number."""
    if chart.kind == "curves":
        return [(series.name or chart.y_title, series.x, series.values) for series in chart.series]
    years = tuple(float(name) for name in chart.categories)
    return [(series.name or chart.y_title, years, series.values) for series in chart.series]


def x_of(chart: Chart, place: float) -> float:
    """Return where a point stands: over categories, its place is a rank."""
    if chart.kind == "curves":
        return place
    first, second = (float(name) for name in chart.categories[:2])
    return first + place * (second - first)


def chart_x_of(chart: Chart, number: float) -> float:
    """Return the place of a number on the level axis: the reverse of `x_of`."""
    if chart.kind == "curves":
        return number
    first, second = (float(name) for name in chart.categories[:2])
    return (number - first) / (second - first)


def ends_of(axis: str, at: float, name: str, across: tuple[float, float], up: tuple[float, float]) -> Curve:
    """Return a line across the chart as a curve of two points."""
    return (name, (at, at), up) if axis == "x" else (name, across, (at, at))


def across_of(chart: Chart, curves: list[Curve]) -> tuple[float, float, float]:
    """Return the bounds of the level axis, and the step between ticks."""
    reached = [x for _, xs, ys in curves for x, y in zip(xs, ys, strict=True) if y is not None]
    reached += [mark.at for mark in chart.lines if mark.axis == "x"]
    if chart.kind == "lines":
        years = [float(name) for name in chart.categories]
        return years[0], years[-1], float(max(1, -(-len(years) // 16))) * (years[1] - years[0])
    return bounds(min(reached, default=0.0), max(reached, default=1.0))


def up_of(chart: Chart, curves: list[Curve]) -> tuple[float, float, float]:
    """Return the bounds of the upright axis, and the step between ticks."""
    reached = [y for _, _, ys in curves for y in ys if y is not None]
    reached += [mark.at for mark in chart.lines if mark.axis == "y"] + [point.y for point in chart.points]
    low, high = min(reached, default=0.0), max(reached, default=1.0)
    if chart.unit == "share" and low >= 0 and high <= 1:
        return 0.0, 1.0, 0.2
    # Costs start from zero; means that settle would be flat lines then.
    if chart.kind == "lines" or low < 0.3 * high:
        low = min(0.0, low)
        return bounds(low, max(high, low + nice(1e-6)))
    return bounds(low, high)
