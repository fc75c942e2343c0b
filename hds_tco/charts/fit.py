"""A chart's axes made as large as their words leave room for, measured once."""

from __future__ import annotations

from typing import Any

from hds_tco.charts.chart import Chart

# Points to the inch, between what is drawn and the edge, and between legend and axes.
DPI, EDGE, GAP = 72, 4.0, 6.0
LEGEND_COLUMNS = 3
# Width of a legend's key with its gaps, and of a letter, about.
KEY, LETTER = 48.0, 6.2
# Where the axes stand before words are measured: left, bottom, width, height.
FIRST_GUESS = (0.16, 0.16, 0.80, 0.70)


def fit(figure: Any, axes: Any, chart: Chart) -> None:
    """Put the legend above, and the axes in what is left.

    Matplotlib's own engine measures every word four times and draws twice; a page of charts waits for that.

    Parameters
    ----------
    figure, axes : Figure and Axes
        Drawn already, at `DPI`; fitted before or not.
    chart : Chart
    """
    from matplotlib.backends.backend_agg import RendererAgg

    width, height = figure.bbox.width, figure.bbox.height
    pen = RendererAgg(width, height, DPI)  # type: ignore[no-untyped-call]
    axes.set_position(FIRST_GUESS)
    top = height - EDGE
    for old in list(figure.legends):
        old.remove()
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1 or chart.kind == "grid":
        in_a_row = KEY * len(labels) + LETTER * sum(map(len, labels)) < width
        columns = len(labels) if in_a_row else min(len(labels), LEGEND_COLUMNS)
        legend = figure.legend(
            *(handles, labels),
            **{"loc": "upper left", "bbox_to_anchor": (0, 1), "ncols": columns, "frameon": False, "borderaxespad": 0.2},
        )
        top = legend.get_window_extent(pen).y0 - GAP
    drawn, inside = axes.get_tightbbox(pen), axes.bbox
    left, right = inside.x0 - drawn.x0 + EDGE, max(drawn.x1 - inside.x1, 0.0) + EDGE
    below, above = inside.y0 - drawn.y0 + EDGE, max(drawn.y1 - inside.y1, 0.0)
    room = (max(width - left - right, 0.2 * width), max(top - above - below, 0.2 * height))
    axes.set_position((left / width, below / height, room[0] / width, room[1] / height))
