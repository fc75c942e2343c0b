"""Major incidents that end no contract: expected, or drawn."""

from __future__ import annotations

import numpy as np

from hds_tco.model.arrays import Array
from hds_tco.model.events import count_of
from hds_tco.model.exit_causes import loss_under_contract
from hds_tco.model.ledger import CostLine
from hds_tco.model.staff import StaffOf
from hds_tco.model.world import Piece, World
from hds_tco.trace import named


def incidents(option: StaffOf) -> Piece:
    """Return the piece that charges incidents: how many, what each costs, data lost; and what insures them.

    How many is the yearly rate, or what was drawn at that rate: a year may see none, one or several. In every option an
    old platform brings more of them while some of it waits to be moved. The incidents of one year share their luck. The
    premium is the same in every option, since the loss is the hospital's.

    Parameters
    ----------
    option : {"in_house", "leasing", "external"}
        Whose rate to use.

    Notes
    -----
    Formula::

        own, rules = incidents.in_house_rate_per_year, incidents
        rates = {"in_house": own, "leasing": rules.leasing_rate_per_year, "external": rules.external_rate_per_year}
        older = own * (existing.incident_rate_factor - 1) * max(1 - demand.moved_share, 0)
        count = rates[option] * running + own * waiting + older
        loses = _loss_share(world, option)
        if events:
            away = (option == "external") * (waiting == 0)
            count = count_of(where(away, events.provider_incidents, events.own_incidents), count, events.most_in_a_year)
            luck = where(away, events.provider_incident_loss, events.own_incident_loss)
            loses = (loses > 0) * (luck <= loses)
        each_eur = rules.down_days * rules.degraded_eur_per_day + rules.rebuild_eur
        line.incidents = count * each_eur * every_year * index.prices
        line.incidents.data_loss = count * loses * rules.data_loss_eur * every_year * index.prices
        line.cyber_insurance = rules.insurance_eur_per_year * every_year * index.prices

    References
    ----------
    Decisions 0021 and 0057. Premiums bear no VAT: general tax code, 261 C, 2°.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        given, events = world.given.incidents, world.events
        rate = {
            "in_house": given.in_house_rate_per_year,
            "leasing": given.leasing_rate_per_year,
            "external": given.external_rate_per_year,
        }[option]
        cost = named("incident_cost", given.down_days * given.degraded_eur_per_day + given.rebuild_eur)
        loses = named("incident_loss", _loss_share(world, option))
        if world.start is not None:
            rate = rate * world.running + given.in_house_rate_per_year * world.waiting
        rate = rate + _of_the_old_platform(world)
        happening = rate
        if events is not None:
            at_the_provider = option == "external"
            drawn = events.provider_incidents if at_the_provider else events.own_incidents
            luck = events.provider_incident_loss if at_the_provider else events.own_incident_loss
            if at_the_provider and world.start is not None:
                drawn = np.where(world.waiting > 0, events.own_incidents, drawn)
                luck = np.where(world.waiting > 0, events.own_incident_loss, luck)
            happening = count_of(drawn, rate, events.most_in_a_year)
            # The incidents of one year share their luck: their mean is right, and two in a year are rare. Without any
            # chance of a loss no luck is asked for.
            loses = np.where(loses > 0.0, np.where(luck <= loses, 1.0, 0.0), 0.0)
        lost = happening * loses * given.data_loss_eur
        return (
            # Whoever hosts, the hospital insures its own loss; premiums bear no VAT (general tax code, 261 C, 2°).
            world.line("cyber_insurance", given.insurance_eur_per_year * world.every_year, "operating", 3, vat=False),
            world.line("incidents", happening * cost * world.every_year, "risk", 4, vat=False),
            world.line("incidents.data_loss", lost * world.every_year, "risk", 4, vat=False),
        )

    return piece


def _of_the_old_platform(world: World) -> Array:
    """Return how many incidents more a year the share of the old platform that waits brings, it being at home."""
    more = world.given.incidents.in_house_rate_per_year * (world.given.existing.incident_rate_factor - 1.0)
    return named("old_platform_incidents", more * np.maximum(1.0 - world.demand.moved_share, 0.0))


def _loss_share(world: World, option: StaffOf) -> Array:
    """Return how likely an incident is to lose data: what the contract asks for protects at the provider only.

    Parameters
    ----------
    option : {"in_house", "leasing", "external"}

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws), or of a shape that broadcasts to it

    Notes
    -----
    Formula::

        share = incidents.external_data_loss_share
        share = loss_under_contract(share, restitution.clauses, restitution.effects) if restitution else share
        loses = where((option == "external") * (waiting == 0), share, incidents.own_data_loss_share)
    """
    given, terms = world.given.incidents, world.given.restitution
    if option != "external":
        return given.own_data_loss_share
    share = given.external_data_loss_share
    if terms is not None:
        share = loss_under_contract(share, terms.clauses, terms.effects)
    return share if world.start is None else np.where(world.waiting > 0, given.own_data_loss_share, share)
