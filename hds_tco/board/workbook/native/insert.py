"""One of our charts as one of Excel's."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.curves import is_numeric
from hds_tco.board.plain import drawable
from hds_tco.board.workbook.native import across, grid, lying, spans, upright
from hds_tco.board.workbook.native.block import Blocks
from hds_tco.charts import Chart
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
    chart = drawable(chart, width_pt)
    kinds = {"curves": across.draw, "bars": lying.draw, "grid": grid.draw, "spans": spans.draw}
    draw = kinds.get(chart.kind, upright.draw)
    if chart.kind == "lines" and is_numeric(chart) and chart.points:
        draw = across.draw  # a crossing falls between two years, where only a number axis has places
    return draw(book, blocks.new(chart), chart, lang)
