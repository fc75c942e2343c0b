"""Text on a slide, at a size at which it fits its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hds_tco.board.deck.box import POINT, Box
from hds_tco.board.deck.fit import Face, cut_to_fit, size_that_fits
from hds_tco.board.deck.layouts import box_of, inner, style_of


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
