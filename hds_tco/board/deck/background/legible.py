"""Text and rules of a slide in colours that are read on the place where they stand, and the places free for them.

A placeholder keeps its own colour where that is read. Where none is (a photograph, a gradient from dark to light), the
text gets an opaque ground of the place's own usual colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hds_tco.board.deck.background.paint import BLACK, READ, WHITE, Paint, contrast, local, mixed, paint_of, styled
from hds_tco.board.deck.background.sketch import Mask, Sketch, luminance
from hds_tco.board.deck.layouts import box_of, contents_of, levels, parents
from hds_tco.board.deck.measure import Box
from hds_tco.board.deck.native.style import rgb
from hds_tco.charts.palette import GRID, INK, lightness

# Rules between rows, and how far from the ground they are.
_FAINT, _SEEN = 0.25, 3.0
_GOOD = 7.0


@dataclass(frozen=True)
class Look:
    """The ink of a text, the ground that it stands on, and whether we have to lay that ground."""

    ink: str
    ground: str
    laid: bool


def look_on(sketch: Sketch, box: Box, wanted: Sequence[str]) -> Look:
    """Return the first wanted ink that is read all over a place, else black or white, else a ground of our own."""
    low, high = sketch.bounds(box)
    usual = sketch.usual(box)
    inks = [*wanted, INK, WHITE, BLACK]
    for ink in inks:
        if contrast(ink, low, high) >= READ:
            return Look(ink, usual, laid=False)
    ground = calm(usual)
    light = lightness(ground)
    return Look(next(ink for ink in inks if contrast(ink, light, light) >= READ), ground, laid=True)


def calm(colour: str) -> str:
    """Return a colour on which black or white is read well: itself, or nearer to white or to black."""
    light = lightness(colour)
    if max(contrast(ink, light, light) for ink in (INK, WHITE)) >= _GOOD:
        return colour
    return mixed(colour, WHITE, 0.5) if light > 0.18 else mixed(colour, BLACK, 0.4)


def reads(sketch: Sketch, box: Box) -> bool:
    """Tell whether one ink is read all over a place."""
    low, high = sketch.bounds(box)
    return any(contrast(ink, low, high) >= READ for ink in (INK, WHITE))


def make_legible(slide: Any, sketch: Sketch) -> None:
    """Give all text and rules of a slide, charts left out (they have their own paper), colours that are read there."""
    contents = contents_of(slide.slide_layout)
    text = own_ink(contents[0], sketch) if contents else None
    wanted = [ink for ink in (text, sketch.palette.named("tx1")) if ink is not None]
    for shape in slide.shapes:
        if shape.has_text_frame:
            _words(shape, sketch, wanted)
        elif shape.has_table:
            _table(shape, sketch, wanted)


def _words(shape: Any, sketch: Sketch, wanted: list[str]) -> None:
    box = box_of(shape)
    if box is None:
        return
    own = own_ink(shape, sketch) if shape.is_placeholder else None
    fill = _own_fill(shape, sketch) if shape.is_placeholder else None
    look = look_on(sketch.filled(box, fill) if fill else sketch, box, [own, *wanted] if own else wanted)
    if look.laid:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(look.ground)
    if look.ink != own:
        _ink(shape._element, look.ink)


def _table(frame: Any, sketch: Sketch, wanted: list[str]) -> None:
    from pptx.oxml.ns import qn

    look = look_on(sketch, Box(*map(int, (frame.left, frame.top, frame.width, frame.height))), wanted)
    light = lightness(look.ground)
    accent = sketch.palette.named("accent1")
    rules = {
        GRID[1:].upper(): mixed(look.ground, look.ink, _FAINT),
        "tx1": look.ink,
        "accent1": accent if accent and contrast(accent, light, light) >= _SEEN else look.ink,
    }
    _ink(frame._element, look.ink)
    for cell in frame.table.iter_cells():
        if look.laid:
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(look.ground)
        for name in "LRTB":
            for filled in cell._tc.iter(qn(f"a:ln{name}")):
                for colour in filled.iter(qn("a:srgbClr"), qn("a:schemeClr")):
                    _recolour(colour, rules.get(colour.get("val"), look.ink))


def _recolour(colour: Any, to: str) -> None:
    from lxml import etree
    from pptx.oxml.ns import qn

    colour.getparent().replace(colour, etree.Element(qn("a:srgbClr"), val=to[1:].upper()))


def _ink(element: Any, ink: str) -> None:
    """Colour every run and field."""
    from pptx.oxml.ns import qn

    for run in element.iter(qn("a:r"), qn("a:fld")):
        properties = run.get_or_add_rPr()
        properties._remove_eg_fillProperties()
        properties.get_or_change_to_solidFill().get_or_change_to_srgbClr().val = ink[1:].upper()


def own_ink(holder: Any, sketch: Sketch) -> str | None:
    """Return the colour that a placeholder's words have by themselves, None where it is not plainly known."""
    from pptx.oxml.ns import qn

    for level in levels(holder):
        default = level.find(qn("a:defRPr"))
        for item in default if default is not None else ():
            kind = local(item)
            if kind == "solidFill":
                colour = sketch.palette.colour(item)
                return colour[0].upper() if colour and colour[1] == 1 else None
            if kind.endswith("Fill"):
                return None
    return sketch.palette.named("tx1")


def _own_fill(holder: Any, sketch: Sketch) -> Paint | None:
    """Return what fills a placeholder by itself, inherited or not."""
    from pptx.oxml.ns import qn

    for shape in parents(holder):
        properties = shape._element.find(qn("p:spPr"))
        if properties is not None and any(local(item).endswith("Fill") for item in properties):
            return paint_of(properties, sketch.palette, shape.part)
        reference = shape._element.find(f"{qn('p:style')}/{qn('a:fillRef')}")
        if reference is not None:
            return styled(reference, sketch.palette, shape.part)
    return None


def free_area(sketch: Sketch, within: Box, taken: list[Box]) -> Box | None:
    """Return the largest rectangle that one ink is read on, clear of things and of places that are taken.

    Parameters
    ----------
    sketch : Sketch
    within : Box
        Where to look.
    taken : list of Box
        Footers and the like.
    """
    low, high = luminance(sketch.dark), luminance(sketch.light)
    open_ = ~sketch.busy
    inside = np.zeros_like(open_)
    inside[sketch.window(within)] = True
    for box in taken:
        inside[sketch.window(box)] = False
    for_dark_ink = (low + 0.05) / (lightness(INK) + 0.05) >= READ
    for_white_ink = 1.05 / (high + 0.05) >= READ
    rectangles = [largest(open_ & inside & reads) for reads in (for_dark_ink, for_white_ink)]
    spans = max(rectangles, key=lambda span: (span[1] - span[0]) * (span[3] - span[2]))
    top, bottom, left, right = spans
    if bottom <= top or right <= left:
        return None
    scale = sketch.scale
    box = Box(round(left / scale), round(top / scale), round((right - left) / scale), round((bottom - top) / scale))
    # The outermost points of the sketch may be partly outside.
    first, upper = max(box.left, within.left), max(box.top, within.top)
    return Box(first, upper, min(box.right, within.right) - first, min(box.bottom, within.bottom) - upper)


def largest(mask: Mask) -> tuple[int, int, int, int]:
    """Return rows from, to, columns from, to of the largest rectangle of true points.

    Examples
    --------
    >>> largest(np.array([[True, False, True], [True, True, True]]))
    (1, 2, 0, 3)
    """
    best, rectangle = 0, (0, 0, 0, 0)
    heights = np.zeros(mask.shape[1] + 1, int)
    for row, line in enumerate(mask):
        heights[:-1] = np.where(line, heights[:-1] + 1, 0)
        open_: list[tuple[int, int]] = []  # first column and height of rectangle that may still grow
        for column, height in enumerate(map(int, heights)):
            first = column
            while open_ and open_[-1][1] >= height:
                first, tall = open_.pop()
                if tall * (column - first) > best:
                    best, rectangle = tall * (column - first), (row + 1 - tall, row + 1, first, column)
            open_.append((first, height))
    return rectangle
