"""Running one's own machines: project, room, power, network, licences, security, second site, insurance."""

from __future__ import annotations

from hds_tco.model.hardware import data_copies, server_power, servers_in_use
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.trace import named

HOURS_PER_YEAR = 8760.0


def operations(world: World) -> tuple[CostLine, ...]:
    """Return what the platform costs beside its machines and its people.

    Power = kW of the machines in use x 8760 h x PUE x price of the kWh; backup draws what imaging's storage does.
    Licences are paid by the core of the servers in use and by the virtual machine served.
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
