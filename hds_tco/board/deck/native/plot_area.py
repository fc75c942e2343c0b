"""Where the drawing of a native chart stands, and what is drawn over it: lines, points and words as shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hds_tco.board.deck.measure import POINT, Box, lines_of, width_pt
from hds_tco.board.deck.native.style import TEXT, manual_layout, size_of_names
from hds_tco.charts import Chart
from hds_tco.charts.layout import Key
from hds_tco.charts.palette import INK, PATTERN_CODES, darker, mark
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
    from pptx.oxml.ns import qn

    area = native._chartSpace.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = {"x": plot.left, "y": plot.top, "w": plot.width, "h": plot.height}
    shares = {name: f"{share:.5f}" for name, share in sides.items()}
    area.insert(0, manual_layout(layoutTarget="inner", xMode="edge", yMode="edge", **shares))


Place = tuple[float, float]
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartUserShapes"
NAMES_PT, _HEIGHT_PT, _DOT_PT, _DIAMOND_PT, _KEY_PT, _GAP_PT = 10, 15, 8, 10, 9, 4
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<c:userShapes xmlns:c="{_C}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
)
_ANCHOR = (
    '<cdr:relSizeAnchor xmlns:cdr="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing">'
    "<cdr:from><cdr:x>{x:.5f}</cdr:x><cdr:y>{y:.5f}</cdr:y></cdr:from>"
    "<cdr:to><cdr:x>{to_x:.5f}</cdr:x><cdr:y>{to_y:.5f}</cdr:y></cdr:to>{shape}</cdr:relSizeAnchor>"
)
_INK = f'<a:solidFill><a:srgbClr val="{INK[1:]}"/></a:solidFill>'
_LINE = (
    '<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="{id}" name={name}/><cdr:cNvCxnSpPr/></cdr:nvCxnSpPr>'
    '<cdr:spPr>{at}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
    f'<a:ln w="19050">{_INK}<a:prstDash val="dash"/></a:ln></cdr:spPr></cdr:cxnSp>'
)
_SHAPE = (
    '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="{id}" name={name}/><cdr:cNvSpPr/></cdr:nvSpPr>'
    '<cdr:spPr>{at}<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{fill}{edge}</cdr:spPr></cdr:sp>'
)
_WORDS = (
    '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="{id}" name={name}/><cdr:cNvSpPr txBox="1"/></cdr:nvSpPr>'
    '<cdr:spPr>{at}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></cdr:spPr>'
    '<cdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
    f'<a:p>{{align}}<a:r><a:rPr sz="{NAMES_PT * 100}" b="{{bold}}">{_INK}<a:latin typeface="+mn-lt"/></a:rPr>'
    "<a:t>{words}</a:t></a:r></a:p></cdr:txBody></cdr:sp>"
)


def overlay(
    native: Any,
    box: Box,
    plot: Frame,
    lines: list[tuple[Place, Place, str]],
    points: list[tuple[Place, str]],
    *,
    diamonds: bool = False,
    keys: Sequence[Key] = (),
    names: Sequence[tuple[Place, str]] = (),
) -> None:
    """Fix the place of the drawing, and draw over it.

    Parameters
    ----------
    native : python-pptx chart
    box : Box
        Of the chart.
    plot : Frame
    lines : list of (from, to, words)
    points : list of (place, words)
        Places in shares of the chart.
    diamonds : bool
        Whether points are days of a calendar, told beside them; else each is a dot, told above.
    keys : sequence of Key
        A legend of our own, above: LibreOffice counts a lying chart's series from the last when some are left out.
    names : sequence of (place, words)
        What ends beside a place.
    """
    fix(native, plot)
    shapes: list[str] = []

    spot = {
        "form": "diamond" if diamonds else "ellipse",
        "fill": _INK,
        "edge": '<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln>',
    }

    def add(shape: str, name: str, start: Place, end: Place, **parts: str) -> None:
        (x, y), (to_x, to_y) = start, end
        at = (
            f'<a:xfrm><a:off x="{round(x * box.width)}" y="{round(y * box.height)}"/>'
            f'<a:ext cx="{round((to_x - x) * box.width)}" cy="{round((to_y - y) * box.height)}"/></a:xfrm>'
        )
        inner = shape.format(id=len(shapes) + 2, name=quoteattr(name or "◆"), at=at, **parts)
        shapes.append(_ANCHOR.format(x=x, y=y, to_x=to_x, to_y=to_y, shape=inner))

    def write(words: str, x: float, bottom: float) -> None:
        wide = (width_pt(words, NAMES_PT, bold=True) + 2) / box.width_pt
        left = min(max(0.0, x), 1 - wide) if wide < 1 else 0.0
        start, end = (left, bottom - _HEIGHT_PT / box.height_pt), (min(1.0, left + wide), bottom)
        add(_WORDS, words, start, end, words=escape(words), bold="0" if diamonds else "1", align="")

    for start, end, words in lines:
        add(_LINE, words, start, end)
        middle = width_pt(words, NAMES_PT, bold=True) / 2 / box.width_pt
        upright = start[0] == end[0]
        write(words, start[0] - middle if upright else end[0] - 2 * middle, start[1] - 2 / box.height_pt)
    half = _HEIGHT_PT / 2 / box.height_pt
    for (x, y), words in names:
        last = x - _GAP_PT / box.width_pt
        first = max(0.0, last - width_pt(words, NAMES_PT) / box.width_pt)
        about = {"words": escape(words), "bold": "0", "align": '<a:pPr algn="r"/>'}
        add(_WORDS, words, (first, y - half), (last, y + half), **about)
    wide = _DIAMOND_PT if diamonds else _DOT_PT
    across, up = wide / 2 / box.width_pt, wide / 2 / box.height_pt
    for (x, y), words in points:
        add(_SHAPE, words, (x - across, y - up), (x + across, y + up), **spot)
        if words:
            write(words, x + 1.5 * across, y + (_HEIGHT_PT / 2 / box.height_pt if diamonds else -2 * up))
    needed = sum(width_pt(key.name, NAMES_PT, bold=True) + _KEY_PT + 24 for key in keys) / box.width_pt
    left, top = max(0.0, min(plot.left, 1 - needed)), 6 / box.height_pt
    for key in keys:
        right = left + _KEY_PT / box.width_pt
        square = {"form": "rect", "fill": _fill(key.rank), "edge": f'<a:ln w="6350">{_INK}</a:ln>'}
        add(_SHAPE, key.name, (left, top), (right, top + _KEY_PT / box.height_pt), **(spot if key.is_day else square))
        write(key.name, right + 4 / box.width_pt, top + (_KEY_PT / 2 + _HEIGHT_PT / 2) / box.height_pt)
        left = right + (width_pt(key.name, NAMES_PT, bold=True) + 24) / box.width_pt
    if shapes:
        _attach(native, _HEAD + "".join(shapes) + "</c:userShapes>")


def _fill(rank: int) -> str:
    style = mark(rank)
    if not style.pattern:
        return f'<a:solidFill><a:srgbClr val="{style.colour[1:]}"/></a:solidFill>'
    front, back = (f'<a:srgbClr val="{colour[1:]}"/>' for colour in (darker(style.colour), style.colour))
    name = PATTERN_CODES[style.pattern]
    return f'<a:pattFill prst="{name}"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'


def _attach(native: Any, xml: str) -> None:
    from lxml import etree
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI
    from pptx.oxml.ns import qn

    package = native.part.package
    name = PackURI(str(package.next_partname("/ppt/drawings/drawing%d.xml")))
    part = Part(name, _TYPE, package, xml.encode())
    shapes = etree.SubElement(native._chartSpace, qn("c:userShapes"))
    shapes.set(qn("r:id"), native.part.relate_to(part, _REL))
