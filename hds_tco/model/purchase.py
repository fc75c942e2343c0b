"""Capacity bought in modules, ahead of need, on a forecast; and what was bought too early or too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from hds_tco.model.arrays import ROUNDING_NOISE, Array, by_year, following, ratio, sum_of, whole
from hds_tco.trace import named


@dataclass(frozen=True)
class Need:
    """A need that grows at one pace and is forecast at another.

    Parameters
    ----------
    modules : ndarray, (H+1,) or (H+1, draws)
        Need in modules, fractions allowed.
    forecast_to_actual : ndarray, scalar or (draws,)
        (1 + forecast growth) / (1 + growth that comes).
    """

    modules: Array
    forecast_to_actual: Array


@dataclass(frozen=True)
class Purchases:
    """What is bought and stands, in modules by year: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    planned : ndarray
        Bought at the end of the year for the years to come.
    too_early : ndarray
        Part of `planned` that nothing uses in the following year.
    emergency : ndarray
        Bought within the year because the need outgrew what stood.
    installed : ndarray
        In service during the year.
    idle : ndarray
        Part of `installed` that nothing uses.
    """

    planned: Array
    too_early: Array
    emergency: Array
    installed: Array
    idle: Array


def surviving(flows: list[Array], year: Array, life_years: Array) -> Array:
    """Return how much of what was bought before a year still serves in it.

    Parameters
    ----------
    flows : list of ndarray, scalar or (draws,)
        What was bought in each year before.
    year : ndarray, (t+1,) or (t+1, 1)
        The years up to and with the one at hand.
    life_years : ndarray of int, scalar
        A module serves so many years after the one in which it was bought.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        t = len(flows)
        serves = sum(flows[s] * (t - s <= life_years) for s in range(t))

    References
    ----------
    Decision 0014.

    Examples
    --------
    >>> surviving([np.float64(4), np.float64(2)], np.arange(3), np.int64(1))
    np.float64(2.0)
    """
    age = year[-1] - year[:-1]
    return cast("Array", np.sum(by_year(flows) * (age <= life_years), axis=0))


def buy_ahead(
    needs: tuple[Need, ...], buy_ahead_years: Array, life_years: Array, year: Array, of: str = ""
) -> Purchases:
    """Return what is bought when capacity must stand before the need, and the need is only forecast.

    Each year the buyer looks one year ahead: if the forecast outgrows what will then stand (old modules retire),
    modules are bought up to the need forecast `buy_ahead_years` ahead. The forecast follows the known plan (migration,
    establishments that join) with the forecast growth instead of the growth that comes. If the need outgrows what
    stands all the same, the missing modules are bought within the year, at a premium.

    Parameters
    ----------
    needs : tuple of Need
        One or several needs that share the modules.
    buy_ahead_years, life_years : ndarray of int, scalar

    Notes
    -----
    Formula::

        def forecast(t, ahead):
            to = min(t + ahead, len(year) - 1)
            return sum(need.modules[to] * need.forecast_to_actual ** (to - t) for need in needs)

        actual, H = sum(need.modules for need in needs), len(year) - 1
        planned, emergency, installed = [], [], []
        for t in range(H + 1):
            still = lambda life: sum((planned[s] + emergency[s]) * (t - s <= life) for s in range(t))
            emergency.append(whole(actual[t] - still(life_years)) * (t > 0))
            installed.append(still(life_years) + emergency[t])
            staying = still(life_years - 1) + emergency[t]
            next_year = sum(need.modules[min(t + 1, H)] * need.forecast_to_actual for need in needs)
            wanted = whole(max(forecast(t, buy_ahead_years), next_year) - staying)
            planned.append((next_year > staying) * wanted * (t < H))
        planned, emergency, installed = stack(planned), stack(emergency), stack(installed)
        spare = max(following(installed) - following(emergency) - following(actual), 0)
        too_early = min(planned, floor(spare + 1e-9))
        idle = max(installed - actual, 0) * (installed > 0)

    References
    ----------
    Decision 0014.

    Examples
    --------
    A need of 1, 2 and 3 modules in years 1 to 3, forecast flat, bought one year ahead: every year one module is
    missing.

    >>> need = Need(np.array([0.5, 1.0, 2.0, 3.0]), np.float64(0.5))
    >>> bought = buy_ahead((need,), np.int64(1), np.int64(5), np.arange(4))
    >>> bought.planned.tolist(), bought.emergency.tolist()
    ([1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0])
    """
    horizon = len(year) - 1
    rank = np.arange(horizon + 1)
    target = np.minimum(rank + buy_ahead_years, horizon)
    reach = np.minimum(buy_ahead_years, horizon - year)
    actual = sum_of(need.modules for need in needs)
    next_year = sum_of(following(need.modules) * need.forecast_to_actual for need in needs)
    ahead = sum_of(np.take(need.modules, target, axis=0) * need.forecast_to_actual**reach for need in needs)
    actual = named("need_modules", actual, of)
    next_year = named("forecast_next_modules", next_year, of)
    # Never less than next year's forecast: a need that will fall later must be served before it falls.
    ahead = named("forecast_ahead_modules", np.maximum(ahead, next_year), of)

    nothing = actual[0] * 0.0
    planned: list[Array] = []
    emergency: list[Array] = []
    bought: list[Array] = []
    installed: list[Array] = []
    for t in range(horizon + 1):
        standing = named("standing_modules", surviving(bought, year[: t + 1], life_years) if t else nothing, of, t)
        missing = named("emergency_modules", whole(actual[t] - standing) if t else nothing, of, t)
        staying = (surviving(bought, year[: t + 1], life_years - 1) if t else nothing) + missing
        staying = named("staying_modules", staying, of, t)
        wanted = np.where(next_year[t] > staying, whole(ahead[t] - staying), 0.0) if t < horizon else nothing
        planned.append(named("planned_modules", wanted, of, t))
        emergency.append(missing)
        bought.append(named("bought_modules", missing + planned[t], of, t))
        installed.append(named("installed_modules", standing + missing, of, t))
    planned_, emergency_, installed_ = by_year(planned), by_year(emergency), by_year(installed)
    spare = np.maximum(following(installed_) - following(emergency_) - following(actual), 0.0)
    return Purchases(
        planned=planned_,
        too_early=named("too_early_modules", np.minimum(planned_, np.floor(spare + ROUNDING_NOISE)), of),
        emergency=emergency_,
        installed=installed_,
        idle=named("idle_modules", np.where(installed_ > 0, np.maximum(installed_ - actual, 0.0), 0.0), of),
    )


def idle_share(purchases: Purchases) -> Array:
    """Return the share of what stands that nothing uses.

    Parameters
    ----------
    purchases : Purchases

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        share = ratio(purchases.idle, purchases.installed)

    References
    ----------
    Decision 0014.
    """
    return ratio(purchases.idle, purchases.installed)


def gross_value(spent: Array, life_years: Array, year: Array, of: str = "") -> Array:
    """Return the purchase price of what serves in each year, of purchases made before it, in euros.

    Parameters
    ----------
    spent : ndarray, (H+1,) or (H+1, draws)
        Euros.
    life_years : ndarray of int, scalar

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        value_eur = [0 * spent[0] + sum(spent[max(t - life_years, 0) : t]) for t in range(len(spent))]

    References
    ----------
    Decision 0014.

    Examples
    --------
    >>> gross_value(np.array([100.0, 0.0, 50.0, 0.0]), np.int64(2), np.arange(4)).tolist()
    [0.0, 100.0, 100.0, 50.0]
    """
    flows = [spent[t] for t in range(len(spent))]
    rows = [spent[0] * 0.0]
    rows += [surviving(flows[:t], year[: t + 1], life_years) for t in range(1, len(flows))]
    return by_year([named("gross_value", row, of, t) for t, row in enumerate(rows)])


def residual_value(spent: Array, life_years: Array, year: Array) -> Array:
    """Return what is left of each purchase at the horizon, written off in a straight line, in euros.

    Parameters
    ----------
    spent, life_years, year
        See `gross_value`.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        H = len(spent) - 1
        value_eur = sum(spent[t] * max(1 - (H - t) / life_years, 0) for t in range(H + 1))

    References
    ----------
    Decision 0015.

    Examples
    --------
    >>> residual_value(np.array([100.0, 0.0, 50.0]), np.int64(4), np.arange(3))  # 100 x 2/4 + 50 x 4/4
    np.float64(100.0)
    """
    left = np.maximum(1.0 - (year[-1] - year) / life_years, 0.0)
    return cast("Array", np.sum(spent * left, axis=0))
