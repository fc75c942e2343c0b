"""What may happen, drawn instead of expected: exits, incidents, a lessor that stops."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from hds_tco.model.arrays import Array

# A rate of zero never strikes: its year is beyond any horizon, and nothing is divided by zero.
LEAST_RATE = 1e-12
NEVER = 1e9
# Chance left out by counting no more than `most_in_a_year` events.
NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Events:
    """One uniform number in (0, 1] for each thing that chance decides; scalars, draws or symbols.

    The same numbers serve every option (common random numbers): machines bought and machines leased stand in the same
    room with the same team, so they share `own_incidents`.

    Parameters
    ----------
    exit, exit_cause, exit_loss : ndarray, scalar or (draws,)
        When the first provider is left by force, why, and whether data is lost.
    successor_exit, successor_cause, successor_loss : ndarray, scalar or (draws,)
        The same for its successor, counted from the first exit.
    lessor_failure : ndarray, scalar or (draws,)
        When the lessor stops.
    own_incidents, provider_incidents : ndarray, (H+1,) or (H+1, draws)
        How many major incidents.
    provider_changes : ndarray, (H+1,) or (H+1, draws)
        Whether the provider changes when its contract ends.
    own_incident_loss, provider_incident_loss : ndarray, (H+1,) or (H+1, draws)
        Whether they lose data.
    most_in_a_year : int
        Number of incidents that a year may see; see `most_in_a_year`.

    References
    ----------
    Decisions 0020 and 0021; common random numbers: A. M. Law, *Simulation Modeling and Analysis*, McGraw-Hill,
    "Variance-reduction techniques".
    """

    exit: Array
    exit_cause: Array
    exit_loss: Array
    successor_exit: Array
    successor_cause: Array
    successor_loss: Array
    lessor_failure: Array
    own_incidents: Array
    provider_incidents: Array
    provider_changes: Array
    own_incident_loss: Array
    provider_incident_loss: Array
    most_in_a_year: int


def year_of(chance: Array, rate_per_year: Array) -> Array:
    """Return the whole year in which an event of constant yearly rate falls, at least 1.

    Parameters
    ----------
    chance : ndarray, scalar or (draws,)
        Uniform in (0, 1].
    rate_per_year : ndarray, scalar or (draws,)

    Returns
    -------
    ndarray, scalar or (draws,)
        Beyond any horizon at a rate of zero.

    Notes
    -----
    It falls in year t with probability exp(-rate (t - 1)) - exp(-rate t), which the expectation charges. Formula::

        wait = -log(chance) / max(rate_per_year, 1e-12)
        falls_in = where(rate_per_year > 0, max(ceil(wait), 1), 1e9)

    References
    ----------
    L. Devroye, *Non-Uniform Random Variate Generation*, Springer, 1986, section II.2 (inversion).

    Examples
    --------
    >>> year_of(np.array([0.95, 0.5, 0.05]), np.float64(0.1)).tolist()
    [1.0, 7.0, 30.0]
    >>> year_of(np.array([1.0]), np.float64(0.0)).tolist()
    [1000000000.0]
    """
    wait = -np.log(chance) / np.maximum(rate_per_year, LEAST_RATE)
    return np.where(rate_per_year > 0, np.maximum(np.ceil(wait), 1.0), NEVER)


def count_of(chance: Array, rate_per_year: Array, most: int) -> Array:
    """Return how many events fall in a year: the inverse of the Poisson distribution at `chance`.

    Parameters
    ----------
    chance : ndarray, (H+1,) or (H+1, draws)
        Uniform in (0, 1].
    rate_per_year : ndarray, any shape that broadcasts
    most : int
        No more are counted; see `most_in_a_year`.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        term = [exp(-rate_per_year) * rate_per_year**n / factorial(n) for n in range(most)]
        count = sum(1 * (chance > sum(term[: n + 1])) for n in range(most))

    References
    ----------
    Devroye (see `year_of`), section III.2 (inversion of a discrete distribution).

    Examples
    --------
    >>> count_of(np.array([0.5, 0.95, 0.999]), np.float64(0.1), 5).tolist()
    [0.0, 1.0, 2.0]
    """
    term = np.exp(-rate_per_year)
    below = term
    count = np.where(chance > below, 1.0, 0.0)
    for rank in range(1, most):
        term = term * rate_per_year / rank
        below = below + term
        count = count + np.where(chance > below, 1.0, 0.0)
    return count


def happens(chance: Array, probability: Array) -> Array:
    """Return 1 where something of some probability happens, else 0: a chance near zero is calm, as for incidents.

    Parameters
    ----------
    chance : ndarray, (H+1,) or (H+1, draws)
        Uniform in (0, 1].
    probability : ndarray, any shape that broadcasts

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        flag = (probability > 0) * (chance > 1 - probability)

    References
    ----------
    Decisions 0021 and 0045.

    Examples
    --------
    >>> happens(np.array([0.1, 0.7, 0.8, 1.0]), np.float64(0.25)).tolist()
    [0.0, 0.0, 1.0, 1.0]
    """
    # What cannot happen is left out of a compiled model, and asks for no draw.
    return np.where(probability > 0, np.where(chance > 1.0 - probability, 1.0, 0.0), 0.0)


def most_in_a_year(highest_rate_per_year: float) -> int:
    """Return how many events must be counted for the chance of more to be negligible (a billionth).

    Parameters
    ----------
    highest_rate_per_year : float

    Returns
    -------
    int

    Notes
    -----
    Formula::

        term = [exp(-highest_rate_per_year) * highest_rate_per_year**n / factorial(n) for n in range(100)]
        most = max(1, min(n for n in range(100) if 1 - sum(term[: n + 1]) <= 1e-9))

    References
    ----------
    Decision 0021.

    Examples
    --------
    >>> most_in_a_year(0.0), most_in_a_year(0.05), most_in_a_year(2.0)
    (1, 5, 15)
    """
    term = exp(-highest_rate_per_year)
    left, rank = 1.0 - term, 0
    while left > NEGLIGIBLE:
        rank += 1
        term *= highest_rate_per_year / rank
        left -= term
    return max(rank, 1)
