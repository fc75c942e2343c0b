"""The two axes of a chart, decided once: where they begin and end, their ticks and what is written at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from math import ceil, floor, log10

from hds_tco.charts.chart import Chart, Unit
from hds_tco.locale import Language, decimal, percent, text

# Names along an axis before some are left out; years stand on a narrow screen, long names of a map's cells take room.
MOST_NAMES, MOST_YEARS, MOST_CELLS, FEW_CELLS, LONG_NAME = 16, 11, 12, 5, 7
# From tick to tick, about so many steps at most.
MOST_STEPS = 7
# Values of a map that are named from round to round.
MOST_NAMED = 10
# Shares below it are drawn on an axis that ends sooner than at one.
HIGH_SHARE = 0.6
# Moves of a waterfall that are a lesser share of its ends are drawn on an axis that does not begin at zero.
SMALL_MOVES = 0.25
# An axis of curves begins at zero unless its lowest value is a higher share of its highest.
FAR_FROM_ZERO = 0.3
# Room for what is written above columns, as a share of what is shown.
LABEL_ROOM = {"columns": 0.08, "steps": 0.1, "lines": 0.08}
# Beside the ends of bars, points for a letter of what is written there and around it, on a drawing that is so wide.
LETTER_PT, AROUND_PT, PLOT_PT, MOST_ROOM = 5.0, 8.0, 430.0, 0.3
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLOSE = 1e-6


@dataclass(frozen=True)
class Axis:
    """One axis, as every picture of the chart shows it.

    Parameters
    ----------
    title : str
        With the unit.
    low, high : float
        Where it begins and ends; of names, half a place before the first and after the last.
    step : float
        From tick to tick; of names, how many places from one that is written to the next.
    ticks : tuple of float
    words : tuple of str
        What is written at each tick.
    unit : str
    digits : int
        Decimals of the figures (of percents for shares).
    names : tuple of str or None
        All names in their order, one a place from 0; None on an axis of figures.
    """

    title: str
    low: float
    high: float
    step: float
    ticks: tuple[float, ...]
    words: tuple[str, ...]
    unit: Unit = "none"
    digits: int = 0
    names: tuple[str, ...] | None = None

    @property
    def tick_low(self) -> float:
        """Where it begins in programs that count ticks from its end: at `low`, or the tick below if that is none."""
        if self.names is not None or self.ticks[0] - self.low < _CLOSE * self.step:
            return self.low
        return round(self.ticks[0] - self.step, 9)


@dataclass(frozen=True)
class Years:
    """The years that spans cover, and every how many of them one is named."""

    first: int
    last: int
    every: int


def axis(
    title: str, ends: tuple[float, float, float], unit: Unit, lang: Language, *, digits: int | None = None
) -> Axis:
    """Return an axis of figures.

    Parameters
    ----------
    title : str
    ends : tuple of float
        Where it begins and ends, and the step between ticks.
    unit : str
    lang : {"fr", "en"}
    digits : int, optional
        As many as tell ticks apart by default.

    Examples
    --------
    >>> shares = axis("Share", (0.0, 0.7, 0.1), "share", "en")
    >>> shares.ticks[-1], shares.words
    (0.7, ('0%', '10%', '20%', '30%', '40%', '50%', '60%', '70%'))
    """
    low, high, step = ends
    if digits is None:
        digits = 0 if unit == "year" else digits_for(step * 100 if unit == "share" else step)
    ticks = tuple(round(low + rank * step, 9) for rank in range(int((high - low) / step + _CLOSE) + 1))
    return Axis(title, low, high, step, ticks, tuple(_word(tick, unit, lang, digits) for tick in ticks), unit, digits)


def names_axis(title: str, names: Sequence[str], every: int) -> Axis:
    """Return an axis of names, one in so many written.

    Examples
    --------
    >>> names_axis("", ("a", "b", "c"), 2).words
    ('a', 'c')
    """
    ticks = tuple(map(float, range(0, len(names), every)))
    words = tuple(names[::every])
    return Axis(title, -0.5, len(names) - 0.5, float(every), ticks, words, names=tuple(names))


def axes_of(chart: Chart, lang: Language) -> tuple[Axis, Axis]:
    """Return the axis across and the axis upward.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> shares = Series("s", (0.2, 0.576), labels=("20%", "58%"))
    >>> chart = Chart("x", "columns", "", ("a", "b"), (shares,), "share", "x", "y", "", "")
    >>> across, up = axes_of(chart, "en")
    >>> across.words, (up.low, up.high, up.step), up.words[-1]
    (('a', 'b'), (0.0, 0.7, 0.1), '70%')
    """
    names = chart.categories
    if chart.kind == "spans":
        years = years_of(chart)
        title = text("charts.calendar_axis", lang, axis=chart.y_title)
        across = axis(title, (float(years.first), float(years.last), float(years.every)), "year", lang)
        return across, names_axis(chart.x_title, names, 1)
    if chart.kind == "bars":
        return axis(chart.y_title, _bars_ends(chart), chart.unit, lang), names_axis(chart.x_title, names, 1)
    if chart.kind == "grid":
        return _map_axes(chart, lang)
    up = axis(chart.y_title, _upward_ends(chart), chart.unit, lang)
    if chart.kind == "curves":
        return axis(chart.x_title, _curves_ends(chart), chart.x_unit, lang), up
    every = -(-len(names) // (MOST_YEARS if all(map(str.isdigit, names)) else MOST_NAMES)) or 1
    if has_number_axis(chart):
        years_ends = numbers_of(chart)
        step = every * (years_ends[1] - years_ends[0])
        return axis(chart.x_title, (years_ends[0], years_ends[-1], step), "year", lang), up
    return names_axis(chart.x_title, names, every), up


def has_number_axis(chart: Chart) -> bool:
    """Tell whether points stand on numbers across: curves, and lines over years, which cross between two of them.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> has_number_axis(Chart("x", "lines", "", ("2026", "2027"), (Series("s", (1.0, 2.0)),), "keur", "", "", "", ""))
    True
    """
    if chart.kind != "lines" or not all(map(str.isdigit, chart.categories)):
        return chart.kind == "curves"
    steps = {after - before for before, after in pairwise(map(int, chart.categories))}
    return len(steps) == 1 and min(steps) > 0


def numbers_of(chart: Chart) -> tuple[float, ...]:
    """Return the years of lines over years."""
    return tuple(map(float, chart.categories))


def years_of(chart: Chart) -> Years:
    """Return the years that spans cover, and every how many they are named.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> spans = (Series("", (1.5, 0.0), x=(2027.25, 2030.0)),)
    >>> years_of(Chart("x", "spans", "", ("a", "b"), spans, "year", "", "", "", ""))
    Years(first=2027, last=2030, every=1)
    """
    spans = chart.spans()
    first = floor(min((span.start for span in spans), default=0.0) + 1e-9)
    last = max(ceil(max((span.start + span.years for span in spans), default=0.0) - 1e-9), first + 1)
    return Years(first, last, -(-(last - first) // MOST_YEARS))


def rows_of(chart: Chart, lang: Language) -> tuple[float, ...]:
    """Return where the rows of a map stand: the figures that their names are, or places from 0 if one is not."""
    return _figures(chart, lang) or tuple(map(float, range(len(chart.series))))


def _figures(chart: Chart, lang: Language) -> tuple[float, ...]:
    """Return the figures that the names of a map's rows are, nothing unless all are and rise."""
    try:
        found = tuple(number(series.name, lang) for series in chart.series)
    except ValueError:
        return ()
    return found if len(found) > 1 and all(after > before for before, after in pairwise(found)) else ()


def number(written: str, lang: Language) -> float:
    """Return a number as a reader of that language writes it.

    Examples
    --------
    >>> number("1,234.5", "en"), number("12,5", "fr"), number("3 %", "fr")
    (1234.5, 12.5, 0.03)
    """
    bare = "".join(sign for sign in written if not sign.isspace()).replace("\N{MINUS SIGN}", "-")
    bare = bare.replace(",", ".") if lang == "fr" else bare.replace(",", "")
    return float(bare.removesuffix("%")) / (100 if bare.endswith("%") else 1)


def bounds(low: float, high: float) -> tuple[float, float, float]:
    """Return round bounds around two values, and the step between ticks.

    Examples
    --------
    >>> bounds(-130.0, 1180.0)
    (-200.0, 1200.0, 200.0)
    >>> bounds(5.0, 5.0)
    (4.0, 6.0, 0.5)
    """
    if high <= low:
        low, high = low - max(1.0, abs(low) * 0.1), high + max(1.0, abs(high) * 0.1)
    step = nice((high - low) / MOST_STEPS)
    first, last = floor(low / step + _CLOSE), ceil(high / step - _CLOSE)
    return round(first * step, 9), round(last * step, 9), step


def nice(rough: float) -> float:
    """Return the first of 1, 2, 2.5, 5, 10… that is not less.

    Examples
    --------
    >>> nice(3.0), nice(0.12), nice(1.0)
    (5.0, 0.2, 1.0)
    """
    power = 10.0 ** floor(log10(rough))
    return next(round(factor * power, 12) for factor in _NICE if factor * power >= rough * (1 - 1e-9))


def digits_for(step: float) -> int:
    """Return how many decimals tell ticks apart.

    Examples
    --------
    >>> digits_for(250.0), digits_for(2.5), digits_for(0.05)
    (0, 1, 2)
    """
    return next((digits for digits in range(6) if abs(round(step, digits) - step) < step * 1e-6), 6)


def foot_of_steps(values: Sequence[float]) -> float:
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


def named_every(values: Sequence[float], most: int = MOST_NAMED) -> tuple[int, bool]:
    """Return how many values of a map there are from one that is named to the next, and whether those are round.

    Parameters
    ----------
    values : sequence of float
        In even steps; the first is named.
    most : int
        How many may be named.

    Examples
    --------
    >>> named_every([60.0 + 2.5 * rank for rank in range(37)]), named_every([62.4 + 2.7 * rank for rank in range(31)])
    ((4, True), (4, False))
    """
    fewest = max(1, -(-(len(values) - 1) // (most - 1)))
    step = (values[-1] - values[0]) / max(len(values) - 1, 1)
    for every in range(fewest, len(values) // 2 + 1):
        if _is_round(every * step) and _is_multiple(values[0], every * step):
            return every, True
    return fewest, False


def _is_round(step: float) -> bool:
    if step <= 0:
        return False
    leading = step / 10.0 ** floor(log10(step) + _CLOSE)
    return any(abs(leading - factor) < _CLOSE for factor in _NICE)


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < _CLOSE


def _word(value: float, unit: Unit, lang: Language, digits: int) -> str:
    if unit == "year":
        return str(round(value))
    return percent(value, lang, digits) if unit == "share" else decimal(value, lang, digits)


def _drawn(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in series.values if value is not None]


def _reach(chart: Chart) -> tuple[float, float]:
    """Return the lowest and highest that is drawn upward, what stands on one another added up."""
    marked = [line.at for line in chart.lines if line.axis == "y"] + [point.y for point in chart.points]
    if chart.kind == "stacked":
        rows = [[value or 0.0 for value in series.values] for series in chart.series]
        reached = [sum(max(0.0, part) for part in column) for column in zip(*rows, strict=True)]
        reached += [sum(min(0.0, part) for part in column) for column in zip(*rows, strict=True)]
    elif chart.kind == "steps":
        values = [value or 0.0 for value in chart.series[0].values]
        reached = [*accumulate(values[:-1]), *values[-1:]]
    else:
        reached = _drawn(chart)
    low, high = min([*reached, *marked], default=0.0), max([*reached, *marked], default=0.0)
    if chart.kind == "curves" and low >= FAR_FROM_ZERO * high:
        return low, high  # means that settle would be flat lines on an axis from zero
    return min(0.0, low), max(0.0, high)


def _upward_ends(chart: Chart) -> tuple[float, float, float]:
    """Return the ends and the step of an axis of figures upward."""
    low, high = _reach(chart)
    labelled = any(any(series.labels) for series in chart.series)
    room = LABEL_ROOM.get(chart.kind, 0.0) * (high - (chart.base or low)) if labelled else 0.0
    if chart.unit == "share" and low >= 0.0 and high <= 1.0:
        return (0.0, 1.0, 0.2) if high > HIGH_SHARE or high <= 0.0 else bounds(0.0, high + room)
    if chart.kind == "steps" and chart.base:
        return _cut_ends(chart.base, high + room)
    if low == high == 0.0:
        return 0.0, 1.0, 0.2
    return bounds(low - room * (low < 0.0), high + room)


def _cut_ends(foot: float, high: float) -> tuple[float, float, float]:
    """Return the ends of an axis that begins at a round foot: the chart's words say which, so it stays."""
    step = nice((high - foot) / MOST_STEPS)
    while not _is_multiple(foot, step):
        step = nice(step * 1.01)
    return foot, round(foot + ceil((high - foot) / step - _CLOSE) * step, 9), step


def _curves_ends(chart: Chart) -> tuple[float, float, float]:
    """Return the ends of the axis across of curves, and the step between ticks."""
    reached = [x for series in chart.series for x, y in zip(series.x, series.values, strict=True) if y is not None] + [
        line.at for line in chart.lines if line.axis == "x"
    ]
    return bounds(min(reached, default=0.0), max(reached, default=1.0))


def _bars_ends(chart: Chart) -> tuple[float, float, float]:
    """Return the ends of the axis of bars from a base, which leave room for what is written at their ends."""
    reached = [*_drawn(chart), chart.base, *(line.at for line in chart.lines)]
    low, high = min(reached), max(reached)
    letters = max(map(len, chain.from_iterable(series.labels for series in chart.series)), default=0)
    share = min(MOST_ROOM, (letters * LETTER_PT + AROUND_PT) / PLOT_PT)
    room = (high - low) * share / (1 - 2 * share) if letters else 0.0
    end = high + room
    if chart.unit == "share" and high <= 1.0:
        end = min(end, 1.0)
    return bounds(low - room * (low < chart.base), end)


def _map_axes(chart: Chart, lang: Language) -> tuple[Axis, Axis]:
    """Return the axes of a map: names across, and upward figures, from half a row below the first to above the last."""
    across, up = (
        max(every, -(-len(names) // (MOST_CELLS if max(map(len, names), default=0) <= LONG_NAME else FEW_CELLS)), 1)
        for names, every in zip((chart.categories, [row.name for row in chart.series]), chart.every, strict=True)
    )
    rows = rows_of(chart, lang)
    sideways = names_axis(chart.x_title, chart.categories, across)
    if not _figures(chart, lang):
        return sideways, names_axis(chart.y_title, [row.name for row in chart.series], up)
    step = (rows[-1] - rows[0]) / (len(rows) - 1)
    unit: Unit = "share" if any(row.name.endswith("%") for row in chart.series) else "none"
    upward = axis(chart.y_title, (rows[0], rows[-1], up * step), unit, lang)
    return sideways, replace(upward, low=round(rows[0] - step / 2, 9), high=round(rows[-1] + step / 2, 9))
