"""The workbook: every figure a live formula, traced from the model."""

from hds_tco.board.workbook.build import workbook

__all__ = ["workbook"]
