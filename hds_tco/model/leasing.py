"""Leasing the machines: what the leases cost by year, and a lessor that may fail."""

from __future__ import annotations

import numpy as np

from hds_tco.model.arrays import Array, delayed, previous, ratio, sum_of, upcoming
from hds_tco.model.contract import procurement
from hds_tco.model.events import year_of
from hds_tco.model.exit_causes import uncovered_days
from hds_tco.model.hardware import BOTH_SITES, Site, resources
from hds_tco.model.lease import Lease, lease, leased_years, price_at_signing
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import move_price, renewal_eur
from hds_tco.model.world import Piece, World, required
from hds_tco.trace import named

DAYS_PER_YEAR = 365.0


def lease_hardware(sites: tuple[Site, ...] = BOTH_SITES) -> Piece:
    """Return the piece that leases servers, storage of both classes and backup.

    A flow of year t stands at the year's end, and what serves from year 1 on is delivered as year 0 ends. So a rent due
    on the day of delivery, or as any year begins, stands at the end of the year before, where a purchase does: of m
    rents in advance one falls a year early. Days of notice and of late return are settled as they run.

    Parameters
    ----------
    sites : tuple of {"main", "second"}
        Where leased machines stand.

    Notes
    -----
    Formula::

        terms, main_site, fleet_eur = leasing, "main" in sites, 0 * year
        early = terms.rent_in_advance / terms.rents_per_year
        line += procurement(world, terms.procurement_eur, leased_years(terms), "lease")
        for machine in resources(world, sites):
            key, need = machine.key, sum(need.modules for need in machine.needs)
            leased = lease(world, need, price_at_signing(machine.module_price_eur))
            mean_rent = ratio(leased.gross_rent_eur, leased.contracted)
            rent, unused = leased.needed * mean_rent, (leased.billed - leased.needed) * mean_rent
            given_up = max(previous(leased.billed) - leased.billed - leased.leaving, 0) * previous(mean_rent)
            late = leased.leaving_rent_eur * terms.prolongation_factor
            kept_up = leased.gross_value_eur * (1 - terms.maintenance_included) + leased.owned_value_eur
            written_off = delayed(leased.bought_out_eur, terms.extension_years, year)
            moving_eur = renewal_eur(world, key, leased.ended, leased.contracted) * main_site
            line.rent[key] = (rent * (1 - early) + upcoming(rent) * early) * vat_factor
            line.unused_rent[key] = (unused * (1 - early) + upcoming(unused) * early) * vat_factor
            line.notice_rent[key] = given_up * terms.notice_days / 365 * vat_factor
            line.late_return[key] = late * terms.late_return_days / 365 * vat_factor
            line["return"][key] = leased.leaving_value_eur * terms.return_cost_share * vat_factor
            line.lease_maintenance[key] = kept_up * hardware.maintenance_share_per_year * vat_factor
            line.buy_out[key] = leased.bought_out_eur * terms.buy_out_share * vat_factor
            line.bought_out_disposal[key] = written_off * hardware.disposal_share * vat_factor
            line.lease_renewal[key] = moving_eur * index.prices * vat_factor
            fleet_eur = fleet_eur + leased.gross_value_eur
        line.lease_insurance = fleet_eur * terms.insurance_share_per_year
        line.other_leasing = by_rank(along(year, terms.other_eur_by_year))
        line += lessor_failure(world, fleet_eur, main_site)

    References
    ----------
    Decisions 0015, 0054, 0056, 0064. Premiums bear no VAT: general tax code, 261 C, 2°.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        terms = required(world.given.leasing, "leasing")
        maintenance = required(world.given.hardware, "hardware").maintenance_share_per_year
        early = named("early_rent_share", terms.rent_in_advance / terms.rents_per_year)

        def paid(rents: Array) -> Array:
            return rents * (1.0 - early) + upcoming(rents) * early

        lines = [procurement(world, terms.procurement_eur, leased_years(terms), "lease")]
        fleet = np.zeros_like(world.year) * 1.0
        for resource in resources(world, sites):
            of = resource.key
            need = sum_of(need.modules for need in resource.needs)
            leased = lease(world, named("need_modules", need, of), price_at_signing(resource.module_price_eur), of)
            mean_rent = named("rent_per_module", ratio(leased.gross_rent_eur, leased.contracted), of)
            unused = named("unused_modules", leased.billed - leased.needed, of)
            given_up = np.maximum(previous(leased.billed) - leased.billed - leased.leaving, 0.0)
            notice = given_up * previous(mean_rent) * terms.notice_days / DAYS_PER_YEAR
            late = leased.leaving_rent_eur * terms.prolongation_factor * terms.late_return_days / DAYS_PER_YEAR
            back = leased.leaving_value_eur * terms.return_cost_share
            kept_up = leased.gross_value_eur * (1.0 - terms.maintenance_included) + leased.owned_value_eur
            fleet = fleet + leased.gross_value_eur
            for key, amounts in (
                ("rent", paid(named("year_rents", leased.needed * mean_rent, of))),
                ("unused_rent", paid(named("year_unused_rents", unused * mean_rent, of))),
                ("notice_rent", notice),
                ("return", back),
                ("late_return", late),
                ("lease_maintenance", kept_up * maintenance),
            ):
                lines.append(world.line(f"{key}.{of}", amounts, "operating", 3, index="fixed"))
            buy_out = leased.bought_out_eur * terms.buy_out_share
            lines.append(world.line(f"buy_out.{of}", buy_out, "investment", 4, index="fixed"))
            lines += _after_the_lease(world, of, leased, ("main" in sites) * 1.0)
        fleet = named("leased_fleet", fleet)
        premiums = fleet * terms.insurance_share_per_year
        return (
            *lines,
            # Insurance premiums bear no VAT (general tax code, 261 C, 2°).
            world.line("lease_insurance", premiums, "operating", 3, index="fixed", vat=False),
            world.as_paid("other_leasing", terms.other_eur_by_year, "operating", 3),
            *lessor_failure(world, fleet, ("main" in sites) * 1.0),
        )

    return piece


def _after_the_lease(world: World, of: str, leased: Lease, main_site: float) -> tuple[CostLine, ...]:
    """Return the disposal of machines bought out, once their extension is over, and the move to those that follow."""
    terms, hardware = required(world.given.leasing, "leasing"), required(world.given.hardware, "hardware")
    written_off = named("ended_value", delayed(leased.bought_out_eur, terms.extension_years, world.year), of)
    moving = renewal_eur(world, of, leased.ended, leased.contracted) * main_site
    return (
        world.line(f"bought_out_disposal.{of}", written_off * hardware.disposal_share, "operating", 3, index="fixed"),
        world.line(f"lease_renewal.{of}", moving, "investment", 4),
    )


def lessor_failure(world: World, fleet_eur: Array, main_site: float = 1.0) -> tuple[CostLine, ...]:
    """Return the cost, expected or drawn, of a lessor that stops: fleet replaced in a hurry, legal cost, degraded days.

    The data stays in our own room, so nothing has to be brought back, but what ran on the machines that are replaced
    moves to the new ones, as when a lease ends; from the end of the notice to the replacement, or
    to the lessor's own return if that comes first, the service is degraded, as it is with a host.

    Parameters
    ----------
    fleet_eur : ndarray, (H+1,) or (H+1, draws)
        Purchase price of what is leased.
    main_site : float
        1 if the machines of the main site are leased, which have to be moved, else 0.

    Notes
    -----
    Formula::

        lessor = leasing.lessor
        survival = exp(-lessor.failure_rate_per_year * years_in)
        fails = (previous(survival) - survival) * running
        if events:
            fails = 1 * (years_in == year_of(events.lessor_failure, lessor.failure_rate_per_year))
        share = lessor.replaced_share * (1 + lessor.emergency_premium_share)
        move = move_price(world, "own").of(demand.vms, demand.structured_tb + demand.imaging_tb) * main_site
        days = uncovered_days(lessor.replacement_days, lessor.service_back_days, lessor.notice_days)
        day_eur = incidents.degraded_eur_per_day * lessor.replaced_share
        line.lessor.replacement = fails * fleet_eur * share * vat_factor
        line.lessor.migration = fails * move * migration.refresh_move_share * share * index.prices * vat_factor
        line.lessor.legal = fails * lessor.legal_eur * index.prices * vat_factor
        line.lessor.interruption = fails * days * day_eur * index.prices

    References
    ----------
    Decisions 0046 and 0056; law ``insolvency.contracts``.
    """
    lessor, incidents = required(world.given.leasing, "leasing").lessor, world.given.incidents
    survival = named("lessor_survival", np.exp(-lessor.failure_rate_per_year * world.years_in))
    failing = named("lessor_failure_probability", (previous(survival) - survival) * world.running)
    if world.events is not None:
        stops = year_of(world.events.lessor_failure, lessor.failure_rate_per_year)
        failing = np.where(world.years_in == stops, 1.0, 0.0)
    replaced = fleet_eur * lessor.replaced_share * (1.0 + lessor.emergency_premium_share)
    gap = uncovered_days(lessor.replacement_days, lessor.service_back_days, lessor.notice_days)
    uncovered = named("lessor_uncovered_days", gap)
    again = world.given.migration.refresh_move_share * lessor.replaced_share * (1.0 + lessor.emergency_premium_share)
    moving = move_price(world, "own").of(world.demand.vms, world.demand.primary_tb) * again * main_site
    degraded = uncovered * lessor.replaced_share * incidents.degraded_eur_per_day
    return (
        world.line("lessor.replacement", failing * replaced, "risk", 4, index="fixed"),
        world.line("lessor.migration", failing * moving, "risk", 3),
        world.line("lessor.legal", failing * lessor.legal_eur, "risk", 3),
        world.line("lessor.interruption", failing * degraded, "risk", 4, vat=False),
    )
