"""People: so many of each trade, at a loaded cost that follows wages, no VAT; contractors in the posts left vacant."""

from __future__ import annotations

from typing import Literal

import numpy as np

from hds_tco.model.freed_staff import freed_lines
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import Array, Piece, World, required
from hds_tco.trace import named

StaffOf = Literal["in_house", "leasing", "external"]


def staff(option: StaffOf) -> Piece:
    """Return the piece that pays the people whom an option keeps, and what the posts that it frees go on costing.

    With an external provider the database trade stays at the hospital unless the provider runs the databases; and
    those who run the old platform stay with what has not moved yet. Until an option that starts later does, everybody
    stays. In every option a share of the posts is vacant, and a contractor fills it.

    Parameters
    ----------
    option : {"in_house", "leasing", "external"}
        Whose head count of the scenario's ``[staff]`` to use.

    Returns
    -------
    callable
        From the `World` to cost lines.

    Notes
    -----
    Formula::

        day_eur, posts = staffing.contractor_eur_per_day, {}
        for key, role in staff.items():
            moved, fte = running, role.in_house_fte
            if option == "leasing":
                fte = max(role.in_house_fte + role.leasing_extra_fte, 0)
            if option == "external":
                spared = role.freed_if_provider_runs_databases * external.provider_runs_databases
                moved, fte = demand.moved_share, role.external_fte * (1 - spared)
            heads = (fte * moved + role.in_house_fte * (1 - moved)) * every_year
            held_eur = role.loaded_cost_eur_per_year * (1 - role.vacant_share)
            vacant_eur = day_eur * staffing.contractor_days_per_year * role.vacant_share
            line.staff[key] = heads * held_eur * index.wages
            line.contractors[key] = heads * vacant_eur * index.wages * vat_factor
            posts[key] = max(role.in_house_fte - fte, 0)
        line += freed_lines(world, option, posts) if option != "in_house" else ()

    References
    ----------
    Decision 0044.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        rules = world.given.staffing
        contractor = named("contractor_cost", rules.contractor_eur_per_day * rules.contractor_days_per_year)
        lines: list[CostLine] = []
        contractors: list[CostLine] = []
        freed: dict[str, Array] = {}
        moved = world.demand.moved_share
        for key, role in world.given.staff.items():
            if option == "external":
                runs_databases = required(world.given.external, "external").provider_runs_databases
                spared = role.freed_if_provider_runs_databases * runs_databases
                employed = named("kept_fte", role.external_fte * (1.0 - spared), key)
                heads = named("fte", employed * moved + role.in_house_fte * (1.0 - moved), key)
            else:
                heads = employed = role.in_house_fte
                if option == "leasing":
                    heads = employed = named("leasing_fte", np.maximum(employed + role.leasing_extra_fte, 0.0), key)
                if world.start is not None:
                    heads = named("fte", employed * world.running + role.in_house_fte * world.waiting, key)
            freed[key] = np.maximum(role.in_house_fte - employed, 0.0)
            in_post = named("post_held_eur", role.loaded_cost_eur_per_year * (1.0 - role.vacant_share), key)
            in_its_place = named("post_vacant_eur", contractor * role.vacant_share, key)
            paid, billed = heads * in_post * world.every_year, heads * in_its_place * world.every_year
            detail = role.label
            lines.append(world.line(f"staff.{key}", paid, "operating", 1, index="wages", vat=False, detail=detail))
            contractors.append(world.line(f"contractors.{key}", billed, "operating", 3, index="wages", detail=detail))
        lines += contractors
        return (*lines, *freed_lines(world, option, freed)) if option != "in_house" else tuple(lines)

    return piece
