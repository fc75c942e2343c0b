"""The distributions: moments by hand, by integration and by scipy; quantiles and chances undo each other."""

from __future__ import annotations

from itertools import pairwise
from math import exp, inf, log
from typing import Any

import numpy as np
import pytest
import scipy.integrate
import scipy.stats
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hds_tco.scenario.distributions import (
    DISTRIBUTIONS,
    Z90,
    Discrete,
    Distribution,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
    bounds_of,
    parts_of,
)

FIGURES = st.floats(-1e6, 1e6)
CHANCES = np.concatenate([[1e-9, 1e-4], np.linspace(0.01, 0.99, 99), [1 - 1e-4, 1 - 1e-9]])
CONTINUOUS: dict[str, Distribution] = {
    "pert": Pert(10, 20, 60),
    "pert at its lower end": Pert(0, 0, 0.3),
    "pert at its upper end": Pert(-0.02, 0.07, 0.07),
    "pert of large sums": Pert(300_000, 1_200_000, 5_000_000),
    "triangular": Triangular(10, 20, 60),
    "triangular at its lower end": Triangular(10, 10, 60),
    "triangular at its upper end": Triangular(10, 60, 60),
    "uniform": Uniform(-3, 60),
    "lognormal": Lognormal(3, 40),
    "lognormal, narrow": Lognormal(100, 101),
    "lognormal, cut above": Lognormal(0.2, 0.9, high=1.0),
    "lognormal, cut below": Lognormal(1.1, 3.0, low=1.0),
    "lognormal, cut on both sides": Lognormal(1.2, 2.5, low=1.2, high=2.5),
    "lognormal, wide and cut": Lognormal(0.001, 10.0, low=0.001, high=10.0),
    "lognormal, its tail": Lognormal(1.0, 2.0, low=2.5, high=6.0),
}
CONSTANT: dict[str, Distribution] = {
    "pert": Pert(7, 7, 7),
    "triangular": Triangular(7, 7, 7),
    "uniform": Uniform(7, 7),
    "lognormal": Lognormal(7, 7),
    "lognormal with bounds": Lognormal(7, 7, 7, 7),
    "discrete": Discrete((7,), (0.2,)),
}


def law_of(distribution: Distribution) -> Any:
    """Return scipy's own law."""
    match distribution:
        case Pert(low, mode, high):
            width = high - low
            return scipy.stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)
        case Triangular(low, mode, high):
            return scipy.stats.triang((mode - low) / (high - low), low, high - low)
        case Uniform(low, high):
            return scipy.stats.uniform(low, high - low)
        case Lognormal(p05, p95):
            sigma = (log(p95) - log(p05)) / (2 * scipy.stats.norm.ppf(0.95))
            return scipy.stats.lognorm(sigma, scale=(p05 * p95) ** 0.5)
    raise AssertionError


def moments_by_integration(distribution: Distribution) -> tuple[float, float]:
    """Return mean and variance by integrating scipy's density between the ends, cut as the law says."""
    law = law_of(distribution)
    low, high = (float(end) for end in distribution.quantile([0, 1]))
    high = min(high, float(law.ppf(1 - 1e-15)))
    middle = [float(point) for point in distribution.quantile([0.01, 0.25, 0.5, 0.75, 0.99])]

    def integral(of: Any) -> float:
        points = sorted({low, *(point for point in middle if low < point < high), high})
        exact: dict[str, Any] = {"epsabs": 0, "epsrel": 1e-11, "limit": 200}
        return sum(float(scipy.integrate.quad(of, *piece, **exact)[0]) for piece in pairwise(points))

    mass = integral(law.pdf)
    mean = integral(lambda x: x * law.pdf(x)) / mass
    return mean, integral(lambda x: (x - mean) ** 2 * law.pdf(x)) / mass


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
def test_the_mean(distribution: Distribution, mean: float) -> None:
    assert distribution.mean == pytest.approx(mean, rel=1e-5)


@pytest.mark.parametrize(
    ("distribution", "variance"),
    [
        (Pert(10, 20, 60), 75),  # (25 − 10) × (60 − 25) / 7
        (Pert(0, 0, 6), 5 / 7),  # (1 − 0) × (6 − 1) / 7
        (Triangular(10, 20, 60), 350 / 3),  # (100 + 400 + 3600 − 200 − 600 − 1200) / 18
        (Uniform(10, 60), 625 / 3),  # 50² / 12
        (Discrete((10, 60), (3, 1)), 468.75),  # (3 × 12.5² + 37.5²) / 4
        # sigma = 1: (e − 1) e^(2 mu + 1)
        (Lognormal(1, exp(2 * Z90)), (exp(1) - 1) * exp(2 * Z90 + 1)),
    ],
)
def test_the_variance(distribution: Distribution, variance: float) -> None:
    assert distribution.variance == pytest.approx(variance, rel=1e-12)


@pytest.mark.parametrize("distribution", CONTINUOUS.values(), ids=CONTINUOUS.keys())
def test_mean_and_variance_are_those_of_the_density(distribution: Distribution) -> None:
    mean, variance = moments_by_integration(distribution)
    assert distribution.mean == pytest.approx(mean, rel=1e-9)
    assert distribution.variance == pytest.approx(variance, rel=1e-7)


@pytest.mark.parametrize("name", ["pert", "triangular", "uniform", "lognormal"])
def test_scipy_finds_the_same(name: str) -> None:
    distribution, law = CONTINUOUS[name], law_of(CONTINUOUS[name])
    assert distribution.mean == pytest.approx(law.mean(), rel=1e-12)
    assert distribution.variance == pytest.approx(law.var(), rel=1e-12)
    assert distribution.quantile(CHANCES) == pytest.approx(law.ppf(CHANCES), rel=1e-9)
    figures = np.linspace(-5, 70, 40)
    assert distribution.cdf(figures) == pytest.approx(law.cdf(figures), abs=1e-13)


@pytest.mark.parametrize("distribution", CONTINUOUS.values(), ids=CONTINUOUS.keys())
def test_a_quantile_undoes_a_chance(distribution: Distribution) -> None:
    assert distribution.cdf(distribution.quantile(CHANCES)) == pytest.approx(CHANCES, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("distribution", CONTINUOUS.values(), ids=CONTINUOUS.keys())
def test_draws_of_quantiles_have_the_mean_and_the_variance(distribution: Distribution) -> None:
    even = (np.arange(200_000) + 0.5) / 200_000
    drawn = distribution.quantile(even)
    assert drawn.mean() == pytest.approx(distribution.mean, rel=1e-3, abs=1e-5)
    assert drawn.var() == pytest.approx(distribution.variance, rel=5e-3)


@pytest.mark.parametrize(
    ("distribution", "low", "high"),
    [
        (Pert(10, 20, 60), 10, 60),
        (Pert(0.1, 0.1, 0.3), 0.1, 0.3),
        (Triangular(0.1, 0.2, 0.7), 0.1, 0.7),
        (Uniform(0.1, 0.7), 0.1, 0.7),
        (Lognormal(3, 40), 0, inf),
        (Lognormal(0.2, 0.9, high=1), 0, 1),
        (Lognormal(1.1, 3, low=1, high=5), 1, 5),
        (Lognormal(1.1, 3, low=-1), 0, inf),
        (Discrete((60, 10, 1000), (1, 3, 0)), 10, 60),
    ],
)
def test_the_ends_are_exact(distribution: Distribution, low: float, high: float) -> None:
    assert distribution.quantile([0, 1]).tolist() == [low, high]
    assert distribution.cdf([low - 1, high + 1]).tolist() == [0, 1]
    inside = distribution.quantile(CHANCES)
    assert np.all((inside >= low) & (inside <= high))
    assert np.all(np.diff(inside) >= 0)


@pytest.mark.parametrize("distribution", CONSTANT.values(), ids=CONSTANT.keys())
def test_a_range_without_width_is_a_constant(distribution: Distribution) -> None:
    assert (distribution.mean, distribution.variance) == (7, 0)
    assert distribution.quantile([0, 0.3, 1]).tolist() == [7, 7, 7]
    assert distribution.cdf([6.9, 7, 7.1]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("distribution", [*CONTINUOUS.values(), *CONSTANT.values(), Discrete((1, 2), (1, 1))])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,)])
def test_arrays_keep_their_shape(distribution: Distribution, shape: tuple[int, ...]) -> None:
    for found in (distribution.quantile(np.full(shape, 0.25)), distribution.cdf(np.full(shape, 0.25))):
        assert isinstance(found, np.ndarray)
        assert found.shape == shape
        assert found.dtype == np.float64


def test_a_discrete_law_climbs_from_value_to_value() -> None:
    found = Discrete((60, 10, 30, 30), (2, 3, 4, 1))
    assert found.quantile([0, 0.2, 0.3, 0.31, 0.8, 0.81, 1]).tolist() == [10, 10, 10, 30, 30, 60, 60]
    assert found.cdf([9, 10, 29, 30, 59, 60]).tolist() == pytest.approx([0, 0.3, 0.3, 0.8, 0.8, 1])


def test_ninety_percent_of_a_normal_law_lies_within() -> None:
    from statistics import NormalDist

    assert pytest.approx(NormalDist().inv_cdf(0.95), abs=1e-9) == Z90


def test_a_lognormal_without_bounds_has_its_interval() -> None:
    assert Lognormal(3, 40).quantile([0.05, 0.5, 0.95]) == pytest.approx([3, 120**0.5, 40], rel=1e-12)


def test_bounds_far_outside_change_nothing() -> None:
    free, bound = Lognormal(3, 40), Lognormal(3, 40, low=0.001)
    assert (bound.mean, bound.variance) == (free.mean, free.variance)


def test_a_cut_half_at_the_median() -> None:
    # Above its median a lognormal is e^|Z|: mean 2 e^(1/2) Phi(1), median at the 75 % point.
    found = Lognormal(exp(-Z90), exp(Z90), low=1.0)
    normal = scipy.stats.norm
    assert found.mean == pytest.approx(2 * exp(0.5) * normal.cdf(1), rel=1e-12)
    assert found.quantile(0.5) == pytest.approx(exp(normal.ppf(0.75)), rel=1e-12)
    assert found.variance == pytest.approx(2 * exp(2) * normal.cdf(2) - found.mean**2, rel=1e-12)


THREE = st.lists(FIGURES, min_size=3, max_size=3).map(sorted)


@given(THREE)
def test_a_mean_lies_between_the_ends(figures: list[float]) -> None:
    low, mode, high = figures
    for found in (Pert(low, mode, high), Triangular(low, mode, high), Uniform(low, high)):
        assert low - 1e-6 <= found.mean <= high + 1e-6


@given(THREE, st.floats(0, 1))
@example([0.0, 2.916448807822559e-303, 524288.0], 1.0)  # a side of the triangle so narrow that 1 / width overflows
def test_any_quantile_undoes_its_chance(figures: list[float], chance: float) -> None:
    low, mode, high = figures
    assume(high - low > 1e-3)
    for found in (Pert(low, mode, high), Triangular(low, mode, high), Uniform(low, high)):
        figure = found.quantile(chance)
        assert low <= figure <= high
        # Where the law is steep, the figure's last digit is worth more.
        slack = 1e-6 * (abs(low) + abs(high)) / (high - low)
        assert found.cdf(figure) == pytest.approx(chance, abs=1e-9 + slack)


@given(st.floats(1e-3, 1e6), st.floats(1.001, 1e4), st.floats(0, 1), st.floats(1, 100), st.floats(0, 1))
def test_any_cut_lognormal_stays_in_its_bounds(
    p05: float, ratio: float, below: float, above: float, chance: float
) -> None:
    found = Lognormal(p05, p05 * ratio, low=p05 * below, high=p05 * ratio * above)
    assert found.low <= found.mean <= found.high
    assert 0 <= found.variance <= (found.high - found.low) ** 2 / 4 * (1 + 1e-9)  # Popoviciu's bound
    figure = found.quantile(chance)
    assert found.low <= figure <= found.high
    assert found.cdf(figure) == pytest.approx(chance, abs=1e-9)


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
    assert {name: bounds_of(name) for name in DISTRIBUTIONS if bounds_of(name)} == {"lognormal": ("low", "high")}
