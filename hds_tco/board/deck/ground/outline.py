"""What a drawn shape covers: polygons in shares of its box."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Spot = tuple[float, float]
_CURVE, _ROUND = 12, 48
_WHOLE: list[Spot] = [(0, 0), (1, 0), (1, 1), (0, 1)]
_KNOWN: dict[str, list[Spot]] = {
    **dict.fromkeys(("rect", "roundRect", "flowChartProcess", "plaque", "bevel", "foldedCorner"), _WHOLE),
    "diamond": [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)],
    "rtTriangle": [(0, 0), (1, 1), (0, 1)],
    "ellipse": [
        (0.5 + 0.5 * math.cos(2 * math.pi * turn / _ROUND), 0.5 + 0.5 * math.sin(2 * math.pi * turn / _ROUND))
        for turn in range(_ROUND)
    ],
    "line": [(0, 0), (1, 1)],
    "straightConnector1": [(0, 0), (1, 1)],
}


def outlines_of(properties: Any) -> list[list[list[Spot]]] | None:
    """Return a shape's paths, each of polygons (one inside another is a hole), or None where only its box is known."""
    from pptx.oxml.ns import qn

    own = properties.find(qn("a:custGeom"))
    if own is not None:
        try:
            return [list(_polygons(path)) for path in own.iter(qn("a:path")) if path.get("fill") != "none"]
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):  # places that are formulas
            return None
    ready = properties.find(qn("a:prstGeom"))
    if ready is None:
        return [[_WHOLE]]
    known = _KNOWN.get(ready.get("prst", ""))
    return [[known]] if known else None


def _polygons(path: Any) -> Iterator[list[Spot]]:
    wide, high = float(path.get("w") or 0), float(path.get("h") or 0)
    if not wide or not high:
        if any(float(spot.get(name)) for spot in path.iter("{*}pt") for name in "xy"):
            raise ValueError
        return
    drawn: list[Spot] = []
    for step in path:
        kind = str(step.tag).rpartition("}")[2]
        spots = [(float(spot.get("x")) / wide, float(spot.get("y")) / high) for spot in step.iter("{*}pt")]
        if kind == "moveTo":
            if len(drawn) > 1:
                yield drawn
            drawn = spots
        elif kind == "lnTo":
            drawn += spots
        elif kind in ("cubicBezTo", "quadBezTo"):
            drawn += [_bezier([drawn[-1], *spots], turn / _CURVE) for turn in range(1, _CURVE + 1)]
        elif kind == "arcTo":
            drawn += _arc(drawn[-1], step, wide, high)
    if len(drawn) > 1:
        yield drawn


def _bezier(spots: list[Spot], at: float) -> Spot:
    while len(spots) > 1:
        pairs = pairwise(spots)
        spots = [(x + (to_x - x) * at, y + (to_y - y) * at) for (x, y), (to_x, to_y) in pairs]
    return spots[0]


def _arc(start: Spot, step: Any, wide: float, high: float) -> list[Spot]:
    across, down = float(step.get("wR")) / wide, float(step.get("hR")) / high
    first, turn = (math.radians(float(step.get(name)) / 60_000) for name in ("stAng", "swAng"))
    middle = start[0] - across * math.cos(first), start[1] - down * math.sin(first)
    angles = [first + turn * rank / _CURVE for rank in range(1, _CURVE + 1)]
    return [(middle[0] + across * math.cos(angle), middle[1] + down * math.sin(angle)) for angle in angles]
