"""What every study answers with, whoever asks: the same names in CSV, JSON and on screen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape

import pandas as pd
import pytest

import hds_tco as ht
from hds_tco.analysis.flexibility.study import flexibility_study
from hds_tco.analysis.law_outlook import law_outlook
from hds_tco.analysis.restitution.study import restitution_study
from hds_tco.analysis.results import Result, json_of
from hds_tco.analysis.sensitivity.study import sensitivity_study
from hds_tco.analysis.simulation.report import SimulationReport
from hds_tco.analysis.table import Table
from hds_tco.cli import studies
from hds_tco.locale import LANGUAGES, Language
from tests.analysis.simulation.case import small

STUDIES: Mapping[str, tuple[Callable[[], Result], tuple[str, ...]]] = {
    "compare": (lambda: ht.compare(small()), ("amounts", "summary", "yearly", "cumulative", "eprd")),
    "explain": (lambda: ht.explain(ht.load("reference-ght"), "leasing:rent.servers"), ("steps", "inputs")),
    "simulate": (lambda: SimulationReport(ht.simulate(small(), 50)), studies.SIMULATE_TABLES),
    "flexibility": (lambda: flexibility_study(small(), 50), studies.FLEXIBILITY_TABLES),
    "clauses": (lambda: restitution_study(small(), 50), studies.CLAUSES_TABLES),
    "sensitivity": (lambda: sensitivity_study(small(), 50), studies.SENSITIVITY_TABLES),
    "law": (lambda: law_outlook(ht.load("reference-ght")), studies.LAW_TABLES),
}


@pytest.fixture(scope="module", params=STUDIES)
def studied(request: pytest.FixtureRequest) -> tuple[Result, tuple[str, ...]]:
    make, tables = STUDIES[request.param]
    return make(), tables


def test_the_command_names_every_frame_and_no_other(studied: tuple[Result, tuple[str, ...]]) -> None:
    result, tables = studied
    assert tuple(result.frames) == tables


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_frame_is_the_one_that_is_not_named(studied: tuple[Result, tuple[str, ...]], lang: Language) -> None:
    result, (first, *others) = studied
    pd.testing.assert_frame_equal(result.frame(lang), result.frame(lang, first))
    assert all(
        not result.frame(lang, name).equals(result.frame(lang)) for name in others if name not in ("sobol", "map")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_holds_the_sentences_and_a_record_for_each_row(
    studied: tuple[Result, tuple[str, ...]], lang: Language
) -> None:
    result, _ = studied
    data = json.loads(json_of(result.data(lang)))
    assert data.get("scenario", result.title) == result.title
    assert data.get("sentences", result.sentences(lang)) == result.sentences(lang)
    assert data.get("notes", result.notes(lang)) == result.notes(lang)
    for name, made in result.frames.items():
        frame, rows = made(lang), data.get(result.keys.get(name, name))
        if rows is not None and frame is not None:
            assert len(rows) == len(frame) or name == "exceedance"  # by option


def test_a_notebook_shows_the_answer_every_table_and_the_notes(studied: tuple[Result, tuple[str, ...]]) -> None:
    result, _ = studied
    page = " ".join(unescape(re.sub(r"<[^>]*>", " ", result._repr_html_())).split())
    for words in (*result.sentences(), *result.notes(), *(table.columns[0] for table in result.tables().values())):
        assert " ".join(words.split()) in page


class Made(Result):
    missing = "no library for it"
    title = "<b>x</b>"
    frames = {"first": lambda lang: pd.DataFrame({"lang": [lang]}), "second": lambda _: None}  # noqa: RUF012

    def sentences(self, lang: Language = "fr") -> list[str]:
        return [f"<i>{lang}"]

    def notes(self, lang: Language = "fr") -> list[str]:
        return [lang]

    def tables(self, lang: Language = "fr") -> dict[str, Table]:
        return {}


def test_what_was_not_computed_is_refused_in_words_and_null_in_json() -> None:
    with pytest.raises(LookupError, match="no library for it"):
        Made().frame("en", "second")
    with pytest.raises(KeyError):
        Made().frame("en", "third")
    expected = {
        "scenario": "<b>x</b>",
        "sentences": ["<i>en"],
        "first": [{"lang": "en"}],
        "second": None,
        "notes": ["en"],
    }
    assert Made().data("en") == expected


def test_what_a_hospital_writes_is_not_read_as_a_page() -> None:
    assert "<i>" not in Made()._repr_html_()
