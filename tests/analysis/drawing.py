"""The model run as it stands on blocks of draws: what the rows, compiled or not, must give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.measures import RISKS, SINGLE_EVENTS, YEARLY_EVENTS
from hds_tco.model import lines_of, years
from hds_tco.model.events import Events
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.forced_exits import first_exit
from hds_tco.model.ledger import total
from hds_tco.model.options import world_of
from hds_tco.model.restitution import restitution
from hds_tco.sampling import EVENT
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.scenario import assumptions_of

Array = npt.NDArray[np.float64]
# More incidents than a year may see at any rate that the schema allows.
MOST = 40


def by_the_model(evaluator: Evaluator, values: Array) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the measures of an evaluator as the model computes them, and for each the gross sum that it is made of."""
    scenario, row = evaluator.scenario, dict(zip(evaluator.columns, values, strict=True))
    given = resolve(scenario, row.get)
    year = years(scenario.horizon_years)[:, None]
    finance, events = given.finance, _events(scenario, row)
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    found: dict[str, Array] = {}
    gross: dict[str, Array] = {}
    for option in evaluator.options:
        key = option.key
        for name, drawn in (("expected", None), ("cost", events)):
            if name == "cost" and events is None:
                continue
            lines = lines_of(option, given, year, drawn)
            found[f"{key}.{name}"] = net_present_cost(total(lines, year), factors)
            gross[f"{key}.{name}"] = sum(
                (net_present_cost(abs(line.amounts_eur), factors) for line in lines), np.zeros(1)
            )
        if events is None:
            continue
        for risk, beginnings in RISKS.items():
            chosen = total((line for line in lines if line.key.startswith(beginnings)), year)
            found[f"{key}.{risk}"] = net_present_cost(chosen, factors)
            gross[f"{key}.{risk}"] = gross[f"{key}.cost"]
        if restitution in option.pieces:
            for name, value in first_exit(world_of(option, given, year, events)).items():
                found[f"{key}.{name}"] = value
                gross[f"{key}.{name}"] = abs(value)
    return {name: np.broadcast_to(value, values.shape[1:]) for name, value in found.items()}, gross


def _events(scenario: Scenario[Assumption], row: dict[str, Array]) -> Events | None:
    if f"{EVENT}exit" not in row:
        return None
    singles: dict[str, Any] = {name: row[EVENT + name] for name in SINGLE_EVENTS}
    for name in YEARLY_EVENTS:
        singles[name] = np.stack([row[f"{EVENT}{name}.{year}"] for year in range(scenario.horizon_years + 1)])
    return Events(**singles, most_in_a_year=MOST)


def changeable(scenario: Scenario[Assumption]) -> list[str]:
    """Return the assumptions that may change from draw to draw."""
    kinds = {path: kind_of(*place) for path in assumptions_of(scenario) if (place := field_at(path)) is not None}
    return [path for path, kind in kinds.items() if kind is not None and not (kind.per_year or kind.whole)]


def values_around(scenario: Scenario[Assumption], paths: Sequence[str], factors: Array) -> Array:
    """Return values of assumptions: the central one times each factor where that may be; yes or no in turn."""
    rows = []
    for path in paths:
        place = field_at(path)
        kind = kind_of(*place) if place is not None else None
        assert kind is not None
        central: Any = assumptions_of(scenario)[path].value
        made = np.arange(len(factors)) % 2.0 if kind.flag else np.clip(central * factors, kind.low, kind.high)
        rows.append(made)
    return np.array(rows).reshape(len(paths), len(factors))
