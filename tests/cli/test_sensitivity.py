"""`hds-tco sensitivity`: what a reader sees, and what another program reads."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.analysis import optional
from hds_tco.locale import LANGUAGES, Language, text
from tests.builders import CLOSE_RACE
from tests.cli.running import in_a_line, plain, ran, refused, stop_at_block

DRAWS = ("--draws", "1000")


def test_the_answer_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "sensitivity", "reference-ght", *DRAWS, "--top", "3")
    assert (got.status, got.err) == (0, "")
    lines = [line for line in plain(got.out).splitlines() if line]
    nearest = ht.sensitivity.break_even(ht.load("reference-ght"), steps=True).frame()["label"].iloc[0]
    assert lines[1].startswith(f"Ce qui est le plus près de changer la réponse : « {plain(nearest)} »")
    assert "Si « " in plain(got.out)  # when it loses
    assert "ne changent jamais la réponse" in plain(got.out)


def test_csv_has_a_row_an_assumption_with_all_that_was_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "étude.csv"
    assert ran(capsys, "sensitivity", CLOSE_RACE, *DRAWS, "--out", out).status == 0
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(out.read_text("utf-8")))}
    scenario = ht.load(CLOSE_RACE)
    swings = ht.sensitivity.tornado(scenario).frame().set_index("path")
    evens = ht.sensitivity.break_even(scenario, steps=True).frame().set_index("path")
    assert set(rows) == set(swings.index) | set(evens.index)
    assert float(rows["leasing.term_years"]["break_even_value"]) == 6  # a whole number of years
    first = "external.price_eur_per_vm_per_month"
    assert next(iter(rows)) == first
    assert float(rows[first]["swing_eur"]) == swings.loc[first, "swing_eur"]
    assert float(rows[first]["break_even_value"]) == evens.loc[first, "break_even_value"]
    assert float(rows[first]["evppi_eur"]) > 0
    assert rows["hospital.vms"]["swing_eur"] == ""  # certain: no swing, but a break-even value


def test_json_holds_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    axes = ("external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server")
    data = ran(capsys, "sensitivity", CLOSE_RACE, *DRAWS, "--map", *axes, "--format", "json", lang="en").data
    assert data["best_option"] == "external"
    assert data["sobol"] is None
    assert {(row["path_x"], row["path_y"]) for row in data["map"]} == {axes}
    assert {row["reason"] for row in data["left_out_of_break_even"]} == {"zeros", "correlation", "zero", "structure"}
    assert {row["best_option"] for row in data["map"]} >= {"in_house", "external"}
    assert [len(data[name]) > 10 for name in ("tornado", "break_even", "value_of_information")] == [True] * 3
    assert data["losing_conditions"]
    assert data["sentences"][0].startswith("Nearest to changing the answer")


def test_the_map_is_drawn_with_its_legend(capsys: pytest.CaptureFixture[str]) -> None:
    axes = ("external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server")
    got = plain(ran(capsys, "sensitivity", CLOSE_RACE, *DRAWS, "--map", *axes).out)
    assert "A Hébergement interne, B Hébergeur certifié HDS, C Location de l'infrastructure" in got
    drawn = [
        line.split()[-1] for line in got.splitlines() if set(line.split()[-1:] or "x") and line.endswith(("A", "B"))
    ]
    assert len(drawn) >= 20
    assert any(set(line) == {"A", "B"} for line in drawn)


def test_a_map_over_what_cannot_change_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    axes = ("leasing.end_of_term", "hardware.ram_gb_per_server")
    said = refused(capsys, tmp_path, "sensitivity", "reference-ght", "--map", *axes)
    assert "leasing.end_of_term" in "\n".join(said)


def test_one_option_has_nothing_to_change(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = refused(capsys, tmp_path, "sensitivity", "chi-eure-seine-2017-total")
    assert "une seule option" in "\n".join(said)


@pytest.mark.parametrize("output", ["", "found.json", "found.csv", "found.txt"])
def test_where_no_assumption_is_uncertain_there_is_nothing_to_learn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, output: str
) -> None:
    # Two options and certain totals: what nearly every published case is.
    typed = ("in_house.other_operating_eur_by_year=[0, 9000]", "external.other_eur_by_year=[0, 7000]")
    settings = [word for setting in typed for word in ("--set", setting)]
    out = ("--out", str(tmp_path / output)) if output else ()
    got = ran(capsys, "sensitivity", "tout-a-zero-deux-options", *DRAWS, *settings, *out)
    assert got.status == 0
    if not output:
        assert plain(text("study.nothing_to_learn")) in in_a_line(got.out)


def test_a_missing_library_is_asked_for_by_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(module: str) -> None:
        raise ImportError(module)

    monkeypatch.setattr(optional, "import_module", absent)
    said = refused(capsys, tmp_path, "sensitivity", "reference-ght", *DRAWS, "--sobol")
    assert said == [plain(text("sensitivity.missing_library", library="SALib", extra="analysis"))]
    without = ran(capsys, "sensitivity", "reference-ght", *DRAWS)  # the rest needs no library
    assert without.status == 0
    assert "sklearn" in without.out


def test_the_scenario_is_marked_on_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    axes = ("external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server")
    shown = plain(ran(capsys, "sensitivity", "reference-ght", *DRAWS, "--map", *axes).out)
    rows = [match for line in shown.splitlines() if (match := re.match(r" *([\d,]+) Go  ([ABC*]{41})$", line))]
    assert len(rows) == 21
    assert sum(match[2].count("*") for match in rows) == 1
    value, cells = next((float(match[1].replace(",", ".")), match[2]) for match in rows if "*" in match[2])
    chart = ht.sensitivity.best_map(ht.load("reference-ght"), *axes)
    x, y = chart.central
    assert abs(value - y) <= (chart.y[2] - chart.y[0]) / 2 + 0.05  # every second row is shown
    assert abs(chart.x[cells.index("*")] - x) <= (chart.x[1] - chart.x[0]) / 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_study_cut_short_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: Language
) -> None:
    asked = ("sensitivity", "reference-ght", "--draws", "50000", "--threads", "1")
    words = "8 192 tirages faits sur 50 000" if lang == "fr" else "8,192 draws made of 50,000"
    stop_at_block(monkeypatch, 2)
    got = ran(capsys, *asked, lang=lang)
    assert (got.status, got.err) == (0, "")
    assert words in in_a_line(got.out)
    stop_at_block(monkeypatch, 2)
    data = ran(capsys, *asked, "--format", "json", lang=lang).data
    assert (data["draws"], data["asked_draws"], data["interrupted"]) == (8192, 50_000, True)
    assert words in plain(data["notes"][0])
    stop_at_block(monkeypatch, 2)
    assert words in in_a_line(ran(capsys, *asked, "--format", "csv", lang=lang).err)


def test_a_whole_study_says_how_sure_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    data = ran(capsys, "sensitivity", "reference-ght", *DRAWS, "--format", "json").data
    assert (data["asked_draws"], data["interrupted"]) == (1000, False)
    result = ht.simulate(ht.load("reference-ght"), 1000)
    assert data["within_noise"] == result.within_noise
    assert "hypothèses incertaines sont tirées" in " ".join(data["notes"])


@pytest.mark.parametrize(("lang", "word"), [("fr", "Témoin"), ("en", "Control")])
def test_the_control_bears_the_name_that_its_note_gives(
    capsys: pytest.CaptureFixture[str], lang: Language, word: str
) -> None:
    shown = plain(ran(capsys, "sensitivity", "reference-ght", *DRAWS, lang=lang).out)
    assert word in shown.replace(f"« {word} »", "").replace(f"“{word}”", "")
    assert f"« {word} »" in shown or f"“{word}”" in shown


def test_a_single_held_out_draw_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    shown = in_a_line(ran(capsys, "sensitivity", "reference-ght", "--draws", "2", lang="en").out)
    assert "held-out draw (" in shown or "held-out draw " in shown
    assert "1 held-out draws" not in shown


def rows_of(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written)))


def test_a_csv_holds_the_table_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    axes = ("external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server")
    asked = ("sensitivity", "reference-ght", *DRAWS, "--format", "csv")
    first = ran(capsys, *asked, "--map", *axes)
    assert first.out.startswith("path,")
    assert "--table avec : map" in plain(first.err)  # what was asked for is not dropped without a word
    chart = ran(capsys, *asked, "--map", *axes, "--table", "map")
    assert (len(rows_of(chart.out)), chart.err) == (41 * 41, "")
    assert rows_of(chart.out)[0]["path_x"] == axes[0]
    left = rows_of(ran(capsys, *asked, "--table", "left_out").out)
    assert {row["reason"] for row in left} == {"zeros", "correlation", "zero", "structure"}
    worths = rows_of(ran(capsys, *asked, "--table", "information").out)
    assert float(worths[0]["value_eur"]) > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--table", "map", "--format", "csv"), "ajoutez --map"),
        (("--table", "sobol", "--format", "csv"), "ajoutez --sobol"),
        (("--table", "sobol"), "--format csv"),
        (("--table", "carte", "--format", "csv"), "assumptions, tornado, break_even, left_out, information, losing"),
    ],
)
def test_a_table_that_nothing_computes_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in "\n".join(refused(capsys, tmp_path, "sensitivity", "reference-ght", *DRAWS, *words))
