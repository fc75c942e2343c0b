"""In a workbook of four options the years of status quo are a cell like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.entries import entries_of
from tests.board.workbook.recalculated import changed, recalculated, spoilt
from tests.board.workbook.test_random_scenarios import wrong_amounts
from tests.board.workbook.test_recalculation import MOVES


@pytest.mark.slow
def test_a_longer_status_quo_typed_over_is_the_model_s(tmp_path: Path) -> None:
    books, cases = {}, {}
    for way in ("in_house", "external", "leasing"):
        case = ht.load("reference-ght", MOVES | {"existing.then": way})
        row = next(entry.row for entry in entries_of(case).single if entry.path == "existing.keep_years")
        books[way] = changed(spoilt(workbook(ht.compare(case))), {("Hypothèses", f"B{row + 1}"): 4})
        cases[way] = ht.with_values(case, {"existing.keep_years": 4})
    got = recalculated(tmp_path, books)
    for way, case in cases.items():
        assert list(wrong_amounts(ht.compare(case), got[way])) == [], way
