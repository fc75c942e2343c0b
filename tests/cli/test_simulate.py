"""`hds-tco simulate`: the answer with its certainty, and what another program reads."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, Language
from tests.cli.running import in_a_line, plain, ran, refused, stop_at_block

DRAWS = ("--draws", "500")


def test_the_answer_comes_first_with_its_certainty(capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "simulate", "reference-ght", *DRAWS)
    assert (got.status, got.err) == (0, "")
    title, *lines = [line for line in plain(got.out).splitlines() if line]
    assert title == "GHT de référence"
    assert re.match(r"L'option la moins chère en moyenne : .*, [\d ]+,\d k€ sur 10 ans \(± [\d ]+,\d k€\)", lines[0])
    assert re.search(r"est l'option la moins chère dans \d+ % des tirages", " ".join(plain(got.out).split()))
    assert "sans source" in got.out  # a range that is ours says so


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_shows_the_figures_of_the_result(capsys: pytest.CaptureFixture[str], lang: Language) -> None:
    got = ran(capsys, "simulate", "reference-ght", *DRAWS, "--seed", "7", lang=lang)
    result = ht.simulate(ht.load("reference-ght"), 500, 7)
    shown = [re.sub(r"\D", "", number) for number in re.findall(r"\d[\d\s,.]*", plain(got.out))]
    for key in result.keys:
        for figure in (result.mean(key), result.quantile(key, 0.95), result.tail_mean(key)):
            assert str(round(figure.value / 100)) in shown, (key, figure)


# What a row says beside its figures.
SAID = ("key", "label", "stands_apart", "lacks", "lacks_label")


def test_json_holds_every_figure_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    data = ran(
        capsys, "simulate", "reference-ght", *DRAWS, "--format", "json", "--sampler", "sobol", "--tolerance", "20e6"
    ).data
    assert (data["draws"], data["sampler"], data["interrupted"]) == (512, "sobol", False)
    result = ht.simulate(ht.load("reference-ght"), 500, sampler="sobol")
    for row in data["options"]:
        assert row["mean_eur"] == result.mean(row["key"]).value
        assert row["probability_above_tolerance"] == result.probability_above(row["key"], 20e6).value
        names = [name for name in row if not name.endswith("_standard_error")]
        assert all(f"{name}_standard_error" in row for name in names if name not in SAID)
    assert data["best_option"] == result.best.key
    assert set(data["exceedance"]) == set(result.keys)
    for key, points in data["exceedance"].items():
        for point in points[::50]:
            assert point["probability"] == pytest.approx(result.probability_above(key, point["cost_eur"]).value)
    assert data["value_of_perfect_information_eur"] == result.value_of_perfect_information.value
    assert sum(row["probability_cheapest"] for row in data["options"]) == pytest.approx(1)


def test_csv_has_a_row_an_option(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "tirages.csv"
    got = ran(capsys, "simulate", "reference-ght", *DRAWS, "--out", out)
    assert (got.status, got.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert [row["option"] for row in rows] == [
        option.key for option in ht.simulate(ht.load("reference-ght"), 500).ranked
    ]
    assert (
        float(rows[0]["p05_eur"]) < float(rows[0]["p50_eur"]) < float(rows[0]["p95_eur"]) < float(rows[0]["cvar95_eur"])
    )


def test_how_figures_settled_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    got = plain(ran(capsys, "simulate", "reference-ght", *DRAWS, "--convergence").out)
    rows = [line for line in got.splitlines() if re.match(r" +\d+ +[\d ]+,\d k€ ±", line)]
    assert len(rows) == 16
    assert rows[-1].split()[0] == "500"
    assert "Comment les chiffres" not in ran(capsys, "simulate", "reference-ght", *DRAWS).out


def test_two_equal_options_have_no_clear_winner(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "egal.toml"
    file.write_text('based_on = "reference-ght"\noptions = ["in_house", "in_house"]\n', "utf-8")
    assert ran(capsys, "simulate", file, *DRAWS).status == 2  # the same option twice is a fault
    few = ran(capsys, "simulate", "reference-ght", "--draws", "3")
    assert few.status == 0
    one = ran(capsys, "simulate", "reference-ght", "--draws", "1")
    assert one.status == 0
    assert not re.search(r"\bnan\b", one.out)


def test_nothing_known_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    got = plain(ran(capsys, "simulate", "tout-a-zero", *DRAWS).out)
    assert "Aucun montant n'est connu" in got
    assert "Aucune hypothèse n'est incertaine" in got


def test_a_case_without_spread_has_no_bad_case(capsys: pytest.CaptureFixture[str]) -> None:
    got = plain(ran(capsys, "simulate", "chi-eure-seine-2017-total", *DRAWS).out)
    assert "730,0 k€ en moyenne sur 4 ans" in got
    assert "mauvais cas" not in got


@pytest.mark.parametrize(
    "words",
    [
        ("--draws", "0"),
        ("--draws", "beaucoup"),
        ("--sampler", "halton"),
        ("--tolerance", "-1"),
        ("--tolerance", "nan"),
        ("--tolerance", "inf"),
        ("--tolerance", "1e400"),
        ("--threads", "0"),
        ("--seed", "-3"),
    ],
)
def test_a_wrong_word_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, str]) -> None:
    said = refused(capsys, tmp_path, "simulate", "reference-ght", *words)
    assert words[0] in said[0]


def test_a_file_is_not_overwritten_unasked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "tirages.json"
    out.write_text("à moi", "utf-8")
    refused(capsys, tmp_path, "simulate", "reference-ght", *DRAWS, "--out", out)
    assert out.read_text("utf-8") == "à moi"
    assert ran(capsys, "simulate", "reference-ght", *DRAWS, "--out", out, "--force").status == 0


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hds_tco.cli.study import progress_bar

    with progress_bar("fr") as told:
        assert told is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress_bar("fr") as told:
        assert told is not None
        told(1, 2)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_control_c_shows_what_was_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: Language
) -> None:
    asked = ("simulate", "reference-ght", "--draws", "50000", "--threads", "1")
    stop_at_block(monkeypatch, 3)
    got = ran(capsys, *asked, lang=lang)
    assert (got.status, got.err) == (0, "")
    words = "16 384 tirages faits sur 50 000" if lang == "fr" else "16,384 draws made of 50,000"
    assert words in in_a_line(got.out)
    stop_at_block(monkeypatch, 3)
    assert words in in_a_line(ran(capsys, *asked, "--format", "csv", lang=lang).err)  # no room beside the figures


def test_the_shares_of_the_mean_stand_below_the_mean(capsys: pytest.CaptureFixture[str]) -> None:
    """Not below the regret, of which they are no part."""
    lines = [line.strip() for line in plain(ran(capsys, "simulate", "reference-ght", *DRAWS).out).splitlines()]
    mean = next(place for place, line in enumerate(lines) if line.startswith("Moyenne"))
    assert [line.startswith("dont ") for line in lines[mean + 1 : mean + 4]] == [True, True, False]


@pytest.mark.parametrize(("lang", "words"), [("fr", "1 tirage, graine"), ("en", "1 draw, seed")])
def test_one_draw_is_one(capsys: pytest.CaptureFixture[str], lang: Language, words: str) -> None:
    assert words in in_a_line(ran(capsys, "simulate", "reference-ght", "--draws", "1", lang=lang).out)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["simulate", "sensitivity"])
def test_a_correlation_that_does_nothing_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, lang: Language
) -> None:
    file = tmp_path / "lien.toml"
    written = 'based_on = "reference-ght"\n[operations]\npue = 1.5\n[correlations.x]\nrank_correlation = 0.5\n'
    file.write_text(f'{written}between = ["operations.pue", "operations.security_eur_per_year"]\n', "utf-8")
    shown = in_a_line(ran(capsys, command, file, *DRAWS, lang=lang).out)
    assert f"{'sans effet :' if lang == 'fr' else 'does nothing:'} operations.pue." in shown


def test_a_csv_holds_the_table_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    def rows(*words: object) -> tuple[list[dict[str, str]], str]:
        got = ran(capsys, "simulate", "reference-ght", *DRAWS, "--format", "csv", *words)
        return list(csv.DictReader(io.StringIO(got.out))), plain(got.err)

    summary, said = rows("--convergence", "--tolerance", "20e6")
    result = ht.simulate(ht.load("reference-ght"), 500)
    for row in summary:
        above = result.probability_above(row["option"], 20e6)
        assert float(row["probability_above_tolerance"]) == above.value
        assert float(row["probability_above_tolerance_standard_error"]) == above.standard_error
    assert "--table avec : convergence" in said
    settled, said = rows("--convergence", "--table", "convergence")
    assert (len(settled), said) == (16 * 3, "")
    beyond, _ = rows("--table", "exceedance")
    assert {row["option"] for row in beyond} == set(result.keys)
    assert "probability_above_tolerance" not in rows()[0][0]
