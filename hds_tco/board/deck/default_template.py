"""Our own template: white, one accent, wide margins; made by code from python-pptx's default file."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hds_tco.board.deck.layouts import PICTURE, SOURCE, TEXT, Layouts, Ours, Place, room_of
from hds_tco.board.deck.measure import INCH, Box
from hds_tco.charts.palette import INK, MARKS, MUTED
from hds_tco.locale import Language, text

# Arial stands on every machine, or a font of the same widths does.
FONT = "Arial"
WIDTH, HEIGHT = round(13.333 * INCH), round(7.5 * INCH)
ACCENT = MARKS[0].colour


def _inches(left: float, top: float, width: float, height: float) -> Box:
    return Box(*(round(side * INCH) for side in (left, top, width, height)))


_TITLE = _inches(0.7, 0.6, 11.93, 0.95)
_WHOLE = _inches(0.7, 1.75, 11.93, 4.95)
_LEFT, _RIGHT = _inches(0.7, 1.75, 3.35, 4.95), _inches(4.35, 1.75, 8.28, 4.4)
_SOURCE = _inches(4.35, 6.2, 8.28, 0.5)
_FOOTER, _NUMBER = _inches(0.7, 6.88, 10.6, 0.36), _inches(11.63, 6.88, 1.0, 0.36)
_OPENING, _SUBTITLE = _inches(1.3, 1.9, 10.8, 1.9), _inches(1.3, 4.2, 10.8, 1.5)
_RULE, _BAND = _inches(0.7, 0.42, 0.9, 0.06), _inches(0, 0, 0.32, 7.5)
_OPENING_RULE = _inches(1.3, 3.95, 1.6, 0.06)
_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def default_template(lang: Language) -> tuple[Any, Layouts]:
    """Return an empty presentation of ours and its layouts."""
    from pptx import Presentation

    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    master = presentation.slide_master
    layouts = list(master.slide_layouts)
    for layout in layouts[4:]:
        master.slide_layouts.remove(layout)
    _theme(master)
    _master(master, lang)
    title = _holder("title", 0, _TITLE, text("deck.layout.title", lang))
    body = _holder("body", TEXT, _LEFT, text("deck.layout.text", lang))
    source = _holder("body", SOURCE, _SOURCE, text("deck.layout.source", lang), _SMALL)
    rule = _bar(_RULE, 90)
    words = {name: text(f"deck.layout.{name}", lang) for name in ("title", "subtitle", "text")}
    opening_page = _bar(_BAND, 90) + _bar(_OPENING_RULE, 91)
    opening_page += _holder("ctrTitle", 0, _OPENING, words["title"], _OPENING_STYLE)
    opening_page += _holder("subTitle", TEXT, _SUBTITLE, words["subtitle"], _SUBTITLE_STYLE)
    pages = (
        ("title", "deck.layout.opening", opening_page),
        ("obj", "deck.layout.text_only", rule + title + _holder("body", TEXT, _WHOLE, words["text"])),
        ("txAndChart", "deck.layout.text_chart", rule + title + body + _holder("chart", PICTURE, _RIGHT, "") + source),
        ("tbl", "deck.layout.text_table", rule + title + body + _holder("tbl", PICTURE, _RIGHT, "") + source),
    )
    for layout, (kind, key, shapes) in zip(layouts, pages, strict=False):
        _rewrite(layout._element, shapes + _foot(), text(key, lang))
        layout._element.set("type", kind)
    _strip(presentation)
    opening, only, chart, table = layouts[:4]
    return presentation, Layouts(Place(opening, _WHOLE), (Place(only, room_of(only)),), Ours(only, chart, table))


def _theme(master: Any) -> None:
    """Set our colours and font, ours by name."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml.ns import qn

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", "hds_tco")
    elements = theme.find(qn("a:themeElements"))
    scheme = elements.find(qn("a:clrScheme"))
    scheme.set("name", "hds_tco")
    accents = [style.colour for style in MARKS]
    colours = {"dk1": INK, "lt1": "#FFFFFF", "dk2": MUTED, "lt2": "#F2F5F7", "hlink": ACCENT, "folHlink": MUTED}
    colours |= {f"accent{rank}": colour for rank, colour in enumerate([*accents, "#56B4E9"], start=1)}
    for name, colour in colours.items():
        slot = scheme.find(qn(f"a:{name}"))
        for old in list(slot):
            slot.remove(old)
        etree.SubElement(slot, qn("a:srgbClr"), val=colour[1:].upper())
    fonts = elements.find(qn("a:fontScheme"))
    fonts.set("name", "hds_tco")
    for name in ("a:majorFont", "a:minorFont"):
        group = fonts.find(qn(name))
        for font in group.findall(qn("a:font")):
            group.remove(font)
        latin = group.find(qn("a:latin"))
        latin.set("typeface", FONT)
        latin.set("panose", "020B0604020202020204")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _master(master: Any, lang: Language) -> None:
    from lxml import etree
    from pptx.oxml.ns import qn

    shapes = _holder("title", 0, _TITLE, text("deck.layout.title", lang), master=True)
    shapes += _holder("body", TEXT, _WHOLE, text("deck.layout.text", lang), master=True) + _foot()
    _rewrite(master._element, shapes)
    styles = etree.fromstring(_STYLES)
    old = master._element.find(qn("p:txStyles"))
    master._element.replace(old, styles)


def _rewrite(element: Any, shapes: str, name: str = "") -> None:
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    tree = element.find(qn("p:cSld")).find(qn("p:spTree"))
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for rank, shape in enumerate(parse_xml(f"<p:spTree {_SPACES}>{shapes}</p:spTree>"), start=2):
        shape.find(f".//{qn('p:cNvPr')}").set("id", str(rank))
        tree.append(shape)
    if name:
        element.find(qn("p:cSld")).set("name", name)


_SMALL = (
    '<a:lvl1pPr marL="0" indent="0"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>'
    '<a:buNone/><a:defRPr sz="1000"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr>'
)
_OPENING_STYLE = '<a:lvl1pPr algn="l"><a:defRPr sz="3600" b="1"/></a:lvl1pPr>'
_SUBTITLE_STYLE = (
    '<a:lvl1pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="2000"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill>'
    "</a:defRPr></a:lvl1pPr>"
)


def _sp(about: str, role: str, box: Box, rest: str, name: str, rank: int = 0) -> str:
    """Return a shape: what is said of it, the part that it plays, where it stands, then its look and its text."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{rank}" name={quoteattr(name)}>{about}</p:cNvPr>{role}</p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{box.left}" y="{box.top}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{rest}</p:sp>'
    )


def _role(holder: str) -> str:
    return f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {holder}/></p:nvPr>'


def _holder(kind: str, rank: int, box: Box, prompt: str, style: str = "", master: bool = False) -> str:
    index = "" if rank == 0 or (master and kind == "title") else f' idx="{rank}"'
    anchor = {"ctrTitle": "b"}.get(kind, "t")
    words = (
        "</p:spPr><p:txBody>"
        f'<a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p><a:r><a:rPr/><a:t>{escape(prompt)}</a:t></a:r></a:p></p:txBody>"
    )
    return _sp("", _role(f'type="{kind}"{index}'), box, words, prompt or kind)


def _foot() -> str:
    """Return footer and page number."""
    small = '<a:defRPr sz="900"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr>'
    shapes = ""
    number = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld>'
    for kind, rank, box, side, inside in (("ftr", 11, _FOOTER, "l", ""), ("sldNum", 12, _NUMBER, "r", number)):
        words = (
            '</p:spPr><p:txBody><a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/>'
            f'<a:lstStyle><a:lvl1pPr algn="{side}">{small}</a:lvl1pPr></a:lstStyle><a:p>{inside}</a:p></p:txBody>'
        )
        shapes += _sp("", _role(f'type="{kind}" sz="quarter" idx="{rank}"'), box, words, kind)
    return shapes


def _bar(box: Box, rank: int) -> str:
    """Return a bar of the accent: only to look at, so screen readers pass over it."""
    decorative = (
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
    accent = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
    return _sp(decorative, '<p:cNvSpPr/><p:nvPr userDrawn="1"/>', box, accent, f"accent {rank}", rank)


def _level(rank: int, size: int) -> str:
    indent = 228_600
    return (
        f'<a:lvl{rank}pPr marL="{indent * rank}" indent="-{indent}" algn="l" defTabSz="914400" rtl="0" eaLnBrk="1"'
        ' latinLnBrk="0" hangingPunct="1"><a:spcBef><a:spcPts val="800"/></a:spcBef>'
        '<a:buClr><a:schemeClr val="accent1"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="•"/>'
        f'<a:defRPr sz="{size}" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        f'<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr></a:lvl{rank}pPr>'
    )


_STYLES = (
    f'<p:txStyles {_SPACES}><p:titleStyle><a:lvl1pPr algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0"'
    ' hangingPunct="1"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef><a:spcPct val="0"/></a:spcBef><a:buNone/>'
    '<a:defRPr sz="2600" b="1" kern="1200"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
    '<a:latin typeface="+mj-lt"/>'
    '<a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr></p:titleStyle><p:bodyStyle>'
    + "".join(_level(rank, 2000 - 100 * rank + 100) for rank in range(1, 6))
    + '</p:bodyStyle><p:otherStyle><a:lvl1pPr><a:defRPr sz="1200"/></a:lvl1pPr></p:otherStyle></p:txStyles>'
)


def _strip(presentation: Any) -> None:
    """Drop what the default file brings along: a thumbnail, printer settings, another's program name."""
    for holder in (presentation.part.package, presentation.part):
        for rel in list(holder._rels.values()):
            if rel.reltype.endswith(("/thumbnail", "/printerSettings")):
                holder._rels.pop(rel.rId)
            elif rel.reltype.endswith("/extended-properties"):
                rel.target_part._blob = (
                    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats'
                    b'.org/officeDocument/2006/extended-properties"><Application>hds_tco</Application></Properties>'
                )
