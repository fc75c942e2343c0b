"""The shipped scenarios with their doubts or their money taken away: what a study must still answer in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from hds_tco.scenario import Assumption, Scenario, assumptions_of, with_values
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind

NOBODY_KNOWS = "N"


def certain(scenario: Scenario[Assumption]) -> Scenario[Assumption]:
    """Return the scenario with each law replaced by its mean."""
    known = assumptions_of(scenario)
    return with_values(scenario, {path: _of(item.value) for path, item in known.items() if item.distribution})


def unpaid(scenario: Scenario[Assumption]) -> Scenario[Assumption]:
    """Return the scenario, certain, with every amount in euros at zero."""
    return _zeroed(scenario, lambda kind: kind.name.startswith("euros"))


def empty(scenario: Scenario[Assumption]) -> Scenario[Assumption]:
    """Return the scenario, certain, with everything at zero that may be: amounts, volumes, rates, yes or no."""
    return _zeroed(scenario, lambda kind: kind.name != "correlation")


VERSIONS: Mapping[str, Callable[[Scenario[Assumption]], Scenario[Assumption]]] = {
    "certain": certain,
    "unpaid": unpaid,
    "empty": empty,
}


def _of(value: float | tuple[float, ...]) -> dict[str, Any]:
    return {"value": list(value) if isinstance(value, tuple) else value, "confidence": NOBODY_KNOWS}


def _zeroed(scenario: Scenario[Assumption], chosen: Callable[[Kind], bool]) -> Scenario[Assumption]:
    known = certain(scenario)
    zeros: dict[str, Any] = {}
    for path, item in assumptions_of(known).items():
        kind = kind_of(*cast("Any", field_at(path)))
        if kind is None or not chosen(kind) or kind.low > 0:
            continue
        bare = False if kind.flag else 0
        zeros[path] = {
            "value": [0] * len(item.value) if isinstance(item.value, tuple) else bare,
            "confidence": NOBODY_KNOWS,
        }
    return with_values(known, zeros)
