"""How far columns and lines reach, those on one another added up."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.waterfall import bars_of
from hds_tco.charts import Chart


def span(chart: Chart) -> tuple[float, float]:
    """Return the lowest and highest that bars or lines reach."""
    if chart.kind == "steps":
        ends = [value or 0.0 for column in bars_of(chart, "en")[1:-1] for value in map(_number, column.cells)]
        base = [value or 0.0 for value in map(_number, bars_of(chart, "en")[0].cells)]
        count = len(base)
        tops = [base[place] + sum(max(0.0, v) for v in ends[place::count]) for place in range(count)]
        feet = [base[place] + sum(min(0.0, v) for v in ends[place::count]) for place in range(count)]
        return chart.base or min(0.0, *feet), max(0.0, *tops)
    rows = list(zip(*(series.values for series in chart.series), strict=True))
    if chart.kind == "stacked":
        tops = [sum(max(0.0, value or 0.0) for value in row) for row in rows]
        feet = [sum(min(0.0, value or 0.0) for value in row) for row in rows]
        return min([0.0, *feet]), max([0.0, *tops])
    flat = [value for row in rows for value in row if value is not None]
    return min([0.0, *flat]), max([0.0, *flat])


def _number(cell: Any) -> float | None:
    return None if cell is None else float(cell)
