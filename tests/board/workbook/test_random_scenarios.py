"""On random scenarios the workbook, recalculated by LibreOffice, is the model; and stays so when cells are changed.

As many scenarios as ``HDS_TCO_EXAMPLES`` says (20): each once as exported, with wrong cached values, and once after
three assumptions were typed over in the workbook itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.cell_refs import column_name
from hds_tco.board.workbook.entries import entries_of
from hds_tco.model.finance import NOTHING_EUR
from tests.board.workbook.recalculated import Cells, cached, changed, recalculated, spoilt
from tests.board.workbook.scenarios import Case, drawn_cases, typed
from tests.board.workbook.test_recalculation import differing

EXAMPLES = int(os.environ.get("HDS_TCO_EXAMPLES", "20"))
# Workbooks that one run of LibreOffice takes.
BATCH = 30
SHEETS = {"in_house": "Interne", "external": "Hébergeur certifié", "leasing": "Location", "status_quo": "Statu quo"}
# What the export remembers: the cost of then, and what has moved since.
REMEMBERED = {("Comparaison", f"{column}{row}") for column in "CDE" for row in (18, 19)}
# The rate of return, the steps to it and what is said of it: where savings change sign more than once, the workbook
# says that it looks near the rate of the export.
RATE = {("Comparaison", f"{column}44") for column in "CDEFGHIJ"} | {("Comparaison", f"{column}45") for column in "CD"}


@dataclass(frozen=True)
class Tried:
    """A case, its workbook, and the cells after LibreOffice; those of the changed workbook too."""

    case: Case
    made: bytes
    as_exported: Cells
    as_changed: Cells


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> list[Tried]:
    cases = drawn_cases(EXAMPLES)
    assert len(cases) >= 0.9 * EXAMPLES
    made = [workbook(ht.compare(case.scenario)) for case in cases]
    found: list[Tried] = []
    for start in range(0, len(cases), BATCH // 2):
        books: dict[str, bytes] = {}
        for rank in range(start, min(start + BATCH // 2, len(cases))):
            books[f"{rank} exported"] = spoilt(made[rank])
            books[f"{rank} changed"] = changed(spoilt(made[rank]), _cells(cases[rank]))
        got = recalculated(tmp_path_factory.mktemp("office"), books)
        for rank in range(start, min(start + BATCH // 2, len(cases))):
            found.append(Tried(cases[rank], made[rank], got[f"{rank} exported"], got[f"{rank} changed"]))
    return found


def _cells(case: Case) -> dict[tuple[str, str], object]:
    entries = {entry.path: entry for entry in entries_of(case.scenario).single}
    return {
        ("Hypothèses", f"B{entries[path].row + 1}"): typed(entries[path], value, "fr")
        for path, value in case.changes.items()
    }


def ledger(cells: Cells, sheet: str, years: int) -> dict[str, list[object]]:
    """Return the amounts of an option by the keys in the last column of its sheet."""
    keys = column_name(5 + years + 1)
    rows: dict[object, int] = {}
    for row in range(7, 200):
        rows.setdefault(cells.get((sheet, f"{keys}{row}")), row)  # the steps stand below the lines
    return {
        str(key): [cells.get((sheet, f"{column_name(5 + year)}{row}")) for year in range(years)]
        for key, row in rows.items()
    }


def wrong_amounts(comparison: ht.analysis.Comparison, cells: Cells) -> Iterator[tuple[str, str, int, float, object]]:
    """Yield every amount of a line, every total of a year and every present cost that is not the model's."""
    years = len(comparison.discount_factors)
    for result in comparison.options:
        found = ledger(cells, SHEETS[result.key], years)
        for line in result.lines:
            for year, amount in enumerate(np.broadcast_to(line.amounts_eur, years)):
                if not same(amount, found[line.key][year]):
                    yield result.key, line.key, year, float(amount), found[line.key][year]
        total = 7 + len(result.lines)
        for year, amount in enumerate(result.amounts_eur):
            cell = cells.get((SHEETS[result.key], f"{column_name(5 + year)}{total}"))
            if not same(amount, cell):
                yield result.key, "total", year, float(amount), cell
        cell = cells.get((SHEETS[result.key], f"E{total}"))
        if not same(result.net_present_cost_eur, cell):
            yield result.key, "net present cost", -1, result.net_present_cost_eur, cell


def same(amount: float, cell: object) -> bool:
    """A millionth of a euro is let pass: sums of large amounts that come to nothing."""
    return isinstance(cell, int | float) and isclose(amount, cell, rel_tol=1e-9, abs_tol=1e-6)


@pytest.mark.slow
def test_every_line_year_and_total_is_that_of_compare(tried: list[Tried]) -> None:
    wrong = [
        (rank, found)
        for rank, item in enumerate(tried)
        for found in wrong_amounts(ht.compare(item.case.scenario), item.as_exported)
    ]
    assert wrong == []


@pytest.mark.slow
def test_every_formula_recalculated_gives_what_python_cached(tried: list[Tried]) -> None:
    assert [(rank, differing(item.made, item.as_exported)[:3]) for rank, item in enumerate(tried)] == [
        (rank, []) for rank in range(len(tried))
    ]


@pytest.mark.slow
def test_three_assumptions_changed_in_the_workbook_give_what_the_library_gives(tried: list[Tried]) -> None:
    assert all(len(item.case.changes) == 3 for item in tried)
    wrong = [
        (rank, item.case.changes, found)
        for rank, item in enumerate(tried)
        for found in wrong_amounts(ht.compare(item.case.changed), item.as_changed)
    ]
    assert wrong == []


@pytest.mark.slow
def test_every_other_figure_follows_too(tried: list[Tried]) -> None:
    for item in tried:
        result = ht.compare(item.case.changed)
        kept = REMEMBERED | (RATE if alternates(result) else set())
        found = [
            wrong
            for wrong in differing(workbook(result), item.as_changed)
            if wrong[0][0] != "Synthèse" and wrong[0] not in kept
        ]
        assert found == [], item.case.changes


def alternates(comparison: ht.analysis.Comparison) -> bool:
    """Tell whether what the provider spares changes sign more than once: then several rates, or none, may be found."""
    saved = comparison["in_house"].amounts_eur - comparison["external"].amounts_eur
    signs = [float(np.sign(amount)) for amount in saved if abs(amount) > NOTHING_EUR]
    return bool(np.count_nonzero(np.diff(signs)) > 1)


@pytest.mark.slow
def test_the_changes_change_something(tried: list[Tried]) -> None:
    """What is typed reaches the figures: else the tests above would hold of a workbook that stands still."""
    moved = [
        any(
            place[0] in SHEETS.values() and not same(value, item.as_changed.get(place))
            for place, value in cached(item.made).items()
            if isinstance(value, float)
        )
        for item in tried
    ]
    assert sum(moved) > len(tried) / 2
