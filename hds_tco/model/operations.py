"""Running one's own machines: project, room, power, network, licences, security, second site, insurance."""

from __future__ import annotations

from hds_tco.model.arrays import whole
from hds_tco.model.hardware import capacity_copies, spare_servers, vms_per_server
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.trace import named

HOURS_PER_YEAR = 8760.0


def operations(world: World) -> tuple[CostLine, ...]:
    """Return what the platform costs beside its machines and its people.

    Power = kW of the machines in use x 8760 h x PUE x price of the kWh.
    """
    given, hardware = required(world.given.operations, "operations"), required(world.given.hardware, "hardware")
    demand, running, start = world.demand, world.running, world.at(0)
    copies = capacity_copies(world)
    carrying = whole(demand.vms * copies / vms_per_server(world))
    servers = named("servers_in_use", carrying + spare_servers(world))
    stored = demand.primary_tb * copies + demand.primary_tb * world.given.volumes.backup_tb_per_tb
    power_kw = named("power_kw", servers * hardware.server_power_kw + stored * hardware.storage_power_kw_per_tb)
    electricity = power_kw * HOURS_PER_YEAR * given.pue * given.electricity_price_eur_per_kwh
    licences = servers * given.licence_eur_per_server_per_year
    return (
        world.line("project", given.project_eur * start, "investment", 4),
        world.line("room_investment", given.room_investment_eur * start, "investment", 4),
        world.line("network_investment", given.network_investment_eur * start, "investment", 4),
        world.line("room", given.room_eur_per_year * running, "operating", 3),
        world.line("electricity", electricity * running, "operating", 3, index="energy"),
        world.line("network", given.network_eur_per_year * running, "operating", 3),
        world.line("licences", licences * running, "operating", 3, index="licences"),
        world.line("security", given.security_eur_per_year * running, "operating", 3),
        world.line("on_call", given.on_call_eur_per_year * running, "operating", 1, index="wages", vat=False),
        world.line("second_site", given.second_site_eur_per_year * running, "operating", 3),
        # Insurance premiums bear no VAT (general tax code, 261 C, 2°).
        world.line("insurance", given.insurance_eur_per_year * running, "operating", 3, vat=False),
    )
