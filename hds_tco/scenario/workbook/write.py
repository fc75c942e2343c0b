"""A scenario as a workbook to fill: a guide, the sheets of assumptions, and the lists behind them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare, text
from hds_tco.scenario.assumption import CONFIDENCES, Assumption
from hds_tco.scenario.errors import library
from hds_tco.scenario.file_types import maker
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.workbook.layout import SHEETS, Sheet
from hds_tco.scenario.workbook.sheets import SheetWriter
from hds_tco.scenario.workbook.style import Lists, formats_of
from hds_tco.scenario.workbook.words import cell_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


@dataclass
class Sheets:
    """What the sheets of one workbook in the making share.

    Parameters
    ----------
    book : Workbook
    scenario : Scenario
    titles : mapping
        The title of each sheet by its key.
    lang : {"fr", "en"}
    names : mapping
        In a live workbook the defined name of each field that a formula may read, by path.
    read : collection of str
        Those of them that some formula does read.
    """

    book: Workbook
    scenario: Scenario[Assumption]
    titles: Mapping[str, str]
    lang: Language
    names: Mapping[str, str] = field(default_factory=dict)
    read: Collection[str] = ()
    at: dict[str, tuple[str, str]] = field(default_factory=dict)
    formats: dict[str, Format] = field(init=False)
    lists: Lists = field(init=False)

    def __post_init__(self) -> None:
        self.formats = {name: self.book.add_format(style) for name, style in formats_of(self.lang).items()}

    def write(self, pages: Mapping[Sheet, Worksheet], lists: Worksheet) -> None:
        """Write the sheets, and the lists that their cells are chosen from on one more.

        Raises
        ------
        ScenarioError
            If a text is too long for a cell.
        """
        self.lists = Lists(lists, self.lang)
        self.lists.offer(self.scenario, pages)
        for sheet, page in pages.items():
            SheetWriter(self, sheet, page).write()

    def quoted(self, style: str) -> Format:
        """Return a format with Excel's own mark of a text."""
        key = f"{style} quoted"
        if key not in self.formats:
            self.formats[key] = self.book.add_format(formats_of(self.lang)[style] | {"quote_prefix": True})
        return self.formats[key]


def workbook(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> bytes:
    """Return a scenario as an Excel workbook to fill.

    Parameters
    ----------
    scenario : Scenario
        Where the values come from.
    lang : {"fr", "en"}
        Language of labels, lists and help.

    Returns
    -------
    bytes
        An .xlsx file that loads back to the same scenario.

    Raises
    ------
    ScenarioError
        If XlsxWriter is not installed, or a text is too long for a cell.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> workbook(load("reference-ght"))[:2]
    b'PK'
    """
    xlsxwriter = library("xlsxwriter", lang)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    # The same scenario gives the same file.
    properties = {"title": bare(scenario.name[:200]), "keywords": maker(), "created": datetime.datetime(2026, 1, 1)}
    book.set_properties(properties)
    book.set_size(2400, 1400)
    titles = {key: text(f"sheet.title.{key}", lang) for key in ("guide", *(sheet.key for sheet in SHEETS), "lists")}
    shared = Sheets(book, scenario, titles, lang)
    guide = book.add_worksheet(titles["guide"])
    pages = {sheet: book.add_worksheet(titles[sheet.key]) for sheet in SHEETS}
    shared.write(pages, book.add_worksheet(titles["lists"]))
    write_guide(shared, guide)
    book.close()
    return file.getvalue()


def write_guide(shared: Sheets, page: Worksheet) -> None:
    """Say how to fill the workbook, what the colours and codes mean, and what stands where."""
    lang, formats = shared.lang, shared.formats
    page.hide_gridlines(2)
    page.set_column(0, 0, 30, formats["none"])
    page.set_column(1, 1, 92, formats["none"])
    page.write_string(0, 0, text("sheet.guide.title", lang), formats["title"])
    page.set_row(0, 26)
    source = text("sheet.guide.made_from", lang, scenario=bare(shared.scenario.name[:200]))
    page.write_string(1, 0, source, formats["hint"])
    steps = ("fill", "percent", "law", "source", "blocks", "help", "check", "move")
    for rank, step in enumerate(steps, start=3):
        words = text(f"sheet.guide_step.{step}", lang)
        page.merge_range(rank, 0, rank, 1, words, formats["plain"])
        page.set_row(rank, 16 * (1 + len(words) // 118))
    rank = _part(shared, page, 4 + len(steps), "legend")
    for style, words in (("number", "legend_input"), ("unused", "legend_unused")):
        page.write_blank(rank, 0, None, formats[style])
        page.write_string(rank, 1, text(f"sheet.guide.{words}", lang), formats["label"])
        rank += 1
    first = _part(shared, page, rank + 1, "what_each_confidence")
    for rank, code in enumerate(CONFIDENCES, start=first):
        page.write_string(rank, 0, cell_text("confidence", code, lang), formats["legend" if code in "GN" else "plain"])
        note = f" ({text('sheet.guide.legend_hypothesis', lang)})" if code in "GN" else ""
        page.write_string(rank, 1, text(f"confidence.{code}", lang) + note, formats["label"])
    first = _part(shared, page, first + len(CONFIDENCES) + 1, "contents")
    for rank, sheet in enumerate(SHEETS, start=first):
        title, hint = shared.titles[sheet.key], text(f"sheet.hint.{sheet.key}", lang)
        page.write_url(rank, 0, f"internal:'{title}'!A1", formats["pointer"], title)
        page.write_string(rank, 1, hint, formats["label"])
        page.set_row(rank, 16 * (1 + len(hint) // 95))
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.activate()


def _part(shared: Sheets, page: Worksheet, rank: int, key: str) -> int:
    """Write the title of a part of the guide, and return the row below."""
    page.write_string(rank, 0, text(f"sheet.guide.{key}", shared.lang), shared.formats["section"])
    page.write_blank(rank, 1, None, shared.formats["section"])
    return rank + 1
