"""A waterfall as stacked columns: an unseen base, totals, rises and falls, and unseen columns that carry the labels.

Figures stay whole where the axis is cut: PowerPoint cuts what it shows.
"""

from __future__ import annotations

from hds_tco.board.drawn.column import Column
from hds_tco.charts import Chart
from hds_tco.charts.chart import step_bars
from hds_tco.locale import Language, text

_LOOKS = {3: "deck.total", 1: "deck.rise", 2: "deck.fall"}
# Height of the columns that carry labels, as a share of the highest.
_ROOM = 0.07


def bars_of(chart: Chart, lang: Language) -> list[Column]:
    """Return the stacked columns of a waterfall.

    A column that crosses zero is cut there: what stands below zero stacks downward, in a column of its own.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> steps = Series("", (10.0, -14.0, 6.0, 2.0), labels=("10", "-14", "+6", "2"))
    >>> chart = Chart("x", "steps", "", tuple("abcd"), (steps,), "keur", "", "", "", "")
    >>> for column in bars_of(chart, "en"):  # doctest: +ELLIPSIS
    ...     print(column.name, column.cells)
    Base (unseen) [0.0, 0.0, 0.0, 0.0]
    Total amount [10.0, None, None, 2.0]
    Rise [None, None, 2.0, None]
    Fall [None, 10.0, None, None]
    Rise, below zero [None, None, -4.0, None]
    Fall, below zero [None, -4.0, None, None]
    Labels (unseen) [0.98..., 0.98..., 0.98..., 0.98...]
    """
    values = [value or 0.0 for value in chart.series[0].values]
    lows, heights, looks = step_bars(values)
    highs = [low + height for low, height in zip(lows, heights, strict=True)]
    count = len(values)
    base = [low if low > 0 else min(0.0, high) for low, high in zip(lows, highs, strict=True)]
    above: dict[int, list[float | None]] = {look: [None] * count for look in _LOOKS}
    below: dict[int, list[float | None]] = {look: [None] * count for look in _LOOKS}
    for place, (low, high, look) in enumerate(zip(lows, highs, looks, strict=True)):
        if low >= 0:
            above[look][place] = high - low
        elif high <= 0:
            above[look][place] = low - high
        else:
            above[look][place], below[look][place] = high, low
    columns = [Column(text("deck.base", lang), base)]
    columns += [Column(text(key, lang), above[look]) for look, key in _LOOKS.items()]
    columns += [
        Column(text("deck.below_zero", lang, bar=text(key, lang)), below[look])
        for look, key in _LOOKS.items()
        if any(value is not None for value in below[look])
    ]
    room = _ROOM * max(1e-9, max(highs) - (chart.base or min(0.0, *lows)))
    return [*columns, Column(text("deck.labels", lang), [room] * count)]
