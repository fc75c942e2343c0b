"""What a file is, before any of it is trusted: other formats, passwords, damage, and what would fill the memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from hds_tco.scenario.faults import Fault, ScenarioError, refusal

# A region with a hundred establishments: 0.3 MB, 3.5 MB unpacked. What is allowed is read in some six seconds.
LARGEST_BYTES = 5_000_000
LARGEST_UNPACKED_BYTES = 15_000_000
# Cells that merged ranges and links may cover in all: a reader makes each of them.
_MOST_COVERED = 100_000
_MOST_PARTS = 2_000

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_TABLES = (".csv", ".tsv")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NEW = "hds-tco new --format xlsx"
_SAVE = ".xlsx"
_RANGE = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref="([A-Z]{1,4})(\d{1,8}):([A-Z]{1,4})(\d{1,8})"')


def is_spreadsheet(path: Path, start: bytes) -> bool:
    """Tell whether a file is, or says that it is, a spreadsheet: by its name, or by its first bytes."""
    return path.suffix.lower() in (*_TEXT_TABLES, *_WORKBOOKS) or start.startswith((_ZIP, _COMPOUND))


def guarded(path: Path, label: str) -> bytes:
    """Return the bytes of a workbook that can be opened without harm.

    Raises
    ------
    ScenarioError
        If it is of another format, needs a password, is damaged, or unpacks to more than any scenario holds.
    """
    suffix = path.suffix.lower()
    if suffix in _TEXT_TABLES:
        raise ScenarioError([Fault("csv_file", file=label, read=suffix, mend=_NEW)])
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
        size = max(path.stat().st_size, len(raw))
    except OSError as error:
        raise ScenarioError([Fault("unreadable", file=label, values={"why": refusal(error)})]) from None
    if size > LARGEST_BYTES:
        limits = {"size": f"{size / 1e6:.0f}", "limit": f"{LARGEST_BYTES / 1e6:.0f}"}
        raise ScenarioError([Fault("too_large", file=label, values=limits)])
    if not raw.strip():
        raise ScenarioError([Fault("empty", file=label, mend=_NEW)])
    if raw.startswith(_COMPOUND):
        locked = Fault("locked_workbook", file=label)
        raise ScenarioError(
            [locked if _ENCRYPTED in raw else Fault("old_workbook", file=label, read=".xls", mend=_SAVE)]
        )
    try:
        fault = _inside(raw)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        fault = Fault("not_a_workbook", mend=_SAVE)
    if fault is not None:
        raise ScenarioError([replace(fault, file=label)])
    return raw


def _inside(raw: bytes) -> Fault | None:
    """Return what is wrong with a workbook's parts, None if nothing is."""
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST_UNPACKED_BYTES or len(parts) > _MOST_PARTS:
            return _too_big(unpacked)
        if any(part.flag_bits & 1 for part in parts):
            return Fault("locked_workbook")
        for mark, suffix in (("content.xml", ".ods"), ("xl/workbook.bin", ".xlsb")):
            if mark in names:
                return Fault("old_workbook", read=suffix, mend=_SAVE)
        written = [packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    # No spreadsheet declares entities or writes XML in another encoding; who does means harm.
    odd = any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:100] for part in written)
    if odd or "xl/workbook.xml" not in names:
        return Fault("not_a_workbook", mend=_SAVE)
    covered = sum(_area(found) for part in written for found in _RANGE.findall(part))
    return Fault("too_covered", values={"limit": str(_MOST_COVERED)}) if covered > _MOST_COVERED else None


def _too_big(size: int) -> Fault:
    limits = {"size": f"{size / 1e6:.0f}", "limit": f"{LARGEST_UNPACKED_BYTES / 1e6:.0f}"}
    return Fault("workbook_too_big", values=limits)


def _area(found: tuple[bytes, bytes, bytes, bytes]) -> int:
    first, top, last, bottom = found
    return (abs(_column(last) - _column(first)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank
