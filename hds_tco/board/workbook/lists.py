"""The sheet behind the drop-down lists, and the words that other cells show only while they hold."""

from __future__ import annotations

from hds_tco.board.workbook.entries import Entries
from hds_tco.board.workbook.page import Page, cell, span
from hds_tco.board.workbook.place import sheet_prefix
from hds_tco.locale import Language
from hds_tco.scenario.workbook.words import YES_NO, choices_said


class Lists:
    """What the drop-down lists offer, on a sheet out of sight.

    Parameters
    ----------
    page : Page
    entries : Entries
    lang : {"fr", "en"}
    """

    def __init__(self, page: Page, entries: Entries, lang: Language) -> None:
        self._page = page
        self._columns = 0
        self._ranges: dict[str, str] = {}
        self._add("yes_no", choices_said("yes_no", YES_NO, lang))
        for entry in entries.single:
            if entry.codes and entry.family not in self._ranges:
                self._add(entry.family, choices_said(entry.family, entry.codes, lang))
        page.sheet.hide()

    def source(self, family: str) -> str:
        """Return where the words of a list stand, as a rule of validation says it."""
        return f"={self._ranges[family]}"

    def keep(self, key: str, sentences: list[str]) -> list[str]:
        """Keep sentences on the sheet and return a reference to each."""
        column = self._columns
        self._add(key, sentences)
        prefix = sheet_prefix(self._page.name)
        return [f"{prefix}{cell(rank, column, 'cr')}" for rank in range(1, len(sentences) + 1)]

    def _add(self, key: str, words: list[str]) -> None:
        page, column = self._page, self._columns
        page.words(0, column, key, page.look("path"))
        for rank, item in enumerate(words, start=1):
            page.words(rank, column, item, page.look("own"))
        self._ranges[key] = sheet_prefix(page.name) + span(1, column, column, max(len(words), 1))
        self._columns += 1
