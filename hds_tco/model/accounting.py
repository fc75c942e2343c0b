"""The EPRD view: what the income statement bears by title, and what the investment table holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hds_tco.model.arrays import Array, previous
from hds_tco.model.ledger import CostLine
from hds_tco.trace import named


def depreciation(invested_eur: Array, years: int) -> Array:
    """Return straight-line depreciation in euros: each outlay in equal parts over the years that follow it.

    Parameters
    ----------
    invested_eur : ndarray, (H+1,) or (H+1, draws)
        Outlay.
    years : int
        Useful life.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        charge_eur = [sum(invested_eur[max(t - years, 0) : t]) / years for t in range(len(invested_eur))]

    References
    ----------
    Decision 0005.

    Examples
    --------
    >>> depreciation(np.array([300.0, 0.0, 100.0, 0.0]), 3).round(2).tolist()
    [0.0, 100.0, 100.0, 133.33]
    """
    charge = np.zeros_like(invested_eur)
    for t in range(1, len(invested_eur)):
        charge[t] = np.sum(invested_eur[max(0, t - years) : t], axis=0) / years
    return charge


def left_to_depreciate(invested_eur: Array, years: int) -> Array:
    """Return what is not yet written off at each year's end, in euros: the budgets after the horizon bear the last one.

    Parameters
    ----------
    invested_eur, years
        See `depreciation`.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        left_eur = [
            sum(invested_eur[s] * max(1 - (t - s) / years, 0) for s in range(t + 1))
            for t in range(len(invested_eur))
        ]

    References
    ----------
    Decision 0015.

    Examples
    --------
    >>> left_to_depreciate(np.array([300.0, 0.0, 100.0]), 3).tolist()
    [300.0, 200.0, 200.0]
    """
    return np.cumsum(invested_eur - depreciation(invested_eur, years), axis=0)


def move_over(migrated_share: Array, year: Array) -> Array:
    """Return 1 in the year that ends with everything moved off the old platform, 0 in the others.

    Parameters
    ----------
    migrated_share : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        over = 1 * (migrated_share >= 1) - (previous(migrated_share) >= 1)

    References
    ----------
    Decision 0057.

    Examples
    --------
    >>> move_over(np.array([0.0, 0.4, 1.0, 1.0]), np.arange(4)).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    all_moved = np.where(migrated_share >= 1.0, 1.0, 0.0)
    return named("move_over", all_moved - previous(all_moved) + year * 0.0)


def left_to_run(years: Array, year: Array) -> Array:
    """Return, at each year's end, the share left of something that runs for some years from the decision on.

    Parameters
    ----------
    years : ndarray of int, scalar or (draws,)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        share = max(1 - year / years, 0)

    References
    ----------
    Decision 0057.

    Examples
    --------
    >>> left_to_run(np.int64(4), np.arange(6)).tolist()
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    return np.maximum(years - year, 0.0) / years


def existing_charges(book_value_eur: Array, left_years: Array, migrated_share: Array, year: Array) -> Array:
    """Return what the present machines weigh on title 4, in euros a year: no cash, and no cost of a decision.

    Parameters
    ----------
    book_value_eur : ndarray, scalar or (draws,)
        At the end of year 0.
    left_years : ndarray of int, scalar or (draws,)
        Of depreciation.
    migrated_share : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    In equal parts while the old platform stands; what remains when it is left is written off at once. Formula::

        standing = (previous(migrated_share) < 1) * (year >= 1) * (year <= left_years)
        at_once = move_over(migrated_share, year) * left_to_run(left_years, year)
        charge_eur = book_value_eur * (standing / left_years + at_once)

    References
    ----------
    Decision 0057.

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
    """Return yearly euros by EPRD heading: titles 1 to 4 of charges, income, and investment beside them.

    Investments reach the titles as depreciation, in title 4. Residual values are no sale: what is not yet written off
    at the horizon stays in the balance sheet.

    Parameters
    ----------
    lines : sequence of CostLine
    depreciation_years : int
    existing_eur : ndarray, (H+1,) or (H+1, draws)
        What the present machines weigh on title 4; see `existing_charges`.

    Returns
    -------
    dict of ndarray, (H+1,) or (H+1, draws)
        By ``"title_1"`` to ``"title_4"``, ``"income"``, ``"investment"``.

    Notes
    -----
    Formula::

        none = 0 * lines[0].amounts_eur
        booked = [item for item in lines if not item.key.startswith("residual.")]
        investment = sum((item.amounts_eur for item in lines if item.nature == "investment"), none)
        income = sum((item.amounts_eur for item in booked if item.nature == "income"), none)
        charges = [item for item in booked if item.nature in ("operating", "risk")]
        title = {n: sum((item.amounts_eur for item in charges if item.eprd_title == n), none) for n in (1, 2, 3, 4)}
        title[4] = title[4] + depreciation(investment, depreciation_years) + existing_eur
        headings = {f"title_{n}": title[n] for n in title} | {"income": income, "investment": investment}

    References
    ----------
    Decision 0005.
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
