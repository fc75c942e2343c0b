"""The return on spending more in-house to spend less at the provider: rate and payback, as `return_on` finds them."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison
from hds_tco.analysis.report import why_no_rate
from hds_tco.board.workbook.cell_refs import cell, span
from hds_tco.board.workbook.excel_expr import quoted
from hds_tco.board.workbook.sheet_rows import FIRST_COLUMN
from hds_tco.board.workbook.worksheet import Page
from hds_tco.locale import Language, text
from hds_tco.model.finance import HALF_A_CENT, NOTHING_EUR, Return

Array = npt.NDArray[np.float64]
# Enough, in the tests, for rates from -99,999 % to many times the outlay.
SEARCH_STEPS = 8


def write_return(
    page: Page, comparison: Comparison, head: int, in_house: int, external: int, moved: str, lang: Language
) -> int:
    """Write savings by year, their signs, the rate of return and the payback below a heading; return the last row.

    Parameters
    ----------
    page : Page
    comparison : Comparison
    head : int
        The row that holds the years.
    in_house, external : int
        The rows of both options' yearly costs.
    moved : str
        The cells that hold how far each option's cost has moved since the export.
    lang : {"fr", "en"}
    """
    look, years = page.look, len(comparison.discount_factors)
    last = FIRST_COLUMN + years - 1
    saved, so_far, sign, change, guess, rate, before, payback = range(head + 1, head + 9)
    savings = comparison["external"].amounts_eur - comparison["in_house"].amounts_eur
    together = np.cumsum(savings)
    signs = _signs(savings)
    never = text("workbook.word.never", lang)
    labels = {
        saved: ("savings", "euros"),
        so_far: ("cumulative_savings", "euros"),
        sign: ("sign", ""),
        change: ("change", ""),
        guess: ("guess", "rate"),
        rate: ("irr", "rate"),
        before: ("before_payback", "years"),
        payback: ("payback", "years"),
    }
    for row, (key, unit) in labels.items():
        bold = ("bold",) if row in (rate, payback) else ()
        page.named(row, text(f"workbook.row.{key}", lang), text(f"workbook.unit.{unit}", lang) if unit else "", *bold)
    euros, plain = look("ruled", unit="euros"), look("ruled", shown="0")

    def before_it(row: int, column: int) -> str:
        return cell(row, column - 1) if column > FIRST_COLUMN else ""

    def saved_by(column: int) -> str:
        return f"={cell(external, column)}-{cell(in_house, column)}"

    def so_far_by(column: int) -> str:
        earlier = before_it(so_far, column)
        return f"={earlier}{'+' * bool(earlier)}{cell(saved, column)}"

    def sign_of(column: int) -> str:
        own = cell(saved, column)
        return f"=IF(ABS({own})>{NOTHING_EUR:E},SIGN({own}),{before_it(sign, column) or 0})"

    def change_of(column: int) -> str:
        last_sign = before_it(sign, column) or 0
        return f"=IF(AND({last_sign}<>0,{cell(sign, column)}<>{last_sign}),1,0)"

    turns = [float(bool(one and one != other)) for one, other in pairwise([0.0, *signs])]
    page.formulas(
        saved, FIRST_COLUMN, lambda column: f"={cell(external, column)}-{cell(in_house, column)}", savings, euros
    )
    page.formulas(so_far, FIRST_COLUMN, so_far_by, together, euros)
    page.formulas(sign, FIRST_COLUMN, sign_of, signs, plain)
    page.formulas(change, FIRST_COLUMN, change_of, turns, plain)
    ranges = {row: span(row, FIRST_COLUMN, last) for row in (saved, so_far, change)}
    calendar = span(head, FIRST_COLUMN, last)
    result = comparison.return_on_in_house
    assert result is not None
    flows = Flows(ranges[saved], calendar, f"SUM({ranges[change]})", cell(sign, last, "cr"), savings, signs)
    _write_rate(page, (guess, rate), flows, result, moved, lang)
    owed = f"({ranges[so_far]}<-{HALF_A_CENT})*({calendar}+1)"
    waiting = np.flatnonzero(-together > HALF_A_CENT)
    count = float(waiting[-1] + 1) if len(waiting) else 0.0
    page.formula(before, FIRST_COLUMN, f"=SUMPRODUCT(MAX({owed}))", plain, count)
    behind = cell(before, FIRST_COLUMN, "cr")
    still, after = f"INDEX({ranges[so_far]},{behind})", f"INDEX({ranges[so_far]},{behind}+1)"
    within = f"{behind}-1+{still}/({still}-{after})"
    formula = f"=IF({behind}=0,0,IF({behind}={years},{quoted(never)},{within}))"
    style = look("ruled", "right", "bold", unit="years")
    page.formula(payback, FIRST_COLUMN, formula, style, never if result.payback_years is None else result.payback_years)
    return payback


class Flows(NamedTuple):
    """Savings by year on the sheet.

    Parameters
    ----------
    saved, calendar : str
        The cells of the savings and of their years.
    changes, ends : str
        How often their sign changes, and the last sign.
    savings_eur, signs
        The same as figures.
    """

    saved: str
    calendar: str
    changes: str
    ends: str
    savings_eur: Array
    signs: list[float]


def _write_rate(page: Page, rows: tuple[int, int], flows: Flows, result: Return, moved: str, lang: Language) -> None:
    """Write the steps of the search, the rate where it ends, and why there is none."""
    guess, rate = rows
    look, word = page.look, text("workbook.word.unknown", lang)
    changes, ends = flows.changes, flows.ends
    # Years that alternate may have several rates: the library counts them, a cell only follows the one of the export.
    unknown, has_rate = quoted(word), f"AND({changes}=1,{ends}>0)"
    alternating = bool(np.count_nonzero(np.diff([sign for sign in flows.signs if sign])) > 1)
    other = unknown if result.rate is None else f"IF({changes}>1,{result.rate!r},{unknown})"
    values: list[float] | list[str] = [word] * SEARCH_STEPS
    if result.rate is not None:
        values = [result.rate] * SEARCH_STEPS if alternating else _search(flows.savings_eur)

    def step(column: int) -> str:
        before = cell(guess, column - 1) if column > FIRST_COLUMN else ""
        return f"=IF({has_rate},IFERROR({_nearer(flows.saved, flows.calendar, before)},0.1),{other})"

    page.formulas(guess, FIRST_COLUMN, step, values, look("ruled", "right", unit="rate"))
    start = cell(guess, FIRST_COLUMN + SEARCH_STEPS - 1, "cr")
    formula = f"=IF(ISNUMBER({start}),IFERROR(IRR({flows.saved},{start}),{unknown}),{unknown})"
    style = look("ruled", "right", "bold", unit="rate")
    page.formula(rate, FIRST_COLUMN, formula, style, word if result.rate is None else result.rate)
    why = why_no_rate(result, lang) if result.why_none else ""
    _reason(page, rate, changes, ends, moved, why if alternating else None, why, lang)


def _signs(savings: Array) -> list[float]:
    """Return, for each year, the sign of the last saving that is not nothing."""
    signs: list[float] = []
    for saving in savings:
        signs.append(float(np.sign(saving)) if abs(saving) > NOTHING_EUR else (signs[-1] if signs else 0.0))
    return signs


def _nearer(savings: str, years: str, rate: str) -> str:
    """Return a rate nearer to the one sought than `rate` is; the first is found from a rate of zero.

    What is gained, over what is laid out, over the time between both, all of it discounted at `rate`. It is Newton's
    method on the logarithm of that quotient, which falls steadily as the rate rises when every outlay comes first:
    Excel's own search, which starts from 10 %, gives up on rates far below zero.
    """
    discounted = f"{savings}*(1+{rate})^-{years}" if rate else savings
    gained, laid_out = (f"SUMPRODUCT(({savings}{sign}0)*{discounted})" for sign in "><")
    gained_when, laid_out_when = (f"SUMPRODUCT(({savings}{sign}0)*{discounted}*{years})" for sign in "><")
    factor = f"(1+{rate})*" if rate else ""
    return f"{factor}(-{gained}/{laid_out})^(1/({gained_when}/{gained}-{laid_out_when}/{laid_out}))-1"


def _search(savings: Array) -> list[float]:
    """Return the rates that `_nearer` gives, one from the other."""
    years, rate, rates = np.arange(len(savings)), 0.0, []
    with np.errstate(all="ignore"):
        for _ in range(SEARCH_STEPS):
            discounted = savings * (1.0 + rate) ** (-1.0 * years)
            gains, outlays = discounted * (savings > 0), discounted * (savings < 0)
            apart = (gains * years).sum() / gains.sum() - (outlays * years).sum() / outlays.sum()
            nearer = float((1.0 + rate) * (-gains.sum() / outlays.sum()) ** (1.0 / apart) - 1.0)
            rate = nearer if np.isfinite(nearer) else 0.1
            rates.append(rate)
    return rates


def _reason(
    page: Page, row: int, changes: str, ends: str, moved: str, exported: str | None, why: str, lang: Language
) -> None:
    """Write beside the rate why there is none; where years alternate, what the export found while nothing moved."""
    reasons = {key: quoted(text(f"irr.{key}", lang)) for key in ("saving_first", "never_repaid", "no_outlay")}
    several = quoted(text("irr.alternating", lang))
    if exported is not None:
        several = f"IF(SUMPRODUCT(ABS({moved}))=0,{quoted(exported)},{several})"
    formula = (
        f"=IF({changes}>1,{several},IF({changes}=1,IF({ends}<0,{reasons['saving_first']},"
        f'""),IF({ends}<0,{reasons["never_repaid"]},{reasons["no_outlay"]})))'
    )
    page.formula(row, FIRST_COLUMN + 1, formula, page.look("small"), why)
