"""The one look of charts, in PowerPoint's terms: fills, patterns, dashes, points."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from hds_tco.charts.look import INK, mark

_PATTERNS = {"/": "WIDE_UPWARD_DIAGONAL", "x": "OUTLINED_DIAMOND", ".": "PERCENT_20", "-": "NARROW_HORIZONTAL"}
# The same, as the file writes them.
PATTERN_CODES = {"/": "wdUpDiag", "x": "openDmnd", ".": "pct20", "-": "narHorz"}
_DASHES = {"solid": "SOLID", "dash": "DASH", "dot": "ROUND_DOT", "dashdot": "DASH_DOT", "longdash": "LONG_DASH"}
_SYMBOLS = {"circle": "CIRCLE", "square": "SQUARE", "diamond": "DIAMOND", "triangle-up": "TRIANGLE", "cross": "X"}
_EDGE, _LINE = 6_350, 28_575


def rgb(colour: str) -> Any:
    """Return ``#rrggbb`` as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return cast(Any, RGBColor).from_string(colour.removeprefix("#").upper())


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


def fill(shape_format: Any, rank: int) -> None:
    """Give a bar the fill, pattern and edge of its rank."""
    from pptx.enum.dml import MSO_PATTERN

    style = mark(rank)
    if style.pattern:
        shape_format.fill.patterned()
        shape_format.fill.pattern = getattr(MSO_PATTERN, _PATTERNS[style.pattern])
        shape_format.fill.fore_color.rgb = rgb(darker(style.colour))
        shape_format.fill.back_color.rgb = rgb(style.colour)
    else:
        shape_format.fill.solid()
        shape_format.fill.fore_color.rgb = rgb(style.colour)
    shape_format.line.color.rgb = rgb(INK)
    shape_format.line.width = _EDGE


def unseen(series: Any) -> None:
    """Hide a series that only carries others, or labels."""
    series.format.fill.background()
    series.format.line.fill.background()


def line(series: Any, rank: int, points: bool) -> None:
    """Give a line the colour, dash and points of its rank."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    style = mark(rank)
    series.smooth = False
    series.format.line.color.rgb = rgb(style.colour)
    series.format.line.width = _LINE
    series.format.line.dash_style = getattr(MSO_LINE, _DASHES[style.dash])
    if not points:
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style = getattr(XL_MARKER_STYLE, _SYMBOLS[style.symbol])
    series.marker.size = 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(style.colour)
    series.marker.format.line.color.rgb = rgb(INK)
