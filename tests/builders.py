"""Small scenarios for tests: everything is neutral but for what the test says, so that its arithmetic fits in a
comment.

Neutral: no money, no growth, no volume, no tax, no discount, no hazard, no clause, nobody hosted, no staff, sizes of
1, machines and terms that outlive any horizon, everything migrated from year 1 on, one certificate granted at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.model import IN_HOUSE, CostLine, Option, Piece, World, lines_of, years
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.options import world_of
from hds_tco.scenario import Assumption, Scenario, ScenarioError, data_folder, resolve, with_values
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.fields import choices_of, inner_section, kind_of
from hds_tco.scenario.kinds import LIFE, Kind
from hds_tco.scenario.rules import meaning_faults
from hds_tco.scenario.sections import CertificationStep, Hosted, StaffRole

Array = npt.NDArray[np.float64]
Tree = dict[str, Any]

NOTHING: Mapping[str, Any] = {}
# A contest that the provider wins by little, whatever the reference case says.
CLOSE_RACE = str(data_folder() / "reference_case" / "before.toml")
# Looked for and not found: the only zero that the schema accepts for incidents at home.
UNKNOWN_ZERO = {"value": 0, "confidence": "N"}
ALL_ACTIVITIES = (1, 2, 3, 4, 5, 6)
NOT_ZERO: Mapping[str, Any] = {
    "migration.migrated_share_by_year": [0, 1],
    "hardware.vcpus_per_core": 1000,  # memory alone says what a server carries
    "migration.own_move_share": 1,
    "in_house.buy_ahead_years": 1,
    "leasing.prolongation_factor": 1,
    "external.switching_rules_apply": True,
    "external.planned_exit_share": 1,
    # Beyond any exit: a host or a lessor that stops never serves again by itself.
    **{
        f"{place}.service_back_days": 10_000
        for place in ("leasing.lessor", *(f"restitution.{cause}" for cause in CAUSES))
    },
    "restitution.urgent_procurement_share": 1,
    "incidents.in_house_rate_per_year": UNKNOWN_ZERO,
    "incidents.leasing_rate_per_year": UNKNOWN_ZERO,
    "certification.regime": "hds_v2",
    "certification.validity_years": 3,
}


def filled(
    section: type[Section[Any]],
    number: Callable[[str, Kind], Any],
    choice: Callable[[str, tuple[str, ...]], str],
    path: str = "",
) -> Tree:
    """Return a tree that holds every assumption and choice of a section; names of the user's choosing are left empty.

    Parameters
    ----------
    section : type
        A section of the schema.
    number : callable
        From the dotted path and the kind of an assumption to what a file would hold.
    choice : callable
        From the dotted path and what is allowed to the choice.
    path : str
        Where the section stands.
    """
    tree: Tree = {}
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        kind = kind_of(section, name)
        inner, keyed = inner_section(section, name)
        if kind is not None:
            tree[name] = number(here, kind)
        elif inner is not None:
            tree[name] = {} if keyed else filled(inner, number, choice, here)
        elif choices_of(section, name):
            tree[name] = choice(here, choices_of(section, name))
        elif name in ("covered_activities", "activities", "reseller_activities"):
            tree[name] = ALL_ACTIVITIES
        elif name in ("name", "label", "description"):
            tree[name] = name
    return tree


def neutral_number(path: str, kind: Kind) -> Any:
    """Return what changes nothing: mostly zero."""
    if path in NOT_ZERO:
        return NOT_ZERO[path]
    if kind.flag:
        return False
    if kind is LIFE:
        return 50
    lowest = 0 if kind.low <= 0 else 1
    return [lowest] * (kind.length or 1) if kind.per_year else lowest


def neutral_choice(path: str, choices: tuple[str, ...]) -> str:
    """Return the first choice, but where a test had rather start elsewhere."""
    return str(NOT_ZERO.get(path, choices[0]))


def hosted(**changes: Any) -> Tree:
    """Return a hosted block of one establishment outside the GHT that joins in year 1, without volumes or fee."""
    return filled(Hosted, neutral_number, neutral_choice) | {"establishments": 1, "join_year": 1} | changes


def role(**changes: Any) -> Tree:
    """Return a trade that no option employs."""
    return filled(StaffRole, neutral_number, neutral_choice) | changes


def step(**changes: Any) -> Tree:
    """Return a whole certificate, asked for and granted in year 0, that opens hosting."""
    whole = {"effort_share": 1, "opens_hosting": True}
    return filled(CertificationStep, neutral_number, neutral_choice) | whole | changes


def steps(**named: Tree) -> Tree:
    """Return the values that put these certification steps in the place of the neutral one."""
    return {"certification.steps": {"certificate": False} | named}


@cache
def neutral() -> Scenario[Assumption]:
    """Return the scenario in which everything is neutral."""
    tree = filled(Scenario, neutral_number, neutral_choice)
    tree |= {"decision_year": 2026, "horizon_years": 3, "options": ("in_house", "external", "leasing")}
    tree["certification"]["steps"] = {"certificate": step()}
    return validated(tree)


def validated(tree: Tree) -> Scenario[Assumption]:
    """Return the scenario that a tree describes, checked like a file."""
    made: Scenario[Assumption] = Scenario.model_validate(tree)
    if faults := meaning_faults(made):
        raise ScenarioError(faults)
    return made


def scenario(values: Mapping[str, Any] = NOTHING, **top: Any) -> Scenario[Assumption]:
    """Return a scenario that is neutral but for some values.

    Parameters
    ----------
    values : mapping
        Dotted path to what a file would hold.
    **top
        Fields without a dot: ``horizon_years=9``, ``hosted={"clinic": hosted(vms=3)}``.
    """
    return with_values(neutral(), {**top, **values})


def given(values: Mapping[str, Any] = NOTHING, **top: Any) -> Scenario[Array]:
    """Return what the model reads of a scenario that is neutral but for some values."""
    return resolve(scenario(values, **top))


def world(values: Mapping[str, Any] = NOTHING, option: Option = IN_HOUSE, **top: Any) -> World:
    """Return what the first piece of an option sees."""
    read = given(values, **top)
    return world_of(option, read, years(read.horizon_years))


def cost_lines(
    of: Option | Piece | tuple[Piece, ...],
    values: Mapping[str, Any] | Scenario[Array] = NOTHING,
    **top: Any,
) -> dict[str, CostLine]:
    """Return the cost lines of an option, of one piece, or of several in order, by key.

    Pieces stand in an option of which the hospital is the host.
    """
    read = values if not isinstance(values, Mapping) else given(values, **top)
    pieces = of if isinstance(of, tuple) else (of,)
    option = of if isinstance(of, Option) else Option("test", pieces)  # type: ignore[arg-type]
    return {line.key: line for line in lines_of(option, read, years(read.horizon_years))}


def lines(
    of: Option | Piece | tuple[Piece, ...],
    values: Mapping[str, Any] | Scenario[Array] = NOTHING,
    **top: Any,
) -> dict[str, list[float]]:
    """Return the amounts by year of what `cost_lines` returns, by key."""
    return {key: line.amounts_eur.tolist() for key, line in cost_lines(of, values, **top).items()}
