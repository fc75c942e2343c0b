"""`hds-tco clauses` and `hds-tco flexibility`: what a reader sees, and what another program reads."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, Language, decimal, percent, text
from hds_tco.sampling import Sampler
from hds_tco.scenario.option_sections import Clauses
from tests.cli.running import in_a_line, plain, ran, refused

DRAWS = ("--draws", "300")


def test_the_exit_comes_first_then_the_clause_to_obtain(capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "clauses", "reference-ght", *DRAWS)
    assert (got.status, got.err) == (0, "")
    shown = plain(got.out)
    assert shown.index("Probabilité d'être forcé de quitter") < shown.index("La clause à obtenir d'abord")
    assert "hypothèse : non lu" in shown  # of the law, what was not read says so
    assert "Cloudwatt (Orange) (2020), retrait du marché [S2]" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_clause_has_its_row(capsys: pytest.CaptureFixture[str], lang: Language) -> None:
    data = ran(capsys, "clauses", "reference-ght", *DRAWS, "--format", "json", lang=lang).data
    assert {row["clause"] for row in data["clauses"]} == set(Clauses.model_fields)
    assert len(data["clause_list"]) >= 14
    assert [row["confidence"] for row in data["clause_list"][:14]] == ["S1"] * 14
    shown = plain(ran(capsys, "clauses", "reference-ght", *DRAWS, lang=lang).out)
    assert all(row["label"] in shown for row in data["clauses"])


def test_csv_has_a_row_a_clause(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "clauses.csv"
    assert ran(capsys, "clauses", "reference-ght", *DRAWS, "--out", out).status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    values = [float(row["alone_expected_eur"]) for row in rows]
    assert values == sorted(values, reverse=True)
    assert len(rows) == 9


def test_a_budget_buys_what_its_prices_allow(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--price", "longer_notice=50000", "--price", "step_in=30000", "--budget", "60000")
    data = ran(capsys, "clauses", "reference-ght", *DRAWS, *asked, "--format", "json").data
    assert all(row["price_eur"] <= 60000 for row in data["best_sets"])
    assert "longer_notice" in data["best_sets"][-1]["clauses"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--price", "step_in"), "CLAUSE=EUROS"),
        (("--price", "preavis=3"), "preavis"),
        (("--price", "step_in=-3"), "-3"),
        (("--budget", "60000"), "--budget ne va pas sans --price"),
        (("--budget", "nan"), "--budget"),
        (("--year", "25"), "25"),
    ],
)
def test_what_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in "\n".join(refused(capsys, tmp_path, "clauses", "reference-ght", *DRAWS, *words))


def test_without_a_provider_there_is_no_exit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert refused(capsys, tmp_path, "clauses", "chi-eure-seine-2017-total")
    assert refused(capsys, tmp_path, "flexibility", "chi-eure-seine-2017-total")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_buying_and_leasing_stand_side_by_side(capsys: pytest.CaptureFixture[str], lang: Language) -> None:
    got = ran(capsys, "flexibility", "reference-ght", *DRAWS, lang=lang)
    assert (got.status, got.err) == (0, "")
    title, answer = [line for line in plain(got.out).splitlines() if line][:2]
    assert title == "GHT de référence"
    assert answer.startswith("Sur 10 ans" if lang == "fr" else "Over 10 years")


def test_flexibility_as_json_and_csv(capsys: pytest.CaptureFixture[str]) -> None:
    data = ran(capsys, "flexibility", "reference-ght", *DRAWS, "--seed", "5", "--format", "json").data
    whole = ht.flexibility.flexibility(ht.load("reference-ght"), 300, 5).frame().to_dict("records")
    assert [row["mean_eur"] for row in data["comparison"]] == [row["mean_eur"] for row in whole]
    assert len(data["growth"]) > 5
    assert len(data["buying_ahead"]) == 5
    rows = list(csv.DictReader(io.StringIO(ran(capsys, "flexibility", "reference-ght", *DRAWS, "--format", "csv").out)))
    assert [row["way"] for row in rows] == ["buying", "leasing"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_year_of_the_exit_has_its_table(capsys: pytest.CaptureFixture[str], lang: Language) -> None:
    got = ran(capsys, "clauses", "reference-ght", *DRAWS, lang=lang)
    data = ran(capsys, "clauses", "reference-ght", *DRAWS, "--format", "json", lang=lang).data
    shown = plain(got.out)
    assert sum(row["probability"] for row in data["exit_by_year"]) == pytest.approx(1)
    for row in data["exit_by_year"]:
        told = shown[shown.index(f"  {row['label']} ") :].splitlines()[0]
        for name in ("probability", "closed_form"):
            assert f" {plain(percent(row[name], lang, 1))} ±" in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["clauses", "flexibility"])
def test_more_draws_than_are_held_are_refused_and_the_help_says_how_many(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, lang: Language
) -> None:
    said = refused(capsys, tmp_path, command, "reference-ght", "--draws", "1000001", lang=lang)
    assert decimal(10**6, lang).replace("\u202f", " ") in said[0]
    shown = in_a_line(ran(capsys, command, "--help", lang=lang).out)
    assert in_a_line(decimal(10**6, lang)) in shown
    assert text("cli.all_or_nothing", lang) in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_little_memory_is_said_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Language
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Sampler, "worker", full)
    said = refused(capsys, tmp_path, "clauses", "reference-ght", *DRAWS, lang=lang)
    assert said == [plain(text("cli.no_memory", lang))]


@pytest.mark.parametrize(
    ("command", "table", "column"),
    [
        ("clauses", "sets", "allowed_clauses"),
        ("clauses", "exit", "measure"),
        ("clauses", "years", "closed_form"),
        ("clauses", "law", "item"),
        ("clauses", "hypotheses", "is_hypothesis"),
        ("flexibility", "growth", "growth_shift_per_year"),
        ("flexibility", "ahead", "cost_eur"),
    ],
)
def test_a_csv_holds_the_table_asked_for(
    capsys: pytest.CaptureFixture[str], command: str, table: str, column: str
) -> None:
    got = ran(capsys, command, "reference-ght", *DRAWS, "--format", "csv", "--table", table)
    rows = list(csv.DictReader(io.StringIO(got.out)))
    assert len(rows) > 1
    assert column in rows[0]


@pytest.mark.parametrize("command", ["clauses", "flexibility"])
def test_an_unknown_table_is_refused_with_those_that_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    said = " ".join(refused(capsys, tmp_path, command, "reference-ght", "--format", "csv", "--table", "x"))
    assert ("clauses, sets" if command == "clauses" else "comparison, growth") in said


def test_a_price_that_no_saving_meets_is_said_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--price", "longer_notice=5000000", "--budget", "6000000")
    shown = in_a_line(ran(capsys, "clauses", "reference-ght", *DRAWS, *asked).out)
    assert "Au prix demandé, aucune clause n'économise en moyenne ce qu'elle coûte" in shown
    assert "La clause à obtenir d'abord" not in shown
    assert "k€ †" in shown
    assert "le scénario ne dit pas ce qu'une clause coûte" not in shown
