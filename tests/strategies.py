"""Random scenarios, valid and of a plausible size, for properties that hold whatever a hospital writes.

Figures are drawn on a grid (euros, hundredths, ten-thousandths of a rate): what a rate of 1e-300 does is no finding
about a hospital.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.fields import inner_section, kind_of
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.law import disputable
from hds_tco.scenario.sections import CertificationStep, Hosted, StaffRole
from tests.builders import NOTHING, Tree, filled, validated

LONGEST_HORIZON = 15
ACTIVITIES = st.sets(st.integers(1, 6)).map(lambda found: tuple(sorted(found)))

# The same examples in each run (see tests/conftest.py), as many as a second or two allows.
WHOLE_SCENARIOS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEWER_SCENARIOS = settings(WHOLE_SCENARIOS, max_examples=12)


def grid(low: float, high: float, per_unit: int = 1) -> st.SearchStrategy[float]:
    """Return figures from `low` to `high`, `per_unit` of them to the unit."""
    return st.integers(round(low * per_unit), round(high * per_unit)).map(lambda number: number / per_unit)


MONEY = grid(0, 200_000)
NUMBERS: Mapping[str, st.SearchStrategy[Any]] = {
    "euros": MONEY,
    "euros_per_year": MONEY,
    "euros_by_year": st.lists(grid(-20_000, 200_000), min_size=1, max_size=6),
    "euros_by_activity": st.lists(MONEY, min_size=6, max_size=6),
    "euros_per_kwh": grid(0, 1, 1000),
    "euros_per_tb": grid(0, 3000),
    "euros_per_tb_year": grid(0, 1000),
    "euros_per_tb_month": grid(0, 100, 10),
    "euros_per_vm": grid(0, 2000),
    "euros_per_vm_year": grid(0, 2000),
    "euros_per_vm_month": grid(0, 200, 10),
    "euros_per_vcpu_month": grid(0, 40, 10),
    "euros_per_gb_month": grid(0, 10, 10),
    "euros_per_core": grid(0, 500),
    "euros_per_core_year": grid(0, 500),
    "euros_per_gb": grid(0, 30),
    "euros_per_day": grid(0, 50_000),
    "euros_per_post": grid(0, 50_000),
    "share": grid(0, 1, 100),
    "headroom": grid(0, 0.9, 100),
    "share_by_year": st.lists(st.integers(0, 50), min_size=1, max_size=6).map(
        lambda steps: [min(share, 100) / 100 for share in accumulate(steps)]
    ),
    "change": grid(-0.2, 0.3, 10_000),
    "price_step": grid(-0.3, 0.4, 100),
    "hazard": grid(0, 0.4, 1000),
    "factor": grid(0, 4, 100),
    "ageing": grid(1, 4, 100),
    "count": grid(0, 300),
    "more_posts": grid(-3, 3, 10),
    "size": grid(0.5, 40, 2),
    "terabytes": grid(0, 300, 2),
    "gigabytes": grid(8, 64),
    "tb_per_tb": grid(0, 4, 10),
    "tb_per_day": grid(0.1, 20, 10),
    "kilowatts": grid(0, 2, 1000),
    "pue": grid(1, 3, 100),
    "days": grid(0, 400),
    "days_per_year": grid(0, 366),
    "months": grid(0, 36, 2),
    "years": st.integers(0, 6),
    "life": st.integers(1, 8),
    "frequency": st.sampled_from([1, 2, 4, 12]),
    "year_rank": grid(0, 8, 2),
    "flag": st.booleans(),
}
# Where the kind alone would allow what no hospital sees: never zero at home; rates that discount, and lend, above zero.
PLACES: Mapping[str, st.SearchStrategy[Any]] = {
    "incidents.in_house_rate_per_year": grid(0.001, 0.4, 1000),
    "incidents.leasing_rate_per_year": grid(0.001, 0.4, 1000),
    "finance.real_discount_rate_per_year": grid(0, 0.1, 10_000),
    "finance.inflation_per_year": grid(0, 0.1, 10_000),
    "leasing.implicit_rate_per_year": grid(0, 0.15, 10_000),
    "staffing.freed_paid_share_by_year": st.lists(grid(0, 1, 100), min_size=1, max_size=6).map(
        lambda shares: sorted(shares, reverse=True)
    ),
}


def open_fields(section: type[Section[Any]] = Scenario, path: str = "") -> Iterator[tuple[str, Kind]]:
    """Yield what may be uncertain, names of the user's choosing left out."""
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        kind, (inner, keyed) = kind_of(section, name), inner_section(section, name)
        if kind is not None and not kind.certain:
            yield here, kind
        if inner is not None and not keyed:
            yield from open_fields(inner, here)


OPEN = {path: kind for path, kind in open_fields() if path not in PLACES}


@st.composite
def lognormals(draw: st.DrawFn, around: float, kind: Kind) -> Tree:
    """Return a law around a figure above zero as a file would hold it, cut below, above, on both sides or nowhere."""
    table = {"p05": max(around / 2, kind.low), "p95": min(around * 2, kind.high)}
    if draw(st.booleans()):
        table["low"] = max(draw(st.sampled_from([0.0, around / 4, around / 2])), kind.low)
    if draw(st.booleans()):
        table["high"] = min(draw(st.sampled_from([around * 2, around * 3])), kind.high)
    return table


@st.composite
def scenarios(draw: st.DrawFn, fixed: Mapping[str, Any] = NOTHING) -> Scenario[Assumption]:
    """Return random scenarios that compare the three options.

    Parameters
    ----------
    draw : DrawFn
        Hypothesis's own.
    fixed : mapping
        What is not left to chance, by dotted path.
    """

    def number(path: str, kind: Kind) -> Any:
        return draw(PLACES[path] if path in PLACES else NUMBERS[kind.name])

    def choice(path: str, choices: tuple[str, ...]) -> str:
        return str(draw(st.sampled_from(choices)))

    def blocks(section: type[Section[Any]], path: str, most: int) -> Tree:
        return {f"n{rank}": filled(section, number, choice, f"{path}.*") for rank in range(draw(st.integers(0, most)))}

    tree = filled(Scenario, number, choice)
    tree["decision_year"] = draw(st.integers(2015, 2030))
    tree["horizon_years"] = draw(st.integers(1, LONGEST_HORIZON))
    tree["options"] = ("in_house", "external", "leasing")
    tree["hosted"] = blocks(Hosted, "hosted", 3)
    tree["staff"] = blocks(StaffRole, "staff", 2)
    tree["certification"]["steps"] = blocks(CertificationStep, "certification.steps", 2)
    tree["certification"]["activities"] = draw(ACTIVITIES)
    tree["external"]["covered_activities"] = draw(ACTIVITIES)
    tree["external"]["reseller_activities"] = draw(ACTIVITIES)
    disputed = draw(st.lists(st.sampled_from(sorted(disputable())), max_size=2, unique=True))
    tree["law"] = {name: {"start_year": draw(NUMBERS["year_rank"])} for name in disputed}
    uncertain = []
    for path in draw(st.lists(st.sampled_from(sorted(OPEN)), max_size=3, unique=True)):
        place, last = place_of(tree, path)
        if place[last] > 0:
            place[last] = draw(lognormals(place[last], OPEN[path]))
            uncertain.append(path)
    if len(uncertain) > 1:
        tree["correlations"] = {"n0": {"between": uncertain, "rank_correlation": draw(grid(-0.4, 0.99, 100))}}
    for path, value in fixed.items():
        place, last = place_of(tree, path)
        place[last] = value
    return validated(tree)


def place_of(tree: Tree, path: str) -> tuple[Tree, str]:
    """Return the table that holds a field, and its name there."""
    *way, last = path.split(".")
    for part in way:
        tree = tree[part]
    return tree, last
