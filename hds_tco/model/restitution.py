"""What being forced out of a provider, and getting the data back, costs: expected, or that of the exits drawn."""

from __future__ import annotations

from hds_tco.model.contract import host_contract
from hds_tco.model.external import DAYS_PER_YEAR
from hds_tco.model.forced_exits import forced_exits
from hds_tco.model.hosting_bill import due_on_leaving
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import move_eur
from hds_tco.model.world import World, required
from hds_tco.trace import named


def restitution(world: World) -> tuple[CostLine, ...]:
    """Return the cost of forced exits, by component: expected, or that of the exits drawn.

    Given an exit: everything moves, at an emergency premium; the successor's platform is paid while it is filled
    (beside the first one's, unless that one is gone); lawyers; extraction fees that the law or the contract still
    allows; what was committed for the contract's last years, where it is the client that leaves; degraded days; the
    loss of data; then the successor's dearer price in the years that remain.

    Parameters
    ----------
    world : World
        Which has seen the services.

    Notes
    -----
    Formula::

        terms, exits = restitution, forced_exits(world)
        chance, service = exits.chances.first + exits.chances.successor, sum_above("service.")
        open_format = terms.clauses.open_format * terms.effects.open_format_migration_cut_share
        move = move_eur(world) * (1 + terms.emergency_premium_share) * (1 - open_format)
        double_years = (terms.successor_premium_share * exits.double_days + exits.both_days) / 365
        degraded_eur = exits.uncovered_days * incidents.degraded_eur_per_day
        due_eur = exits.by_client * due_on_leaving(world, host_contract(world).price)
        here = chance * demand.migrated_share * index.prices
        dearer = exits.chances.with_successor * terms.successor_premium_share
        line.restitution.migration = chance * move * index.prices * vat_factor
        line.restitution.double_running = chance * double_years * service
        line.restitution.legal = chance * terms.legal_eur * index.prices * vat_factor
        line.restitution.fees = chance * exits.fees_eur * index.prices * vat_factor
        line.restitution.commitment = chance * due_eur * index.contract * vat_factor
        line.restitution.interruption = here * degraded_eur
        line.restitution.data_loss = here * exits.lost * terms.data_loss_eur
        line.restitution.successor_price = dearer * service

    References
    ----------
    Decisions 0012, 0013, 0046, 0063; law ``switching.early_termination_penalty``.
    """
    given, demand = required(world.given.restitution, "restitution"), world.demand
    clauses, effects = given.clauses, given.effects
    forced = forced_exits(world)
    chances = forced.chances
    exits = named("expected_exits", chances.first + chances.successor)
    readable = 1.0 - clauses.open_format * effects.open_format_migration_cut_share
    moving = move_eur(world) * (1.0 + given.emergency_premium_share) * readable
    service = named("service_price", world.sum_above("service."))
    paid_days = named("double_bill_days", given.successor_premium_share * forced.double_days + forced.both_days)
    doubled = exits * service * paid_days / DAYS_PER_YEAR
    due = exits * forced.by_client * due_on_leaving(world, host_contract(world).price)
    degraded = forced.uncovered_days * world.given.incidents.degraded_eur_per_day
    lost = exits * forced.lost * given.data_loss_eur * demand.migrated_share
    dearer = chances.with_successor * service * given.successor_premium_share
    return (
        world.line("restitution.migration", exits * moving, "risk", 3),
        world.line("restitution.double_running", doubled, "risk", 3, index="fixed", vat="inside"),
        world.line("restitution.legal", exits * given.legal_eur, "risk", 3),
        world.line("restitution.fees", exits * forced.fees_eur, "risk", 3),
        world.line("restitution.commitment", due, "risk", 3, index="contract"),
        world.line("restitution.interruption", exits * degraded * demand.migrated_share, "risk", 4, vat=False),
        world.line("restitution.data_loss", lost, "risk", 4, vat=False),
        world.line("restitution.successor_price", dearer, "risk", 3, index="fixed", vat="inside"),
    )
