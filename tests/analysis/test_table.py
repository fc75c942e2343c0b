"""A frame of no rows has the columns of one with rows, whatever it is made of."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.table import frame_of
from tests.builders import scenario

PACKAGE = Path(ht.__file__).parent
REFERENCE = ht.load("reference-ght")
NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(columns=NAMES, data=st.data())
def test_columns_are_those_asked_for_whatever_the_rows(columns: list[str], data: st.DataObject) -> None:
    cells = st.sampled_from(columns) if columns else st.nothing()
    rows = data.draw(st.lists(st.dictionaries(cells, st.integers(0, 99)), max_size=3))
    made = frame_of(rows, columns)
    assert (made.columns.tolist(), len(made)) == (columns, len(rows))
    for row, found in zip(rows, made.to_dict("records"), strict=True):
        assert {name: value for name, value in found.items() if not pd.isna(value)} == row
    with pytest.raises(ValueError, match="no column for z"):
        frame_of([*rows, {"z": 1}], columns)


def _dataframes(tree: ast.AST) -> list[ast.Call]:
    makers = ("DataFrame", "from_records", "from_dict")
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in makers
    ]


def _keeps_its_columns(made: ast.Call) -> bool:
    """Tell whether a frame's columns do not depend on there being rows: named, or given as columns."""
    of = made.args[0]
    by_column = isinstance(of, ast.Dict | ast.DictComp) or (
        isinstance(of, ast.BinOp) and isinstance(of.right, ast.Dict)
    )
    return by_column or any(word.arg in ("columns", "index") for word in made.keywords)


def test_no_frame_is_made_of_rows_alone() -> None:
    bare = [
        f"{path.relative_to(PACKAGE)}:{made.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for made in _dataframes(ast.parse(path.read_text("utf-8")))
        if not _keeps_its_columns(made)
    ]
    assert bare == []


def test_the_search_sees_a_frame_of_rows_alone() -> None:
    found = _dataframes(
        ast.parse("pd.DataFrame([{'a': 1}]); pd.DataFrame(rows, columns=names); pd.DataFrame({'a': x})")
    )
    assert [_keeps_its_columns(made) for made in found] == [False, True, True]


def _pairs() -> dict[str, Callable[[], tuple[Any, Any]]]:
    """Return studies with rows, and the same with none."""
    return {
        "information": lambda: (
            found := ht.sensitivity.value_of_information(ht.simulate(REFERENCE, 64), levels=["assumption"]),
            replace(found, worths=()),
        ),
        "break_even": lambda: (found := ht.sensitivity.break_even(REFERENCE), replace(found, values=())),
        "sobol": lambda: (
            found := ht.sensitivity.sobol_indices(REFERENCE, 2, most_factors=1),
            replace(found, measures=()),
        ),
        "tornado": lambda: (
            ht.sensitivity.tornado(REFERENCE),
            ht.sensitivity.tornado(scenario(options=("in_house", "external", "leasing"))),
        ),
        "losing": lambda: (
            found := ht.sensitivity.losing_conditions(ht.simulate(REFERENCE, 64)),
            replace(found, rules=(), paths=()),
        ),
        "replay": lambda: (found := ht.restitution.replay(REFERENCE), replace(found, failures=(), outcomes=())),
        "clauses": lambda: (found := ht.restitution.clause_values(REFERENCE, draws=32), replace(found, values=())),
        "sets": lambda: (found := ht.restitution.best_clauses(REFERENCE, draws=32), replace(found, sets=())),
        "comparison": lambda: (found := ht.compare(REFERENCE), replace(found, options=())),
    }


@pytest.mark.parametrize("name", _pairs())
def test_a_study_without_rows_has_the_same_columns(name: str) -> None:
    full, none = _pairs()[name]()
    columns = full.frame().columns.tolist()
    found = none.frame("en")
    assert len(found) == 0
    parts = {column for column in columns if name == "replay" and column.endswith("_eur") and column != "cost_eur"}
    assert found.columns.tolist() == [column for column in columns if column not in parts]


def test_break_even_of_a_scenario_of_zeros_is_empty_and_tells_why() -> None:
    found = ht.sensitivity.break_even(scenario(options=("in_house", "external")), steps=False)
    assert not any(item.value for item in found.values)
    assert set(found.left_out.values()) <= {"zeros", "zero", "structure", "untried", "correlation"}
