"""A chart as a vector picture that a page can hold."""

from __future__ import annotations

import re

from hds_tco.board.plain import drawable
from hds_tco.charts import Chart, svg
from hds_tco.locale import Language

_POINTS_TO_THE_INCH = 72


def picture(chart: Chart, lang: Language, size: tuple[float, float]) -> bytes:
    """Return a chart's SVG, names cut to what can be drawn, no address of anything.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    size : tuple of float
        Width and height in inches.
    """
    drawn = svg(drawable(chart, size[0] * _POINTS_TO_THE_INCH), lang, size)
    return re.sub(rb"\A<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<metadata>.*?</metadata>\s*", b"", drawn, flags=re.DOTALL)
