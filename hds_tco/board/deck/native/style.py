"""What charts of all kinds share, in PowerPoint's terms: fills, dashes, points, text, axes, legend, labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from hds_tco.board.deck.measure import width_pt
from hds_tco.board.office import number_format
from hds_tco.charts.axes import Axis
from hds_tco.charts.layout import Layout
from hds_tco.charts.palette import GRID, INK, MUTED, darker, ink_on, mark
from hds_tco.locale import Language

TEXT = 11
# The least turn that a file can tell.
_UNSEEN_TURN = 1 / 60_000
PAPER = "#FFFFFF"
_TAGS = {"fr": "fr-FR", "en": "en-GB"}
_WHITE = (
    '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
)

_PATTERNS = {"/": "WIDE_UPWARD_DIAGONAL", "x": "OUTLINED_DIAMOND", ".": "PERCENT_20", "-": "NARROW_HORIZONTAL"}
_DASHES = {"solid": "SOLID", "dash": "DASH", "dot": "ROUND_DOT", "dashdot": "DASH_DOT", "longdash": "LONG_DASH"}
_SYMBOLS = {"circle": "CIRCLE", "square": "SQUARE", "diamond": "DIAMOND", "triangle-up": "TRIANGLE", "cross": "X"}
_EDGE, _LINE = 6_350, 28_575


def rgb(colour: str) -> Any:
    """Return ``#rrggbb`` as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return cast("Any", RGBColor).from_string(colour.removeprefix("#").upper())


def fill(shape_format: Any, rank: int) -> None:
    """Give a bar the fill, pattern and edge of its rank."""
    from pptx.enum.dml import MSO_PATTERN

    style = mark(rank)
    if style.pattern:
        shape_format.fill.patterned()
        shape_format.fill.pattern = getattr(MSO_PATTERN, _PATTERNS[style.pattern])
        shape_format.fill.fore_color.rgb = rgb(darker(style.colour))
        shape_format.fill.back_color.rgb = rgb(style.colour)
    else:
        shape_format.fill.solid()
        shape_format.fill.fore_color.rgb = rgb(style.colour)
    shape_format.line.color.rgb = rgb(INK)
    shape_format.line.width = _EDGE


def stack(native: Any, drawn: Layout) -> None:
    """Set the layers of a chart on one another; those that only carry others, or labels, are hidden."""
    plot = native.plots[0]
    plot.gap_width, plot.overlap = drawn.gap, 100
    for series, layer in zip(plot.series, drawn.layers, strict=True):
        if layer.rank is None:
            series.format.fill.background()
            series.format.line.fill.background()
        else:
            fill(series.format, layer.rank)


def line(series: Any, rank: int, points: bool) -> None:
    """Give a line the colour, dash and points of its rank."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    style = mark(rank)
    series.smooth = False
    series.format.line.color.rgb = rgb(style.colour)
    series.format.line.width = _LINE
    series.format.line.dash_style = getattr(MSO_LINE, _DASHES[style.dash])
    if not points:
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style = getattr(XL_MARKER_STYLE, _SYMBOLS[style.symbol])
    series.marker.size = 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(style.colour)
    series.marker.format.line.color.rgb = rgb(INK)


def finish(native: Any, lang: Language) -> None:
    """Set text, white ground (a hospital's own page may be dark), square corners, language and names of axes."""
    from lxml import etree
    from pptx.oxml.ns import qn

    native.font.size, native.font.color.rgb = _pt(TEXT), rgb(INK)
    space = native._chartSpace
    for item in space.iter(qn("c:axId"), qn("c:crossAx")):
        item.set("val", item.get("val").removeprefix("-"))  # python-pptx gives negative ones, which the schema refuses
    for corners in space.findall(qn("c:roundedCorners")):
        space.remove(corners)
    corners = etree.Element(qn("c:roundedCorners"), val="0")
    date = space.find(qn("c:date1904"))
    space.insert(0 if date is None else 1, corners)
    ground = etree.fromstring(_WHITE)
    space.find(qn("c:chart")).addnext(ground)
    for properties in space.iter(qn("a:defRPr"), qn("a:rPr"), qn("a:endParaRPr")):
        properties.set("lang", _TAGS[lang])


def untitled(frame: Any, drawn: Layout) -> Any:
    """Return the chart of a frame without title, with a legend above if there is something to tell apart."""
    from pptx.enum.chart import XL_LEGEND_POSITION

    native = frame.chart
    native.has_title = native.has_legend = False  # what a kind of chart brings along
    if drawn.legend and drawn.chart.kind != "spans":
        native.has_legend = True
        native.legend.position = XL_LEGEND_POSITION.TOP
        native.legend.include_in_layout = False
        native.legend.font.size = _pt(TEXT)
    return native


def hide_in_legend(native: Any, ranks: list[int]) -> None:
    """Leave series out of the legend."""
    from lxml import etree
    from pptx.oxml.ns import qn

    if not native.has_legend:
        return
    position = native.legend._element.find(qn("c:legendPos"))
    for rank in sorted(ranks, reverse=True):
        entry = etree.Element(qn("c:legendEntry"))
        etree.SubElement(entry, qn("c:idx"), val=str(rank))
        etree.SubElement(entry, qn("c:delete"), val="1")
        position.addnext(entry)


def style_values(values: Any, axis: Axis, lang: Language) -> None:
    """Give an axis of figures its ends, ticks and words."""
    values.minimum_scale, values.maximum_scale, values.major_unit = axis.low, axis.high, axis.step
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(GRID)
    values.format.line.fill.background()
    values.tick_labels.number_format = number_format(axis.unit, lang, axis.digits)
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.font.size = _pt(TEXT - 1)
    _no_ticks(values)
    _name_axis(values, axis.title)


def _style_names(names: Any, title: str) -> None:
    names.has_major_gridlines = False
    names.format.line.color.rgb = rgb(INK)
    _no_ticks(names)
    _name_axis(names, title)


def _name_axis(axis: Any, title: str) -> None:
    """Write what an axis measures."""
    axis.has_title = bool(title)
    if title:
        frame = axis.axis_title.text_frame
        frame.text = title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.rgb = _pt(TEXT), False, rgb(MUTED)


def _level(axis: Any, rotation: float = 0) -> None:
    """Keep names level (or turned by so much): PowerPoint turns them as it likes otherwise."""
    from pptx.oxml.ns import qn

    body = axis._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("rot", str(round(rotation * 60_000)))
    body.set("vert", "horz")


def style_categories(names: Any, axis: Axis, room_pt: float) -> None:
    """Give an axis of names below columns its words, as large as they have room."""
    from lxml import etree
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.oxml.ns import qn

    _style_names(names, axis.title)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    every = round(axis.step)
    size, turned = size_of_names(axis.words, room_pt / max(len(axis.names or ()), 1) * every)
    names.tick_labels.font.size = _pt(size)
    _level(names, turned or (_UNSEEN_TURN if every > 1 else 0))  # LibreOffice breaks level names to a column's width
    if every > 1:
        after = names._element.find(qn("c:lblOffset"))
        for name in ("c:tickMarkSkip", "c:tickLblSkip"):
            after.addnext(etree.Element(qn(name), val=str(every)))


def style_rows(names: Any, values: Any, size: float) -> None:
    """Set the names of bars that lie, the first on top, figures below."""
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION

    _style_names(names, "")
    names.reverse_order = True
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = _pt(size)
    names.crosses = XL_AXIS_CROSSES.MAXIMUM  # where the figures stand: below, though the first name is on top
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def size_of_names(names: Sequence[str], slot_pt: float, largest: float = TEXT) -> tuple[float, int]:
    """Return the size of names under a chart, and by how much they are turned when their words are too long.

    Examples
    --------
    >>> size_of_names(("Interne", "Externe"), 150.0)
    (11, 0)
    >>> size_of_names(("Désinstitutionnalisation",), 40.0)
    (9.0, -45)
    """
    words = [word for name in names for word in name.split()]
    size: float = largest
    while size >= 8:
        lines = max((sum(width_pt(word, size) for word in name.split()) / slot_pt for name in names), default=0.0)
        if max((width_pt(word, size) for word in words), default=0.0) <= slot_pt * 0.94 and lines <= 3.6:
            return size, 0
        size -= 0.5
    return 9.0, -45


def label_points(series: Any, labels: Sequence[str], position: Any, size: float = 10) -> None:
    """Write words at each point of a series that has some."""
    for place, words in enumerate(labels):
        if words:
            label(series.points[place], words, position, size)


def label(point: Any, words: str, position: Any, size: float = 10, *, bold: bool = False, on: str = PAPER) -> None:
    """Write words at a point, in the ink that is read on what lies behind; a patterned ground is covered."""
    native = point.data_label
    frame = native.text_frame
    frame.text = words
    frame.word_wrap = False
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = _pt(size), bold, rgb(ink_on(on))
    native.position = position


def cover(point: Any) -> None:
    """Put white behind a label that stands on a bar."""
    from lxml import etree
    from pptx.oxml.ns import qn

    ground = etree.fromstring(_WHITE)
    native = point.data_label._get_or_add_dLbl()
    native.find(qn("c:tx")).addnext(ground)


def shift(point: Any, across: float, down: float) -> None:
    """Move a label by shares of the chart's width and height."""
    from pptx.oxml.ns import qn

    label_element = point.data_label._get_or_add_dLbl()
    label_element.find(qn("c:idx")).addnext(manual_layout(x=f"{across:.5f}", y=f"{down:.5f}"))


def move_title(axis: Any, across: float, down: float) -> None:
    """Put the upper left corner of an axis' title at shares of the chart's width and height."""
    from pptx.oxml.ns import qn

    for title in axis._element.findall(qn("c:title")):
        for old in title.findall(qn("c:layout")):
            title.remove(old)
        place = manual_layout(xMode="edge", yMode="edge", x=f"{across:.5f}", y=f"{down:.5f}")
        title.find(qn("c:tx")).addnext(place)


def manual_layout(**values: str) -> Any:
    """Return where something of a chart stands, as its file says it."""
    from lxml import etree
    from pptx.oxml.ns import qn

    element = etree.Element(qn("c:layout"))
    manual = etree.SubElement(element, qn("c:manualLayout"))
    for name, value in values.items():
        etree.SubElement(manual, qn(f"c:{name}"), val=value)
    return element


def _no_ticks(axis: Any) -> None:
    from pptx.enum.chart import XL_TICK_MARK

    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE


def _pt(size: float) -> Any:
    from pptx.util import Pt

    return Pt(size)
