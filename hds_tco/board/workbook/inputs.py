"""How a formula says an assumption: by the name of its cell, or by the cell of its year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hds_tco.board.workbook.excel_printer import At
from hds_tco.board.workbook.place import Place
from hds_tco.board.workbook.said import Said, quoted
from hds_tco.trace.ops import Binds


@dataclass(frozen=True)
class Input:
    """How a formula says an assumption or a choice.

    Parameters
    ----------
    name : str
        The defined name of its cell or cells.
    place : Place or None
        Where its figures by year stand; None for one figure.
    yes : str
        The word of a flag that stands for 1; "" for a number.
    choices : mapping
        The word in the cell for each code of a choice.
    """

    name: str
    place: Place | None = None
    yes: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def said(self, at: At, here: str) -> Said:
        """Return it at a year, along some years, or as the one figure that it is."""
        text, wide = self.name, False
        if self.place is not None:
            wide = isinstance(at, range)
            text = self.place.years(at[0], at[-1], here) if isinstance(at, range) else self.place.cell(at, here)
        if self.yes:
            return Said(f"{text}={quoted(self.yes)}", Binds.COMPARISON, truth=True, wide=wide)
        return Said(text, wide=wide)
