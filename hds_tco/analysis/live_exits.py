"""What draws kept ready say of being forced out of the provider, within the same gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.model.exit_causes import CAUSES

Array = npt.NDArray[np.float64]

# What is asked of the evaluator besides costs.
EXIT_MEASURES = ("exit_year", "interruption_days")
RATES = tuple(f"restitution.{cause}.rate_per_year" for cause in CAUSES)


@dataclass(frozen=True)
class ForcedExits:
    """Being forced out of the provider, in three figures.

    Parameters
    ----------
    probability : float
        Of one forced exit at least by the horizon, by the closed form, averaged over the draws of the rates.
    interruption_days, cost_eur : float or None
        Median interruption and mean present cost, given an exit; None if no draw has one.
    """

    probability: float
    interruption_days: float | None
    cost_eur: float | None


def forced_exits(measures: Mapping[str, Array], rates: Sequence[Array | float], horizon: int) -> ForcedExits | None:
    """Return what the draws of a provider's measures say; None without a provider.

    Parameters
    ----------
    measures : mapping of str to ndarray
        By the evaluator's names.
    rates : sequence of ndarray or float
        Yearly rate of each cause, as drawn.
    horizon : int

    Examples
    --------
    >>> drawn = {"exit_year": [0, 3], "interruption_days": [0, 12], "restitution": [0, 5e5]}
    >>> found = forced_exits({f"external.{key}": np.array(row) for key, row in drawn.items()}, [0.01, 0.02], 10)
    >>> round(found.probability, 4), found.interruption_days, found.cost_eur
    (0.2592, 12.0, 500000.0)
    """
    years = measures.get("external.exit_year")
    if years is None:
        return None
    rate = np.sum(np.broadcast_arrays(*rates), axis=0)
    chance = float(np.mean(-np.expm1(-rate * horizon)))
    left = years > 0
    if not left.any():
        return ForcedExits(chance, None, None)
    days, cost = (measures[f"external.{name}"][left] for name in ("interruption_days", "restitution"))
    return ForcedExits(chance, float(np.median(days)), float(cost.mean()))
