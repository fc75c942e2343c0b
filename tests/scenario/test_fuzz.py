"""Thousands of spoilt files and hundreds of spoilt workbooks: a scenario whose odd figures are named, or a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.fuzz import TENTHS, run, spoilt_file, spoilt_workbook

FILES, WORKBOOKS = 1000 * TENTHS, 100 * TENTHS
# `make test-all` tries ten times as many: more than the ten minutes that any other test may take.
LONG = pytest.mark.timeout(600 * TENTHS)


@pytest.mark.slow
@LONG
def test_a_spoilt_file_is_a_scenario_whose_odd_figures_are_named_or_a_report(tmp_path: Path) -> None:
    kept = run(spoilt_file, FILES, tmp_path / "a.toml")
    assert FILES // 10 < kept < FILES * 9 // 10  # it tries what is accepted and what is refused


@pytest.mark.slow
@LONG
def test_a_spoilt_workbook_is_a_scenario_whose_odd_figures_are_named_or_a_report(tmp_path: Path) -> None:
    kept = run(spoilt_workbook, WORKBOOKS, tmp_path / "a.xlsx")
    assert WORKBOOKS // 20 < kept < WORKBOOKS * 9 // 10


def test_a_case_is_known_by_its_rank() -> None:
    assert [spoilt_file(rank) for rank in range(5)] == [spoilt_file(rank) for rank in range(5)]
    assert spoilt_workbook(3) == spoilt_workbook(3)
    assert spoilt_workbook(3) != spoilt_workbook(4)
