"""What it would be worth to know: against closed forms of the normal case."""

from __future__ import annotations

from math import erf, exp, pi, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.sensitivity.information import evpi, evppi
from tests.builders import CLOSE_RACE, scenario

DRAWS = 40_000


def normal_value(mean: float, sd: float) -> float:
    """Value of knowing a gap ~ N(mean, sd) before choosing its sign: sd phi(z) - |mean| Phi(-|z|), z = mean / sd."""
    z = abs(mean) / sd
    return sd * exp(-z * z / 2) / sqrt(2 * pi) - abs(mean) * (1 - erf(z / sqrt(2))) / 2


def two_options(mean: float, slopes: tuple[float, float], seed: int = 1) -> tuple[Any, Any]:
    """Return costs whose gap is mean + slopes . inputs, and the standard normal inputs; a third input tells nothing."""
    inputs = np.random.default_rng(seed).normal(size=(3, DRAWS))
    common = 5 * inputs[2]
    return np.array([common, common + mean + slopes[0] * inputs[0] + slopes[1] * inputs[1]]), inputs


@pytest.mark.parametrize(("mean", "slopes"), [(0.0, (1.0, 1.0)), (1.0, (1.0, 2.0)), (-2.0, (2.0, 1.0))])
def test_the_normal_case(mean: float, slopes: tuple[float, float]) -> None:
    costs, inputs = two_options(mean, slopes)
    cases = [
        (evpi(costs), normal_value(mean, float(np.hypot(*slopes)))),
        (evppi(costs, inputs[0]), normal_value(mean, slopes[0])),
        (evppi(costs, inputs[1]), normal_value(mean, slopes[1])),
        (evppi(costs, inputs[:2]), normal_value(mean, float(np.hypot(*slopes)))),
    ]
    for found, known in cases:
        assert found.standard_error < 0.03
        assert abs(found.value - known) < 3.5 * found.standard_error + 1e-3


def test_standard_errors_are_the_spread_over_seeds() -> None:
    found = [evppi(costs, inputs[0]) for costs, inputs in (two_options(1.0, (1.0, 2.0), seed) for seed in range(30))]
    spread = float(np.std([item.value for item in found], ddof=1))
    assert spread == pytest.approx(float(np.mean([item.standard_error for item in found])), rel=0.5)
    known = normal_value(1.0, 1.0)
    assert abs(np.mean([item.value for item in found]) - known) < 4 * spread / sqrt(30) + 1e-3


def test_what_tells_nothing_is_worth_nothing() -> None:
    for seed in range(5):
        costs, inputs = two_options(0.5, (1.0, 1.0), seed)
        found = evppi(costs, inputs[2])
        assert abs(found.value) < 3.5 * found.standard_error + 1e-3
        shuffled = np.random.default_rng(seed).permutation(inputs[0])
        assert abs(evppi(costs, shuffled).value) < 0.01 < evppi(costs, inputs[0]).value


def test_a_curved_cost() -> None:
    # The gap is x² - 1: known, it saves E[max(1 - x², 0)] = 2 phi(1) over always choosing the first (its mean is 0).
    x, noise = np.random.default_rng(2).normal(size=(2, DRAWS))
    costs = np.array([np.full(DRAWS, 1e-3), x**2 - 1 + noise])
    found = evppi(costs, x)
    assert abs(found.value - 2 * exp(-0.5) / sqrt(2 * pi)) < 3.5 * found.standard_error + 2e-3


def test_a_choice_with_few_values() -> None:
    # Two values, 1 in 4 and 3 in 4: gap -2 or +1 on average; knowing saves 2 once in four over a mean of 0.25.
    rng = np.random.default_rng(4)
    x = np.where(rng.random(DRAWS) < 0.25, -2.0, 1.0)
    found = evppi(np.array([np.zeros(DRAWS), x + rng.normal(size=DRAWS)]), x)
    assert abs(found.value - 0.5) < 3.5 * found.standard_error


def test_three_options() -> None:
    # The best of 0, x and -x costs -|x| on average: knowing x saves E|x|.
    x, noise = np.random.default_rng(5).normal(size=(2, DRAWS))
    found = evppi(np.array([np.zeros(DRAWS), x + noise, noise - x]), x)
    assert abs(found.value - sqrt(2 / pi)) < 3.5 * found.standard_error + 2e-3


def test_inputs_that_act_through_each_other() -> None:
    # The gap is the product of two: knowing one tells nothing of its sign, knowing both saves E|xy| / 2 = 1 / pi.
    x, y = np.random.default_rng(6).normal(size=(2, DRAWS))
    costs = np.array([np.zeros(DRAWS), x * y])
    alone, both = evppi(costs, x), evppi(costs, np.array([x, y]))
    assert abs(alone.value) < 4 * alone.standard_error + 1e-3
    assert abs(both.value - 1 / pi) < 3.5 * both.standard_error


@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    draws=st.integers(1, 300),
    options=st.integers(1, 4),
    inputs=st.integers(1, 3),
    kinds=st.integers(0, 4),
)
def test_never_above_perfect_information(seed: int, draws: int, options: int, inputs: int, kinds: int) -> None:
    rng = np.random.default_rng(seed)
    known: Any = rng.integers(0, kinds + 1, (inputs, draws)) * 1.0 if kinds else rng.normal(size=(inputs, draws))
    costs = rng.normal(size=(options, draws)) + known[0] * rng.normal(size=(options, 1))
    found, perfect = evppi(costs, known), evpi(costs)
    assert perfect.value >= 0
    assert found.value <= perfect.value + 1e-9


@pytest.mark.parametrize(
    ("sampler", "levels"), [("random", ["assumption", "group", "section"]), ("sobol", ["assumption"])]
)
def test_a_simulation(sampler: Any, levels: list[Any]) -> None:
    simulation = ht.simulate(ht.load(CLOSE_RACE), draws=4096, sampler=sampler)
    expected = simulation.kept[[simulation.row(key, "expected") for key in simulation.keys]]
    assert simulation.value_of_perfect_information.value == pytest.approx(evpi(expected).value)
    found = ht.sensitivity.value_of_information(simulation, levels=levels)
    assert found.perfect == simulation.value_of_perfect_information
    frame = found.frame("en")
    assert frame.columns.tolist() == [
        *("level", "path", "label", "assumptions", "value_eur", "value_eur_standard_error", "share_of_evpi"),
        *("shuffled_eur", "shuffled_eur_standard_error"),
    ]
    assert frame["value_eur"].is_monotonic_decreasing
    assert frame["share_of_evpi"].max() <= 1
    # Shuffled values tell nothing: whatever the estimator finds in them is below what the first studies are worth.
    assert frame["shuffled_eur"].max() < 0.05 * found.perfect.value
    assert set(frame["level"]) == set(levels)
    top = frame[frame["level"] == "assumption"]["path"].iloc[0]
    assert top == "external.price_eur_per_vm_per_month"
    again = ht.sensitivity.value_of_information(simulation, levels=levels[:1]).frame("en")
    assert again.equals(frame[frame["level"] == levels[0]].reset_index(drop=True))
    assert "4,096" in found.notes("en")[0]


def test_by_hand() -> None:
    # The gap is 250 less a uniform on (100, 300): waiting for the figure saves E[max(x - 250, 0)] = 50² / 2 / 200.
    values = {
        "external.setup_eur": {"distribution": "uniform", "low": 100, "high": 300},
        "in_house.other_investment_eur_by_year": [250],
    }
    simulation = ht.simulate(scenario(values, options=("in_house", "external")), draws=20_000)
    found = ht.sensitivity.value_of_information(simulation, draws=10_000)
    (worth,) = found.worths
    assert found.draws == 10_000
    assert abs(worth.value.value - 6.25) < 3.5 * worth.value.standard_error
    assert worth.shuffled.value == pytest.approx(0, abs=0.5)


def test_nothing_uncertain_is_worth_nothing() -> None:
    simulation = ht.simulate(scenario(options=("in_house", "external")), draws=100)
    assert len(ht.sensitivity.value_of_information(simulation).frame()) == 0


def test_an_assumption_that_the_draws_cannot_tell_from_the_first_is_named() -> None:
    few = ht.sensitivity.value_of_information(ht.simulate(ht.load(CLOSE_RACE), 300), levels=["assumption"])
    assert few.rivals
    assert few.rivals == tuple(worth.paths[0] for worth in few.worths[1 : 1 + len(few.rivals)])
    many = ht.sensitivity.value_of_information(ht.simulate(ht.load(CLOSE_RACE), 40_000), levels=["assumption"])
    assert many.rivals == ()
