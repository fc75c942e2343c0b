"""How the workbook looks: one palette, legible in grey print; numbers as the reader writes them, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hds_tco.board.workbook.steps import DECIMALS
from hds_tco.charts.palette import darker, ink_on, mark
from hds_tco.locale import Language
from hds_tco.scenario.workbook.style import FONT, FRAME, GREY, INK, INPUT, PALE

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

BROWN = "#7A1F00"
RULE = "#B8C2CE"
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK, "valign": "vcenter"},
    "hint": {"italic": True, "font_color": "#404040", "text_wrap": True},
    "hint_line": {"italic": True, "font_color": "#404040"},
    "head": {
        "bold": True,
        "bg_color": PALE,
        "bottom": 2,
        "border_color": INK,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "section": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "font_size": 12},
    "topic": {"bold": True, "font_color": INK, "bg_color": PALE},
    "label": {"text_wrap": True, "indent": 1, "align": "left"},
    "own": {"text_wrap": True, "indent": 1, "align": "left", "quote_prefix": True},
    "small": {"font_size": 9, "font_color": "#505050"},
    "beside": {"indent": 1, "align": "left"},
    "inner": {"indent": 3, "font_color": "#404040"},
    "wrapped": {"text_wrap": True},
    "path": {"font_color": GREY, "font_size": 8},
    "quoted": {"quote_prefix": True},
    "right": {"align": "right"},
    "middle": {"align": "center"},
    "left": {"align": "left"},
    "bold": {"bold": True},
    "total": {"bold": True, "top": 1, "border_color": INK},
    "answer": {"bold": True, "font_size": 14, "font_color": INK, "valign": "vcenter"},
    "ruled": {"bottom": 1, "bottom_color": RULE},
    "input": {"bg_color": INPUT, "border": 1, "border_color": FRAME},
    "guess": {"bold": True, "font_color": BROWN},
    "idle": {"font_color": GREY},
    "low": {"font_size": 10, "bold": False},
    "frozen": {"bg_color": "#F2F2F2"},
}
# Texts without the language's own marks would follow the machine's: French signs on any machine.
_LOCALE = {"fr": "[$-40C]", "en": "[$-809]"}
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
    mark, percent = _LOCALE[lang], _PERCENT[lang]
    own = {
        "euros": f'{mark}#,##0;{mark}-#,##0;"–"',  # nothing spent is a dash: a table of noughts hides what is there
        "cents": f"{mark}#,##0.00",
        "year": "0",
        "rate": f"{mark}0.00{percent}",
        "share": f"{mark}0.00{percent}",
        "chance": f"{mark}0.0{percent}",
        "entry": f"{mark}#,##0.00##",
        "entry_percent": f"{mark}0.0##{percent}",
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
    return f'{_LOCALE[lang]}0.0;{_LOCALE[lang]}-0.0;"{words}"'


def percent_format(lang: Language) -> str:
    """Return the format of whole percents on a chart's axis."""
    return f"{_LOCALE[lang]}0{_PERCENT[lang]}"


def whole_format(lang: Language) -> str:
    """Return the format of whole numbers."""
    return f"{_LOCALE[lang]}#,##0"


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
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *names: str, unit: str = "", shown: str = "") -> Format:
        """Return the format that joins some styles, with the number format of a unit, or with one of its own."""
        key = (*names, unit, shown)
        if key not in self._made:
            properties: dict[str, Any] = dict(FONT)
            for name in names:
                properties |= STYLES[name]
            if unit:
                properties |= {"num_format": number_format(unit, self._lang), "align": "right"}
            if shown:
                properties |= {"num_format": shown, "align": "right"}
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def option(self, rank: int) -> Format:
        """Return the format of a cell that stands for an option: its letter on its colour and pattern."""
        key = ("option", str(rank))
        if key not in self._made:
            style, letter = mark(rank), self.letter(rank)
            number = _CELL_PATTERNS[style.pattern]
            # A whole fill is its front; stripes are drawn in it on the back.
            ground = {"fg_color": darker(style.colour, 0.3) if style.pattern else style.colour}
            ground |= {"bg_color": style.colour} if style.pattern else {}
            shown = {"num_format": f'"{letter}"', "align": "center", "font_color": ink_on(style.colour)}
            self._made[key] = self._book.add_format(dict(FONT) | {"pattern": number} | ground | shown)
        return self._made[key]

    @staticmethod
    def letter(rank: int) -> str:
        """Return the letter of an option."""
        return chr(ord("A") + rank % 26)
