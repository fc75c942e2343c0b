"""A result beyond all measure is a slip in a figure, and is refused before it is shown."""

from __future__ import annotations

from typing import Any

import numpy as np

from hds_tco.locale import has_text
from hds_tco.model.options import Option
from hds_tco.scenario import Fault, ScenarioError

# A million billions: no sum of a hospital is near, and a printed cent still has its place in a float below it.
MOST_EUR = 1e15


def refuse_beyond_measure(option: Option, amounts_eur: Any) -> None:
    """Check that amounts can be those of a hospital.

    Raises
    ------
    ScenarioError
        If one of them is no number, or larger than any budget.
    """
    largest = float(np.max(np.abs(np.nan_to_num(np.asarray(amounts_eur, dtype=float), nan=np.inf, posinf=np.inf))))
    if largest > MOST_EUR:
        known = f"option.{option.key}"
        label = f"@{known}" if not option.own_label and has_text(known) else option.label()
        raise ScenarioError([Fault("beyond_measure", read=f"{largest:.0e}", values={"option": label})])
