"""Means of the distributions, by hand."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.scenario.distributions import (
    DISTRIBUTIONS,
    Z90,
    Discrete,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
    parts_of,
)

FIGURES = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("distribution", "mean"),
    [
        (Pert(0, 0, 6), 1),  # (0 + 4 × 0 + 6) / 6
        (Pert(10, 20, 60), 25),  # (10 + 80 + 60) / 6
        (Pert(5, 5, 5), 5),
        (Triangular(10, 20, 60), 30),  # 90 / 3
        (Uniform(10, 60), 35),
        (Discrete((10, 60), (3, 1)), 22.5),  # (30 + 60) / 4
        (Discrete((7,), (0.2,)), 7),
        (Discrete((10, 60, 1000), (1, 1, 0)), 35),
        (Lognormal(3, 3), 3),
        # From 1 to e^3.28971 = e^(2 Z90): sigma = 1, mu = 1.644854, so e^2.144854 = 8.540791
        (Lognormal(1, exp(2 * Z90)), 8.540791),
        # From 100 to 400: median 200, sigma = ln 4 / 3.2897 = 0.42140, so 200 × e^0.088790 = 218.570
        (Lognormal(100, 400), 218.570),
    ],
)
def test_the_mean(distribution: Pert | Lognormal, mean: float) -> None:
    assert distribution.mean == pytest.approx(mean, rel=1e-5)


def test_ninety_percent_of_a_normal_law_lies_within() -> None:
    from statistics import NormalDist

    assert pytest.approx(NormalDist().inv_cdf(0.95), abs=1e-9) == Z90


@given(st.lists(FIGURES, min_size=3, max_size=3).map(sorted))
def test_a_mean_lies_between_the_ends(figures: list[float]) -> None:
    low, mode, high = figures
    for found in (Pert(low, mode, high), Triangular(low, mode, high), Uniform(low, high)):
        assert low - 1e-6 <= found.mean <= high + 1e-6


@given(st.floats(1e-3, 1e6), st.floats(1, 1e4))
def test_a_lognormal_mean_lies_above_the_median_and_below_the_upper_end(low: float, ratio: float) -> None:
    found = Lognormal(low, low * ratio)
    median = exp((log(low) + log(low * ratio)) / 2)
    assert median * (1 - 1e-9) <= found.mean <= found.p95 * (1 + 1e-9)


@given(st.lists(st.tuples(FIGURES, st.floats(0.1, 10)), min_size=1, max_size=6))
def test_a_discrete_mean_lies_between_the_values_and_ignores_the_scale_of_weights(
    pairs: list[tuple[float, float]],
) -> None:
    values, weights = zip(*pairs, strict=True)
    found = Discrete(values, weights)
    assert min(values) - 1e-6 <= found.mean <= max(values) + 1e-6
    doubled = Discrete(values, tuple(2 * weight for weight in weights))
    assert doubled.mean == pytest.approx(found.mean, rel=1e-9, abs=1e-6)


def test_each_is_written_with_its_own_parts() -> None:
    assert {name: parts_of(name) for name in DISTRIBUTIONS} == {
        "pert": ("low", "mode", "high"),
        "triangular": ("low", "mode", "high"),
        "uniform": ("low", "high"),
        "lognormal": ("p05", "p95"),
        "discrete": ("values", "weights"),
    }
