"""Being forced out of a provider, and getting the data back: the exact expectation, or exits drawn as events.

Causes compete, each with its yearly rate and notice. The first contract ends by force in year t with probability
S(t-1) - S(t), S(t) = exp(-sum of rates x t); the successor that follows may fail in its turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import by_year, previous, ratio
from hds_tco.model.commitment import due_on_leaving
from hds_tco.model.contract import contract_ends, contract_prices, provider_changes
from hds_tco.model.events import Events, year_of
from hds_tco.model.exit_duration import exit_days, uncovered_days
from hds_tco.model.external import DAYS_PER_YEAR
from hds_tco.model.law import in_force
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import move_eur
from hds_tco.model.world import World, required
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.sections import ClauseEffects, Clauses, ExitCause, Restitution
from hds_tco.trace import named

Array = npt.NDArray[np.float64]

CAUSES = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")
# The rules on switching (`data/law/leaving_a_provider.toml`) bind a living provider: not an insolvent one; and getting
# data off burnt machines is no switching. A penalty for leaving early is no switching charge either.
TRANSFER_FREE_BY_LAW = ("market_exit", "certificate_loss", "price_rise")
SWITCHING_FREE_BY_LAW = ("market_exit", "certificate_loss")
# After these the first provider runs, and bills, no more; or not until it serves again by itself.
PROVIDER_GONE = ("insolvency", "disaster")
# The client's own leaving: what it committed itself to may then be due.
LEFT_BY_CLIENT = "price_rise"
# Nothing announces an insolvency or a disaster: a clause on notice changes nothing there.
NOTICE_CAN_BE_AGREED = ("market_exit", "certificate_loss", "price_rise")


@dataclass(frozen=True)
class Cause:
    """One cause once the contract's clauses have played.

    Parameters
    ----------
    key : str
    rate_per_year, notice_days, service_back_days, data_loss_share : ndarray
    transfer_fee_eur_per_tb, other_exit_fee_eur : ndarray
        By year: what the law still allows.
    """

    key: str
    rate_per_year: Array
    notice_days: Array
    service_back_days: Array
    data_loss_share: Array
    transfer_fee_eur_per_tb: Array
    other_exit_fee_eur: Array


def cause_under_contract(
    key: str,
    given: ExitCause[Array],
    clauses: Clauses[Array],
    effects: ClauseEffects[Array],
    bans: Bans,
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
    bans : Bans
        What the law forbids, by year.
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
    loss = loss_under_contract(given.data_loss_share, clauses, effects)
    kept_to = 0.0 if key == "insolvency" else 1.0  # an insolvent provider keeps to no agreed price
    agreed = 1.0 - kept_to * clauses.agreed_exit_price * effects.agreed_exit_price_fee_cut_share
    free_transfer = switching_rules_apply if key in TRANSFER_FREE_BY_LAW else 0.0
    free_switching = switching_rules_apply if key in SWITCHING_FREE_BY_LAW else 0.0
    transfer_allowed = 1.0 - free_transfer * bans.transfer_fee
    other_allowed = 1.0 - free_switching * bans.charges
    return Cause(
        key=key,
        rate_per_year=named("cause_rate", given.rate_per_year, key),
        notice_days=named("cause_notice", notice, key),
        service_back_days=given.service_back_days,
        data_loss_share=named("cause_loss", loss, key),
        transfer_fee_eur_per_tb=named(
            "cause_transfer_fee", given.transfer_fee_eur_per_tb * agreed * transfer_allowed, key
        ),
        other_exit_fee_eur=named("cause_other_fee", given.other_exit_fee_eur * agreed * other_allowed, key),
    )


def loss_under_contract(loss_share: Array, clauses: Clauses[Array], effects: ClauseEffects[Array]) -> Array:
    """Return the probability that the provider loses our data, once it must try restitutions and we keep a copy.

    Parameters
    ----------
    loss_share : ndarray
        Before the clauses.
    clauses, effects : Clauses, ClauseEffects
    """
    tested = loss_share * (1.0 - clauses.tested_restitution * effects.tested_restitution_loss_cut_share)
    return tested * (1.0 - clauses.independent_copy * effects.independent_copy_loss_cut_share)


@dataclass(frozen=True)
class Bans:
    """What the law forbids a living provider to charge.

    Parameters
    ----------
    transfer_fee, charges : ndarray
        By year, 1 where it does, 0 before.
    """

    transfer_fee: Array
    charges: Array


def bans_of(given: Scenario[Array], year: Array, calendar: Array | None = None) -> Bans:
    """Return what the law forbids, by year, as dated in `data/law/` or as the scenario disputes it.

    Parameters
    ----------
    given : Scenario
    year : ndarray
        0..H.
    calendar : ndarray, optional
        Calendar year of each.
    """
    calendar = given.decision_year + year if calendar is None else calendar
    return Bans(
        transfer_fee=in_force(given, "switching_transfer_fee", year, calendar),
        charges=in_force(given, "switching_charges", year, calendar),
    )


def causes_under_contract(given: Restitution[Array], bans: Bans, switching_rules_apply: Array) -> tuple[Cause, ...]:
    """Return every cause as the contract and the law leave it.

    Parameters
    ----------
    given : Restitution
    bans, switching_rules_apply
        See `cause_under_contract`.
    """
    return tuple(
        cause_under_contract(key, getattr(given, key), given.clauses, given.effects, bans, switching_rules_apply)
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


@dataclass(frozen=True)
class ForcedExits:
    """When the provider is left by force and what that means: expected, or drawn.

    Parameters
    ----------
    chances : ExitChances
        Probabilities, or 1 in the year of a drawn exit and 0 in the others.
    days : ndarray
        How long an exit would take, by year: mean over the causes, or that of the drawn cause.
    uncovered_days, double_days, both_days : ndarray
        Likewise: days without service; days of double running; those of them on which the first provider bills too.
    fees_eur : ndarray
        Extraction fees, likewise.
    lost : ndarray
        Probability of losing data, or 1 if it is lost.
    by_client : ndarray
        Share of exits in which the client leaves by itself, before the contract's term; or 1 if it was drawn so.
    """

    chances: ExitChances
    days: Array
    uncovered_days: Array
    double_days: Array
    both_days: Array
    fees_eur: Array
    lost: Array
    by_client: Array


def forced_exits(world: World) -> ForcedExits:
    """Return the exits that the world's provider may force."""
    given, events = required(world.given.restitution, "restitution"), world.events
    bound = required(world.given.external, "external").switching_rules_apply
    calendar = named("calendar_year", world.given.decision_year + world.year)
    causes = causes_under_contract(given, bans_of(world.given, world.year, calendar), bound)
    rate = causes[0].rate_per_year
    for cause in causes[1:]:
        rate = rate + cause.rate_per_year
    rate = named("exit_rate", rate)
    shares = [named("cause_share", ratio(cause.rate_per_year, rate), cause.key) for cause in causes]
    if events is None:
        chances = exit_chances(rate, given.successor_hazard_factor, world.years_in)
    else:
        chances = drawn_exits(rate, given.successor_hazard_factor, world.years_in, events)
        shares = drawn_cause(shares, np.where(chances.successor > 0, events.successor_cause, events.exit_cause))
    takes = exit_days(given, world.demand.primary_tb)

    length = uncovered = doubled = both = lost = fees = world.year * 0.0
    for cause, share in zip(causes, shares, strict=True):
        days, back = takes.of(cause.key), cause.service_back_days
        double = np.minimum(given.double_running_days, days)
        # While both run both are paid; one that is gone bills again when it serves again, if that is before the exit.
        again = np.minimum(double, np.maximum(days - back, 0.0)) if cause.key in PROVIDER_GONE else double
        length = length + share * days
        uncovered = uncovered + share * named(
            "uncovered_days", uncovered_days(days, back, cause.notice_days), cause.key
        )
        doubled = doubled + share * double
        both = both + share * named("both_billed_days", again, cause.key)
        lost = lost + share * cause.data_loss_share
        fee = cause.transfer_fee_eur_per_tb * world.demand.primary_tb + cause.other_exit_fee_eur
        fees = fees + share * named("cause_fees", fee, cause.key)
    lost = named("loss_probability", lost)
    if events is not None:
        lost = np.where(np.where(chances.successor > 0, events.successor_loss, events.exit_loss) <= lost, 1.0, 0.0)
    return ForcedExits(
        chances=chances,
        days=length,
        uncovered_days=named("mean_uncovered_days", uncovered),
        double_days=named("double_running_days", doubled),
        both_days=named("mean_both_billed_days", both),
        fees_eur=named("exit_fees", fees),
        lost=lost,
        by_client=shares[CAUSES.index(LEFT_BY_CLIENT)],
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
    contract still allows; what was committed for the contract's last years, where it is the client that leaves;
    degraded days between the end of the notice and the exit, or the host's own return to service
    if that comes first; the loss of data; then the successor's dearer price in the years that remain.
    """
    given, demand = required(world.given.restitution, "restitution"), world.demand
    clauses, effects = given.clauses, given.effects
    forced = forced_exits(world)
    chances = forced.chances
    exits = named("expected_exits", chances.first + chances.successor)
    moving = (
        move_eur(world)
        * (1.0 + given.emergency_premium_share)
        * (1.0 - clauses.open_format * effects.open_format_migration_cut_share)
    )
    service = named("service_price", world.sum_above("service."))
    paid_days = named("double_bill_days", given.successor_premium_share * forced.double_days + forced.both_days)
    degraded = forced.uncovered_days * world.given.incidents.degraded_eur_per_day
    return (
        world.line("restitution.migration", exits * moving, "risk", 3),
        world.line(
            "restitution.double_running",
            exits * service * paid_days / DAYS_PER_YEAR,
            "risk",
            3,
            index="fixed",
            vat="inside",
        ),
        world.line("restitution.legal", exits * given.legal_eur, "risk", 3),
        world.line("restitution.fees", exits * forced.fees_eur, "risk", 3),
        world.line(
            "restitution.commitment", exits * forced.by_client * _commitment_due(world), "risk", 3, index="contract"
        ),
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


def _commitment_due(world: World) -> Array:
    """Return what is due if the provider is left by the client at the end of each year."""
    given = required(world.given.external, "external")
    ends = contract_ends(world, given.contract_years, "hosting")
    changes = provider_changes(world, ends, given.change_probability)
    return due_on_leaving(world, contract_prices(given, ends, changes))
