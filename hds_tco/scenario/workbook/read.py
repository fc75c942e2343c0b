"""A filled workbook read into the tree that a TOML file would give, so that the same checks find the same faults.

A row is known by the path in it, a column by the code in the hidden row above: sheets, rows and columns may have been
moved, sorted or renamed. What stands anywhere else is the user's own and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.distributions import DISTRIBUTIONS
from hds_tco.scenario.errors import Fault, Place, Saying, ScenarioError, shown
from hds_tco.scenario.fields import choices_of, items_of, kind_of
from hds_tco.scenario.file_types import LARGEST_BYTES, workbook_fault
from hds_tco.scenario.files import Source, bytes_of, names_of
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.rules import KEYED
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.suggestions import mended_flag
from hds_tco.scenario.workbook.cells import Book
from hds_tco.scenario.workbook.layout import SPARE
from hds_tco.scenario.workbook.rows import PATH, FormRow, hidden_faults, rows_in
from hds_tco.scenario.workbook.words import CERTAIN, DOT, KEPT, LAWS, PARTS, YES_NO, in_cell, read_back

Names = tuple[str, ...]


@dataclass(frozen=True)
class Filled(Source):
    """A workbook as read: each field's cell, and what could not be read there."""

    places: Mapping[Names, Place] = field(default_factory=dict)

    def placed(self, fault: Fault) -> Fault:
        """Say in which cell of which sheet a fault stands, or on which sheet it is missing."""
        path = names_of(fault.path)
        depths = range(len(path), 0, -1)
        place = next((self.places[path[:depth]] for depth in depths if path[:depth] in self.places), None)
        return replace(fault, file=self.label, place=place or Place())


def read_workbook(path: Path, label: str) -> Filled:
    """Return what a workbook holds.

    Raises
    ------
    ScenarioError
        If it cannot be opened, may do harm, or no sheet of it bears the marks of a scenario.
    """
    raw, size = bytes_of(path, label, LARGEST_BYTES)
    fault = workbook_fault(path, raw, size)
    if fault is not None:
        raise ScenarioError([replace(fault, file=label)])
    book = Book(raw, label)
    rows = list(rows_in(book))
    reading = _Reading(label)
    known = [row for row in rows if isinstance(row, FormRow)]
    if not known:
        raise ScenarioError([Fault("no_rows", file=label, mend="hds-tco new --format xlsx")])
    hidden = hidden_faults(known)
    if hidden:  # what stands under is not what its author sees: nothing more can be said of it
        raise ScenarioError([replace(fault, file=label) for fault in hidden])
    reading.faults += [replace(row, file=label) for row in rows if isinstance(row, Fault)]
    reading.read(known)
    return Filled(label, path, "", reading.tree, tuple(reading.faults), book.made_by, reading.places)


@dataclass
class _Block:
    """A block of the user's naming: how it is called, whether it counts."""

    name: str
    counts: bool


@dataclass
class _Reading:
    """What is made of a workbook, row by row."""

    label: str
    tree: dict[str, Any] = field(default_factory=dict)
    places: dict[Names, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    blocks: dict[str, _Block] = field(default_factory=dict)
    items: dict[Names, list[Any]] = field(default_factory=dict)

    def read(self, rows: list[FormRow]) -> None:
        """Fill the tree."""
        self._find_blocks(rows)
        # Sums by year stand on a sheet of their own: alone they make no part of a case.
        filled = {row.path.partition(".")[0] for row in rows if row.is_filled and "_by_year" not in row.path}
        for row in sorted(rows, key=_order):
            top = row.path.partition(".")[0]
            names = self._names(row)
            if names is None:
                continue
            for depth in range(1, len(names)):
                sheet_only = replace(row.place(PATH), cell="", path="")
                self.places.setdefault(names[:depth], sheet_only)
            if Scenario.model_fields[top].is_required() or top in filled or _keyed(row.path):
                self._row(row, names)

    # ─── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _find_blocks(self, rows: list[FormRow]) -> None:
        titles = {row.path: row for row in rows if row.role == "block"}
        inside: dict[str, bool] = {}
        for row in rows:
            keyed = _keyed(row.path)
            if keyed:
                below = self._table(keyed.rpartition(".")[0].split("."))
                assert isinstance(below, dict)
                filled = row.role != "block" and row.is_filled
                inside[keyed] = inside.get(keyed, False) or filled
        names: dict[tuple[str, str], str] = {}
        for keyed, filled in inside.items():
            above, _, identity = keyed.rpartition(".")
            title = titles.get(keyed)
            name = identity if title is None and not identity.startswith(SPARE) else ""
            counts = True
            if title is not None:
                name = self._text(title, "value") or ""
                counts = self._counts(title)
                self.places[(*above.split("."), name or identity)] = title.place("value")
            unread = title is not None and title.cell("value").fault
            unnamed = counts and not name and filled and not unread
            twice = counts and bool(name) and (above, name) in names
            if unnamed or twice:
                place = title.place("value") if title else self._sheet_of(rows, keyed)
                twin = Fault("block_twice", f"{above}.{name}", shown(name), place=place)
                self._fault(twin if twice else Fault("block_unnamed", keyed, place=place))
            counts = counts and not twice
            names[above, name] = keyed
            self.blocks[keyed] = _Block(name, counts and bool(name))

    def _sheet_of(self, rows: list[FormRow], keyed: str) -> Place:
        row = next(row for row in rows if row.path.startswith(keyed))
        return replace(row.place(PATH), cell="")

    def _counts(self, title: FormRow) -> bool:
        cell = title.cell("distribution")
        if cell.is_blank or self._unreadable(title, "distribution", tuple(title.path.split("."))):
            return True
        code = read_back("kept", KEPT, str(cell.value))
        if code not in KEPT:
            say = partial(in_cell, family="kept", codes=KEPT)
            place = title.place("distribution", say)
            self._fault(Fault("choice", title.path, shown(cell.value), {"choices": ", ".join(KEPT)}, place=place))
        return code != "left_out"

    def _names(self, row: FormRow) -> Names | None:
        """Return a row's path in the scenario, its block under the user's name for it; None if it does not count."""
        keyed = _keyed(row.path)
        if not keyed:
            return tuple(row.path.split("."))
        block = self.blocks[keyed]
        above = keyed.rpartition(".")[0]
        below = row.path[len(keyed) + 1 :].split(".") if row.path != keyed else []
        return (*above.split("."), block.name, *below) if block.counts else None

    def _renamed(self, path: str) -> str:
        """Return the path of an assumption whose block the user has given another name."""
        keyed = _keyed(path)
        block = self.blocks.get(keyed)
        return f"{keyed.rpartition('.')[0]}.{block.name}{path[len(keyed) :]}" if block and block.name else path

    # ─── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _row(self, row: FormRow, names: Names) -> None:
        if row.role == "block":
            self._table(names)
            return
        if row.role == "ranked":
            self._item(row, names[:-1])
            return
        say = _saying(row, row.figures[0] if row.figures else "value")
        self.places[names] = row.place(row.figures[0] if row.figures and "value" not in row.columns else "value", say)
        before = len(self.faults)
        kind = kind_of(row.section, row.name)
        if kind is not None:
            raw = self._assumption(row, names, kind)
        elif row.role == "activities":
            raw = self._activities(row, names)
        elif row.role == "text":
            raw = self._text(row, "value", names) or ""
        else:
            raw = self._single(row, names)
        if raw is not None and len(self.faults) == before:
            self._table(names[:-1])[names[-1]] = raw
        else:
            self._table(names[:-1])

    def _assumption(self, row: FormRow, names: Names, kind: Kind) -> Any:
        """Return the table that a file would hold, None if the row says nothing."""
        table: dict[str, Any] = {}
        law = "" if row.overrules else self._text(row, "distribution", names)
        code = read_back("law", LAWS, law) if law else ""
        if code and code != CERTAIN:
            table["distribution"] = code
            say = partial(in_cell, family="law", codes=tuple(DISTRIBUTIONS))
            self.places[*names, "distribution"] = row.place("distribution", say)
        if kind.per_year:
            figures = self._figures(row, names, kind)
            if figures:
                table["value"] = figures
        for part in (() if kind.per_year else ("value",)) + (() if row.overrules else PARTS):
            here = (*names, part)
            self.places[here] = row.place(part, _saying(row, part))
            if row.cell(part).is_blank:
                continue
            number = self._number(row, part, here, kind)
            if number is not None:
                table[part] = _listed(number) if part in ("values", "weights") else number
        if code == CERTAIN and table and "value" not in table:
            self._fault(Fault("law_unchosen", ".".join(names), place=row.place("distribution")))
        origin: dict[str, Any] = {}
        for part in ("source", "url", "date", "note"):
            self.places[*names, part] = row.place(part)
            words = self._text(row, part, names)
            if words:
                origin[part] = words
        if table or origin:
            confidence = self._text(row, "confidence", names)
            if confidence:
                origin["confidence"] = read_back("confidence", CONFIDENCES, confidence)
            say = partial(in_cell, family="confidence", codes=CONFIDENCES)
            self.places[*names, "confidence"] = row.place("confidence", say)
        return (table | origin) or None

    def _figures(self, row: FormRow, names: Names, kind: Kind) -> list[Any]:
        """Return figures by year or by activity, up to the last cell that is filled."""
        numbers: list[Any] = []
        for rank, code in enumerate(row.written_figures(kind)):
            here = (*names, "value", str(rank))
            self.places[here] = self.places[*names, str(rank)] = row.place(code, _saying(row, code))
            if row.cell(code).is_blank:
                self._fault(Fault("cell_gap", ".".join(here), place=row.place(code)))
            numbers.append(self._number(row, code, here, kind))
        return numbers

    def _value(self, row: FormRow, code: str, names: Names, expected: str) -> Any:
        """Return what a cell holds; what is no number or answer is for the checks to say, but dates and the like."""
        cell = row.cell(code)
        if self._unreadable(row, code, names):
            return None
        if cell.is_date:
            words = {"expected": f"@expected.{expected}"}
            place = row.place(code, _saying(row, code))
            self._fault(Fault("cell_date", ".".join(names), _date(cell.value), words, place=place))
            return None
        return cell.value

    def _number(self, row: FormRow, code: str, names: Names, kind: Kind) -> Any:
        value = self._value(row, code, names, kind.name)
        return _answer(value) if kind.flag else value

    def _activities(self, row: FormRow, names: Names) -> list[int] | None:
        chosen, answered = [], False
        for code in row.figures:
            cell = row.cell(code)
            here = (*names, code)
            if cell.is_blank or self._unreadable(row, code, here):
                continue
            answered = True
            answer = _answer(cell.value)
            if answer is True:
                chosen.append(int(code))
            elif answer is not False:
                words = {"expected": "@expected.flag"}
                place = row.place(code, _saying(row, code))
                mend = mended_flag(shown(cell.value))
                self._fault(Fault("wrong_type", ".".join(here), shown(cell.value), words, mend, place=place))
        return chosen if answered else None

    def _single(self, row: FormRow, names: Names) -> Any:
        """Return a choice or a whole number, None if the cell is empty."""
        if row.cell("value").is_blank:
            return None
        if row.role == "whole":
            number = self._value(row, "value", names, "whole")
            return int(number) if isinstance(number, float) and number.is_integer() else number
        words = self._text(row, "value", names)
        return None if words is None else read_back(f"choice.{row.name}", choices_of(row.section, row.name), words)

    def _item(self, row: FormRow, names: Names) -> None:
        """Add an item to the list that it belongs to; an empty row is none."""
        codes = items_of(row.section, row.name)
        say = partial(in_cell, family="option" if codes else "", codes=codes)
        place = row.place("value", say)
        table = self._table(names[:-1])
        if names[-1] not in table:  # the list as a whole is where it begins
            self.places[names] = place
        items = table.setdefault(names[-1], [])
        words = self._text(row, "value", names)
        if words and words.strip():
            self.places[*names, str(len(items))] = place
            items.append(read_back("option", codes, words) if codes else self._renamed(_path_of(words)))

    # ─── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _text(self, row: FormRow, code: str, names: Names = ()) -> str | None:
        """Return what a text's cell holds, a number or a date as one writes it; None if empty or not readable."""
        cell = row.cell(code)
        if cell.value is None or self._unreadable(row, code, names or tuple(row.path.split("."))):
            return None
        if cell.is_date:
            return _date(cell.value)
        value = cell.value
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def _unreadable(self, row: FormRow, code: str, names: Names) -> bool:
        cell = row.cell(code)
        if not cell.fault:
            return False
        unread = "formula_unread" if cell.fault == "formula_unread" else "cell_merged"
        fault = "cell_error" if cell.fault == "cell_error" else unread
        self._fault(Fault(fault, ".".join(names), shown(cell.value), place=row.place(code)))
        return True

    def _fault(self, fault: Fault) -> None:
        self.faults.append(replace(fault, file=self.label))

    def _table(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the table of a section or block, made if need be."""
        table = self.tree
        for name in names:
            table = table.setdefault(name, {})
        return table


def _saying(row: FormRow, code: str) -> Saying:
    """Return how figures and codes of a cell are said: in percent where the cell shows percent."""
    kind = kind_of(row.section, row.name) if row.role != "block" else None
    family, codes = "", tuple[str, ...]()
    if row.role == "choice":
        family, codes = f"choice.{row.name}", choices_of(row.section, row.name)
    percents = kind is not None and kind.in_percent and code != "weights"
    is_text = isinstance(row.cell(code).value, str)
    return partial(in_cell, family=family, codes=codes, in_percent=percents, is_text=is_text)


def _answer(value: Any) -> Any:
    """Return true or false for a yes or a no in words, the value itself for anything else."""
    answer = read_back("yes_no", YES_NO, value) if isinstance(value, str) else ""
    return answer == "yes" if answer in YES_NO else value


def _order(row: FormRow) -> tuple[bool, int]:
    """Order rows as they stand, a section's own sheet first, the items of a list by their rank."""
    last = row.path.rpartition(".")[2]
    return "value" not in row.columns, int(last) if row.role == "ranked" and last.isdigit() else 0


def _keyed(path: str) -> str:
    """Return the path of the block that a path leads into, an empty text if into none.

    Examples
    --------
    >>> _keyed("hosted.ehpad.vms"), _keyed("certification.steps.a"), _keyed("certification.regime")
    ('hosted.ehpad', 'certification.steps.a', '')
    """
    parts = path.split(".")
    depth = next((len(above) + 1 for above in KEYED if tuple(parts[: len(above)]) == above), 0)
    return ".".join(parts[:depth]) if depth and len(parts) >= depth else ""


def _path_of(words: str) -> str:
    """Return the path behind a label, or a path as typed."""
    if words.partition(".")[0] in Scenario.model_fields:
        return words.strip()
    return words.split(DOT, 1)[-1].strip()


def _listed(value: Any) -> Any:
    """Return the numbers of a text such as ``1 ; 2,5``; the text itself if it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    if not isinstance(value, str):
        return value
    try:
        return [float(item.strip().replace(",", ".")) for item in value.split(";") if item.strip()]
    except ValueError:
        return value


def _date(value: Any) -> str:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)
