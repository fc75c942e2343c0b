"""Rectangles of a page in EMU (914,400 to the inch, 12,700 to the point), and how much room text takes in them.

Our own template is in Arial, measured by Helvetica's published widths, which are the same. A hospital's own may use
anything: text is then measured in DejaVu Sans, wider than nearly all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Face = Literal["arial", "wide"]
LINE = 1.2
# Smaller than that, no text is set: what has no room then is cut, and told whole in the notes.
LAST_RESORT = 7.0
_MEASURED_AT = 100
# Programs round the width of each letter in their own ways.
_SPARE = 1.02


def width_pt(words: str, size: float, bold: bool = False, face: Face = "wide") -> float:
    """Return the width of a line of text.

    Examples
    --------
    >>> round(width_pt("Hébergeur", 12)), round(width_pt("Hébergeur", 12, face="arial"))
    (64, 58)
    """
    return (_arial(words, bold) if face == "arial" else _wide(words, bold)) * size / _MEASURED_AT


def lines_of(words: str, size: float, room_pt: float, bold: bool = False, face: Face = "wide") -> int:
    """Return how many lines a paragraph takes; a word longer than the line is cut, as slides do.

    Examples
    --------
    >>> lines_of("un deux trois", 12, 200), lines_of("un deux trois", 12, 60), lines_of("un deux trois", 12, 20)
    (1, 2, 5)
    """
    space, count, reached = width_pt(" ", size, bold, face), 1, 0.0
    for word in words.split(" "):
        wide = width_pt(word, size, bold, face)
        if reached and reached + space + wide <= room_pt:
            reached += space + wide
            continue
        if reached:
            count += 1
        whole = int(wide // room_pt) if wide > room_pt else 0
        count += whole
        reached = wide - whole * room_pt
    return count


def broken(words: str, size: float, room_pt: float, bold: bool = False, face: Face = "wide") -> list[str]:
    """Return the lines of a paragraph, broken at its spaces alone: a word longer than the line stands out of it.

    Examples
    --------
    >>> broken("un deux trois", 12, 60), broken("un deux trois", 12, 20)
    (['un deux', 'trois'], ['un', 'deux', 'trois'])
    """
    first, *others = words.split(" ")
    lines = [first]
    for word in others:
        longer = f"{lines[-1]} {word}"
        if width_pt(longer, size, bold, face) <= room_pt:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_pt(
    paragraphs: Iterable[str],
    size: float,
    room_pt: float,
    bold: bool = False,
    gap_pt: float = 0.0,
    face: Face = "wide",
) -> float:
    """Return the height of paragraphs set in a column, with a gap before each but the first."""
    counts = [lines_of(words, size, room_pt, bold, face) for words in paragraphs]
    return sum(counts) * size * LINE + gap_pt * max(0, len(counts) - 1)


def size_that_fits(
    paragraphs: Sequence[str],
    room_pt: tuple[float, float],
    largest: float,
    bold: bool = False,
    gap_pt: float = 0.0,
    face: Face = "wide",
) -> float:
    """Return the largest size, by half points, at which paragraphs fit in a width and a height.

    Examples
    --------
    >>> size_that_fits(["Court"], (400, 40), 24)
    24
    >>> size_that_fits(["Bien plus long " * 8], (400, 40), 24)
    13.5
    """
    across, down = room_pt
    size = largest
    while size > LAST_RESORT and height_pt(paragraphs, size, across, bold, gap_pt, face) > down:
        size -= 0.5
    return size


def cut_to_fit(
    paragraphs: Sequence[str],
    room_pt: tuple[float, float],
    size: float,
    bold: bool = False,
    gap_pt: float = 0.0,
    face: Face = "wide",
) -> list[str]:
    """Return what of paragraphs has room, with an ellipsis where it was cut.

    Examples
    --------
    >>> cut_to_fit(["Court", "Bien plus long que la place", "Dernier"], (80, 40), 12)
    ['Court', 'Bien plus…']
    """
    across, left = room_pt
    cut: list[str] = []
    for rank, words in enumerate(paragraphs):
        left -= gap_pt if rank else 0.0
        lines = int(left / (size * LINE))
        if lines < 1:
            break
        cut.append(cut_to_lines(words, lines, size, across, bold, face))
        left -= lines_of(cut[-1], size, across, bold, face) * size * LINE
    return cut


def cut_to_lines(words: str, lines: int, size: float, room_pt: float, bold: bool = False, face: Face = "wide") -> str:
    """Return a text cut to a number of lines, at a space if there is one near.

    Examples
    --------
    >>> cut_to_lines("un deux trois", 1, 12, 70), cut_to_lines("un deux trois", 1, 12, 600)
    ('un deux…', 'un deux trois')
    """
    if lines_of(words, size, room_pt, bold, face) <= lines:
        return words
    low, high = 0, len(words)
    while low < high - 1:
        middle = (low + high) // 2
        if lines_of(words[:middle] + "…", size, room_pt, bold, face) <= lines:
            low = middle
        else:
            high = middle
    head = words[:low].rstrip()
    whole = head.rpartition(" ")[0] if low < len(words) and words[low] != " " else head
    return (whole if len(whole) > len(head) * 0.6 else head) + "…"


@cache
def _wide(words: str, bold: bool) -> float:
    return float(_font(bold).getlength(words))


@cache
def _arial(words: str, bold: bool) -> float:
    widths = _widths(bold)
    return sum(widths[sign] if sign in widths else _wide(sign, bold) for sign in words) * _SPARE


@cache
def _font(bold: bool) -> Any:
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(_fonts() / "ttf" / name), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


@cache
def _widths(bold: bool) -> dict[str, float]:
    """Return the width of each sign from the metrics that Adobe publishes, which matplotlib ships."""
    from fontTools.agl import toUnicode  # type: ignore[import-untyped]

    metrics = (_fonts() / "pdfcorefonts" / f"Helvetica{'-Bold' if bold else ''}.afm").read_text("latin-1")
    rows = re.findall(r"^C -?\d+ ; WX (\d+) ; N (\w+) ;", metrics, re.MULTILINE)
    widths = {toUnicode(name): int(width) * _MEASURED_AT / 1000 for width, name in rows}
    return widths | {"\N{NO-BREAK SPACE}": widths[" "], "\N{NARROW NO-BREAK SPACE}": widths[" "]}


def _fonts() -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts"


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
    def area(self) -> int:
        """Width times height."""
        return self.width * self.height

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


NOWHERE = Box(0, 0, 0, 0)
