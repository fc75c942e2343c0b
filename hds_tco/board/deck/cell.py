"""One cell of a native table: margins, fill, edges, text."""

from __future__ import annotations

from typing import Any

from hds_tco.board.deck.box import POINT
from hds_tco.board.deck.native.style import rgb

# Office's "no style, no grid": what is drawn is what is asked for, whatever the template.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def plain_table(holder: Any, rows: int, columns: int, box: Any) -> Any:
    """Add a table without any style.

    Parameters
    ----------
    holder : python-pptx table placeholder or shapes
    rows, columns : int
    box : Box

    Returns
    -------
    GraphicFrame
    """
    from pptx.oxml.ns import qn

    if hasattr(holder, "insert_table"):
        frame = holder.insert_table(rows, columns)
        frame.left, frame.top, frame.width, frame.height = box.left, box.top, box.width, box.height
    else:
        frame = holder.add_table(rows, columns, box.left, box.top, box.width, box.height)
    properties = frame.table._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE
    frame.table.horz_banding = False
    return frame


def write(
    cell: Any,
    words: str,
    size: float,
    *,
    bold: bool = False,
    align: str = "LEFT",
    pad: tuple[float, float] = (4, 2),
    colour: str = "",
) -> None:
    """Write in a cell; `pad` is its margin across and down, in points."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = round(pad[0] * POINT)
    cell.margin_top = cell.margin_bottom = round(pad[1] * POINT)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = getattr(PP_ALIGN, align)
    paragraph.line_spacing, paragraph.space_before, paragraph.space_after = 1.0, Pt(0), Pt(0)
    if not words:
        paragraph.font.size = Pt(size)  # an empty paragraph would be 18 points high
        _end_size(paragraph, size)
        return
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold = Pt(size), bold
    if colour:
        run.font.color.rgb = rgb(colour)


def edge(cell: Any, side: str, colour: str, width_pt: float) -> None:
    """Draw one edge of a cell: ``L``, ``R``, ``T`` or ``B``, before any fill; a theme colour or ``#rrggbb``."""
    from lxml import etree
    from pptx.oxml.ns import qn

    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(qn(f"a:ln{side}")):
        properties.remove(old)
    line = etree.Element(qn(f"a:ln{side}"), w=str(round(width_pt * POINT)), cap="flat", cmpd="sng", algn="ctr")
    filled = etree.SubElement(line, qn("a:solidFill"))
    if colour.startswith("#"):
        etree.SubElement(filled, qn("a:srgbClr"), val=colour[1:].upper())
    else:
        etree.SubElement(filled, qn("a:schemeClr"), val=colour)
    etree.SubElement(line, qn("a:prstDash"), val="solid")
    order = "LRTB"
    before = [item for item in properties if item.tag in {qn(f"a:ln{name}") for name in order[: order.index(side)]}]
    properties.insert(len(before), line)


def _end_size(paragraph: Any, size: float) -> None:
    from lxml import etree
    from pptx.oxml.ns import qn

    element = paragraph._p
    if element.find(qn("a:endParaRPr")) is None:
        etree.SubElement(element, qn("a:endParaRPr"), sz=str(round(size * 100)))
