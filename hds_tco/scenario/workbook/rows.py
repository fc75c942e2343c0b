"""The rows of the form in a workbook, wherever they stand: known by the path in each and the codes above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hds_tco.scenario.assumption import Section
from hds_tco.scenario.errors import Fault, Place, Saying, close_to, shown
from hds_tco.scenario.fields import replaced_fault, section_at
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.workbook.cells import Book, Cell, Page
from hds_tco.scenario.workbook.layout import NAME, USED, Role, locate
from hds_tco.scenario.workbook.words import PARTS, in_cell

_MARK = "#"
PATH = "path"


@dataclass(frozen=True)
class FormRow:
    """One row that bears a path."""

    page: Page
    rank: int
    path: str
    role: Role
    section: type[Section[Any]]
    name: str
    columns: Mapping[str, int]

    def cell(self, code: str) -> Cell:
        """Return the cell in a column, empty if that column was deleted."""
        return self.page.cell(self.rank, self.columns[code]) if code in self.columns else Cell()

    def place(self, code: str, say: Saying | None = None) -> Place:
        """Return where a cell of this row is; the sheet only, if its column was deleted."""
        column = self.columns.get(code)
        name = f"{_letters(column)}{self.rank}" if column else ""
        shown_path = self.path if self.role == "ranked" or code.isdigit() else ""
        return Place(self.page.title, name, (self.page.rank, self.rank, column or 0), say or in_cell, shown_path)

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes of the columns of years or activities, from left to right."""
        return tuple(sorted((code for code in self.columns if code.isdigit()), key=int))

    @property
    def overrules(self) -> bool:
        """Whether a figure was typed in front of a law, as a live workbook lets one do: the law counts no longer."""
        return USED in self.columns and not self.cell("value").is_blank

    def written_figures(self, kind: Kind) -> tuple[str, ...]:
        """Return the columns of years or activities up to the last that is filled.

        In a live workbook the last figure of a row that holds goes on by formulas: those say nothing of their own.
        """
        codes = list(self.figures)
        holds = kind.fill == "hold" and NAME in self.columns
        while codes:
            cell = self.cell(codes[-1])
            goes_on = holds and len(codes) > 1 and cell.formula == f"={self.place(codes[-2]).cell}"
            if not cell.is_blank and not goes_on:
                break
            codes.pop()
        return tuple(codes)

    @property
    def is_filled(self) -> bool:
        """Whether a value stands in it; a source alone is none."""
        return any(not self.cell(code).is_blank for code in ("value", *PARTS, *self.figures))


def rows_in(book: Book) -> Iterator[FormRow | Fault]:
    """Yield the rows that bear a path, and a fault for each path that leads nowhere or stands twice."""
    first: dict[str, FormRow] = {}
    for page in book.pages:
        columns: dict[str, int] = {}
        for rank in page.rows:
            marks = {
                cell.value[1:].strip(): column
                for column, cell in page.rows[rank].items()
                if isinstance(cell.value, str) and cell.value.startswith(_MARK)
            }
            if {PATH, "label", "confidence"} <= marks.keys():
                columns = marks
                continue
            path = page.mark(rank, columns[PATH]) if columns else None
            if not isinstance(path, str) or not path.strip():
                continue
            field = locate(path)
            if field is None:
                place = Place(page.title, f"{_letters(columns[PATH])}{rank}", (page.rank, rank, 0))
                replaced = replaced_fault(path)
                unknown = Fault("unknown_row", read=shown(path), mend=_near(path))
                yield replace(replaced or unknown, place=place)
                continue
            row = FormRow(page, rank, path, *field, columns)
            if path in first:
                other = first[path].place(PATH)
                values = {"first": f"{other.sheet}, {other.cell}"}
                yield Fault("row_twice", path, values=values, place=row.place(PATH))
                continue
            first[path] = row
            yield row


def hidden_faults(rows: Iterable[FormRow]) -> list[Fault]:
    """Return a fault for each merged range under which filled cells of the form are out of sight."""
    counts: dict[tuple[int, str], int] = {}
    places: dict[tuple[int, str], Place] = {}
    for row in rows:
        for code in row.columns:
            merged = row.page.hiding(row.rank, row.columns[code]) if code not in (PATH, "label") else None
            if merged is not None and str(row.page.mark(row.rank, row.columns[code]) or "").strip():
                here = (row.page.rank, merged.name)
                counts[here] = counts.get(here, 0) + 1
                places.setdefault(here, replace(row.place(code), path=""))
    return [
        Fault("cells_hidden", read=name, values={"count": str(count)}, place=places[rank, name])
        for (rank, name), count in counts.items()
    ]


def _near(path: str) -> str:
    """Return the path that was likely meant, in a section that the path names."""
    above, _, name = path.rpartition(".")
    section = section_at(above)
    near = close_to(name, section.model_fields) if section is not None else ""
    return ".".join(part for part in (above, near) if part) if near else ""


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter  # absent without the extra that reads workbooks

    return str(get_column_letter(column))
