"""Random figures, scenarios and worlds, the same in each run, rich enough for every branch of the model to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from hds_tco.model import OPTIONS, World, lines_of, status_quo
from hds_tco.model.events import Events
from hds_tco.model.ledger import CostLine
from hds_tco.model.options import world_of
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.law import disputable
from hds_tco.scenario.sections import CertificationStep, Hosted, StaffRole
from tests.builders import filled, validated

Array = Any
DRAWS = 3


class Figures:
    """Seeded figures of one case: its years, and whether they are drawn."""

    def __init__(self, seed: int, draws: bool, horizon: int = 0) -> None:
        self.random = np.random.default_rng(seed)
        self.horizon = horizon or int(self.random.integers(1, 13))
        self.draws = (DRAWS,) if draws else ()

    @property
    def year(self) -> Array:
        return np.arange(self.horizon + 1).reshape(-1, *(1 for _ in self.draws))

    def scalar(self, low: float = 0.0, high: float = 1.0) -> Array:
        return self.random.uniform(low, high, self.draws)[()]

    def by_year(self, low: float = 0.0, high: float = 1.0) -> Array:
        return self.random.uniform(low, high, (self.horizon + 1, *self.draws))

    def flags(self) -> Array:
        return np.round(self.by_year())

    def whole(self, low: int, high: int) -> Any:
        return self.random.integers(low, high + 1)

    def one_of(self, *items: Any) -> Any:
        return items[self.random.integers(len(items))]

    def rising_share(self) -> Array:
        """A share that rises to 1, or to nearly all."""
        return np.minimum(np.cumsum(self.by_year(0, 0.6), axis=0), self.one_of(0.9, 1.0, 1.0))

    def lines(self) -> tuple[CostLine, ...]:
        kinds = [
            (f"{family}.{rank}", nature, title)
            for rank, (nature, title) in enumerate(
                [("investment", 4), ("income", 3), ("risk", 4), *(("operating", title) for title in (1, 2, 3, 4))]
            )
            for family in ("line", "residual")
        ]
        return tuple(
            CostLine(key, self.by_year(-9, 9), nature, title, "fixed", True, vat_factor=vat)  # type: ignore[arg-type]
            for key, nature, title in kinds
            for vat in (self.one_of(None, self.scalar(1, 1.2)),)
        )

    def sites(self) -> tuple[str, ...]:
        return self.one_of(("main",), ("second",), ("main", "second"))  # type: ignore[no-any-return]


def events(figures: Figures) -> Events:
    """Return what chance decides, all of it likely enough to be seen."""
    once = ("exit", "exit_cause", "exit_loss", "successor_exit", "successor_cause", "successor_loss", "lessor_failure")
    singles = {name: 1 - figures.scalar() for name in once}
    yearly = {
        name: 1 - figures.by_year()
        for name in (
            *("own_incidents", "provider_incidents", "provider_changes"),
            *("own_incident_loss", "provider_incident_loss"),
        )
    }
    return Events(**singles, **yearly, most_in_a_year=3)


# What a figure may be, by its kind; all others from 0 to 1000.
SPANS: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("share", "headroom", "hazard", "euros_per_kwh", "kilowatts"), (0, 0.9)),
    **dict.fromkeys(("change", "price_step"), (-0.1, 0.3)),
    **dict.fromkeys(("size", "gigabytes", "tb_per_day"), (1, 40)),
    **dict.fromkeys(("factor", "ageing", "pue", "tb_per_tb"), (1, 3)),
    **dict.fromkeys(("years", "year_rank", "more_posts"), (0, 4)),
    **dict.fromkeys(("days", "days_per_year"), (0, 60)),
    "count": (0, 200),
    "months": (0, 12),
    "life": (1, 5),
    "frequency": (1, 4),
}


@cache
def cases() -> tuple[Scenario[Assumption], ...]:
    """Return random scenarios, the same in each run, in which somebody is hosted and somebody employed."""
    return tuple(case_of(np.random.default_rng(seed)) for seed in range(20))


def case_of(random: np.random.Generator) -> Scenario[Assumption]:
    def number(path: str, kind: Kind) -> Any:
        low, high = SPANS.get(kind.name, (0, 1000))
        if kind.flag:
            return bool(random.random() < 0.65)
        if kind.name == "share_by_year":
            shares = np.sort(random.uniform(0.1, 1, 3))
            return [*(shares[::-1] if path.startswith("staffing") else shares), float("migrated" in path)]
        if kind.per_year:
            return random.uniform(low, high, kind.length or 4).tolist()
        if kind.whole or kind.name in ("count", "year_rank"):
            return int(random.integers(int(low), int(high) + 1))
        figure = float(random.uniform(low, high))
        return 0.0 if kind.low <= 0 and kind.name != "hazard" and random.random() < 0.1 else figure

    def choice(path: str, choices: tuple[str, ...]) -> str:
        return str(random.choice(choices))

    tree = filled(Scenario, number, choice)
    tree |= {"decision_year": int(random.integers(2020, 2030)), "horizon_years": int(random.integers(1, 8))}
    tree["options"] = ("in_house", "external", "leasing")
    parts = (("hosted", Hosted), ("staff", StaffRole))
    tree |= {key: {f"n{rank}": filled(part, number, choice, f"{key}.*") for rank in range(2)} for key, part in parts}
    step = partial(filled, CertificationStep, number, choice, "certification.steps.*")
    tree["hosted"]["n1"] |= {"in_same_ght": False, "join_year": 1}
    if random.random() < 0.3:
        tree["existing"]["keep_years"] = tree["horizon_years"]
    tree["certification"]["steps"] = {"n0": step(), "n1": step()}
    listed = (("certification", "activities"), ("external", "covered_activities"), ("external", "reseller_activities"))
    for section, name in listed:
        tree[section][name] = tuple(n for n in range(1, 7) if random.random() < 0.6)
    if random.random() < 0.5:
        tree["law"] = {str(random.choice(sorted(disputable()))): {"start_year": int(random.integers(0, 5))}}
    return validated(tree)


def resolved(case: Scenario[Assumption], figures: Figures) -> Any:
    """Return a scenario as the model reads it; with draws, one draw for all that may be uncertain."""

    def value_of(path: str, value: Array) -> Any:
        place = field_at(path)
        kind = kind_of(*place) if place else None
        fixed = kind is None or kind.flag or kind.per_year or kind.whole
        return value if fixed or not figures.draws else value * figures.scalar(0.5, 1)

    return resolve(case, value_of)


@cache
def worlds(draws: bool) -> tuple[tuple[World, World], ...]:
    """Return the world that an option begins with and the one that it ends with, expected and drawn, now and later."""
    pairs = []
    for seed, case in enumerate(cases()):
        figures = Figures(seed, draws, case.horizon_years)
        read = resolved(case, figures)
        for option in (*OPTIONS.values(), status_quo(figures.one_of(*OPTIONS))):
            drawn = figures.one_of(None, events(figures))
            first = world_of(option, read, figures.year, drawn)
            pairs.append((first, first.after(lines_of(option, read, figures.year, drawn))))
    return tuple(pairs)
