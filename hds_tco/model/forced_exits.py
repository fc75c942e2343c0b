"""Being forced out of a provider: when, why and for how long, as exact expectations or as exits drawn.

Causes compete, each with its yearly rate and notice; the successor that follows may fail in its turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import Array, by_year, previous, ratio, sum_of
from hds_tco.model.events import Events, year_of
from hds_tco.model.exit_causes import CAUSES, causes_under_contract, exit_days, uncovered_days
from hds_tco.model.law import bans_of
from hds_tco.model.world import World, required
from hds_tco.trace import named

# After these the first provider runs, and bills, no more; or not until it serves again by itself.
PROVIDER_GONE = ("insolvency", "disaster")
# The client's own leaving: what it committed itself to may then be due.
LEFT_BY_CLIENT = "price_rise"


@dataclass(frozen=True)
class ExitChances:
    """Probabilities: ``(H+1,)`` or ``(H+1, draws)`` each.

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

    Parameters
    ----------
    total_rate_per_year, successor_factor : ndarray, scalar or (draws,)

    Notes
    -----
    The successor starts at the end of the year of the first exit and fails at `successor_factor` times the rate; what
    follows its own exit is left out (third providers within the horizon are rare). Formula::

        rate, again = total_rate_per_year, total_rate_per_year * successor_factor
        first = (year >= 1) * (exp(-rate * (year - 1)) - exp(-rate * year))
        with_successor = [sum(first[s] * exp(-again * (t - 1 - s)) for s in range(t)) for t in range(len(year))]
        with_successor = stack(with_successor)
        successor = with_successor * (1 - exp(-again))

    References
    ----------
    Decision 0013; competing causes: J. D. Kalbfleisch, R. L. Prentice, *The Statistical Analysis of Failure Time Data*,
    2nd edition, Wiley, 2002, chapter 8.

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
    by_successor: list[Array] = []
    for t in range(len(year)):
        reached = by_successor[t - 1] * stays + first[t - 1] if t else first[0] * 0.0
        by_successor.append(named("successor_probability", reached, at=t))
    with_successor = by_year(by_successor)
    return ExitChances(first, named("successor_exit_probability", with_successor * (1.0 - stays)), with_successor)


@dataclass(frozen=True)
class ForcedExits:
    """When the provider is left by force and what that means, expected or drawn: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    chances : ExitChances
        Probabilities, or 1 in the year of a drawn exit and 0 in the others.
    days : ndarray
        How long an exit would take: mean over the causes, or that of the drawn cause.
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
    """Return the exits that the world's provider may force.

    Notes
    -----
    While both platforms run both are paid; a provider that is gone (insolvency, disaster) bills again when it serves
    again, if that is before the exit. Formula::

        terms, takes, stored_tb = restitution, exit_days(restitution, demand.primary_tb), demand.primary_tb
        causes = causes_under_contract(terms, bans_of(given, year), external.switching_rules_apply)
        rate = sum(cause.rate_per_year for cause in causes)
        shares = [ratio(cause.rate_per_year, rate) for cause in causes]
        if events:
            chances = drawn_exits(rate, terms.successor_hazard_factor, years_in, events)
            again = chances.successor > 0
            shares = drawn_cause(shares, where(again, events.successor_cause, events.exit_cause))
        else:
            chances = exit_chances(rate, terms.successor_hazard_factor, years_in)
        take = [takes.of(cause.key) for cause in causes]
        back = [cause.service_back_days for cause in causes]
        gap = [uncovered_days(take[k], back[k], cause.notice_days) for k, cause in enumerate(causes)]
        double = [min(terms.double_running_days, days) for days in take]
        billed = [
            min(double[k], max(take[k] - back[k], 0)) if cause.key in ("insolvency", "disaster") else double[k]
            for k, cause in enumerate(causes)
        ]
        fees = [cause.transfer_fee_eur_per_tb * stored_tb + cause.other_exit_fee_eur for cause in causes]
        days = sum(share * take[k] for k, share in enumerate(shares))
        uncovered_days = sum(share * gap[k] for k, share in enumerate(shares))
        double_days = sum(share * double[k] for k, share in enumerate(shares))
        both_days = sum(share * billed[k] for k, share in enumerate(shares))
        fees_eur = sum(share * fees[k] for k, share in enumerate(shares))
        lost = sum(share * causes[k].data_loss_share for k, share in enumerate(shares))
        lost = 1 * (where(again, events.successor_loss, events.exit_loss) <= lost) if events else lost
        by_client = shares[4]

    References
    ----------
    Decisions 0012, 0013, 0021, 0046; law ``insolvency.contracts``.
    """
    given, events = required(world.given.restitution, "restitution"), world.events
    bound = required(world.given.external, "external").switching_rules_apply
    calendar = named("calendar_year", world.given.decision_year + world.year)
    causes = causes_under_contract(given, bans_of(world.given, world.year, calendar), bound)
    rate = named("exit_rate", sum_of(cause.rate_per_year for cause in causes))
    shares = [named("cause_share", ratio(cause.rate_per_year, rate), cause.key) for cause in causes]
    if events is None:
        chances = exit_chances(rate, given.successor_hazard_factor, world.years_in)
    else:
        chances = drawn_exits(rate, given.successor_hazard_factor, world.years_in, events)
        shares = drawn_cause(shares, np.where(chances.successor > 0, events.successor_cause, events.exit_cause))
    takes = exit_days(given, world.demand.primary_tb)

    names = ("days", "uncovered_days", "double_days", "both_days", "lost", "fees_eur")
    means = dict.fromkeys(names, world.year * 0.0)
    for cause, share in zip(causes, shares, strict=True):
        days, back, key = takes.of(cause.key), cause.service_back_days, cause.key
        double = np.minimum(given.double_running_days, days)
        # While both run both are paid; one that is gone bills again when it serves again, if that is before the exit.
        again = np.minimum(double, np.maximum(days - back, 0.0)) if key in PROVIDER_GONE else double
        fee = cause.transfer_fee_eur_per_tb * world.demand.primary_tb + cause.other_exit_fee_eur
        figures = {
            "days": days,
            "uncovered_days": named("uncovered_days", uncovered_days(days, back, cause.notice_days), key),
            "double_days": double,
            "both_days": named("both_billed_days", again, key),
            "lost": cause.data_loss_share,
            "fees_eur": named("cause_fees", fee, key),
        }
        means = {name: mean + share * figures[name] for name, mean in means.items()}
    lost = named("loss_probability", means["lost"])
    if events is not None:
        lost = np.where(np.where(chances.successor > 0, events.successor_loss, events.exit_loss) <= lost, 1.0, 0.0)
    return ForcedExits(
        chances=chances,
        days=means["days"],
        uncovered_days=named("mean_uncovered_days", means["uncovered_days"]),
        double_days=named("double_running_days", means["double_days"]),
        both_days=named("mean_both_billed_days", means["both_days"]),
        fees_eur=named("exit_fees", means["fees_eur"]),
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

    Notes
    -----
    Formula::

        left = year_of(events.exit, total_rate_per_year)
        left_again = left + year_of(events.successor_exit, total_rate_per_year * successor_factor)
        first, successor = 1 * (year == left), 1 * (year == left_again)
        with_successor = (left < year) * (year <= left_again)

    References
    ----------
    Decisions 0013 and 0020.
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
    shares : list of ndarray, scalar or (draws,)
        Share of each cause in the exits.
    chance : ndarray, (H+1,) or (H+1, draws)
        Uniform in (0, 1].

    Returns
    -------
    list of ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        bounds = [sum(shares[:k]) for k in range(len(shares))]
        beyond = [chance > bound for bound in bounds] + [0 * chance]
        drawn = [beyond[k] * (1 - beyond[k + 1]) for k in range(len(shares))]

    References
    ----------
    Devroye (see `hds_tco.model.events.year_of`), section III.2 (inversion of a discrete distribution).

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
    dict of ndarray, scalar or (draws,)
        ``exit_year``, ``exit_days`` (how long getting out took), ``interruption_days`` (what the notice left uncovered)
        and ``data_lost`` (1 or 0).

    Notes
    -----
    Formula::

        exits = forced_exits(world)
        by_key = {
            "exit_year": year,
            "exit_days": exits.days,
            "interruption_days": exits.uncovered_days,
            "data_lost": exits.lost,
        }
        figures = {key: sum(exits.chances.first * by_key[key]) for key in by_key}

    References
    ----------
    Decision 0021.
    """
    exits = forced_exits(world)
    first = exits.chances.first
    return {
        "exit_year": np.sum(first * world.year, axis=0),
        "exit_days": np.sum(first * exits.days, axis=0),
        "interruption_days": np.sum(first * exits.uncovered_days, axis=0),
        "data_lost": np.sum(first * exits.lost, axis=0),
    }
