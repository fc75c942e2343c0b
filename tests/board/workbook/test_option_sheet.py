"""Where things stand on a sheet, worked out by hand: rows that follow one another, panes that stay in sight."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import openpyxl

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.sheet_rows import OptionRows, rows_for
from hds_tco.locale import text
from tests import builders

TWO_LINES: dict[str, Any] = {
    "in_house.other_investment_eur_by_year": [100],
    "in_house.other_operating_eur_by_year": [7],
}


def test_the_rows_of_an_option_follow_one_another() -> None:
    # Five rows of head, the heading of the lines, n lines; total, discounted, cumulated; two rows for the heading of
    # the natures, the four natures, one row, the chart.
    result = SimpleNamespace(lines=[SimpleNamespace(key=key) for key in ("a", "b", "c")])
    rows: OptionRows = rows_for(cast("Any", None), cast("Any", result))
    assert list(rows.lines.values()) == [6, 7, 8]
    assert (rows.total, rows.discounted, rows.cumulated) == (9, 10, 11)
    assert list(rows.natures.values()) == [14, 15, 16, 17]
    assert rows.chart == 19


def test_the_cumulated_cost_stands_right_under_the_discounted_one() -> None:
    found = ht.compare(builders.scenario(TWO_LINES, options=("in_house",)))
    book = openpyxl.load_workbook(BytesIO(workbook(found)))
    labels = [text(f"workbook.row.{key}") for key in ("total", "discounted", "cumulated")]
    columns = [[cell.value for cell in column] for sheet in book for column in sheet.iter_cols(max_col=2)]
    (column,) = [column for column in columns if set(labels) <= set(column)]
    first = column.index(labels[0])
    assert column[first : first + 3] == labels


def test_on_the_sheet_of_accounts_the_headings_and_the_years_stay_in_sight() -> None:
    found = ht.compare(builders.scenario(TWO_LINES, options=("in_house",)))
    book = openpyxl.load_workbook(BytesIO(workbook(found)))
    # Rows 1 to 5 hold the title and the years; column A the headings. Their codes, in B, may scroll away.
    assert book[text("workbook.sheet.eprd")].freeze_panes == "B6"
