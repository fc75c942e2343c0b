"""The workbook inside a chart, which PowerPoint opens to edit the figures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from hds_tco.board.office import Column, undated
from hds_tco.charts.layout import Curve
from hds_tco.charts.stacks import Layer

# What PowerPoint expects of a chart's data.
SHEET = "Sheet1"


def by_category(categories: Sequence[str], columns: Sequence[Column | Layer]) -> Any:
    """Return python-pptx's data of series over categories."""
    from pptx.chart.data import CategoryChartData

    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = categories
    for column in columns:
        data.add_series(column.name, column.cells)
    return data


def by_number(curves: Sequence[Curve]) -> Any:
    """Return python-pptx's data of series over a number."""
    from pptx.chart.data import XyChartData

    data: Any = XyChartData()  # type: ignore[no-untyped-call]
    for curve in curves:
        series = data.add_series(curve.name)
        for x, y in zip(curve.xs, curve.ys, strict=True):
            if y is not None:
                series.add_data_point(x, y)
    return data


def put(chart: Any, columns: Sequence[Column | Layer]) -> None:
    """Replace the workbook of a python-pptx chart."""
    chart.part.chart_workbook.xlsx_part._blob = workbook(columns)


def workbook(columns: Sequence[Column | Layer]) -> bytes:
    """Return an Excel file of one sheet."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(SHEET)
        bold = book.add_format({"bold": True})
        for across, column in enumerate(columns):
            page.set_column(across, across, 24 if across == 0 else 18)
            page.write_string(0, across, column.name, bold)
            for down, cell in enumerate(column.cells, start=1):
                if isinstance(cell, str):
                    page.write_string(down, across, cell)
                elif cell is not None:
                    page.write_number(down, across, cell)
    return undated(content.getvalue())


def cells(across: int, count: int) -> str:
    """Return the reference of a column's cells, heading left out.

    Examples
    --------
    >>> cells(1, 3), heading(27)
    ('Sheet1!$B$2:$B$4', 'Sheet1!$AB$1')
    """
    from xlsxwriter.utility import xl_rowcol_to_cell

    first, last = (xl_rowcol_to_cell(row, across, row_abs=True, col_abs=True) for row in (1, count))
    return f"{SHEET}!{first}:{last}"


def heading(across: int) -> str:
    """Return the reference of a column's heading."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"{SHEET}!{xl_rowcol_to_cell(0, across, row_abs=True, col_abs=True)}"
