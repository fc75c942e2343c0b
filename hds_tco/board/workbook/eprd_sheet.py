"""The EPRD view: what the income statement bears by title, and what the investment table holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.board.workbook.cell_refs import FIRST, LABEL, TITLE, CellRef
from hds_tco.board.workbook.option_sheet import OptionRows
from hds_tco.board.workbook.worksheet import Page, cell
from hds_tco.locale import Language, text
from hds_tco.model.accounting import depreciation, eprd, left_to_depreciate

LIFE = "finance.depreciation_years"
BOOK_VALUE = "existing.book_value_eur"
HEADINGS = ("title_1", "title_2", "title_3", "title_4", "income", "investment")
# The headings, what of title 4 is depreciation and what comes of the present machines, and what of the investment and
# of them is not yet written off.
ROWS = (
    *("title_1", "title_2", "title_3", "title_4", "depreciation", "existing"),
    *("income", "investment", "left_to_depreciate"),
)
OWN = ("depreciation", "existing", "left_to_depreciate")
HEAD, CODE_COLUMN, FIRST_COLUMN = 3, 1, 2


def write_eprd(
    page: Page,
    comparison: Comparison,
    options: Mapping[str, OptionRows],
    existing: Mapping[str, CellRef],
    names: Mapping[str, str],
    lang: Language,
) -> None:
    """Write the sheet: for each option a row a heading, and the depreciation that title 4 holds.

    Parameters
    ----------
    page : Page
    comparison : Comparison
    options : mapping
        Each option's rows on its own sheet.
    existing : mapping
        Where what the present machines weigh on title 4 stands, for each option.
    names : mapping
        The defined name of each assumption.
    lang : {"fr", "en"}
    """
    look, years = page.look, len(comparison.discount_factors)
    last = FIRST_COLUMN + years - 1
    life = int(float(np.asarray(comparison.scenario.finance.depreciation_years.value)))
    page.headed(text("workbook.sheet.eprd", lang), text("workbook.hint.eprd", lang))
    for column, width in ((LABEL, 60), (CODE_COLUMN, 11)):
        page.sheet.set_column(column, column, width)
    page.sheet.set_column(FIRST_COLUMN, last, 13)
    page.row_of(HEAD, 0, (text("workbook.head.year", lang), text("workbook.head.title", lang)), look("head"))
    page.row_of(HEAD + 1, 0, (text("workbook.head.calendar", lang), ""), look("topic"))
    for year in range(years):
        page.sheet.write_number(HEAD, FIRST_COLUMN + year, year, look("head", shown="0"))
        calendar = comparison.scenario.decision_year + year
        page.sheet.write_number(HEAD + 1, FIRST_COLUMN + year, calendar, look("topic", shown="0"))
    row = HEAD + 2
    for result in comparison.options:
        page.band(row, last, result.option.label(lang), look("section", "quoted"))
        today = float(np.asarray(comparison.scenario.existing.book_value_eur.value))
        written = _Written(row + 1, life, today, existing[result.key], names)
        _option(page, result, options[result.key], written, lang)
        row += len(ROWS) + 2
    page.sheet.freeze_panes(HEAD + 2, 1)
    page.printed(row - 2, last, (HEAD, HEAD + 1))


@dataclass(frozen=True)
class _Written:
    """What an option's part of the sheet is written with: its first row, the useful life, the present machines."""

    top: int
    life: int
    book_value_eur: float
    existing: CellRef
    names: Mapping[str, str]


def _option(page: Page, result: OptionResult, rows: OptionRows, given: _Written, lang: Language) -> None:
    look, years, life, top = page.look, len(result.amounts_eur), given.life, given.top
    found = eprd(result.lines, life, result.existing_eur)
    bought = found["investment"]
    left = left_to_depreciate(bought, life) + given.book_value_eur - np.cumsum(result.existing_eur)
    found |= {"depreciation": depreciation(bought, life), "existing": result.existing_eur, "left_to_depreciate": left}
    place = dict(zip(ROWS, range(top, top + len(ROWS)), strict=True))
    for key, row in place.items():
        own = key in OWN
        label = text(f"workbook.row.{key}" if own else f"eprd.{key}", lang)
        page.words(row, LABEL, label, look("label", "ruled", *(("small",) if own else ())))
        page.words(row, CODE_COLUMN, "" if own else text(f"workbook.eprd.{key}", lang), look("small", "ruled"))
        page.sheet.set_row(row, 32 if len(label) > 66 else 16)
        values = found[key]
        for year in range(years):
            column = FIRST_COLUMN + year
            amounts = rows.column(FIRST + year, "r")
            formula = f"=SUMIF({rows.column(TITLE)},{cell(row, CODE_COLUMN, 'c')},{amounts})"
            if key == "title_4":
                formula += f"+{cell(place['depreciation'], column)}+{cell(place['existing'], column)}"
            if key == "depreciation":
                formula = _written_off(place["investment"], column, given.names[LIFE])
            if key == "existing":
                formula = f"={given.existing.cell(year, page.name)}"
            if key == "left_to_depreciate":
                written = "-".join(_so_far(place[part], column) for part in ("investment", "depreciation", "existing"))
                formula = f"={written}+{given.names[BOOK_VALUE]}"
            style = look("ruled", *(("small",) if own else ()), unit="euros")
            page.formula(row, column, formula, style, float(values[year]))


def _so_far(row: int, column: int) -> str:
    """Return the formula of a row's sum up to a year."""
    return f"SUM({cell(row, FIRST_COLUMN, 'c')}:{cell(row, column)})"


def _written_off(investment: int, column: int, life_name: str) -> str:
    """Return the formula of straight-line depreciation: each outlay in equal parts over the years that follow it."""
    outlays = f"{cell(investment, FIRST_COLUMN, 'c')}:{cell(investment, column)}"
    years = f"{cell(HEAD, FIRST_COLUMN, 'cr')}:{cell(HEAD, column, 'r')}"
    own = cell(HEAD, column, "r")
    return f"=SUMPRODUCT(({years}<{own})*({years}>={own}-{life_name})*{outlays})/{life_name}"
