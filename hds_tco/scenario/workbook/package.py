"""A workbook's package made plain before it is opened: usual names, sheets that hold cells and nothing else.

A reader makes every cell that a merged range, a link or a comment covers, and one range may cover a whole sheet. Of all
that stands around the cells only the merged ranges matter, as ranges: they are taken out and kept aside.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

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
    """Return a package made plain.

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
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as packed, zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as made:
        strict = _STRICT.search(packed.read("xl/workbook.xml")) is not None
        for part in packed.infolist():
            if _RELATIONS.search(part.filename) or not part.filename.endswith((".xml", ".rels")):
                continue  # comments, drawings, links, tables of a sheet; pictures, macros
            content = packed.read(part)
            if strict:
                content = _STRICT.sub(_usual, content)
            if part.filename.endswith(".xml") and _SHEET.search(content[:4000]):
                content, merged[part.filename] = _cells_of(content, part.filename)
            made.writestr(part.filename, content)
    return Plain(kept.getvalue(), merged)


def _usual(found: re.Match[bytes]) -> bytes:
    family, name = found.groups()
    first, *rest = name.split(b"/")
    ending = b"/".join(_SPELLED.get(part, part) for part in (first, *rest))
    return b"http://schemas.openxmlformats.org/" + family + b"/2006/" + ending


def _cells_of(content: bytes, name: str) -> tuple[bytes, tuple[Merged, ...]]:
    """Return a sheet with its cells only, its own part's name as the sheet's code, and its merged ranges."""
    root = ElementTree.fromstring(content)
    space = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
    found = [_merged(item.get("ref", "")) for item in root.iter(f"{space}mergeCell")]
    for part in list(root):
        if part.tag != f"{space}sheetData":
            root.remove(part)
    root.insert(0, ElementTree.Element(f"{space}sheetPr", {"codeName": name}))
    return ElementTree.tostring(root, encoding="utf-8"), tuple(item for item in found if item is not None)


def _merged(name: str) -> Merged | None:
    found = _RANGE.fullmatch(name)
    if found is None:
        return None
    first, top, last, bottom = found.groups()
    columns = sorted((_column(first), _column(last or first)))
    rows = sorted((int(top), int(bottom or top)))
    return Merged(columns[0], rows[0], columns[1], rows[1], name)


def _column(letters: str) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank
