"""`hds-tco explain`: any line, in both languages, by key or by label; and what is said of a line that is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hds_tco.analysis import compare
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.scenario import load
from tests.cli.running import plain, ran, refused

REFERENCE = compare(load("reference-ght"))
SOME = [("in_house", "purchase.imaging"), ("external", "restitution.interruption"), ("leasing", "rent.servers")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("option", "key"), SOME)
def test_a_line_is_taken_apart(option: str, key: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "explain", "reference-ght", f"{option}:{key}", lang=lang)
    assert (got.status, got.err) == (0, "")
    line = REFERENCE[option].line(key)
    assert got.out.strip().splitlines()[0] == f"{line.label(lang)} — {REFERENCE[option].option.label(lang)}"
    for word in ("amounts_by_year", "formula", "steps", "inputs"):
        assert text(f"screen.{word}", lang).split()[0] in got.out
    assert key in got.out
    assert not re.search(r"\bnan\b|None|[{}]", got.out)
    total = f"{float(line.amounts_eur.sum()):,.2f}"
    shown = f"€{total}" if lang == "en" else total.replace(",", " ").replace(".", ",") + " €"
    assert shown.replace("€-", "-€") in plain(got.out)


@pytest.mark.parametrize(
    "said",
    [
        "purchase.imaging",
        "PURCHASE.IMAGING",
        "Achat de stockage d'imagerie",
        "achat de STOCKAGE d'imagerie",
        "in_house:purchase.imaging",
    ],
)
def test_a_line_is_found_by_key_or_label(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(capsys, "explain", "reference-ght", said).out == ran(
        capsys, "explain", "reference-ght", "Hébergement interne:Achat de stockage d'imagerie"
    ).out  # fmt: skip


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        ("purchase.imagin", "purchase.imaging"),
        ("achat stockage imagerie", "Achat de stockage d'imagerie"),
        ("incident", "incidents"),
        ("external:purchase.imaging", ""),
        ("nowhere:incidents", ""),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_a_line_that_is_none(said: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "x.txt"
    head, french = refused(capsys, tmp_path, "explain", "reference-ght", said, "--out", out)
    assert head == "1 erreur :"
    assert french.startswith(f"- aucun poste ne s'appelle « {said} » ; leur liste : hds-tco explain SCENARIO.")
    if mend:
        assert french.endswith(f"Correction probable : {mend}")
    head, english = refused(capsys, tmp_path, "explain", "reference-ght", said, "--out", out, lang="en")
    assert head == "1 error:"
    assert english.startswith(f"- no cost line is called “{said}”; their list: hds-tco explain SCENARIO.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_line_the_lines_are_listed(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "explain", "reference-ght", lang=lang)
    assert got.status == 0
    for option in REFERENCE.options:
        assert option.option.label(lang) in got.out
        for line in option.lines:
            if line.amounts_eur.any():
                assert line.label(lang) in got.out
                assert line.key in got.out


def test_an_explanation_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "poste.txt"
    shown = ran(capsys, "explain", "reference-ght", "incidents").out
    got = ran(capsys, "explain", "reference-ght", "incidents", "--out", out)
    assert (got.status, got.out, plain(got.err)) == (0, "", f"Écrit : {out}\n")
    assert out.read_text("utf-8") == shown
    assert refused(capsys, tmp_path, "explain", "reference-ght", "incidents", "--out", out)


def test_the_source_of_an_assumption_stands_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    out = ran(capsys, "explain", "reference-ght", "external:incidents", lang="en").out
    assert "incidents.degraded_eur_per_day" in out
    assert "looked for, not found" in out or "hypothesis, no source for this figure" in out
    assert "Cour des comptes" in out


@pytest.mark.parametrize("line", [(), ("leasing:rent.servers",)])
def test_an_explanation_takes_the_form_of_its_file(
    line: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("json", "csv"):
        out = tmp_path / f"e.{form}"
        assert ran(capsys, "explain", "reference-ght", *line, "--out", str(out)).status == 0
        asked = ran(capsys, "explain", "reference-ght", *line, "--format", form)
        assert asked.out == out.read_text("utf-8")
    rows = json.loads((tmp_path / "e.json").read_text("utf-8"))["rows"]
    assert len(rows) == len((tmp_path / "e.csv").read_text("utf-8").splitlines()) - 1
    if line:
        amounts = REFERENCE["leasing"].line("rent.servers").amounts_eur
        assert [rows[-1][str(year)] for year in range(len(amounts))] == pytest.approx(amounts.tolist())
