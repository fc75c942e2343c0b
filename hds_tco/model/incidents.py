"""Major incidents that end no contract: expected cost."""

from __future__ import annotations

from hds_tco.model.ledger import CostLine
from hds_tco.model.staff import StaffOf
from hds_tco.model.world import Piece, World
from hds_tco.trace import named


def incidents(option: StaffOf) -> Piece:
    """Return the piece that charges expected incidents: rate x (days down x degraded day + rebuilding).

    Parameters
    ----------
    option : {"in_house", "leasing", "external"}
        Whose rate to use.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        given = world.given.incidents
        rate = {
            "in_house": given.in_house_rate_per_year,
            "leasing": given.leasing_rate_per_year,
            "external": given.external_rate_per_year,
        }[option]
        cost = named("incident_cost", given.down_days * given.degraded_eur_per_day + given.rebuild_eur)
        return (world.line("incidents", rate * cost * world.running, "risk", 4, vat=False),)

    return piece
