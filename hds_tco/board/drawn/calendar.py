"""A calendar as stacked bars: the gap before each, unseen, then what lasts."""

from __future__ import annotations

from typing import NamedTuple

from hds_tco.charts import Chart


class Bar(NamedTuple):
    """What lasts: from a year on, in a row, with words and a look."""

    start: float
    years: float
    rank: int
    words: str


class Layer(NamedTuple):
    """One series of stacked bars: a look (none for what is not seen), years and words of each row."""

    rank: int | None
    cells: list[float | None]
    words: list[str]


def layers_of(chart: Chart, *, days: bool = False) -> list[Layer]:
    """Return the stacked bars of a calendar: the gap before each, unseen, then the bar.

    A bar that begins before the last has ended is shown from there on. What lasts nothing is a bar of no length with
    `days`; else it only keeps its look's place in the legend.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> prepared, held = Series("P", (1.0, None), 1, x=(2027.0, 0.0)), Series("H", (3.0, 4.0), 0, x=(2029.0, 2028.0))
    >>> calendar = Chart("x", "spans", "", ("a", "b"), (prepared, held), "year", "", "", "", "")
    >>> for layer in layers_of(calendar):
    ...     print(layer.rank, layer.cells)
    None [2027.0, 2028.0]
    1 [1.0, None]
    0 [None, 4.0]
    None [1.0, None]
    0 [3.0, None]
    """
    rows = [_bars(chart, row, days) for row in range(len(chart.categories))]
    reached = [0.0] * len(rows)
    layers: list[Layer] = []
    for rank in range(max(map(len, rows), default=0)):
        here = [bars[rank] if rank < len(bars) else None for bars in rows]
        gaps: list[float | None] = [None] * len(rows)
        lengths: list[float | None] = [None] * len(rows)
        for row, bar in enumerate(here):
            if bar is None:
                continue
            gaps[row] = max(0.0, bar.start - reached[row])
            end = bar.start + bar.years
            lengths[row] = max(0.0, end - max(bar.start, reached[row]))
            reached[row] = max(reached[row], end)
        layers.append(Layer(None, gaps, [""] * len(rows)))
        for look in dict.fromkeys(bar.rank for bar in here if bar is not None):
            mine = [bar is not None and bar.rank == look for bar in here]
            cells = [length if shown else None for length, shown in zip(lengths, mine, strict=True)]
            layers.append(Layer(look, cells, [bar.words if bar and bar.rank == look else "" for bar in here]))
    seen = {layer.rank for layer in layers}
    unseen_looks = dict.fromkeys(series.rank for series in chart.series if series.rank not in seen)
    return layers + [Layer(look, [None] * len(rows), [""] * len(rows)) for look in unseen_looks]


def _bars(chart: Chart, row: int, days: bool) -> list[Bar]:
    """Return what lasts in a row, in the order of time."""
    found = [
        Bar(series.x[row], value, series.looks()[row], series.labels[row] if series.labels else "")
        for series in chart.series
        if (value := series.values[row]) or (days and value == 0)
    ]
    return sorted(found, key=lambda bar: bar.start)
