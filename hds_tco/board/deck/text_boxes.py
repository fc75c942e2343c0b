"""Text on a slide at a size at which it fits its place; footer and page number in theirs, or in a strip below."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hds_tco.board.deck.layouts import box_of, contents_of, footer_of, inner, number_of_page, put_in, style_of
from hds_tco.board.deck.measure import INCH, NOWHERE, POINT, Box, Face, cut_to_fit, height_pt, size_that_fits


def add_words(
    shapes: Any, box: Box, paragraphs: Sequence[str], largest: float, *, gap_pt: float = 0.0, name: str
) -> tuple[Any, bool]:
    """Add a box of text without margins, in the page's own colour; return it, and whether all of it had room."""
    from pptx.enum.text import PP_ALIGN

    room = (box.width_pt, box.height_pt)
    size = size_that_fits(paragraphs, room, largest, gap_pt=gap_pt)
    words = cut_to_fit(paragraphs, room, size, gap_pt=gap_pt)
    shape = shapes.add_textbox(box.left, box.top, box.width, box.height)
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _write(frame, words, size, gap_pt, PP_ALIGN.LEFT)
    return shape, words == list(paragraphs)


def fill_words(
    holder: Any, paragraphs: Sequence[str], largest: float | None = None, gap_pt: float = 0.0, face: Face = "wide"
) -> bool:
    """Write in a placeholder, no larger than its own style says, and tell whether all of it had room.

    Parameters
    ----------
    holder : python-pptx placeholder
    paragraphs : sequence of str
    largest : float, optional
        Size in points that is not exceeded.
    gap_pt : float
        Before each paragraph but the first.
    face : {"arial", "wide"}
        How wide the page's font is.
    """
    from pptx.enum.text import MSO_AUTO_SIZE

    style, room = style_of(holder), inner(holder)
    words = [paragraph.upper() if style["capitals"] else paragraph for paragraph in paragraphs]
    place = (max(10.0, room.width_pt - style["indent"] / POINT), room.height_pt)
    size = size_that_fits(words, place, min(style["size"], largest or style["size"]), style["bold"], gap_pt, face)
    cut = cut_to_fit(words, place, size, style["bold"], gap_pt, face)
    frame = holder.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE  # the box stays as it is when its text changes
    _write(frame, paragraphs if cut == words else cut, size if size != style["size"] else None, gap_pt)
    return cut == words


def _write(frame: Any, paragraphs: Sequence[str], size: float | None, gap_pt: float, align: Any = None) -> None:
    """Write paragraphs, of their own size where none is given, with a gap before each but the first."""
    from pptx.util import Pt

    for rank, words in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if rank else frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = words
        if size is not None:
            run.font.size = Pt(size)
        paragraph.alignment = align
        paragraph.line_spacing, paragraph.space_after = 1.0, Pt(0)
        paragraph.space_before = Pt(gap_pt if rank else 0)


_LARGEST, _IN_STRIP, _MOST_LINES = 9.0, 8.0, 2
_EDGE = round(0.5 * INCH)


def strip_of(presentation: Any, layout: Any, words: str) -> Box | None:
    """Return a strip at the bottom for a footer that has no place of its own, or too small a one."""
    holder = footer_of(layout)
    if not words or (holder is not None and _has_room(holder, words)):
        return None
    contents = contents_of(layout)
    base = box_of(contents[0]) if contents else None
    left = max(0, base.left) if base else _EDGE
    right = min(presentation.slide_width, base.right) if base else presentation.slide_width - left
    most = _MOST_LINES * _IN_STRIP * 1.25
    high = round(min(most, height_pt([words], _IN_STRIP, (right - left) / POINT) * 1.05) * POINT)
    bottom = presentation.slide_height - round(0.08 * INCH)
    for other in (holder, number_of_page(layout)):
        place = box_of(other) if other is not None else None
        if place is not None and place.top > presentation.slide_height * 0.75:
            bottom = min(bottom, place.top - round(0.03 * INCH))
    return Box(left, bottom - high, right - left, high)


def write_footer(presentation: Any, slide: Any, layout: Any, words: str, name: str) -> None:
    """Write footer and page number."""
    from pptx.util import Pt

    strip = strip_of(presentation, layout, words)
    holder, number = footer_of(layout), number_of_page(layout)
    if strip is not None:
        cut = cut_to_fit([words], (strip.width_pt, strip.height_pt), _IN_STRIP)
        add_words(slide.shapes, strip, cut, _IN_STRIP, name=name)
    elif words and holder is not None:
        copy = _copied(slide, holder)
        frame = copy.text_frame
        frame.word_wrap = True
        frame.text = words
        frame.paragraphs[0].runs[0].font.size = Pt(_size(holder, words))
        put_in(copy, box_of(holder) or NOWHERE)
    if number is not None:
        _copied(slide, number)


def _has_room(holder: Any, words: str) -> bool:
    across, down = _room(holder)
    return height_pt([words], _size(holder, words), across) <= down


def _size(holder: Any, words: str) -> float:
    return size_that_fits([words], _room(holder), _LARGEST)


def _room(holder: Any) -> tuple[float, float]:
    room = inner(holder)
    return max(10.0, room.width_pt), room.height_pt


def _copied(slide: Any, holder: Any) -> Any:
    """Return a placeholder of the layout on the slide."""
    from pptx.oxml.ns import qn

    element = deepcopy(holder._element)
    tree = slide.shapes._spTree
    used = [int(item.get("id")) for item in tree.iter(qn("p:cNvPr"))]
    element.find(f".//{qn('p:cNvPr')}").set("id", str(max(used, default=1) + 1))
    style = element.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")
    for level in list(style) if style is not None else []:
        style.remove(level)  # the layout has it
    tree.append(element)
    return next(shape for shape in slide.placeholders if shape._element is element)
