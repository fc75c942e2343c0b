"""The law as data: rules are whole, periods do not overlap, and a day or a year asks for the right one."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.scenario import ScenarioError, assumptions_of, load
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.fields import field_at
from hds_tco.scenario.law import Rule, disputable, last_seen, rule, rules
from hds_tco.scenario.template import template

MODEL = Path(__file__).parents[2] / "hds_tco" / "model"
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
PARTS: dict[str, Any] = {
    "key": "law.rule",
    "text": "règle",
    "text_en": "rule",
    "reference": "art. 1",
    "reference_en": "article 1",
    "citations": ("L.1-1",),
    "confidence": "S1",
}


def test_what_is_sure_names_where_it_was_read_and_when() -> None:
    for row in rules():
        assert row.confidence in CONFIDENCES
        if row.confidence.startswith("S"):
            assert row.url or row.note, row.key


def test_rows_of_one_rule_follow_each_other_without_overlap() -> None:
    periods = defaultdict(list)
    for row in rules():
        periods[row.key].append(row)
    assert max(map(len, periods.values())) > 2
    for rows in periods.values():
        for before, after in pairwise(rows):
            assert before.in_force_to and after.in_force_from
            assert before.in_force_to < after.in_force_from
            assert (before.unit, before.bound) == (after.unit, after.bound)


@given(DAYS)
def test_at_most_one_row_of_a_rule_holds_on_a_day(day: date) -> None:
    held = [row.key for row in rules() if row.holds_on(day)]
    assert len(held) == len(set(held))


def test_a_threshold_is_that_of_the_day() -> None:
    assert rule("procurement.formal_threshold", date(2025, 12, 31)).value == 221_000
    assert rule("procurement.formal_threshold", date(2026, 1, 1)).value == 216_000
    with pytest.raises(KeyError):
        rule("procurement.formal_threshold", date(2028, 1, 1))
    with pytest.raises(KeyError):
        rule("procurement.nothing")


@given(DAYS)
def test_the_first_year_is_the_first_whose_middle_day_is_in_force(start: date) -> None:
    one = Rule(**PARTS, in_force_from=start)
    assert one.holds_in(one.first_year)
    assert not one.holds_in(one.first_year - 1)


def test_what_is_not_in_force_has_no_first_year_and_holds_on_no_day() -> None:
    nis = rule("security.nis2")
    assert not nis.holds_on(date(2030, 1, 1))
    with pytest.raises(ValueError, match="not in force"):
        _ = nis.first_year


def test_the_exit_clock_holds_two_maxima_and_one_minimum() -> None:
    found = {key: rule(f"switching.{key}") for key in ("notice", "transition", "retrieval")}
    assert {key: (row.value, row.unit, row.bound) for key, row in found.items()} == {
        "notice": (2, "months", "maximum"),
        "transition": (30, "days", "maximum"),
        "retrieval": (30, "days", "minimum"),
    }


def test_fees_end_in_the_years_that_the_model_counts() -> None:
    assert rule("switching.transfer_fee").first_year == 2026
    assert rule("switching.charges").first_year == 2027


@pytest.mark.parametrize(
    "parts",
    [
        {"value": 3.0},
        {"value": 3.0, "unit": "days"},
        {"unit": "days", "bound": "maximum"},
        {"in_force_to": date(2026, 1, 1)},
        {"in_force_from": date(2026, 1, 2), "in_force_to": date(2026, 1, 1)},
        {"key": "no dot"},
        {"citations": ()},
        {"url": "somewhere"},
        {"unknown": 1},
        {"steps": ({"above": 3, "value": 1},)},
        {"value": 1.0, "unit": "days", "bound": "exact", "steps": ({"above": 3, "value": 1}, {"above": 2, "value": 4})},
    ],
)
def test_a_rule_that_does_not_hold_together_is_refused(parts: dict[str, Any]) -> None:
    Rule(**PARTS)
    with pytest.raises(ValueError):
        Rule(**(PARTS | parts))


def test_the_table_knows_until_when_it_was_read() -> None:
    assert last_seen() == max(row.seen_on for row in rules() if row.seen_on)
    assert all(row.seen_on is None or row.seen_on <= last_seen() for row in rules())


# ─── nothing of what was read is lost ───────────────────────────────────────────────────────────────────────────────

# What a reading of November 2026 found, by subject: each is a rule of the table, under this key.
READ = {
    "hds": (
        *("approval", "certificate", "framework_v1", "framework_v2_newcomers", "framework_v2", "storage_place"),
        *("contract_transfers", "activities", "archiving", "own_patients", "ght_exemption", "certificate_validity"),
        *("surveillance_audit", *(f"clause_{number:02d}" for number in range(1, 15)), "reversibility_price", "penalty"),
        *("subcontractor_loss", "clients_list", "audit_days"),
    ),
    "switching": (
        *("application", "obstacles", "notice", "transition", "transition_unfeasible", "unfeasible_justified"),
        *("transition_extension", "retrieval", "erasure", "jurisdiction", "charges", "charges_at_cost"),
        *("early_termination_penalty", "equivalence", "custom_built", "test_versions", "parallel_use"),
        *("omnibus_proposal", "transfer_fee"),
    ),
    "procurement": (
        *("periodic", "framework_agreement", "deferred_payment", "urgency", "formal_threshold"),
        *("no_competition_threshold", "payment_term"),
    ),
    "price_mark": ("classic", "linear", "mean", "best_price"),
    "vat": ("standard_rate", "public_body", "group"),
    "staff": ("post_cut", "forced_secondment", "secondment_end", "pension_rate"),
    "ght": ("cost_key", "annex_g"),
    "sovereignty": ("state", "health_hosting", "state_purchases"),
    "security": ("nis2",),
    "accessibility": ("fine", "fine_declaration"),
    "insolvency": ("contracts",),
}


def test_every_rule_that_was_read_is_in_the_table() -> None:
    wanted = {f"{subject}.{name}" for subject, names in READ.items() for name in names}
    assert len(wanted) == 78
    assert wanted <= {row.key for row in rules()}


def test_what_was_not_found_or_is_disputed_between_sources_says_so() -> None:
    for row in rules():
        if row.confidence in ("D", "G", "N"):
            assert row.note, row.key
        if row.confidence == "N":
            assert (row.value is None and "trouvée" in row.note) or "contredisent" in row.note, row.key
    assert {row.key for row in rules() if row.confidence == "N"} == {"hds.penalty", "price_mark.mean"}
    assert "conflit" in rule("hds.framework_v1").note and "divergent" in rule("sovereignty.state").note


def test_what_is_no_law_in_france_holds_on_no_day() -> None:
    for key in ("security.nis2", "switching.omnibus_proposal", "hds.penalty"):
        assert not any(row.holds_on(date(2026, 11, 29)) for row in rules() if row.key == key)


def test_every_text_that_was_dated_bears_its_day_and_comes_before_it_holds() -> None:
    undated = {row.key for row in rules() if row.official_date is None and row.confidence == "S1" and row.url}
    assert not {key for key in undated if key.startswith(("hds", "switching", "sovereignty"))}
    for row in rules():
        if row.official_date and row.in_force_from and not row.note:
            assert row.official_date <= row.in_force_from, row.key


def test_pension_rates_rise_by_three_points_a_year_to_2028() -> None:
    rates = [rule("staff.pension_rate", date(year, 7, 1)).value for year in range(2024, 2029)]
    assert rates == [0.3165, 0.3465, 0.3765, 0.4065, 0.4365]
    assert rule("staff.pension_rate", date(2040, 1, 1)).value == 0.4365


def test_how_a_figure_bounds_is_never_confused() -> None:
    found = {row.key: row.bound for row in rules() if row.value is not None}
    assert {key for key, bound in found.items() if bound == "minimum"} == {
        *("switching.retrieval", "switching.equivalence"),
        *("procurement.formal_threshold", "staff.forced_secondment"),
    }


# ─── a scenario may dispute a rule ──────────────────────────────────────────────────────────────────────────────────


def test_the_field_that_takes_a_rules_place_is_one_of_the_schema() -> None:
    fields = {row.field for row in rules() if row.field}
    assert len(fields) > 15
    for path in fields:
        assert field_at(path) is not None, path


def test_every_rule_that_the_model_asks_for_can_be_disputed() -> None:
    asked = {key for path in MODEL.glob("*.py") for key in re.findall(r'\brule\("([^"]+)"', path.read_text("utf-8"))}
    assert asked
    assert all(rule(key).field for key in asked)
    assert set(disputable().values()) == {"switching.transfer_fee", "switching.charges", "switching.notice"}


def test_the_reference_case_takes_the_laws_own_figures() -> None:
    held = assumptions_of(load("reference-ght"))
    for key in ("vat.standard_rate", "hds.certificate_validity"):
        assert held[rule(key).field].value == rule(key).value


@pytest.mark.parametrize(
    ("name", "mend"), [("switching_charge", "switching_charges"), ("switching.charges", ""), ("vat_rate", "")]
)
def test_a_rule_that_the_model_does_not_apply_cannot_be_disputed(name: str, mend: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("reference-ght", {"law": {name: {"start_year": 1}}})
    fault = caught.value.faults[0]
    assert fault.code == ("block_name" if "." in name else "no_rule")
    if fault.code == "no_rule":
        assert fault.mend == mend
        said = str(caught.value)
        assert "switching_transfer_fee" in said and "hds-tco law" in said


def test_a_dispute_says_whence_it_comes_and_goes_through_a_file(tmp_path: Path) -> None:
    made = load(
        "reference-ght", {"law.switching_charges.start_year": {"value": 4, "confidence": "G", "note": "proposition"}}
    )
    path = tmp_path / "case.toml"
    path.write_text(template(made), "utf-8")
    assert load(path).law == made.law
    assert made.law["switching_charges"].start_year.note == "proposition"
