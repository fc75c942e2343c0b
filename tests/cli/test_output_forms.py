"""What every command that writes has in common: endings, signs, the CSV of a French Excel."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest

from hds_tco.cli.app import program as commands_of
from hds_tco.cli.output import csv_of
from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.template import template
from tests.cli.running import plain, ran, refused

COMMANDS: dict[str, click.Command] = dict(commands_of("fr").commands)
WRITERS = {
    name: ["reference-ght"] if any(each.name == "scenario" for each in command.params) else []
    for name, command in COMMANDS.items()
    if any("--out" in each.opts for each in command.params)
}
FEW = {name: ["--draws", "50"] for name in ("verdict", "simulate", "sensitivity", "clauses", "flexibility")}
REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ATTACK = "\x1b[31mrouge\u202e\x07\r\x9b2J\u200b\u2066\u200f"


def test_every_writer_is_known() -> None:
    assert {
        "compare",
        "verdict",
        "simulate",
        "sensitivity",
        "clauses",
        "flexibility",
        "law",
        "explain",
        "schema",
        "new",
        "board",
    } == set(WRITERS)


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize("out", ["r.pdf", "r.PDF", "r.pptx", "r.json.docx", "r.zip", "r.html", "r.csv.xls"])
def test_a_name_that_cannot_be_written_is_refused(
    name: str, out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, said = refused(capsys, tmp_path, name, *WRITERS[name], "--out", tmp_path / out)
    assert head == "1 erreur :"
    assert said.startswith(f"- {tmp_path / out} : ")
    assert f"« {Path(out).suffix} »" in said
    assert "rien n'a été écrit" in said
    if name not in ("new", "board") and Path(out).suffix.lower() in (".pdf", ".pptx", ".html"):
        assert "viennent de hds-tco board" in said


@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"new", "board"}))
@pytest.mark.parametrize("out", ["r", "r.xlsx", "r.XLSX", "r.", ".json", "r.toml"])
def test_what_only_some_commands_write(name: str, out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = refused(capsys, tmp_path, name, *WRITERS[name], "--out", tmp_path / out)
    assert "Fins possibles : " in said
    assert ".json" in said
    assert ("hds-tco board" in said) is out.lower().endswith(".xlsx")


def test_a_name_of_another_form_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", "reference-ght", "--format", "csv", "--out", tmp_path / "r.json")
    assert "Fins possibles : .csv, .txt" in refused(capsys, tmp_path, *words)[1]


@pytest.mark.usefixtures("studies_computed_once")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"schema", "new", "board"}))
def test_no_sign_of_a_file_reaches_the_terminal(
    name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = template(load("reference-ght"))
    assert 'name = "' in written
    hostile = re.sub(
        r'^((?:name|description|note|source|label) = )"(.*)"$',
        lambda row: f"{row[1]}{json.dumps(row[2] + ATTACK)}",
        re.sub(r'((?:note|source) = )"([^"]*)"', lambda row: f"{row[1]}{json.dumps(row[2] + ATTACK)}", written),
        flags=re.MULTILINE,
    )
    scenario = tmp_path / "h.toml"
    scenario.write_text(hostile, "utf-8")
    assert "\u202e" in load(scenario).name or "\\u202e" in hostile
    more = ["--lines"] if name == "compare" else []
    got = ran(capsys, name, scenario, *more, *FEW.get(name, []), "--format", form)
    assert got.status == 0, got.err
    assert not REFUSED.search(got.out + got.err)
    out = tmp_path / f"r.{'txt' if form == 'table' else form}"
    assert ran(capsys, name, scenario, *more, *FEW.get(name, []), "--out", out).status == 0
    assert not REFUSED.search(out.read_text("utf-8"))


def test_a_csv_for_a_french_excel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.csv"
    got = ran(capsys, "compare", "reference-ght", "--csv", "fr", "--out", out)
    assert (got.status, plain(got.err)) == (0, f"Écrit : {out}\n")
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    french = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    english = list(csv.reader(io.StringIO(ran(capsys, "compare", "reference-ght", "--format", "csv").out)))
    assert french[0] == english[0]
    amounts = [french[0].index("amount_eur"), french[0].index("discounted_eur")]
    assert [[row[at].replace(",", ".") for at in amounts] for row in french[1:]] == [
        [row[at] for at in amounts] for row in english[1:]
    ]
    assert not any("." in row[at] for row in french[1:] for at in amounts)


def test_csv_of_no_csv_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, tmp_path, "compare", "reference-ght", "--csv", "fr")
    assert "--format csv" in said[0]


@pytest.mark.parametrize("french", [False, True])
@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\u200b=1", "\t=1"])
def test_no_text_of_a_csv_is_a_formula(words: str, french: bool) -> None:
    frame: Any = pd.DataFrame({"label": [words]})
    assert csv_of(frame, french=french).splitlines()[1].startswith("'")


def test_a_saved_scenario_ends_as_one(tmp_path: Path) -> None:
    from hds_tco.scenario.output import refuse_ending

    with pytest.raises(ScenarioError) as caught:
        refuse_ending(tmp_path / "r.xlsx", (".toml",))
    assert [(fault.code, fault.mend) for fault in caught.value.faults] == [("out_ending", "r.toml")]
