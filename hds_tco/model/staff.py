"""People: those whom an option employs, those who leave a post vacant, and those whose posts it frees.

So many of each trade, at a loaded cost that follows wages, without VAT; contractors in the posts left vacant. A civil
servant whose post is cut is not dismissed (`data/law/public_bodies.toml`): the hospital goes on paying until a vacant
post is found. One whose work goes to a private host may be made to follow it for the contract's length: the host's bill
then holds the cost, with VAT. Only a contract that ends stops the cost on the day. A vacant post frees nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hds_tco.model.arrays import Array, along, by_year, previous, product_before, scalar
from hds_tco.model.contract import host_contract
from hds_tco.model.forced_exits import forced_exits
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import Piece, World, required
from hds_tco.trace import named

Freeing = Literal["leasing", "external"]


def still_paid(newly: Array, paid_share_by_year: Array, of: str = "") -> Array:
    """Return how much of the posts freed so far is still paid: each year's newcomers follow the path from its start.

    Parameters
    ----------
    newly : ndarray, (H+1,) or (H+1, draws)
        Posts freed in each year.
    paid_share_by_year : ndarray, (H+1,) or (H+1, 1)
        Share of a freed post's cost that is paid in the year it is freed, the next one, and so on.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)
        In posts.

    Notes
    -----
    Formula::

        paid = [sum(newly[s] * paid_share_by_year[t - s] for s in range(t + 1)) for t in range(len(newly))]

    References
    ----------
    Law ``staff.post_cut``; decision 0044.

    Examples
    --------
    >>> still_paid(np.array([0.0, 0.5, 0.5, 0.0]), np.array([1.0, 0.6, 0.2, 0.0])).round(6).tolist()
    [0.0, 0.5, 0.8, 0.4]
    """
    paid = []
    for t in range(len(newly)):
        still = newly[0] * paid_share_by_year[t]
        for since in range(1, t + 1):
            still = still + newly[since] * paid_share_by_year[t - since]
        paid.append(named("still_paid", still, of, t))
    return by_year(paid)


@dataclass(frozen=True)
class Freed:
    """What becomes of one post that everything has freed: shares, ``(H+1,)`` or ``(H+1, draws)``.

    Parameters
    ----------
    newly, paid : ndarray
        Of those who are not seconded: freed in the year; how much of them is still paid.
    seconded : ndarray
        Of those who are: how many are with the host or its successor.
    newly_back, back_paid : ndarray
        Of the seconded: sent back by an exit or a change, from the year after it; how much of them is still paid.
    open_to_secondment : ndarray, scalar or (draws,)
        1 if the law lets them be seconded, else 0.
    """

    newly: Array
    paid: Array
    seconded: Array
    newly_back: Array
    back_paid: Array
    open_to_secondment: Array


def freed(world: World, option: Freeing) -> Freed:
    """Return what becomes of one post that everything has freed.

    A lessor takes nobody on. With a provider posts are freed as the hospital moves; a forced exit or a change at a
    contract's end, expected or drawn, sends a share of the seconded back at the year's end, and the next provider takes
    on the others. At the exit planned at the horizon they come back after it.

    Parameters
    ----------
    option : {"leasing", "external"}

    Notes
    -----
    Formula::

        path, leases = along(year, staffing.freed_paid_share_by_year), option == "leasing"
        moved = running if leases else demand.migrated_share * running
        sent_back = 0 if leases else _sent_back(world)
        newly = moved - previous(moved)
        paid = by_rank(previous(path)) if leases else still_paid(newly, path)
        seconded = 0 if leases else moved * (1 - sent_back)
        newly_back = moved * sent_back - previous(moved * sent_back)
        back_paid = still_paid(newly_back, path)
        open_to_secondment = 0 if leases else external.host_is_private

    References
    ----------
    Law ``staff.post_cut``, ``staff.forced_secondment``, ``staff.secondment_end``; decision 0044.
    """
    path = along(world.year, world.given.staffing.freed_paid_share_by_year * 1.0)
    nobody = world.running * 0.0
    if option == "leasing":
        # All at once in year 1 of the option: the path itself, one year later.
        newly = named("newly_freed", world.running - previous(world.running))
        return Freed(newly, named("still_paid", world.by_rank(previous(path))), nobody, nobody, nobody, scalar(0.0))
    path = named("paid_share", path)
    freed_share = named("freed_share", world.demand.migrated_share * world.running)
    newly = named("newly_freed", freed_share - previous(freed_share))
    sent_back = _sent_back(world)
    back = named("back_share", freed_share * sent_back)
    newly_back = named("newly_freed", back - previous(back), "back")
    return Freed(
        newly=newly,
        paid=still_paid(newly, path),
        seconded=named("seconded_share", freed_share * (1.0 - sent_back)),
        newly_back=newly_back,
        back_paid=still_paid(newly_back, path, "back"),
        open_to_secondment=required(world.given.external, "external").host_is_private,
    )


def _sent_back(world: World) -> Array:
    """Return which share of the seconded the years before have sent back: expected, or drawn.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Exits and changes at the ends of contracts ignore each other, and so do changes at different ends: the mean of a
    product is the product of the means. Formula::

        back, chances = staffing.seconded_back_share, forced_exits(world).chances
        by_exits = previous(cumsum(back * (chances.first + (1 - back) * chances.successor)))
        followed = previous(cumprod(1 - back * host_contract(world).changes), 1)
        sent_back = 1 - (1 - by_exits) * followed
    """
    back = world.given.staffing.seconded_back_share
    left = world.running * 0.0
    if world.given.restitution is not None:
        chances = forced_exits(world).chances
        left = previous(np.cumsum(back * (chances.first + (1.0 - back) * chances.successor), axis=0))
    followed = product_before(1.0 - back * host_contract(world).changes, "followed_share")
    return named("sent_back_share", 1.0 - (1.0 - left) * followed)


def freed_lines(world: World, option: Freeing, posts: Mapping[str, Array]) -> tuple[CostLine, ...]:
    """Return what freed posts go on costing.

    Lines, by trade: those redeployed, paid by the hospital; those seconded, in the host's bill. For all trades:
    retraining, ends of contracts; pay and retraining of the seconded who are sent back.

    Parameters
    ----------
    option : {"leasing", "external"}
    posts : mapping
        For each trade, the posts that the option employs no more once everything has moved: scalar or (draws,).

    Notes
    -----
    Formula::

        fate = freed(world, option)
        redeployed_posts = ended_posts = seconded_posts = seconded_eur = 0
        for key, role in staff.items():
            people = posts[key] * (1 - role.vacant_share)
            ended = people * role.contract_agents_share
            seconded = (people - ended) * role.seconded_share * fate.open_to_secondment
            redeployed = people - ended - seconded
            payroll = seconded * role.loaded_cost_eur_per_year
            line.freed_staff[key] = redeployed * fate.paid * role.loaded_cost_eur_per_year * index.wages
            if option == "external":
                billed = payroll * fate.seconded * staffing.seconded_billed_factor
                line.seconded[key] = billed * index.wages * vat_factor
            redeployed_posts, ended_posts = redeployed_posts + redeployed, ended_posts + ended
            seconded_posts, seconded_eur = seconded_posts + seconded, seconded_eur + payroll
        training = staffing.retraining_eur_per_post * index.prices * vat_factor
        line.retraining = redeployed_posts * fate.newly * training
        line.contract_ends = ended_posts * fate.newly * staffing.contract_end_eur_per_post * index.wages
        if option == "external":
            line.staff_back.pay = seconded_eur * fate.back_paid * index.wages
            line.staff_back.retraining = seconded_posts * fate.newly_back * training

    References
    ----------
    Law ``staff.post_cut``, ``staff.forced_secondment``; decision 0044.
    """
    rules, fate = world.given.staffing, freed(world, option)
    training = rules.retraining_eur_per_post
    pay_lines: list[CostLine] = []
    bills: list[CostLine] = []
    redeployed_posts = ended_posts = seconded_posts = seconded_eur = scalar(0.0)
    for key, role in world.given.staff.items():
        detail, cost = role.label, role.loaded_cost_eur_per_year
        people = named("freed_fte", posts[key] * (1.0 - role.vacant_share), key)
        ended = named("ended_fte", people * role.contract_agents_share, key)
        seconded = named("seconded_fte", (people - ended) * role.seconded_share * fate.open_to_secondment, key)
        redeployed = named("redeployed_fte", people - ended - seconded, key)
        pay, payroll = redeployed * fate.paid * cost, named("seconded_payroll", seconded * cost, key)
        pay_lines.append(world.line(f"freed_staff.{key}", pay, "operating", 1, index="wages", vat=False, detail=detail))
        if option == "external":
            bill = payroll * fate.seconded * rules.seconded_billed_factor
            bills.append(world.line(f"seconded.{key}", bill, "operating", 3, index="wages", detail=detail))
        redeployed_posts, ended_posts = redeployed_posts + redeployed, ended_posts + ended
        seconded_posts, seconded_eur = seconded_posts + seconded, seconded_eur + payroll
    redeployed_posts, ended_posts = named("redeployed_posts", redeployed_posts), named("ended_posts", ended_posts)
    allowances = ended_posts * fate.newly * rules.contract_end_eur_per_post
    lines = (
        *pay_lines,
        world.line("retraining", redeployed_posts * fate.newly * training, "operating", 3),
        world.line("contract_ends", allowances, "operating", 1, index="wages", vat=False),
    )
    if option == "leasing":
        return lines
    seconded_posts, seconded_eur = named("seconded_posts", seconded_posts), named("all_seconded_payroll", seconded_eur)
    return (
        *lines,
        *bills,
        world.line("staff_back.pay", seconded_eur * fate.back_paid, "risk", 1, index="wages", vat=False),
        world.line("staff_back.retraining", seconded_posts * fate.newly_back * training, "risk", 3),
    )


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
