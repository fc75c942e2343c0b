"""A workbook's cells as read: values, errors, formulas with what they last gave, merged ranges.

A reader makes every cell that a merged range, a link or a comment covers, and one range may cover a whole sheet. Of all
that stands around the cells only the merged ranges matter, as ranges: they are taken out and kept aside before the
package is opened.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from hds_tco.scenario.errors import Fault, ScenarioError, library
from hds_tco.scenario.file_types import DAMAGE, version_in

# Excel's "Strict Open XML" save: the same parts under other names.
_STRICT = re.compile(rb"""(?<=["'])http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)(?=["'])""")
# The two standards spell these names apart.
_SPELLED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
_RELATIONS = re.compile(r"worksheets/_rels/[^/]+\.rels$")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@dataclass(frozen=True)
class Merged:
    """One merged range: its corners, columns and rows counted from 1."""

    left: int
    top: int
    right: int
    bottom: int
    name: str


@dataclass(frozen=True)
class Plain:
    """A package whose sheets hold only cells, and the merged ranges of each sheet by the name that its code bears."""

    raw: bytes
    merged: dict[str, tuple[Merged, ...]]


def plain(raw: bytes) -> Plain:
    """Return a package plain_package plain.

    Parameters
    ----------
    raw : bytes
        A workbook whose parts are known to unpack within bounds, and to declare no entities.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        If a sheet is no XML.
    """
    merged: dict[str, tuple[Merged, ...]] = {}
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as plain_package:
        strict = _STRICT.search(packed.read("xl/workbook.xml")) is not None
        for part in packed.infolist():
            if _RELATIONS.search(part.filename) or not part.filename.endswith((".xml", ".rels")):
                continue  # comments, drawings, links, tables of a sheet; pictures, macros
            content = packed.read(part)
            if strict:
                content = _STRICT.sub(_usual, content)
            if part.filename.endswith(".xml") and _SHEET.search(content[:4000]):
                content, merged[part.filename] = _cells_of(content, part.filename)
            plain_package.writestr(part.filename, content)
    return Plain(target.getvalue(), merged)


def _usual(match: re.Match[bytes]) -> bytes:
    family, name = match.groups()
    ending = b"/".join(_SPELLED.get(part, part) for part in name.split(b"/"))
    return b"http://schemas.openxmlformats.org/" + family + b"/2006/" + ending


def _cells_of(content: bytes, name: str) -> tuple[bytes, tuple[Merged, ...]]:
    """Return a sheet with its cells only, its own part's name as the sheet's code, and its merged ranges."""
    root = ElementTree.fromstring(content)
    space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
    ranges = [_merged(item.get("ref", "")) for item in root.iter(f"{space}mergeCell")]
    for part in list(root):
        if part.tag != f"{space}sheetData":
            root.remove(part)
    root.insert(0, ElementTree.Element(f"{space}sheetPr", {"codeName": name}))
    return ElementTree.tostring(root, encoding="utf-8"), tuple(item for item in ranges if item is not None)


def _merged(name: str) -> Merged | None:
    match = _RANGE.fullmatch(name)
    if match is None:
        return None
    first, top, last, bottom = match.groups()
    columns = sorted((_column(first), _column(last or first)))
    rows = sorted((int(top), int(bottom or top)))
    return Merged(columns[0], rows[0], columns[1], rows[1], name)


def _column(letters: str) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank


# Letters that XML cannot hold, as a workbook writes them.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|[Ff]{3}[EeFf])_")
_DATES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
# The sheet's own rows end long before; what stands below is another table.
_LAST_ROW = 20_000


@dataclass(frozen=True)
class Cell:
    """One cell: what it holds, in what way it cannot be read, if so, and the formula that gave it, if one did."""

    value: Any = None
    fault: str = ""
    formula: str = ""

    @property
    def is_date(self) -> bool:
        """Whether the spreadsheet took the entry for a date."""
        return isinstance(self.value, _DATES)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written there."""
        return not self.fault and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


EMPTY = Cell()


@dataclass
class Page:
    """One sheet."""

    rank: int
    title: str
    rows: Mapping[int, Mapping[int, Any]]
    merged: tuple[Merged, ...]
    book: Book
    _last: tuple[int, tuple[Merged, ...]] = (0, ())

    def mark(self, row: int, column: int) -> Any:
        """Return what is written in a cell that is no one's to fill, whatever is merged over it."""
        cell = self.rows.get(row, {}).get(column)
        return cell.value if cell is not None else None

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, empty if nothing stands there."""
        merged = self.hiding(row, column)
        if merged is not None:
            return Cell(merged.name, "cell_merged")
        raw = self.rows.get(row, {}).get(column)
        if raw is None:
            return EMPTY
        kind, value, formula = raw.data_type, raw.value, ""
        if kind == "f":
            formula = str(value)
            kind, value = self.book.result(self.title, raw.coordinate)
            if value is None:  # a text's result, though empty, is one
                return EMPTY if kind == "str" else Cell("", "formula_unread", formula)
        if kind == "e":
            return Cell(str(value), "cell_error")
        plain_text = isinstance(value, str)
        return Cell(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), value) if plain_text else value, formula=formula)

    def hiding(self, row: int, column: int) -> Merged | None:
        """Return the merged range under which a cell is out of sight, None if it shows."""
        if self._last[0] != row:  # a row's cells are asked for one after the other
            self._last = row, tuple(item for item in self.merged if item.top <= row <= item.bottom)
        over = (item for item in self._last[1] if item.left <= column <= item.right)
        return next((item for item in over if (row, column) != (item.top, item.left)), None)


class Book:
    """The sheets of a workbook, in their order."""

    def __init__(self, raw: bytes, label: str) -> None:
        self._label, self.made_by = label, ""
        try:
            self._plain = plain(raw)
        except (*DAMAGE, ElementTree.ParseError, LookupError):
            raise self._damaged() from None
        self.pages = tuple(self._pages())

    def result(self, title: str, coordinate: str) -> tuple[str, Any]:
        """Return what a formula gave when the workbook was last saved, None if that was not kept."""
        cell = self._results[title][coordinate]
        return cell.data_type, cell.value

    @cached_property
    def _results(self) -> Any:
        return self._opened(values=True)

    def _opened(self, values: bool) -> Any:
        openpyxl = library("openpyxl")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # extensions of other makers that it does not know
                return openpyxl.load_workbook(BytesIO(self._plain.raw), data_only=values, keep_links=False)
        except Exception:  # openpyxl lets out whatever its parts raise on a damaged file
            raise self._damaged() from None

    def _damaged(self) -> ScenarioError:
        return ScenarioError([Fault("not_a_workbook", file=self._label, mend=".xlsx")])

    def _pages(self) -> Iterator[Page]:
        book = self._opened(values=False)
        self.made_by = version_in(book.properties.keywords)
        for rank, sheet in enumerate(book.worksheets):
            rows: dict[int, dict[int, Any]] = {}
            # A cell in the last corner makes a sheet of thousands of millions: only what is written is looked at.
            for (row, column), cell in sheet._cells.items():
                if row <= _LAST_ROW and cell.value is not None:
                    rows.setdefault(row, {})[column] = cell
            merged = self._plain.merged.get(sheet.sheet_properties.codeName or "", ())
            yield Page(rank, sheet.title, dict(sorted(rows.items())), merged, self)
