"""Posts that an option frees: their holders are kept and redeployed, seconded to the host, or at their contract's end.

A civil servant whose post is cut is not dismissed (`data/law/public_bodies.toml`): the hospital goes on paying until a
vacant post is found. One whose work goes to a private host may be made to follow it for the contract's length: the
host's bill then holds the cost, with VAT. Only a contract that ends stops the cost on the day. A vacant post frees
nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import by_year, previous, scalar
from hds_tco.model.ledger import CostLine
from hds_tco.model.restitution import forced_exits
from hds_tco.model.world import World, required
from hds_tco.trace import named

Array = npt.NDArray[np.float64]
Freeing = Literal["leasing", "external"]


def still_paid(stock: Array, paid_share_by_year: Array, of: str = "") -> Array:
    """Return how much of a stock of freed posts is still paid: each year's newcomers follow the path from its start.

    Parameters
    ----------
    stock : ndarray
        Posts freed so far, by year; it never falls.
    paid_share_by_year : ndarray
        Share of a freed post's cost that is paid in the year it is freed, the next one, and so on.
    of : str
        Who they are, for the names of the steps.

    Examples
    --------
    >>> still_paid(np.array([0.0, 0.5, 1.0, 1.0]), np.array([1.0, 0.6, 0.2, 0.0])).round(6).tolist()
    [0.0, 0.5, 0.8, 0.4]
    """
    new = named("newly_freed", stock - previous(stock), of)
    paid = []
    for t in range(len(stock)):
        cohorts = [new[since] * paid_share_by_year[t - since] for since in range(t + 1)]
        paid.append(named("still_paid", np.sum(by_year(cohorts), axis=0), of, t))
    return by_year(paid)


@dataclass(frozen=True)
class Freed:
    """What becomes of one post that everything has freed, by year.

    Parameters
    ----------
    redeployed, redeployed_paid : ndarray
        Posts of those who are not seconded, freed so far; how much of them is still paid.
    seconded : ndarray
        Posts of those who are, with the host or its successor.
    back, back_paid : ndarray
        Those among them whom a forced exit sends back, so far; how much of them is still paid.
    secondable : ndarray
        1 if the law lets them be seconded, else 0.
    """

    redeployed: Array
    redeployed_paid: Array
    seconded: Array
    back: Array
    back_paid: Array
    secondable: Array


def freed(world: World, option: Freeing) -> Freed:
    """Return what becomes of one post that everything has freed.

    A lessor takes nobody on. With a provider posts are freed as the hospital moves; a forced exit, expected or drawn,
    sends a share of the seconded back at the year's end, and the successor takes on the others, as the law has it. At
    the exit planned at the horizon they come back after it.

    Parameters
    ----------
    world : World
    option : {"leasing", "external"}
    """
    rules = world.given.staffing
    path = rules.freed_paid_share_by_year * 1.0
    if world.year.ndim > path.ndim:
        path = path[:, None]
    if option == "leasing":
        moved, secondable, with_host = world.running, scalar(0.0), world.running
    else:
        moved = named("freed_share", world.demand.migrated_share * world.running)
        secondable = required(world.given.external, "external").host_is_private
        with_host = 1.0 - _sent_back(world)
    back = named("back_share", moved * (1.0 - with_host))
    return Freed(
        redeployed=moved,
        redeployed_paid=still_paid(moved, path),
        seconded=named("seconded_share", moved * with_host),
        back=back,
        back_paid=still_paid(back, path, "back") if option == "external" else back,
        secondable=secondable,
    )


def _sent_back(world: World) -> Array:
    """Return which share of the seconded the exits of the years before have sent back: expected, or drawn."""
    back = world.given.staffing.seconded_back_share
    if world.given.restitution is None:
        return world.running * 0.0
    chances = forced_exits(world).chances
    leaving = back * (chances.first + (1.0 - back) * chances.successor)
    return named("sent_back_share", previous(np.cumsum(leaving, axis=0)))


def freed_lines(world: World, option: Freeing, posts: Mapping[str, Array]) -> tuple[CostLine, ...]:
    """Return what freed posts go on costing.

    Lines, by trade: those kept, paid by the hospital; those seconded, in the host's bill. For all trades: retraining,
    ends of contracts; pay and retraining of the seconded whom a forced exit sends back.

    Parameters
    ----------
    world : World
    option : {"leasing", "external"}
    posts : mapping
        For each trade, the posts that the option employs no more once everything has moved.
    """
    rules, found = world.given.staffing, freed(world, option)
    nobody = world.running * 0.0
    lines: list[CostLine] = []
    followers: list[CostLine] = []
    retrained = ended = back_pay = back_retrained = nobody
    newly, newly_back = found.redeployed - previous(found.redeployed), found.back - previous(found.back)
    for key, role in world.given.staff.items():
        people = named("freed_fte", posts[key] * (1.0 - role.vacant_share), key)
        staying = people * (1.0 - role.contract_agents_share)
        follows = named("seconded_fte", staying * role.seconded_share * found.secondable, key)
        kept = named("redeployed_fte", staying - follows, key)
        cost, detail = role.loaded_cost_eur_per_year, role.label
        pay = kept * found.redeployed_paid * cost
        lines.append(world.line(f"freed_staff.{key}", pay, "operating", 1, index="wages", vat=False, detail=detail))
        if option == "external":
            bill = follows * found.seconded * cost * rules.seconded_billed_factor
            followers.append(world.line(f"seconded.{key}", bill, "operating", 3, index="wages", detail=detail))
            back_pay = back_pay + follows * found.back_paid * cost
            back_retrained = back_retrained + follows * newly_back
        retrained = retrained + kept * newly
        ended = ended + (people - staying) * newly
    training = rules.retraining_eur_per_post
    ended = ended * rules.contract_end_eur_per_post
    lines += [
        *followers,
        world.line("retraining", retrained * training, "operating", 3),
        world.line("contract_ends", ended, "operating", 1, index="wages", vat=False),
    ]
    if option == "external":
        lines += [
            world.line("restitution.staff_back", back_pay, "risk", 1, index="wages", vat=False),
            world.line("restitution.retraining", back_retrained * training, "risk", 3),
        ]
    return tuple(lines)
