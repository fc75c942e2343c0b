"""The EPRD view: what the income statement bears by title, and what the investment table holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from hds_tco.analysis import Comparison, OptionResult
from hds_tco.board.workbook.cell_refs import FIRST, LABEL, TITLE, CellRef, cell
from hds_tco.board.workbook.sheet_rows import OptionRows
from hds_tco.board.workbook.worksheet import Page
from hds_tco.locale import Language, text
from hds_tco.model.accounting import depreciation, eprd, left_to_depreciate

LIFE = "finance.depreciation_years"
BOOK_VALUE = "existing.book_value_eur"
# The headings, what of title 4 is depreciation and what comes of the present machines, and what of the investment and
# of them is not yet written off.
ROWS = (
    *("title_1", "title_2", "title_3", "title_4", "depreciation", "existing"),
    *("income", "investment", "left_to_depreciate"),
)
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
    today = float(np.asarray(comparison.scenario.existing.book_value_eur.value))
    page.headed(text("workbook.sheet.eprd", lang), text("workbook.hint.eprd", lang))
    for column, width in ((LABEL, 60), (CODE_COLUMN, 11)):
        page.sheet.set_column(column, column, width)
    page.sheet.set_column(FIRST_COLUMN, last, 13)
    page.row_of(HEAD, 0, (text("workbook.head.year", lang), text("workbook.head.title", lang)), look("head"))
    page.row_of(HEAD + 1, 0, (text("workbook.head.calendar", lang), ""), look("topic"))
    page.whole(HEAD, FIRST_COLUMN, range(years), "head")
    page.whole(HEAD + 1, FIRST_COLUMN, (comparison.scenario.decision_year + year for year in range(years)), "topic")
    row = HEAD + 2
    for result in comparison.options:
        page.band(row, last, result.option.label(lang), look("section", "quoted"))
        _option(page, row + 1, result, options[result.key], _Given(life, today, existing[result.key], names), lang)
        row += len(ROWS) + 2
    page.sheet.freeze_panes(HEAD + 2, 1)
    page.printed(row - 2, last, (HEAD, HEAD + 1))


@dataclass(frozen=True)
class _Given:
    """What the depreciation of an option rests on: the useful life, the present machines, names of assumptions."""

    life: int
    book_value_eur: float
    existing: CellRef
    names: Mapping[str, str]


def _option(page: Page, top: int, result: OptionResult, rows: OptionRows, given: _Given, lang: Language) -> None:
    """Write an option's part of the sheet from a row on."""
    life = given.life
    amounts = eprd(result.lines, life, result.existing_eur)
    bought = amounts["investment"]
    left = left_to_depreciate(bought, life) + given.book_value_eur - np.cumsum(result.existing_eur)
    amounts |= {"depreciation": depreciation(bought, life), "existing": result.existing_eur, "left_to_depreciate": left}
    place = dict(zip(ROWS, range(top, top + len(ROWS)), strict=True))

    def of_heading(key: str, column: int) -> str:
        costs = rows.column(FIRST + column - FIRST_COLUMN, "r")
        formula = f"=SUMIF({rows.column(TITLE)},{cell(place[key], CODE_COLUMN, 'c')},{costs})"
        if key != "title_4":
            return formula
        return f"{formula}+{cell(place['depreciation'], column)}+{cell(place['existing'], column)}"

    def still_left(column: int) -> str:
        parts = (_so_far(place[part], column) for part in ("investment", "depreciation", "existing"))
        return f"={'-'.join(parts)}+{given.names[BOOK_VALUE]}"

    own: Mapping[str, Callable[[int], str]] = {
        "depreciation": lambda column: _written_off(place["investment"], column, given.names[LIFE]),
        "existing": lambda column: f"={given.existing.cell(column - FIRST_COLUMN, page.name)}",
        "left_to_depreciate": still_left,
    }
    for key, row in place.items():
        small = ("small",) if key in own else ()
        label = text(f"workbook.row.{key}" if key in own else f"eprd.{key}", lang)
        page.named(row, label, "" if key in own else text(f"workbook.eprd.{key}", lang), *small)
        page.sheet.set_row(row, 32 if len(label) > 66 else 16)
        formula = own.get(key, partial(of_heading, key))
        page.formulas(row, FIRST_COLUMN, formula, amounts[key], page.look("ruled", *small, unit="euros"))


def _so_far(row: int, column: int) -> str:
    """Return the formula of a row's sum up to a year."""
    return f"SUM({cell(row, FIRST_COLUMN, 'c')}:{cell(row, column)})"


def _written_off(investment: int, column: int, life_name: str) -> str:
    """Return the formula of straight-line depreciation: each outlay in equal parts over the years that follow it."""
    outlays = f"{cell(investment, FIRST_COLUMN, 'c')}:{cell(investment, column)}"
    years = f"{cell(HEAD, FIRST_COLUMN, 'cr')}:{cell(HEAD, column, 'r')}"
    own = cell(HEAD, column, "r")
    return f"=SUMPRODUCT(({years}<{own})*({years}>={own}-{life_name})*{outlays})/{life_name}"
