"""What plotly draws on a page whose width is not known: the message and the source stand around it, as text."""

from __future__ import annotations

from typing import Any

from hds_tco.charts.chart import Chart
from hds_tco.charts.plotly_figure import plotly_spec
from hds_tco.locale import DEFAULT_LANGUAGE, Language

# The message and the source, which plotly neither wraps nor moves: the page says them instead.
_SAID = 2


def spec_of(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 380) -> dict[str, Any]:
    """Return what plotly draws, as plain data.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    height : int
        Of the picture alone, in pixels.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart
    >>> spec = spec_of(natures_chart(ht.compare(ht.load("reference-ght"))), height=300)
    >>> spec["layout"]["height"], spec["layout"]["annotations"], spec["config"]["locale"]
    (300, [], 'fr')
    """
    drawn = plotly_spec(chart, lang, height)
    layout = dict(drawn["layout"])
    layout["annotations"] = layout["annotations"][_SAID:]
    # Plotly makes room by itself for a legend above and for the names along the axes.
    layout["margin"] = {"l": 8, "r": 16, "t": 8, "b": 8}
    layout["legend"] = layout["legend"] | {"y": 1.02, "itemwidth": 30}
    layout["font"] = layout["font"] | {"size": 11}
    if chart.kind == "bars":  # values stand beyond the bars
        layout["margin"] |= {"r": 48, "t": 24}
    return {
        "data": drawn["data"],
        "layout": layout,
        "config": drawn["config"] | {"locale": lang if lang != "en" else "en-US", "responsive": False},
    }
