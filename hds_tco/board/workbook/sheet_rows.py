"""Where the figures stand on the sheets that refer to one another: each option's, and the comparison's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.board.workbook.cell_refs import TOP, span
from hds_tco.board.workbook.worksheet import Page
from hds_tco.locale import Language, text
from hds_tco.model.ledger import NATURES


@dataclass(frozen=True)
class OptionRows:
    """Where the figures of an option stand on its sheet.

    Parameters
    ----------
    page : Page
    lines : dict of str to int
        The row of each cost line.
    total, discounted, cumulated : int
    natures : dict of str to int
        The row of each nature.
    chart : int
        The first row kept for the chart.
    """

    page: Page
    lines: dict[str, int]
    total: int
    discounted: int
    cumulated: int
    natures: dict[str, int]
    chart: int

    @property
    def lines_span(self) -> tuple[int, int]:
        """First and last row of the cost lines."""
        return min(self.lines.values(), default=TOP), max(self.lines.values(), default=TOP)

    def column(self, column: int, fixed: str = "cr") -> str:
        """Return the reference, from another sheet, to a column of the cost lines."""
        first, last = self.lines_span
        return f"{self.page.prefix}{span(first, column, column, last, fixed)}"


def rows_for(page: Page, result: OptionResult) -> OptionRows:
    """Return where the figures of an option will stand."""
    lines = {line.key: TOP + 1 + rank for rank, line in enumerate(result.lines)}
    after = TOP + len(lines)
    natures: dict[str, int] = {nature: after + 6 + rank for rank, nature in enumerate(NATURES)}
    return OptionRows(page, lines, after + 1, after + 2, after + 3, natures, after + 11)


# Columns of the comparison: what it is, its unit, then an option, or a year, in each.
FIRST_COLUMN = 2
# Its rows: a heading, a row a figure, then blocks by year.
HEAD = 3
_FIGURES = (
    *("rank", "net_present_cost", *NATURES, "restitution", "equivalent_annual_cost", "gap"),
    *("patient", "terabyte", "establishment", "crossing", "exported", "moved", "rate", "horizon", "lacks"),
)
ROW: Mapping[str, int] = {key: row for row, key in enumerate(_FIGURES, start=HEAD + 1)}
BLOCKS = ROW["lacks"] + 2


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


def row_label(key: str, lang: Language) -> str:
    """Return the label of a figure, or of a nature's part of a cost.

    Examples
    --------
    >>> row_label("operating", "en"), row_label("gap", "en")
    ('of which operating', 'Gap to the cheapest')
    """
    if key in NATURES:
        return text("workbook.row.of_which", lang, nature=text(f"workbook.nature.{key}", lang).lower())
    return text(f"workbook.row.{key}", lang)


def values_of(comparison: Comparison, key: str) -> list[float]:
    """Return a figure of each option, in the order of the sheet."""
    options, best = comparison.options, comparison.best.net_present_cost_eur
    if key in NATURES:
        return [option.present_by_nature_eur[key] for option in options]
    if key == "rank":
        order = {option.key: float(rank) for rank, option in enumerate(comparison.ranked, start=1)}
        return [order[option.key] for option in options]
    value: Mapping[str, Callable[[OptionResult], float]] = {
        "net_present_cost": lambda option: option.net_present_cost_eur,
        "equivalent_annual_cost": lambda option: option.equivalent_annual_cost_eur,
        "gap": lambda option: option.net_present_cost_eur - best,
        "moved": lambda _: 0.0,
        "lacks": lambda option: float(len(option.service.lacks)),
    }
    return [value[key](option) for option in options]
