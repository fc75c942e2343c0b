"""A chart resolved: axes, curves, stacks, marks and legend, as plain data in the units of the axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hds_tco.charts.chart import Chart, Kind, Point
from hds_tco.charts.layout.axes import Axis, axes_of, has_number_axis, numbers_of, rows_of
from hds_tco.charts.layout.places import Plot, Spot, spots
from hds_tco.charts.layout.stacks import Layer, Step, layers_of, row_height, steps_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language

# Between bars, in percent of a bar.
GAPS: Mapping[Kind, int] = {"columns": 45, "stacked": 45, "steps": 40, "bars": 40, "spans": 55, "grid": 0}
# Bars above which words are written smaller.
CROWD = 9


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
        Of curves and of lines over years.
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
    def lies(self) -> bool:
        """Whether bars lie, their names from top to bottom."""
        return self.chart.kind in ("bars", "spans")

    @property
    def by_number(self) -> bool:
        """Whether points stand on numbers across, not on names."""
        return has_number_axis(self.chart)

    @property
    def names(self) -> Axis:
        """The axis along which bars stand."""
        return self.up if self.lies else self.across

    @property
    def values(self) -> Axis:
        """The axis of figures."""
        return self.across if self.lies else self.up

    @property
    def gap(self) -> int:
        """Room between bars, in percent of a bar."""
        return GAPS.get(self.chart.kind, 0)

    @property
    def bar_share(self) -> float:
        """What bars take of their place."""
        return 1 / (1 + self.gap / 100)

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
        return [replace(spot, point=at[spot.point]) for spot in spots(self.chart, plot, size_pt, lines)]


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
    if not has_number_axis(chart):
        return ()
    years = numbers_of(chart)
    return tuple(
        Curve(series.name or chart.y_title, series.x if chart.kind == "curves" else years, series.values)
        for series in chart.series
    )


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
