"""Running one's own machines: project, room, power, network, licences, security, second site, insurance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hds_tco.model.hardware import data_copies, server_power, servers_in_use
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.trace import named

Array = npt.NDArray[np.float64]
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


def migration(world: World) -> tuple[CostLine, ...]:
    """Return the move to the new platform, an investment, and the old one paid until the move is over."""
    return (world.line("migration", move_by_year(world), "investment", 4), old_platform(world))


def old_platform(world: World) -> CostLine:
    """Return the old platform, paid until the move is over.

    A share of its cost stays whole until everything has moved; the rest falls as the hospital moves.
    """
    given, share = world.given.migration, world.demand.migrated_share
    moving = np.where(share < 1.0, given.old_platform_fixed_share, 0.0)
    old_share = named("old_platform_share", moving + (1.0 - given.old_platform_fixed_share) * (1.0 - share))
    return world.line("old_platform", given.old_platform_eur_per_year * old_share * world.running, "operating", 3)


def move_by_year(world: World) -> Array:
    """Return what is paid each year to move the hospital, as it migrates, and whoever joins, at year-0 prices."""
    given, demand = world.given.migration, world.demand
    share = demand.migrated_share
    before = np.concatenate([np.zeros_like(share[:1]), share[:-1]])
    own_move = named("moved_share", np.maximum(share - before, 0.0))
    vms = world.given.hospital.vms * own_move
    stored = (world.given.hospital.structured_tb + world.given.hospital.imaging_tb) * own_move
    for key, block in world.given.hosted.items():
        hosted = demand.hosted_share[key]
        joined = np.maximum(hosted - np.concatenate([np.zeros_like(hosted[:1]), hosted[:-1]]), 0.0)
        vms = vms + joined * block.vms
        stored = stored + joined * (block.structured_tb + block.imaging_tb)
    vms, stored = named("moved", vms, "vms"), named("moved", stored, "storage")
    move: Array = vms * given.migration_eur_per_vm + stored * given.migration_eur_per_tb + world.year * 0.0
    return move
