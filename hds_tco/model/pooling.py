"""Hosting for others: what they are billed, the VAT that it bears and opens, and the support that they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from hds_tco.model.arrays import Array, chosen, ratio, sum_of
from hds_tco.model.ledger import CostLine, total
from hds_tco.model.world import World
from hds_tco.trace import named

# What those hosted pay; and what hosting them brings in.
FEES = ("hosted_fees", "hosted_recovery")
FROM_HOSTED = (*FEES, "hosted_vat")


def hosted_cost_share(world: World) -> Array:
    """Return the hosted establishments' share of the cost, under the scenario's key.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Keys: equal parts, VMs, storage, patients. Formula::

        hosted_part = {
            "equal": demand.hosted_establishments,
            "vms": demand.hosted_vms,
            "storage": demand.hosted_tb,
            "patients": demand.hosted_patients,
        }
        share = ratio(hosted_part[str(pooling.cost_key)], _everyone(world))

    References
    ----------
    Law ``ght.cost_key``.
    """
    demand = world.demand
    hosted = {
        "equal": demand.hosted_establishments,
        "vms": demand.hosted_vms,
        "storage": demand.hosted_tb,
        "patients": demand.hosted_patients,
    }
    return named("hosted_cost_share", ratio(_under_key(world, hosted), _everyone(world)))


def outside_cost_share(world: World) -> Array:
    """Return the part of `hosted_cost_share` that falls to establishments outside the GHT, whose fees may bear VAT.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        key = str(pooling.cost_key)
        measure = {"equal": "establishments", "vms": "vms", "storage": "primary_tb", "patients": "patients"}[key]
        blocks = demand.blocks.items()
        outside = sum(getattr(block, measure) * (1 - hosted[name].in_same_ght) for name, block in blocks)
        share = ratio(outside + 0 * year, _everyone(world))

    References
    ----------
    Decision 0055.
    """
    return named("outside_cost_share", ratio(_under_key(world, _outside(world)), _everyone(world)))


def _outside(world: World) -> dict[str, Array]:
    """Return what establishments outside the GHT ask for, by what the cost may be shared by."""
    totals = dict.fromkeys(("equal", "vms", "storage", "patients"), np.zeros_like(world.year) * 1.0)
    for key, block in world.demand.blocks.items():
        outside = 1.0 - world.given.hosted[key].in_same_ght
        asked = (block.establishments, block.vms, block.primary_tb, block.patients)
        totals = {name: total_ + each * outside for (name, total_), each in zip(totals.items(), asked, strict=True)}
    return totals


def _everyone(world: World) -> Array:
    """Return what the hospital and those whom it hosts ask for, by what the cost is shared by.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        measures = {
            "equal": demand.hosted_establishments + 1,
            "vms": demand.vms,
            "storage": demand.structured_tb + demand.imaging_tb,
            "patients": demand.hosted_patients + hospital.patients_per_year,
        }
        asked = measures[str(pooling.cost_key)]
    """
    demand = world.demand
    everyone = {
        "equal": demand.hosted_establishments + 1.0,
        "vms": demand.vms,
        "storage": demand.primary_tb,
        "patients": demand.hosted_patients + world.given.hospital.patients_per_year,
    }
    return _under_key(world, everyone)


def _under_key(world: World, measures: Mapping[str, Array]) -> Array:
    key = world.given.pooling.cost_key
    return sum_of(chosen(key, name) * measure for name, measure in measures.items())


def vat_in_fees(world: World) -> Array:
    """Return the share of a fee from outside the GHT that is VAT, which the hospital passes on and does not keep.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Nothing if the fee is untaxed, or if its VAT comes on top of it: whoever is hosted then pays it besides. Formula::

        share = pooling.fee_taxed_share * pooling.fees_hold_vat * finance.vat_share / (1 + finance.vat_share)

    References
    ----------
    Law ``vat.silent_price``, ``vat.public_body``; decision 0055.
    """
    rules, rate = world.given.pooling, world.given.finance.vat_share
    return named("vat_in_fees", rules.fee_taxed_share * rules.fees_hold_vat * rate / (1.0 + rate))


def vat_borne(lines: Iterable[CostLine], like: Array) -> Array:
    """Return the VAT that lines bear, in euros: of investments and operation, where what they hold is known.

    Parameters
    ----------
    lines : iterable of CostLine
    like : ndarray, (H+1,) or (H+1, draws)
        For the shape when there is no line.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        bear = [item for item in lines if item.nature in ("investment", "operating") and item.vat_factor is not None]
        vat_eur = sum((item.amounts_eur * (1 - 1 / item.vat_factor) for item in bear), 0 * like)

    References
    ----------
    Decisions 0055 and 0062.
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

    Parameters
    ----------
    world : World
        Which has seen the lines to recover.

    Notes
    -----
    Formula::

        def fees(key, block):
            by_use = demand.blocks[key].vms * rules.fee_eur_per_vm_per_year
            by_use = by_use + demand.blocks[key].primary_tb * rules.fee_eur_per_tb_per_year
            by_establishment = demand.hosted_share[key] * block.fee_eur_per_year
            per_use, per_establishment = chosen(rules.billing, "per_use"), chosen(rules.billing, "per_establishment")
            return (by_use * per_use + by_establishment * per_establishment) * running

        rules, in_fees = pooling, vat_in_fees(world)
        outside = outside_cost_share(world)
        deducted = vat_borne(above, year) * outside * rules.fee_taxed_share * running
        costs = sum(item.amounts_eur for item in above if item.nature != "risk")
        recovered = (costs * hosted_cost_share(world) - deducted) * (1 + rules.margin_share)
        recovered_outside = (costs * outside - deducted) * (1 + rules.margin_share)
        recovered = max(recovered, 0) - max(recovered_outside, 0) * in_fees
        fees_kept = sum(
            fees(key, block) * (1 - (1 - block.in_same_ght) * in_fees) for key, block in hosted.items()
        )
        support_eur = rules.support_fte * rules.support_loaded_cost_eur_per_year
        line.hosted_support = demand.hosted_establishments * support_eur * running * index.wages
        line.hosted_fees = -fees_kept * index.prices
        line.hosted_recovery = -recovered * chosen(rules.billing, "cost_recovery") * running
        line.hosted_vat = -deducted

    References
    ----------
    Law ``ght.cost_key``, ``vat.public_body``; decision 0055.
    """
    rules, demand = world.given.pooling, world.demand
    fees = fees_outside = np.zeros_like(world.year) * 1.0
    for key, block in world.given.hosted.items():
        fee = demand.hosted_share[key] * block.fee_eur_per_year
        fees, fees_outside = fees + fee, fees_outside + fee * (1.0 - block.in_same_ght)
    outside, per_vm, per_tb = _outside(world), rules.fee_eur_per_vm_per_year, rules.fee_eur_per_tb_per_year
    by_establishment, by_use = chosen(rules.billing, "per_establishment"), chosen(rules.billing, "per_use")
    used = demand.hosted_vms * per_vm + demand.hosted_tb * per_tb
    used_outside = outside["vms"] * per_vm + outside["storage"] * per_tb
    billed = named("billed_fees", fees * by_establishment + used * by_use)
    billed_outside = fees_outside * by_establishment + used_outside * by_use
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
