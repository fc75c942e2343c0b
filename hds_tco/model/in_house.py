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

    Lines: procurement, purchase, part of it bought too early (idle the year after), emergency top-ups at their premium,
    maintenance of what is used and of what idles, disposal of machines whose life is over and the move to those that
    replace them, and the residual value at the horizon.

    Disposal and move come the year after the last one of service, when a lessor's machines go back too; no move follows
    a machine of the second site, which is filled again by replication.

    Parameters
    ----------
    sites : tuple of {"main", "second"}
        Where bought machines stand; an option may buy for one site and lease for the other.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        policy = required(world.given.in_house, "in_house")
        hardware = required(world.given.hardware, "hardware")
        maintenance, renewed = hardware.maintenance_share_per_year, ("main" in sites) * 1.0
        lines = [procurement(world, policy.procurement_eur, policy.procurement_years, "purchase")]
        for resource in resources(world, sites):
            of, price = resource.key, resource.module_price_eur
            got = buy_ahead(resource.needs, policy.buy_ahead_years, policy.refresh_years, world.year, of)
            early = got.too_early * price
            planned = (got.planned - got.too_early) * price
            urgent = got.emergency * price * (1.0 + policy.emergency_premium_share)
            spent = named("spent", planned + early + urgent, of)
            kept_up = gross_value(spent, policy.refresh_years, world.year, of) * maintenance
            idle = named("idle_share", idle_share(got), of)
            bought, after = got.planned + got.emergency, policy.refresh_years + 1
            ended = named("ended_modules", delayed(bought, after, world.year), of)
            ended_value = named("ended_value", delayed(bought * price, after, world.year), of)
            moving = renewal_eur(world, of, renewed_share(ended, got.installed)) * renewed
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
    """Return the sums that a case gives without detail, nominal and as paid."""
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
