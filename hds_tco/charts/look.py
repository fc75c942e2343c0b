"""One look: colours and marks that hold for the colour-blind and in grey print, numbers as the reader writes them."""

from __future__ import annotations

from dataclasses import dataclass

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
