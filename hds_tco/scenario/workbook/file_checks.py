"""What a file is, before any of it is trusted: other formats, passwords, damage, size, the version that made it."""

from __future__ import annotations

import re
import sys
import zipfile
import zlib
from dataclasses import replace
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import file_types
from hds_tco.scenario.errors import Fault, ScenarioError
from hds_tco.scenario.file_types import COMPOUND, NEW, SAVE, ZIP
from hds_tco.scenario.files import bytes_of

# A region with a hundred establishments: 0.3 MB, 3.5 MB unpacked. What is allowed is read in some six seconds.
LARGEST_BYTES = 5_000_000
LARGEST_UNPACKED_BYTES = 15_000_000
MOST_MERGED = 10_000
_MOST_PARTS = 2_000

_TEXT_TABLES = (".csv", ".tsv")
# A template, or a workbook with macros, is read as any other.
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
_OTHERS = (".xls", ".xlt", ".xlsb", ".ods", ".ots", ".fods", ".numbers")
# What a zip that was spoilt raises.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_END = b"PK\x05\x06"


def is_spreadsheet(path: Path, start: bytes) -> bool:
    """Tell whether a file is, or says that it is, a spreadsheet: by its name, or by its first bytes."""
    return path.suffix.lower() in (*_TEXT_TABLES, *WORKBOOKS, *_OTHERS) or start.startswith((ZIP, COMPOUND))


def guarded(path: Path, label: str) -> bytes:
    """Return the bytes of a workbook that can be opened without harm.

    Raises
    ------
    ScenarioError
        If it is of another format, needs a password, is damaged, or unpacks to more than any scenario holds.
    """
    raw, size = bytes_of(path, label, LARGEST_BYTES)
    fault = _fault(path, raw, size)
    if fault is not None:
        raise ScenarioError([replace(fault, file=label)])
    return raw


def _fault(path: Path, raw: bytes, size: int) -> Fault | None:
    """Return why a file cannot be read as a workbook, None if it may be one: the surest sign first."""
    other = file_types.by_name(path) or file_types.by_start(raw)
    if other is not None:
        return other
    if raw.startswith(COMPOUND):
        return file_types.compound(raw)
    if size > LARGEST_BYTES:
        return Fault("too_large", values={"size": f"{size / 1e6:.0f}", "limit": f"{LARGEST_BYTES / 1e6:.0f}"})
    return _inside_or_cut(raw) if raw.startswith((ZIP, _END)) else _no_package(path, raw)


def _no_package(path: Path, raw: bytes) -> Fault:
    suffix = path.suffix.lower()
    if suffix in _TEXT_TABLES:
        return Fault("csv_file", read=suffix, mend=NEW)
    return file_types.as_text(raw, path) if raw.strip() else Fault("empty", mend=NEW)


def _inside_or_cut(raw: bytes) -> Fault | None:
    try:
        return _inside(raw)
    except DAMAGE:
        # The list of a zip's parts stands at its end: a copy that broke off has none.
        return Fault("not_a_workbook", mend=SAVE) if _END in raw[-66_000:] else Fault("cut_short")


def _inside(raw: bytes) -> Fault | None:
    """Return what is wrong with a workbook's parts, None if nothing is."""
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts)
        said = packed.read("mimetype") if "mimetype" in names and packed.getinfo("mimetype").file_size < 200 else b""
        other = file_types.in_package(names, said)
        if other is not None:
            return other
        if unpacked > LARGEST_UNPACKED_BYTES or len(parts) > _MOST_PARTS:
            return _too_big(unpacked)
        if any(part.flag_bits & 1 for part in parts):
            return Fault("locked_workbook")
        written = [packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    # No spreadsheet declares entities or writes XML in another encoding; who does means harm.
    odd = any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:100] for part in written)
    if odd or "xl/workbook.xml" not in names:
        return Fault("not_a_workbook", mend=SAVE)
    merged = sum(part.count(b"mergeCell ") for part in written)
    return Fault("too_merged", values={"limit": str(MOST_MERGED)}) if merged > MOST_MERGED else None


def _too_big(size: int) -> Fault:
    limits = {"size": f"{size / 1e6:.0f}", "limit": f"{LARGEST_UNPACKED_BYTES / 1e6:.0f}"}
    return Fault("workbook_too_big", values=limits)


_NAMES = {"xlsxwriter": "XlsxWriter", "openpyxl": "openpyxl"}


def library(module: str, lang: Language = DEFAULT_LANGUAGE) -> Any:
    """Return a module of the extra `board`.

    Raises
    ------
    ScenarioError
        If it is not installed: how to install it.

    Examples
    --------
    >>> library("openpyxl").__name__
    'openpyxl'
    """
    try:
        return import_module(module)
    except ImportError:
        words = {"library": _NAMES[module], "extra": "board"}
        raise ScenarioError([Fault("library_missing", values=words)], lang) from None


_MADE = re.compile(r"hds[-_]tco (\d[\w.+-]{0,30})")


def made_by() -> str:
    """Return what a form says of its maker.

    Examples
    --------
    >>> version_in(made_by()) == version()
    True
    """
    return f"hds-tco {version()}"


def version() -> str:
    """Return the version that runs."""
    return str(sys.modules["hds_tco"].__version__)  # an import would lead from here to all that stands above


def version_in(told: str | None) -> str:
    """Return the version that a form says it was made by, an empty text if it does not say.

    Examples
    --------
    >>> version_in("hds-tco 0.0.3"), version_in(None)
    ('0.0.3', '')
    """
    found = _MADE.search(told or "")
    return found[1] if found else ""
