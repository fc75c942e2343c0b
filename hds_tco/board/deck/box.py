"""Rectangles of a page, in EMU (914,400 to the inch, 12,700 to the point)."""

from __future__ import annotations

from dataclasses import dataclass

POINT = 12_700
INCH = 914_400


@dataclass(frozen=True)
class Box:
    """A rectangle.

    Parameters
    ----------
    left, top, width, height : int

    Examples
    --------
    >>> left, right = Box(0, 0, 100, 50).columns(30, gap=10)
    >>> left.right, right.left, right.right
    (30, 40, 100)
    """

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.top + self.height

    @property
    def width_pt(self) -> float:
        """Width in points."""
        return self.width / POINT

    @property
    def height_pt(self) -> float:
        """Height in points."""
        return self.height / POINT

    def columns(self, first: int, gap: int = 0) -> tuple[Box, Box]:
        """Return a left part of that width, and the rest."""
        rest = self.left + first + gap
        return Box(self.left, self.top, first, self.height), Box(rest, self.top, self.right - rest, self.height)

    def rows(self, first: int, gap: int = 0) -> tuple[Box, Box]:
        """Return an upper part of that height, and the rest."""
        rest = self.top + first + gap
        return Box(self.left, self.top, self.width, first), Box(self.left, rest, self.width, self.bottom - rest)

    def meets(self, other: Box) -> bool:
        """Tell whether both share more than an edge."""
        across = min(self.right, other.right) > max(self.left, other.left)
        return across and min(self.bottom, other.bottom) > max(self.top, other.top)

    def clear_of(self, other: Box) -> Box:
        """Return the rectangle cut above or below another that it meets, whichever leaves more."""
        if not self.meets(other):
            return self
        below = Box(self.left, other.bottom, self.width, max(0, self.bottom - other.bottom))
        above = Box(self.left, self.top, self.width, max(0, other.top - self.top))
        return max(below, above, key=lambda box: box.height)
