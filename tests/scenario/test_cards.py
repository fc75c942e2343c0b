"""The cards of the eight hospital hosts of 2017."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from hds_tco.scenario import shipped_scenarios
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.cards import Card, Fact, hospital_cards

CARDS = hospital_cards()


def test_there_are_eight() -> None:
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
