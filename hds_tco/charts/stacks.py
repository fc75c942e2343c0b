"""What is drawn as bars on one another: waterfalls, calendars and maps, for programs that have no kind for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from hds_tco.charts.axes import rows_of
from hds_tco.charts.chart import Chart
from hds_tco.locale import Language, text

# Looks of a waterfall's bars: totals, rises, falls.
TOTAL, RISE, FALL = 3, 1, 2
_STEP_NAMES = {TOTAL: "charts.stack.total", RISE: "charts.stack.rise", FALL: "charts.stack.fall"}
# Height of the columns that carry labels, as a share of the highest.
_LABELS_SHARE = 0.07
# Less of a row is the error of a sum.
_NOTHING = 1e-6

Cells = list[float | None]


@dataclass(frozen=True)
class Layer:
    """One series of stacked bars.

    Parameters
    ----------
    name : str
    rank : int or None
        Its look; None for what is not seen.
    cells : sequence of float or None
        How long each bar is.
    words : sequence of str
        What is written on each; empty where nothing is.
    """

    name: str
    rank: int | None
    cells: Sequence[float | None]
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall, from its low end to its high one."""

    low: float
    high: float
    rank: int


def steps_of(values: Sequence[float], foot: float = 0.0) -> tuple[Step, ...]:
    """Return the bars of a waterfall: ends from the foot, moves from where the last one ended.

    Examples
    --------
    >>> [(step.low, step.high, step.rank) for step in steps_of([10.0, -4.0, 3.0, 9.0])]
    [(0.0, 10.0, 3), (6.0, 10.0, 2), (6.0, 9.0, 1), (0.0, 9.0, 3)]
    >>> [(step.low, step.high) for step in steps_of([10.0, -1.0, 9.0], foot=8.0)]
    [(8.0, 10.0), (9.0, 10.0), (8.0, 9.0)]
    """
    if not values:
        return ()
    moves = zip(values[1:-1], pairwise(accumulate(values[:-1])), strict=True)
    first, last = (Step(min(foot, end), max(foot, end), TOTAL) for end in (values[0], values[-1]))
    return (first, *(Step(min(ends), max(ends), RISE if move >= 0 else FALL) for move, ends in moves), last)


def layers_of(chart: Chart, lang: Language) -> tuple[Layer, ...]:
    """Return the stacked bars of a waterfall, of a calendar or of a map."""
    if chart.kind == "steps":
        return tuple(_waterfall(chart, lang))
    if chart.kind == "spans":
        return tuple(_calendar(chart, lang))
    return tuple(_map(chart, lang)) if chart.kind == "grid" else ()


def days_of(chart: Chart) -> set[tuple[int, float]]:
    """Return the row and the moment of each span that lasts nothing.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> spans = (Series("", (1.5, 0.0), x=(2027.25, 2030.0)),)
    >>> days_of(Chart("x", "spans", "", ("a", "b"), spans))
    {(1, 2030.0)}
    """
    return {(span.row, span.start) for span in chart.spans() if span.years == 0}


def _waterfall(chart: Chart, lang: Language) -> list[Layer]:
    """Return an unseen base, totals, rises and falls, and unseen columns that carry the labels.

    A column that crosses zero is cut there: what stands below zero stacks downward, in a layer of its own. Figures
    stay whole where the axis is cut: office programs cut what they show.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> steps = Series("", (10.0, -14.0, 6.0, 2.0), labels=("10", "-14", "+6", "2"))
    >>> chart = Chart("x", "steps", "", tuple("abcd"), (steps,), "keur", "", "", "", "")
    >>> for layer in _waterfall(chart, "en"):  # doctest: +ELLIPSIS
    ...     print(layer.name, layer.rank, layer.cells)
    Base (unseen) None [0.0, 0.0, 0.0, 0.0]
    Total amount 3 [10.0, None, None, 2.0]
    Rise 1 [None, None, 2.0, None]
    Fall 2 [None, 10.0, None, None]
    Rise, below zero 1 [None, None, -4.0, None]
    Fall, below zero 2 [None, -4.0, None, None]
    Labels (unseen) None [0.98..., 0.98..., 0.98..., 0.98...]
    """
    steps = steps_of([value or 0.0 for value in chart.series[0].values])
    count = len(steps)
    base: Cells = [step.low if step.low > 0 else min(0.0, step.high) for step in steps]
    above: dict[int, Cells] = {rank: [None] * count for rank in _STEP_NAMES}
    below: dict[int, Cells] = {rank: [None] * count for rank in _STEP_NAMES}
    for place, step in enumerate(steps):
        if step.low >= 0:
            above[step.rank][place] = step.high - step.low
        elif step.high <= 0:
            above[step.rank][place] = step.low - step.high
        else:
            above[step.rank][place], below[step.rank][place] = step.high, step.low
    layers = [_unseen(base, lang)]
    layers += [Layer(text(key, lang), rank, above[rank]) for rank, key in _STEP_NAMES.items()]
    layers += [
        Layer(text("charts.stack.below_zero", lang, bar=text(key, lang)), rank, below[rank])
        for rank, key in _STEP_NAMES.items()
        if any(value is not None for value in below[rank])
    ]
    foot = chart.base or min(0.0, *(step.low for step in steps))
    room = _LABELS_SHARE * max(1e-9, max(step.high for step in steps) - foot)
    return [*layers, Layer(text("charts.stack.labels", lang), None, [room] * count, chart.series[0].labels)]


def _calendar(chart: Chart, lang: Language) -> list[Layer]:
    """Return the gap before each bar, unseen, then the bar; what lasts nothing is a bar of no length.

    A bar that begins before the last has ended is shown from there on.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> prepared, held = Series("P", (1.0, None), 1, x=(2027.0, 0.0)), Series("H", (3.0, 4.0), 0, x=(2029.0, 2028.0))
    >>> calendar = Chart("x", "spans", "", ("a", "b"), (prepared, held), "year", "", "", "", "")
    >>> for layer in _calendar(calendar, "en"):
    ...     print(layer.name, layer.rank, layer.cells)
    Base (unseen) None [2027.0, 2028.0]
    P 1 [1.0, None]
    H 0 [None, 4.0]
    Base (unseen) None [1.0, None]
    H 0 [3.0, None]
    """
    rows = [[span for span in chart.spans() if span.row == row] for row in range(len(chart.categories))]
    names = {series.rank: series.name for series in reversed(chart.series) if series.name}
    reached = [0.0] * len(rows)
    layers: list[Layer] = []
    for place in range(max(map(len, rows), default=0)):
        here = [bars[place] if place < len(bars) else None for bars in rows]
        gaps: Cells = [None] * len(rows)
        lengths: Cells = [None] * len(rows)
        for row, bar in enumerate(here):
            if bar is None:
                continue
            gaps[row] = max(0.0, bar.start - reached[row])
            end = bar.start + bar.years
            lengths[row] = max(0.0, end - max(bar.start, reached[row]))
            reached[row] = max(reached[row], end)
        layers.append(_unseen(gaps, lang))
        for rank in dict.fromkeys(bar.rank for bar in here if bar is not None):
            mine = [bar is not None and bar.rank == rank for bar in here]
            cells = [length if shown else None for length, shown in zip(lengths, mine, strict=True)]
            words = [bar.label if bar and bar.rank == rank else "" for bar in here]
            layers.append(Layer(names.get(rank, chart.y_title), rank, cells, words))
    return layers


def _map(chart: Chart, lang: Language) -> list[Layer]:
    """Return columns of the cells that stand for the same option, on an unseen foot; a hole is not seen either.

    What lies below zero stacks downward, the nearest to zero first.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> rows = (Series("1", (0.0, 0.0)), Series("2", (0.0, 1.0)), Series("3", (1.0, None)))
    >>> chart = Chart("x", "grid", "", ("a", "b"), rows, "rank", "", "", "", "", options=("A", "B"))
    >>> for layer in _map(chart, "en"):
    ...     print(layer.name, layer.rank, layer.cells)
    Base (unseen) None [0.5, 0.5]
    A 0 [2.0, 1.0]
    B 1 [1.0, 1.0]
    Base (unseen) None [None, 1.0]
    """
    count, rows = len(chart.categories), rows_of(chart, lang)
    high = row_height(rows)
    foot, top = (rows[0] - high / 2, rows[-1] + high / 2) if rows else (0.0, 0.0)
    above: list[list[tuple[float | None, float]]] = [[] for _ in range(count)]
    below: list[list[tuple[float | None, float]]] = [[] for _ in range(count)]
    for place in range(count):
        low = foot
        for option, same in groupby(series.values[place] for series in chart.series):
            long = sum(1 for _ in same) * high
            under = min(long, max(0.0, -low)) if low < -_NOTHING * high else 0.0
            if long - under > _NOTHING * high:
                above[place].append((option, long - under))
            if under:
                below[place].insert(0, (option, -under))
            low += long
    layers = [_unseen([foot if foot > 0 else min(0.0, top)] * count, lang)]
    for stacks in (above, below):
        for place in range(max(map(len, stacks), default=0)):
            here = [stack[place] if place < len(stack) else None for stack in stacks]
            for option in dict.fromkeys(cell[0] for cell in here if cell is not None):
                cells: Cells = [cell[1] if cell is not None and cell[0] == option else None for cell in here]
                rank = None if option is None else int(option)
                layers.append(_unseen(cells, lang) if rank is None else Layer(chart.options[rank], rank, cells))
    return layers


def row_height(rows: Sequence[float]) -> float:
    """Return how high the rows of a map are.

    Examples
    --------
    >>> row_height([2.0, 2.5, 3.0])
    0.5
    """
    return (rows[-1] - rows[0]) / (len(rows) - 1) if len(rows) > 1 else 1.0


def _unseen(cells: Cells, lang: Language) -> Layer:
    return Layer(text("charts.stack.base", lang), None, cells, [""] * len(cells))
