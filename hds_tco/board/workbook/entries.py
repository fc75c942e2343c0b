"""Every assumption and choice that the model is given, as the cells that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.explain import own_labels
from hds_tco.board.workbook.inputs import Input
from hds_tco.board.workbook.names import defined_names
from hds_tco.board.workbook.place import FIRST, TOP, Place
from hds_tco.locale import Language, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve
from hds_tco.scenario.fields import choices_of, field_at, kind_of, label_key
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.workbook.words import said, unit_said

# First row of the sheet of assumptions below its headings.
ASSUMPTIONS_TOP = 4


@dataclass(frozen=True)
class Entry:
    """One assumption or choice.

    Parameters
    ----------
    path : str
    value : ndarray
        As the model reads it: a figure, figures by year, a code, or six flags.
    kind : Kind or None
        None for a choice and for a list of activities.
    assumption : Assumption or None
    codes : tuple of str
        What a choice may be.
    row : int
        On its sheet.
    """

    path: str
    value: npt.NDArray[np.float64]
    kind: Kind | None
    assumption: Assumption | None
    codes: tuple[str, ...]
    row: int = -1

    @property
    def section(self) -> str:
        """The path of the section that it stands in."""
        return self.path.rpartition(".")[0]

    @property
    def wide(self) -> bool:
        """Whether it holds several figures, and stands on the sheet of those."""
        return bool(np.shape(self.value))

    @property
    def is_flag(self) -> bool:
        """Whether its cells hold yes or no."""
        return (self.kind is None and not self.codes) or (self.kind is not None and self.kind.flag)

    @property
    def by_activity(self) -> bool:
        """Whether it holds a figure for each of the six HDS activities."""
        return self.wide and (self.kind is None or self.kind.length > 0)

    def label(self, lang: Language) -> str:
        """Return its label."""
        return text(label_key(self.path), lang)

    def unit(self, lang: Language) -> str:
        """Return the unit beside its cell."""
        if self.kind is not None:
            return unit_said(self.kind, lang)
        return text("sheet.unit.choice" if self.codes else "sheet.unit.flag", lang)

    def words(self, code: str, lang: Language) -> str:
        """Return what a cell holds for the code of a choice."""
        return said(self.family, code, lang)

    @property
    def family(self) -> str:
        """The list that its cell is filled from."""
        return "yes_no" if self.is_flag else f"choice.{self.path.rpartition('.')[2]}"


@dataclass(frozen=True)
class Entries:
    """All of them, each at its place.

    Parameters
    ----------
    single, by_year, by_activity : tuple of Entry
    headings : dict of int to str
        Rows of the sheet of assumptions that hold a section's title, and that section's path.
    activity_row : int
        The row of the sheet of figures by year that heads those by activity.
    names : mapping
        The defined name for each path.
    """

    single: tuple[Entry, ...]
    by_year: tuple[Entry, ...]
    by_activity: tuple[Entry, ...]
    headings: Mapping[int, str]
    activity_row: int
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Entry, ...]:
        """Every entry."""
        return self.single + self.by_year + self.by_activity

    def inputs(self, years_sheet: str, lang: Language) -> dict[str, Input]:
        """Return how formulas say each of them."""
        yes = said("yes_no", "yes", lang)
        return {
            entry.path: Input(
                self.names[entry.path],
                Place(years_sheet, entry.row) if entry.wide else None,
                yes if entry.is_flag else "",
                {code: entry.words(code, lang) for code in entry.codes},
            )
            for entry in self.all
        }


def entries_of(scenario: Scenario[Assumption]) -> Entries:
    """Return what the model is given of a scenario.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> found = entries_of(load("reference-ght"))
    >>> [entry.path for entry in found.by_year][0], found.names["finance.vat_share"]
    ('migration.migrated_share_by_year', 'finance_vat_share')
    """
    seen: dict[str, npt.NDArray[np.float64]] = {}
    resolve(scenario, seen.setdefault)
    assumptions = assumptions_of(scenario)
    made: list[Entry] = []
    for path, value in seen.items():
        place = field_at(path)
        if place is None or path.startswith("correlations."):  # what varies together is the simulation's own
            continue
        made.append(Entry(path, value, kind_of(*place), assumptions.get(path), choices_of(*place)))
    row, headings, section = ASSUMPTIONS_TOP, {}, ""
    single: list[Entry] = []
    for entry in made:
        if entry.wide:
            continue
        if entry.section != section:
            section = entry.section
            headings[row] = section
            row += 1
        single.append(_at(entry, row))
        row += 1
    yearly = [entry for entry in made if entry.wide and not entry.by_activity]
    by_year = tuple(_at(entry, rank) for rank, entry in enumerate(yearly, start=TOP))
    activity_row = TOP + len(by_year) + 1
    by_activity = tuple(
        _at(entry, rank) for rank, entry in enumerate((e for e in made if e.by_activity), start=activity_row + 1)
    )
    return Entries(tuple(single), by_year, by_activity, headings, activity_row, defined_names(seen))


def _at(entry: Entry, row: int) -> Entry:
    return Entry(entry.path, entry.value, entry.kind, entry.assumption, entry.codes, row)


def heading_of(scenario: Scenario[Assumption], section: str, lang: Language) -> str:
    """Return the title of a section, with the name that the user gave to a block."""
    title = text(f"section_title.{label_key(section).removeprefix('field.')}", lang)
    own = own_labels(scenario).get(section)
    return text("workbook.word.about", lang, title=title, name=own) if own else title


def first_cells(entry: Entry) -> tuple[int, int]:
    """Return the first and last column of the cells of figures by year or by activity."""
    return FIRST, FIRST + len(entry.value) - 1
