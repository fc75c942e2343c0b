"""People: so many of each trade, at a loaded cost that follows wages; no VAT."""

from __future__ import annotations

from typing import Literal

from hds_tco.model.ledger import CostLine
from hds_tco.model.world import Piece, World, required
from hds_tco.trace import named

StaffOf = Literal["in_house", "leasing", "external"]


def staff(option: StaffOf) -> Piece:
    """Return the piece that pays the people whom an option keeps.

    With an external provider the database trade stays at the hospital unless the provider runs the databases; and
    those who run the old platform stay with what has not moved yet.

    Parameters
    ----------
    option : {"in_house", "leasing", "external"}
        Whose head count of the scenario's ``[staff]`` to use.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        lines: list[CostLine] = []
        moved = world.demand.migrated_share
        for key, role in world.given.staff.items():
            if option == "external":
                runs_databases = required(world.given.external, "external").provider_runs_databases
                freed = role.freed_if_provider_runs_databases * runs_databases
                kept = named("kept_fte", role.external_fte * (1.0 - freed), key)
                heads = named("fte", kept * moved + role.in_house_fte * (1.0 - moved), key)
            else:
                heads = role.in_house_fte if option == "in_house" else role.leasing_fte
            amounts = heads * role.loaded_cost_eur_per_year * world.running
            lines.append(
                world.line(f"staff.{key}", amounts, "operating", 1, index="wages", vat=False, detail=role.label)
            )
        return tuple(lines)

    return piece
