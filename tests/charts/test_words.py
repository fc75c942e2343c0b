"""Names cut to their place: each has room, and those that differ still do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.charts import source_line
from hds_tco.charts.words import ELLIPSIS, FEWEST, set_apart, shortened
from hds_tco.locale import LANGUAGES, Language
from tests.builders import scenario

WORDS = st.lists(
    st.sampled_from(["Centre", "hospitalier", "de", "Loire", "Sud", "site", "EHPAD", "1", "2"]), min_size=1
)


@given(st.text(min_size=1, max_size=80), st.integers(FEWEST, 80))
def test_a_cut_name_is_no_longer_than_asked_and_keeps_both_ends(words: str, letters: int) -> None:
    short = shortened(words, letters)
    if len(words) <= letters:
        assert short == words
        return
    assert len(short) <= letters
    head, _, tail = short.partition(ELLIPSIS) if ELLIPSIS not in words else ("", "", "")
    assert words.startswith(head)
    assert words.endswith(tail)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=8), st.integers(20, 60))
def test_names_that_differ_stay_different_and_fit(names: list[str], letters: int) -> None:
    short = set_apart(names, lambda name: len(name) <= letters)
    assert all(len(name) <= letters for name in short)
    assert len(set(short)) == len(set(names))
    assert [short[names.index(name)] for name in names] == list(short)  # the same name, the same cut


def test_what_differs_in_the_middle_is_shown() -> None:
    names = [f"Centre hospitalier du pays de Loire, site {place}, hors du groupement" for place in ("nord", "sud")]
    north, south = set_apart(names, lambda name: len(name) <= 34)
    assert "nord" in north
    assert "sud" in south


def test_what_was_cut_before_is_cut_once() -> None:
    short = shortened(shortened("Centre hospitalier intercommunal du pays de Loire et du Sud", 50), 40)
    assert short.count(ELLIPSIS) == 1


def test_names_with_room_are_left_alone() -> None:
    assert set_apart(["A", "B", "A"], lambda _: True) == ("A", "B", "A")


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
