"""Where things stand on a sheet, worked out by hand: rows that follow one another, panes that stay in sight."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import openpyxl

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.option_sheet import OptionRows, rows_for
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
    name = found.options[0].option.label()
    sheet = next(sheet for sheet in book if sheet.title.startswith(name[:20]))
    first = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    keys = ("total", "discounted", "cumulated")
    at = [first.index(text(f"workbook.row.{key}")) for key in keys]
    assert at == [at[0], at[0] + 1, at[0] + 2]


def test_on_the_sheet_of_accounts_the_headings_and_the_years_stay_in_sight() -> None:
    found = ht.compare(builders.scenario(TWO_LINES, options=("in_house",)))
    book = openpyxl.load_workbook(BytesIO(workbook(found)))
    # Rows 1 to 5 hold the title and the years; column A the headings. Their codes, in B, may scroll away.
    assert book[text("workbook.sheet.eprd")].freeze_panes == "B6"
