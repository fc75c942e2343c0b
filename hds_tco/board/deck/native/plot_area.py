"""Room for a chart's drawing in a low place: programs that lay charts out by themselves keep wide margins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hds_tco.board.deck.box import POINT, Box
from hds_tco.board.deck.fit import lines_of, width_pt
from hds_tco.board.deck.native.style import TEXT, size_of_names
from hds_tco.charts import Chart
from hds_tco.charts.words import set_apart

# A chart's drawing is at least five centimetres high, and eight millimetres for each lying bar.
PLOT, A_BAR = 1_800_000, 288_000
_LEFT, _RIGHT, _EDGE, _ROW, _KEY, _FIGURES, _NAME = 70.0, 12.0, 8.0, 16.0, 44.0, 18.0, 20.0
# Turned names: their size, how deep they reach, and the length below which they say nothing.
_TURNED, _SLOPE, _SHORTEST = 9.0, 0.71, 60.0
# What programs add.
_SPARE = 40.0


@dataclass(frozen=True)
class Frame:
    """Where the drawing stands within the chart, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float


def around_pt(chart: Chart, box: Box, along: bool = False) -> tuple[float, float]:
    """Return what legend, names and figures of an upright chart need above and below its drawing, in points."""
    keys = [width_pt(series.name, TEXT) + _KEY for series in chart.series if series.name]
    rows = 0 if len(keys) < 2 else -(-sum(keys) // (box.width_pt * 0.9))
    above = _EDGE + max(1.0, rows) * _ROW
    names = () if along else chart.categories
    size, turned = size_of_names(names, box.width_pt * 0.88 / max(1, len(names)))
    if not names:
        deep = _FIGURES
    elif turned:
        deep = _SLOPE * max(width_pt(name, size) for name in names) + size
    else:
        slot = box.width_pt * 0.85 / len(names)
        deep = max(lines_of(name, size, slot) for name in names) * size * 1.25 + 4
    return above, deep + _EDGE + (_NAME if chart.x_title else 0.0)


def short_names(chart: Chart, box: Box) -> Chart:
    """Return a chart whose turned names are cut, where they would leave too little to its drawing."""
    above, below = around_pt(chart, box)
    names = chart.categories
    missing = (PLOT - box.height) / POINT + above + below
    if not names or missing <= 0 or not size_of_names(names, box.width_pt * 0.88 / len(names))[1]:
        return chart
    longest = max(_SHORTEST, max(width_pt(name, _TURNED) for name in names) - missing / _SLOPE)
    return replace(chart, categories=set_apart(names, lambda name: width_pt(name, _TURNED) <= longest))


def fix_if_low(native: Any, box: Box, chart: Chart, along: bool = False) -> None:
    """Fix the place of the drawing where it would be too low otherwise; figures, not names, may stand `along` it."""
    above, below = around_pt(chart, box, along)
    left = box.height_pt - above - below
    if (left - _SPARE) * POINT >= PLOT or left <= 0:
        return
    width, height = box.width_pt, box.height_pt
    fix(native, Frame(_LEFT / width, above / height, 1 - (_LEFT + _RIGHT) / width, left / height))


def fix(native: Any, plot: Frame) -> None:
    """Fix the place of the drawing."""
    from lxml import etree
    from pptx.oxml.ns import qn

    area = native._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    etree.SubElement(manual, qn("c:layoutTarget"), val="inner")
    for name in ("xMode", "yMode"):
        etree.SubElement(manual, qn(f"c:{name}"), val="edge")
    for name, share in (("x", plot.left), ("y", plot.top), ("w", plot.width), ("h", plot.height)):
        etree.SubElement(manual, qn(f"c:{name}"), val=f"{share:.5f}")
    area.insert(0, layout)
