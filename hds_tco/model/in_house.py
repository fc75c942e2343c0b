"""A platform of one's own: the machines that are bought, and what running machines costs, bought or leased."""

from __future__ import annotations

from hds_tco.model.arrays import delayed
from hds_tco.model.contract import procurement
from hds_tco.model.hardware import BOTH_SITES, Site, data_copies, resources, server_power, servers_in_use
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import renewal_eur
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
            moving_eur = renewal_eur(world, key, delayed(modules, life + 1, year), bought.installed) * ("main" in sites)
            left_eur = residual_value(spent_eur, life, year) * in_house.residual_value_share
            line.purchase[key] = (bought.planned - bought.too_early) * price * vat_factor
            line.too_early[key] = bought.too_early * price * vat_factor
            line.emergency[key] = urgent_eur * vat_factor
            line.maintenance[key] = kept_up_eur * (1 - idle) * vat_factor
            line.idle_maintenance[key] = kept_up_eur * idle * vat_factor
            line.disposal[key] = delayed(modules * price, life + 1, year) * hardware.disposal_share * vat_factor
            line.renewal[key] = moving_eur * index.prices * vat_factor
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
            moving = renewal_eur(world, of, ended, bought.installed) * renewed
            residual = named("residual_value", residual_value(spent, policy.refresh_years, world.year), of)
            left = -residual * policy.residual_value_share * world.at_horizon
            lines += [
                world.line(f"purchase.{of}", planned, "investment", 4, index="fixed"),
                world.line(f"too_early.{of}", early, "investment", 4, index="fixed"),
                world.line(f"emergency.{of}", urgent, "investment", 4, index="fixed"),
                world.line(f"maintenance.{of}", kept_up * (1.0 - idle), "operating", 3, index="fixed"),
                world.line(f"idle_maintenance.{of}", kept_up * idle, "operating", 3, index="fixed"),
                world.line(f"disposal.{of}", ended_value * hardware.disposal_share, "operating", 3, index="fixed"),
                world.line(f"renewal.{of}", moving, "investment", 4),
                world.line(f"residual.{of}", left, "income", 4, index="fixed"),
            ]
        return tuple(lines)

    return piece


def other_in_house(world: World) -> tuple[CostLine, ...]:
    """Return the sums that a case gives without detail, nominal and as paid.

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
    return (
        world.as_paid("other_investment", policy.other_investment_eur_by_year, "investment", 4),
        world.as_paid("other_operating", policy.other_operating_eur_by_year, "operating", 3),
    )


HOURS_PER_YEAR = 8760.0


def operations(world: World) -> tuple[CostLine, ...]:
    """Return what the platform costs beside its machines and its people.

    Backup draws what imaging's storage does. Licences are paid by the core of the servers in use and by the virtual
    machine served; Windows machines are put together, and pay for the servers that carry them, all their cores.

    Notes
    -----
    Formula::

        servers, copies, stored_tb = servers_in_use(world), data_copies(world), demand.structured_tb + demand.imaging_tb
        imaging_class_tb = demand.imaging_tb * copies + stored_tb * volumes.backup_tb_per_tb
        structured_kw = demand.structured_tb * copies * hardware.structured_power_kw_per_tb
        storage_kw = structured_kw + imaging_class_tb * hardware.imaging_power_kw_per_tb
        kwh = (servers * server_power(world) + storage_kw) * 8760 * operations.pue
        cores = servers * hardware.cores_per_server
        licences_eur = cores * operations.licence_eur_per_core_per_year
        licences_eur = licences_eur + demand.vms * operations.licence_eur_per_vm_per_year
        windows_eur = volumes.windows_vm_share * cores * operations.windows_eur_per_core_per_year
        start_price, price = at(0) * index.prices, running * index.prices
        line.project = operations.project_eur * start_price * vat_factor
        line.room_investment = operations.room_investment_eur * start_price * vat_factor
        line.network_investment = operations.network_investment_eur * start_price * vat_factor
        line.room = operations.room_eur_per_year * price * vat_factor
        line.electricity = kwh * operations.electricity_price_eur_per_kwh * running * index.energy * vat_factor
        line.network = operations.network_eur_per_year * price * vat_factor
        line.licences = licences_eur * running * index.licences * vat_factor
        line.windows = windows_eur * running * index.licences * vat_factor
        line.security = operations.security_eur_per_year * price * vat_factor
        line.on_call = operations.on_call_eur_per_year * running * index.wages
        line.second_site = operations.second_site_eur_per_year * price * vat_factor
        line.insurance = operations.insurance_eur_per_year * price

    References
    ----------
    Decisions 0047 and 0051. PUE: ISO/IEC 30134-2. Premiums bear no VAT: general tax code, 261 C, 2°.
    """
    given, hardware = required(world.given.operations, "operations"), required(world.given.hardware, "hardware")
    demand, running, start = world.demand, world.running, world.at(0)
    copies, servers = data_copies(world), servers_in_use(world)
    imaging_class_tb = demand.imaging_tb * copies + demand.primary_tb * world.given.volumes.backup_tb_per_tb
    structured_kw = demand.structured_tb * copies * hardware.structured_power_kw_per_tb
    storage_kw = named("storage_power", structured_kw + imaging_class_tb * hardware.imaging_power_kw_per_tb)
    power_kw = named("power_kw", servers * server_power(world) + storage_kw)
    electricity = power_kw * HOURS_PER_YEAR * given.pue * given.electricity_price_eur_per_kwh
    cores = named("licensed_cores", servers * hardware.cores_per_server)
    licences = cores * given.licence_eur_per_core_per_year + demand.vms * given.licence_eur_per_vm_per_year
    # Windows machines are put together: it is paid for the servers that carry them, all their cores.
    windows = world.given.volumes.windows_vm_share * cores * given.windows_eur_per_core_per_year
    return (
        world.line("project", given.project_eur * start, "investment", 4),
        world.line("room_investment", given.room_investment_eur * start, "investment", 4),
        world.line("network_investment", given.network_investment_eur * start, "investment", 4),
        world.line("room", given.room_eur_per_year * running, "operating", 3),
        world.line("electricity", electricity * running, "operating", 3, index="energy"),
        world.line("network", given.network_eur_per_year * running, "operating", 3),
        world.line("licences", licences * running, "operating", 3, index="licences"),
        world.line("windows", windows * running, "operating", 3, index="licences"),
        world.line("security", given.security_eur_per_year * running, "operating", 3),
        world.line("on_call", given.on_call_eur_per_year * running, "operating", 1, index="wages", vat=False),
        world.line("second_site", given.second_site_eur_per_year * running, "operating", 3),
        # Insurance premiums bear no VAT (general tax code, 261 C, 2°).
        world.line("insurance", given.insurance_eur_per_year * running, "operating", 3, vat=False),
    )
