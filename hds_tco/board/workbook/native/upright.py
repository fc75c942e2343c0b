"""Columns side by side or stacked, lines over names, waterfalls."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.reach import span
from hds_tco.board.drawn.scale import bounds, digits_for
from hds_tco.board.drawn.waterfall import bars_of
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.dress import (
    UNSEEN,
    across_it,
    bounded,
    filled,
    finish,
    labels,
    lined,
    names_axis,
    ringed,
    values_axis,
)
from hds_tco.charts import Chart
from hds_tco.charts.chart import top_of_shares
from hds_tco.locale import Language

# Looks of a waterfall's columns after its base: totals, rises, falls; above zero, then below.
_STEPS = (3, 1, 2, 3, 1, 2)
_CROWD = 9
# Above columns, for what is written there, as a share of what is shown.
_ROOM = 0.08


def draw(book: Any, block: Block, chart: Chart, lang: Language) -> Any:
    """Draw columns, stacked, lines or steps."""
    names = block.put(Column(chart.x_title, chart.categories))
    stacked = chart.kind in ("stacked", "steps")
    kinds = {"lines": {"type": "line"}, "columns": {"type": "column"}}
    native = book.add_chart(kinds.get(chart.kind, {"type": "column", "subtype": "stacked"}))
    hidden: list[int] = []
    if chart.kind == "steps":
        _steps(native, block, names, chart, lang)
    else:
        _series(native, block, names, chart, stacked)
    x_axis, y_axis = axes_of(block, chart, lang)
    native.set_x_axis(x_axis)
    native.set_y_axis(y_axis)
    marked = marks(book, native, block, names, chart, span(chart))
    if marked:
        hidden += range(len(native.series) + len(chart.lines), len(native.series) + marked)
    finish(native, block.title, legend=sum(bool(series.name) for series in chart.series) > 1, hidden=hidden)
    return native


def _series(native: Any, block: Block, names: list[Any], chart: Chart, stacked: bool) -> None:
    for series in chart.series:
        cells = block.put(Column(series.name or chart.y_title, series.values))
        told = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells}
        if chart.kind == "lines":
            native.add_series(told | lined(series.rank, points=True) | _said(series.labels, "above"))
            continue
        look = filled(series.rank) | {"gap": 45, "overlap": 100 if stacked else 0}
        if series.ranks:
            look["points"] = [filled(rank) for rank in series.ranks]
        native.add_series(told | look | _said(series.labels, "center" if stacked else "outside_end"))


def _said(words: tuple[str, ...], position: str) -> Any:
    return labels(words, position, size=10, bold=True) if any(words) else {}


def _steps(native: Any, block: Block, names: list[Any], chart: Chart, lang: Language) -> None:
    """Draw a waterfall; what it tells stands first, what it is drawn with behind."""
    block.put(Column(chart.y_title, chart.series[0].values))
    columns = bars_of(chart, lang)
    words = chart.series[0].labels
    for rank, column in enumerate(columns):
        cells = block.put(column)
        look = dict(filled(_STEPS[rank - 1]) if 0 < rank < len(columns) - 1 else UNSEEN)
        if rank == len(columns) - 1 and any(words):
            look |= labels(words, "inside_base", size=8 if len(words) > _CROWD else 9)
        told = {"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells, "gap": 40}
        native.add_series(told | look)


def axes_of(block: Block, chart: Chart, lang: Language) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the axis of names and that of figures."""
    low, high = span(chart)
    high = max([high, *(line.at for line in chart.lines if line.axis == "y")])
    share = chart.unit == "share"
    digits = 0 if share or high <= low else digits_for(bounds(low, high)[2])
    y_axis = values_axis(block.words(chart.y_title), chart.unit, lang, digits)
    if share and low >= 0 and high <= 1:
        top = 1.0 if top_of_shares(chart) > 1 else bounds(0.0, top_of_shares(chart))[1]
        y_axis = bounded(y_axis, 0.0, top, 0.2 if top == 1 else bounds(0.0, top)[2])
    elif not share and high > low:
        room = _ROOM * (high - low) if any(series.labels for series in chart.series) else 0.0
        y_axis = bounded(y_axis, *bounds(low, high + room))
    return names_axis(block.words(chart.x_title), len(chart.categories)), y_axis


def marks(book: Any, native: Any, block: Block, names: list[Any], chart: Chart, reached: tuple[float, float]) -> int:
    """Draw lines and points over columns, as lines of their own; a place between two names moves to the nearest."""
    count = len(chart.categories)
    if not (chart.lines or chart.points) or not count:
        return 0
    over = book.add_chart({"type": "line"}) if chart.kind != "lines" else native
    drawn: list[tuple[str, list[float | None], dict[str, Any]]] = []
    for line in chart.lines:
        if line.axis == "y":
            drawn.append((line.label, [line.at] * count, across_it()))
        else:
            stick = {"type": "percentage", "value": 100, "direction": "minus", "end_style": 0}
            stick |= {"line": across_it()["line"]}
            look = {"line": {"none": True}, "marker": {"type": "none"}, "y_error_bars": stick}
            drawn.append((line.label, _alone(count, line.at, bounds(*reached)[1]), look))
    for point in chart.points:
        place = _alone(count, point.x, point.y)
        words = ["" if value is None else point.label for value in place]
        beside = "left" if point.x > count / 2 else "right"
        drawn.append((point.label, place, ringed() | labels(words, beside, bold=True, covered=True)))
    for name, values, look in drawn:
        cells = block.put(Column(name, values))
        over.add_series({"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells} | look)
    if over is not native:
        native.combine(over)
    return len(drawn)


def _alone(count: int, at: float, value: float) -> list[float | None]:
    """Return holes but for one place."""
    place = min(max(round(at), 0), count - 1)
    return [value if rank == place else None for rank in range(count)]
