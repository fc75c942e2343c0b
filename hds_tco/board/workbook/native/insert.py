"""One of our charts as one of Excel's."""

from __future__ import annotations

from typing import Any

from hds_tco.board.plain import drawable
from hds_tco.board.workbook.native import bar, column, xy
from hds_tco.board.workbook.native.block import Blocks
from hds_tco.charts import Chart
from hds_tco.charts.layout import layout
from hds_tco.locale import Language


def native_chart(book: Any, blocks: Blocks, chart: Chart, lang: Language, width_pt: float) -> Any:
    """Return a chart of XlsxWriter's, its figures written in a block of cells.

    Parameters
    ----------
    book : Workbook
    blocks : Blocks
    chart : Chart
    lang : {"fr", "en"}
    width_pt : float
        Of the chart.

    Returns
    -------
    xlsxwriter chart
    """
    drawn = layout(drawable(chart, width_pt), lang)
    kinds = {"bars": bar.draw_bars, "spans": bar.draw_calendar, "grid": column.draw_map}
    draw = xy.draw if drawn.by_number else kinds.get(chart.kind, column.draw_columns)
    return draw(book, blocks.new(drawn.chart), drawn, lang)
