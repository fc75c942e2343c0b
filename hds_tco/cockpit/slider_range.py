"""Where the slider of an assumption may stand: round numbers over its range."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from hds_tco.locale import Language
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind

# A slider offers at most about this many positions.
POSITIONS = 50


@dataclass(frozen=True)
class SliderRange:
    """One slider.

    Parameters
    ----------
    path : str
        The assumption.
    value : float
        What the scenario says: one of the positions, so that a slider can always come back to it.
    positions : tuple of float
        Where the slider may stand, in order: round numbers, both ends of the range, the scenario's own value.
    digits : int
        Decimals worth showing; negative for tens, hundreds…
    """

    path: str
    value: float
    positions: tuple[float, ...]
    digits: int


def slider_range(scenario: Scenario[Assumption], path: str, lang: Language) -> SliderRange:
    """Return the slider of an assumption: over its distribution's range, else from half to one and a half of its value.

    Raises
    ------
    ScenarioError
        If the scenario has no such assumption, or one that no slider can move: a yes or no, figures by year, a
        correlation, an amount of zero that no range surrounds.
    """
    known = assumptions_of(scenario)
    if path not in known:
        raise ScenarioError([Fault("unknown_field", path, mend=close_to(path, known))], lang)
    place = field_at(path)
    kind = kind_of(*place) if place else None
    value, shape = known[path].value, known[path].distribution
    if kind is None or (kind.certain and not kind.whole) or isinstance(value, tuple):
        raise ScenarioError([Fault("no_slider", path)], lang)
    low, high = _range(kind, shape, value)
    if low >= high:
        raise ScenarioError([Fault("no_slider", path)], lang)
    step = 1.0 if kind.whole else _round_step((high - low) / POSITIONS)
    return SliderRange(
        path=path,
        value=value,
        positions=tuple(_positions(kind, shape, step, low, high, value)),
        digits=ceil(-log10(step) - 1e-9) + 1,
    )


def _range(kind: Kind, shape: Distribution | None, value: float) -> tuple[float, float]:
    """Return both ends of a slider, the value between them, within what the field may hold; equal if nothing tells."""
    low, high = _ends(shape) if shape else (value, value)
    if low == high:
        low, high = sorted((value / 2, value * 1.5))
    if low == high and kind.in_percent:
        low, high = 0.0, 1.0
    return max(low, kind.low), min(high, kind.high)


def _ends(shape: Distribution) -> tuple[float, float]:
    if isinstance(shape, Discrete):
        return min(shape.values), max(shape.values)
    if isinstance(shape, Lognormal):
        return shape.p05, shape.p95
    return shape.low, shape.high


def _positions(
    kind: Kind, shape: Distribution | None, step: float, low: float, high: float, value: float
) -> list[float]:
    """Return the multiples of the step between both ends, then the ends and the value in the place of near ones."""
    if isinstance(shape, Discrete):
        return sorted({*shape.values, value})
    if shape is None:  # nobody gave these ends: rounder ones will do
        low, high = max(floor(low / step + 1e-9) * step, kind.low), min(ceil(high / step - 1e-9) * step, kind.high)
    fixed = {float(f"{low:.12g}"), float(f"{high:.12g}"), value}
    grid = [float(f"{rank * step:.12g}") for rank in range(ceil(low / step), floor(high / step) + 1)]
    return sorted({*fixed, *(item for item in grid if all(abs(item - other) > step / 4 for other in fixed))})


def _round_step(step: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) next above a step.

    Examples
    --------
    >>> _round_step(0.0031), _round_step(17)
    (0.005, 20.0)
    """
    scale: float = 10.0 ** floor(log10(step))
    factor = next((factor for factor in (1.0, 2.0, 5.0) if step <= factor * scale * (1 + 1e-9)), 10.0)
    return float(f"{factor * scale:.12g}")
