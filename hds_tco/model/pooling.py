"""Hosting for others: what they are billed, the VAT that it bears and opens, and the support that they ask for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import chosen, ratio
from hds_tco.model.ledger import CostLine, total
from hds_tco.model.world import World
from hds_tco.trace import named

Array = npt.NDArray[np.float64]
# What those hosted pay; and what hosting them brings in.
FEES = ("hosted_fees", "hosted_recovery")
FROM_HOSTED = (*FEES, "hosted_vat")


def hosted_cost_share(world: World) -> Array:
    """Return the hosted establishments' share of the cost by year, under the scenario's key.

    Keys: equal parts, VMs, storage, patients.
    """
    demand = world.demand
    hosted = _under_key(
        world, demand.hosted_establishments, demand.hosted_vms, demand.hosted_tb, demand.hosted_patients
    )
    return named("hosted_cost_share", ratio(hosted, _everyone(world)))


def outside_cost_share(world: World) -> Array:
    """Return the part of `hosted_cost_share` that falls to establishments outside the GHT, whose fees may bear VAT."""
    outside = {key: 1.0 - block.in_same_ght for key, block in world.given.hosted.items()}
    establishments = vms = stored = patients = np.zeros_like(world.year) * 1.0
    for key, block in world.demand.blocks.items():
        establishments = establishments + block.establishments * outside[key]
        vms = vms + block.vms * outside[key]
        stored = stored + block.primary_tb * outside[key]
        patients = patients + block.patients * outside[key]
    measure = _under_key(world, establishments, vms, stored, patients)
    return named("outside_cost_share", ratio(measure, _everyone(world)))


def _everyone(world: World) -> Array:
    demand, hospital = world.demand, world.given.hospital
    return _under_key(
        world,
        demand.hosted_establishments + 1.0,
        demand.vms,
        demand.primary_tb,
        demand.hosted_patients + hospital.patients_per_year,
    )


def _under_key(world: World, establishments: Array, vms: Array, stored_tb: Array, patients: Array) -> Array:
    key = world.given.pooling.cost_key
    return (
        chosen(key, "equal") * establishments
        + chosen(key, "vms") * vms
        + chosen(key, "storage") * stored_tb
        + chosen(key, "patients") * patients
    )


def vat_in_fees(world: World) -> Array:
    """Return the share of a fee from outside the GHT that is VAT, which the hospital passes on and does not keep.

    Nothing if the fee is untaxed, or if its VAT comes on top of it: whoever is hosted then pays it besides.
    """
    rules, rate = world.given.pooling, world.given.finance.vat_share
    return named("vat_in_fees", rules.fee_taxed_share * rules.fees_hold_vat * rate / (1.0 + rate))


def vat_borne(lines: Iterable[CostLine], like: Array) -> Array:
    """Return the VAT that lines bear, by year: of investments and operation, where what they hold is known.

    Parameters
    ----------
    lines : iterable of CostLine
    like : ndarray
        An array by year, for the shape when there is no line.
    """
    # Lines taxed alike are added up before their VAT is taken: one product for all of them.
    alike: dict[int, list[CostLine]] = {}
    for line in lines:
        if line.nature in ("investment", "operating") and line.vat_factor is not None:
            alike.setdefault(id(line.vat_factor), []).append(line)
    borne = np.zeros_like(like) * 1.0
    for taxed in alike.values():
        factor = taxed[0].vat_factor
        assert factor is not None
        borne = borne + total(taxed, like) * (1.0 - 1.0 / factor)
    return named("vat_borne", borne)


def pooling(world: World) -> tuple[CostLine, ...]:
    """Return income from hosted establishments, and the support staff that each of them asks for.

    Per establishment: the yearly fee of each block while it is hosted. Per use: by VM and TB. Cost recovery: their
    share, under the cost key, of the lines above (everything but risk), plus a margin. Fees are entered as billed.

    Fees from outside the GHT may bear VAT, in part or in doubt. What is in the fee is not kept; and taxed income opens
    a right to deduct the VAT borne on the share of costs that serves it, under the cost key. Whoever is billed at cost
    is billed without the VAT so deducted.
    """
    rules, demand, outside_of = world.given.pooling, world.demand, world.given.hosted
    fees = outside = np.zeros_like(world.year) * 1.0
    vms, stored = outside, outside
    for key, block in outside_of.items():
        fee = demand.hosted_share[key] * block.fee_eur_per_year
        fees, outside = fees + fee, outside + fee * (1.0 - block.in_same_ght)
        vms = vms + demand.blocks[key].vms * (1.0 - block.in_same_ght)
        stored = stored + demand.blocks[key].primary_tb * (1.0 - block.in_same_ght)
    per_vm, per_tb = rules.fee_eur_per_vm_per_year, rules.fee_eur_per_tb_per_year
    by_establishment, by_use = chosen(rules.billing, "per_establishment"), chosen(rules.billing, "per_use")
    used = demand.hosted_vms * per_vm + demand.hosted_tb * per_tb
    billed = named("billed_fees", fees * by_establishment + used * by_use)
    billed_outside = outside * by_establishment + (vms * per_vm + stored * per_tb) * by_use
    in_fees = vat_in_fees(world)

    outside_share = outside_cost_share(world)
    deducted = vat_borne(world.above, world.year) * outside_share * rules.fee_taxed_share
    deducted = named("deducted_vat", deducted * world.running)
    costs = total((line for line in world.above if line.nature != "risk"), world.year)
    shared = (costs * hosted_cost_share(world) - deducted) * (1.0 + rules.margin_share)
    shared_outside = (costs * outside_share - deducted) * (1.0 + rules.margin_share)
    recovered = np.maximum(shared, 0.0) - np.maximum(shared_outside, 0.0) * in_fees
    recovered = recovered * chosen(rules.billing, "cost_recovery") * world.running
    support = demand.hosted_establishments * rules.support_fte * rules.support_loaded_cost_eur_per_year
    return (
        world.line("hosted_support", support * world.running, "operating", 1, index="wages", vat=False),
        world.line("hosted_fees", -(billed - billed_outside * in_fees) * world.running, "income", 3, vat=False),
        world.line("hosted_recovery", -recovered, "income", 3, index="fixed", vat=False),
        world.line("hosted_vat", -deducted, "income", 3, index="fixed", vat=False),
    )
