"""The EPRD view: what the income statement bears by title, and what the investment table holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import previous
from hds_tco.model.ledger import CostLine
from hds_tco.trace import named

Array = npt.NDArray[np.float64]


def depreciation(invested_eur: Array, years: int) -> Array:
    """Return straight-line depreciation: each outlay in equal parts over the years that follow it.

    Parameters
    ----------
    invested_eur : ndarray
        Outlay by year 0..H.
    years : int
        Useful life.

    Examples
    --------
    >>> depreciation(np.array([300.0, 0.0, 100.0, 0.0]), 3).round(2).tolist()
    [0.0, 100.0, 100.0, 133.33]
    """
    written = np.zeros_like(invested_eur)
    for t in range(1, len(invested_eur)):
        written[t] = np.sum(invested_eur[max(0, t - years) : t], axis=0) / years
    return written


def left_to_depreciate(invested_eur: Array, years: int) -> Array:
    """Return what is not yet written off at the end of each year: the last is what the budgets after the horizon bear.

    Parameters
    ----------
    invested_eur : ndarray
        Outlay by year 0..H.
    years : int
        Useful life.

    Examples
    --------
    >>> left_to_depreciate(np.array([300.0, 0.0, 100.0]), 3).tolist()
    [300.0, 200.0, 200.0]
    """
    return np.cumsum(invested_eur - depreciation(invested_eur, years), axis=0)


def move_over(migrated_share: Array, year: Array) -> Array:
    """Return 1 in the year that ends with everything moved off the old platform, 0 in the others.

    Examples
    --------
    >>> move_over(np.array([0.0, 0.4, 1.0, 1.0]), np.arange(4)).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    moved = np.where(migrated_share >= 1.0, 1.0, 0.0)
    return named("move_over", moved - previous(moved) + year * 0.0)


def left_to_run(years: Array, year: Array) -> Array:
    """Return, at the end of each year, which share is left of something that runs for some years from the decision on.

    Examples
    --------
    >>> left_to_run(np.int64(4), np.arange(6)).tolist()
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    return np.maximum(years - year, 0.0) / years


def existing_charges(book_value_eur: Array, left_years: Array, migrated_share: Array, year: Array) -> Array:
    """Return by year what the present machines weigh on title 4: no cash, and no cost of a decision.

    Their book value is written off in equal parts over the years that are left; what remains of it when the old
    platform is left is written off at once, at the end of that year.

    Parameters
    ----------
    book_value_eur, left_years : ndarray
        Book value at the end of year 0, and how many years are left.
    migrated_share : ndarray
        By year.
    year : ndarray
        0..H.

    Examples
    --------
    >>> existing_charges(np.float64(400), np.int64(4), np.array([0, 0.5, 1, 1, 1, 1]), np.arange(6)).tolist()
    [0.0, 100.0, 300.0, 0.0, 0.0, 0.0]
    """
    here = np.where(previous(migrated_share) < 1.0, 1.0, 0.0)
    running = np.where(year >= 1, np.where(year <= left_years, 1.0, 0.0), 0.0)
    left_over = move_over(migrated_share, year) * left_to_run(left_years, year)
    return book_value_eur * (here * running / left_years + left_over)


def eprd(lines: Sequence[CostLine], depreciation_years: int, existing_eur: Array | float = 0.0) -> dict[str, Array]:
    """Return yearly amounts by EPRD heading: titles 1 to 4 of charges, income, and investment beside them.

    Investments do not reach the titles; their depreciation does, in title 4. What is not yet written off at the
    horizon stays in the balance sheet.

    Parameters
    ----------
    lines : sequence of CostLine
    depreciation_years : int
    existing_eur : ndarray
        What the present machines weigh on title 4; see `existing_charges`.
    """
    zero = np.zeros_like(lines[0].amounts_eur)
    headings = {"title_1": zero, "title_2": zero, "title_3": zero, "title_4": zero, "income": zero, "investment": zero}
    for line in lines:
        if line.nature == "investment":
            headings["investment"] = headings["investment"] + line.amounts_eur
        elif line.key.startswith("residual."):
            continue  # no sale: what is not written off stays in the balance sheet
        elif line.nature == "income":
            headings["income"] = headings["income"] + line.amounts_eur
        else:
            headings[f"title_{line.eprd_title}"] = headings[f"title_{line.eprd_title}"] + line.amounts_eur
    headings["title_4"] = headings["title_4"] + depreciation(headings["investment"], depreciation_years) + existing_eur
    return headings
