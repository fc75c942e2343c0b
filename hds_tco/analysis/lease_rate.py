"""The implicit rate of a rent as quoted: what a lessor's coefficient costs, in the words of a loan."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.notice import Notice
from hds_tco.model.lease import NO_RATE
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.option_sections import Leasing

Array = npt.NDArray[np.float64]
# A rate beyond is no rate of a lease; and halving this interval so many times leaves no digit out.
LOWEST, HIGHEST = -0.99, 100.0
HALVINGS = 64
RATE = "leasing.implicit_rate_per_year"
QUOTED = "leasing.quoted_rent_share"


def implicit_rate(
    rent_share: Array | float,
    term_years: Array | float,
    residual_share: Array | float,
    rents_per_year: Array | float,
    in_advance: Array | float,
) -> Array:
    """Return the yearly rate at which the rents, and the residual at the end, are worth the price on delivery.

    They are worth less the higher the rate, so there is one such rate or none: it is found by halves.

    Parameters
    ----------
    rent_share : float or ndarray
        Each rent, as a share of the price.
    term_years, residual_share, rents_per_year, in_advance : float or ndarray
        See `rent_at_rate`, whose inverse this is.

    Returns
    -------
    ndarray
        nan where no rate from -99 % to 10 000 % a year does.

    Examples
    --------
    >>> round(float(implicit_rate(0.0235, 4, 0.0, 12, 1)), 4)
    0.0649
    >>> float(implicit_rate(0.0, 4, 0.0, 12, 1))
    nan
    """
    rent, residual = np.asarray(rent_share, dtype=float), np.asarray(residual_share, dtype=float)
    periods = np.asarray(term_years, dtype=float) * rents_per_year

    def excess(log_rate: Array) -> Array:
        """Return what the lessor gets beyond the price, at a rate of log(1 + i)."""
        step = log_rate / rents_per_year
        safe = np.where(step == 0.0, 1.0, step)
        rents = np.where(step == 0.0, periods, -np.expm1(-periods * safe) / np.expm1(safe))
        return cast("Array", rent * rents * np.exp(step * in_advance) + residual * np.exp(-step * periods) - 1.0)

    low, high = np.log1p(LOWEST), np.log1p(HIGHEST)
    shape = np.broadcast_shapes(*(np.shape(part) for part in (rent, periods, residual, rents_per_year, in_advance)))
    below, above = np.full(shape, low), np.full(shape, high)
    found = (excess(below) > 0.0) & (excess(above) < 0.0)
    for _ in range(HALVINGS):
        middle = (below + above) / 2.0
        dear = excess(middle) > 0.0
        below, above = np.where(dear, middle, below), np.where(dear, above, middle)
    return cast("Array", np.where(found, np.expm1((below + above) / 2.0), np.nan)[()])


def rent_at_rate(
    rate_per_year: Array | float,
    term_years: Array | float,
    residual_share: Array | float,
    rents_per_year: Array | float,
    in_advance: Array | float,
) -> Array:
    """Return the rent that a lessor would quote at a rate, as a share of the price: an annuity at the rents' own dates.

    With j = (1 + i)^(1/m) - 1 the rate of a period, (1 - residual / (1 + i)^n) x j / (1 - (1 + i)^-n), divided by
    (1 + j) in advance.

    Parameters
    ----------
    rate_per_year : float or ndarray
        Yearly rate i.
    term_years, residual_share, rents_per_year, in_advance : float or ndarray
        See `hds_tco.model.leasing.rent_factor`.

    Examples
    --------
    >>> round(float(rent_at_rate(0.0649, 4, 0.0, 12, 1)), 4), float(rent_at_rate(0.0, 4, 0.1, 12, 1))
    (0.0235, 0.01875)
    """
    rate = np.asarray(rate_per_year, dtype=float)
    log_rate, term = np.log1p(rate), np.asarray(term_years, dtype=float)
    step = np.expm1(log_rate / rents_per_year)
    flat = np.abs(rate) < NO_RATE
    repaid = np.where(flat, 1.0, -np.expm1(-log_rate * term))
    annuity = np.where(flat, 1.0 / (term * rents_per_year), step / (1.0 + step * in_advance) / repaid)
    return cast("Array", ((1.0 - residual_share * np.exp(-log_rate * term)) * annuity)[()])


def is_quoted(terms: Leasing[Assumption] | None) -> bool:
    """Tell whether a lease is entered by its rent."""
    return terms is not None and terms.rent_basis == "quoted_rent"


def implicit_rate_notice(scenario: Scenario[Assumption]) -> Notice | None:
    """Return what the rent quoted makes of the implicit rate, if the rent is quoted."""
    terms = scenario.leasing
    if terms is None or not is_quoted(terms):
        return None
    parts = (terms.quoted_rent_share, terms.term_years, terms.residual_share, terms.rents_per_year)
    rent, term, residual, rents = (float(cast("float", part.value)) for part in parts)
    rate = float(implicit_rate(rent, term, residual, rents, float(cast("float", terms.rent_in_advance.value))))
    figures = {
        "rent": (QUOTED, rent),
        "rents": ("leasing.rents_per_year", rents),
        "term": ("leasing.term_years", term),
        "residual": ("leasing.residual_share", round(residual, 4)),
    }
    timing = {"timing": f"rent_timing.{'advance' if terms.rent_in_advance.value else 'arrears'}"}
    if np.isnan(rate):
        return Notice("no_implicit_rate", "warning", figures=figures, keys=timing)
    return Notice("implicit_rate", figures=figures | {"rate": (RATE, round(rate, 4))}, keys=timing)
