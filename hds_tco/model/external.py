"""Buying hosting from a certified provider."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import held, scalar
from hds_tco.model.ledger import CostLine
from hds_tco.model.operations import move_by_year, old_platform
from hds_tco.model.world import World, required
from hds_tco.trace import named

Array = npt.NDArray[np.float64]
MONTHS_PER_YEAR = 12.0
DAYS_PER_YEAR = 365.0


def move_to_provider(world: World) -> tuple[CostLine, ...]:
    """Return the move to the provider, and the old platform paid until it is over; see `migration`."""
    return (*outlay(world, "migration", move_by_year(world)), old_platform(world))


def outlay(world: World, key: str, amounts: Array) -> tuple[CostLine, CostLine]:
    """Return what is paid to go to the provider: an investment if the user capitalises it, else a charge of title 3.

    Buying a service makes no asset. Whether it is capitalised may change while one looks at the figures, and the nature
    of a line may not: so there are two lines, of which one is nothing.

    Parameters
    ----------
    world : World
    key : str
        The investment's key; the charge's is ``<key>.expensed``.
    amounts : ndarray
        At year-0 prices, without VAT.
    """
    capitalised = required(world.given.external, "external").capitalise_move
    return (
        world.line(key, amounts * capitalised, "investment", 4),
        world.line(f"{key}.expensed", amounts * (1.0 - capitalised), "operating", 3),
    )


def provider(world: World) -> tuple[CostLine, ...]:
    """Return what the provider bills, what stays with the hospital beside, and the exit planned at the horizon.

    Volumes are billed at the greater of need and commitment. An activity that the provider's certificate does not
    cover stays with the hospital, at its cost; so does some security, on-call duty and insurance. A second site is a
    share on top of the services. Prices follow the contract's index (Syntec, no faster than the contract's cap); prices
    per TB follow a path of their own besides.
    """
    given, demand = required(world.given.external, "external"), world.demand
    running, start = world.running, world.at(0)
    billed_vms = named("billed", np.maximum(demand.vms, given.committed_vms) * running, "vms")
    billed_structured = named(
        "billed", np.maximum(demand.structured_tb, given.committed_structured_tb) * running, "structured"
    )
    billed_imaging = named("billed", np.maximum(demand.imaging_tb, given.committed_imaging_tb) * running, "imaging")
    stored = named("billed", (billed_structured + billed_imaging) * world.given.volumes.backup_tb_per_tb, "backup")
    copied = (billed_structured + billed_imaging) * given.independent_copy_eur_per_tb_per_year * _copy_kept(world)
    storage_prices = named("storage_price_path", (1.0 + given.storage_price_growth_per_year) ** world.year)
    by_month = {
        "vms": billed_vms * given.price_eur_per_vm_per_month,
        "structured": billed_structured * given.structured_price_eur_per_tb_per_month * storage_prices,
        "imaging": billed_imaging * given.imaging_price_eur_per_tb_per_month * storage_prices,
        "backup": stored * given.backup_price_eur_per_tb_per_month * storage_prices,
    }
    uncovered = 1.0 - held(given.covered_activities)
    left = named("uncovered_activities", np.sum(uncovered * given.uncovered_eur_per_year_by_activity))
    other = given.other_eur_by_year
    other = other[:, None] if world.year.ndim > other.ndim else other
    services = tuple(
        world.line(f"service.{key}", amounts * MONTHS_PER_YEAR, "operating", 3, index="contract")
        for key, amounts in by_month.items()
    )
    doubled = world.after(services).sum_above("service.") * given.second_site_price_share
    services += (world.line("service.second_site", doubled, "operating", 3, index="fixed", vat="inside"),)
    return (
        *outlay(world, "setup", given.setup_eur * start),
        *outlay(world, "links_setup", given.network_links_setup_eur * start),
        *services,
        world.line("links", given.network_links_eur_per_year * running, "operating", 3),
        world.line("independent_copy", copied, "operating", 3),
        world.line("kept_operations", given.kept_operations_eur_per_year * running, "operating", 3),
        world.line("uncovered_activities", left * running, "operating", 3),
        world.line("other_external", other + world.year * 0.0, "operating", 3, index="fixed", vat="inside"),
        *planned_exit(world.after(services)),
    )


def planned_exit(world: World) -> tuple[CostLine, ...]:
    """Return the exit at the horizon that a comparison must not leave out: project, move, double running."""
    given, end = required(world.given.external, "external"), world.at(world.horizon)
    double = world.sum_above("service.") * given.planned_exit_double_running_days / DAYS_PER_YEAR
    return (
        world.line("planned_exit.project", given.planned_exit_project_eur * end, "operating", 3),
        world.line("planned_exit.migration", move_eur(world) * end, "operating", 3),
        world.line("planned_exit.double_running", double * end, "operating", 3, index="fixed", vat="inside"),
    )


def move_eur(world: World) -> Array:
    """Return what moving everything served would cost in each year, at year-0 prices without VAT."""
    rates, demand = world.given.migration, world.demand
    return named("move_cost", demand.vms * rates.migration_eur_per_vm + demand.primary_tb * rates.migration_eur_per_tb)


def _copy_kept(world: World) -> Array:
    """Return 1 if the contract holds an independent copy, which is paid for by the TB."""
    restitution = world.given.restitution
    return scalar(0.0) if restitution is None else restitution.clauses.independent_copy
