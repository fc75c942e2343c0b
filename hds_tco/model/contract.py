"""Contracts that end before the horizon: what putting them out again costs, and what follows for a provider's price.

A contract of n years ends at the end of years n, 2n, … of the option. Each end brings a procurement, whoever wins.
Then the provider changes, with some probability, or stays; the price steps up or down from the year after, by one share
or the other. Whether it changes at one end says nothing of the next, so the expected price is the product of the
expected steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hds_tco.model.arrays import Array, product_before
from hds_tco.model.events import happens
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.scenario.option_sections import External
from hds_tco.trace import named

Procured = Literal["hosting", "purchase", "lease"]


def contract_ends(world: World, length_years: Array, of: Procured) -> Array:
    """Return 1 in the years that a contract of some length ends with, the horizon left out, else 0.

    What ends with the horizon leads to years that nobody counts here.

    Parameters
    ----------
    length_years : ndarray of int, scalar or (draws,)
        Length of each contract, the first of which begins with year 1 of the option.
    of : {"hosting", "purchase", "lease"}
        What is bought, for the name of the step.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        ends = (option_year >= 1) * (year < horizon) * (option_year % length_years == 0)

    References
    ----------
    Decision 0045.
    """
    within = np.where(world.option_year >= 1, np.where(world.year < world.horizon, 1.0, 0.0), 0.0)
    return named("contract_ends", np.where(world.option_year % length_years == 0, within, 0.0), of)


def procurement(world: World, cost_eur: Array, length_years: Array, of: Procured) -> CostLine:
    """Return what putting contracts out to tender costs: before the first one, then at each end.

    Parameters
    ----------
    cost_eur : ndarray, scalar or (draws,)
        One procurement, at year-0 prices, without VAT.
    length_years, of
        See `contract_ends`.

    Notes
    -----
    Formula::

        times = at(0) + contract_ends(world, length_years, of)
        line.procurement[of] = cost_eur * times * index.prices * vat_factor

    References
    ----------
    Law ``procurement.periodic``; decision 0045.
    """
    due = world.at(0) + contract_ends(world, length_years, of)
    return world.line(f"procurement.{of}", cost_eur * due, "operating", 3)


def provider_changes(world: World, ends: Array, probability: Array) -> Array:
    """Return, by year, the probability that the provider changes with it, or 1 if it was drawn so.

    Parameters
    ----------
    ends : ndarray, (H+1,) or (H+1, draws)
        See `contract_ends`.
    probability : ndarray, scalar or (draws,)
        At each end.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        changes = ends * (happens(events.provider_changes, probability) if events else probability)

    References
    ----------
    Decision 0045.
    """
    if world.events is None:
        return named("provider_change", ends * probability)
    return ends * happens(world.events.provider_changes, probability)


def contract_prices(given: External[Array], ends: Array, changes: Array) -> Array:
    """Return the provider's price by year in multiples of the first contract's, indexation apart.

    Parameters
    ----------
    given : External
    ends, changes : ndarray, (H+1,) or (H+1, draws)
        See `contract_ends` and `provider_changes`.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    A step counts from the year after the end that brings it. Formula::

        step = 1 + changes * given.change_price_step_share + (ends - changes) * given.renewal_price_step_share
        price = previous(cumprod(step), 1)

    References
    ----------
    Decision 0045.
    """
    stays = ends - changes
    steps = 1.0 + changes * given.change_price_step_share + stays * given.renewal_price_step_share
    return product_before(named("contract_price_step", steps), "contract_price_path")


@dataclass(frozen=True)
class HostContract:
    """The contracts with a host, one after the other: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    ends, changes, price : ndarray
        See `contract_ends`, `provider_changes` and `contract_prices`.
    """

    ends: Array
    changes: Array
    price: Array


def host_contract(world: World) -> HostContract:
    """Return when the contracts with the host end, whether the host then changes, and the price that is paid.

    Notes
    -----
    Formula::

        ends = contract_ends(world, external.contract_years, "hosting")
        changes = provider_changes(world, ends, external.change_probability)
        price = contract_prices(external, ends, changes)

    References
    ----------
    Decision 0045.
    """
    given = required(world.given.external, "external")
    ends = contract_ends(world, given.contract_years, "hosting")
    changes = provider_changes(world, ends, given.change_probability)
    return HostContract(ends, changes, contract_prices(given, ends, changes))
