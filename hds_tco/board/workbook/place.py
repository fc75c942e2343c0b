"""Where things stand in the workbook, and how a formula refers to them."""

from __future__ import annotations

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
class Place:
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
