"""Major incidents that end no contract: expected, or drawn."""

from __future__ import annotations

from hds_tco.model.events import count_of
from hds_tco.model.ledger import CostLine
from hds_tco.model.staff import StaffOf
from hds_tco.model.world import Piece, World
from hds_tco.trace import named


def incidents(option: StaffOf) -> Piece:
    """Return the piece that charges incidents: how many x (days down x degraded day + rebuilding).

    How many is the yearly rate, or what was drawn at that rate: a year may see none, one or several.

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
        happening = rate
        if world.events is not None:
            drawn = world.events.provider_incidents if option == "external" else world.events.own_incidents
            happening = count_of(drawn, rate, world.events.most_in_a_year)
        return (world.line("incidents", happening * cost * world.running, "risk", 4, vat=False),)

    return piece
