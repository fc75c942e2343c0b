"""One sheet of assumptions, written: headings, rows, units, what its content changes in its look, how it prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hds_tco.locale import Language, text
from hds_tco.scenario.errors import Fault, ScenarioError
from hds_tco.scenario.fields import assumption_at, label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.workbook.layout import (
    HEAD_ROWS,
    NAME,
    SAID,
    USED,
    Heading,
    Line,
    Pointer,
    Row,
    Sheet,
    columns_of,
    columns_of_law,
    rows_of,
)
from hds_tco.scenario.workbook.style import absolute, conditional_of, family_of, path_label
from hds_tco.scenario.workbook.words import (
    CERTAIN,
    DOT,
    LAWS,
    PARTS,
    YES_NO,
    cell_text,
    help_text,
    numbers_text,
    unit_label,
    used_formula,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from hds_tco.scenario.workbook.write import Sheets

# What Excel allows.
LONGEST_TEXT = 32_767
_CODES_ROW = 3
_WIDTHS: Mapping[str, float] = {
    "label": 44,
    "value": 21,
    USED: 15,
    "unit": 15,
    "distribution": 17,
    **dict.fromkeys(("low", "mode", "high", "p05", "p95"), 12.5),
    **dict.fromkeys(("values", "weights"), 12),
    "confidence": 20,
    "source": 38,
    "date": 12,
    "note": 60,
    "url": 24,
    NAME: 34,
    "path": 40,
}
# A spreadsheet would take a text that begins so for a formula once it is edited.
_FORMULA_SIGNS = tuple("=+-@'\t\r")


class Exact(float):
    """A number that is written with all its digits: XlsxWriter keeps sixteen, one too few for some."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that reads back to the same number."""
        return repr(float(self)).removesuffix(".0")


class SheetWriter:
    """Writes one sheet, alike in a form and in a live workbook.

    Parameters
    ----------
    shared : Sheets
        What the sheets of the workbook share.
    sheet : Sheet
    page : Worksheet
    """

    def __init__(self, shared: Sheets, sheet: Sheet, page: Worksheet) -> None:
        self.shared = shared
        self.sheet = sheet
        self.page = page
        self.lang = shared.lang
        self.formats = shared.formats
        self.columns = columns_of(sheet, shared.scenario)
        self.at = {code: rank for rank, code in enumerate(self.columns)}

    def write(self) -> None:
        """Write headings, rows, what changes their look, and how they print."""
        page, sheet, formats = self.page, self.sheet, self.formats
        hint = f"workbook.hint.{sheet.key}" if sheet.live else f"sheet.hint.{sheet.key}"
        page.hide_gridlines(2)
        page.write_string(0, 0, self.shared.titles[sheet.key], formats["title"])
        page.write_string(1, 0, text(hint, self.lang), formats["hint"])
        page.set_row(0, 24)
        for rank, code in enumerate(self.columns):
            wide = {"years": 12, "activities": 18}.get(sheet.shape, 0) if code.isdigit() else _WIDTHS[code]
            page.set_column(rank, rank, wide, formats["none"])
            self._head(rank, code)
            page.write_string(_CODES_ROW, rank, f"#{code}", formats["code"])
        page.set_row(2, 62 if sheet.shape == "plain" else 48)
        page.set_row(_CODES_ROW, None, None, {"hidden": True})
        rows = rows_of(self.shared.scenario, sheet)
        for rank, row in enumerate(rows, start=HEAD_ROWS):
            self._row(rank, row)
        last = HEAD_ROWS + len(rows) - 1
        if rows:
            self._conditions(last)
        page.freeze_panes(HEAD_ROWS, 1)
        if not sheet.live:
            page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True})
        page.set_landscape()
        page.set_paper(8 if sheet.shape == "plain" else 9)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.5, 0.6)
        page.repeat_rows(2)
        page.print_area(0, 0, last, self.at["note"])
        page.set_footer("&L&A&R&P / &N")
        page.ignore_errors({"number_stored_as_text": "A1:AZ2000"})

    def _head(self, column: int, code: str) -> None:
        page, lang, style = self.page, self.lang, self.formats["head"]
        if not code.isdigit():
            page.write_string(2, column, text(f"sheet.column.{code}", lang), style)
        elif self.sheet.shape == "activities":
            page.write_string(2, column, f"{code}. {text(f'activity.{code}', lang)}", style)
        else:
            # The calendar follows the year of the decision that the user types.
            words = text("sheet.column.year", lang, rank=code)
            where, cell = self.shared.at["decision_year"]
            formula = f'="{words}"&CHAR(10)&TEXT(\'{where}\'!{cell}+{code},"0")'
            now = f"{words}\n{self.shared.scenario.decision_year + int(code)}"
            page.write_formula(2, column, formula, style, now)

    def _conditions(self, last: int) -> None:
        """Set what the content of a cell changes in its look."""
        looks = {name: self.shared.book.add_format(style) for name, style in conditional_of(self.lang).items()}
        page, first = self.page, HEAD_ROWS
        confidence = self.at["confidence"]
        for code in ("G", "N"):
            rule = {"type": "text", "criteria": "begins with", "value": code + DOT, "format": looks["hypothesis"]}
            page.conditional_format(first, confidence, last, confidence, rule)
        if "distribution" in self.at:
            law, value = self._address(first, "distribution", "$"), self._address(first, "value", "$")
            # A cell of a law that is not chosen turns grey; rows without a law have no list there, and stay as they
            # are. In a live workbook a value typed in front of a law counts in its place.
            for code in PARTS if self.sheet.live else ("value", *PARTS):
                column = self.at[code]
                others = [name for name in LAWS if code not in columns_of_law(name)]
                tests = ",".join(f'{law}="{cell_text("law", name, self.lang)}"' for name in others)
                tests += f',AND({law}<>"",ISNUMBER({value}))' if self.sheet.live else ""
                rule = {"type": "formula", "criteria": f"=OR({tests})", "format": looks["unused"]}
                page.conditional_format(first, column, last, column, rule)
        numbers = [rank for code, rank in self.at.items() if code.isdigit() or code in ("value", USED, *PARTS)]
        cell = self._address(first, self.columns[numbers[0]])
        # Whole numbers without decimals; percentages and years, which their unit tells, keep their own look.
        unit = self._address(first, "unit", "$")
        own = f'ISNUMBER(SEARCH("%",{unit})),{unit}="{text("sheet.unit.whole", self.lang)}"'
        criteria = f"=AND(ISNUMBER({cell}),IFERROR({cell}=INT({cell}),FALSE),NOT(OR({own})))"
        rule = {"type": "formula", "criteria": criteria, "format": looks["whole"]}
        page.conditional_format(first, numbers[0], last, numbers[-1], rule)

    def _address(self, row: int, code: str, fixed: str = "") -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(row, self.at[code], col_abs=bool(fixed)))

    # ─── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _row(self, rank: int, row: Row) -> None:
        page, lang, formats, at = self.page, self.lang, self.formats, self.at
        if isinstance(row, Heading):
            words = text(f"section_title.{row.path}" if row.path else "sheet.title.case", lang)
            self._band(rank, "section")
            page.write_string(rank, 0, words, formats["section"])
            return
        if isinstance(row, Pointer):
            sheet, label = self.shared.titles[row.sheet], text(label_key(row.path), lang)
            words = text("sheet.block.pointer", lang, label=label, sheet=sheet)
            page.write_url(rank, 0, f"internal:'{sheet}'!A1", formats["pointer"], words)
            return
        if row.role == "block":
            self._block(rank, row)
        page.write_string(rank, at["path"], row.path, formats["path"])
        unread = self.sheet.live and row.path not in self.shared.read
        if self.sheet.live:
            name = text("workbook.word.unread", lang) if unread else self.shared.names[row.path]
            page.write_string(rank, at[NAME], name, formats["path"])
        if row.role == "block":
            return
        parent, _, item = row.path.rpartition(".")
        field_path = parent if row.role == "ranked" else row.path
        label, helping = text(label_key(field_path), lang), help_text(field_path, lang)
        if row.role == "ranked":
            label = text("sheet.block.item", lang, label=label, rank=item)
        page.write_string(rank, 0, label, formats["label_unread" if unread else "label"])
        page.write_comment(rank, 0, helping, {"x_scale": 2.5, "y_scale": 1 + len(helping) / 120, "author": ""})
        page.set_row(rank, _height(row, label, lang))
        self.shared.at[row.path] = (page.get_name(), absolute(rank, at.get("value", 2)))
        if row.kind is not None:
            self._assumption(rank, row, row.kind, label, helping)
        elif row.role == "activities":
            self._activities(rank, row, helping)
        else:
            self._single(rank, row, label, helping)

    def _band(self, rank: int, style: str) -> None:
        for column in range(len(self.columns) - 1):
            self.page.write_blank(rank, column, None, self.formats[style])

    def _block(self, rank: int, row: Line) -> None:
        page, lang, formats, at = self.page, self.lang, self.formats, self.at
        self._band(rank, "block")
        title = text(f"section_title.{label_key(row.path).removeprefix('field.')}", lang)
        page.write_string(rank, 0, title, formats["block"])
        page.write_string(rank, at["unit"], text("sheet.block.label", lang), formats["unit"])
        self._text(rank, at["value"], row.raw, "key", row.path)
        helping = text("sheet.block.label", lang), text("sheet.block.help", lang)
        self.shared.lists.explain(page, rank, at["value"], *helping)
        page.write_string(rank, at["distribution"], cell_text("kept", "kept", lang), formats["choice"])
        self.shared.lists.choose(page, rank, at["distribution"], "kept")

    def _assumption(self, rank: int, row: Line, kind: Kind, label: str, helping: str) -> None:
        raw, formats, lists, page = row.raw or {}, self.formats, self.shared.lists, self.page
        page.write_string(rank, self.at["unit"], unit_label(kind, self.lang), formats["unit"])
        for code, column in self.at.items():
            if code.isdigit():
                self._figure_of_year(rank, column, row, kind, int(code) - (1 if kind.length else 0))
                lists.bound(page, rank, column, column, kind, label if column == self.first_figure else "", helping)
            elif code == "value":
                self._figure(rank, column, kind, raw.get("value"))
                lists.bound(page, rank, column, column, kind, label, helping)
            elif (kind.certain and code in (USED, "distribution", *PARTS)) or (code == USED and row.raw is None):
                page.write_blank(rank, column, None, formats["unused"])
            elif code == USED:
                self._used(rank, column, row, kind)
            elif code == "distribution":
                law = cell_text("law", raw.get("distribution", CERTAIN), self.lang)
                page.write_string(rank, column, law, formats["choice"])
                lists.choose(page, rank, column, "law")
            elif code in ("values", "weights"):
                self._text(rank, column, numbers_text(raw.get(code), self.lang), "long", row.path)
            elif code in PARTS:
                self._figure(rank, column, kind, raw.get(code))
            elif code == "confidence":
                confidence = raw.get("confidence")
                self._text(rank, column, confidence and cell_text("confidence", confidence, self.lang), "choice", "")
                lists.choose(page, rank, column, "confidence")
            elif code in SAID:
                style = {"date": "date", "url": "row"}.get(code, "long")
                self._text(rank, column, raw.get(code), style, f"{row.path}.{code}")
        if not kind.certain and "low" in self.at:
            lists.bound(page, rank, self.at["low"], self.at["p95"], kind, "", "")

    @property
    def first_figure(self) -> int:
        """The column of the first year or activity."""
        return next(rank for code, rank in self.at.items() if code.isdigit())

    def _figure_of_year(self, rank: int, column: int, row: Line, kind: Kind, place: int) -> None:
        """Write the figure of a year, or of an activity; in a live workbook the last one goes on where it holds."""
        figures = (row.raw or {}).get("value", ())
        if place < len(figures):
            self._figure(rank, column, kind, figures[place])
        elif self.sheet.live and kind.fill == "hold":
            before = self._address(rank, self.columns[column - 1])
            style = self.formats["percent" if kind.in_percent else "number"]
            self.page.write_formula(rank, column, f"={before}", style, Exact(figures[-1]))
        else:
            self._figure(rank, column, kind, None)

    def _used(self, rank: int, column: int, row: Line, kind: Kind) -> None:
        """Write the formula of the figure that the other formulas read."""
        raw, stored = row.raw, list[str]()
        assumption = assumption_at(self.shared.scenario, row.path)
        assert assumption is not None and isinstance(assumption.value, float)
        if raw.get("distribution") == "discrete":
            items = [numbers_text(raw[code], self.lang) or "" for code in ("values", "weights")]
            stored = self.shared.lists.store(row.path, [*items, assumption.value])
        cells = {code: self._address(rank, code) for code in ("value", "distribution", *PARTS)}
        style = self.formats["used_percent" if kind.in_percent else "used"]
        self.page.write_formula(
            rank, column, used_formula(kind, cells, stored, self.lang), style, Exact(assumption.value)
        )

    def _figure(self, rank: int, column: int, kind: Kind, value: Any) -> None:
        """Write a figure, or a yes or no, or an empty cell to fill."""
        style = self.formats["choice" if kind.flag else "percent" if kind.in_percent else "number"]
        if value is None:
            self.page.write_blank(rank, column, None, style)
        elif kind.flag:
            self.page.write_string(rank, column, cell_text("yes_no", YES_NO[0 if value else 1], self.lang), style)
        else:
            self.page.write_number(rank, column, Exact(value), style)

    def _activities(self, rank: int, row: Line, helping: str) -> None:
        self.page.write_string(rank, self.at["unit"], text("sheet.unit.flag", self.lang), self.formats["unit"])
        label = text(label_key(row.path), self.lang)
        for code, column in self.at.items():
            if code.isdigit():
                chosen = None if row.raw is None else YES_NO[0 if int(code) in row.raw else 1]
                self._text(rank, column, chosen and cell_text("yes_no", chosen, self.lang), "choice", row.path)
                self.shared.lists.choose(self.page, rank, column, "yes_no", label, helping)

    def _single(self, rank: int, row: Line, label: str, helping: str) -> None:
        """Write a text, a choice, a whole number, an item of a list."""
        page, lang, formats, lists = self.page, self.lang, self.formats, self.shared.lists
        value, unit = self.at["value"], self.at["unit"]
        listed = row.role in ("choice", "ranked")
        family = family_of(row) if listed else ""
        if row.role != "text" and family != "path":  # a text runs on over the empty cells behind it
            page.write_string(rank, unit, text(f"sheet.unit.{'choice' if listed else 'whole'}", lang), formats["unit"])
        if row.role == "whole":
            page.write_number(rank, value, row.raw, formats["year"])
            lists.explain(page, rank, value, label, helping, {"validate": "integer", "criteria": ">", "value": 0})
        elif row.role == "text":
            if "." not in row.path:  # the scenario's own name and description: room to read them
                style = formats["text"]
                page.merge_range(rank, value, rank, self.at["p95"], "", style)
                page.set_row(rank, 64 if row.name == "description" else 20)
                page.write_string(rank, unit, "", style)
            self._text(rank, value, row.raw, "text" if "." not in row.path else "row", row.path)
            lists.explain(page, rank, value, label, helping)
        else:
            style_of = "row" if family == "path" else "choice"
            self._text(rank, value, row.raw and _item_text(row, lang), style_of, row.path)
            lists.choose(page, rank, value, family, label, helping)

    def _text(self, rank: int, column: int, words: str | None, style: str, path: str) -> None:
        """Write a text as a text, whatever it begins with."""
        if not words:
            self.page.write_blank(rank, column, None, self.formats[style])
            return
        if len(words) > LONGEST_TEXT:
            limits = {"most": str(LONGEST_TEXT)}
            raise ScenarioError([Fault("too_long_for_cell", path, read=str(len(words)), values=limits)])
        own = self.shared.quoted(style) if words.startswith(_FORMULA_SIGNS) else self.formats[style]
        self.page.write_string(rank, column, words, own)


def _height(row: Line, label: str, lang: Language) -> float:
    """Return a height at which the longest text of a row shows whole: nothing sets it when a workbook is opened."""
    raw = row.raw if isinstance(row.raw, dict) else {}
    texts = [(label, 46), (raw.get("source", ""), 50), (raw.get("note", ""), 86)]
    if row.raw and row.role in ("choice", "ranked") and family_of(row) != "path":
        texts.append((_item_text(row, lang), 23))
    lines = max(sum(1 + len(part) // width for part in words.split("\n")) for words, width in texts)
    return min(16.0 + 12.5 * (lines - 1), 400.0)


def _item_text(row: Line, lang: Language) -> str:
    """Return what the cell of a choice holds, or that of an item of a list."""
    family = family_of(row)
    return path_label(row.raw, lang) if family == "path" else cell_text(family, row.raw, lang)
