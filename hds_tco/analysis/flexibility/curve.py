"""Cost of both ways along one figure, and where the cheaper one changes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.estimate import Estimate, mean_of, root
from hds_tco.analysis.flexibility.buy_or_lease import Way, Ways, verdict_of
from hds_tco.model.finance import HALF_A_CENT

Array = npt.NDArray[np.float64]
Changes = Mapping[str, Array | float]
# What a curve says, and how firmly: the cheaper way changes; it may change, within the luck of the draws; it never
# does; it never does, though somewhere the luck of the draws could turn it; no telling anywhere; no difference at all.
State = Literal["crosses", "crosses_unsure", "never", "never_unsure", "unsure", "same"]


@dataclass(frozen=True)
class Point:
    """Mean present costs at one place of a curve, in euros.

    Parameters
    ----------
    at : float
        The place.
    buying, leasing : Estimate
    gap : Estimate
        Leasing less buying, on common draws.
    buying_idle, buying_shortage, leasing_idle : Estimate
        Capacity bought and unused; emergency purchases, premium included; rents of what is unused.
    """

    at: float
    buying: Estimate
    leasing: Estimate
    gap: Estimate
    buying_idle: Estimate
    buying_shortage: Estimate
    leasing_idle: Estimate

    def cells(self) -> dict[str, float]:
        """Return the figures as cells of a frame, each with its sampling error."""
        cells: dict[str, float] = {}
        for name in FIGURES:
            estimate: Estimate = getattr(self, name.removesuffix("_eur"))
            cells |= estimate.cells(name)
        return cells


# The figures of a place, as columns of a frame.
FIGURES = tuple(f"{field.name}_eur" for field in fields(Point)[1:])


@dataclass(frozen=True)
class Crossing:
    """Where the cheaper way changes.

    Parameters
    ----------
    at : Estimate
    beyond : {"buying", "leasing"}
        The cheaper way above it.
    """

    at: Estimate
    beyond: Way


def point(ways: Ways, at: float, changes: Changes) -> Point:
    """Return the costs at one place."""
    priced = ways.price(changes)
    return Point(
        at,
        mean_of(priced("buying")),
        mean_of(priced("leasing")),
        mean_of(priced.gap),
        mean_of(priced("buying", "idle")),
        mean_of(priced("buying", "shortage")),
        mean_of(priced("leasing", "idle")),
    )


def crossings_of(points: Sequence[Point], gap_at: Callable[[float], Estimate]) -> tuple[Crossing, ...]:
    """Return every place where the cheaper way changes from one point to the next, halved until it is narrow.

    A change that comes and goes between two points is missed.
    """
    told = [item for item in points if abs(item.gap.value) >= HALF_A_CENT]
    found: list[Crossing] = []
    for left, right in itertools.pairwise(told):
        if (left.gap.value > 0) != (right.gap.value > 0):
            at = root(gap_at, left.at, right.at, (right.at - left.at) / 2)
            found.append(Crossing(at, "buying" if right.gap.value > 0 else "leasing"))
    return tuple(found)


def state_of(points: Sequence[Point], crossings: Sequence[Crossing]) -> State:
    """Tell what a curve says, and how firmly."""
    verdicts = {verdict_of(item.gap) for item in points}
    if verdicts == {"same"}:
        return "same"
    sure = verdicts & {"buying", "leasing"}
    if not sure:
        return "unsure"
    if crossings:
        return "crosses" if len(sure) == 2 else "crosses_unsure"
    return "never_unsure" if "unsure" in verdicts else "never"


def cheaper_throughout(points: Sequence[Point]) -> Way:
    """Return the way that is the cheaper on average over a curve: everywhere, when it never crosses."""
    return "buying" if sum(item.gap.value for item in points) > 0 else "leasing"


def nearest(crossings: Sequence[Crossing], at: float) -> Crossing | None:
    """Return the crossing nearest to a place."""
    return min(crossings, key=lambda item: abs(item.at.value - at), default=None)
