"""What a host asks: for the volumes that it bills, for those that a hospital commits itself to, when it leaves early.

Prices are those of year 0, without VAT. The law lets a client leave at any time (Data Act, article 25), fixed term or
not, and a proportionate penalty for leaving early is lawful. Whether a host still holds its client to a commitment that
it may leave is for the user to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import Array
from hds_tco.model.law import in_force
from hds_tco.model.world import Volumes, World, required
from hds_tco.trace import named

MONTHS_PER_YEAR = 12.0


@dataclass(frozen=True)
class Prices:
    """Prices of a month in euros without VAT, and shares of them: see `prices_of`.

    Parameters
    ----------
    vm, windows : ndarray, scalar or (draws,)
        Of a machine; of Windows, by machine.
    structured_tb, imaging_tb, backup_tb : ndarray, (H+1,) or (H+1, draws)
        Of a TB.
    protected_vm, protected_tb : ndarray, scalar or (draws,)
        What the second site adds to a machine's price and to a TB's.
    surcharge, premium : ndarray, scalar or (draws,)
        Of certified hosting; of a qualified cloud, on top.
    """

    vm: Array
    windows: Array
    structured_tb: Array
    imaging_tb: Array
    backup_tb: Array
    protected_vm: Array
    protected_tb: Array
    surcharge: Array
    premium: Array


def prices_of(world: World) -> Prices:
    """Return the offer's prices: a machine's is what is asked for it as such, by vCPU and by GB of memory.

    Notes
    -----
    Formula::

        vcpus_eur = volumes.vcpus_per_vm * external.price_eur_per_vcpu_per_month
        memory_eur = volumes.ram_gb_per_vm * external.price_eur_per_gb_per_month
        vm = external.price_eur_per_vm_per_month + vcpus_eur + memory_eur
        windows = volumes.windows_vm_share * external.windows_eur_per_vm_per_month
        path = (1 + external.storage_price_growth_per_year) ** year
        structured_tb = external.structured_price_eur_per_tb_per_month * path
        imaging_tb = external.imaging_price_eur_per_tb_per_month * path
        backup_tb = external.backup_price_eur_per_tb_per_month * path
        protected_vm = protection.vm_share * external.protected_vm_price_share
        protected_tb = protection.data_share * external.protected_tb_price_share
        surcharge = external.hds_surcharge_share
        premium = external.secnumcloud_premium_share

    References
    ----------
    Decisions 0047 and 0053; law ``sovereignty.trusted_cloud_premium``.
    """
    given, volumes, protection = required(world.given.external, "external"), world.given.volumes, world.given.protection
    path = named("storage_price_path", (1.0 + given.storage_price_growth_per_year) ** world.year)
    machine = named(
        "machine_price",
        given.price_eur_per_vm_per_month
        + volumes.vcpus_per_vm * given.price_eur_per_vcpu_per_month
        + volumes.ram_gb_per_vm * given.price_eur_per_gb_per_month,
    )
    return Prices(
        vm=machine,
        windows=volumes.windows_vm_share * given.windows_eur_per_vm_per_month,
        structured_tb=given.structured_price_eur_per_tb_per_month * path,
        imaging_tb=given.imaging_price_eur_per_tb_per_month * path,
        backup_tb=given.backup_price_eur_per_tb_per_month * path,
        protected_vm=named("protected_price", protection.vm_share * given.protected_vm_price_share, "vms"),
        protected_tb=named("protected_price", protection.data_share * given.protected_tb_price_share, "storage"),
        surcharge=given.hds_surcharge_share,
        premium=given.secnumcloud_premium_share,
    )


def whole_bill(world: World, billed: Volumes, prices: Prices) -> Array:
    """Return a year's bill for some volumes, in euros: services, second site, surcharge and premium.

    Parameters
    ----------
    billed : Volumes
    prices : Prices

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        machines = billed.vms * (prices.vm + prices.windows) * (1 + prices.protected_vm)
        data = billed.structured_tb * prices.structured_tb + billed.imaging_tb * prices.imaging_tb
        backup = (billed.structured_tb + billed.imaging_tb) * volumes.backup_tb_per_tb * prices.backup_tb
        month_eur = machines + data * (1 + prices.protected_tb) + backup
        bill_eur = month_eur * 12 * (1 + prices.surcharge) * (1 + prices.premium)

    References
    ----------
    Decision 0047.
    """
    stored = billed.primary_tb * world.given.volumes.backup_tb_per_tb
    machines = billed.vms * (prices.vm + prices.windows) * (1.0 + prices.protected_vm)
    data = billed.structured_tb * prices.structured_tb + billed.imaging_tb * prices.imaging_tb
    month = machines + data * (1.0 + prices.protected_tb) + stored * prices.backup_tb
    return month * MONTHS_PER_YEAR * (1.0 + prices.surcharge) * (1.0 + prices.premium)


def binding(world: World) -> Volumes:
    """Return the volumes that are billed at least, by year: the commitment, less what the right to leave ends of it.

    Returns
    -------
    Volumes
        Each ``(H+1,)`` or ``(H+1, draws)``: VMs, and TB.

    Notes
    -----
    Formula::

        right_to_leave = in_force(given, "right_to_leave", year, decision_year + year)
        binds = 1 - external.commitment_ended_share * right_to_leave
        vms = external.committed_vms * binds
        structured_tb = external.committed_structured_tb * binds
        imaging_tb = external.committed_imaging_tb * binds

    References
    ----------
    Law ``switching.notice``; decision 0063.
    """
    given = required(world.given.external, "external")
    calendar = named("calendar_year", world.given.decision_year + world.year)
    right = named("right_to_leave", in_force(world.given, "right_to_leave", world.year, calendar))
    binding_share = named("commitment_kept", 1.0 - given.commitment_ended_share * right)
    return Volumes(
        vms=named("commitment", given.committed_vms * binding_share, "vms"),
        structured_tb=named("commitment", given.committed_structured_tb * binding_share, "structured"),
        imaging_tb=named("commitment", given.committed_imaging_tb * binding_share, "imaging"),
    )


def years_left(world: World, length_years: Array) -> Array:
    """Return how many years the running contract still has at the end of each year of the option.

    Parameters
    ----------
    length_years : ndarray of int, scalar or (draws,)
        Length of each contract, the first of which begins with year 1 of the option.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        left = (-years_in % length_years) * running

    References
    ----------
    Decision 0063.
    """
    ends = np.ceil(world.years_in / length_years) * length_years
    return named("contract_years_left", (ends - world.years_in) * world.running)


def due_on_leaving(world: World, contract_price: Array) -> Array:
    """Return what is due to a host left at each year's end, before its contract's term, in euros before indexation.

    Parameters
    ----------
    contract_price : ndarray, (H+1,) or (H+1, draws)
        Price of the running contract, in multiples of the first one's.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        yearly_eur = whole_bill(world, binding(world), prices_of(world)) * contract_price
        due_eur = yearly_eur * years_left(world, external.contract_years) * external.commitment_due_share

    References
    ----------
    Law ``switching.early_termination_penalty``; decision 0063.
    """
    given = required(world.given.external, "external")
    left = years_left(world, given.contract_years)
    yearly = named("commitment_bill", whole_bill(world, binding(world), prices_of(world)) * contract_price)
    return named("commitment_due", yearly * left * given.commitment_due_share)
