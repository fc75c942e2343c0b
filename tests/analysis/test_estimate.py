"""Figures of draws and their errors: against closed forms, by brute force, and against resampling."""

from __future__ import annotations

from itertools import pairwise
from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.stats import norm

from hds_tco.analysis.estimate import (
    Estimate,
    mean_by_parts,
    mean_of,
    quantile,
    quantile_error,
    quantile_of,
    ratio_of,
    root,
    share_error,
    share_of,
    tail_error,
    tail_gap_of,
    tail_mean,
    tail_of,
)

SHARES = (0.0, 0.001, 0.05, 0.37, 0.5, 0.95, 0.99, 0.999, 1.0)
COSTS = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=60)
QUICK = settings(deadline=None, derandomize=True, database=None)


@QUICK
@given(COSTS, st.sampled_from(SHARES) | st.floats(0.0, 1.0))
def test_the_exact_quantile_is_numpys(costs: list[float], share: float) -> None:
    expected = approx(float(np.quantile(costs, share)), rel=1e-12, abs=1e-9)
    assert quantile(np.sort(costs), share) == quantile_of(np.array(costs), share).value == expected


@QUICK
@given(COSTS, st.integers(0, 99))
def test_the_tail_mean_is_the_mean_of_the_dearest(costs: list[float], percent: int) -> None:
    """By brute force: a hundred copies of each draw, of which the dearest so many hundredths are whole."""
    ordered = np.sort(costs)
    dearest = np.repeat(ordered, 100)[percent * len(ordered) :]
    expected = approx(dearest.mean(), rel=1e-6, abs=1e-3)
    assert tail_mean(ordered, percent / 100) == tail_of(np.array(costs), percent / 100).value == expected


@QUICK
@given(COSTS)
def test_tail_means_rise_from_the_mean_to_the_dearest(costs: list[float]) -> None:
    ordered = np.sort(costs)
    means = [tail_mean(ordered, share) for share in SHARES]
    assert means[0] == approx(ordered.mean(), abs=1e-9)
    assert means[-1] == approx(ordered[-1], abs=1e-9)
    assert all(one <= other + 1e-9 for one, other in pairwise(means))
    assert all(mean >= quantile(ordered, share) - 1e-9 for mean, share in zip(means, SHARES, strict=True))


@pytest.mark.parametrize("count", [1, 19, 20, 21, 100, 1000])
def test_five_per_cent_of_few_draws(count: int) -> None:
    """By hand: 1 + ... + count, the dearest twentieth."""
    whole, part = divmod(count, 20)
    kept = sum(range(count - whole + 1, count + 1)) + part / 20 * (count - whole)
    assert tail_mean(np.arange(1.0, count + 1), 0.95) == approx(kept / (count / 20))


@pytest.mark.parametrize("draws", [2, 10, 1000])
def test_a_share_of_none_or_all_reaches_as_far_as_wilson(draws: int) -> None:
    """(p + z2 / 2n + z sqrt(p (1 - p) / n + z2 / 4n2)) / (1 + z2 / n), with z of one and p of zero."""
    reach = (1 / (2 * draws) + sqrt(1 / (4 * draws**2))) / (1 + 1 / draws)
    assert share_error(0.0, draws) == share_error(1.0, draws) == approx(reach)
    assert share_of(np.zeros(draws, bool)) == Estimate(0.0, share_error(0.0, draws))
    assert share_error(0.3, draws) == approx(sqrt(0.3 * 0.7 / draws))


def test_one_draw_tells_nothing() -> None:
    one = np.array([3.0])
    assert isnan(share_error(1.0, 1))
    assert isnan(quantile_error(one, 0.5))
    assert isnan(tail_error(one, 0.5))
    for estimate in (mean_of(one), mean_by_parts(one), quantile_of(one, 0.5), tail_of(one), tail_gap_of(one, one - 1)):
        assert isnan(estimate.standard_error)
        assert not isnan(estimate.value)


def test_no_draw_is_no_figure() -> None:
    none = np.empty(0)
    found = [mean_of(none), share_of(none > 0), quantile_of(none, 0.5), tail_of(none), tail_gap_of(none, none)]
    assert all(isnan(estimate.value) and isnan(estimate.standard_error) for estimate in found)


@pytest.mark.parametrize(("draws", "known"), [(20, False), (99, False), (100, True), (1919, True), (1920, True)])
def test_fewer_than_five_draws_in_the_tail_tell_no_error_whatever_is_asked_of_it(draws: int, known: bool) -> None:
    one, other = np.random.default_rng(draws).lognormal(sigma=1.5, size=(2, draws))
    for estimate in (tail_of(one), tail_gap_of(one, other), tail_gap_of(one, other * 0.0)):
        assert isnan(estimate.standard_error) != known
    assert isnan(quantile_of(one[:39], 0.95).standard_error)
    assert not isnan(quantile_of(np.append(one, one)[:40], 0.95).standard_error)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_the_error_of_a_normal_quantile_is_its_closed_form(share: float) -> None:
    ordered = norm.ppf((np.arange(4000) + 0.5) / 4000)
    expected = sqrt(share * (1 - share) / 4000) / norm.pdf(norm.ppf(share))
    assert quantile_error(ordered, share) == approx(expected, rel=0.05)


def test_the_error_of_a_normal_tail_mean_is_its_closed_form() -> None:
    """Of max(x - q, 0): mean phi - q p, second moment (1 + q2) p - q phi."""
    ordered, share = norm.ppf((np.arange(40_000) + 0.5) / 40_000), 0.95
    q, phi, p = norm.ppf(share), norm.pdf(norm.ppf(share)), 1 - share
    variance = (1 + q**2) * p - q * phi - (phi - q * p) ** 2
    assert tail_error(ordered, share) == approx(sqrt(variance / 40_000) / p, rel=0.02)


@pytest.mark.parametrize("draws", [100, 700])
def test_errors_are_those_of_resampling(draws: int) -> None:
    random = np.random.default_rng(1)
    ordered = np.sort(random.gamma(2.0, 1.0, draws))
    again = np.sort(ordered[random.integers(0, draws, (4000, draws))], axis=1)
    for share in (0.05, 0.5, 0.95):
        spread = np.std([quantile(row, share) for row in again])
        assert quantile_error(ordered, share) == approx(spread, rel=0.12)
    assert tail_error(ordered, 0.95) == approx(np.std([tail_mean(row, 0.95) for row in again]), rel=0.15)


@pytest.mark.parametrize("draws", [200, 1500, 3200])
def test_the_error_of_paired_tails_is_their_spread_from_seed_to_seed(draws: int) -> None:
    """Two costs that share most of their luck: the error of the gap is a fifth of those of the two put together."""

    def costs(seed: int) -> tuple[Estimate, float]:
        shared, own, other = np.random.default_rng(seed).exponential(size=(3, draws))
        one, two = shared + 0.1 * own, shared + 0.1 * other
        return tail_gap_of(one, two), sqrt(tail_of(one).standard_error ** 2 + tail_of(two).standard_error ** 2)

    found = [costs(seed) for seed in range(300)]
    spread = np.std([gap.value for gap, _ in found])
    stated = np.sqrt(np.mean([gap.standard_error**2 for gap, _ in found]))
    assert stated == approx(spread, rel=0.2)
    assert stated < np.mean([apart for _, apart in found]) / 4


def test_the_tail_gap_against_nothing_is_the_tail() -> None:
    for draws in (150, 5000):
        costs = np.random.default_rng(draws).gamma(2.0, 1.0, draws)
        gap, tail = tail_gap_of(costs, np.zeros(draws)), tail_of(costs)
        assert (gap.value, gap.standard_error) == approx((tail.value, tail.standard_error))


def test_tails_of_a_shifted_copy_differ_by_the_shift_without_error() -> None:
    for draws in (50, 1600, 3200):
        values = np.random.default_rng(1).integers(0, 1000, draws).astype(np.float64)
        gap = tail_gap_of(values + 3.0, values)
        assert gap.value == approx(3.0)
        assert gap.standard_error == 0.0


def test_far_ranks_left_out_change_nothing() -> None:
    from scipy.special import betainc

    ordered, share = np.sort(np.random.default_rng(2).gamma(2.0, 1.0, 3000)), 0.95
    place = share * 2999
    chances = np.diff(betainc(place + 1, 3000 - place, np.arange(3001) / 3000))
    expected = sqrt(chances @ ordered**2 - (chances @ ordered) ** 2)
    assert quantile_error(ordered, share) == approx(expected, rel=1e-6)


def test_what_never_varies_has_no_error() -> None:
    assert quantile_error(np.full(50, 7e6), 0.95) == tail_error(np.full(50, 7e6), 0.95) == 0.0
    assert mean_of(np.full(50, 7e6)) == mean_by_parts(np.full(50, 7e6)) == Estimate(7e6, 0.0)


def test_a_ratio_of_means_varies_as_stated() -> None:
    def found(seed: int) -> Estimate:
        below, noise = np.random.default_rng(seed).exponential(size=(2, 400))
        return ratio_of(3.0 * below + noise, 1.0 + below)

    ratios = [found(seed) for seed in range(300)]
    assert np.mean([ratio.standard_error for ratio in ratios]) == approx(
        np.std([ratio.value for ratio in ratios]), 0.15
    )
    assert isnan(ratio_of(np.ones(3), np.zeros(3)).value)


def test_a_root_stands_on_the_side_where_the_low_end_is() -> None:
    stairs = root(lambda x: Estimate(float(np.floor(x)) - 1.5, 0.0), 0.0, 4.0, 1.0)
    assert stairs.value == approx(2.0)
    assert stairs.value < 2.0
    falling = root(lambda x: Estimate(4.0 - 4.0 * x, 0.2), -1.0, 3.0, 0.5)
    assert (falling.value, falling.standard_error) == approx((1.0, 0.05))


def test_a_flat_gap_leaves_the_error_unknown() -> None:
    assert isnan(root(lambda x: Estimate(-1.0 if x < 0.5 else 1.0, 0.1), 0.0, 1.0, 1e-15).standard_error)
