"""The EPRD view: what the income statement bears by title, and what the investment table holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hds_tco.model.ledger import CostLine

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


def eprd(lines: Sequence[CostLine], depreciation_years: int) -> dict[str, Array]:
    """Return yearly amounts by EPRD heading: titles 1 to 4 of charges, income, and investment beside them.

    Investments do not reach the titles; their depreciation does, in title 4. What is not yet written off at the
    horizon stays in the balance sheet.

    Parameters
    ----------
    lines : sequence of CostLine
    depreciation_years : int
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
    headings["title_4"] = headings["title_4"] + depreciation(headings["investment"], depreciation_years)
    return headings
