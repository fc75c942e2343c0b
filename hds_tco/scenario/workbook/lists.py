"""What a cell offers, admits and says: drop-down lists, bounds, help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hds_tco.locale import Language, has_text, text
from hds_tco.scenario.fields import choices_of, label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import assumptions_of
from hds_tco.scenario.workbook import layout
from hds_tco.scenario.workbook.layout import SHEETS, Line, is_open, items_of
from hds_tco.scenario.workbook.made import Made
from hds_tco.scenario.workbook.words import DOT, KEPT, LAWS, YES_NO, choices_said, confidences_said

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# What Excel allows.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255


def write_lists(made: Made, page: Worksheet) -> None:
    """Write what the drop-down lists offer on a sheet of their own, out of sight."""
    lang = made.lang
    families: dict[str, list[str]] = {
        "yes_no": choices_said("yes_no", YES_NO, lang),
        "law": choices_said("law", LAWS, lang),
        "confidence": confidences_said(lang),
        "kept": choices_said("kept", KEPT, lang),
        "path": [path_said(path, lang) for path in assumptions_of(made.scenario) if is_open(path)],
    }
    for sheet in SHEETS:
        for row in layout.rows_of(made.scenario, sheet):
            if isinstance(row, Line) and row.role in ("choice", "ranked") and family_of(row) not in families:
                codes = choices_of(row.section, row.name) or items_of(row.section, row.name)
                families[family_of(row)] = choices_said(family_of(row), codes, lang)
    for column, (family, words) in enumerate(families.items()):
        page.write_string(0, column, family, made.formats["code"])
        page.write_column(1, column, words)
        top, bottom = absolute(1, column), absolute(len(words), column)
        made.lists[family] = f"='{page.get_name()}'!{top}:{bottom}"
    page.hide()


def offer(made: Made, page: Worksheet, rank: int, column: int, family: str, label: str, helping: str) -> None:
    """Let a cell be chosen from a list."""
    rule = {"validate": "list", "source": made.lists[family], "error_message": text("sheet.error.listed", made.lang)}
    rule["error_title"] = text("sheet.error.title", made.lang)
    # An assumption may well be one of a block that was added since: a path may be typed.
    explain_cell(page, rank, column, label, helping, rule | ({"error_type": "warning"} if family == "path" else {}))


def bound(made: Made, page: Worksheet, rank: int, column: int, last: int, kind: Kind, label: str, helping: str) -> None:
    """Let Excel refuse what the field does not admit, and say why."""
    if kind.flag:
        offer(made, page, rank, column, "yes_no", label, helping)
        return
    own = f"expected_cell.{kind.name}"
    expected = text(own if has_text(own, made.lang) else f"expected.{kind.name}", made.lang)
    rule = {
        "validate": "integer" if kind.whole else "decimal",
        "criteria": "between",
        "minimum": kind.low,
        "maximum": kind.high,
        "error_title": text("sheet.error.title", made.lang),
        "error_message": _cut(text("sheet.error.between", made.lang, expected=expected), _LONGEST_MESSAGE),
    }
    explain_cell(page, rank, column, label, helping, rule, last)


def explain_cell(
    page: Worksheet,
    rank: int,
    column: int,
    label: str,
    helping: str,
    rule: Mapping[str, Any] | None = None,
    last: int | None = None,
) -> None:
    """Show the help of a cell when it is chosen."""
    shown = {"input_title": _cut(label, _LONGEST_TITLE), "input_message": _cut(helping, _LONGEST_MESSAGE)}
    told = {key: words for key, words in shown.items() if label and words}
    page.data_validation(rank, column, rank, last or column, {"validate": "any"} | dict(rule or {}) | told)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def family_of(row: Line) -> str:
    """Return the name of the list that a line is chosen from."""
    if row.role == "choice":
        return f"choice.{row.name}"
    return "option" if items_of(row.section, row.name) else "path"


def path_said(path: str, lang: Language) -> str:
    """Return an assumption as a list offers it: its label and its path."""
    key = label_key(path)
    return f"{text(key, lang)}{DOT}{path}" if has_text(key, lang) else path


def absolute(row: int, column: int) -> str:
    """Return a cell's address with its dollars."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
