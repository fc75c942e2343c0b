"""Charts that PowerPoint draws and edits itself, each with its figures inside."""

from __future__ import annotations

from typing import Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native import bar, column, xy
from hds_tco.board.deck.native.plot_area import short_names
from hds_tco.board.deck.native.style import finish
from hds_tco.board.printable import drawable
from hds_tco.charts import Chart
from hds_tco.charts.layout import layout
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

    def insert(kind: Any, data: Any) -> Any:
        if hasattr(holder, "insert_chart"):
            frame = holder.insert_chart(kind, data)
            frame.left, frame.top, frame.width, frame.height = box.left, box.top, box.width, box.height
            return frame
        return holder.add_chart(kind, box.left, box.top, box.width, box.height, data)

    drawn = layout(chart, lang)
    if drawn.by_number:
        frame = xy.draw(insert, box, drawn, lang)
    elif drawn.is_horizontal:
        frame = (bar.draw_calendar if chart.kind == "spans" else bar.draw_bars)(insert, box, drawn, lang)
    elif chart.kind == "grid":
        frame = column.draw_map(insert, box, drawn, lang)
    else:
        frame = column.draw_columns(insert, box, layout(short_names(chart, box), lang), lang, chart.categories)
    finish(frame.chart, lang)
    return frame
