"""The ways in which spreadsheets save the same workbook: Strict Open XML, results of formulas, kinds of cells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.workbook.cells import Book
from tests.scenario.test_workbook_files import repacked
from tests.scenario.workbooks import Filled

TRANSITIONAL = re.compile(
    rb"http://schemas\.openxmlformats\.org/(spreadsheetml|drawingml|officeDocument)/2006/([\w/-]+)"
)
FIELD = "finance.vat_share"


def strict(_: str, part: bytes) -> bytes:
    """Return a part as Excel writes it under "Strict Open XML Spreadsheet"."""
    named = TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/\2", part)
    named = named.replace(b"extended-properties", b"extendedProperties") if b"purl.oclc" in named else named
    return named.replace(b"<workbook ", b'<workbook conformance="strict" ')


def test_a_strict_save_reads_as_the_usual_one(tmp_path: Path) -> None:
    usual, saved = tmp_path / "usual.xlsx", tmp_path / "strict.xlsx"
    usual.write_bytes(repacked(lambda _, part: part))
    saved.write_bytes(repacked(strict))
    assert load(saved).model_dump() == load(usual).model_dump()


SHEETS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml")
EVERYWHERE = "A1:XFD1048576"
AROUND = {
    "merged": f'<mergeCells count="1"><mergeCell ref="{EVERYWHERE}"/></mergeCells>',
    "linked": f'<hyperlinks><hyperlink ref="{EVERYWHERE}" location="a"/></hyperlinks>',
    "validated": f'<dataValidations count="1"><dataValidation sqref="{EVERYWHERE}" type="whole"/></dataValidations>',
    "coloured": f'<conditionalFormatting sqref="{EVERYWHERE}"><cfRule type="blanks"/></conditionalFormatting>',
}


def around(more: str, sheet: str) -> bytes:
    """Return our workbook with something more behind the cells of a sheet."""
    behind = b"</sheetData>" + more.encode()
    return repacked(lambda name, part: part.replace(b"</sheetData>", behind, 1) if name == sheet else part)


def cells_made(raw: bytes) -> int:
    """Return how many cells the reader holds: what it takes in memory, whatever the machine."""
    return sum(len(row) for page in Book(raw, "a").pages for row in page.rows.values())


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("kind", AROUND)
def test_what_covers_a_whole_sheet_makes_no_cell(kind: str, sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(around(AROUND[kind], sheet))
    assert cells_made(path.read_bytes()) == cells_made(repacked(lambda _, part: part))
    hides = kind == "merged" and sheet == SHEETS[1]  # the other is the guide, of which nothing is read
    if not hides:
        assert load(path) == load("tout-a-zero")
        return
    with pytest.raises(ScenarioError) as found:
        load(path)
    (fault,) = found.value.faults  # said once, whatever it hides
    assert (fault.code, fault.read) == ("cells_hidden", EVERYWHERE)
    assert int(fault.values["count"]) > 10


def test_a_comment_on_a_whole_sheet_makes_no_cell(tmp_path: Path) -> None:
    ranged = re.compile(rb'<comment ref="[A-Z]+\d+"')
    wide = f'<comment ref="{EVERYWHERE}"'.encode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(repacked(lambda name, part: ranged.sub(wide, part) if "comments" in name else part))
    assert path.read_bytes() != repacked(lambda _, part: part)
    assert load(path) == load("tout-a-zero")


def with_cell(written: str, path: str = FIELD) -> bytes:
    """Return our workbook, a value's cell in it replaced by what is written in XML, {r} in place of its name."""
    cell = Filled("tout-a-zero").at(path, "value")
    name = cell.coordinate
    found = re.compile(rf'<c r="{name}"([^>]*?)(?:/>|>.*?</c>)'.encode())
    title = cell.parent.title
    rank = Filled("tout-a-zero").book.sheetnames.index(title) + 1

    def put(part: str, content: bytes) -> bytes:
        if not part.endswith(f"worksheets/sheet{rank}.xml"):
            return content
        changed, count = found.subn(written.format(r=name).encode(), content)
        assert count == 1
        return changed

    return repacked(put)


FORMULA = "<f>IF(1=1,&quot;&quot;,&quot;&quot;)</f>"
# As a cell is written, and what it gives: a number, nothing ("" : the same report as an empty cell), or a fault.
CELLS = {
    "a number": ('<c r="{r}"><v>0.5</v></c>', 0.5),
    "a formula": ('<c r="{r}"><f>1/2</f><v>0.5</v></c>', 0.5),
    "Excel's empty result": (f'<c r="{{r}}" t="str">{FORMULA}<v></v></c>', ""),
    "an empty element": (f'<c r="{{r}}" t="str">{FORMULA}<v/></c>', ""),
    "a text result without its value": (f'<c r="{{r}}" t="str">{FORMULA}</c>', ""),
    "a result of spaces": ('<c r="{r}" t="str"><f>A1</f><v xml:space="preserve">  </v></c>', ""),
    "a no-break space": ('<c r="{r}" t="inlineStr"><is><t>\u00a0</t></is></c>', ""),
    "an empty inline text": ('<c r="{r}" t="inlineStr"><is><t></t></is></c>', ""),
    "no value": ('<c r="{r}"/>', ""),
    "a formula never computed": ('<c r="{r}"><f>1/2</f></c>', "formula_unread"),
    "openpyxl's formula": ('<c r="{r}"><f>1/2</f><v></v></c>', "formula_unread"),
    "an error": ('<c r="{r}" t="e"><v>#N/A</v></c>', "cell_error"),
    "a formula in error": ('<c r="{r}" t="e"><f>NA()</f><v>#N/A</v></c>', "cell_error"),
    "a date of the Strict kind": ('<c r="{r}" t="d"><v>2026-11-29T00:00:00.000</v></c>', "cell_date"),
    "rich text": ('<c r="{r}" t="inlineStr"><is><r><t>sept</t></r><r><t> mille</t></r></is></c>', "wrong_type"),
    "a yes": ('<c r="{r}" t="b"><v>1</v></c>', "wrong_type"),
}


@pytest.mark.parametrize(("written", "given"), CELLS.values(), ids=CELLS.keys())
def test_every_kind_of_cell_is_read_or_said(written: str, given: float | str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_cell(written))
    try:
        read: float | str | tuple[float, ...] = load(path).finance.vat_share.value
    except ScenarioError as error:
        codes = [fault.code for fault in error.faults]
        read = "" if codes in (["value_missing"], ["missing_field"]) else codes[0]
    assert read == given
