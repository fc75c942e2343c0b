"""A figure that claims a source names it, at a date of the calendar, at an address of the web."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hds_tco.analysis.published import Fact
from hds_tco.scenario import Assumption, ScenarioError, data_folder, load
from hds_tco.scenario.assumption import is_address, is_date, origin_faults

PATH = "operations.pue"
WHOLE = {"value": 1.8, "source": "Arcep", "confidence": "S1"}


def codes(**said: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load("reference-ght", {PATH: {**WHOLE, **said}})
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize("confidence", ["S1", "S2", "S3", "D"])
def test_a_confidence_that_claims_a_source_asks_for_one(confidence: str) -> None:
    assert codes(confidence=confidence, source="") == ["source_missing"]
    assert codes(confidence=confidence, source="  ") == ["source_missing"]
    assert codes(confidence=confidence, source="x") == ["source_words"]
    assert Assumption(1.0, confidence="S1").is_hypothesis
    assert not Assumption(1.0, source="Arcep", confidence="S1").is_hypothesis


@pytest.mark.parametrize("confidence", ["G", "N"])
def test_a_hypothesis_asks_for_no_source(confidence: str) -> None:
    found = load("reference-ght", {PATH: {"value": 1.8, "confidence": confidence}}).operations
    assert found is not None
    assert found.pue.is_hypothesis


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://", "https:///x", "insee", "ftp://a.fr/x",
     "https://a b.fr", "https://[::1", "http://a.fr:port/", 'https://a.fr/"onclick="x'],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert codes(url=url) == ["url"]
    assert not is_address(url)


def test_an_address_without_its_beginning_has_its_mend() -> None:
    (fault,) = origin_faults({"url": "www.insee.fr/fr/statistiques/1"})
    assert fault.mend == "https://www.insee.fr/fr/statistiques/1"


@pytest.mark.parametrize(
    "when", ["31/02/2099", "2023-02-29", "2024-13", "2024-00-10", "hier", "12", "2013-2011", "0000", "32/01/2024"]
)
def test_what_is_no_date_is_refused(when: str) -> None:
    assert codes(date=when) == ["date"]


@pytest.mark.parametrize("when", ["2024", "2024-02", "2024-02-29", "29/02/2024", "02/2024", "2011-2013"])
def test_dates_as_people_write_them_are_read(when: str) -> None:
    assert is_date(when)
    load("reference-ght", {PATH: {**WHOLE, "date": when}})


@pytest.mark.parametrize("said", [{"url": "javascript:alert(1)"}, {"date": "31/02/2099"}, {"source": "x"}])
def test_a_card_rests_on_the_same(said: dict[str, str]) -> None:
    whole = {"text": "x", "source": "mind Health", "confidence": "S1"}
    Fact.model_validate(whole)
    with pytest.raises(ValidationError):
        Fact.model_validate({**whole, **said})


def tables(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if "source" in node or "url" in node else []
        return own + [table for inner in node.values() for table in tables(inner)]
    return [table for inner in node for table in tables(inner)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", sorted(data_folder().rglob("*.toml")), ids=lambda path: path.stem)
def test_all_that_is_shipped_rests_on_something(path: Path) -> None:
    for table in tables(tomllib.loads(path.read_text("utf-8"))):
        said = {key: table[key] for key in ("source", "url", "date", "confidence") if isinstance(table.get(key), str)}
        if "reference" in table:  # a rule of the law rests on its text
            said["source"] = table["reference"]
        assert origin_faults(said) == [], said


def test_published_failures_have_addresses() -> None:
    with (data_folder() / "provider_failures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        for name, words in row.items():
            assert "url" not in name or not words or all(map(is_address, words.split(" ; "))), words
