"""The return on spending more in-house to spend less at the provider: rate and payback, as `return_on` finds them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hds_tco.analysis import Comparison
from hds_tco.analysis.report import why_no_rate
from hds_tco.board.workbook.cell_refs import LABEL
from hds_tco.board.workbook.excel_expr import quoted
from hds_tco.board.workbook.worksheet import Page, cell, span
from hds_tco.locale import Language, text
from hds_tco.model.finance import HALF_A_CENT, NOTHING_EUR, Return

Array = npt.NDArray[np.float64]
UNIT_COLUMN, FIRST = 1, 2
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
    last = FIRST + years - 1
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
        page.words(row, LABEL, text(f"workbook.row.{key}", lang), look("label", "ruled", *bold))
        page.words(row, UNIT_COLUMN, text(f"workbook.unit.{unit}", lang) if unit else "", look("small", "ruled"))
    euros, plain = look("ruled", unit="euros"), look("ruled", shown="0")
    for year in range(years):
        column = FIRST + year
        page.formula(saved, column, f"={cell(external, column)}-{cell(in_house, column)}", euros, float(savings[year]))
        earlier = f"{cell(so_far, column - 1)}+" if year else ""
        page.formula(so_far, column, f"={earlier}{cell(saved, column)}", euros, float(together[year]))
        own, kept = cell(saved, column), cell(sign, column - 1) if year else "0"
        formula = f"=IF(ABS({own})>{NOTHING_EUR:E},SIGN({own}),{kept})"
        page.formula(sign, column, formula, plain, signs[year])
        turned = bool(year and signs[year - 1] and signs[year] != signs[year - 1])
        formula = f"=IF(AND({kept}<>0,{cell(sign, column)}<>{kept}),1,0)"
        page.formula(change, column, formula, plain, float(turned))
    row_of = {row: span(row, FIRST, last) for row in (saved, so_far, change)}
    calendar = span(head, FIRST, last)
    found = comparison.return_on_in_house
    assert found is not None
    flows = Flows(row_of[saved], calendar, f"SUM({row_of[change]})", cell(sign, last, "cr"), savings, signs)
    _write_rate(page, (guess, rate), flows, found, moved, lang)
    owed = f"({row_of[so_far]}<-{HALF_A_CENT})*({calendar}+1)"
    waiting = np.flatnonzero(-together > HALF_A_CENT)
    count = float(waiting[-1] + 1) if len(waiting) else 0.0
    page.formula(before, FIRST, f"=SUMPRODUCT(MAX({owed}))", plain, count)
    behind = cell(before, FIRST, "cr")
    still, after = f"INDEX({row_of[so_far]},{behind})", f"INDEX({row_of[so_far]},{behind}+1)"
    within = f"{behind}-1+{still}/({still}-{after})"
    formula = f"=IF({behind}=0,0,IF({behind}={years},{quoted(never)},{within}))"
    style = look("ruled", "right", "bold", unit="years")
    page.formula(payback, FIRST, formula, style, never if found.payback_years is None else found.payback_years)
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


def _write_rate(page: Page, rows: tuple[int, int], flows: Flows, found: Return, moved: str, lang: Language) -> None:
    """Write the steps of the search, the rate where it ends, and why there is none."""
    guess, rate = rows
    look, word = page.look, text("workbook.word.unknown", lang)
    changes, ends = flows.changes, flows.ends
    # Years that alternate may have several rates: the library counts them, a cell only follows the one of the export.
    unknown, has_rate = quoted(word), f"AND({changes}=1,{ends}>0)"
    alternating = bool(np.count_nonzero(np.diff([sign for sign in flows.signs if sign])) > 1)
    exported = "" if found.rate is None else f"{found.rate!r}"
    style = look("ruled", "right", unit="rate")
    other = f"IF({changes}>1,{exported},{unknown})" if exported else unknown
    if found.rate is None:
        searched: list[float] | None = None
    else:
        searched = [found.rate] * SEARCH_STEPS if alternating else _searched(flows.savings_eur)
    for rank in range(SEARCH_STEPS):
        value = word if searched is None else searched[rank]
        before_it = cell(guess, FIRST + rank - 1) if rank else ""
        step = f"IFERROR({_nearer(flows.saved, flows.calendar, before_it)},0.1)"
        page.formula(guess, FIRST + rank, f"=IF({has_rate},{step},{other})", style, value)
    start = cell(guess, FIRST + SEARCH_STEPS - 1, "cr")
    formula = f"=IF(ISNUMBER({start}),IFERROR(IRR({flows.saved},{start}),{unknown}),{unknown})"
    style = look("ruled", "right", "bold", unit="rate")
    page.formula(rate, FIRST, formula, style, word if found.rate is None else found.rate)
    why = why_no_rate(found, lang) if found.why_none else ""
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


def _searched(savings: Array) -> list[float]:
    """Return the rates that `_nearer` gives, one from the other."""
    years, rate, found = np.arange(len(savings)), 0.0, []
    with np.errstate(all="ignore"):
        for _ in range(SEARCH_STEPS):
            discounted = savings * (1.0 + rate) ** (-1.0 * years)
            gains, outlays = discounted * (savings > 0), discounted * (savings < 0)
            apart = (gains * years).sum() / gains.sum() - (outlays * years).sum() / outlays.sum()
            nearer = float((1.0 + rate) * (-gains.sum() / outlays.sum()) ** (1.0 / apart) - 1.0)
            rate = nearer if np.isfinite(nearer) else 0.1
            found.append(rate)
    return found


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
    page.formula(row, FIRST + 1, formula, page.look("small"), why)
