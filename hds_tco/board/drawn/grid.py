"""A map as columns of the cells that stand for the same option, one on the other, over a figure that rises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from hds_tco.board.drawn.scale import bounds
from hds_tco.charts import Chart, Point
from hds_tco.locale import Language

_CLOSE = 1e-6


def layers_of(chart: Chart, step: float) -> list[tuple[int | None, list[float | None]]]:
    """Return the stacked columns of a map: an option (none for a hole), and how high it goes at each place.

    Examples
    --------
    >>> from hds_tco.charts import Series
    >>> rows = (Series("1", (0.0, 0.0)), Series("2", (0.0, 1.0)), Series("3", (1.0, None)))
    >>> chart = Chart("x", "grid", "", ("a", "b"), rows, "rank", "", "", "", "", options=("A", "B"))
    >>> for layer in layers_of(chart, 1.0):
    ...     print(layer)
    (0, [2.0, 1.0])
    (1, [1.0, 1.0])
    (None, [None, 1.0])
    """
    count = len(chart.categories)
    stacks = [
        [(option, sum(1 for _ in same)) for option, same in groupby(series.values[place] for series in chart.series)]
        for place in range(count)
    ]
    layers: list[tuple[int | None, list[float | None]]] = []
    for rank in range(max(map(len, stacks), default=0)):
        here = [stack[rank] if rank < len(stack) else None for stack in stacks]
        for option in dict.fromkeys(cell[0] for cell in here if cell is not None):
            cells = [cell[1] * step if cell is not None and cell[0] == option else None for cell in here]
            layers.append((None if option is None else int(option), cells))
    return layers


def points_of(chart: Chart, lang: Language) -> list[Point]:
    """Return the points to look at, by rank across and by figure upward, if the names beside are figures."""
    rows = rows_of(chart, lang)
    if len(rows) < 2:
        return []
    step = (rows[-1] - rows[0]) / (len(rows) - 1)
    return [replace(point, y=rows[0] + point.y * step) for point in chart.points]


def rows_of(chart: Chart, lang: Language) -> list[float]:
    """Return the figures that the names of rows are; nothing if one of them is not one."""
    try:
        found = [number(series.name, lang) for series in chart.series]
    except ValueError:
        return []
    return found if len(set(found)) == len(found) else []


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


def rows_scale(rows: Sequence[float], every: int) -> tuple[float, float, float]:
    """Return where the axis of rows begins and ends, and its step: at named rows where those are round.

    Examples
    --------
    >>> rows_scale([15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0], 2), rows_scale([14.0, 15.0, 16.0, 17.0, 18.0], 2)
    ((14.0, 22.0, 2.0), (14.0, 18.0, 2.0))
    """
    step = (rows[-1] - rows[0]) / (len(rows) - 1) if len(rows) > 1 else 1.0
    low, high, tick = rows[0], rows[-1], every * step
    if every > 1 and (len(rows) - 1) % every == 0 and abs(low / tick - round(low / tick)) < _CLOSE:
        return low, high, tick  # half of the first and of the last row are cut
    return bounds(low - step / 2, high + step / 2)
