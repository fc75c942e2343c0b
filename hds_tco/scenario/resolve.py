"""From assumptions to what the model reads: numbers now, draws or symbols by the same road."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from hds_tco.scenario.assumption import Assumption, Section
from hds_tco.scenario.fields import ACTIVITIES, kind_of, lists_activities
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario

Array = npt.NDArray[np.float64]
ValueOf = Callable[[str, Array], Any]


class Given(SimpleNamespace):
    """A section with values in the place of assumptions; frozen."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("what the model is given does not change: make another scenario")


def keep(_path: str, value: Array) -> Array:
    """Return the central value: the deterministic run."""
    return value


def resolve(scenario: Scenario[Assumption], value_of: ValueOf = keep) -> Scenario[Array]:
    """Return the scenario with a value in the place of every assumption.

    Parameters
    ----------
    scenario : Scenario
    value_of : callable
        Gets the dotted path and the central value (0-d array of float; ``(H + 1,)`` for figures by year; 0-d array of
        text for a choice; six ones and zeros for a list of activities), and returns what the model shall read there.

    Returns
    -------
    Scenario
        The same tree, read with the same names.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> given = resolve(load("chi-eure-seine-2017-total"))
    >>> given.in_house.other_investment_eur_by_year.tolist()
    [500000.0, 50000.0, 50000.0, 50000.0, 0.0]
    """
    return cast("Scenario[Array]", _section(scenario, "", scenario.horizon_years, value_of))


def activity_flags(activities: tuple[int, ...]) -> Array:
    """Return 1 for each of the six HDS activities in a list, 0 for the others.

    Examples
    --------
    >>> activity_flags((1, 2, 6)).tolist()
    [1.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    """
    return np.array([float(number in activities) for number in ACTIVITIES])


def _section(node: Section[Assumption], path: str, horizon: int, value_of: ValueOf) -> Given:
    values: dict[str, Any] = {}
    for name in type(node).model_fields:
        inner, here = getattr(node, name), f"{path}.{name}" if path else name
        kind = kind_of(type(node), name)
        if isinstance(inner, Assumption) and kind is not None:
            values[name] = value_of(here, _array(inner, kind, horizon))
        elif isinstance(inner, Section):
            values[name] = _section(inner, here, horizon, value_of)
        elif isinstance(inner, dict):
            values[name] = {key: _section(part, f"{here}.{key}", horizon, value_of) for key, part in inner.items()}
        elif isinstance(inner, str) and path and name != "label":
            values[name] = value_of(here, np.asarray(inner))
        elif lists_activities(type(node), name):
            values[name] = value_of(here, activity_flags(inner))
        else:
            values[name] = inner
    return Given(**values)


def _array(assumption: Assumption, kind: Kind, horizon: int) -> Array:
    if not kind.per_year:
        whole_or_not = np.int64 if kind.whole else np.float64
        return cast("Array", np.asarray(assumption.value, dtype=whole_or_not)[()])
    written = np.atleast_1d(np.asarray(assumption.value, dtype=np.float64))
    length = kind.length or horizon + 1
    tail = written[-1] if kind.fill == "hold" else 0.0
    extended: Array = np.concatenate([written, np.full(length, tail)])[:length]
    return extended
