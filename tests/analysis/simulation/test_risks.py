"""Two paths, one truth: what is drawn costs on average what the closed form charges."""

from __future__ import annotations

import zlib
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.scenario import Assumption, Scenario
from tests.analysis.simulation.case import small
from tests.analysis.simulation.chances import CASES, charged, held, law_of
from tests.builders import scenario as scenario_of
from tests.strategies import WHOLE_SCENARIOS, scenarios

# Whether a provider changes is certain or excluded here: the law of each way in which contracts may end is below.
SCENARIOS = st.sampled_from([0, 1]).flatmap(lambda change: scenarios({"external.change_probability": change}).map(held))
# Not shrunk: a scenario is traced anew for each try.
EXACTLY = settings(WHOLE_SCENARIOS, max_examples=8, phases=[Phase.generate])
DRAWN = settings(WHOLE_SCENARIOS, max_examples=8, phases=[Phase.generate])
MANY = settings(WHOLE_SCENARIOS, max_examples=24, phases=[Phase.generate])


@EXACTLY
@given(SCENARIOS)
def test_the_exact_law_of_what_is_drawn_has_the_mean_that_is_charged(scenario: Scenario[Assumption]) -> None:
    """Each outcome is priced by the drawn path and weighted with its probability: no luck in it."""
    for option, risk in CASES:
        law, expected = law_of(scenario, option, risk), charged(scenario, option, risk)
        assert law.mean == approx(expected, rel=1e-9, abs=1e-6), (option, risk)


def assert_mean_is_charged(scenario: Scenario[Assumption], draws: int) -> None:
    """Compare means of draws with the closed form, on the exact standard error.

    Four standard errors, and what Bernstein's inequality adds for rare and dear events: a right mean is refused less
    than once in 1500 times, however rare (2 exp(-8)). Hundreds are compared, so a refused one is drawn once more.
    """
    seed = zlib.crc32(scenario.model_dump_json().encode())
    first = refused_means(scenario, draws, seed)
    if first:
        assert not refused_means(scenario, draws, seed + 1).keys() & first.keys(), first


def refused_means(scenario: Scenario[Assumption], draws: int, seed: int) -> dict[tuple[str, str], tuple[float, ...]]:
    """Return mean, what is charged and the room between them, where the mean is too far away."""
    result = ht.simulate(scenario, draws, seed, compiled=False)
    refused: dict[tuple[str, str], tuple[float, ...]] = {}
    for option, risk in CASES:
        law = law_of(scenario, option, risk)
        room = 4.0 * law.deviation / np.sqrt(draws) + 2.0 / 3.0 * 8.0 * law.widest / draws
        mean = result.mean(option, risk).value
        expected = charged(scenario, option, risk)
        if abs(mean - expected) > room + 1e-6:
            refused[option, risk] = (mean, expected, float(room))
    return refused


@DRAWN
@given(SCENARIOS)
def test_the_mean_of_draws_is_the_closed_form(scenario: Scenario[Assumption]) -> None:
    assert_mean_is_charged(scenario, 20_000)


@pytest.mark.slow
@MANY
@given(SCENARIOS)
def test_the_mean_of_many_draws_is_the_closed_form(scenario: Scenario[Assumption]) -> None:
    assert_mean_is_charged(scenario, 200_000)


@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_the_mean_of_draws_is_the_closed_form_in_shipped_scenarios(name: str) -> None:
    scenario = held(ht.load(name))
    result = ht.simulate(scenario, 50_000, compiled=False)
    for option, risk in CASES:
        if option in scenario.options:
            law = law_of(scenario, option, risk)
            room = 4.0 * law.deviation / np.sqrt(50_000) + 2.0 / 3.0 * 8.0 * law.widest / 50_000
            assert abs(result.mean(option, risk).value - charged(scenario, option, risk)) <= room + 1e-6
            assert law.mean == approx(charged(scenario, option, risk), rel=1e-9, abs=1e-6)


# ─── contracts that may end ─────────────────────────────────────────────────────────────────────────────────────────

MOST_ENDS = 3


@EXACTLY
@given(scenarios({"external.change_probability": 0.4}).map(held))
def test_exits_cost_on_average_what_is_charged_whatever_ends_with_the_years(scenario: Scenario[Assumption]) -> None:
    """What an exit costs follows the price, which follows the changes: every way of both, weighted, is the product."""
    ends = ends_of(scenario)
    assume(len(ends) <= MOST_ENDS)
    mean = 0.0
    for way in product((False, True), repeat=len(ends)):
        told = {f"provider_changes.{year}": 1.0 for year, changes in zip(ends, way, strict=True) if changes}
        chance = float(np.prod([0.4 if changes else 0.6 for changes in way]))
        mean += chance * law_of(scenario, "external", "restitution", told).mean
    assert mean == approx(charged(scenario, "external", "restitution"), rel=1e-9, abs=1e-6)


def ends_of(scenario: Scenario[Assumption]) -> list[int]:
    assert scenario.external is not None
    length = int(np.asarray(scenario.external.contract_years.value))
    return list(range(length, scenario.horizon_years, length))


CONTRACTS: dict[str, Any] = {
    "external.contract_years": 2,
    "external.change_probability": 0.35,
    "external.change_price_step_share": -0.15,
    "external.renewal_price_step_share": 0.1,
    "external.procurement_eur": 15_000,
    "external.setup_eur": 40_000,
    "external.planned_exit_project_eur": 60_000,
    "external.planned_exit_double_running_days": 120,
    "migration.migration_eur_per_vm": 800,
    "migration.migration_eur_per_tb": 500,
}


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_both_costs_of_a_draw_have_one_mean_when_contracts_end(sampler: Any) -> None:
    scenario = small(**CONTRACTS | {"horizon_years": 7})
    result = ht.simulate(scenario, 2**17, sampler=sampler, compiled=False)
    drawn, expected = result.mean("external", "cost"), result.mean("external", "expected")
    assert abs(drawn.value - expected.value) <= 4.0 * (drawn.standard_error + expected.standard_error)


def test_contracts_that_never_change_hands_ask_for_no_draw() -> None:
    """Draws go by address: ends without a change, or a change without an end, leave a simulation as it was."""
    before = ht.simulate(small(), 5000, compiled=False)
    for quiet in ({"external.contract_years": 1}, {"external.change_probability": 0.5}):
        after = ht.simulate(small(**quiet), 5000, compiled=False)
        assert after.read == before.read
        assert after.mean("external", "cost") == before.mean("external", "cost")
    assert "event.provider_changes.2" in ht.simulate(small(**CONTRACTS), 50, compiled=False).read


# ─── without luck, and without bends ─────────────────────────────────────────────────────────────────────────────────

# Prices only: what is bought does not depend on them, so costs are straight lines of them.
PRICES: dict[str, Any] = {
    "hospital.vms": 40,
    "hospital.structured_tb": 20,
    "hardware.server_base_eur": {"low": 8000, "mode": 10_000, "high": 18_000},
    "hardware.imaging_price_eur_per_tb": {"p05": 200, "p95": 900},
    "operations.room_eur_per_year": {"distribution": "uniform", "low": 5000, "high": 20_000},
    "external.price_eur_per_vm_per_month": {"distribution": "triangular", "low": 20, "mode": 30, "high": 90},
    "external.setup_eur": {"values": [10_000, 50_000], "weights": [3, 1]},
    "incidents.rebuild_eur": {"low": 0, "mode": 50_000, "high": 100_000},
    "incidents.external_rate_per_year": 0.1,
    "finance.real_discount_rate_per_year": 0.03,
}


@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_where_costs_are_straight_lines_their_mean_is_the_deterministic_cost(sampler: Any) -> None:
    scenario = scenario_of(PRICES, horizon_years=5)
    result, central = ht.simulate(scenario, 2**14, sampler=sampler), ht.compare(scenario)
    for key in result.keys:
        mean = result.mean(key)
        assert mean.standard_error > 0
        assert abs(mean.value - central[key].net_present_cost_eur) <= 4 * mean.standard_error, key
        drawn = result.mean(key, "cost")
        assert abs(drawn.value - central[key].net_present_cost_eur) <= 4 * drawn.standard_error, key


def test_the_mean_of_straight_lines_is_the_line_at_the_mean() -> None:
    """To the last digits, with no luck in it."""
    paths = tuple(path for path, value in PRICES.items() if isinstance(value, dict))
    scenario = scenario_of(PRICES, horizon_years=5)
    result = ht.simulate(scenario, 1000)
    means = dict(zip(paths, result.inputs(1000, paths).mean(axis=1).tolist(), strict=True))
    at_the_mean = ht.compare(ht.with_values(scenario, means))
    for key in result.keys:
        assert result.mean(key).value == approx(at_the_mean[key].net_present_cost_eur, rel=1e-12)
