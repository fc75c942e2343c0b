"""Moving to the new platform, once or again: one price of a move for one's own machines, one for somebody else's.

Who renews machines that it owns or leases moves from platform to platform of the same kind: a share of the price, and
fewer applications to test again. Whoever changes hands (to a provider, from one to the next, away from it, or an
establishment that joins a host) pays the whole price. In every option the old platform is paid while it waits, then
dismantled and its disks erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hds_tco.model.accounting import left_to_run, move_over
from hds_tco.model.arrays import Array, previous, ratio
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World
from hds_tco.trace import named

MoveTo = Literal["own", "provider"]


@dataclass(frozen=True)
class MovePrice:
    """What moving a machine and a TB costs, in euros at year-0 prices without VAT.

    Parameters
    ----------
    per_vm, per_tb : ndarray, scalar or (draws,)
    """

    per_vm: Array
    per_tb: Array

    def of(self, vms: Array, stored_tb: Array) -> Array:
        """Return what moving so much costs, in euros at year-0 prices without VAT.

        Parameters
        ----------
        vms, stored_tb : ndarray, (H+1,) or (H+1, draws)

        Returns
        -------
        ndarray, (H+1,) or (H+1, draws)

        Notes
        -----
        Formula::

            cost_eur = vms * self.per_vm + stored_tb * self.per_tb

        References
        ----------
        Decision 0056.
        """
        return vms * self.per_vm + stored_tb * self.per_tb


def move_price(world: World, to: MoveTo) -> MovePrice:
    """Return the price of a move, the tests of applications inside.

    Parameters
    ----------
    to : {"own", "provider"}
        Machines of one's own, bought or leased; or a platform that somebody else runs.

    Notes
    -----
    Formula::

        share = 1 if to == "provider" else migration.own_move_share
        retested = migration.provider_retested_share if to == "provider" else migration.own_retested_share
        per_vm = migration.migration_eur_per_vm * share + retested * migration.retest_eur_per_vm
        per_tb = migration.migration_eur_per_tb * share

    References
    ----------
    Decision 0056.
    """
    given = world.given.migration
    if to == "provider":
        tests = given.provider_retested_share * given.retest_eur_per_vm
        return MovePrice(named("move_price_vm", given.migration_eur_per_vm + tests, to), given.migration_eur_per_tb)
    tests = given.own_retested_share * given.retest_eur_per_vm
    return MovePrice(
        named("move_price_vm", given.migration_eur_per_vm * given.own_move_share + tests, to),
        named("move_price_tb", given.migration_eur_per_tb * given.own_move_share, to),
    )


def migration(world: World) -> tuple[CostLine, ...]:
    """Return the move to new machines of one's own, an investment, and what the old platform costs meanwhile.

    Notes
    -----
    Formula::

        line.migration = move_by_year(world, "own") * index.prices * vat_factor
        line += old_platform(world)

    References
    ----------
    Decision 0056.
    """
    return (world.line("migration", move_by_year(world, "own"), "investment", 4), *old_platform(world))


def old_platform(world: World) -> tuple[CostLine, ...]:
    """Return what the old platform costs until the move is over, growing dearer as it ages, and what leaving it costs.

    A share of its cost stays whole until everything has moved; the rest falls as the hospital moves, and so does the
    support of systems past their life. When all has moved it is disposed of; contracts that still run on it then are
    ended at a penalty, which falls in step with what they have left to run.

    Notes
    -----
    Formula::

        fixed, moved = migration.old_platform_fixed_share, demand.moved_share
        waits = (fixed * (moved < 1) + (1 - fixed) * (1 - moved)) * every_year
        over = move_over(demand.migrated_share, year)
        older = (1 + existing.cost_growth_per_year) ** year
        penalty_eur = existing.contract_penalty_eur * left_to_run(existing.contract_left_years, year)
        line.old_platform = migration.old_platform_eur_per_year * older * waits * index.prices * vat_factor
        line.extended_support = migration.extended_support_eur_per_year * waits * index.prices * vat_factor
        line.old_disposal = migration.disposal_eur * over * index.prices * vat_factor
        line.old_contracts = penalty_eur * over * vat_factor

    References
    ----------
    Decision 0057.
    """
    given, existing, share = world.given.migration, world.given.existing, world.demand.moved_share
    moving = np.where(share < 1.0, given.old_platform_fixed_share, 0.0)
    old_share = named("old_platform_share", moving + (1.0 - given.old_platform_fixed_share) * (1.0 - share))
    waiting = old_share * world.every_year
    dearer = named("old_platform_growth", (1.0 + existing.cost_growth_per_year) ** world.year)
    over = move_over(world.demand.migrated_share, world.year)
    penalty = existing.contract_penalty_eur * left_to_run(existing.contract_left_years, world.year) * over
    return (
        world.line("old_platform", given.old_platform_eur_per_year * dearer * waiting, "operating", 3),
        world.line("extended_support", given.extended_support_eur_per_year * waiting, "operating", 3),
        world.line("old_disposal", given.disposal_eur * over, "operating", 3),
        world.line("old_contracts", penalty, "operating", 3, index="fixed"),
    )


def move_by_year(world: World, to: MoveTo) -> Array:
    """Return what moving the hospital, as it migrates, and whoever joins costs, in euros of year 0 without VAT.

    Parameters
    ----------
    to
        See `move_price`.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Who joins comes from elsewhere: it pays the whole price in every option. Formula::

        moves = max(demand.migrated_share - previous(demand.migrated_share), 0)
        stored_tb = hospital.structured_tb + hospital.imaging_tb
        joins = {key: max(share - previous(share), 0) for key, share in demand.hosted_share.items()}
        joined_vms = sum(joins[key] * block.vms for key, block in hosted.items())
        joined_tb = sum(joins[key] * (block.structured_tb + block.imaging_tb) for key, block in hosted.items())
        own_eur = move_price(world, to).of(hospital.vms * moves, stored_tb * moves)
        cost_eur = own_eur + move_price(world, "provider").of(joined_vms, joined_tb)

    References
    ----------
    Decision 0056.
    """
    hospital, demand = world.given.hospital, world.demand
    own_move = named("moved_share", np.maximum(demand.migrated_share - previous(demand.migrated_share), 0.0))
    price, whole_price = move_price(world, to), move_price(world, "provider")
    vms = named("moved", hospital.vms * own_move, "vms")
    stored = named("moved", (hospital.structured_tb + hospital.imaging_tb) * own_move, "storage")
    joined_vms = joined_tb = world.year * 0.0
    for key, block in world.given.hosted.items():
        hosted = demand.hosted_share[key]
        joined = np.maximum(hosted - previous(hosted), 0.0)
        joined_vms = joined_vms + joined * block.vms
        joined_tb = joined_tb + joined * (block.structured_tb + block.imaging_tb)
    joined_vms, joined_tb = named("joined", joined_vms, "vms"), named("joined", joined_tb, "storage")
    return price.of(vms, stored) + whole_price.of(joined_vms, joined_tb)


def move_eur(world: World) -> Array:
    """Return what moving everything served off a provider would cost in each year, in euros of year 0 without VAT.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        cost_eur = move_price(world, "provider").of(demand.vms, demand.structured_tb + demand.imaging_tb)

    References
    ----------
    Decision 0056.
    """
    return named("move_cost", move_price(world, "provider").of(world.demand.vms, world.demand.primary_tb))


def renewal_eur(world: World, of: str, ended_modules: Array, standing_modules: Array) -> Array:
    """Return what moving from machines that end to those that replace them costs, in euros of year 0 without VAT.

    Parameters
    ----------
    of : {"servers", "structured", "imaging", "backup"}
        Kind of the machines that end.
    ended_modules : ndarray, (H+1,) or (H+1, draws)
        Which served for the last time in the year before.
    standing_modules : ndarray, (H+1,) or (H+1, draws)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    A share of a move to one's own machines, for what the ended ones carried in their last year. Backup is not moved: it
    ages out. Formula::

        price = move_price(world, "own")
        carried_eur = {
            "servers": previous(demand.vms) * price.per_vm,
            "structured": previous(demand.structured_tb) * price.per_tb,
            "imaging": previous(demand.imaging_tb) * price.per_tb,
            "backup": 0,
        }
        renewed_share = ratio(ended_modules, previous(standing_modules))
        cost_eur = renewed_share * carried_eur[of] * migration.refresh_move_share

    References
    ----------
    Decision 0056.
    """
    price, demand = move_price(world, "own"), world.demand
    carried = {
        "servers": previous(demand.vms) * price.per_vm,
        "structured": previous(demand.structured_tb) * price.per_tb,
        "imaging": previous(demand.imaging_tb) * price.per_tb,
        "backup": world.year * 0.0,
    }[of]
    renewed_share = named("renewed_share", ratio(ended_modules, previous(standing_modules)), of)
    return renewed_share * carried * world.given.migration.refresh_move_share
