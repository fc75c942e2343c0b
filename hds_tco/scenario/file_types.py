"""What a file is, before any of it is trusted: other formats, passwords, damage, size, the version that made it."""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from hds_tco.scenario.errors import Fault

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NEW = "hds-tco new --format xlsx"
SAVE = ".xlsx"
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
# Excel and LibreOffice keep one beside a workbook for as long as it is open.
LOCK = ("~$", ".~lock.")

# Keys of `document` and `document_mend` in the catalogues, by the first bytes.
_STARTS = (
    ("pdf", b"%PDF-"),
    ("picture", b"\x89PNG"),
    ("picture", b"\xff\xd8\xff"),
    ("picture", b"GIF8"),
    ("text_document", b"{\\rtf"),
    ("archive", b"7z\xbc\xaf\x27\x1c"),
    ("archive", b"Rar!"),
    ("archive", b"\x1f\x8b"),
)
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<div", b"<meta", b"mime-version:")
# By a part that only they hold; an OpenDocument says what it is.
_PARTS = (
    ("text_document", "word/document.xml"),
    ("slides", "ppt/presentation.xml"),
    ("numbers", "Index/Document.iwa"),
    ("numbers", "Index.zip"),
)
_OPEN_DOCUMENTS = {"text": "text_document", "presentation": "slides", "graphics": "picture"}
# By the name of a stream, as the old formats of Microsoft write it.
_STREAMS = (
    ("text_document", "WordDocument"),
    ("slides", "PowerPoint Document"),
    ("message", "__properties_version1.0"),
)
NATURES = ("pdf", "picture", "text_document", "slides", "archive", "page", "numbers", "message", "text", "binary")


def is_spreadsheet(path: Path, start: bytes) -> bool:
    """Tell whether a file is, or says that it is, a spreadsheet: by its name, or by its first bytes."""
    return path.suffix.lower() in (*_TEXT_TABLES, *WORKBOOKS, *_OTHERS) or start.startswith((ZIP, COMPOUND))


def other_document(path: Path, raw: bytes) -> Fault | None:
    """Return what a file is if its name or first bytes say that it is neither text nor a package, else None."""
    lock = next((mark for mark in LOCK if path.name.startswith(mark)), "")
    if lock:  # the mark that a spreadsheet leaves beside an open workbook
        return Fault("lock_file", mend=path.name.removeprefix(lock).removesuffix("#"))
    nature = next((nature for nature, start in _STARTS if raw.startswith(start)), "")
    start = raw[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return _old_workbook("XML 2003")
        if b"opendocument" in start and b"spreadsheet" in start:
            return _old_workbook(".fods")
        start = start.partition(b"?>")[2].lstrip()
    return _document(nature) if nature else _document("page") if start.startswith(_PAGES) else None


def too_large(size: int, limit: int, unpacked: bool = False) -> Fault:
    """Return the fault of a file that is larger than any scenario, both sizes in bytes."""
    code = "workbook_too_big" if unpacked else "too_large"
    return Fault(code, values={"size": f"{size / 1e6:.0f}", "limit": f"{limit / 1e6:.0f}"})


def workbook_fault(path: Path, raw: bytes, size: int) -> Fault | None:
    """Return why a file cannot be opened as a workbook without harm, None if it may be: the surest sign first.

    Parameters
    ----------
    path : Path
    raw : bytes
        What it holds, or its beginning if that is more than `LARGEST_BYTES`.
    size : int
        Of the whole file.
    """
    other = other_document(path, raw)
    if other is not None:
        return other
    if raw.startswith(COMPOUND):
        return _compound(raw)
    if size > LARGEST_BYTES:
        return too_large(size, LARGEST_BYTES)
    if not raw.startswith((ZIP, _END)):
        return _no_package(path, raw)
    try:
        return _package_fault(raw)
    except DAMAGE:
        # The list of a zip's parts stands at its end: a copy that broke off has none.
        return Fault("not_a_workbook", mend=SAVE) if _END in raw[-66_000:] else Fault("cut_short")


def _document(nature: str) -> Fault:
    return Fault("other_document", values={"nature": f"@document.{nature}", "how": f"@document_mend.{nature}"})


def _old_workbook(form: str) -> Fault:
    return Fault("old_workbook", read=form, mend=SAVE)


def _compound(raw: bytes) -> Fault:
    """Return what an old format of Microsoft's is; a package under a password is one too."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return Fault("locked_workbook")
    nature = next((nature for nature, stream in _STREAMS if stream.encode("utf-16-le") in raw), "")
    return _document(nature) if nature else _old_workbook(".xls")


def _package_fault(raw: bytes) -> Fault | None:
    """Return what is wrong with a workbook's parts, None if nothing is."""
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts)
        small = "mimetype" in names and packed.getinfo("mimetype").file_size < 200
        other = _other_package(names, packed.read("mimetype") if small else b"")
        if other is not None:
            return other
        if unpacked > LARGEST_UNPACKED_BYTES or len(parts) > _MOST_PARTS:
            return too_large(unpacked, LARGEST_UNPACKED_BYTES, unpacked=True)
        if any(part.flag_bits & 1 for part in parts):
            return Fault("locked_workbook")
        contents = [packed.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    # No spreadsheet declares entities or writes XML in another encoding; who does means harm.
    odd = any(b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:100] for part in contents)
    if odd or "xl/workbook.xml" not in names:
        return Fault("not_a_workbook", mend=SAVE)
    merged = sum(part.count(b"mergeCell ") for part in contents)
    return Fault("too_merged", values={"limit": str(MOST_MERGED)}) if merged > MOST_MERGED else None


def _other_package(names: Collection[str], mimetype: bytes) -> Fault | None:
    """Return what a zip is if it is no workbook of cells in XML, None if it may be; an OpenDocument names itself."""
    kind = mimetype.decode("ascii", "replace").rpartition("opendocument.")[2].partition("-")[0]
    if kind == "spreadsheet" or (not mimetype and "content.xml" in names):
        return _old_workbook(".ods")
    if kind in _OPEN_DOCUMENTS:
        return _document(_OPEN_DOCUMENTS[kind])
    if "xl/workbook.bin" in names:
        return _old_workbook(".xlsb")
    nature = next((nature for nature, part in _PARTS if part in names), "")
    ours = any(name.startswith("xl/") or name == "[Content_Types].xml" for name in names)
    return _document(nature or "archive") if nature or not ours else None


def _no_package(path: Path, raw: bytes) -> Fault:
    """Return what a file is that is no package: a scenario in TOML under another name, a table of texts, or no text."""
    suffix = path.suffix.lower()
    if suffix in _TEXT_TABLES:
        return Fault("csv_file", read=suffix, mend=NEW)
    if not raw.strip():
        return Fault("empty", mend=NEW)
    try:
        words = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        words = raw.decode("cp1252", "replace")
    if any(not letter.isprintable() and letter not in "\t\r\n\f" for letter in words[:10_000]):
        return _document("binary")
    try:
        if tomllib.loads(words.replace("\r\n", "\n")):
            return Fault("toml_file", read=path.suffix, mend=path.with_suffix(".toml").name)
    except (ValueError, RecursionError):
        pass
    lines = [line for line in words.splitlines()[:20] if line.strip()]
    if any(min(line.count(sign) for line in lines) for sign in ";,\t"):
        return Fault("csv_file", read=path.suffix, mend=NEW)
    return _document("text")


_MAKER = re.compile(r"hds[-_]tco (\d[\w.+-]{0,30})")


def maker() -> str:
    """Return what a form says of its maker.

    Examples
    --------
    >>> version_in(maker()) == version()
    True
    """
    return f"hds-tco {version()}"


def version() -> str:
    """Return the version that runs."""
    return str(sys.modules["hds_tco"].__version__)  # an import would lead from here to all that stands above


def version_in(words: str | None) -> str:
    """Return the version that a form says it was made by, an empty text if it does not say.

    Examples
    --------
    >>> version_in("hds-tco 0.0.3"), version_in(None)
    ('0.0.3', '')
    """
    match = _MAKER.search(words or "")
    return match[1] if match else ""
