"""Our charts as Excel's own, each drawn from cells."""

from hds_tco.board.workbook.native.block import Blocks
from hds_tco.board.workbook.native.charts import native_chart

__all__ = ["Blocks", "native_chart"]
