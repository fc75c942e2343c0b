"""A scenario with other figures in it: a moved best guess keeps its margin of error, a sure figure has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import PydanticCustomError

from hds_tco.cockpit.parse_number import kind_at
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Assumption, Scenario, assumptions_of, with_values
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal, Uniform
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.rules import meaning_faults

# Halvings of the search for a lognormal of a given mean: to the last bit of a double.
_HALVINGS = 60


@dataclass(frozen=True)
class Move:
    """What the reader made of one assumption.

    Parameters
    ----------
    value : float, bool, str or int
        The figure, yes or no, or choice.
    sure : bool
        Whether the figure is known for certain. Otherwise an uncertain assumption stays uncertain around it.
    """

    value: Any
    sure: bool = False


def with_moves(
    scenario: Scenario[Assumption], moves: Mapping[str, Move], lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Return the scenario as the reader moved it, checked like a file.

    Parameters
    ----------
    scenario : Scenario
        Where the sliders stood.
    moves : mapping of str to Move
        By dotted path.
    lang : {"fr", "en"}

    Raises
    ------
    ScenarioError
        If a value does not fit.

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario = ht.load("reference-ght")
    >>> price = "external.price_eur_per_vm_per_month"
    >>> with_moves(scenario, {price: Move(59.0)}).external.price_eur_per_vm_per_month.distribution
    Pert(low=15.7333333333, mode=47.2, high=149.466666667)
    >>> print(with_moves(scenario, {price: Move(59.0, sure=True)}).external.price_eur_per_vm_per_month.distribution)
    None
    """
    if not moves:
        return scenario
    values = values_of(scenario, moves)
    quick = _in_place(scenario, values)
    return with_values(scenario, values, lang) if quick is None else quick


def _in_place(scenario: Scenario[Assumption], values: Mapping[str, Any]) -> Scenario[Assumption] | None:
    """Return the scenario with some assumptions replaced, checked as `with_values` does, in a tenth of its time.

    None where a value is no assumption's, or does not fit: `with_values` says why.
    """
    known = assumptions_of(scenario)
    changed: Scenario[Assumption] = scenario
    for path, value in values.items():
        kind = kind_at(path)
        if path not in known or kind is None:
            return None
        try:
            assumption = kind.read(value)
        except PydanticCustomError:
            return None
        changed = _with(changed, path.split("."), assumption)
    return None if meaning_faults(changed) else changed


def _with(node: Any, names: Sequence[str], assumption: Assumption) -> Any:
    """Return a section, or a table of sections, with one assumption in it replaced."""
    if not names:
        return assumption
    name, *rest = names
    if isinstance(node, Mapping):
        return {**node, name: _with(node[name], rest, assumption)}
    return node.model_copy(update={name: _with(getattr(node, name), rest, assumption)})


def values_of(scenario: Scenario[Assumption], moves: Mapping[str, Move]) -> dict[str, Any]:
    """Return what a scenario file would hold for these moves, by dotted path."""
    known = assumptions_of(scenario)
    return {path: _file_value(path, move, known.get(path)) for path, move in moves.items()}


def _file_value(path: str, move: Move, before: Assumption | None) -> Any:
    kind = kind_at(path)
    if before is None or kind is None:
        return int(move.value) if isinstance(move.value, float) else move.value
    if kind.flag:
        return bool(move.value)
    law = None if move.sure or before.distribution is None else with_mean(before.distribution, float(move.value), kind)
    after = before.with_value(move.value)
    if law is not None:
        after = replace(after, distribution=law)
    return kind.write(after)


def with_mean(law: Distribution, mean: float, kind: Kind) -> Distribution | None:
    """Return a law with another mean: stretched in proportion, less if it would pass what the field may hold.

    None if nothing is left of it.

    Examples
    --------
    >>> from hds_tco.scenario.kinds import EUROS, SHARE
    >>> with_mean(Uniform(50.0, 150.0), 200.0, EUROS), with_mean(Uniform(0.2, 0.6), 0.8, SHARE)
    (Uniform(low=100.0, high=300.0), Uniform(low=0.6, high=1.0))
    """
    if isinstance(law, Lognormal):
        return _lognormal(law, mean, kind)
    low, high = (min(law.values), max(law.values)) if isinstance(law, Discrete) else (law.low, law.high)
    centre = law.mean
    factor = mean / centre if centre > 0 and low >= 0 else 1.0
    if high > centre:
        factor = min(factor, (kind.high - mean) / (high - centre))
    if low < centre:
        factor = min(factor, (mean - kind.low) / (centre - low))
    if not factor > 0 or low == high:
        return None

    def at(value: float) -> float:
        return min(max(float(f"{mean + factor * (value - centre):.12g}"), kind.low), kind.high)

    if isinstance(law, Discrete):
        return Discrete(tuple(at(value) for value in law.values), law.weights)
    if isinstance(law, Uniform):
        return Uniform(at(law.low), at(law.high))
    return type(law)(at(law.low), at(law.mode), at(law.high))


def _lognormal(law: Lognormal, mean: float, kind: Kind) -> Lognormal | None:
    if not mean > 0:
        return None

    def scaled(factor: float) -> Lognormal:
        low = law.low if law.low <= kind.low else law.low * factor
        high = law.high if law.high >= kind.high else law.high * factor
        return Lognormal(law.p05 * factor, law.p95 * factor, low, high)

    factor = mean / law.mean
    if abs(scaled(factor).mean - mean) <= 1e-12 * mean:
        stretched = scaled(factor)
    else:  # cut where the field ends, it does not stretch in proportion
        below, above = factor / 16, factor * 16
        for _ in range(_HALVINGS):
            middle = (below * above) ** 0.5
            below, above = (middle, above) if scaled(middle).mean < mean else (below, middle)
        stretched = scaled(above)
    fits = kind.low <= stretched.p05 and stretched.p95 <= kind.high and abs(stretched.mean - mean) <= 1e-9 * mean
    return stretched if fits else None
