"""Curves, and lines over years with a crossing between two of them: y against a number x."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.column import Column, Curve
from hds_tco.board.drawn.curves import across_of, curves_of, ends_of, up_of, x_of
from hds_tco.board.drawn.scale import digits_for
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.dress import across_it, bounded, finish, labels, lined, ringed, values_axis
from hds_tco.charts import Chart
from hds_tco.charts.chart import Unit
from hds_tco.locale import Language

# Where words of points stand, one after the other: near points must not write over one another.
_INWARDS, _OUTWARDS = ("left", "above"), ("above", "right")

# Where the drawing stands in the chart, in shares of it, when words need room beside its last years.
_INSIDE = {"x": 0.09, "y": 0.2, "width": 0.82, "height": 0.62}


def draw(book: Any, block: Block, chart: Chart, lang: Language) -> Any:
    """Draw curves, lines between bounds, and points to look at, as series of their own."""
    native = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    curves = curves_of(chart)
    low, high, step = across_of(chart, curves)
    foot, top, tick = up_of(chart, curves)
    x_unit: Unit = "year" if chart.kind == "lines" else chart.x_unit
    looks = [lined(series.rank, points=chart.kind == "lines") for series in chart.series]
    last: Any = None
    at: list[Any] = []
    for (name, xs, ys), look in zip(curves, looks, strict=True):
        if xs != last:
            at, last = block.put(Column(chart.x_title, xs), x_unit), xs
        _add(native, block, name, at, block.put(Column(name, ys)), look)
    for mark in chart.lines:
        ends = ends_of(mark.axis, mark.at, mark.label, (low, high), (foot, top))
        side = "right" if mark.axis == "x" and mark.at <= low + 0.75 * (high - low) else "left"
        _curve(native, block, chart, ends, x_unit, across_it() | labels(["", mark.label], side, bold=True))
    for rank, point in enumerate(sorted(chart.points, key=lambda point: point.x)):
        place = (point.label, (x_of(chart, point.x),), (point.y,))
        rightmost = place[1][0] > (low + high) / 2
        sides = _INWARDS if rightmost else _OUTWARDS
        look = ringed() | labels([point.label], sides[rank % len(sides)], bold=True, covered=True)
        _curve(native, block, chart, place, x_unit, look)
    if chart.points:
        native.set_plotarea({"layout": _INSIDE})
    digits = 0 if chart.unit == "share" else digits_for(tick)
    y_axis = bounded(values_axis(block.words(chart.y_title), chart.unit, lang, digits), foot, top, tick)
    x_axis = bounded(values_axis(block.words(chart.x_title), x_unit, lang, digits_for(step)), low, high, step)
    # Axes cross where both begin, not at zero, which may lie elsewhere.
    native.set_x_axis(x_axis | {"major_gridlines": {"visible": False}, "crossing": low})
    native.set_y_axis(y_axis | {"crossing": foot})
    extra = range(len(curves), len(curves) + len(chart.lines) + len(chart.points))
    finish(native, block.title, legend=sum(bool(series.name) for series in chart.series) > 1, hidden=extra)
    return native


def _curve(native: Any, block: Block, chart: Chart, curve: Curve, x_unit: Unit, look: dict[str, Any]) -> None:
    name, xs, ys = curve
    _add(native, block, name, block.put(Column(chart.x_title, xs), x_unit), block.put(Column(name, ys)), look)


def _add(native: Any, block: Block, name: str, xs: list[Any], ys: list[Any], look: dict[str, Any]) -> None:
    told = {"name": [ys[0], block.head, ys[2]]} if name else {}
    native.add_series(told | {"categories": xs, "values": ys} | look)
