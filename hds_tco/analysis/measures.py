"""What an evaluator works out: the present costs of options as symbols, risks at their expectation and as drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from hds_tco.model.events import Events, most_in_a_year
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.forced_exits import first_exit
from hds_tco.model.ledger import CostLine, total
from hds_tco.model.options import Option, lines_of, world_of, years
from hds_tco.model.restitution import restitution
from hds_tco.sampling import EVENT
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.kinds import AGEING, HAZARD, Kind
from hds_tco.scenario.scenario import assumptions_of
from hds_tco.trace import Symbol, symbol_input

Array = npt.NDArray[np.float64]
# The families of risk whose present cost is told apart, by the beginning of their lines' keys.
RISKS: Mapping[str, tuple[str, ...]] = {"restitution": ("restitution.", "lessor."), "incidents": ("incidents",)}
Groups = tuple[tuple[str, tuple[str, ...]], ...]
SINGLE_EVENTS = (
    "exit",
    "exit_cause",
    "exit_loss",
    "successor_exit",
    "successor_cause",
    "successor_loss",
    "lessor_failure",
)
YEARLY_EVENTS = (
    *("own_incidents", "provider_incidents", "own_incident_loss", "provider_incident_loss"),
    "provider_changes",
)
# Rates of incidents up to which the same number of them is counted.
RATES = (0.1, 0.5, 2.0)


def event_columns(horizon: int) -> tuple[str, ...]:
    """Return the names of the uniform numbers that decide what happens.

    Examples
    --------
    >>> event_columns(1)[:2], event_columns(1)[-1]
    (('event.exit', 'event.exit_cause'), 'event.provider_changes.1')
    """
    yearly = (f"{EVENT}{name}.{year}" for name in YEARLY_EVENTS for year in range(horizon + 1))
    return (*(EVENT + name for name in SINGLE_EVENTS), *yearly)


def traced_measures(
    scenario: Scenario[Assumption],
    options: tuple[Option, ...],
    drawn: bool,
    groups: Groups = (),
    most_in_a_year: int = 0,
    moved_lists: Collection[str] = (),
) -> dict[str, Symbol]:
    """Return the measures of `hds_tco.analysis.evaluator.Evaluator` as symbols; a list that is moved is taken once."""

    def value_of(path: str, value: Array) -> Any:
        if path in moved_lists:
            return symbol_input(path, np.float64(1.0)) * value
        return symbol_input(path, value)

    given = resolve(scenario, value_of)
    year = years(scenario.horizon_years)
    finance = given.finance
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    events = event_symbols(scenario.horizon_years, most_in_a_year) if drawn else None
    outputs: dict[str, Array] = {}
    lines_expected: dict[str, tuple[CostLine, ...]] = {}
    for option in options:
        expected = lines_expected[option.key] = lines_of(option, given, year)
        outputs[f"{option.key}.expected"] = net_present_cost(total(expected, year), factors)
        if events is None:
            continue
        lines = lines_of(option, given, year, events)
        outputs[f"{option.key}.cost"] = net_present_cost(total(lines, year), factors)
        for risk, beginnings in RISKS.items():
            chosen = total((line for line in lines if line.key.startswith(beginnings)), year)
            outputs[f"{option.key}.{risk}"] = net_present_cost(chosen * 1.0, factors)
        if restitution in option.pieces:
            for name, value in first_exit(world_of(option, given, year, events)).items():
                outputs[f"{option.key}.{name}"] = value
    for key, expected in lines_expected.items():
        for group, beginnings in groups:
            if f"{key}.{group}" in outputs:
                raise ValueError(f"{group!r} is a measure already")
            chosen = total((line for line in expected if line.key.startswith(beginnings)), year)
            outputs[f"{key}.{group}"] = net_present_cost(chosen * 1.0, factors)
    return {name: _symbol(value) for name, value in outputs.items()}


def _symbol(value: object) -> Symbol:
    """Return a result as a symbol: one in which no assumption counts is a plain number."""
    return value if isinstance(value, Symbol) else symbol_input("", value)


def event_symbols(horizon: int, most_in_a_year: int) -> Events:
    """Return what chance decides, on symbols."""
    singles = {name: symbol_input(EVENT + name, np.float64(1.0)) for name in SINGLE_EVENTS}
    yearly = {
        name: np.stack([symbol_input(f"{EVENT}{name}.{year}", np.float64(1.0)) for year in range(horizon + 1)])
        for name in YEARLY_EVENTS
    }
    return Events(**singles, **yearly, most_in_a_year=most_in_a_year)  # type: ignore[arg-type]


def most_incidents(scenario: Scenario[Assumption], paths: Collection[str]) -> int:
    """Return how many incidents a year may see, rounded up so that rates not far apart share the work."""
    highest_rate = _highest_rate(scenario, paths)
    return most_in_a_year(next((rate for rate in RATES if rate >= highest_rate), highest_rate))


def _highest_rate(scenario: Scenario[Assumption], paths: Collection[str]) -> float:
    """Return the highest yearly rate that an incident may be drawn with: one that is made to change may go anywhere.

    The old platform, while it waits, adds to the rate of each option.
    """
    in_house = _highest(scenario, paths, "incidents.in_house_rate_per_year", HAZARD)
    others = (_highest(scenario, paths, f"incidents.{key}_rate_per_year", HAZARD) for key in ("leasing", "external"))
    more = _highest(scenario, paths, "existing.incident_rate_factor", AGEING) - 1.0
    return max(in_house, *others) + in_house * more


def _highest(scenario: Scenario[Assumption], paths: Collection[str], path: str, kind: Kind) -> float:
    """Return the highest value that an assumption may take, within what its kind allows."""
    assumption = assumptions_of(scenario)[path]
    if path not in paths:
        reached = float(cast("float", assumption.value))
    elif assumption.distribution is None:
        reached = kind.high
    else:
        reached = float(assumption.distribution.quantile(1.0))
    return min(reached, kind.high)
