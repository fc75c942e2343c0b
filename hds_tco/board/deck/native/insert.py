"""One of our charts as one of PowerPoint's."""

from __future__ import annotations

from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native import across, grid, lying, spans, upright
from hds_tco.board.deck.native.dress import finish
from hds_tco.board.drawn.curves import is_numeric
from hds_tco.board.plain import drawable
from hds_tco.charts import Chart
from hds_tco.locale import Language


def insert_chart(holder: Any, box: Box, chart: Chart, lang: Language) -> Any:
    """Put a native chart on a slide.

    Parameters
    ----------
    holder : python-pptx chart placeholder or shapes
    box : Box
    chart : Chart
    lang : {"fr", "en"}

    Returns
    -------
    GraphicFrame
    """
    chart = drawable(chart, box.width_pt)
    kinds = {"curves": across.draw, "bars": lying.draw, "grid": grid.draw, "spans": spans.draw}
    draw = kinds.get(chart.kind, upright.draw)
    if chart.kind == "lines" and is_numeric(chart) and chart.points:
        draw = across.draw  # a crossing falls between two years, where only a number axis has places

    def insert(kind: Any, data: Any) -> Any:
        if hasattr(holder, "insert_chart"):
            frame = holder.insert_chart(kind, data)
            frame.left, frame.top, frame.width, frame.height = box.left, box.top, box.width, box.height
            return frame
        return holder.add_chart(kind, box.left, box.top, box.width, box.height, data)

    frame = draw(insert, box, chart, lang)
    finish(frame.chart, lang)
    return frame
