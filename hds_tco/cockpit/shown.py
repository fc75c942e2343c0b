"""What is on screen of a scenario: what it costs, and what its draws say of that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hds_tco.analysis import Comparison
from hds_tco.analysis.live_exits import ForcedExits
from hds_tco.analysis.simulation import Simulation


@dataclass(frozen=True)
class Shown:
    """What is on screen of a scenario.

    Parameters
    ----------
    result : Comparison
    simulation : Simulation or None
        None while the draws are made ready.
    exits : ForcedExits or None
        What the draws say of forced exits; None without draws or without a provider.
    """

    result: Comparison
    simulation: Simulation | None = None
    exits: ForcedExits | None = None

    @cached_property
    def certain(self) -> bool:
        """Whether every draw gives the same costs: nothing is uncertain, and nothing may happen."""
        drawn = self.simulation
        return drawn is not None and all(np.ptp(drawn.costs(key)) == 0.0 for key in drawn.keys)

    @cached_property
    def is_empty(self) -> bool:
        """Whether no option costs or brings anything."""
        return not any(np.any(option.amounts_eur) for option in self.result.options)
