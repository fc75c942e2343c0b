"""The workbook: every figure a live formula, traced from the model."""

from hds_tco.board.workbook.make import workbook

__all__ = ["workbook"]
