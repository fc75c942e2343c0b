"""`hds-tco new --format xlsx`, and a workbook in the place of a file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import load
from hds_tco.scenario.workbook.layout import SHEETS
from tests.cli.running import plain, ran, refused
from tests.scenario.workbooks import Filled, written


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["a.xlsx"], "a.xlsx"),
        (["a.XLSX"], "a.XLSX"),
        (["a", "--format", "xlsx"], "a.xlsx"),
        (["--out", "a.xlsx"], "a.xlsx"),
        (["--format", "xlsx", "--out", "b/a.xlsx"], "b/a.xlsx"),
        (["--format", "xlsx"], "scenario.xlsx"),
    ],
)
def test_a_workbook_is_written(
    words: list[str], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    got = ran(capsys, "new", *words, "--from", "tout-a-zero")
    assert (got.status, got.err) == (0, "")
    assert f"hds-tco compare {Path(name)}" in got.out
    assert Path(name).read_bytes() == written("tout-a-zero")


def test_a_text_is_written_unless_a_workbook_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ran(capsys, "new", "--format", "toml").status == 0
    assert load("scenario.toml") == load("reference-ght")
    assert refused(capsys, tmp_path, "new", "--format", "toml")[1].endswith("Correction probable : --force")
    assert "Argument de trop : a.xlsx." in refused(capsys, tmp_path, "new", "a.xlsx", "--out", "b.xlsx")[0]
    _, line = refused(capsys, tmp_path, "new", "a.ods")
    assert line == (
        "- a.ods : « .ods » : cette fin de nom ne convient pas. Fins possibles : .xlsx, .toml ; rien n'a été écrit. "
        "Correction probable : a.xlsx"
    )


def test_a_workbook_that_stands_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    assert refused(capsys, tmp_path, "new", path)[1].endswith("Correction probable : --force")
    assert ran(capsys, "new", path, "--force").status == 0
    assert load(path) == load("reference-ght")


@pytest.mark.parametrize(
    "words",
    [["compare"], ["explain"], ["explain", "incidents"], ["simulate", "--draws", "200"]],
    ids=" ".join,
)
def test_a_command_says_of_a_workbook_what_it_says_of_a_file(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(written())
    command, *more = words
    assert ran(capsys, command, path, *more).out == ran(capsys, command, "reference-ght", *more).out


def test_a_wrong_workbook_is_reported_by_sheet_and_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled = Filled()
    place = filled.put("hospital.beds", "beaucoup")
    path = filled.save(tmp_path)
    head, line = refused(capsys, tmp_path, "compare", path, "--out", tmp_path / "r.json")
    assert head == "1 erreur dans le scénario :"
    assert line == f"- {path}, {place} : hospital.beds : lu « beaucoup », attendu un nombre positif ou nul."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_speaks_one_language_and_only_what_is_to_fill_is_open(lang: Language) -> None:
    filled = Filled(lang=lang)
    other = Filled(lang="en" if lang == "fr" else "fr")
    assert len(filled.book.worksheets) == len(SHEETS) + 2
    assert not set(filled.book.sheetnames) & set(other.book.sheetnames)
    for sheet in SHEETS:
        page = next(
            page for page in filled.book.worksheets if plain(page["A1"].value) == plain(_title(sheet.key, lang))
        )
        assert page.protection.sheet
        assert page.protection.password is None
        assert page.row_dimensions[4].hidden
    beds = filled.at("hospital.beds")
    assert not beds.protection.locked
    assert filled.at("hospital.beds", "label").protection.locked
    assert filled.at("hospital.beds", "path").protection.locked
    assert filled.at("hospital.beds", "label").comment.text
    rules = [rule for rule in beds.parent.data_validations.dataValidation if beds.coordinate in rule.sqref]
    assert [(rule.type, rule.formula1, rule.formula2) for rule in rules] == [("decimal", "0.0", "1000000000000.0")]
    assert rules[0].error
    assert rules[0].prompt
    share = filled.at("finance.vat_share")
    assert "%" in share.number_format
    assert share.value == 0.2


def _title(key: str, lang: Language) -> str:
    from hds_tco.locale import text

    return text(f"sheet.title.{key}", lang)


def test_each_list_offers_what_its_cells_may_hold() -> None:
    """Every drop-down names a range of the hidden sheet whose words read back to what the scenario holds."""
    filled = Filled()
    lists = filled.book["Listes"]
    assert lists.sheet_state == "hidden"
    seen = 0
    for page in filled.book.worksheets:
        for rule in page.data_validations.dataValidation:
            if rule.type != "list":
                continue
            where = openpyxl.utils.cell.range_boundaries(rule.formula1.partition("!")[2].replace("$", ""))
            offered = {lists.cell(row, where[0]).value for row in range(where[1], where[3] + 1)}
            assert None not in offered
            for row, column in (place for area in rule.sqref.ranges for place in area.cells):
                single = page.cell(row, column)
                seen += 1
                assert single.value is None or single.value in offered, (page.title, single.coordinate)
    assert seen > 400


@pytest.mark.parametrize("words", [("x.docx",), ("x.toml", "--format", "xlsx"), ("x.xlsx", "--format", "toml")])
def test_an_ending_that_lies_is_refused(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "rien n'a été écrit" in refused(capsys, tmp_path, "new", *words)[1]
