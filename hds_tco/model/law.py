"""Rules of law that the model applies by date: the table's, or that of the scenario which disputes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import Array
from hds_tco.scenario.law import disputable, rule
from hds_tco.scenario.scenario import Scenario


def in_force(given: Scenario[Array], name: str, year: Array, calendar: Array) -> Array:
    """Return 1 in the years that a rule governs, 0 before.

    Parameters
    ----------
    name : str
        The name that a scenario disputes it under (`hds_tco.scenario.law.disputable`).
    year, calendar : ndarray, (H+1,) or (H+1, 1)
        0..H, and the calendar year of each.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        by_the_table = calendar >= rule(disputable()[name]).first_year
        governs = year >= given.law[name].start_year if name in given.law else by_the_table

    References
    ----------
    Decisions 0042 and 0058.

    Examples
    --------
    >>> from hds_tco.scenario import load, resolve
    >>> years = np.arange(3)
    >>> in_force(resolve(load("reference-ght")), "switching_charges", years, 2025 + years).tolist()
    [0.0, 0.0, 1.0]
    """
    disputed = given.law.get(name)
    if disputed is not None:
        return np.where(year >= disputed.start_year, 1.0, 0.0)
    return np.where(calendar >= rule(disputable()[name]).first_year, 1.0, 0.0)


@dataclass(frozen=True)
class Bans:
    """What the law forbids a living provider to charge: 1 in the years in which it does, 0 before.

    Parameters
    ----------
    transfer_fee, charges : ndarray, (H+1,) or (H+1, draws)
    """

    transfer_fee: Array
    charges: Array


def bans_of(given: Scenario[Array], year: Array, calendar: Array | None = None) -> Bans:
    """Return what the law forbids, as dated in `data/law/` or as the scenario disputes it.

    Parameters
    ----------
    calendar : ndarray, (H+1,) or (H+1, 1), optional
        Calendar year of each.

    Notes
    -----
    Formula::

        dates = given.decision_year + year if calendar is None else calendar
        transfer_fee = in_force(given, "switching_transfer_fee", year, dates)
        charges = in_force(given, "switching_charges", year, dates)

    References
    ----------
    Law ``switching.transfer_fee``, ``switching.charges``; decision 0058.
    """
    calendar = given.decision_year + year if calendar is None else calendar
    return Bans(
        transfer_fee=in_force(given, "switching_transfer_fee", year, calendar),
        charges=in_force(given, "switching_charges", year, calendar),
    )
