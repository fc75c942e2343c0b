"""Text on a slide at a size at which it fits its place; footer and page number in theirs, or in a strip below."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hds_tco.board.deck.box import INCH, POINT, Box
from hds_tco.board.deck.fit import Face, cut_to_fit, height_pt, size_that_fits
from hds_tco.board.deck.layouts import box_of, contents_of, footer_of, inner, number_of_page, put_in, style_of


def add_words(
    shapes: Any,
    box: Box,
    paragraphs: Sequence[str],
    size: float,
    *,
    align: str = "LEFT",
    gap_pt: float = 0.0,
    name: str = "",
) -> Any:
    """Add a box of text without margins, in the page's own colour, with a gap before each paragraph but the first."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    shape = shapes.add_textbox(box.left, box.top, box.width, box.height)
    if name:
        shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for rank, (paragraph, words) in enumerate(_paragraphs(frame, paragraphs)):
        run = paragraph.add_run()
        run.text = words
        run.font.size = Pt(size)
        paragraph.alignment = getattr(PP_ALIGN, align)
        paragraph.line_spacing, paragraph.space_after = 1.0, Pt(0)
        paragraph.space_before = Pt(gap_pt if rank else 0)
    return shape


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
    from pptx.util import Pt

    style = style_of(holder)
    room = inner(holder, box_of(holder) or Box(0, 0, 0, 0))
    across = room.width_pt - style["indent"] / POINT
    most = min(style["size"], largest or style["size"])
    written = [words.upper() if style["capitals"] else words for words in paragraphs]
    place = (max(10.0, across), room.height_pt)
    size = size_that_fits(written, place, most, style["bold"], gap_pt, face)
    kept = cut_to_fit(written, place, size, style["bold"], gap_pt, face)
    whole = kept == written
    frame = holder.text_frame
    fixed_size(frame)
    for rank, (paragraph, words) in enumerate(_paragraphs(frame, list(paragraphs) if whole else kept)):
        run = paragraph.add_run()
        run.text = words
        if size != style["size"]:
            run.font.size = Pt(size)
        paragraph.line_spacing = 1.0
        paragraph.space_before = Pt(gap_pt if rank else 0)
        paragraph.space_after = Pt(0)
    return whole


def fixed_size(frame: Any) -> None:
    """Keep a box as it is when its text changes; the text shrinks instead."""
    from pptx.enum.text import MSO_AUTO_SIZE

    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE


def _paragraphs(frame: Any, paragraphs: Sequence[str]) -> Any:
    for rank, words in enumerate(paragraphs):
        yield (frame.paragraphs[0] if rank == 0 else frame.add_paragraph()), words


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
        room = (strip.width_pt, strip.height_pt)
        add_words(slide.shapes, strip, cut_to_fit([words], room, _IN_STRIP), _IN_STRIP, name=name)
    elif words and holder is not None:
        copy = _copied(slide, holder)
        frame = copy.text_frame
        frame.word_wrap = True
        frame.text = words
        frame.paragraphs[0].runs[0].font.size = Pt(_size(holder, words))
        put_in(copy, box_of(holder) or Box(0, 0, 0, 0))
    if number is not None:
        _copied(slide, number)


def _has_room(holder: Any, words: str) -> bool:
    across, down = _room(holder)
    return height_pt([words], _size(holder, words), across) <= down


def _size(holder: Any, words: str) -> float:
    return size_that_fits([words], _room(holder), _LARGEST)


def _room(holder: Any) -> tuple[float, float]:
    room = inner(holder, box_of(holder) or Box(0, 0, 0, 0))
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
