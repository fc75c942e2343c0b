"""Assumptions as an IT director thinks of them, those that weigh first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from hds_tco.analysis import compare
from hds_tco.analysis.sensitivity.tornado import Tornado
from hds_tco.cockpit.knob import knob
from hds_tco.scenario import Assumption, Scenario, ScenarioError, with_values

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
}
# What decides where no assumption is uncertain: one question of each kind.
USUAL: tuple[str, ...] = (
    "volumes.imaging_growth_per_year",
    "external.price_eur_per_vm_per_month",
    "hardware.storage_price_eur_per_tb",
    "leasing.implicit_rate_per_year",
    "restitution.insolvency.rate_per_year",
)


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


def first_paths(scenario: Scenario[Assumption], found: Tornado, count: int = FIRST) -> tuple[str, ...]:
    """Return the assumptions to put in the reader's hand: the heaviest of each group, then the heaviest of all.

    Parameters
    ----------
    scenario : Scenario
    found : Tornado
        Of the scenario.
    count : int
    """
    weighing = [path for path, swing in zip(found.paths, found.swing_eur, strict=True) if swing > 0]
    ranked = [path for path in weighing if _slides(scenario, path)]
    if not ranked:
        ranked = [path for path in USUAL if _slides(scenario, path) and _matters(scenario, path)]
    heads: dict[str, str] = {}
    for path in ranked:
        heads.setdefault(group_of(path), path)
    chosen = dict.fromkeys([*heads.values(), *ranked])
    return in_order(list(chosen)[:count], ranked)


def in_order(paths: Iterable[str], ranked: Sequence[str]) -> tuple[str, ...]:
    """Return paths group by group, the heaviest first within each."""
    rank = {path: place for place, path in enumerate(ranked)}
    return tuple(sorted(paths, key=lambda path: (GROUPS.index(group_of(path)), rank.get(path, len(rank)))))


def _slides(scenario: Scenario[Assumption], path: str) -> bool:
    try:
        knob(scenario, path, "fr")
    except ScenarioError:
        return False
    return True


def _matters(scenario: Scenario[Assumption], path: str) -> bool:
    """Tell whether an assumption changes what any option costs, at either end of its slider."""
    item = knob(scenario, path, "fr")
    ends = (with_values(scenario, {path: end}) for end in (item.positions[0], item.positions[-1]))
    return any(_costs(end) != _costs(scenario) for end in ends)


def _costs(scenario: Scenario[Assumption]) -> list[float]:
    return [option.net_present_cost_eur for option in compare(scenario).options]
