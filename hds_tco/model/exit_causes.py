"""The causes of a forced exit, and how long one takes, as the contract and the law leave them.

How much of an exit is spent without service follows one rule, for a host and for a lessor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import Array
from hds_tco.model.law import Bans
from hds_tco.scenario.option_sections import ClauseEffects, Clauses, ExitCause, Restitution
from hds_tco.trace import named

CAUSES = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")
# The rules on switching (`data/law/leaving_a_provider.toml`) bind a living provider: not an insolvent one; and getting
# data off burnt machines is no switching. A penalty for leaving early is no switching charge either.
TRANSFER_FREE_BY_LAW = ("market_exit", "certificate_loss", "price_rise")
SWITCHING_FREE_BY_LAW = ("market_exit", "certificate_loss")
# Nothing announces an insolvency or a disaster: a clause on notice changes nothing there.
NOTICE_CAN_BE_AGREED = ("market_exit", "certificate_loss", "price_rise")


@dataclass(frozen=True)
class Cause:
    """One cause once the contract's clauses have played.

    Parameters
    ----------
    key : str
    rate_per_year, notice_days, service_back_days, data_loss_share : ndarray, scalar or (draws,)
    transfer_fee_eur_per_tb, other_exit_fee_eur : ndarray, (H+1,) or (H+1, draws)
        What the law still allows.
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
    that would lengthen the exposure to the others, and a clause might then seem to cost money.

    Parameters
    ----------
    key : str
        One of `CAUSES`.
    given : ExitCause
    clauses, effects : Clauses, ClauseEffects
    bans : Bans
        What the law forbids.
    switching_rules_apply : ndarray, scalar or (draws,)
        1 if the law's rules on switching charges bind the offer, 0 for a custom-built service.

    Notes
    -----
    Nothing announces an insolvency or a disaster; an insolvent provider keeps to no agreed price; nobody takes over
    burnt machines. The rules on switching bind a living provider. Formula::

        announced = key in ("market_exit", "certificate_loss", "price_rise")
        agreed_days = max(
            announced * clauses.longer_notice * effects.longer_notice_days,
            (key == "certificate_loss") * clauses.certificate_loss * effects.certificate_loss_notice_days,
            (key == "price_rise") * clauses.price_cap * effects.price_cap_notice_days,
        )
        step_in_days = (key != "disaster") * clauses.step_in * effects.step_in_days
        agreed = (key != "insolvency") * clauses.agreed_exit_price * effects.agreed_exit_price_fee_cut_share
        switches = key in ("market_exit", "certificate_loss")
        free_transfer = announced * switching_rules_apply * bans.transfer_fee
        free_switching = switches * switching_rules_apply * bans.charges
        rate_per_year, service_back_days = given.rate_per_year, given.service_back_days
        notice_days = max(given.notice_days, agreed_days) + step_in_days
        data_loss_share = loss_under_contract(given.data_loss_share, clauses, effects)
        transfer_fee_eur_per_tb = given.transfer_fee_eur_per_tb * (1 - agreed) * (1 - free_transfer)
        other_exit_fee_eur = given.other_exit_fee_eur * (1 - agreed) * (1 - free_switching)

    References
    ----------
    Law ``switching.transfer_fee``, ``switching.charges``, ``switching.custom_built``; decision 0012.
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
    loss_share : ndarray, scalar or (draws,)
        Before the clauses.
    clauses, effects : Clauses, ClauseEffects

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        tested = 1 - clauses.tested_restitution * effects.tested_restitution_loss_cut_share
        copied = 1 - clauses.independent_copy * effects.independent_copy_loss_cut_share
        share = loss_share * tested * copied

    References
    ----------
    Decision 0012.
    """
    tested = loss_share * (1.0 - clauses.tested_restitution * effects.tested_restitution_loss_cut_share)
    return tested * (1.0 - clauses.independent_copy * effects.independent_copy_loss_cut_share)


def causes_under_contract(given: Restitution[Array], bans: Bans, switching_rules_apply: Array) -> tuple[Cause, ...]:
    """Return every cause as the contract and the law leave it.

    Parameters
    ----------
    given : Restitution
    bans, switching_rules_apply
        See `cause_under_contract`.

    Notes
    -----
    Formula::

        terms = (given.clauses, given.effects, bans, switching_rules_apply)
        causes = [cause_under_contract(key, getattr(given, key), *terms) for key in CAUSES]

    References
    ----------
    Decision 0012.
    """
    return tuple(
        cause_under_contract(key, getattr(given, key), given.clauses, given.effects, bans, switching_rules_apply)
        for key in CAUSES
    )


# Urgent, not to be foreseen and not of the buyer's doing: a successor may be bought without the formal procedure.
URGENT = ("insolvency", "disaster")


def uncovered_days(exit_days: Array, service_back_days: Array, notice_days: Array) -> Array:
    """Return the days without service: from the end of the notice to the exit or the return, whichever comes first.

    Parameters
    ----------
    exit_days : ndarray, (H+1,) or (H+1, draws)
        Until what replaces the host, or the lessor's machines, is in service.
    service_back_days : ndarray, any shape that broadcasts
        Until the host, or the lessor, serves again by itself.
    notice_days : ndarray, any shape that broadcasts
        Until the service stops.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    The three start on the same day: that of the announcement, or of the event when nothing announces it. The notice
    moves the day on which the service stops, neither the day of the exit nor that of the return. Formula::

        days = max(min(exit_days, service_back_days) - notice_days, 0)

    References
    ----------
    Decision 0046.

    Examples
    --------
    >>> uncovered_days(np.array([139.0, 139.0, 139.0, 20.0]), np.array([1e4, 31.0, 0.0, 31.0]), 10.0).tolist()
    [129.0, 21.0, 0.0, 10.0]
    """
    return np.maximum(np.minimum(exit_days, service_back_days) - notice_days, 0.0)


@dataclass(frozen=True)
class ExitDays:
    """How long an exit takes, in days by year: ``(H+1,)`` or ``(H+1, draws)``.

    Parameters
    ----------
    ordinary : ndarray
        When the successor is bought by the ordinary procedure.
    urgent : ndarray
        When it may be bought in a hurry.
    """

    ordinary: Array
    urgent: Array

    def of(self, cause: str) -> Array:
        """Return the duration after a cause.

        Parameters
        ----------
        cause : str

        Returns
        -------
        ndarray, (H+1,) or (H+1, draws)

        Notes
        -----
        Formula::

            days = self.urgent if cause in ("insolvency", "disaster") else self.ordinary

        References
        ----------
        Law ``procurement.urgency``.
        """
        return self.urgent if cause in URGENT else self.ordinary


def exit_days(given: Restitution[Array], stored_tb: Array) -> ExitDays:
    """Return how long an exit takes: the longest of paperwork, extraction, procurement of a successor.

    Parameters
    ----------
    given : Restitution
    stored_tb : ndarray, (H+1,) or (H+1, draws)
        What must come back.

    Notes
    -----
    Formula::

        clauses, effects = given.clauses, given.effects
        prepared = 1 - clauses.reversibility_plan * effects.reversibility_plan_delay_cut_share
        tested = 1 - clauses.tested_restitution * effects.tested_restitution_time_cut_share
        copying = stored_tb / given.throughput_tb_per_day * tested
        paperwork, buying = given.administrative_days * prepared, given.successor_procurement_days * prepared
        ordinary = max(paperwork, copying, buying)
        urgent = max(paperwork, copying, buying * given.urgent_procurement_share)

    References
    ----------
    Decisions 0012 and 0046; law ``procurement.urgency``.
    """
    clauses, effects = given.clauses, given.effects
    prepared = 1.0 - clauses.reversibility_plan * effects.reversibility_plan_delay_cut_share
    tested = 1.0 - clauses.tested_restitution * effects.tested_restitution_time_cut_share
    paper = named("administrative_days", given.administrative_days * prepared)
    buying = named("procurement_days", given.successor_procurement_days * prepared)
    in_a_hurry = named("urgent_procurement_days", buying * given.urgent_procurement_share)
    copying = named("extraction_days", stored_tb / given.throughput_tb_per_day * tested)
    longest = np.maximum(paper, copying)
    return ExitDays(
        ordinary=named("exit_days", np.maximum(longest, buying)),
        urgent=named("urgent_exit_days", np.maximum(longest, in_a_hurry)),
    )
