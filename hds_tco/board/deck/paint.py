"""The one look of charts, in PowerPoint's terms: fills, patterns, dashes, points."""

from __future__ import annotations

from typing import Any, cast

from hds_tco.charts.look import INK, darker, mark

_PATTERNS = {"/": "WIDE_UPWARD_DIAGONAL", "x": "OUTLINED_DIAMOND", ".": "PERCENT_20", "-": "NARROW_HORIZONTAL"}
_DASHES = {"solid": "SOLID", "dash": "DASH", "dot": "ROUND_DOT", "dashdot": "DASH_DOT", "longdash": "LONG_DASH"}
_SYMBOLS = {"circle": "CIRCLE", "square": "SQUARE", "diamond": "DIAMOND", "triangle-up": "TRIANGLE", "cross": "X"}
_EDGE, _LINE = 6_350, 28_575


def rgb(colour: str) -> Any:
    """Return ``#rrggbb`` as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return cast(Any, RGBColor).from_string(colour.removeprefix("#").upper())


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
