"""The largest part of a page where nothing stands."""

from __future__ import annotations

import numpy as np

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.ground.colours import READ
from hds_tco.board.deck.ground.sketch import Mask, Sketch, luminance
from hds_tco.charts.palette import INK, lightness


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
    found = [largest(open_ & inside & reads) for reads in (for_dark_ink, for_white_ink)]
    spans = max(found, key=lambda span: (span[1] - span[0]) * (span[3] - span[2]))
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
    best, found = 0, (0, 0, 0, 0)
    heights = np.zeros(mask.shape[1] + 1, int)
    for row, line in enumerate(mask):
        heights[:-1] = np.where(line, heights[:-1] + 1, 0)
        open_: list[tuple[int, int]] = []  # first column and height of rectangles that may still grow
        for column, height in enumerate(map(int, heights)):
            first = column
            while open_ and open_[-1][1] >= height:
                first, tall = open_.pop()
                if tall * (column - first) > best:
                    best, found = tall * (column - first), (row + 1 - tall, row + 1, first, column)
            open_.append((first, height))
    return found
