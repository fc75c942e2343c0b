"""The law as data: rules are whole, periods do not overlap, and a day or a year asks for the right one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.law import Rule, last_seen, rule, rules

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
    assert {len(rows) for rows in periods.values()} == {1, 2}
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
    ],
)
def test_a_rule_that_does_not_hold_together_is_refused(parts: dict[str, Any]) -> None:
    Rule(**PARTS)
    with pytest.raises(ValueError):
        Rule(**(PARTS | parts))


def test_the_table_knows_until_when_it_was_read() -> None:
    assert last_seen() == max(row.seen_on for row in rules() if row.seen_on)
    assert all(row.seen_on is None or row.seen_on <= last_seen() for row in rules())
