"""How a cell of the workbook looks, and what it offers, admits and says: drop-down lists, bounds, help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hds_tco.locale import Language, bare_lines, has_text, text
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.fields import choices_of, items_of, label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario, assumptions_of
from hds_tco.scenario.workbook.layout import Line, Sheet, is_open, rows_of
from hds_tco.scenario.workbook.words import DOT, KEPT, LAWS, YES_NO, cell_texts, confidence_texts

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

INK = "#1F3554"
PALE = "#E6ECF3"
INPUT = "#FFF8DC"
FRAME = "#A08A3C"
GREY = "#8A8A8A"
UNUSED = "#ECECEC"
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "hint": {"italic": True, "font_color": "#404040"},
    "plain": {"text_wrap": True},
    "head": {"bold": True, "bg_color": PALE, "bottom": 2, "border_color": INK, "text_wrap": True, "valign": "vcenter"},
    "code": {"font_size": 6, "font_color": GREY},
    "section": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "font_size": 12},
    "block": {"bold": True, "bg_color": PALE, "top": 1, "border_color": INK},
    "label": {"text_wrap": True, "indent": 1, "align": "left"},
    "label_unread": {"text_wrap": True, "indent": 1, "align": "left", "font_color": GREY},
    "pointer": {"indent": 1, "align": "left", "italic": True, "font_color": INK, "underline": 1},
    "unit": {"font_color": "#505050", "text_wrap": True, "font_size": 9, "indent": 1, "align": "left"},
    "path": {"font_color": GREY, "font_size": 8},
    "none": {},
    "legend": {"bold": True, "text_wrap": True},
}
_BOX = {"bg_color": INPUT, "border": 1, "border_color": FRAME, "locked": False}
# French Excel writes 1 234,5 and 3,2 % whatever the language of the machine that opens the file.
_LOCALE = {"fr": "[$-40C]", "en": "[$-809]"}
_PERCENT = {"fr": '0.0##" "%', "en": "0.0##%"}


def formats_of(lang: Language) -> dict[str, dict[str, Any]]:
    """Return the properties of each cell format by its name."""
    mark = _LOCALE[lang]
    inputs: dict[str, dict[str, Any]] = {
        "number": {"num_format": f"{mark}#,##0.00####", "align": "right"},
        "percent": {"num_format": f"{mark}{_PERCENT[lang]}", "align": "right"},
        "choice": {"text_wrap": True},
        "text": {"text_wrap": True},
        "long": {"text_wrap": True, "font_size": 9},
        "key": {"bold": True, "num_format": "@"},
        "date": {"num_format": "@"},
        "row": {},
        "year": {"num_format": "0", "align": "right"},
    }
    formats = {name: FONT | dict(style) for name, style in STYLES.items()}
    formats |= {name: FONT | _BOX | style for name, style in inputs.items()}
    # What formulas give stands as the figures to fill do, without their frame.
    formats |= {f"used{end}": FONT | inputs[name] for name, end in (("number", ""), ("percent", "_percent"))}
    formats["unused"] = FONT | {"bg_color": UNUSED}
    return formats


def conditional_of(lang: Language) -> dict[str, dict[str, Any]]:
    """Return what a cell's content changes in its look: what the law leaves out, whole numbers, what has no source."""
    return {
        "unused": {"bg_color": UNUSED, "font_color": GREY},
        "whole": {"num_format": f"{_LOCALE[lang]}#,##0"},
        "hypothesis": {"bold": True, "font_color": "#7A1F00"},
    }


# What Excel allows.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


class Lists:
    """What cells are chosen from, on a sheet out of sight; and what other cells show or compare themselves with.

    Parameters
    ----------
    page : Worksheet
    lang : {"fr", "en"}
    """

    def __init__(self, page: Worksheet, lang: Language) -> None:
        self.page = page
        self.lang = lang
        self._columns = 0
        self._ranges: dict[str, str] = {}
        page.hide()

    def offer(self, scenario: Scenario[Assumption], sheets: Iterable[Sheet]) -> None:
        """Write the lists that the cells of some sheets are chosen from."""
        families: dict[str, list[str]] = {
            "yes_no": cell_texts("yes_no", YES_NO, self.lang),
            "law": cell_texts("law", LAWS, self.lang),
            "confidence": confidence_texts(self.lang),
            "kept": cell_texts("kept", KEPT, self.lang),
            "path": [path_label(path, self.lang) for path in assumptions_of(scenario) if is_open(path)],
        }
        for sheet in sheets:
            for row in rows_of(scenario, sheet):
                if isinstance(row, Line) and row.role in ("choice", "ranked") and family_of(row) not in families:
                    codes = choices_of(row.section, row.name) or items_of(row.section, row.name)
                    families[family_of(row)] = cell_texts(family_of(row), codes, self.lang)
        for family, words in families.items():
            cells = self.store(family, words)
            self._ranges[family] = f"={cells[0]}:{cells[-1].rpartition('!')[2]}" if cells else ""

    def store(self, key: str, items: Sequence[str | float]) -> list[str]:
        """Write texts and figures on the sheet, and return a reference to each."""
        title = self.page.get_name()
        column, self._columns = self._columns, self._columns + 1
        self.page.write_string(0, column, key)
        for rank, item in enumerate(items, start=1):
            if isinstance(item, str):
                self.page.write_string(rank, column, bare_lines(item))
            else:
                self.page.write_number(rank, column, item)
        return [f"'{title}'!{absolute(rank, column)}" for rank in range(1, len(items) + 1)]

    # ─── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def choose(self, page: Worksheet, rank: int, column: int, family: str, label: str = "", helping: str = "") -> None:
        """Let a cell be chosen from a list."""
        rule = {"validate": "list", "source": self._ranges[family] or [""], **self._refusal("listed")}
        # An assumption may well be one of a block that was added since: a path may be typed.
        rule |= {"error_type": "warning"} if family == "path" else {}
        self.explain(page, rank, column, label, helping, rule)

    def bound(self, page: Worksheet, rank: int, column: int, last: int, kind: Kind, label: str, helping: str) -> None:
        """Let Excel refuse what the field does not admit, and say why."""
        if kind.flag:
            self.choose(page, rank, column, "yes_no", label, helping)
            return
        own = f"expected_cell.{kind.name}"
        expected = text(own if has_text(own, self.lang) else f"expected.{kind.name}", self.lang)
        rule = {
            "validate": "integer" if kind.whole else "decimal",
            "criteria": "between",
            "minimum": kind.low,
            "maximum": kind.high,
            **self._refusal("between", expected=expected),
        }
        self.explain(page, rank, column, label, helping, rule, last)

    def _refusal(self, key: str, **values: str) -> dict[str, str]:
        message = _cut(text(f"sheet.error.{key}", self.lang, **values), _LONGEST_MESSAGE)
        return {"error_title": text("sheet.error.title", self.lang), "error_message": message}

    def explain(
        self,
        page: Worksheet,
        rank: int,
        column: int,
        label: str,
        helping: str,
        rule: Mapping[str, Any] | None = None,
        last: int | None = None,
    ) -> None:
        """Show the help of a cell when it is chosen."""
        texts = {"input_title": _cut(label, _LONGEST_TITLE), "input_message": _cut(helping, _LONGEST_MESSAGE)}
        prompt = {key: words for key, words in texts.items() if label and words}
        page.data_validation(rank, column, rank, last or column, {"validate": "any"} | dict(rule or {}) | prompt)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def family_of(row: Line) -> str:
    """Return the name of the list that a line is chosen from."""
    if row.role == "choice":
        return f"choice.{row.name}"
    return "option" if items_of(row.section, row.name) else "path"


def path_label(path: str, lang: Language) -> str:
    """Return an assumption as a list offers it: its label and its path."""
    key = label_key(path)
    return f"{text(key, lang)}{DOT}{path}" if has_text(key, lang) else path


def absolute(row: int, column: int) -> str:
    """Return a cell's address with its dollars."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
