"""The sheets of assumptions: what may be changed, in yellow, with unit, source and confidence beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hds_tco.board.workbook.entries import ASSUMPTIONS_TOP, Entries, Entry, first_cells, heading_of
from hds_tco.board.workbook.lists import Lists
from hds_tco.board.workbook.look import whole_format
from hds_tco.board.workbook.page import Page, cell, span, tallest
from hds_tco.board.workbook.place import CALENDAR_ROW, FIRST, TOP, YEAR_ROW, sheet_prefix
from hds_tco.locale import Language, decimal, percent, text
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.shown import readable
from hds_tco.scenario.workbook.layout import PARTS
from hds_tco.scenario.workbook.words import said

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

# Columns of the sheet of single figures, with their widths.
SINGLE: Mapping[str, float] = {
    "label": 46,
    "value": 20,
    "unit": 17,
    "distribution": 30,
    "confidence": 22,
    "source": 44,
    "date": 12,
    "note": 60,
    "name": 34,
    "path": 40,
}
VALUE_COLUMN = list(SINGLE).index("value")
UNIT_COLUMN = list(SINGLE).index("unit")
# Columns of the sheet of rows of figures, before the first figure: they share those of the options' sheets.
WIDE: Mapping[str, float] = {"label": 46, "unit": 18, "confidence": 20, "date": 11, "source": 32}
BEHIND: Mapping[str, float] = {"note": 50, "name": 34, "path": 40}
LETTERS = {"label": 46, "distribution": 40, "source": 49, "note": 67}
WIDE_LETTERS = {"label": 46, "source": 36, "note": 56}
ACTIVITIES = 6


class Assumptions:
    """Writes both sheets.

    Parameters
    ----------
    book : Workbook
    scenario : Scenario
    entries : Entries
    lists : Lists
    read : collection of str
        Paths that some formula of the workbook reads.
    lang : {"fr", "en"}
    """

    def __init__(
        self,
        book: Workbook,
        scenario: Scenario[Assumption],
        entries: Entries,
        lists: Lists,
        read: Collection[str],
        lang: Language,
    ) -> None:
        self.book = book
        self.scenario = scenario
        self.entries = entries
        self.lists = lists
        self.read = read
        self.lang = lang

    # ─── single figures ──────────────────────────────────────────────────────────────────────────────────────────

    def single(self, page: Page) -> None:
        """Write the sheet of assumptions that are one figure, or one choice."""
        look, columns = page.look, list(SINGLE)
        page.headed(text("workbook.sheet.assumptions", self.lang), text("workbook.hint.assumptions", self.lang))
        for rank, (code, width) in enumerate(SINGLE.items()):
            page.sheet.set_column(rank, rank, width)
            own = ("right",) if code == "value" else ("beside",) if rank else ()
            page.words(ASSUMPTIONS_TOP - 1, rank, text(f"workbook.head.{code}", self.lang), look("head", *own))
        page.sheet.set_row(ASSUMPTIONS_TOP - 1, 22)
        for row, section in self.entries.headings.items():
            page.band(row, len(columns) - 1, heading_of(self.scenario, section, self.lang), look("section"))
        for entry in self.entries.single:
            self._said(page, entry, columns)
            self._cell(page, entry, entry.row, VALUE_COLUMN, entry.value)
            self._validated(page, entry, VALUE_COLUMN, VALUE_COLUMN)
            where = sheet_prefix(page.name) + cell(entry.row, VALUE_COLUMN, "cr")
            self.book.define_name(self.entries.names[entry.path], f"={where}")
        last = max((entry.row for entry in self.entries.single), default=ASSUMPTIONS_TOP)
        self._whole(page, ASSUMPTIONS_TOP, last, VALUE_COLUMN, VALUE_COLUMN, UNIT_COLUMN)
        page.sheet.freeze_panes(ASSUMPTIONS_TOP, 1)
        page.printed(last, columns.index("note"), (ASSUMPTIONS_TOP - 1, ASSUMPTIONS_TOP - 1))

    def _said(self, page: Page, entry: Entry, columns: list[str]) -> None:
        """Write what stands beside the figure."""
        look, lang, found = page.look, self.lang, entry.assumption
        idle = () if entry.path in self.read else ("idle",)
        written = {
            "label": entry.label(lang),
            "unit": entry.unit(lang),
            "distribution": _distribution(entry, lang),
            "confidence": said("confidence", found.confidence, lang) if found else "",
            "source": " — ".join(part for part in (found.source, found.url) if part) if found else "",
            "date": found.date if found else "",
            "note": self._note(entry),
            "name": self.entries.names[entry.path],
            "path": entry.path,
        }
        for column, code in enumerate(columns):
            if code in written:
                page.words(entry.row, column, written[code], self._style(page, entry, code, idle))
        letters = WIDE_LETTERS if entry.wide else LETTERS
        heights = [(written[code], count) for code, count in letters.items()]
        if entry.codes:
            heights.append((entry.words(str(entry.value), lang), 19))
        page.sheet.set_row(entry.row, tallest(heights), look())

    def _style(self, page: Page, entry: Entry, code: str, idle: tuple[str, ...]) -> Format:
        if code == "confidence" and entry.assumption is not None and entry.assumption.is_hypothesis:
            return page.look("small", "wrapped", "guess", "beside", *idle)
        styles = {"label": ("label",), "unit": ("small", "wrapped", "beside"), "name": ("small",), "path": ("path",)}
        return page.look(*styles.get(code, ("small", "wrapped", "quoted", "beside")), *idle)

    def _note(self, entry: Entry) -> str:
        """Return the user's remark, behind a word for what no formula reads."""
        remark = entry.assumption.note if entry.assumption else ""
        if entry.path in self.read:
            return remark
        word = text("workbook.word.unread", self.lang)
        return f"{word} — {remark}" if remark else word

    # ─── cells ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _cell(self, page: Page, entry: Entry, row: int, column: int, value: Any) -> None:
        """Write one figure, yes or no, or choice, and let Excel refuse what does not fit."""
        look = page.look
        idle = () if entry.path in self.read else ("idle",)
        if entry.is_flag:
            words = said("yes_no", "yes" if value else "no", self.lang)
            page.words(row, column, words, look("input", "middle", *idle))
        elif entry.codes:
            page.words(row, column, entry.words(str(value), self.lang), look("input", "wrapped", *idle))
        else:
            unit = "entry_percent" if entry.kind is not None and entry.kind.in_percent else "entry"
            page.number(row, column, float(value), look("input", *idle, unit=unit))

    def _validated(self, page: Page, entry: Entry, first: int, last: int) -> None:
        rule: dict[str, Any] = {"error_title": text("workbook.word.not_allowed", self.lang)}
        kind = entry.kind
        if entry.is_flag or entry.codes:
            rule |= {"validate": "list", "source": self.lists.source(entry.family)}
            rule["error_message"] = text("workbook.word.in_list", self.lang)
        elif kind is not None:
            rule |= {
                "validate": "integer" if kind.whole else "decimal",
                "criteria": "between",
                "minimum": kind.low,
                "maximum": kind.high,
                "error_message": _between(kind, self.lang),
            }
        page.sheet.data_validation(entry.row, first, entry.row, last, rule)

    def _whole(self, page: Page, top: int, last: int, first_column: int, last_column: int, unit_column: int) -> None:
        """Show whole numbers without decimals, percentages left out."""
        figure, unit = cell(top, first_column), cell(top, unit_column, "c")
        rule = f'=AND(ISNUMBER({figure}),ISERROR(SEARCH("%",{unit})),IFERROR({figure}=INT({figure}),FALSE))'
        style = self.book.add_format({"num_format": whole_format(self.lang)})
        page.sheet.conditional_format(
            top, first_column, last, last_column, {"type": "formula", "criteria": rule, "format": style}
        )

    # ─── figures by year and by activity ─────────────────────────────────────────────────────────────────────────

    def wide(self, page: Page) -> None:
        """Write the sheet of assumptions that are a row of figures."""
        look, lang, entries = page.look, self.lang, self.entries
        years = self.scenario.horizon_years + 1
        figures = max(years, ACTIVITIES)
        columns = [*WIDE, *[""] * figures, *BEHIND]
        page.headed(text("workbook.sheet.years", lang), text("workbook.hint.years", lang))
        widths = [*WIDE.values(), *[14.0] * figures, *BEHIND.values()]
        for column, (code, width) in enumerate(zip(columns, widths, strict=True)):
            page.sheet.set_column(column, column, width)
            page.words(YEAR_ROW, column, text(f"workbook.head.{code}", lang) if code else "", look("head"))
            page.words(CALENDAR_ROW, column, "", look("topic"))
        page.words(CALENDAR_ROW, 0, text("workbook.block.by_year", lang), look("topic"))
        for year in range(years):
            page.sheet.write_number(YEAR_ROW, FIRST + year, year, look("head", unit="year"))
            calendar = self.scenario.decision_year + year
            page.sheet.write_number(CALENDAR_ROW, FIRST + year, calendar, look("topic", unit="year"))
        head = entries.activity_row
        page.band(head, len(columns) - 1, text("workbook.block.by_activity", lang), look("topic"))
        for number in range(1, ACTIVITIES + 1):
            title = f"{number}. {text(f'activity.{number}', lang)}"
            page.words(head, FIRST + number - 1, title, look("topic", "wrapped", "low"))
        page.sheet.set_row(head, 68)
        for entry in entries.by_year + entries.by_activity:
            self._said(page, entry, columns)
            first, last = first_cells(entry)
            for column, value in enumerate(np.asarray(entry.value), start=first):
                self._cell(page, entry, entry.row, column, value)
            self._validated(page, entry, first, last)
            where = sheet_prefix(page.name) + span(entry.row, first, last)
            self.book.define_name(entries.names[entry.path], f"={where}")
        bottom = max(entry.row for entry in entries.by_year + entries.by_activity)
        self._whole(page, TOP, bottom, FIRST, FIRST + figures - 1, list(WIDE).index("unit"))
        page.sheet.freeze_panes(TOP, 1)
        page.printed(bottom, FIRST + figures, (YEAR_ROW, CALENDAR_ROW))


@cache
def _between(kind: Kind, lang: Language) -> str:
    """Return what a cell expects."""
    shown = percent if kind.in_percent else decimal
    return text("workbook.word.between", lang, low=shown(kind.low, lang), high=shown(kind.high, lang))


def _distribution(entry: Entry, lang: Language) -> str:
    """Return how uncertain a figure is: the law and its parts."""
    if entry.assumption is None or entry.assumption.distribution is None or entry.kind is None:
        return ""
    written = entry.assumption.as_toml()
    shown = percent if entry.kind.in_percent else decimal
    parts = []
    for code in PARTS:
        found = written.get(code)
        if isinstance(found, list):
            parts.append(
                f"{text(f'workbook.part.{code}', lang)} {' / '.join(shown(readable(item), lang) for item in found)}"
            )
        elif found is not None:
            parts.append(f"{text(f'workbook.part.{code}', lang)} {shown(readable(found), lang)}")
    name = said("law", str(written["distribution"]), lang)
    return text("workbook.word.law", lang, name=name, parts=" ; ".join(parts))
