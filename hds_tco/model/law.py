"""Rules of law that the model applies by date: the table's, or that of the scenario which disputes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hds_tco.scenario.law import disputable, rule
from hds_tco.scenario.scenario import Scenario

Array = npt.NDArray[np.float64]


def in_force(given: Scenario[Array], name: str, year: Array, calendar: Array) -> Array:
    """Return 1 in the years that a rule governs, 0 before.

    Parameters
    ----------
    given : Scenario
    name : str
        The name that a scenario disputes it under (`hds_tco.scenario.law.disputable`).
    year, calendar : ndarray
        0..H, and the calendar year of each.

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
