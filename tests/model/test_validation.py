"""What published cases say is found again, and the page that says so is that of today's model.

If the page is stale: `python -m tools.validation`. If a check has become missed: give its reason in
data/validation/checks.toml.
"""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.scenario import assumptions_of
from hds_tco.scenario.assumption import origin_faults
from tools.validation import CASES, CHECKS, PAGE, Finding, case, findings, groups, page, unchecked
from tools.validation_measures import MEASURES

BASE = "tout-a-zero-deux-options"
FILES = sorted(path.stem for path in CASES.glob("*.toml") if path != CHECKS)
CASE_OF_EACH_LETTER = ("merseyside-scc-2012", "gwent-srs-2020", "sor-ost-dxc-2016", "victoria-healthsmart-2008")
EVERY: list[Finding] = [finding for _, those in findings() for finding in those]
CERTAIN = [finding for finding in EVERY if finding.check.kind in ("exact", "direction")]


def test_the_page_is_that_of_today_s_model() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/validation.md is stale: run `python -m tools.validation`"


@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: finding.check.label)
def test_what_is_missed_has_its_reason(finding: Finding) -> None:
    fault = f"{finding.found} is not what was published: give the `reason` in {CHECKS.name}, or mend what went wrong"
    assert finding.passed or len(finding.check.reason) > 40, fault


@pytest.mark.parametrize("finding", CERTAIN, ids=lambda finding: finding.check.label)
def test_a_published_total_is_found_but_where_the_source_cannot_hold(finding: Finding) -> None:
    # These rest on no price of the reference case: nothing that changes there may change them.
    assert finding.passed == (not finding.check.reason), finding.found


def test_misses_are_shown_as_plainly_as_hits() -> None:
    page_text = PAGE.read_text("utf-8")
    missed = [finding for finding in EVERY if not finding.passed]
    assert missed
    assert page_text.count("**MANQUÉ") + page_text.count("**HORS") == len(missed)
    summary, rest = page_text.split("\n## ", 2)[1:]
    for finding in missed:
        assert finding.check.label in summary
        assert f"- **{finding.check.label}** : " in rest


def test_every_check_names_its_source_and_every_case_is_checked() -> None:
    cases = {check.case for group in groups() for check in group.check}
    assert set(FILES) <= cases
    assert set(CASE_OF_EACH_LETTER) <= cases
    assert cases <= {*FILES, *ht.scenario.shipped_scenarios()}
    assert {check.measure for group in groups() for check in group.check} == set(MEASURES)
    for group in groups():
        for check in group.check:
            own = {name: str(getattr(check, name) or "") for name in ("source", "url", "date", "confidence")}
            all_sources = [own] if check.source else [source.model_dump() for source in group.sources]
            assert all_sources, check.label
            assert [origin_faults(source) for source in all_sources] == [[]] * len(all_sources), check.label
    assert len(unchecked()) > 5
    assert all(item.said and item.why for item in unchecked())


@pytest.mark.parametrize("name", FILES)
def test_each_figure_of_a_case_has_its_source_and_day_or_says_that_it_is_supposed(name: str) -> None:
    case_tree = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))
    figures = [item for part in case_tree.values() if isinstance(part, dict) for item in _figures(part)]
    assert figures
    for figure in figures:
        assert figure["note"], figure
        assert figure["confidence"] in ("G", "N") or (figure["source"] and figure["date"]), figure


def _figures(part: dict[str, object]) -> list[dict[str, object]]:
    if "value" in part:
        return [part]
    return [figure for inner in part.values() if isinstance(inner, dict) for figure in _figures(inner)]


def test_the_zero_base_costs_nothing_on_either_side_and_supposes_nothing() -> None:
    base = ht.load(BASE)
    result = ht.compare(base)
    assert base.options == ("in_house", "external")
    assert [float(abs(option.amounts_eur).max()) for option in result.options] == [0.0, 0.0]
    assert {item.confidence for item in assumptions_of(base).values()} == {"N"}


AMOUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None)
@given(investment=AMOUNTS, running=AMOUNTS, bought=AMOUNTS)
def test_published_totals_come_back_as_they_were_typed(
    investment: list[int], running: list[int], bought: list[int]
) -> None:
    typed = {
        "in_house.other_investment_eur_by_year": investment,
        "in_house.other_operating_eur_by_year": running,
        "external.other_eur_by_year": bought,
    }
    result = ht.compare(ht.load(BASE, typed))
    padded = [np.pad(amounts, (0, 5 - len(amounts))) for amounts in (investment, running, bought)]
    np.testing.assert_array_equal(result["in_house"].amounts_eur, padded[0] + padded[1])
    np.testing.assert_array_equal(result["external"].amounts_eur, padded[2])


def test_nothing_is_drawn_on_the_zero_base() -> None:
    typed = {"in_house.other_operating_eur_by_year": [0, 9], "external.other_eur_by_year": [0, 7]}
    drawn = ht.simulate(ht.load(BASE, typed), 64)
    assert drawn.summary()["mean_eur"].tolist() == [7.0, 9.0]


def test_at_the_running_cost_that_ties_both_options_cost_the_same() -> None:
    # Case B: 1 400 + 4 x 550.239 - 2 600 = 1 000.956, over four years 250.239 a year.
    tied = ht.compare(case("gwent-srs-2020", {"in_house.other_operating_eur_by_year": [0, *[250_239] * 4]}))
    assert tied["in_house"].net_present_cost_eur == tied["external"].net_present_cost_eur == 3_600_956.0
    for running, best in ((250_238, "in_house"), (250_240, "external")):
        moved = case("gwent-srs-2020", {"in_house.other_operating_eur_by_year": [0, *[running] * 4]})
        assert ht.compare(moved).best.key == best
