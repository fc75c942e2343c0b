"""Running one's own machines: project, room, power, network, licences, security, second site, insurance."""

from __future__ import annotations

from hds_tco.model.hardware import data_copies, server_power, servers_in_use
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.trace import named

HOURS_PER_YEAR = 8760.0


def operations(world: World) -> tuple[CostLine, ...]:
    """Return what the platform costs beside its machines and its people.

    Backup draws what imaging's storage does. Licences are paid by the core of the servers in use and by the virtual
    machine served; Windows machines are put together, and pay for the servers that carry them, all their cores.

    Parameters
    ----------
    world : World

    Returns
    -------
    tuple of CostLine

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
