"""Where the figures of the comparison stand on its sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from hds_tco.board.workbook.worksheet import Page
from hds_tco.locale import Language, text
from hds_tco.model.ledger import NATURES

# Columns: what it is, its unit, then an option, or a year, in each.
UNIT_COLUMN, FIRST_COLUMN = 1, 2
# Rows.
HEAD, RANK, COST, NATURE = 3, 4, 5, 6
EXIT = NATURE + len(NATURES)
ANNUAL, GAP = EXIT + 1, EXIT + 2
UNITS = GAP + 1
CROSSING = UNITS + 3
EXPORTED, MOVED, RATE, HORIZON, LACKS = (CROSSING + more for more in range(1, 6))
BLOCKS = LACKS + 2


@dataclass
class ComparisonRows:
    """Where the figures stand.

    Parameters
    ----------
    page : Page
    options : int
        Number of options.
    years : int
    costs, cumulative, gaps : int
        The heading rows of the blocks by year; the options' rows follow.
    """

    page: Page
    options: int
    years: int
    costs: int = field(init=False)
    cumulative: int = field(init=False)
    gaps: int = field(init=False)
    returns: int = field(init=False)

    def __post_init__(self) -> None:
        self.costs = BLOCKS
        self.cumulative = self.costs + self.options + 2
        self.gaps = self.cumulative + self.options + 2
        self.returns = self.gaps + self.options + 2

    @property
    def last_option(self) -> int:
        """The column of the last option."""
        return FIRST_COLUMN + self.options - 1

    @property
    def last_year(self) -> int:
        """The column of the last year."""
        return FIRST_COLUMN + self.years - 1


def of_nature(nature: str, lang: Language) -> str:
    """Return the label of a nature's part of a cost.

    Examples
    --------
    >>> of_nature("operating", "en")
    'of which operating'
    """
    return text("workbook.row.of_which", lang, nature=text(f"workbook.nature.{nature}", lang).lower())
