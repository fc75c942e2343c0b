"""The machines that serve the demand: servers, two classes of storage, backup, in modules, whoever owns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hds_tco.model.arrays import Array, scalar, whole
from hds_tco.model.purchase import Need
from hds_tco.model.world import World, required
from hds_tco.trace import named

Site = Literal["main", "second"]
BOTH_SITES: tuple[Site, ...] = ("main", "second")


@dataclass(frozen=True)
class Resource:
    """One kind of machine.

    Parameters
    ----------
    key : str
        ``"servers"``, ``"structured"``, ``"imaging"`` or ``"backup"``.
    needs : tuple of Need
        In modules.
    module_price_eur : ndarray, (H+1,) or (H+1, draws)
        Price of one module, nominal, without VAT.
    """

    key: str
    needs: tuple[Need, ...]
    module_price_eur: Array


def resources(world: World, sites: tuple[Site, ...] = BOTH_SITES) -> tuple[Resource, ...]:
    """Return the machines that the demand asks for on the given sites.

    Structured data and imaging stand on storage of their own class. Backup stands once, with the main site, and its
    price follows that of imaging's storage; the second site carries the protected share of machines and data. A share
    of each server and of each storage bay is kept free; spare servers stand for the failure of another.

    Notes
    -----
    Formula::

        usable, data = 1 - hardware.storage_headroom_share, data_copies(world, sites)
        vm_pace = (1 + volumes.vm_forecast_growth_per_year) / (1 + volumes.vm_growth_per_year)
        structured_pace = (1 + volumes.structured_forecast_growth_per_year) / (1 + volumes.structured_growth_per_year)
        imaging_pace = (1 + volumes.imaging_forecast_growth_per_year) / (1 + volumes.imaging_growth_per_year)
        vms_per_module = vms_per_server(world) * hardware.servers_per_module
        server_modules = demand.vms * machine_copies(world, sites) / vms_per_module
        spare_modules = spare_servers(world, sites) / hardware.servers_per_module
        structured_modules = demand.structured_tb * data / (hardware.structured_module_tb * usable)
        imaging_modules = demand.imaging_tb * data / (hardware.imaging_module_tb * usable)
        backup_per_tb = volumes.backup_tb_per_tb / (hardware.backup_module_tb * usable)
        server_eur = server_price(world) * hardware.servers_per_module
        structured_eur = hardware.structured_price_eur_per_tb * hardware.structured_module_tb
        imaging_eur = hardware.imaging_price_eur_per_tb * hardware.imaging_module_tb
        backup_eur = hardware.backup_price_eur_per_tb * hardware.backup_module_tb
        server_eur = server_eur * (1 + hardware.server_price_growth_per_year) ** year
        structured_eur = structured_eur * (1 + hardware.structured_price_growth_per_year) ** year
        imaging_price = (1 + hardware.imaging_price_growth_per_year) ** year
        backup_needs = (
            Need(demand.structured_tb * backup_per_tb, structured_pace),
            Need(demand.imaging_tb * backup_per_tb, imaging_pace),
        )
        machines = [
            Resource("servers", (Need(server_modules, vm_pace), Need(spare_modules, 1)), server_eur),
            Resource("structured", (Need(structured_modules, structured_pace),), structured_eur),
            Resource("imaging", (Need(imaging_modules, imaging_pace),), imaging_eur * imaging_price),
            Resource("backup", backup_needs, backup_eur * imaging_price),
        ]
        machines = machines if "main" in sites else machines[:3]

    References
    ----------
    Decisions 0047, 0051, 0052, 0053.
    """
    hardware = required(world.given.hardware, "hardware")
    volumes, demand = world.given.volumes, world.demand
    machines, data = machine_copies(world, sites), data_copies(world, sites)
    usable = 1.0 - hardware.storage_headroom_share

    def pace(volume: str, of: str) -> Array:
        forecast, actual = (getattr(volumes, f"{volume}_{growth}_per_year") for growth in ("forecast_growth", "growth"))
        return named("forecast_to_actual", (1.0 + forecast) / (1.0 + actual), of)

    prices = {
        kind: (1.0 + getattr(hardware, f"{kind}_price_growth_per_year")) ** world.year
        for kind in ("server", "structured", "imaging")
    }
    vm_pace = pace("vm", "vms")
    paces = {of: pace(of, of) for of in ("structured", "imaging")}
    server_module_vms = named("server_module_vms", vms_per_server(world) * hardware.servers_per_module)
    spare_modules = spare_servers(world, sites) / hardware.servers_per_module
    servers = (
        Need(named("server_need", demand.vms * machines / server_module_vms), vm_pace),
        Need(named("spare_modules", spare_modules), scalar(1.0)),
    )
    module_eur = server_price(world) * hardware.servers_per_module * prices["server"]
    kinds = [Resource("servers", servers, named("module_price", module_eur, "servers"))]
    for of, stored_tb in (("structured", demand.structured_tb), ("imaging", demand.imaging_tb)):
        module_tb, eur_per_tb = getattr(hardware, f"{of}_module_tb"), getattr(hardware, f"{of}_price_eur_per_tb")
        need = named("storage_need", stored_tb * data / named("usable_module_tb", module_tb * usable, of), of)
        module_eur = named("module_price", eur_per_tb * module_tb * prices[of], of)
        kinds.append(Resource(of, (Need(need, paces[of]),), module_eur))
    if "main" in sites:
        backup_module_tb = named("usable_module_tb", hardware.backup_module_tb * usable, "backup")
        backup = named("backup_modules_per_tb", volumes.backup_tb_per_tb / backup_module_tb)
        needs = (
            Need(named("backup_need", demand.structured_tb * backup, "structured"), paces["structured"]),
            Need(named("backup_need", demand.imaging_tb * backup, "imaging"), paces["imaging"]),
        )
        module_eur = hardware.backup_price_eur_per_tb * hardware.backup_module_tb * prices["imaging"]
        kinds.append(Resource("backup", needs, named("module_price", module_eur, "backup")))
    return tuple(kinds)


def machine_copies(world: World, sites: tuple[Site, ...] = BOTH_SITES) -> Array:
    """Return how many times the machines stand: 1 on the main site, plus the share protected on the second.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        copies = ("main" in sites) + ("second" in sites) * protection.vm_share

    References
    ----------
    Decision 0053.
    """
    return named("capacity_copies", _copies(world.given.protection.vm_share, sites), "vms")


def data_copies(world: World, sites: tuple[Site, ...] = BOTH_SITES) -> Array:
    """Return how many times the data stand, backup apart: 1 on the main site, plus the share protected.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        copies = ("main" in sites) + ("second" in sites) * protection.data_share

    References
    ----------
    Decision 0053.
    """
    return named("capacity_copies", _copies(world.given.protection.data_share, sites), "storage")


def _copies(protected_share: Array, sites: tuple[Site, ...]) -> Array:
    return ("main" in sites) * 1.0 + ("second" in sites) * protected_share


def vms_per_server(world: World) -> Array:
    """Return how many machines a server carries in normal operation: what its headroom leaves.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Memory or processors, whichever the mean machine fills first. Formula::

        by_memory = hardware.ram_gb_per_server / volumes.ram_gb_per_vm
        by_cores = hardware.cores_per_server * hardware.vcpus_per_core / volumes.vcpus_per_vm
        vms = min(by_memory, by_cores) * (1 - hardware.server_headroom_share)

    References
    ----------
    Decisions 0047 and 0051.
    """
    hardware, volumes = required(world.given.hardware, "hardware"), world.given.volumes
    by_memory = named("vms_by_memory", hardware.ram_gb_per_server / volumes.ram_gb_per_vm)
    by_cores = named("vms_by_cores", hardware.cores_per_server * hardware.vcpus_per_core / volumes.vcpus_per_vm)
    return named("usable_vms_per_server", np.minimum(by_memory, by_cores) * (1.0 - hardware.server_headroom_share))


def server_price(world: World) -> Array:
    """Return what a server costs in year 0, in euros without VAT: a base, its cores and its memory.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        cores_eur = hardware.cores_per_server * hardware.server_eur_per_core
        price_eur = hardware.server_base_eur + cores_eur + hardware.ram_gb_per_server * hardware.server_eur_per_gb

    References
    ----------
    Decision 0051.
    """
    hardware = required(world.given.hardware, "hardware")
    cores = hardware.cores_per_server * hardware.server_eur_per_core
    memory = hardware.ram_gb_per_server * hardware.server_eur_per_gb
    return named("server_price", hardware.server_base_eur + cores + memory)


def server_power(world: World) -> Array:
    """Return the mean power that a server draws, in kW: a base and its cores.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        power_kw = hardware.server_base_power_kw + hardware.cores_per_server * hardware.server_power_kw_per_core

    References
    ----------
    Decision 0051.
    """
    hardware = required(world.given.hardware, "hardware")
    return named(
        "server_power", hardware.server_base_power_kw + hardware.cores_per_server * hardware.server_power_kw_per_core
    )


def spare_servers(world: World, sites: tuple[Site, ...] = BOTH_SITES) -> Array:
    """Return how many servers stand for the failure of another, on each site that carries machines.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        sites_with_machines = ("main" in sites) + ("second" in sites) * where(protection.vm_share > 0, 1, 0)
        servers = hardware.spare_servers_per_site * sites_with_machines * (demand.vms > 0)

    References
    ----------
    Decision 0047.
    """
    return named("spare_servers", _spare(world, sites))


def _spare(world: World, sites: tuple[Site, ...]) -> Array:
    spare = required(world.given.hardware, "hardware").spare_servers_per_site
    protected = np.where(world.given.protection.vm_share > 0, 1.0, 0.0)
    return spare * _copies(protected, sites) * np.where(world.demand.vms > 0, 1.0, 0.0)


def servers_in_use(world: World) -> Array:
    """Return the servers that run: those of the main site, and a share of those that stand by on the second.

    The others are bought or leased and kept up; they draw no power and bear no licence.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        standby = protection.standby_running_share
        carrying = whole(demand.vms * (1 + protection.vm_share * standby) / vms_per_server(world))
        servers = carrying + spare_servers(world, ("main",)) + spare_servers(world, ("second",)) * standby

    References
    ----------
    Decisions 0047 and 0053.
    """
    protection = world.given.protection
    running = protection.standby_running_share
    copies = named("running_copies", 1.0 + protection.vm_share * running)
    carrying = whole(world.demand.vms * copies / vms_per_server(world))
    spare = named("running_spare_servers", _spare(world, ("main",)) + _spare(world, ("second",)) * running)
    return named("servers_in_use", carrying + spare)
