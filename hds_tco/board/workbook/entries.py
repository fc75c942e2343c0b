"""Every assumption and choice that the model is given: the cells that hold them, and how formulas refer to those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hds_tco.board.workbook.cell_refs import CellRef, column_name, defined_names, sheet_prefix
from hds_tco.board.workbook.excel_expr import Expr, quoted
from hds_tco.board.workbook.excel_printer import At
from hds_tco.locale import Language
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.fields import choices_of
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.workbook.layout import HEAD_ROWS, LIVE_SHEETS, USED, Line, columns_of, rows_of
from hds_tco.scenario.workbook.words import cell_text
from hds_tco.trace.ops import Binds


@dataclass(frozen=True)
class Entry:
    """One assumption or choice.

    Parameters
    ----------
    path : str
    value : ndarray
        As the model reads it: a figure, figures by year, a code, or six flags.
    line : Line
        Its row of the form.
    sheet : str
        The key of its sheet.
    row, typed, column : int
        Where it is typed, and where formulas read it: the first of its cells if it holds several figures.
    """

    path: str
    value: npt.NDArray[np.float64]
    line: Line
    sheet: str
    row: int
    typed: int
    column: int

    @property
    def kind(self) -> Kind | None:
        """The kind of an assumption; None for a choice and for a list of activities."""
        return self.line.kind

    @property
    def codes(self) -> tuple[str, ...]:
        """What a choice may be."""
        return choices_of(self.line.section, self.line.name)

    @property
    def wide(self) -> bool:
        """Whether it holds several figures."""
        return bool(np.shape(self.value))

    @property
    def is_flag(self) -> bool:
        """Whether its cells hold yes or no."""
        return self.line.role == "activities" or (self.kind is not None and self.kind.flag)

    def words(self, code: str, lang: Language) -> str:
        """Return what a cell holds for the code of a choice."""
        return cell_text(f"choice.{self.line.name}", code, lang)

    def cells(self) -> str:
        """Return the reference to the cells that formulas read, from their own sheet."""
        first = f"${column_name(self.column)}${self.row + 1}"
        return f"{first}:${column_name(self.column + len(self.value) - 1)}${self.row + 1}" if self.wide else first


@dataclass(frozen=True)
class Input:
    """How a formula says an assumption or a choice.

    Parameters
    ----------
    name : str
        The defined name of its cell or cells.
    place : CellRef or None
        Where its figures by year stand; None for one figure.
    yes : str
        The word of a flag that stands for 1; "" for a number.
    choices : mapping
        The word in the cell for each code of a choice.
    """

    name: str
    place: CellRef | None = None
    yes: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def said(self, at: At, here: str) -> Expr:
        """Return it at a year, along some years, or as the one figure that it is."""
        text, wide = self.name, False
        if self.place is not None:
            wide = isinstance(at, range)
            text = self.place.years(at[0], at[-1], here) if isinstance(at, range) else self.place.cell(at, here)
        if self.yes:
            return Expr(f"{text}={quoted(self.yes)}", Binds.COMPARISON, truth=True, wide=wide)
        return Expr(text, wide=wide)


@dataclass(frozen=True)
class Entries:
    """All of them, each at its place, with the defined name for each path."""

    all: tuple[Entry, ...]
    names: Mapping[str, str]

    @property
    def single(self) -> tuple[Entry, ...]:
        """Those that are one figure or one choice."""
        return tuple(entry for entry in self.all if not entry.wide)

    def inputs(self, titles: Mapping[str, str], lang: Language) -> dict[str, Input]:
        """Return how formulas say each of them, from the titles of the sheets by key."""
        yes = cell_text("yes_no", "yes", lang)
        return {
            entry.path: Input(
                self.names[entry.path],
                CellRef(titles[entry.sheet], entry.row) if entry.wide else None,
                yes if entry.is_flag else "",
                {code: entry.words(code, lang) for code in entry.codes},
            )
            for entry in self.all
        }

    def defined(self, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Yield each defined name with the cells that it stands for."""
        for entry in self.all:
            yield self.names[entry.path], f"={sheet_prefix(titles[entry.sheet])}{entry.cells()}"


def entries_of(scenario: Scenario[Assumption]) -> Entries:
    """Return what the model is given of a scenario, in the order of the sheets.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> found = entries_of(load("reference-ght"))
    >>> [entry.path for entry in found.all if entry.wide][0], found.names["finance.vat_share"]
    ('migration.migrated_share_by_year', 'finance_vat_share')
    """
    seen: dict[str, npt.NDArray[np.float64]] = {}
    resolve(scenario, seen.setdefault)
    entries: list[Entry] = []
    for sheet in LIVE_SHEETS:
        columns = columns_of(sheet, scenario)
        figures = columns.index("value" if sheet.shape == "plain" else next(code for code in columns if code.isdigit()))
        for rank, row in enumerate(rows_of(scenario, sheet), start=HEAD_ROWS):
            # What varies together is the simulation's own.
            if isinstance(row, Line) and row.path in seen and not row.path.startswith("correlations."):
                used = row.kind is not None and not row.kind.certain
                read = columns.index(USED) if used else figures
                entries.append(Entry(row.path, seen[row.path], row, sheet.key, rank, figures, read))
    return Entries(tuple(entries), defined_names(seen))
