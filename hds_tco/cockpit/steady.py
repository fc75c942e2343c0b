"""Axes that stay while a slider moves: they follow only when the figures leave them, or leave them half empty."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any

# Room beyond the figures, as a share of their span; and how much of an axis they must fill for it to stay.
ROOM, FILLED = 0.08, 0.55
# How near to an end of the axis they may come, likewise.
EDGE = 0.02


class Steady:
    """The ranges of charts' axes, by chart.

    Examples
    --------
    >>> axes = Steady()
    >>> axes.range("cost", 0.0, 90.0), axes.range("cost", 0.0, 80.0), axes.range("cost", 0.0, 40.0)
    ([0.0, 100.0], [0.0, 100.0], [0.0, 45.0])
    >>> axes.range("cost", 0.0, 44.9)
    [0.0, 50.0]
    """

    def __init__(self) -> None:
        self._ranges: dict[str, tuple[float, float]] = {}

    def forget(self) -> None:
        """Start anew: another scenario is on screen."""
        self._ranges.clear()

    def range(self, key: str, low: float, high: float, room: float = ROOM) -> list[float]:
        """Return both ends of an axis on which the figures go from `low` to `high`."""
        known = self._ranges.get(key)
        near = EDGE * (high - low) if room > EDGE else 0.0  # a mark on the very edge would be cut in two
        left = known is not None and ((low < known[0] + near and low != 0) or (high > known[1] - near and high != 0))
        if known is None or left or high - low < FILLED * (known[1] - known[0]):
            self._ranges[key] = known = _round(low, high, room)
        return list(known)

    def settle(self, key: str, spec: dict[str, Any], axis: str, low: float, high: float, room: float = ROOM) -> None:
        """Give an axis of a chart its range; ticks follow it."""
        known = {key: value for key, value in spec["layout"][axis].items() if key not in ("tickvals", "ticktext")}
        spec["layout"][axis] = {**known, "range": self.range(key, low, high, room), "autorange": False}


def _round(low: float, high: float, room: float) -> tuple[float, float]:
    """Return round ends with some room; zero stays an end where the figures begin or end there."""
    span = (high - low) or abs(high) or 1.0
    step = 10.0 ** floor(log10(span)) / 2
    step = step if span / step > 5 else step / 10 if span / step < 2 else step / 2
    start = low if low == 0 else floor((low - room * span) / step) * step
    end = high if high == 0 else ceil((high + room * span) / step) * step
    return (0.0 if low >= 0 and start < 0 else start), (0.0 if high <= 0 and end > 0 else end)
