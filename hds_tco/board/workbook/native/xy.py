"""Curves, and lines over years with a crossing between two of them: y against a number x."""

from __future__ import annotations

from typing import Any

from hds_tco.board.office import Column
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.style import across_it, finish, labels, lined, ringed, values_axis
from hds_tco.charts.chart import Unit
from hds_tco.charts.layout import Curve, Layout
from hds_tco.locale import Language

# Where words of points stand, one after the other: near points must not write over one another.
_INWARDS, _OUTWARDS = ("left", "above"), ("above", "right")

# Where the drawing stands in the chart, in shares of it, when words need room beside its last years.
_INSIDE = {"x": 0.09, "y": 0.2, "width": 0.82, "height": 0.62}


def draw(book: Any, block: Block, drawn: Layout, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    native = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    chart, across, up = drawn.chart, drawn.across, drawn.up
    is_lines = chart.kind == "lines"
    looks = [lined(series.rank, points=is_lines) | _labels(series.labels) for series in chart.series]
    last: Any = None
    at: list[Any] = []
    for curve, look in zip(drawn.curves, looks, strict=True):
        if curve.xs != last:
            at, last = block.put(Column(across.title, curve.xs), across.unit), curve.xs
        _add(native, block, curve.name, at, block.put(Column(curve.name, curve.ys)), look)
    for line in chart.lines:
        is_upright = line.axis == "x"
        xs, ys = (across.low, across.high), (up.low, up.high)
        ends = Curve(line.label, (line.at,) * 2, ys) if is_upright else Curve(line.label, xs, (line.at,) * 2)
        side = "right" if is_upright and line.at <= across.low + 0.75 * (across.high - across.low) else "left"
        look = across_it() | labels(["", line.label], side, bold=True)
        _curve(native, block, across.title, ends, across.unit, look)
    for rank, point in enumerate(sorted(drawn.points, key=lambda point: point.x)):
        sides = _INWARDS if point.x > (across.low + across.high) / 2 else _OUTWARDS
        look = ringed() | labels([point.label], sides[rank % len(sides)], bold=True, covered=True)
        _curve(native, block, across.title, Curve(point.label, (point.x,), (point.y,)), across.unit, look)
    if chart.points:
        native.set_plotarea({"layout": _INSIDE})
    # Axes cross where both begin, not at zero, which may lie elsewhere.
    y_axis = values_axis(up, block.words(up.title), lang) | {"crossing": up.low}
    x_axis = values_axis(across, block.words(across.title), lang) | {"crossing": across.low}
    native.set_x_axis(x_axis | {"major_gridlines": {"visible": False}})
    native.set_y_axis(y_axis)
    extra = range(len(drawn.curves), len(drawn.curves) + len(chart.lines) + len(chart.points))
    finish(native, block.title, legend=bool(drawn.legend), hidden=extra)
    return native


def _labels(words: tuple[str, ...]) -> dict[str, Any]:
    return labels(words, "above", size=10, bold=True) if any(words) else {}


def _curve(native: Any, block: Block, x_title: str, curve: Curve, x_unit: Unit, look: dict[str, Any]) -> None:
    xs = block.put(Column(x_title, curve.xs), x_unit)
    _add(native, block, curve.name, xs, block.put(Column(curve.name, curve.ys)), look)


def _add(native: Any, block: Block, name: str, xs: list[Any], ys: list[Any], look: dict[str, Any]) -> None:
    told = {"name": [ys[0], block.head, ys[2]]} if name else {}
    native.add_series(told | {"categories": xs, "values": ys} | look)
