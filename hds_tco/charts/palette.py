"""One look: colours and marks that hold for the colour-blind and in grey print, numbers as the reader writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hds_tco.locale import Language

FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
INK = "#222222"
MUTED = "#555555"
GRID = "#dddddd"


@dataclass(frozen=True)
class Mark:
    """How one series is drawn.

    Parameters
    ----------
    colour : str
        Mostly from Okabe and Ito's palette (2008), chosen so that each differs from all others in lightness too.
    dash, symbol, pattern : str
        Line, point and fill for grey print, in plotly's names.
    """

    colour: str
    dash: str
    symbol: str
    pattern: str


MARKS: tuple[Mark, ...] = (
    Mark("#0072B2", "solid", "circle", ""),
    Mark("#E69F00", "dash", "square", "/"),
    Mark("#009E73", "dot", "diamond", "x"),
    Mark("#4D4D4D", "dashdot", "triangle-up", "."),
    Mark("#F0E442", "longdash", "cross", "-"),
)


# Patterns, as Office writes them in files.
PATTERN_CODES = {"/": "wdUpDiag", "x": "openDmnd", ".": "pct20", "-": "narHorz"}


def mark(rank: int) -> Mark:
    """Return the mark of the series of that rank; five, then again."""
    return MARKS[rank % len(MARKS)]


def separators(lang: Language) -> str:
    """Return plotly's decimal and thousands signs.

    Examples
    --------
    >>> separators("en"), separators("fr")[0]
    ('.,', ',')
    """
    return ",\N{NARROW NO-BREAK SPACE}" if lang == "fr" else ".,"


@cache
def darker(colour: str, share: float = 0.45) -> str:
    """Return a colour nearer to black: patterns that show in grey and stay quiet in colour.

    Examples
    --------
    >>> darker("#0072B2", 0.5)
    '#003959'
    """
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(part * (1 - share)):02x}" for part in parts)


def lightness(colour: str) -> float:
    """Return the relative luminance, as WCAG defines it.

    Examples
    --------
    >>> lightness("#ffffff"), round(lightness("#0072B2"), 2)
    (1.0, 0.15)
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """Return the ink that is read best on a colour.

    Examples
    --------
    >>> ink_on("#0072B2"), ink_on("#F0E442")
    ('#FFFFFF', '#222222')
    """
    dark, light = (lightness(colour) + 0.05) / (lightness(INK) + 0.05), 1.05 / (lightness(colour) + 0.05)
    return "#FFFFFF" if light > dark else INK
