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

from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.workbook.guard import LARGEST_BYTES
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
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", lambda: b"", "empty"),
    "toml under another name": ("a.xlsx", lambda: b'name = "x"\n', "not_a_workbook"),
    "cut short": ("a.xlsx", lambda: written("tout-a-zero")[:50_000], "not_a_workbook"),
    "one byte wrong": (
        "a.xlsx",
        lambda: written("tout-a-zero")[:3000] + b"\0" + written("tout-a-zero")[3001:],
        "not_a_workbook",
    ),
    "a zip of something else": ("a.xlsx", lambda: packed(a__txt=b"x"), "not_a_workbook"),
    "a zip under the name of a file": ("a.toml", lambda: packed(a__txt=b"x"), "not_a_workbook"),
    "old Excel": ("a.xls", lambda: COMPOUND, "old_workbook"),
    "old Excel under a new name": ("a.xlsx", lambda: COMPOUND, "old_workbook"),
    "with a password": ("a.xlsx", lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "locked_workbook"),
    "OpenDocument": ("a.ods", lambda: packed(content__xml=b"<a/>", mimetype=b"x"), "old_workbook"),
    "binary Excel": ("a.xlsb", lambda: packed(**{"xl/workbook__bin": b"x"}), "old_workbook"),
    "CSV": ("a.csv", lambda: b"a;b\n1;2\n", "csv_file"),
    "too large": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(LARGEST_BYTES), "too_large"),
    "bomb": (
        "a.xlsx",
        lambda: repacked(lambda _, part: part, {"xl/media/a.xml": bytes(100_000_000)}),
        "workbook_too_big",
    ),
    "thousands of parts": (
        "a.xlsx",
        lambda: repacked(lambda _, part: part, {f"xl/a{rank}": b"" for rank in range(3000)}),
        "workbook_too_big",
    ),
    "entities": (
        "a.xlsx",
        lambda: repacked(lambda name, part: ENTITY + part[part.index(b"?>") + 2 :] if "sharedS" in name else part),
        "not_a_workbook",
    ),
    "merged to the last cell": (
        "a.xlsx",
        lambda: in_sheets(
            b"<pageMargins", b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells><pageMargins'
        ),
        "too_covered",
    ),
    "a link over the whole sheet": (
        "a.xlsx",
        lambda: in_sheets(
            b"<pageMargins", b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks><pageMargins'
        ),
        "too_covered",
    ),
    "no list of sheets": (
        "a.xlsx",
        lambda: repacked(lambda n, p: None if n == "xl/workbook.xml" else p),
        "not_a_workbook",
    ),
    "no texts": ("a.xlsx", lambda: repacked(lambda n, p: None if "sharedS" in n else p), "not_a_workbook"),
    "broken XML": ("a.xlsx", lambda: in_sheets(b"<sheetData>", b"<sheetDat>"), "not_a_workbook"),
    "somebody else's": ("a.xlsx", foreign, "no_rows"),
}


@pytest.mark.parametrize(("name", "made", "code"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_workbook_of_ours_is_refused(
    name: str, made: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [fault.code for fault in found.value.faults] == [code]
    for lang in ("fr", "en"):
        assert str(path) in found.value.message(lang)


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
    number = re.compile(rb'(<c r="B15"[^>]*>)<v>[^<]*</v>')

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
    from hds_tco.scenario.workbook import workbook

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
