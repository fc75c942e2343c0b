"""What a file that is no workbook really is: told by what it holds, whatever its name says."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path

from hds_tco.scenario.errors import Fault

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NEW = "hds-tco new --format xlsx"
SAVE = ".xlsx"
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


def document(nature: str) -> Fault:
    """Return the fault of a file of another nature."""
    return Fault("other_document", values={"nature": f"@document.{nature}", "how": f"@document_mend.{nature}"})


def by_name(path: Path) -> Fault | None:
    """Return a fault for the mark that a spreadsheet leaves beside an open workbook, None for any other name."""
    lock = next((mark for mark in LOCK if path.name.startswith(mark)), "")
    return Fault("lock_file", mend=path.name.removeprefix(lock).removesuffix("#")) if lock else None


def by_start(raw: bytes) -> Fault | None:
    """Return what a file is if its first bytes say that it is neither text nor a package; None if they do not."""
    nature = next((nature for nature, start in _STARTS if raw.startswith(start)), "")
    start = raw[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return Fault("old_workbook", read="XML 2003", mend=SAVE)
        if b"opendocument" in start and b"spreadsheet" in start:
            return Fault("old_workbook", read=".fods", mend=SAVE)
        start = start.partition(b"?>")[2].lstrip()
    return document(nature) if nature else document("page") if start.startswith(_PAGES) else None


def compound(raw: bytes) -> Fault:
    """Return what an old format of Microsoft's is; a package under a password is one too."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return Fault("locked_workbook")
    nature = next((nature for nature, stream in _STREAMS if stream.encode("utf-16-le") in raw), "")
    return document(nature) if nature else Fault("old_workbook", read=".xls", mend=SAVE)


def in_package(names: Collection[str], said: bytes) -> Fault | None:
    """Return what a zip is if it is no workbook of cells in XML, None if it may be one.

    Parameters
    ----------
    names : collection of str
        Of its parts.
    said : bytes
        What it says that it is, as OpenDocument does; empty if it says nothing.
    """
    kind = said.decode("ascii", "replace").rpartition("opendocument.")[2].partition("-")[0]
    if kind == "spreadsheet" or (not said and "content.xml" in names):
        return Fault("old_workbook", read=".ods", mend=SAVE)
    if kind in _OPEN_DOCUMENTS:
        return document(_OPEN_DOCUMENTS[kind])
    if "xl/workbook.bin" in names:
        return Fault("old_workbook", read=".xlsb", mend=SAVE)
    nature = next((nature for nature, part in _PARTS if part in names), "")
    if nature:
        return document(nature)
    ours = any(name.startswith("xl/") or name == "[Content_Types].xml" for name in names)
    return None if ours else document("archive")


def as_text(raw: bytes, path: Path) -> Fault:
    """Return what a file is that is no package: a scenario in TOML under another name, a table of texts, or no text."""
    try:
        words = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        words = raw.decode("cp1252", "replace")
    if any(not letter.isprintable() and letter not in "\t\r\n\f" for letter in words[:10_000]):
        return document("binary")
    try:
        if tomllib.loads(words.replace("\r\n", "\n")):
            return Fault("toml_file", read=path.suffix, mend=path.with_suffix(".toml").name)
    except (ValueError, RecursionError):
        pass
    lines = [line for line in words.splitlines()[:20] if line.strip()]
    if any(min(line.count(sign) for line in lines) for sign in ";,\t"):
        return Fault("csv_file", read=path.suffix, mend=NEW)
    return document("text")
