"""Whatever is done to a valid file, the reader gives a scenario or a report, never a traceback; and so does pricing."""

from __future__ import annotations

import copy
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hds_tco.analysis import compare, explain
from hds_tco.analysis.results import json_of
from hds_tco.cli.compare import amounts_csv
from hds_tco.locale import LANGUAGES
from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.files import find, read
from hds_tco.scenario.load import _validated
from hds_tco.scenario.template import template
from tests.builders import Tree

EMPTY = load("tout-a-zero")
WHOLE: Tree = read(find("reference-ght")).tree
THOROUGH = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.integers(10**300, 10**310),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0, 1, -1, 0.5, 30, 1e12, 1e13, 1e-300, -0.0, 2026]),
    st.text(max_size=12),
    st.sampled_from(["30 %", "1,5", "oui", "400 €", "buy_out", "reference-ght", "S1", "pert", "", "\0", "{0}"]),
    st.just(date(2026, 1, 1)),
    st.just(time(12, 30)),
)
PARTS = st.sampled_from(
    ["value", "low", "mode", "high", "p05", "p95", "values", "weights", "distribution", "source", "confidence", "unit"]
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=7)
        | st.dictionaries(PARTS, inner, max_size=4)
        | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(tree: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return where every value of a tree stands."""
    if not isinstance(tree, dict):
        return []
    found = [(*above, key) for key in tree]
    return found + [place for key, value in tree.items() for place in places(value, (*above, key))]


PLACES = places(WHOLE)


def holder(tree: Tree, place: tuple[str, ...]) -> Tree | None:
    node: Any = tree
    for part in place[:-1]:
        node = node.get(part) if isinstance(node, dict) else None
    return node if isinstance(node, dict) and place[-1] in node else None


PLACE, NAME = st.sampled_from(PLACES), st.text(max_size=8) | PARTS
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("delete"), PLACE),
        st.tuples(st.just("rename"), PLACE, NAME),
        st.tuples(st.just("replace"), PLACE, JUNK),
        st.tuples(st.just("add"), PLACE, NAME, JUNK),
        st.tuples(st.just("copy"), PLACE, PLACE),
    ),
    min_size=1,
    max_size=4,
)


def mutated(changes: list[tuple[Any, ...]]) -> Tree:
    """Return the reference file with some of its parts taken out, renamed, replaced or added to."""
    tree = copy.deepcopy(WHOLE)
    for action, place, *rest in changes:
        table = holder(tree, place)
        if table is None:
            continue
        if action == "replace":
            table[place[-1]] = rest[0]
        elif action == "add":
            table[rest[0]] = rest[1]
        elif action == "copy":
            theirs = holder(tree, rest[0])
            table[place[-1]] = copy.deepcopy(theirs[rest[0][-1]]) if theirs is not None else 1
        else:
            value = table.pop(place[-1])
            if action == "rename":
                table[rest[0]] = value
    return tree


def report_of(error: ScenarioError) -> None:
    for lang in LANGUAGES:
        assert len(error.message(lang).splitlines()) == len(error.faults) + 1
        assert len(error.message(lang)) < 600 * (len(error.faults) + 1)


@settings(THOROUGH)
@given(CHANGES)
def test_a_mutated_file_is_a_scenario_or_a_report(changes: list[tuple[Any, ...]]) -> None:
    tree = mutated(changes)
    before = copy.deepcopy(tree)
    try:
        scenario = _validated(tree, {})
    except ScenarioError as error:
        assert error.faults
        report_of(error)
        return
    assert repr(tree) == repr(before)  # NaN is never equal to itself
    try:
        result = compare(scenario)
    except ScenarioError as error:
        assert [fault.code for fault in error.faults] == ["beyond_measure"]
        return
    assert result.sentences()
    json_of(result.data())
    amounts_csv(result, "fr")
    template(scenario)


@settings(THOROUGH, max_examples=60)
@given(st.sampled_from(PLACES), JUNK)
def test_a_junk_setting_is_a_scenario_or_a_report(place: tuple[str, ...], junk: Any) -> None:
    try:
        load("reference-ght", {".".join(place): junk})
    except ScenarioError as error:
        report_of(error)


@settings(THOROUGH, max_examples=40)
@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(sorted(WHOLE)), JUNK, max_size=5))
def test_junk_is_no_scenario(tree: Tree) -> None:
    with pytest.raises(ScenarioError) as found:
        _validated(tree, {})
    report_of(found.value)


@settings(THOROUGH, max_examples=100)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_report(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("b") / "a.toml"
    path.write_bytes(raw)
    with pytest.raises(ScenarioError) as found:
        load(path)
    report_of(found.value)


@settings(THOROUGH, max_examples=150)
@given(st.integers(0, 10**9), st.binary(max_size=3), st.integers(0, 40))
def test_a_damaged_file_is_a_scenario_or_a_report(
    tmp_path_factory: pytest.TempPathFactory, at: int, patch: bytes, cut: int
) -> None:
    raw = b'based_on = "reference-ght"\n[finance]\nvat_share = 0.2\n[external]\nsetup_eur = { p05 = 1, p95 = 3 }\n'
    at %= len(raw)
    path = tmp_path_factory.mktemp("b") / "a.toml"
    path.write_bytes(raw[:at] + patch + raw[at + cut :])
    try:
        load(path)
    except ScenarioError as error:
        report_of(error)
        assert all(fault.file for fault in error.faults)


@settings(THOROUGH, max_examples=10)
@given(st.text(max_size=30))
def test_any_line_that_is_none_is_a_report(line: str) -> None:
    with pytest.raises(ScenarioError) as found:
        explain(EMPTY, f"{line}?")
    report_of(found.value)
