"""Files that are no workbook of ours, or mean harm: each gets a plain fault, quickly, and never a traceback."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from hds_tco.locale import LANGUAGES
from hds_tco.locale.catalogue import keys
from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.file_types import LARGEST_BYTES, MOST_MERGED, NATURES, ZIP
from tests.cli.running import plain
from tests.scenario.workbooks import Filled, written
from tests.strategies import FEWER_SCENARIOS

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def repacked(change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """Return our workbook with its parts changed, or left out."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(written("tout-a-zero"))) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return kept.getvalue()


def packed(**parts: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", 8) as new:
        for name, part in parts.items():
            new.writestr(name.replace("__", "."), part)
    return kept.getvalue()


def in_sheets(found: bytes, put: bytes) -> bytes:
    return repacked(lambda name, part: part.replace(found, put, 1) if "worksheets/sheet3" in name else part)


def foreign() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "nos chiffres"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]>'
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def streams(*names: str) -> bytes:
    """Return what an old format of Microsoft's begins and names its streams with."""
    return COMPOUND + b"".join(name.encode("utf-16-le") + bytes(64) for name in names)


def open_document(kind: str) -> bytes:
    return packed(mimetype=f"{OPEN_DOCUMENT}{kind}".encode(), content__xml=b"<a/>")


def slides() -> bytes:
    kept = BytesIO()
    Presentation().save(kept)
    return kept.getvalue()


def whole() -> bytes:
    return repacked(lambda _, part: part)


def many_merges() -> bytes:
    rows = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (rank, rank) for rank in range(1, MOST_MERGED + 2))
    return in_sheets(b"<pageMargins", b"<mergeCells>" + rows + b"</mergeCells><pageMargins")


WORDS, SLIDES = ("traitement de texte", "word processor"), ("présentation", "presentation")
MESSAGE = ("pièce jointe", "attachment")
# Name, content, fault, and a word that its report holds in French and in English.
FILES: dict[str, tuple[str, Callable[[], bytes], str, tuple[str, str]]] = {
    "empty": ("a.xlsx", lambda: b"", "empty", ("vide", "empty")),
    "an empty template": ("a.xltx", lambda: b" \n", "empty", ("vide", "empty")),
    "toml under another name": ("a.xlsx", lambda: b'name = "x"\n', "toml_file", ("a.toml", "a.toml")),
    "cut short": ("a.xlsx", lambda: written("tout-a-zero")[:50_000], "cut_short", ("incomplet", "incomplete")),
    "cut in its list": ("a.xlsx", lambda: whole()[:-30], "cut_short", ("incomplet", "incomplete")),
    "one byte wrong": (
        "a.xlsx",
        lambda: written("tout-a-zero")[:3000] + b"\0" + written("tout-a-zero")[3001:],
        "not_a_workbook",
        ("abîmé", "damaged"),
    ),
    "a zip of something else": ("a.xlsx", lambda: packed(a__txt=b"x"), "other_document", ("archive", "archive")),
    "a zip of nothing": ("a.xlsx", packed, "other_document", ("archive", "archive")),
    "a zip under the name of a file": ("a.toml", lambda: packed(a__txt=b"x"), "other_document", ("archive", "archive")),
    "PDF": ("a.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3", "other_document", ("PDF", "PDF")),
    "PDF under the name of a file": ("a.toml", lambda: b"%PDF-1.7\n%\xe2\xe3", "other_document", ("PDF", "PDF")),
    "a large PDF": ("a.xlsx", lambda: b"%PDF-1.7\n" + bytes(LARGEST_BYTES), "other_document", ("PDF", "PDF")),
    "a picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n", "other_document", ("image", "picture")),
    "RTF": ("a.xlsx", lambda: b"{\\rtf1 x}", "other_document", WORDS),
    "HTML": ("a.xls", lambda: b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>", "other_document", ("page web", "web page")),
    "a bare table": ("a.xlsx", lambda: b"<table><tr>", "other_document", ("page web", "web page")),
    "XHTML": ("a.xlsx", lambda: b"<?xml version='1.0'?>\n<html>", "other_document", ("page web", "web page")),
    "XML of 2003": (
        "a.xls",
        lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "old_workbook",
        ("XML 2003", "XML 2003"),
    ),
    "texts in Latin-1": ("a.xlsx", lambda: "poste;coût\nélec;2\n".encode("cp1252"), "csv_file", ("tableau", "table")),
    "Excel's Unicode text": (
        "a.xlsx",
        lambda: "a\tcoût\nb\t2\n".encode("utf-16"),
        "csv_file",
        ("tableau", "table"),
    ),
    "a text": ("a.xlsx", lambda: b"Bonjour,\nci-joint.\n", "other_document", ("simple texte", "plain text")),
    "noise": ("a.xlsx", lambda: bytes(range(256)), "other_document", ("ni un classeur", "neither a workbook")),
    "zeros": ("a.xlsx", lambda: bytes(5000), "other_document", ("ni un classeur", "neither a workbook")),
    "docx": (
        "a.xlsx",
        lambda: packed(**{"[Content_Types]__xml": b"<a/>", "word/document__xml": b"<a/>"}),
        "other_document",
        WORDS,
    ),
    "pptx": ("a.xlsx", slides, "other_document", SLIDES),
    "Numbers": (
        "a.numbers",
        lambda: packed(**{"Index/Document__iwa": b"x"}),
        "other_document",
        ("Exporter vers", "Export To"),
    ),
    "old Excel": ("a.xls", lambda: streams("Workbook"), "old_workbook", (".xls", ".xls")),
    "old Excel under a new name": ("a.xlsx", lambda: COMPOUND, "old_workbook", (".xls", ".xls")),
    "old Word": (
        "a.xlsx",
        lambda: streams("WordDocument"),
        "other_document",
        WORDS,
    ),
    "old slides": (
        "a.xlsx",
        lambda: streams("PowerPoint Document"),
        "other_document",
        SLIDES,
    ),
    "a message": (
        "a.xlsx",
        lambda: streams("__properties_version1.0"),
        "other_document",
        MESSAGE,
    ),
    "with a password": (
        "a.xlsx",
        lambda: streams("EncryptionInfo", "EncryptedPackage"),
        "locked_workbook",
        ("mot de passe", "password"),
    ),
    "OpenDocument": ("a.ods", lambda: open_document("spreadsheet"), "old_workbook", (".ods", ".ods")),
    "OpenDocument, renamed": (
        "a.xlsx",
        lambda: open_document("spreadsheet-template"),
        "old_workbook",
        (".ods",) * 2,
    ),
    "OpenDocument in one file": (
        "a.fods",
        lambda: (
            b'<?xml version="1.0"?><office:document office:mimetype="'
            + f'{OPEN_DOCUMENT}spreadsheet" xmlns:office="urn:oasis:names:tc:opendocument">'.encode()
        ),
        "old_workbook",
        (".fods", ".fods"),
    ),
    "a text of LibreOffice": (
        "a.xlsx",
        lambda: open_document("text"),
        "other_document",
        WORDS,
    ),
    "binary Excel": ("a.xlsb", lambda: packed(**{"xl/workbook__bin": b"x"}), "old_workbook", (".xlsb", ".xlsb")),
    "Excel's mark": ("~$a.xlsx", lambda: b"\x05Anne" + bytes(160), "lock_file", (" a.xlsx",) * 2),
    "LibreOffice's mark": (".~lock.a.xlsx#", lambda: b",anne,poste,29.11.2026;", "lock_file", (" a.xlsx",) * 2),
    "CSV": ("a.csv", lambda: b"a;b\n1;2\n", "csv_file", ("tableau", "table")),
    "too large": ("a.xlsx", lambda: ZIP + bytes(LARGEST_BYTES), "too_large", ("5 Mo", "5 MB")),
    "bomb": (
        "a.xlsx",
        lambda: repacked(lambda _, part: part, {"xl/media/a.xml": bytes(100_000_000)}),
        "workbook_too_big",
        ("15 Mo", "15 MB"),
    ),
    "thousands of parts": (
        "a.xlsx",
        lambda: repacked(lambda _, part: part, {f"xl/a{rank}": b"" for rank in range(3000)}),
        "workbook_too_big",
        ("15 Mo", "15 MB"),
    ),
    "thousands of merged ranges": ("a.xlsx", many_merges, "too_merged", (str(MOST_MERGED),) * 2),
    "entities": (
        "a.xlsx",
        lambda: repacked(lambda name, part: ENTITY + part[part.index(b"?>") + 2 :] if "sharedS" in name else part),
        "not_a_workbook",
        ("abîmé", "damaged"),
    ),
    "no list of sheets": (
        "a.xlsx",
        lambda: repacked(lambda n, p: None if n == "xl/workbook.xml" else p),
        "not_a_workbook",
        ("abîmé", "damaged"),
    ),
    "no texts": (
        "a.xlsx",
        lambda: repacked(lambda n, p: None if "sharedS" in n else p),
        "not_a_workbook",
        ("abîmé", "damaged"),
    ),
    "broken XML": (
        "a.xlsx",
        lambda: in_sheets(b"<sheetData>", b"<sheetDat>"),
        "not_a_workbook",
        ("abîmé", "damaged"),
    ),
    "somebody else's": ("a.xlsx", foreign, "no_rows", ("repère", "marks")),
}


@pytest.mark.parametrize(("name", "made", "code", "said"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_workbook_of_ours_is_refused(
    name: str, made: Callable[[], bytes], code: str, said: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [fault.code for fault in found.value.faults] == [code]
    for lang, words in zip(LANGUAGES, said, strict=True):
        message = plain(found.value.message(lang))
        assert str(path) in message
        assert words in message.replace(str(path), "")


def test_every_nature_has_its_words_and_its_mend() -> None:
    for lang in LANGUAGES:
        for table in ("document", "document_mend"):
            assert {key for key in keys(lang) if key.startswith(f"{table}.")} == {f"{table}.{key}" for key in NATURES}


MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
KINDS = {
    ".xltx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xlsm": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": b"application/vnd.ms-excel.template.macroEnabled.main+xml",
}


@pytest.mark.parametrize("ending", KINDS)
def test_a_template_or_a_workbook_with_macros_is_read(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    macros = {"xl/vbaProject.bin": COMPOUND} if ending.endswith("m") else {}
    path.write_bytes(repacked(lambda _, part: part.replace(MAIN, KINDS[ending]), macros))
    assert load(path) == load("tout-a-zero")


@pytest.mark.parametrize("told", ["hds-tco 0.0.3", ""])
def test_a_form_of_another_version_says_so_where_rows_are_amiss(told: str, tmp_path: Path) -> None:
    filled = Filled()
    filled.book.properties.keywords = told
    assert filled.load(tmp_path) == load("reference-ght")
    filled.at("finance.vat_share", "path").value = "finance.vat"
    error = filled.error(tmp_path)
    assert error is not None
    codes = {fault.code for fault in error.faults}
    assert codes == {"unknown_row", "missing_field", *(["other_version"] if told else [])}
    assert not told or "0.0.3" in error.message("fr")


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    filled = Filled()
    filled.book["Volumes et migration"]["XFD1048576"] = 1
    assert filled.load(tmp_path) == load("reference-ght")


def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "mon-cas"
    path.write_bytes(written("tout-a-zero"))
    assert load(path) == load("tout-a-zero")


@settings(FEWER_SCENARIOS, max_examples=25)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_no_damage_gives_a_traceback(place: float, byte: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    raw = bytearray(written("tout-a-zero"))
    raw[int(place * (len(raw) - 1))] = byte
    path = tmp_path_factory.mktemp("t") / "a.xlsx"
    path.write_bytes(raw)
    try:
        load(path)
    except ScenarioError as error:
        assert error.faults


def test_a_formula_counts_for_what_it_last_gave(tmp_path: Path) -> None:
    beds = load("tout-a-zero").hospital.beds.value
    number = re.compile(rb'(<c r="B16"[^>]*>)<v>[^<]*</v>')

    def change(put: bytes) -> bytes:
        return repacked(lambda name, part: number.sub(rb"\1" + put, part) if name.endswith("sheet2.xml") else part)

    path = tmp_path / "a.xlsx"
    path.write_bytes(change(b"<f>800+12</f><v>812.5</v>"))
    assert load(path).hospital.beds.value == 812.5 != beds
    path.write_bytes(change(b"<f>800+12</f>"))
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [fault.code for fault in found.value.faults] == ["formula_unread"]


DIMENSION = re.compile(rb"<v>\d+</v>")


@settings(FEWER_SCENARIOS, max_examples=15)
@given(
    rank=st.integers(0, 400),
    put=st.sampled_from([b"<v></v>", b"<v>x</v>", b"<v>1e999</v>", b"<v>-1</v>", b"<v>nan</v>"]),
)
def test_no_damaged_cell_gives_a_traceback(rank: int, put: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    def change(name: str, part: bytes) -> bytes:
        if "worksheets/sheet3" not in name:
            return part
        found = list(DIMENSION.finditer(part))
        at = found[rank % len(found)]
        return part[: at.start()] + put + part[at.end() :]

    path = tmp_path_factory.mktemp("t") / "a.xlsx"
    path.write_bytes(repacked(change))
    try:
        load(path)
    except ScenarioError as error:
        assert error.faults


@pytest.mark.parametrize("missing", ["openpyxl", "xlsxwriter"])
def test_a_missing_library_is_asked_for(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hds_tco.scenario.workbook.write import workbook

    path = tmp_path / "a.xlsx"
    path.write_bytes(written("tout-a-zero"))
    scenario = load("tout-a-zero")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ScenarioError) as found:
        load(path) if missing == "openpyxl" else workbook(scenario)
    assert plain(found.value.message("fr")).splitlines()[0] == "1 erreur :"
    assert "pip install 'hds-tco[board]'" in found.value.message("fr")


def test_nothing_heavy_is_imported_before_a_workbook_is_asked_for() -> None:
    import subprocess

    code = "import sys, hds_tco; hds_tco.load('tout-a-zero'); print({'openpyxl', 'xlsxwriter'} & set(sys.modules))"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "set()"
