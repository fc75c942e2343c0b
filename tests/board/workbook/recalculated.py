"""A workbook as LibreOffice recalculates it, its cached values spoilt first, so that nothing passes by itself."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.programs import program

# Without this LibreOffice hands cached values on: a test would compare Python with itself.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
WRONG = "987654321.5"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(r"<c ([^>]*?)><f>(.*?)</f><v>(.*?)</v></c>", re.DOTALL)
Cells = dict[tuple[str, str], Any]


def spoilt(made: bytes) -> bytes:
    """Return the same workbook with a wrong value cached for every formula."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item.filename)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = _FORMULA.sub(_with_wrong_value, data.decode("utf-8")).encode("utf-8")
            new.writestr(item.filename, data)
    return kept.getvalue()


def _with_wrong_value(found: re.Match[str]) -> str:
    attributes = re.sub(r' t="\w+"', "", found[1])
    return f"<c {attributes}><f>{found[2]}</f><v>{WRONG}</v></c>"


@lru_cache(maxsize=64)
def cached(made: bytes) -> Cells:
    """Return what the cells of a workbook hold, a formula's cell its cached value."""
    return {(sheet, place): value for sheet, place, value, _ in _read(made) if value is not None}


@lru_cache(maxsize=64)
def formulas(made: bytes) -> dict[tuple[str, str], str]:
    """Return the formulas of a workbook."""
    return {(sheet, place): f"={formula}" for sheet, place, _, formula in _read(made) if formula}


def changed(made: bytes, cells: Mapping[tuple[str, str], Any]) -> bytes:
    """Return the workbook after a user has typed something else into some cells."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        paths = {path: sheet for sheet, path in _sheets(old)}
        for item in old.infolist():
            data = old.read(item.filename)
            for (sheet, place), value in cells.items():
                if paths.get(item.filename) == sheet:
                    data = _typed(data.decode("utf-8"), place, value).encode("utf-8")
            new.writestr(item.filename, data)
    return kept.getvalue()


def _typed(data: str, place: str, value: Any) -> str:
    """Return a sheet's text with another value in a cell that holds no formula."""
    if isinstance(value, str):
        written = f' t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    else:
        written = f"><v>{float(value)!r}</v></c>"
    data, times = re.subn(
        rf'<c r="{place}"( s="\d+")?(?: t="\w+")?(?:/>|><v>[^<]*</v></c>)',
        lambda found: f'<c r="{place}"{found[1] or ""}{written}',
        data,
    )
    assert times == 1, place
    return data


def recalculated(folder: Path, books: Mapping[str, bytes]) -> dict[str, Cells]:
    """Return what the cells of each workbook hold once LibreOffice has recalculated them all in one run."""
    office = program("soffice")
    profile, before, after = folder / "profile", folder / "before", folder / "after"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    before.mkdir(exist_ok=True)
    paths = {name: before / f"{rank}.xlsx" for rank, name in enumerate(books)}
    for name, path in paths.items():
        path.write_bytes(books[name])
    arguments = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to"]
    arguments += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(after), *map(str, paths.values())]
    subprocess.run(arguments, check=True, capture_output=True, timeout=30 + 15 * len(paths))
    return {name: cached((after / path.name).read_bytes()) for name, path in paths.items()}


def _read(made: bytes) -> Iterator[tuple[str, str, Any, str]]:
    """Yield sheet, place, value and formula of every cell that holds something; openpyxl takes ten times as long."""
    with zipfile.ZipFile(BytesIO(made)) as archive:
        texts = []
        if "xl/sharedStrings.xml" in archive.namelist():
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
                texts.append("".join(part.text or "" for part in item.iter(f"{_MAIN}t")))
        for sheet, path in _sheets(archive):
            for cell in ElementTree.fromstring(archive.read(path)).iter(f"{_MAIN}c"):
                formula, held = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
                words = "" if held is None else held.text or ""
                value: Any = None
                if cell.get("t") == "s":
                    value = texts[int(words)]
                elif cell.get("t") in ("str", "e", "inlineStr"):
                    value = words or None
                elif words:
                    value = float(words)
                yield sheet, cell.get("r", ""), value, "" if formula is None else formula.text or ""


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return the title of each sheet and the part that holds it."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): f"xl/{link.get('Target', '').removeprefix('/xl/')}" for link in links}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return [(sheet.get("name", ""), targets[sheet.get(_LINK)]) for sheet in book.iter(f"{_MAIN}sheet")]
