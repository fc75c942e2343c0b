"""The JSON Schema that editors check files with: right files pass, wrong ones do not."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import load, shipped_scenarios
from hds_tco.scenario.template import json_schema, template


@cache
def validator(lang: Language = "fr") -> Draft7Validator:
    return Draft7Validator(json_schema(lang))


def valid(tree: dict[str, Any]) -> bool:
    return bool(validator().is_valid(tree))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_a_json_schema(lang: Language) -> None:
    schema = json_schema(lang)
    Draft7Validator.check_schema(schema)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_file_passes(name: str) -> None:
    tree = tomllib.loads(shipped_scenarios()[name].read_text("utf-8"))
    assert [error.message for error in validator().iter_errors(tree)] == []


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_new_writes_passes(name: str) -> None:
    assert [error.message for error in validator().iter_errors(tomllib.loads(template(load(name))))] == []


BASE = 'based_on = "reference-ght"\n'
RIGHT = {
    "nothing more": "",
    "bare": "[finance]\nvat_share = 0.2\n",
    "value": '[finance]\nvat_share = { value = 0.2, source = "x", confidence = "S1", unit = "share" }\n',
    "pert": "[finance]\nvat_share = { low = 0, mode = 0.1, high = 1 }\n",
    "lognormal": "[external]\nsetup_eur = { p05 = 1, p95 = 2 }\n",
    "lognormal, cut": "[external]\nsetup_eur = { p05 = 1, p95 = 2, low = 0.5, high = 9 }\n",
    "correlations": '[correlations.a]\nbetween = ["operations.pue", "external.setup_eur"]\nrank_correlation = 0.5\n',
    "correlations out": "[correlations]\nsalaires = false\n",
    "uniform": '[external]\nsetup_eur = { distribution = "uniform", low = 1, high = 2 }\n',
    "discrete": "[external]\nsetup_eur = { values = [1, 2], weights = [1, 1] }\n",
    "block out": "[hosted]\nehpad = false\n",
    "part of a block": "[hosted.ehpad]\nvms = 3\n",
    "flag": "[leasing]\nmaintenance_included = true\n",
    "by year": "[migration]\nmigrated_share_by_year = [0, 0.5, 1]\n",
    "negative by year": "[in_house]\nother_operating_eur_by_year = [-5]\n",
}
WRONG = {
    "unknown field": "[finance]\nvat = 0.2\n",
    "unknown section": "[finances]\nvat_share = 0.2\n",
    "share of 30": "[finance]\nvat_share = 30\n",
    "text": '[finance]\nvat_share = "0.2"\n',
    "yes": "[finance]\nvat_share = true\n",
    "negative price": "[external]\nsetup_eur = -1\n",
    "beyond any budget": "[external]\nsetup_eur = 1e13\n",
    "unit": '[external]\nsetup_eur = { value = 1, unit = "keur" }\n',
    "confidence": '[external]\nsetup_eur = { value = 1, confidence = "haute" }\n',
    "no value": '[external]\nsetup_eur = { note = "x" }\n',
    "value and distribution": "[external]\nsetup_eur = { value = 1, low = 1, mode = 1, high = 1 }\n",
    "half a PERT": "[external]\nsetup_eur = { low = 1, high = 2 }\n",
    "half a lognormal": "[external]\nsetup_eur = { p05 = 1, high = 2 }\n",
    "bound of a PERT": "[external]\nsetup_eur = { low = 1, mode = 2, high = 3, p95 = 4 }\n",
    "correlation of one path": '[correlations.a]\nbetween = ["operations.pue"]\nrank_correlation = 0.5\n',
    "correlation of two": '[correlations.a]\nbetween = ["a", "b"]\nrank_correlation = 2\n',
    "uncertain correlation": "[correlations.a]\nrank_correlation = { low = 0, mode = 0.5, high = 0.9 }\n",
    "distribution of a decision": "[leasing]\nterm_years = { low = 1, mode = 2, high = 3 }\n",
    "not whole": "[leasing]\nterm_years = 4.5\n",
    "choice": '[leasing]\nend_of_term = "buy-out"\n',
    "flag as text": '[leasing]\nmaintenance_included = "oui"\n',
    "number for a list": "[migration]\nmigrated_share_by_year = 1\n",
    "empty list": "[migration]\nmigrated_share_by_year = []\n",
    "five activities": "[external]\nuncovered_eur_per_year_by_activity = [0, 0, 0, 0, 0]\n",
    "activity seven": "[external]\ncovered_activities = [7]\n",
    "option": 'options = ["buy"]\n',
    "no option": "options = []\n",
    "horizon": "horizon_years = 40\n",
    "number for a section": "finance = 3\n",
    "number for a block": "[hosted]\nehpad = 3\n",
    "base that is a number": "",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT.keys())
def test_what_the_reader_takes_passes(body: str) -> None:
    assert valid(tomllib.loads(BASE + body))


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_what_the_reader_refuses_does_not_pass(body: str) -> None:
    assert not valid(tomllib.loads(BASE + body if body else "based_on = 3\n"))


def test_a_file_without_a_base_must_hold_every_section() -> None:
    whole = tomllib.loads(template(load("reference-ght")))
    assert valid(whole)
    for section in ("hospital", "finance", "staff", "name", "horizon_years"):
        assert not valid({key: value for key, value in whole.items() if key != section})
    for section in ("external", "leasing", "hosted"):  # the reader says which option misses them
        assert valid({key: value for key, value in whole.items() if key != section})


def test_each_field_has_its_words_and_unit() -> None:
    french, english = json_schema("fr"), json_schema("en")
    assert french["properties"]["finance"]["properties"]["vat_share"]["description"].startswith("Taux de TVA. ")
    assert english["properties"]["finance"]["properties"]["vat_share"]["description"].startswith("VAT rate. ")
    price = french["properties"]["hardware"]["properties"]["imaging_price_eur_per_tb"]
    assert price["description"].endswith("[€/To]")
    assert price["allOf"] == [{"$ref": "#/definitions/euros_per_tb"}]
    assert set(french["definitions"]) == set(english["definitions"])
