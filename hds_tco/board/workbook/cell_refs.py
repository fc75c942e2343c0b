"""Where things stand in the workbook, how a formula refers to them, and names that Excel and LibreOffice accept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Columns that every sheet of yearly figures shares: the years stand under each other from sheet to sheet.
LABEL, UNIT, NATURE, TITLE, VALUE, FIRST = range(6)
# Rows of the years and of the calendar years (from 0).
YEAR_ROW, CALENDAR_ROW = 3, 4
# First row below them.
TOP = 5


def column_name(column: int) -> str:
    """Return a column's letters.

    Examples
    --------
    >>> column_name(0), column_name(25), column_name(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_prefix(sheet: str) -> str:
    """Return a sheet's name as a formula quotes it.

    Examples
    --------
    >>> sheet_prefix("Cas d'école")
    "'Cas d''école'!"
    """
    return "'" + sheet.replace("'", "''") + "'!"


@dataclass(frozen=True)
class CellRef:
    """Where a figure, or a row of figures by year, stands.

    Parameters
    ----------
    sheet : str
    row : int
        From 0.
    column : int or None
        From 0; None for a row that holds a figure a year.
    fixed : bool
        Whether a reference to it stays when the formula is copied along the years.
    """

    sheet: str
    row: int
    column: int | None = None
    fixed: bool = False

    def cell(self, year: int | None, here: str) -> str:
        """Return the reference to the figure, or to that of a year, from a sheet."""
        column = self.column if self.column is not None else FIRST + (year or 0)
        prefix = "" if self.sheet == here else sheet_prefix(self.sheet)
        if self.fixed:
            return f"{prefix}${column_name(column)}${self.row + 1}"
        return f"{prefix}{column_name(column)}{self.row + 1}"

    def years(self, first: int, last: int, here: str) -> str:
        """Return the reference to some years of the row; one that starts in year 0 keeps its start when copied."""
        prefix = "" if self.sheet == here else sheet_prefix(self.sheet)
        left, right = column_name(FIRST + first), column_name(FIRST + last)
        return f"{prefix}{'$' if first == 0 else ''}{left}{self.row + 1}:{right}{self.row + 1}"


def cell(row: int, column: int, fixed: str = "") -> str:
    """Return a reference on the same sheet; `fixed` holds "c" and "r" for what a copy does not move.

    Examples
    --------
    >>> cell(3, 2), cell(3, 2, "cr"), cell(3, 2, "r")
    ('C4', '$C$4', 'C$4')
    """
    return f"{'$' * ('c' in fixed)}{column_name(column)}{'$' * ('r' in fixed)}{row + 1}"


def span(row: int, first: int, last: int, last_row: int | None = None, fixed: str = "cr") -> str:
    """Return the reference to a range on the same sheet.

    Examples
    --------
    >>> span(3, 1, 4), span(3, 1, 1, 8, "c")
    ('$B$4:$E$4', '$B4:$B9')
    """
    return f"{cell(row, first, fixed)}:{cell(row if last_row is None else last_row, last, fixed)}"


LONGEST_NAME, LONGEST_SHEET = 255, 31


def defined_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name of a cell for each dotted path: its words joined by underscores.

    Letters without accents, figures and underscores only; a path of two words never looks like a cell's address.

    Examples
    --------
    >>> defined_names(["finance.vat_share", "staff.infirmière.label", "staff.infirmiere.label"])
    {'finance.vat_share': 'finance_vat_share', 'staff.infirmière.label': 'staff_infirmiere_label', \
'staff.infirmiere.label': 'staff_infirmiere_label_2'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        plain = unicodedata.normalize("NFKD", path).encode("ascii", "ignore").decode()
        wanted = re.sub(r"[^A-Za-z0-9_]+", "_", plain)[: LONGEST_NAME - 8]
        names[path] = _free(wanted if "_" in wanted and wanted[0].isalpha() else f"n_{wanted}", taken, "_")
    return names


def sheet_names(labels: Iterable[str]) -> list[str]:
    """Return a sheet's name for each label.

    Examples
    --------
    >>> sheet_names(["Chez soi / ailleurs", "Chez soi : ailleurs", ""])
    ['Chez soi ailleurs', 'Chez soi ailleurs 2', 'n']
    """
    taken: set[str] = {"history"}  # Excel keeps it for itself
    names = []
    for label in labels:
        kept = "".join(char for char in label if char.isprintable() and char not in "[]:*?/\\'\"")
        kept = " ".join(kept.split()).lstrip("=+-@ ")[: LONGEST_SHEET - 4].strip() or "n"
        names.append(_free(kept, taken, " "))
    return names


def _free(wanted: str, taken: set[str], before_rank: str) -> str:
    """Return the name, with a number behind if it is taken; capitals count for nothing."""
    name, rank = wanted, 1
    while name.casefold() in taken:
        rank += 1
        name = f"{wanted}{before_rank}{rank}"
    taken.add(name.casefold())
    return name
