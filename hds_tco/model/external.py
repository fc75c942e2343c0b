"""Buying hosting from a certified provider."""

from __future__ import annotations

from typing import Literal

import numpy as np

from hds_tco.model.arrays import Array, flags_of, scalar
from hds_tco.model.contract import host_contract, procurement
from hds_tco.model.hosting_bill import MONTHS_PER_YEAR, Prices, binding, due_on_leaving, prices_of
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import move_by_year, move_eur, old_platform
from hds_tco.model.world import World, required
from hds_tco.trace import named

DAYS_PER_YEAR = 365.0


def move_to_provider(world: World) -> tuple[CostLine, ...]:
    """Return the move to the provider, and the old platform paid until it is over.

    Notes
    -----
    Formula::

        line += outlay(world, "migration", move_by_year(world, "provider"))
        line += old_platform(world)

    References
    ----------
    Decisions 0050 and 0056.
    """
    return (*outlay(world, "migration", move_by_year(world, "provider")), *old_platform(world))


def outlay(world: World, key: str, amounts: Array) -> tuple[CostLine, CostLine]:
    """Return what is paid to go to the provider: an investment if the user capitalises it, else a charge of title 3.

    Buying a service makes no asset. Whether it is capitalised may change while one looks at the figures, and the nature
    of a line may not: so there are two lines, of which one is nothing.

    Parameters
    ----------
    key : str
        The investment's key; the charge's is ``<key>.expensed``.
    amounts : ndarray, (H+1,) or (H+1, draws)
        Euros at year-0 prices, without VAT.

    Returns
    -------
    tuple of CostLine

    Notes
    -----
    Formula::

        line[key] = amounts * external.capitalise_move * index.prices * vat_factor
        line[key].expensed = amounts * (1 - external.capitalise_move) * index.prices * vat_factor

    References
    ----------
    Decision 0050.
    """
    capitalised = required(world.given.external, "external").capitalise_move
    return (
        world.line(key, amounts * capitalised, "investment", 4),
        world.line(f"{key}.expensed", amounts * (1.0 - capitalised), "operating", 3),
    )


def provider(world: World) -> tuple[CostLine, ...]:
    """Return what the provider bills, what stays with the hospital beside, and what each end of a contract costs.

    An activity that the provider's certificate does not cover stays with the hospital, at its cost; so does some
    security, on-call duty and insurance, and the room of the machines that must stay on site.

    Notes
    -----
    Volumes are billed at the greater of what is reserved and what binds of the commitment; prices follow the contract's
    index and step when a contract ends; the surcharge for certified hosting, then the premium of a qualified cloud, are
    shares on top of what stands before them. Formula::

        offer, least, reserved = prices_of(world), binding(world), 1 + external.reserved_above_need_share
        vms = max(demand.vms * reserved, least.vms) * running
        structured_tb = max(demand.structured_tb * reserved, least.structured_tb) * running
        imaging_tb = max(demand.imaging_tb * reserved, least.imaging_tb) * running
        stored_tb = structured_tb + imaging_tb
        contract = host_contract(world)
        changes, year_price = contract.changes, 12 * contract.price * index.contract
        bill = {
            "vms": vms * offer.vm * year_price,
            "windows": vms * offer.windows * year_price,
            "structured": structured_tb * offer.structured_tb * year_price,
            "imaging": imaging_tb * offer.imaging_tb * year_price,
            "backup": stored_tb * volumes.backup_tb_per_tb * offer.backup_tb * year_price,
        }
        protected_vms = (bill["vms"] + bill["windows"]) * offer.protected_vm
        bill["second_site"] = protected_vms + (bill["structured"] + bill["imaging"]) * offer.protected_tb
        bill["hds"] = sum(bill.values()) * offer.surcharge
        bill["secnumcloud"] = sum(bill.values()) * offer.premium
        for key, amount in bill.items():
            line.service[key] = amount * vat_factor
        paid = running * index.prices * vat_factor
        copied = stored_tb * (restitution.clauses.independent_copy if restitution else 0)
        uncovered = sum((1 - external.covered_activities) * external.uncovered_eur_per_year_by_activity)
        line.links = external.network_links_eur_per_year * paid
        line.independent_copy = copied * external.independent_copy_eur_per_tb_per_year * paid
        line.kept_operations = external.kept_operations_eur_per_year * paid
        line.local_room = external.local_room_eur_per_year * paid
        line.uncovered_activities = uncovered * paid
        line.other_external = by_rank(along(year, external.other_eur_by_year))
        line += outlay(world, "setup", external.setup_eur * at(0))
        line += outlay(world, "links_setup", external.network_links_setup_eur * at(0))
        line += procurement(world, external.procurement_eur, external.contract_years, "hosting")
        line.change.setup = external.setup_eur * changes * index.prices * vat_factor
        line.change.links_setup = external.network_links_setup_eur * changes * index.prices * vat_factor
        leaves = external.planned_exit_share * at_horizon
        for key, when in (("change", changes), ("planned_exit", leaves)):
            days = external.planned_exit_double_running_days
            line[key].project = external.planned_exit_project_eur * when * index.prices * vat_factor
            line[key].migration = move_eur(world) * when * index.prices * vat_factor
            line[key].double_running = sum(bill.values()) * days / 365 * when * vat_factor
        due_eur = due_on_leaving(world, contract.price)
        line.planned_exit.commitment = due_eur * leaves * index.contract * vat_factor

    References
    ----------
    Decisions 0017, 0045, 0047, 0053, 0059, 0063; law ``hds.activities``.
    """
    given, demand = required(world.given.external, "external"), world.demand
    running, start = world.running, world.at(0)
    reserved = 1.0 + given.reserved_above_need_share

    def billed(need: Array, committed: Array, of: str) -> Array:
        return named("billed", np.maximum(need * reserved, committed) * running, of)

    least, prices = binding(world), prices_of(world)
    billed_vms = billed(demand.vms, least.vms, "vms")
    billed_structured = billed(demand.structured_tb, least.structured_tb, "structured")
    billed_imaging = billed(demand.imaging_tb, least.imaging_tb, "imaging")
    stored = named("billed", (billed_structured + billed_imaging) * world.given.volumes.backup_tb_per_tb, "backup")
    copied = (billed_structured + billed_imaging) * given.independent_copy_eur_per_tb_per_year * _copy_kept(world)
    contract = host_contract(world)
    by_month = {
        "vms": billed_vms * prices.vm,
        "structured": billed_structured * prices.structured_tb,
        "imaging": billed_imaging * prices.imaging_tb,
        "backup": stored * prices.backup_tb,
        "windows": billed_vms * prices.windows,
    }
    uncovered = 1.0 - flags_of(given.covered_activities)
    left = named("uncovered_activities", np.sum(uncovered * given.uncovered_eur_per_year_by_activity))
    services = tuple(
        world.line(f"service.{key}", amounts * MONTHS_PER_YEAR * contract.price, "operating", 3, index="contract")
        for key, amounts in by_month.items()
    )
    services += (_second_site(world.after(services), prices),)
    for key, share in (("hds", prices.surcharge), ("secnumcloud", prices.premium)):
        more = world.after(services).sum_above("service.") * share
        surcharge = world.line(f"service.{key}", more, "operating", 3, index="fixed", vat="inside")
        services += (surcharge,)
    served = world.after(services)
    leaves, due = given.planned_exit_share * world.at_horizon, due_on_leaving(world, contract.price)
    return (
        *outlay(world, "setup", given.setup_eur * start),
        *outlay(world, "links_setup", given.network_links_setup_eur * start),
        procurement(world, given.procurement_eur, given.contract_years, "hosting"),
        *services,
        world.line("links", given.network_links_eur_per_year * running, "operating", 3),
        world.line("independent_copy", copied, "operating", 3),
        world.line("kept_operations", given.kept_operations_eur_per_year * running, "operating", 3),
        world.line("local_room", given.local_room_eur_per_year * running, "operating", 3),
        world.line("uncovered_activities", left * running, "operating", 3),
        world.as_paid("other_external", given.other_eur_by_year, "operating", 3),
        world.line("change.setup", given.setup_eur * contract.changes, "operating", 3),
        world.line("change.links_setup", given.network_links_setup_eur * contract.changes, "operating", 3),
        *leaving(served, "change", contract.changes),
        *leaving(served, "planned_exit", leaves),
        world.line("planned_exit.commitment", due * leaves, "operating", 3, index="contract"),
    )


def _second_site(world: World, prices: Prices) -> CostLine:
    """Return what protecting machines and data costs: a share of the price of each that is protected.

    Backup stands once, as it does at home.
    """
    machines = world.sum_above("service.vms") + world.sum_above("service.windows")
    stored = world.sum_above("service.structured") + world.sum_above("service.imaging")
    billed = machines * prices.protected_vm + stored * prices.protected_tb
    return world.line("service.second_site", billed, "operating", 3, index="fixed", vat="inside")


def leaving(world: World, key: Literal["change", "planned_exit"], when: Array) -> tuple[CostLine, ...]:
    """Return what leaving a provider at the end of its contract costs: project, move, double running.

    Paid at each change, and for a share of it at the horizon (`external.planned_exit_share`): 1 when the comparison is
    to leave nobody bound, 0 when the contract goes on as one's own machines do. A change pays the new provider's set-up
    besides: what comes after the horizon does not.

    Parameters
    ----------
    world : World
        Which has seen the services.
    key : {"change", "planned_exit"}
    when : ndarray, (H+1,) or (H+1, draws)
        1 where the provider is left, or the probability that it is.

    Notes
    -----
    Formula::

        line[key].project = external.planned_exit_project_eur * when * index.prices * vat_factor
        line[key].migration = move_eur(world) * when * index.prices * vat_factor
        double_running_years = external.planned_exit_double_running_days / 365
        line[key].double_running = sum_above("service.") * double_running_years * when

    References
    ----------
    Decisions 0045 and 0059.
    """
    given = required(world.given.external, "external")
    double = world.sum_above("service.") * given.planned_exit_double_running_days / DAYS_PER_YEAR
    return (
        world.line(f"{key}.project", given.planned_exit_project_eur * when, "operating", 3),
        world.line(f"{key}.migration", move_eur(world) * when, "operating", 3),
        world.line(f"{key}.double_running", double * when, "operating", 3, index="fixed", vat="inside"),
    )


def _copy_kept(world: World) -> Array:
    """Return 1 if the contract holds an independent copy, which is paid for by the TB."""
    restitution = world.given.restitution
    return scalar(0.0) if restitution is None else restitution.clauses.independent_copy
