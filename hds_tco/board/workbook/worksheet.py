"""One sheet in the making: its look, texts that stay texts, numbers with all their digits, formulas with their values.

One palette, legible in grey print; numbers as the reader writes them, on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from hds_tco.board.workbook.cell_refs import LABEL, UNIT, column_name, sheet_prefix
from hds_tco.board.workbook.steps import DECIMALS
from hds_tco.charts.palette import darker, ink_on, mark
from hds_tco.locale import Language, bare_lines
from hds_tco.scenario.workbook.sheets import LONGEST_TEXT, Exact
from hds_tco.scenario.workbook.style import FONT, GREY, INK, PALE

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

BROWN = "#7A1F00"
RULE = "#B8C2CE"
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK, "valign": "vcenter"},
    "hint": {"italic": True, "font_color": "#404040", "text_wrap": True},
    "hint_line": {"italic": True, "font_color": "#404040"},
    "head": {"bold": True, "bg_color": PALE, "bottom": 2, "border_color": INK, "text_wrap": True, "valign": "vcenter"},
    "section": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "font_size": 12},
    "topic": {"bold": True, "font_color": INK, "bg_color": PALE},
    "label": {"text_wrap": True, "indent": 1, "align": "left"},
    "own": {"text_wrap": True, "indent": 1, "align": "left", "quote_prefix": True},
    "small": {"font_size": 9, "font_color": "#505050"},
    "inner": {"indent": 3, "font_color": "#404040"},
    "wrapped": {"text_wrap": True},
    "path": {"font_color": GREY, "font_size": 8},
    "quoted": {"quote_prefix": True},
    "right": {"align": "right"},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1, "border_color": INK},
    "answer": {"bold": True, "font_size": 14, "font_color": INK, "valign": "vcenter"},
    "ruled": {"bottom": 1, "bottom_color": RULE},
    "guess": {"bold": True, "font_color": BROWN},
    "low": {"font_size": 10, "bold": False},
    "frozen": {"bg_color": "#F2F2F2"},
}
# Texts without the language's own marks would follow the machine's: French signs on any machine.
_LOCALES = {"fr": "[$-40C]", "en": "[$-809]"}
_PERCENT = {"fr": '" "%', "en": "%"}


def number_format(unit: str, lang: Language) -> str:
    """Return the number format of what is measured in a unit of the workbook.

    Examples
    --------
    >>> number_format("euros", "fr")
    '[$-40C]#,##0;[$-40C]-#,##0;"–"'
    >>> number_format("rate", "en"), number_format("year", "en")
    ('[$-809]0.00%', '0')
    """
    mark, percent = _LOCALES[lang], _PERCENT[lang]
    own = {
        "euros": f'{mark}#,##0;{mark}-#,##0;"–"',  # nothing spent is a dash: a table of noughts hides what is there
        "cents": f"{mark}#,##0.00",
        "year": "0",
        "rate": f"{mark}0.00{percent}",
        "share": f"{mark}0.00{percent}",
        "chance": f"{mark}0.0{percent}",
        "percent": f"{mark}0{percent}",
        "whole": f"{mark}#,##0",
    }
    digits = DECIMALS.get(unit, 2)
    return own.get(unit) or f"{mark}#,##0" + ("." + "0" * digits if digits else "")


def worded_zero(words: str, lang: Language) -> str:
    """Return a format with one decimal that says zero in words.

    Examples
    --------
    >>> worded_zero("at once", "en")
    '[$-809]0.0;[$-809]-0.0;"at once"'
    """
    return f'{_LOCALES[lang]}0.0;{_LOCALES[lang]}-0.0;"{words}"'


# Patterns of cells, by Excel's own numbers, for those of charts: stripes, a trellis, dots, lines.
_CELL_PATTERNS = {"": 1, "/": 8, "x": 10, ".": 18, "-": 11}


class Look:
    """The formats of one workbook, each made once.

    Parameters
    ----------
    book : Workbook
    lang : {"fr", "en"}
    """

    def __init__(self, book: Workbook, lang: Language) -> None:
        self._book = book
        self._lang = lang
        self._formats: dict[tuple[str, ...], Format] = {}

    def __call__(self, *names: str, unit: str = "", shown: str = "") -> Format:
        """Return the format that joins some styles, with the number format of a unit, or with one of its own."""
        key = (*names, unit, shown)
        if key not in self._formats:
            properties: dict[str, Any] = dict(FONT)
            for name in names:
                properties |= STYLES[name]
            if unit:
                properties |= {"num_format": number_format(unit, self._lang), "align": "right"}
            if shown:
                properties |= {"num_format": shown, "align": "right"}
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def option(self, rank: int) -> Format:
        """Return the format of a cell that stands for an option: its letter on its colour and pattern."""
        key = ("option", str(rank))
        if key not in self._formats:
            style, letter = mark(rank), self.letter(rank)
            number = _CELL_PATTERNS[style.pattern]
            # A whole fill is its front; stripes are drawn in it on the back.
            ground = {"fg_color": darker(style.colour, 0.3) if style.pattern else style.colour}
            ground |= {"bg_color": style.colour} if style.pattern else {}
            shown = {"num_format": f'"{letter}"', "align": "center", "font_color": ink_on(style.colour)}
            self._formats[key] = self._book.add_format(dict(FONT) | {"pattern": number} | ground | shown)
        return self._formats[key]

    @staticmethod
    def letter(rank: int) -> str:
        """Return the letter of an option."""
        return chr(ord("A") + rank % 26)


@cache
def plain_sheet() -> type[Worksheet]:
    """Return a kind of sheet that writes texts in signs that can be seen, and takes formulas as they are.

    XlsxWriter looks for thirty newer functions in each formula. A form to fill keeps its texts to the letter; a
    workbook for others to read does not.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainSheet(Worksheet):  # type: ignore[misc]
        def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
            return int(super()._write_string(row, col, bare_lines(string), cell_format))

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            del expand_future_functions
            return formula.removeprefix("=")

    return PlainSheet


# Width of the labels on sheets of yearly figures, and about how many letters that holds.
LABEL_WIDTH, LABEL_LETTERS = 64, 70


class Page:
    """A sheet.

    Parameters
    ----------
    sheet : Worksheet
    look : Look
    """

    def __init__(self, sheet: Worksheet, look: Look) -> None:
        self.sheet = sheet
        self.look = look

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self.sheet.get_name())

    @property
    def prefix(self) -> str:
        """The sheet's name as formulas of other sheets quote it."""
        return sheet_prefix(self.name)

    def words(self, row: int, column: int, words: str, style: Format) -> None:
        """Write a text as a text, whatever it begins with, in signs that can be seen, as much as a cell holds."""
        words = bare_lines(words)
        if words:
            self.sheet.write_string(row, column, words[:LONGEST_TEXT], style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def label(self, row: int, words: str, style: Format) -> None:
        """Write what a row of figures is, the row as high as it needs."""
        self.words(row, 0, words, style)
        if len(words) > LABEL_LETTERS:
            self.sheet.set_row(row, height(words, LABEL_LETTERS))

    def number(self, row: int, column: int, value: float, style: Format) -> None:
        """Write a number with all its digits."""
        self.sheet.write_number(row, column, Exact(value), style)

    def formula(self, row: int, column: int, formula: str, style: Format, value: float | str) -> None:
        """Write a formula with the value that Python gives it, for what opens a workbook without recalculating."""
        known = bare_lines(value) if isinstance(value, str) else float(value) + 0.0
        self.sheet.write_formula(
            row, column, formula, style, known if isinstance(known, str) or isfinite(known) else ""
        )

    def named(self, row: int, label: str, unit: str, *styles: str) -> None:
        """Write what a ruled row of figures is, and its unit."""
        self.words(row, LABEL, label, self.look("label", "ruled", *styles))
        self.words(row, UNIT, unit, self.look("small", "ruled"))

    def formulas(
        self,
        row: int,
        first: int,
        formula: Callable[[int], str],
        values: Iterable[float | str],
        style: Format,
    ) -> None:
        """Write the formula of each column, as many as there are values."""
        for column, value in enumerate(values, start=first):
            self.formula(row, column, formula(column), style, value)

    def whole(self, row: int, first: int, numbers: Iterable[int], *styles: str) -> None:
        """Write whole numbers side by side."""
        for column, number in enumerate(numbers, start=first):
            self.sheet.write_number(row, column, number, self.look(*styles, shown="0"))

    def row_of(self, row: int, first: int, items: Iterable[str], style: Format) -> None:
        """Write texts side by side."""
        for column, words in enumerate(items, start=first):
            self.words(row, column, words, style)

    def band(self, row: int, last: int, words: str, style: Format, first: int = 0) -> None:
        """Write a heading on a band of cells."""
        for column in range(first, last + 1):
            self.sheet.write_blank(row, column, None, style)
        self.words(row, first, words, style)

    def wide(self, row: int, last: int, words: str, style: Format, letters: int) -> None:
        """Write a text over several cells, the row as high as it needs at so many letters a line."""
        self.sheet.merge_range(row, 0, row, last, "", style)
        self.words(row, 0, words, style)
        self.sheet.set_row(row, height(words, letters))

    def headed(self, title: str, hint: str) -> None:
        """Write the sheet's title and what stands on it."""
        self.sheet.hide_gridlines(2)
        self.words(0, 0, title, self.look("title"))
        self.sheet.set_row(0, 26)
        self.words(1, 0, hint, self.look("hint_line"))

    def there(self, row: int, column: int, fixed: bool = True) -> str:
        """Return the reference to one of this sheet's cells from another sheet."""
        dollar = "$" if fixed else ""
        return f"{self.prefix}{dollar}{column_name(column)}{dollar}{row + 1}"

    def printed(self, last_row: int, last_column: int, repeated: tuple[int, int] | None = None) -> None:
        """Set how the sheet is printed: landscape, as wide as the paper, headings on each page."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self.sheet.print_area(0, 0, last_row, last_column)
        self.sheet.set_footer("&L&A&R&P / &N")
        if repeated is not None:
            self.sheet.repeat_rows(*repeated)


def height(words: str, letters: int, line: float = 15.0) -> float:
    """Return the height at which a text shows whole: nothing sets it when a workbook is opened."""
    lines = sum(max(1, -(-len(part) // letters)) for part in words.split("\n"))
    return min(16.0 + line * (lines - 1), 400.0)
