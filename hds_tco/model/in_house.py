"""Buying the machines."""

from __future__ import annotations

import numpy as np

from hds_tco.model.arrays import delayed
from hds_tco.model.contract import procurement
from hds_tco.model.hardware import BOTH_SITES, Site, resources
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import renewal_eur, renewed_share
from hds_tco.model.purchase import buy_ahead, gross_value, idle_share, residual_value
from hds_tco.model.world import Piece, World, required
from hds_tco.trace import named


def buy_hardware(sites: tuple[Site, ...] = BOTH_SITES) -> Piece:
    """Return the piece that buys servers, storage of both classes and backup.

    Part of what is bought is too early (idle the year after) or an emergency, at its premium. Disposal and the move to
    what follows come the year after the last one of service, when a lessor's machines go back too; no move follows a
    machine of the second site, which is filled again by replication.

    Parameters
    ----------
    sites : tuple of {"main", "second"}
        Where bought machines stand; an option may buy for one site and lease for the other.

    Returns
    -------
    callable
        From the `World` to cost lines.

    Notes
    -----
    Formula::

        line += procurement(world, in_house.procurement_eur, in_house.procurement_years, "purchase")
        life = in_house.refresh_years
        for machine in resources(world, sites):
            key, price = machine.key, machine.module_price_eur
            bought = buy_ahead(machine.needs, in_house.buy_ahead_years, life, year)
            urgent_eur = bought.emergency * price * (1 + in_house.emergency_premium_share)
            spent_eur = bought.planned * price + urgent_eur
            idle = ratio(bought.idle, bought.installed)
            kept_up_eur = gross_value(spent_eur, life, year) * hardware.maintenance_share_per_year
            modules = bought.planned + bought.emergency
            renewed = renewed_share(delayed(modules, life + 1, year), bought.installed) * ("main" in sites)
            left_eur = residual_value(spent_eur, life, year) * in_house.residual_value_share
            line.purchase[key] = (bought.planned - bought.too_early) * price * vat_factor
            line.too_early[key] = bought.too_early * price * vat_factor
            line.emergency[key] = urgent_eur * vat_factor
            line.maintenance[key] = kept_up_eur * (1 - idle) * vat_factor
            line.idle_maintenance[key] = kept_up_eur * idle * vat_factor
            line.disposal[key] = delayed(modules * price, life + 1, year) * hardware.disposal_share * vat_factor
            line.renewal[key] = renewal_eur(world, key, renewed) * index.prices * vat_factor
            line.residual[key] = -left_eur * at_horizon * vat_factor

    References
    ----------
    Decisions 0014, 0015, 0056.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        policy = required(world.given.in_house, "in_house")
        hardware = required(world.given.hardware, "hardware")
        maintenance, renewed = hardware.maintenance_share_per_year, ("main" in sites) * 1.0
        lines = [procurement(world, policy.procurement_eur, policy.procurement_years, "purchase")]
        for resource in resources(world, sites):
            of, price = resource.key, resource.module_price_eur
            bought = buy_ahead(resource.needs, policy.buy_ahead_years, policy.refresh_years, world.year, of)
            early = bought.too_early * price
            planned = (bought.planned - bought.too_early) * price
            urgent = bought.emergency * price * (1.0 + policy.emergency_premium_share)
            spent = named("spent", planned + early + urgent, of)
            kept_up = gross_value(spent, policy.refresh_years, world.year, of) * maintenance
            idle = named("idle_share", idle_share(bought), of)
            modules, gone_after = bought.planned + bought.emergency, policy.refresh_years + 1
            ended = named("ended_modules", delayed(modules, gone_after, world.year), of)
            ended_value = named("ended_value", delayed(modules * price, gone_after, world.year), of)
            moving = renewal_eur(world, of, renewed_share(ended, bought.installed)) * renewed
            residual = named("residual_value", residual_value(spent, policy.refresh_years, world.year), of)
            lines += [
                world.line(f"purchase.{of}", planned, "investment", 4, index="fixed"),
                world.line(f"too_early.{of}", early, "investment", 4, index="fixed"),
                world.line(f"emergency.{of}", urgent, "investment", 4, index="fixed"),
                world.line(f"maintenance.{of}", kept_up * (1.0 - idle), "operating", 3, index="fixed"),
                world.line(f"idle_maintenance.{of}", kept_up * idle, "operating", 3, index="fixed"),
                world.line(f"disposal.{of}", ended_value * hardware.disposal_share, "operating", 3, index="fixed"),
                world.line(f"renewal.{of}", moving, "investment", 4),
                world.line(
                    f"residual.{of}",
                    -residual * policy.residual_value_share * world.at_horizon,
                    "income",
                    4,
                    index="fixed",
                ),
            ]
        return tuple(lines)

    return piece


def other_in_house(world: World) -> tuple[CostLine, ...]:
    """Return the sums that a case gives without detail, nominal and as paid.

    Parameters
    ----------
    world : World

    Returns
    -------
    tuple of CostLine

    Notes
    -----
    Formula::

        line.other_investment = by_rank(along(year, in_house.other_investment_eur_by_year))
        line.other_operating = by_rank(along(year, in_house.other_operating_eur_by_year))

    References
    ----------
    Decisions 0048 and 0062.
    """
    policy = required(world.given.in_house, "in_house")
    like = np.zeros_like(world.year) * 1.0
    investment = policy.other_investment_eur_by_year
    operating = policy.other_operating_eur_by_year
    if like.ndim > investment.ndim:
        investment, operating = investment[:, None], operating[:, None]
    investment, operating = world.by_rank(investment), world.by_rank(operating)
    return (
        world.line("other_investment", investment + like, "investment", 4, index="fixed", vat="as_paid"),
        world.line("other_operating", operating + like, "operating", 3, index="fixed", vat="as_paid"),
    )
