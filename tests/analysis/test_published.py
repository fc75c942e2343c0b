"""What was published, and what the model finds again of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import hds_tco as ht
from hds_tco.analysis.published import Card, Fact, calendar_table, cards_table, facts_table, hospital_cards
from hds_tco.analysis.side_by_side import by_year_table, side_by_side
from hds_tco.scenario import shipped_scenarios
from hds_tco.scenario.assumption import CONFIDENCES

CARDS = hospital_cards()
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def test_the_model_finds_the_articles_sums_again() -> None:
    # By hand: 500 + 3 (50 + 370 - 350) + 20; 500 + 3 (150 + 370 - 350) + 20; 150 + 4 x 20; 150 + 10 x 20.
    cases = {
        "total": ht.load("chi-eure-seine-2017-total"),
        "par an": ht.load("chi-eure-seine-2017-par-an"),
        "strasbourg": ht.load("chu-strasbourg-2017"),
        "dix ans": ht.load("chu-strasbourg-2017", {"horizon_years": 10}),
    }
    rows = [tuple(cell.translate(SPACES) for cell in row) for row in by_year_table(side_by_side(cases)).rows]
    assert [row[2] for row in rows] == ["730 k€", "1 030 k€", "230 k€", "350 k€"]
    assert rows[0][1] == "500 ; 70 ; 70 ; 70 ; 20"


def test_the_steps_of_marseille_are_those_of_the_article() -> None:
    rows = calendar_table(ht.load("ap-hm-2017")).rows
    granted = [year for year, event in rows if event.startswith("Obtention")]
    assert granted == ["2012", "2014", "2017"]


def test_every_hospital_has_its_row_and_every_fact_its_source() -> None:
    cards = hospital_cards()
    assert [row[0] for row in cards_table(cards).rows] == [card.name for card in cards.values()]
    for card in cards.values():
        table = facts_table(card)
        facts = table.rows[: len(card.facts)]
        assert all(row[2] for row in facts)
        assert [row[0] for row in table.rows[len(card.facts) + 1 :]] == list(card.unknown)
        assert table.parts == (len(card.facts),)


def test_there_are_eight_hospitals() -> None:
    assert set(CARDS) == {
        "ap-hm",
        "ap-hp",
        "chi-eure-seine",
        "chru-nancy",
        "chu-nantes",
        "chu-nice",
        "chu-strasbourg",
        "hcl",
    }


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_every_fact_is_sourced_and_what_is_not_known_is_said(card: Card) -> None:
    assert card.name
    assert card.city
    assert card.summary.endswith(".")
    assert card.facts
    assert card.unknown
    for fact in card.facts:
        assert fact.text.endswith(".")
        assert fact.source.strip()
        assert fact.confidence in CONFIDENCES
        assert fact.confidence != "N"  # what was not found is no fact
        assert fact.confidence not in ("S1", "S2") or fact.url.startswith("http") or fact.date
        assert fact.value is None or fact.unit


def test_linked_scenarios_exist_and_every_case_of_2017_has_its_card() -> None:
    linked = {name for card in CARDS.values() for name in card.scenario}
    assert linked <= set(shipped_scenarios())
    assert {name for name in shipped_scenarios() if "2017" in name} == linked


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"source": ""}, "source"), ({"confidence": "haute"}, "confidence"), ({"colour": "red"}, "colour")],
)
def test_a_fact_without_a_source_or_with_an_unknown_field_is_none(changes: dict[str, Any], field: str) -> None:
    whole = {"text": "x", "source": "mind Health", "confidence": "S1"}
    Fact.model_validate(whole)
    with pytest.raises(ValidationError, match=field):
        Fact.model_validate(whole | changes)
