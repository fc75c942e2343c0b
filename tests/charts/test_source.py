"""The line below a chart: where its figures come from, and how many have no source."""

from __future__ import annotations

from typing import Any

import pytest

import hds_tco as ht
from hds_tco.charts import source_line
from hds_tco.locale import LANGUAGES, Language
from tests.builders import scenario


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_source_names_the_scenario_and_counts_what_has_no_source(lang: Language) -> None:
    result = ht.compare(ht.load("reference-ght"))
    notice = next(notice for notice in result.notices if notice.key == "hypotheses")
    line = source_line(result, lang)
    assert "GHT de référence" in line
    assert str(notice.counted) in line
    assert str(notice.numbers["all"]) in line


def test_a_scenario_whose_figures_all_have_a_source_says_no_more_than_its_name() -> None:
    sourced = {"source": "devis", "confidence": "S1"}
    result = ht.compare(scenario())
    known = result.scenario
    assert "no source" in source_line(result, "en")
    tree = known.model_dump(exclude_none=True)

    def source(node: Any) -> None:
        for inner in node.values():
            if isinstance(inner, dict):
                inner.update(sourced if "confidence" in inner else {})
                source(inner)

    source(tree)
    every = ht.compare(type(known).model_validate(tree))
    assert source_line(every, "en") == f"Source: scenario “{known.name}”."
