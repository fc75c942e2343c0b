"""Every standard error that a study states, held to how much the figure varies from seed to seed.

All public estimates are looked for: an attribute or a method that no study below reaches fails the first test.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.stats import f as variance_ratio

import hds_tco as ht
from hds_tco import analysis
from hds_tco.analysis import estimate as estimates
from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.pairs import pairs_of
from hds_tco.analysis.restitution import ExitProfile, compare_profiles
from hds_tco.analysis.restitution.clause_values import ClauseValues
from hds_tco.analysis.restitution.exit_profile import EXIT_MEASURES
from hds_tco.analysis.sensitivity.information import evpi, evppi
from hds_tco.analysis.sensitivity.scenario_discovery import Condition, LosingConditions, Rule, measured
from hds_tco.analysis.side_by_side import side_by_side
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.accumulators import CostDistribution
from tests.analysis.restitution.cases import VALUES as EXITS
from tests.analysis.simulation.case import VALUES as PRICES
from tests.analysis.simulation.case import small
from tests.builders import scenario

SEEDS = 40
# With fewer seeds that state an error, and one above zero, the spread is anybody's guess.
LEAST_SEEDS = 30
# Chance that the test of all the figures of one number of draws fails though every error is right.
LEVEL = 0.01
# Of 16 parts on each of 40 seeds.
DEGREES = (SEEDS - 1, 15 * SEEDS)
ERROR = "standard_error"
# Columns that differ from seed to seed in one and the same row.
DRAWN = ("exits", "best", "worth_it", "main_cause", "main_cause_label", "cheaper", "cheaper_label")
# The bounds of an exceedance follow the draws: `probability_above` is held at fixed ones. Rules are what the draws make
# of them: `rule` is a fixed one.
MOVING = {(Simulation, "exceedance"), (LosingConditions, "frame"), (LosingConditions, "rules")}
# Of the simulation that a distribution of costs belongs to, the same figures are held.
MOVING |= {(CostDistribution, "quantile"), (CostDistribution, "tail_mean")}
CASE = scenario(
    {
        **EXITS,
        **PRICES,
        "horizon_years": 4,
        "hospital.structured_tb": 30,
        "hardware.structured_price_eur_per_tb": {"low": 200, "mode": 400, "high": 900},
        "volumes.structured_growth_per_year": {"distribution": "uniform", "low": 0.0, "high": 0.6},
        "volumes.structured_forecast_growth_per_year": 0.2,
        "in_house.buy_ahead_years": 1,
        "in_house.refresh_years": 3,
        "in_house.emergency_premium_share": 0.3,
        "leasing.implicit_rate_per_year": {"distribution": "uniform", "low": 0.4, "high": 0.8},
        "leasing.residual_share": 0.05,
        "leasing.lessor.failure_rate_per_year": 0.02,
        "leasing.return_cost_share": 0.05,
        "restitution.market_exit.rate_per_year": {"distribution": "uniform", "low": 0.1, "high": 0.5},
        "restitution.market_exit.data_loss_share": 0.4,
        "restitution.data_loss_eur": {"distribution": "uniform", "low": 20_000, "high": 200_000},
        "restitution.administrative_days": {"distribution": "uniform", "low": 30, "high": 90},
        "restitution.throughput_tb_per_day": {"distribution": "uniform", "low": 0.2, "high": 2},
        "external.independent_copy_eur_per_tb_per_year": 50,
    },
    decision_year=2018,
)


def _rule(draws: int, seed: int) -> Rule:
    """Return what a fixed rule is worth: a dear provider, when half of the others lose."""
    inputs = np.random.default_rng([draws, seed]).uniform(size=(2, draws))
    return measured([Condition(0, True, 0.6)], inputs, inputs.sum(axis=0) > 1.0)


def _two_options(draws: int, seed: int) -> tuple[Any, Any]:
    first, second, common = np.random.default_rng([draws, seed]).normal(size=(3, draws))
    return np.array([common, common + 0.2 + first + second]), first


def _pairs(draws: int, seed: int) -> object:
    """Return what a verdict rests on: its gaps and chances."""
    pairs = pairs_of(ht.compare(small()), ht.simulate(small(), draws, seed), side_by_side({"": small()}))
    return {pair.rival.key: pair for pair in pairs}


STUDIES: Mapping[str, Callable[[int, int], object]] = {
    "pairs": _pairs,
    "simulate": lambda draws, seed: ht.simulate(small(), draws=draws, seed=seed),
    "exit_profile": lambda draws, seed: ht.restitution.exit_profile(CASE, draws, seed),
    "profiles": lambda draws, seed: compare_profiles(CASE, [], draws, seed),
    "clause_values": lambda draws, seed: ht.restitution.clause_values(CASE, draws, seed),
    "best_clauses": lambda draws, seed: ht.restitution.best_clauses(
        CASE, {"longer_notice": 1.0}, draws=draws, seed=seed
    ),
    "independent_copy": lambda draws, seed: ht.restitution.independent_copy(CASE, draws, seed),
    "flexibility": lambda draws, seed: ht.flexibility.flexibility(CASE, draws, seed),
    "premium": lambda draws, seed: ht.flexibility.flexibility_premium(CASE, draws, seed),
    "growth": lambda draws, seed: ht.flexibility.break_even_growth(CASE, -0.3, 0.5, draws=draws, seed=seed, steps=2),
    "volatility": lambda draws, seed: ht.flexibility.break_even_volatility(CASE, draws=draws, seed=seed, steps=2),
    "buying_ahead": lambda draws, seed: ht.flexibility.buying_ahead(CASE, (2,), draws=draws, seed=seed),
    "information": lambda draws, seed: ht.sensitivity.value_of_information(
        ht.simulate(small(), draws=draws, seed=seed)
    ),
    "losing": lambda draws, seed: ht.sensitivity.losing_conditions(ht.simulate(small(), draws=draws, seed=seed)),
    "rule": _rule,
    "evpi": lambda draws, seed: evpi(_two_options(draws, seed)[0]),
    "evppi": lambda draws, seed: evppi(*_two_options(draws, seed)),
    "evppi_batches": lambda draws, seed: evppi(*_two_options(draws, seed), batches=True),
}
OPTIONS = ("in_house", "external", "leasing")
YEARS = (None, 1, 2)
# What the methods that return an estimate are asked.
ARGUMENTS: Mapping[tuple[type, str], list[tuple[Any, ...]]] = {
    (Simulation, "mean"): list(product(OPTIONS, ("expected", "cost", "restitution", "incidents"))),
    (Simulation, "quantile"): list(product(OPTIONS, (0.05, 0.5, 0.9))),
    (Simulation, "tail_mean"): list(product(OPTIONS, (0.5, 0.9, 0.95))),
    (Simulation, "probability_cheapest"): list(product(OPTIONS)),
    (Simulation, "expected_regret"): list(product(OPTIONS)),
    (Simulation, "gap"): [("in_house", "external"), ("external", "leasing")],
    (Simulation, "probability_above"): list(product(OPTIONS, (120_000.0, 150_000.0))),
    (ClauseValues, "today_gap"): [("longer_notice", "open_format"), ("independent_copy", "longer_notice")],
    (ExitProfile, "probability"): list(product(YEARS)),
    (ExitProfile, "closed_form"): list(product(YEARS)),
    (ExitProfile, "mean"): list(product(EXIT_MEASURES)),
    (ExitProfile, "quantile"): list(product(EXIT_MEASURES[:3], (0.5, 0.9))),
    (ExitProfile, "expected_cost"): [()],
}


def members(of: type) -> Iterator[tuple[str, str]]:
    """Yield the public attributes and methods of a class that return an estimate or a frame, each with which."""
    for name, annotation in inspect.get_annotations(of).items():
        if "Estimate" in str(annotation):
            yield name, "Estimate"
    for name, member in vars(of).items():
        function = getattr(member, "fget", None) or getattr(member, "func", member)
        returned = str(getattr(function, "__annotations__", {}).get("return", "")).removeprefix("pd.")
        if not name.startswith("_") and returned in ("Estimate", "DataFrame"):
            yield name, returned


def estimates_in(thing: object, name: str, reached: set[tuple[type, str]]) -> Iterator[tuple[str, Estimate]]:
    """Yield every estimate of a result, named by where it stands."""
    if isinstance(thing, Estimate):
        yield name, thing
    elif isinstance(thing, pd.DataFrame):
        yield from _in_frame(thing, name)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from estimates_in(value, f"{name}.{key}", reached)
    elif isinstance(thing, tuple):
        for rank, value in enumerate(thing):
            first = getattr(value, fields(value)[0].name) if is_dataclass(value) else rank
            yield from estimates_in(value, f"{name}.{rank if isinstance(first, float) else first}", reached)
    elif is_dataclass(thing) and type(thing).__module__.startswith("hds_tco.analysis"):
        found = dict.fromkeys(field.name for field in fields(thing)) | dict(members(type(thing)))
        for member, returned in found.items():
            if (type(thing), member) in MOVING:
                continue
            if returned:
                reached.add((type(thing), member))
            value = getattr(thing, member)
            if not callable(value):
                yield from estimates_in(value, f"{name}.{member}", reached)
                continue
            for given in ARGUMENTS[type(thing), member] if returned == "Estimate" else [()]:
                yield from estimates_in(value(*given), f"{name}.{member}{given}", reached)


def _in_frame(frame: pd.DataFrame, name: str) -> Iterator[tuple[str, Estimate]]:
    errors = [column for column in frame.columns if column.endswith(ERROR)]
    keys = [column for column in frame.columns if column not in DRAWN and frame[column].dtype != float]
    seen: dict[str, int] = defaultdict(int)
    for index, row in frame.iterrows():
        key = "/".join([str(index)] * (frame.index.name is not None) + [str(row[column]) for column in keys])
        seen[key] += 1
        for error in errors:
            column = error.removesuffix(f"_{ERROR}") if error != ERROR else "value"
            yield f"{name}.{column}[{key}#{seen[key]}]", Estimate(float(row[column]), float(row[error]))


@cache
def varied(study: str, draws: int) -> tuple[Mapping[str, npt.NDArray[np.float64]], frozenset[tuple[type, str]]]:
    """Return the values and the errors of each estimate of a study over the seeds, and the members that gave them."""
    reached: set[tuple[type, str]] = set()
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for seed in range(SEEDS):
        for name, each in estimates_in(STUDIES[study](draws, seed), study, reached):
            found[name].append((each.value, each.standard_error))
    return {name: np.array(rows).T for name, rows in found.items()}, frozenset(reached)


def ratios(draws: int) -> dict[str, float]:
    """Return, of each figure, its spread over the seeds in stated errors; the same figure in two places counts once."""
    found: dict[bytes, tuple[str, float]] = {}
    for study in STUDIES:
        for name, (values, errors) in varied(study, draws)[0].items():
            told = np.isfinite(errors) & np.isfinite(values)
            none_or_all = np.ptp(values) == 0 and values[0] in (0.0, 1.0)  # of a share: Wilson's reach
            if (errors[told] > 1e-9 * np.abs(values[told])).sum() >= LEAST_SEEDS and not none_or_all:
                spread = float(values[told].std(ddof=1) / np.sqrt(np.mean(errors[told] ** 2)))
                found.setdefault(np.append(values, errors).tobytes(), (name, spread))
    return dict(found.values())


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(analysis.__path__, f"{analysis.__name__}."):
        yield importlib.import_module(found.name)


def test_no_public_estimate_is_left_out() -> None:
    reached = frozenset[tuple[type, str]]().union(*(varied(study, 100)[1] for study in STUDIES))
    for module in set(modules()) - {estimates}:
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", "") != module.__name__ or name.startswith("_"):
                continue
            if inspect.isclass(thing):
                wanted = {(thing, member) for member, returned in members(thing) if returned == "Estimate"}
                assert wanted - MOVING <= reached
            elif inspect.isfunction(thing) and thing.__annotations__.get("return") == "Estimate":
                assert name in STUDIES


@pytest.mark.parametrize("draws", [100, 500, pytest.param(5000, marks=pytest.mark.slow)])
def test_figures_vary_from_seed_to_seed_as_much_as_their_errors_state(draws: int) -> None:
    found = ratios(draws)
    assert len(found) > 200
    low, high = np.sqrt(variance_ratio.ppf([LEVEL / 2 / len(found), 1 - LEVEL / 2 / len(found)], *DEGREES))
    assert 0.5 < low < high < 1.6
    assert {name: ratio for name, ratio in found.items() if not low < ratio < high} == {}
    assert 0.93 < np.exp(np.mean(np.log(list(found.values())))) < 1.07


def test_what_states_no_error_never_varies() -> None:
    for study in STUDIES:
        for name, (values, errors) in varied(study, 500)[0].items():
            if (errors == 0.0).all():
                assert np.ptp(values) <= 1e-9 * np.abs(values).max(), name


def test_fewer_than_five_draws_in_a_tail_tell_no_error_in_any_study() -> None:
    tails = 0
    for study in STUDIES:
        for name, each in estimates_in(STUDIES[study](99, 1), study, set()):
            if "cvar95" in name.rpartition("[")[0] or name.rpartition(".")[2] == "cvar95":
                tails += 1
                assert not each.standard_error > 0, name
    assert tails > 50
