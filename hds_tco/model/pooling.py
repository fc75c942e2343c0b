"""Hosting for others: what they are billed, and the support that they ask for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import chosen, ratio
from hds_tco.model.ledger import CostLine, total
from hds_tco.model.world import World
from hds_tco.trace import named

Array = npt.NDArray[np.float64]


def hosted_cost_share(world: World) -> Array:
    """Return the hosted establishments' share of the cost by year, under the scenario's key.

    Keys: equal parts, VMs, storage, patients.
    """
    demand, hospital, key = world.demand, world.given.hospital, world.given.pooling.cost_key
    hosted = (
        chosen(key, "equal") * demand.hosted_establishments
        + chosen(key, "vms") * demand.hosted_vms
        + chosen(key, "storage") * demand.hosted_tb
        + chosen(key, "patients") * demand.hosted_patients
    )
    everyone = (
        chosen(key, "equal") * (demand.hosted_establishments + 1.0)
        + chosen(key, "vms") * demand.vms
        + chosen(key, "storage") * demand.primary_tb
        + chosen(key, "patients") * (demand.hosted_patients + hospital.patients_per_year)
    )
    return named("hosted_cost_share", ratio(hosted, everyone))


def pooling(world: World) -> tuple[CostLine, ...]:
    """Return income from hosted establishments, and the support staff that each of them asks for.

    Per establishment: the yearly fee of each block while it is hosted. Per use: by VM and TB. Cost recovery: their
    share, under the cost key, of the lines above (everything but risk), plus a margin. Fees are entered as billed,
    without VAT.
    """
    rules, demand = world.given.pooling, world.demand
    fees = np.zeros_like(world.year) * 1.0
    for key, block in world.given.hosted.items():
        fees = fees + demand.hosted_share[key] * block.fee_eur_per_year
    used = demand.hosted_vms * rules.fee_eur_per_vm_per_year + demand.hosted_tb * rules.fee_eur_per_tb_per_year
    costs = total((line for line in world.above if line.nature != "risk"), world.year)
    shared = costs * hosted_cost_share(world) * (1.0 + rules.margin_share)
    support = demand.hosted_establishments * rules.support_fte * rules.support_loaded_cost_eur_per_year
    billed = fees * chosen(rules.billing, "per_establishment") + used * chosen(rules.billing, "per_use")
    recovered = np.maximum(shared, 0.0) * chosen(rules.billing, "cost_recovery") * world.running
    return (
        world.line("hosted_support", support * world.running, "operating", 1, index="wages", vat=False),
        world.line("hosted_fees", -named("billed_fees", billed) * world.running, "income", 3, vat=False),
        world.line("hosted_recovery", -recovered, "income", 3, index="fixed", vat=False),
    )
