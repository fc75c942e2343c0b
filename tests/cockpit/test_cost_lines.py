"""A cost line taken apart: formula first, what stands behind folded, years named, sources told for what they are."""

from __future__ import annotations

import re

import pytest

import hds_tco as ht
from hds_tco.analysis import Comparison
from hds_tco.cockpit.cost_lines import lines_html
from hds_tco.scenario import assumptions_of

# Lines that cost something: others are not listed.
LINES = [
    (option.key, line.key)
    for option in ht.compare(ht.load("reference-ght")).options
    for line in option.lines
    if line.amounts_eur.any()
]


@pytest.fixture(scope="module")
def result() -> Comparison:
    return ht.compare(ht.load("reference-ght"))


@pytest.mark.parametrize(("option", "line"), LINES)
def test_the_formula_comes_first_and_the_rest_is_folded(result: Comparison, option: str, line: str) -> None:
    written = lines_html(result, None, option, line, "fr")
    found = ht.explain(result.scenario, f"{option}:{line}", [result[option].option])
    near = [step for step in found.steps() if step.depth <= 1]
    apart = written[written.index("<h4") :]
    open_part, _, folded = apart.partition("<details")
    assert len(re.findall(r'class="hds-depth-[01]"', open_part)) == len(near)
    assert "hds-depth-2" not in open_part
    assert ("<summary" in folded) == (len(found.steps()) > len(near))


def test_figures_of_years_come_each_after_its_year(result: Comparison) -> None:
    written = lines_html(result, None, "external", "old_platform", "en")
    (line,) = (line for line in result["external"].lines if line.key == "old_platform")
    first, second = (f"{line.amounts_eur[year]:,.0f}" for year in (1, 2))
    assert f"2026: 0 | 2027: {first} | 2028: {second} | 2029: 0" in written


def test_a_hypothesis_has_a_landmark_not_a_source(result: Comparison) -> None:
    told = {path: item for path, item in assumptions_of(result.scenario).items() if item.is_hypothesis and item.source}
    assert told
    written = "".join(lines_html(result, None, option, line, "en") for option, line in LINES)
    assert "hypothesis; landmark: " in written
    assert not any(f"without a source for this figure — {item.source}" in written for item in told.values())
