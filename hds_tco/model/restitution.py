"""Being forced out of a provider, and getting the data back: the exact expectation, or exits drawn as events.

Causes compete, each with its yearly rate and notice. The first contract ends by force in year t with probability
S(t-1) - S(t), S(t) = exp(-sum of rates x t); the successor that follows may fail in its turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import by_year, previous, ratio
from hds_tco.model.events import Events, year_of
from hds_tco.model.external import DAYS_PER_YEAR, move_eur
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.scenario.law import rule
from hds_tco.scenario.sections import ClauseEffects, Clauses, ExitCause, Restitution
from hds_tco.trace import named

Array = npt.NDArray[np.float64]

CAUSES = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")
# The rules on switching (`data/law/leaving_a_provider.toml`) bind a living provider: not an insolvent one; and getting
# data off burnt machines is no switching. A penalty for leaving early is no switching charge either.
TRANSFER_FREE_BY_LAW = ("market_exit", "certificate_loss", "price_rise")
SWITCHING_FREE_BY_LAW = ("market_exit", "certificate_loss")
# After these the first provider runs, and bills, no more.
PROVIDER_GONE = ("insolvency", "disaster")
# Nothing announces an insolvency or a disaster: a clause on notice changes nothing there.
NOTICE_CAN_BE_AGREED = ("market_exit", "certificate_loss", "price_rise")


@dataclass(frozen=True)
class Cause:
    """One cause once the contract's clauses have played.

    Parameters
    ----------
    key : str
    rate_per_year, notice_days, data_loss_share : ndarray
    transfer_fee_eur_per_tb, other_exit_fee_eur : ndarray
        By year: what the law still allows.
    """

    key: str
    rate_per_year: Array
    notice_days: Array
    data_loss_share: Array
    transfer_fee_eur_per_tb: Array
    other_exit_fee_eur: Array


def cause_under_contract(
    key: str,
    given: ExitCause[Array],
    clauses: Clauses[Array],
    effects: ClauseEffects[Array],
    calendar: Array,
    switching_rules_apply: Array,
) -> Cause:
    """Return a cause as the contract and the law leave it.

    Clauses only ever lengthen a notice, cut a probability of loss or a fee. None cuts a rate: with competing causes
    that would lengthen the exposure to the others, and a clause might then seem to cost money (decision 0012).

    Parameters
    ----------
    key : str
        One of `CAUSES`.
    given : ExitCause
    clauses, effects : Clauses, ClauseEffects
    calendar : ndarray
        Calendar year of each year 0..H.
    switching_rules_apply : ndarray
        1 if the law's rules on switching charges bind the offer, 0 for a custom-built service.
    """
    notice = given.notice_days * 1.0
    if key in NOTICE_CAN_BE_AGREED:
        notice = np.maximum(notice, clauses.longer_notice * effects.longer_notice_days)
    if key == "certificate_loss":
        notice = np.maximum(notice, clauses.certificate_loss * effects.certificate_loss_notice_days)
    if key == "price_rise":
        notice = np.maximum(notice, clauses.price_cap * effects.price_cap_notice_days)
    if key != "disaster":
        notice = notice + clauses.step_in * effects.step_in_days
    loss = given.data_loss_share
    loss = loss * (1.0 - clauses.tested_restitution * effects.tested_restitution_loss_cut_share)
    loss = loss * (1.0 - clauses.independent_copy * effects.independent_copy_loss_cut_share)
    kept_to = 0.0 if key == "insolvency" else 1.0  # an insolvent provider keeps to no agreed price
    agreed = 1.0 - kept_to * clauses.agreed_exit_price * effects.agreed_exit_price_fee_cut_share
    free_transfer = switching_rules_apply if key in TRANSFER_FREE_BY_LAW else 0.0
    free_switching = switching_rules_apply if key in SWITCHING_FREE_BY_LAW else 0.0
    transfer_allowed = 1.0 - free_transfer * _forbidden("switching.transfer_fee", calendar)
    other_allowed = 1.0 - free_switching * _forbidden("switching.charges", calendar)
    return Cause(
        key=key,
        rate_per_year=named("cause_rate", given.rate_per_year, key),
        notice_days=named("cause_notice", notice, key),
        data_loss_share=named("cause_loss", loss, key),
        transfer_fee_eur_per_tb=named(
            "cause_transfer_fee", given.transfer_fee_eur_per_tb * agreed * transfer_allowed, key
        ),
        other_exit_fee_eur=named("cause_other_fee", given.other_exit_fee_eur * agreed * other_allowed, key),
    )


def _forbidden(ban: str, calendar: Array) -> Array:
    """Return, by year, 1 where a rule of the law forbids a fee, 0 before."""
    return np.where(calendar >= rule(ban).first_year, 1.0, 0.0)


def causes_under_contract(
    given: Restitution[Array], calendar: Array, switching_rules_apply: Array
) -> tuple[Cause, ...]:
    """Return every cause as the contract and the law leave it.

    Parameters
    ----------
    given : Restitution
    calendar, switching_rules_apply
        See `cause_under_contract`.
    """
    return tuple(
        cause_under_contract(key, getattr(given, key), given.clauses, given.effects, calendar, switching_rules_apply)
        for key in CAUSES
    )


@dataclass(frozen=True)
class ExitChances:
    """Probabilities by year.

    Parameters
    ----------
    first : ndarray
        Forced exit from the first provider in the year.
    successor : ndarray
        Forced exit from its successor in the year.
    with_successor : ndarray
        Being with a successor for the whole year.
    """

    first: Array
    successor: Array
    with_successor: Array


def exit_chances(total_rate_per_year: Array, successor_factor: Array, year: Array) -> ExitChances:
    """Return when forced exits happen.

    First exit in year t: S(t-1) - S(t). The successor starts at the end of that year and fails at `successor_factor`
    times the rate; what follows its own exit is left out (third providers within the horizon are rare).

    Parameters
    ----------
    total_rate_per_year, successor_factor : ndarray
        Scalars or draws.
    year : ndarray
        0..H.

    Examples
    --------
    >>> chances = exit_chances(np.float64(0.05), np.float64(0.0), np.arange(4))
    >>> chances.first.round(6).tolist()
    [0.0, 0.048771, 0.046392, 0.044129]
    >>> bool(np.isclose(chances.first.sum(), 1 - np.exp(-0.15)))
    True
    """
    survival = named("survival", np.exp(-total_rate_per_year * year))
    first = named("exit_probability", np.where(year >= 1, previous(survival) - survival, 0.0))
    stays = np.exp(-total_rate_per_year * successor_factor)
    held_in: list[Array] = []
    for t in range(len(year)):
        held_now = held_in[t - 1] * stays + first[t - 1] if t else first[0] * 0.0
        held_in.append(named("successor_probability", held_now, at=t))
    held = by_year(held_in)
    return ExitChances(first, named("successor_exit_probability", held * (1.0 - stays)), held)


def exit_days(given: Restitution[Array], stored_tb: Array) -> Array:
    """Return how long an exit takes: the longest of paperwork, extraction, procurement of a successor.

    Parameters
    ----------
    given : Restitution
    stored_tb : ndarray
        What must come back, by year.
    """
    clauses, effects = given.clauses, given.effects
    prepared = 1.0 - clauses.reversibility_plan * effects.reversibility_plan_delay_cut_share
    tested = 1.0 - clauses.tested_restitution * effects.tested_restitution_time_cut_share
    paper = named("administrative_days", given.administrative_days * prepared)
    buying = named("procurement_days", given.successor_procurement_days * prepared)
    copying = named("extraction_days", stored_tb / given.throughput_tb_per_day * tested)
    return named("exit_days", np.maximum(np.maximum(paper, buying), copying))


@dataclass(frozen=True)
class ForcedExits:
    """When the provider is left by force and what that means: expected, or drawn.

    Parameters
    ----------
    chances : ExitChances
        Probabilities, or 1 in the year of a drawn exit and 0 in the others.
    days : ndarray
        How long an exit would take, by year.
    uncovered_days : ndarray
        What the notice would leave of it: mean over the causes, or that of the drawn cause.
    fees_eur : ndarray
        Extraction fees, likewise.
    lost : ndarray
        Probability of losing data, or 1 if it is lost.
    provider_gone : ndarray
        Share of exits after which the first provider runs no more.
    """

    chances: ExitChances
    days: Array
    uncovered_days: Array
    fees_eur: Array
    lost: Array
    provider_gone: Array


def forced_exits(world: World) -> ForcedExits:
    """Return the exits that the world's provider may force."""
    given, events = required(world.given.restitution, "restitution"), world.events
    bound = required(world.given.external, "external").switching_rules_apply
    causes = causes_under_contract(given, named("calendar_year", world.given.decision_year + world.year), bound)
    rate = causes[0].rate_per_year
    for cause in causes[1:]:
        rate = rate + cause.rate_per_year
    rate = named("exit_rate", rate)
    shares = [named("cause_share", ratio(cause.rate_per_year, rate), cause.key) for cause in causes]
    if events is None:
        chances = exit_chances(rate, given.successor_hazard_factor, world.year)
    else:
        chances = drawn_exits(rate, given.successor_hazard_factor, world.year, events)
        shares = drawn_cause(shares, np.where(chances.successor > 0, events.successor_cause, events.exit_cause))
    days = exit_days(given, world.demand.primary_tb)

    uncovered = lost = fees = gone = world.year * 0.0
    for cause, share in zip(causes, shares, strict=True):
        gap = named("uncovered_days", np.maximum(days - cause.notice_days, 0.0), cause.key)
        uncovered = uncovered + share * gap
        lost = lost + share * cause.data_loss_share
        fee = cause.transfer_fee_eur_per_tb * world.demand.primary_tb + cause.other_exit_fee_eur
        fees = fees + share * named("cause_fees", fee, cause.key)
        gone = gone + (share if cause.key in PROVIDER_GONE else 0.0)
    lost = named("loss_probability", lost)
    if events is not None:
        lost = np.where(np.where(chances.successor > 0, events.successor_loss, events.exit_loss) <= lost, 1.0, 0.0)
    return ForcedExits(
        chances=chances,
        days=days,
        uncovered_days=named("mean_uncovered_days", uncovered),
        fees_eur=named("exit_fees", fees),
        lost=lost,
        # While both run both are paid; when the first is gone its bill stops, and only the successor's premium is new.
        provider_gone=named("provider_gone_share", gone),
    )


def drawn_exits(total_rate_per_year: Array, successor_factor: Array, year: Array, events: Events) -> ExitChances:
    """Return 1 in the year of a drawn exit: at most one from the first provider, then one from its successor.

    Over many draws the means are the probabilities of `exit_chances`.

    Parameters
    ----------
    total_rate_per_year, successor_factor, year
        See `exit_chances`.
    events : Events
    """
    left = year_of(events.exit, total_rate_per_year)
    left_again = left + year_of(events.successor_exit, total_rate_per_year * successor_factor)
    return ExitChances(
        first=np.where(year == left, 1.0, 0.0),
        successor=np.where(year == left_again, 1.0, 0.0),
        with_successor=np.where(year > left, 1.0, 0.0) * np.where(year <= left_again, 1.0, 0.0),
    )


def drawn_cause(shares: list[Array], chance: Array) -> list[Array]:
    """Return 1 for the cause that was drawn, 0 for the others.

    Parameters
    ----------
    shares : list of ndarray
        Share of each cause in the exits.
    chance : ndarray
        Uniform in (0, 1].

    Examples
    --------
    >>> drawn_cause([np.float64(0.7), np.float64(0.3)], np.array([0.7, 0.8]))
    [array([1., 0.]), array([0., 1.])]
    """
    passed = np.where(chance > 0, 1.0, 0.0)
    below = chance * 0.0
    drawn: list[Array] = []
    for share in shares[:-1]:
        below = below + share
        beyond = np.where(chance > below, 1.0, 0.0)
        drawn.append(passed - beyond)
        passed = beyond
    return [*drawn, passed]


def first_exit(world: World) -> dict[str, Array]:
    """Return what befell in the first drawn exit, zeros where there was none by the horizon.

    Returns
    -------
    dict
        ``exit_year``, ``exit_days`` (how long getting out took), ``interruption_days`` (what the notice left uncovered)
        and ``data_lost`` (1 or 0).
    """
    exits = forced_exits(world)
    first = exits.chances.first
    return {
        "exit_year": np.sum(first * world.year, axis=0),
        "exit_days": np.sum(first * exits.days, axis=0),
        "interruption_days": np.sum(first * exits.uncovered_days, axis=0),
        "data_lost": np.sum(first * exits.lost, axis=0),
    }


def restitution(world: World) -> tuple[CostLine, ...]:
    """Return the cost of forced exits, by component: expected, or that of the exits drawn.

    Given an exit in year t by cause k: everything moves, at an emergency premium; the successor's platform is paid
    while it is filled (beside the first one's, unless that one is gone); lawyers; extraction fees that the law or the
    contract still allows; degraded days for what the notice does not cover of the exit's duration; the loss of data;
    then the successor's dearer price in the years that remain.
    """
    given, demand = required(world.given.restitution, "restitution"), world.demand
    clauses, effects = given.clauses, given.effects
    forced = forced_exits(world)
    chances, days = forced.chances, forced.days
    exits = named("expected_exits", chances.first + chances.successor)
    moving = (
        move_eur(world)
        * (1.0 + given.emergency_premium_share)
        * (1.0 - clauses.open_format * effects.open_format_migration_cut_share)
    )
    service = named("service_price", world.sum_above("service."))
    twice = named("double_bill", service * (1.0 + given.successor_premium_share - forced.provider_gone))
    double_days = named("double_running_days", np.minimum(given.double_running_days, days))
    degraded = forced.uncovered_days * world.given.incidents.degraded_eur_per_day
    return (
        world.line("restitution.migration", exits * moving, "risk", 3),
        world.line(
            "restitution.double_running",
            exits * twice * double_days / DAYS_PER_YEAR,
            "risk",
            3,
            index="fixed",
            vat="inside",
        ),
        world.line("restitution.legal", exits * given.legal_eur, "risk", 3),
        world.line("restitution.fees", exits * forced.fees_eur, "risk", 3),
        world.line("restitution.interruption", exits * degraded * demand.migrated_share, "risk", 4, vat=False),
        world.line(
            "restitution.data_loss",
            exits * forced.lost * given.data_loss_eur * demand.migrated_share,
            "risk",
            4,
            vat=False,
        ),
        world.line(
            "restitution.successor_price",
            chances.with_successor * service * given.successor_premium_share,
            "risk",
            3,
            index="fixed",
            vat="inside",
        ),
    )
