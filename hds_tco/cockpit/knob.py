"""What a slider needs to know of an assumption: its range, step, words and unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.words import Writer
from hds_tco.locale import Language
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.distributions import Discrete, Lognormal
from hds_tco.scenario.faults import close_to
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.shown import shown_value

# A slider offers about this many positions.
POSITIONS = 50


@dataclass(frozen=True)
class Knob:
    """One slider.

    Parameters
    ----------
    path, label : str
        The assumption and its words.
    value, low, high, step : float
    """

    path: str
    label: str
    value: float
    low: float
    high: float
    step: float

    def shown(self, value: float, lang: Language) -> str:
        """Return a value as the reader sees it."""
        return shown_value(self.path, value, lang)


def knob(scenario: Scenario[Assumption], path: str, lang: Language) -> Knob:
    """Return the slider of an assumption: over its distribution's range, else from half to one and a half of its value.

    Raises
    ------
    ScenarioError
        If the scenario has no such assumption, or one that no slider can move.
    """
    known = assumptions_of(scenario)
    if path not in known:
        raise ScenarioError([Fault("unknown_field", path, mend=close_to(path, known))], lang)
    assumption, place = known[path], field_at(path)
    kind = kind_of(*place) if place else None
    if kind is None or kind.flag or kind.per_year or isinstance(assumption.value, tuple):
        raise ScenarioError([Fault("no_slider", path)], lang)
    low, high = _range(assumption, assumption.value)
    low, high = max(low, kind.low), min(high, kind.high)
    step = 1.0 if kind.whole else _round_step((high - low) / POSITIONS)
    low, high = floor(low / step + 1e-9) * step, -floor(-high / step + 1e-9) * step
    writer = Writer(lang, own_labels(scenario), {})
    return Knob(
        path=path,
        label=writer.input_name(path),
        value=assumption.value,
        low=max(low, kind.low),
        high=min(high, kind.high),
        step=step,
    )


def _range(assumption: Assumption, value: float) -> tuple[float, float]:
    shape = assumption.distribution
    if isinstance(shape, Discrete):
        return min(shape.values), max(shape.values)
    if isinstance(shape, Lognormal):
        return shape.p05, shape.p95
    if shape is not None:
        return shape.low, shape.high
    return (0.0, 1.0) if value == 0 else (min(value / 2, value * 1.5), max(value / 2, value * 1.5))


def _round_step(step: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) next above a step.

    Examples
    --------
    >>> _round_step(0.0031), _round_step(17)
    (0.005, 20.0)
    """
    scale: float = 10.0 ** floor(log10(step)) if step > 0 else 1.0
    factor = next((factor for factor in (1.0, 2.0, 5.0) if step <= factor * scale * (1 + 1e-9)), 10.0)
    return float(f"{factor * scale:.12g}")
