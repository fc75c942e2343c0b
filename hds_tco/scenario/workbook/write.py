"""A scenario written as a workbook: drop-down lists, units, bounds, help; only what is to fill can be typed in."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.distributions import bounds_of, parts_of
from hds_tco.scenario.faults import Fault, ScenarioError
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.workbook import layout
from hds_tco.scenario.workbook.guide import write_guide
from hds_tco.scenario.workbook.layout import (
    PARTS,
    PLAIN,
    SAID,
    SHEETS,
    Heading,
    Line,
    Pointer,
    Row,
    Sheet,
)
from hds_tco.scenario.workbook.library import library
from hds_tco.scenario.workbook.lists import absolute, bound, explain_cell, family_of, offer, path_said, write_lists
from hds_tco.scenario.workbook.look import conditional_of, formats_of
from hds_tco.scenario.workbook.made import LONGEST_TEXT, Exact, Made
from hds_tco.scenario.workbook.maker import made_by
from hds_tco.scenario.workbook.words import (
    CERTAIN,
    DOT,
    LAWS,
    YES_NO,
    help_said,
    said,
    unit_said,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Title, hint, headings, codes: what stands above the first row to fill.
HEAD_ROWS = 4
_CODES_ROW = 3
_WIDTHS: Mapping[str, float] = {
    "label": 44,
    "value": 21,
    "unit": 15,
    "distribution": 17,
    **dict.fromkeys(("low", "mode", "high", "p05", "p95"), 12.5),
    **dict.fromkeys(("values", "weights"), 12),
    "confidence": 20,
    "source": 38,
    "date": 12,
    "note": 60,
    "url": 24,
    "path": 40,
}


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
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    # The same scenario gives the same file.
    told = {"title": scenario.name[:200], "keywords": made_by(), "created": datetime.datetime(2026, 1, 1)}
    book.set_properties(told)
    book.set_size(2400, 1400)
    made = Made(book, lang, scenario, {name: book.add_format(style) for name, style in formats_of(lang).items()})
    guide = book.add_worksheet(made.title("guide"))
    sheets = [(sheet, book.add_worksheet(made.title(sheet.key))) for sheet in SHEETS]
    write_lists(made, book.add_worksheet(made.title("lists")))
    for sheet, page in sheets:
        _page(made, sheet, page)
    write_guide(made, guide)
    book.close()
    return kept.getvalue()


# ─── sheets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def columns_of(sheet: Sheet, scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the codes of a sheet's columns, from left to right.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> columns_of(layout.SHEETS[10], load("reference-ght"))[:5]
    ('label', 'unit', '1', '2', '3')
    """
    if sheet.shape == "plain":
        return PLAIN
    ranks = range(1, 7)
    if sheet.shape == "years":
        rows = [row.raw["value"] for row in layout.rows_of(scenario, sheet) if isinstance(row, Line) and row.raw]
        ranks = range(max([scenario.horizon_years + 1, layout.FEWEST_YEARS, *map(len, rows)]))
    return ("label", "unit", *map(str, ranks), *SAID, "path")


def _page(made: Made, sheet: Sheet, page: Worksheet) -> None:
    columns, formats = columns_of(sheet, made.scenario), made.formats
    page.hide_gridlines(2)
    page.write_string(0, 0, made.title(sheet.key), formats["title"])
    page.write_string(1, 0, text(f"sheet.hint.{sheet.key}", made.lang), formats["hint"])
    page.set_row(0, 24)
    for rank, code in enumerate(columns):
        wide = {"years": 12, "activities": 18}.get(sheet.shape, 0) if code.isdigit() else _WIDTHS[code]
        page.set_column(rank, rank, wide, formats["none"])
        _head(made, page, rank, code, sheet)
        page.write_string(_CODES_ROW, rank, f"#{code}", formats["code"])
    page.set_row(2, 62 if sheet.shape == "plain" else 48)
    page.set_row(_CODES_ROW, None, None, {"hidden": True})
    rows = layout.rows_of(made.scenario, sheet)
    for rank, row in enumerate(rows, start=HEAD_ROWS):
        _row(made, page, rank, row, columns)
    _conditions(made, page, columns, HEAD_ROWS + len(rows) - 1)
    page.freeze_panes(HEAD_ROWS, 1)
    page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})
    page.set_landscape()
    page.set_paper(8 if sheet.shape == "plain" else 9)
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.5, 0.6)
    page.repeat_rows(2)
    page.print_area(0, 0, HEAD_ROWS + len(rows) - 1, columns.index("note"))
    page.set_footer("&L&A&R&P / &N")
    page.ignore_errors({"number_stored_as_text": "A1:AZ2000"})


def _head(made: Made, page: Worksheet, rank: int, code: str, sheet: Sheet) -> None:
    if not code.isdigit():
        page.write_string(2, rank, text(f"sheet.column.{code}", made.lang), made.formats["head"])
    elif sheet.shape == "activities":
        page.write_string(2, rank, f"{code}. {text(f'activity.{code}', made.lang)}", made.formats["head"])
    else:
        # The calendar follows the year of the decision that the user types.
        words = text("sheet.column.year", made.lang, rank=code)
        where, cell = made.at["decision_year"]
        formula = f'="{words}"&CHAR(10)&TEXT(\'{where}\'!{cell}+{code},"0")'
        now = f"{words}\n{made.scenario.decision_year + int(code)}"
        page.write_formula(2, rank, formula, made.formats["head"], now)


def _conditions(made: Made, page: Worksheet, columns: tuple[str, ...], last: int) -> None:
    """Set what the content of a cell changes in its look."""
    from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

    looks = {name: made.book.add_format(style) for name, style in conditional_of(made.lang).items()}
    first = HEAD_ROWS
    confidence = columns.index("confidence")
    for code in ("G", "N"):
        rule = {"type": "text", "criteria": "begins with", "value": code + DOT, "format": looks["hypothesis"]}
        page.conditional_format(first, confidence, last, confidence, rule)
    if "distribution" in columns:
        law = f"${xl_col_to_name(columns.index('distribution'))}{first + 1}"
        # A cell of a law that is not chosen turns grey; rows without a law have no list there, and stay as they are.
        for code in ("value", *PARTS):
            column = columns.index(code)
            using = [name for name in LAWS if code in _cells_of(name)]
            others = [name for name in LAWS if name not in using]
            tests = ",".join(f'{law}="{said("law", name, made.lang)}"' for name in others)
            rule = {"type": "formula", "criteria": f"=OR({tests})", "format": looks["unused"]}
            page.conditional_format(first, column, last, column, rule)
    numbers = [rank for rank, code in enumerate(columns) if code.isdigit() or code in ("value", *PARTS)]
    cell = xl_rowcol_to_cell(first, numbers[0])
    # Whole numbers without decimals; percentages and years, which their unit tells, keep their own look.
    unit = f"${xl_col_to_name(columns.index('unit'))}{first + 1}"
    own = f'ISNUMBER(SEARCH("%",{unit})),{unit}="{text("sheet.unit.whole", made.lang)}"'
    criteria = f"=AND(ISNUMBER({cell}),IFERROR({cell}=INT({cell}),FALSE),NOT(OR({own})))"
    rule = {"type": "formula", "criteria": criteria, "format": looks["whole"]}
    page.conditional_format(first, numbers[0], last, numbers[-1], rule)


def _cells_of(law: str) -> tuple[str, ...]:
    """Return the columns that a law uses."""
    return ("value",) if law == CERTAIN else parts_of(law) + bounds_of(law)


# ─── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(made: Made, page: Worksheet, rank: int, row: Row, columns: tuple[str, ...]) -> None:
    formats = made.formats
    if isinstance(row, Heading):
        words = text(f"section_title.{row.path}" if row.path else "sheet.title.case", made.lang)
        for column in range(len(columns) - 1):
            page.write_blank(rank, column, None, formats["section"])
        page.write_string(rank, 0, words, formats["section"])
        return
    if isinstance(row, Pointer):
        there, label = made.title(row.sheet), text(label_key(row.path), made.lang)
        words = text("sheet.block.pointer", made.lang, label=label, sheet=there)
        page.write_url(rank, 0, f"internal:'{there}'!A1", formats["pointer"], words)
        return
    page.write_string(rank, len(columns) - 1, row.path, formats["path"])
    if row.role == "block":
        _block(made, page, rank, row, columns)
        return
    parent, _, item = row.path.rpartition(".")
    field_path = parent if row.role == "ranked" else row.path
    label, helping = text(label_key(field_path), made.lang), help_said(field_path, made.lang)
    if row.role == "ranked":
        label = text("sheet.block.item", made.lang, label=label, rank=item)
    page.write_string(rank, 0, label, formats["label"])
    page.write_comment(rank, 0, helping, {"x_scale": 2.5, "y_scale": 1 + len(helping) / 120, "author": ""})
    page.set_row(rank, _height(row, label, made.lang))
    made.at[row.path] = (page.get_name(), absolute(rank, columns.index("value") if "value" in columns else 2))
    if row.kind is not None:
        _assumption(made, page, rank, row, columns, label, helping)
    elif row.role == "activities":
        _activities(made, page, rank, row, columns, helping)
    else:
        _single(made, page, rank, row, columns, label, helping)


def _height(row: Line, label: str, lang: Language) -> float:
    """Return a height at which the longest text of a row shows whole: nothing sets it when a workbook is opened."""
    raw = row.raw if isinstance(row.raw, dict) else {}
    texts = [(label, 46), (raw.get("source", ""), 50), (raw.get("note", ""), 86)]
    if row.raw and row.role in ("choice", "ranked") and family_of(row) != "path":
        texts.append((_item_said(row, lang), 23))
    lines = max(sum(1 + len(part) // width for part in words.split("\n")) for words, width in texts)
    return min(16.0 + 12.5 * (lines - 1), 400.0)


def _block(made: Made, page: Worksheet, rank: int, row: Line, columns: tuple[str, ...]) -> None:
    formats, value, law = made.formats, columns.index("value"), columns.index("distribution")
    for column in range(len(columns) - 1):
        page.write_blank(rank, column, None, formats["block"])
    title = text(f"section_title.{label_key(row.path).removeprefix('field.')}", made.lang)
    page.write_string(rank, 0, title, formats["block"])
    page.write_string(rank, columns.index("unit"), text("sheet.block.label", made.lang), formats["unit"])
    _text(page, rank, value, row.raw, formats["key"], row.path)
    explain_cell(page, rank, value, text("sheet.block.label", made.lang), text("sheet.block.help", made.lang))
    page.write_string(rank, law, said("kept", "kept", made.lang), formats["choice"])
    offer(made, page, rank, law, "kept", "", "")


def _assumption(
    made: Made, page: Worksheet, rank: int, row: Line, columns: tuple[str, ...], label: str, helping: str
) -> None:
    kind, raw = row.kind, row.raw or {}
    assert kind is not None
    formats = made.formats
    page.write_string(rank, columns.index("unit"), unit_said(kind, made.lang), formats["unit"])
    style = formats["percent" if kind.in_percent else "number"]
    for column, code in enumerate(columns):
        if code.isdigit():
            figures, place = raw.get("value", ()), int(code) - (1 if kind.length else 0)
            _figure(made, page, rank, column, kind, figures[place] if place < len(figures) else None)
            bound(made, page, rank, column, column, kind, label if place == 0 else "", helping)
        elif code == "value":
            _figure(made, page, rank, column, kind, raw.get("value"))
            bound(made, page, rank, column, column, kind, label, helping)
        elif code == "distribution" and not kind.certain:
            law = said("law", raw.get("distribution", CERTAIN), made.lang)
            page.write_string(rank, column, law, formats["choice"])
            offer(made, page, rank, column, "law", "", "")
        elif code in PARTS and not kind.certain:
            item = raw.get(code)
            if code in ("values", "weights"):
                _text(page, rank, column, _numbers_said(item, made.lang), formats["long"], row.path)
            elif item is None:
                page.write_blank(rank, column, None, style)
            else:
                page.write_number(rank, column, Exact(item), style)
        elif code in PARTS or code == "distribution":
            page.write_blank(rank, column, None, formats["unused"])
        elif code == "confidence":
            confidence = raw.get("confidence")
            _text(page, rank, column, confidence and said("confidence", confidence, made.lang), formats["choice"], "")
            offer(made, page, rank, column, "confidence", "", "")
        elif code in SAID:
            name = {"date": "date", "url": "row"}.get(code, "long")
            _text(page, rank, column, raw.get(code), formats[name], f"{row.path}.{code}")
    if not kind.certain and "low" in columns:
        bound(made, page, rank, columns.index("low"), columns.index("p95"), kind, "", "")


def _figure(made: Made, page: Worksheet, rank: int, column: int, kind: Kind, value: Any) -> None:
    """Write a figure, or a yes or no, or an empty cell to fill."""
    style = made.formats["choice" if kind.flag else "percent" if kind.in_percent else "number"]
    if value is None:
        page.write_blank(rank, column, None, style)
    elif kind.flag:
        page.write_string(rank, column, said("yes_no", YES_NO[0 if value else 1], made.lang), style)
    else:
        page.write_number(rank, column, Exact(value), style)


def _activities(made: Made, page: Worksheet, rank: int, row: Line, columns: tuple[str, ...], helping: str) -> None:
    page.write_string(rank, columns.index("unit"), text("sheet.unit.flag", made.lang), made.formats["unit"])
    for column, code in enumerate(columns):
        if code.isdigit():
            chosen = None if row.raw is None else said("yes_no", YES_NO[0 if int(code) in row.raw else 1], made.lang)
            _text(page, rank, column, chosen, made.formats["choice"], row.path)
            offer(made, page, rank, column, "yes_no", text(label_key(row.path), made.lang), helping)


def _single(
    made: Made, page: Worksheet, rank: int, row: Line, columns: tuple[str, ...], label: str, helping: str
) -> None:
    """Write a text, a choice, a whole number, an item of a list."""
    formats, value = made.formats, columns.index("value")
    listed = row.role in ("choice", "ranked")
    unit = "choice" if listed else "whole"
    family = family_of(row) if listed else ""
    if row.role != "text" and family != "path":  # a text runs on over the empty cells behind it
        page.write_string(rank, columns.index("unit"), text(f"sheet.unit.{unit}", made.lang), formats["unit"])
    if row.role == "whole":
        page.write_number(rank, value, row.raw, formats["year"])
        explain_cell(page, rank, value, label, helping, {"validate": "integer", "criteria": ">", "value": 0})
    elif row.role == "text":
        if "." not in row.path:  # the scenario's own name and description: room to read them
            style = made.formats["text"]
            page.merge_range(rank, value, rank, columns.index("p95"), "", style)
            page.set_row(rank, 64 if row.name == "description" else 20)
            page.write_string(rank, columns.index("unit"), "", style)
        _text(page, rank, value, row.raw, formats["text" if "." not in row.path else "row"], row.path)
        explain_cell(page, rank, value, label, helping)
    else:
        style = formats["row" if family == "path" else "choice"]
        _text(page, rank, value, row.raw and _item_said(row, made.lang), style, row.path)
        offer(made, page, rank, value, family, label, helping)


def _item_said(row: Line, lang: Language) -> str:
    """Return what the cell of a choice holds, or that of an item of a list."""
    family = family_of(row)
    return path_said(row.raw, lang) if family == "path" else said(family, row.raw, lang)


def _text(page: Worksheet, rank: int, column: int, words: str | None, style: Format, path: str) -> None:
    """Write a text as a text, whatever it begins with."""
    if not words:
        page.write_blank(rank, column, None, style)
        return
    if len(words) > LONGEST_TEXT:
        limits = {"most": str(LONGEST_TEXT)}
        raise ScenarioError([Fault("too_long_for_cell", path, read=str(len(words)), values=limits)])
    page.write_string(rank, column, words, style)


def _numbers_said(numbers: Iterable[float] | None, lang: Language) -> str | None:
    if numbers is None:
        return None
    written = " ; ".join(repr(float(number)).removesuffix(".0") for number in numbers)
    return written.replace(".", ",") if lang == "fr" else written
