"""Assumptions as an IT director thinks of them, those that weigh first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from hds_tco.analysis import compare
from hds_tco.analysis.sensitivity.tornado import Tornado, swings_by_half
from hds_tco.cockpit.slider_range import slider_range
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of, with_values

Group = Literal["volumes", "people", "prices", "contract", "risk", "finance"]
GROUPS: tuple[Group, ...] = get_args(Group)
# As many sliders as one looks over at once.
FIRST = 14
_BY_SECTION: dict[str, Group] = {
    "horizon_years": "volumes",
    "decision_year": "finance",
    "hospital": "volumes",
    "hosted": "volumes",
    "volumes": "volumes",
    "migration": "volumes",
    "protection": "risk",
    "existing": "volumes",
    "staffing": "people",
    "staff": "people",
    "hardware": "prices",
    "operations": "prices",
    "in_house": "prices",
    "external": "contract",
    "leasing": "contract",
    "certification": "contract",
    "pooling": "contract",
    "incidents": "risk",
    "restitution": "risk",
    "finance": "finance",
    "vat": "finance",
}


def group_of(path: str) -> Group:
    """Return the group that an assumption belongs to.

    Examples
    --------
    >>> group_of("external.price_eur_per_vm_per_month"), group_of("external.committed_vms")
    ('prices', 'contract')
    """
    section, _, name = path.partition(".")
    if "_fte" in name or "person_day" in name or "loaded_cost" in name:
        return "people"
    if section == "external" and "price" in name:
        return "prices"
    if path.startswith("restitution.clauses.") or path.startswith("restitution.effects."):
        return "contract"
    return _BY_SECTION[section]


def first_paths(scenario: Scenario[Assumption], tornado: Tornado, count: int = FIRST) -> tuple[str, ...]:
    """Return the assumptions to put in the reader's hand: the heaviest of each group, then the heaviest of all.

    What is uncertain weighs by how far it may go; where that leaves room, the rest by half and one and a half of it.

    Parameters
    ----------
    scenario : Scenario
    tornado : Tornado
        Of the scenario.
    count : int
    """
    # The levers of an option that is third today may put it first tomorrow.
    wide = dict(zip(tornado.paths, tornado.widest_swing_eur.tolist(), strict=True))
    weighing = sorted((path for path, swing in wide.items() if swing > 0), key=lambda path: -wide[path])
    ranked = [path for path in weighing if _slides(scenario, path)]
    if len(ranked) < count:
        swings = swings_by_half(scenario, [path for path in assumptions_of(scenario) if _slides(scenario, path)])
        swings |= _swings_of_years(scenario)
        more = sorted((path for path, swing in swings.items() if swing > HALF_A_CENT), key=lambda path: -swings[path])
        ranked = list(dict.fromkeys([*ranked, *more]))
    heads: dict[str, str] = {}
    for path in ranked:
        heads.setdefault(group_of(path), path)
    chosen = dict.fromkeys([*heads.values(), *ranked])
    return in_order(list(chosen)[:count], ranked)


def _swings_of_years(scenario: Scenario[Assumption]) -> dict[str, float]:
    """Return the same as `swings_by_half` of figures by year, which have a box to type in and no slider."""
    swings = {}
    for path, item in assumptions_of(scenario).items():
        if not isinstance(item.value, tuple) or not any(item.value):
            continue
        try:
            ends = [_costs(with_values(scenario, {path: [v * times for v in item.value]})) for times in (0.5, 1.5)]
        except ScenarioError:
            continue
        swings[path] = max(abs(one - other) for one, other in zip(*ends, strict=True))
    return swings


def _costs(scenario: Scenario[Assumption]) -> list[float]:
    return [option.net_present_cost_eur for option in compare(scenario).options]


def in_order(paths: Iterable[str], ranked: Sequence[str]) -> tuple[str, ...]:
    """Return paths group by group, the heaviest first within each."""
    rank = {path: place for place, path in enumerate(ranked)}
    return tuple(sorted(paths, key=lambda path: (GROUPS.index(group_of(path)), rank.get(path, len(rank)))))


def _slides(scenario: Scenario[Assumption], path: str) -> bool:
    try:
        slider_range(scenario, path, "fr")
    except ScenarioError:
        return False
    return True
