"""Files: written whole or not at all, never over another unasked, by the form that their ending says."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import ScenarioError, load, output, shipped_scenarios
from hds_tco.scenario.template import json_schema
from tests.cli.running import plain, ran, refused

WRITERS = {
    "compare": ["compare", "reference-ght", "--out"],
    "explain": ["explain", "reference-ght", "incidents", "--out"],
    "schema": ["schema", "--out"],
    "new": ["new"],
}
ENDING = {"new": ".toml"}


@pytest.mark.parametrize(
    ("name", "words", "form"),
    [
        ("r.json", [], "json"),
        ("r.JSON", [], "json"),
        ("r.csv", [], "csv"),
        ("r.txt", [], "table"),
        ("r.txt", ["--format", "csv"], "csv"),
    ],
)
def test_the_ending_gives_the_form(
    name: str, words: list[str], form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    got = ran(capsys, "compare", "reference-ght", "--out", out, *words)
    assert (got.status, got.out) == (0, "")
    assert plain(got.err).splitlines()[0] == f"Écrit : {out}"
    assert ("--csv fr" in got.err) is (form == "csv")
    written = out.read_text("utf-8")
    if form == "json":
        assert json.loads(written)["scenario"] == "GHT de référence"
    elif form == "csv":
        assert next(csv.reader(written.splitlines()))[:3] == ["option", "line", "label"]
    else:
        assert "Coût actualisé net" in written
    assert written == ran(capsys, "compare", "reference-ght", "--format", form).out
    assert written.endswith("\n")


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS.keys())
def test_a_folder_that_is_not_there_yet_is_made(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a" / "b" / f"c{ENDING.get(words[0], '.json')}"
    assert ran(capsys, *words, out).status == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [out]


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS.keys())
def test_an_existing_file_is_not_replaced_unasked(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"mien{ENDING.get(words[0], '.json')}"
    out.write_text("à moi", "utf-8")
    head, french = refused(capsys, tmp_path, *words, out)
    assert head == "1 erreur :"
    assert french == f"- {out} : le fichier existe déjà ; rien n'a été écrit. Correction probable : --force"
    _, english = refused(capsys, tmp_path, *words, out, lang="en")
    assert english == f"- {out}: the file exists already; nothing was written. Likely fix: --force"
    assert out.read_text("utf-8") == "à moi"
    assert ran(capsys, *words, out, "--force").status == 0
    assert out.read_text("utf-8") != "à moi"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("words", WRITERS.values(), ids=WRITERS.keys())
@pytest.mark.parametrize("force", [[], ["--force"]])
def test_places_where_no_file_can_be(
    words: list[str], force: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end = ENDING.get(words[0], ".json")
    file = tmp_path / "fichier.txt"
    file.touch()
    _, said = refused(capsys, tmp_path, *words, tmp_path, *force)
    assert said == f"- {tmp_path} : c'est un dossier ; indiquez un nom de fichier."
    _, said = refused(capsys, tmp_path, *words, file / f"r{end}", *force)
    assert said == f"- {file}/r{end} : « {file} » est un fichier, pas un dossier ; rien n'a été écrit."
    _, said = refused(capsys, tmp_path, *words, file / "a" / f"r{end}", *force, lang="en")
    assert said == f"- {file}/a/r{end}: “{file}” is a file, not a folder; nothing was written."
    _, said = refused(capsys, tmp_path, *words, tmp_path / ("a" * 300 + end), *force)
    assert said.endswith("impossible d'écrire ici : nom trop long.")
    _, said = refused(capsys, tmp_path, *words, f"/proc/hds-tco/r{end}", *force, lang="en")
    assert "cannot write here: " in said


@pytest.mark.parametrize("folder", ["", ".", "/", ".."])
def test_a_folder_is_no_name_for_a_new_scenario(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, said = refused(capsys, tmp_path, "new", folder)
    assert said.endswith("c'est un dossier ; indiquez un nom de fichier.")


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(28, "No space left on device")])
@pytest.mark.parametrize("step", ["mkstemp", "replace"])
def test_nothing_is_left_when_the_disk_refuses(
    error: OSError,
    step: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    if step == "mkstemp":
        monkeypatch.setattr("tempfile.mkstemp", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    out = tmp_path / "r.json"
    _, said = refused(capsys, tmp_path, "compare", "reference-ght", "--out", out, "--force")
    why = "accès refusé par le système" if error.errno == 13 else "plus de place sur le disque"
    assert said == f"- {out} : impossible d'écrire ici : {why}."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), MemoryError(), ValueError()])
def test_nothing_is_left_when_writing_stops(
    stop: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(type(stop)):
        output.write_whole(tmp_path / "r.json", "x", force=True)
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_into_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("/dev/null").stat()
    assert ran(capsys, "compare", "reference-ght", "--out", "/dev/null", "--force").status == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert Path("/dev/null").stat().st_ino == before.st_ino


def test_a_replaced_file_keeps_its_rights(tmp_path: Path) -> None:
    out = tmp_path / "confidentiel.json"
    out.touch(mode=0o600)
    output.write_whole(out, "x", force=True)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    output.write_whole(tmp_path / "a", "é\n\r\n", force=False)
    assert (tmp_path / "a").read_bytes() == "é\n\r\n".encode()


def test_a_fault_in_the_scenario_leaves_the_old_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.json"
    out.write_text("ancien", "utf-8")
    refused(capsys, tmp_path, "compare", "reference-ght", "--set", "finance.vat_share=30", "--out", out, "--force")
    assert out.read_text("utf-8") == "ancien"


def test_refusing_comes_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(ScenarioError):
        output.refuse_overwrite(tmp_path / "a", force=False)
    output.refuse_overwrite(tmp_path / "a", force=True)
    output.refuse_overwrite(tmp_path / "b" / "c", force=False)
    assert not (tmp_path / "b").exists()


# ─── new, schema ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_new_file_loads_and_is_its_base(
    name: str, lang: Language, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    got = ran(capsys, "new", tmp_path / "a", "--from", name, lang=lang)
    path = tmp_path / "a.toml"
    assert got.status == 0
    assert f"hds-tco compare {path}" in got.out
    assert load(path) == load(name)


def test_a_new_file_starts_from_the_reference_and_from_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(capsys, "new", tmp_path / "a.toml").status == 0
    assert load(tmp_path / "a.toml") == load("reference-ght")
    mine = tmp_path / "mien.toml"
    mine.write_text('based_on = "a.toml"\nname = "Notre GHT"\n', "utf-8")
    assert ran(capsys, "new", tmp_path / "b.toml", "--from", mine).status == 0
    assert load(tmp_path / "b.toml").name == "Notre GHT"


def test_a_new_file_from_a_wrong_one_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = refused(capsys, tmp_path, "new", tmp_path / "a.toml", "--from", "reference-gth")
    assert said.endswith("Correction probable : reference-ght")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_schema_is_printed(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "schema", lang=lang)
    assert (got.status, got.err) == (0, "")
    assert got.data == json_schema(lang)
