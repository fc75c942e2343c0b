"""How long an exit takes, and how much of it is spent without service: one rule for a host and for a lessor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.scenario.option_sections import Restitution
from hds_tco.trace import named

Array = npt.NDArray[np.float64]

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

    Returns
    -------
    ExitDays

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
