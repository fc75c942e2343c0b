"""What is read from counts by bins is within the stated error of the exact, on heavy tails and beyond the bins too."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise, permutations
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.estimate import quantile, tail_mean
from hds_tco.analysis.simulation.accumulators import (
    MIDDLE,
    CostDistribution,
    Sketch,
    Totals,
    merged,
    totals_of,
)
from hds_tco.scenario import ScenarioError

Array = npt.NDArray[np.float64]
SHARES = (0.0, 0.001, 0.05, 0.37, 0.5, 0.95, 0.99, 0.999, 1.0)


def costs_of(draws: int, seed: int) -> Array:
    """Return a smooth cost, one with rare and dear events, one that never varies."""
    random = np.random.default_rng(seed)
    smooth = random.gamma(4.0, 1e6, draws)
    rare = 1e7 + 1e4 * random.normal(size=draws) + 4e7 * (random.random(draws) < 0.02)
    return np.array([smooth, rare, np.full(draws, 5e6)])


def sketched(parts: list[Array]) -> Sketch:
    sketch = Sketch(parts[0])
    for more in parts[1:]:
        sketch.add(sketch.counted(more))
    return sketch


def above(sketch: Sketch, cost: float, rank: int = 0) -> float:
    return float(sketch.shares_above(rank, np.array([cost]))[0])


PARTS = [costs_of(20_000, 0), costs_of(30_000, 1), costs_of(7, 2), costs_of(50_000, 3)]
WHOLE = np.concatenate(PARTS, axis=1)


@pytest.mark.parametrize("rank", range(3))
@pytest.mark.parametrize("share", SHARES)
def test_the_sketch_is_within_its_error_of_the_exact(rank: int, share: float) -> None:
    sketch, ordered = sketched(PARTS), np.sort(WHOLE[rank])
    room = sketch.quantile_error(rank, share)
    assert sketch.quantile(rank, share) == approx(quantile(ordered, share), rel=1e-12, abs=room)
    room = sketch.tail_error(rank, share)
    assert sketch.tail_mean(rank, share) == approx(tail_mean(ordered, share), rel=1e-12, abs=room)


@pytest.mark.parametrize("rank", range(2))
def test_the_share_above_a_cost_is_that_of_costs_within_a_bin(rank: int) -> None:
    sketch = sketched(PARTS)
    for share in (0.01, 0.3, 0.9, 0.97, 0.999):
        cost, room = np.quantile(WHOLE[rank], share), 1.01 * sketch.quantile_error(rank, share)
        found = above(sketch, cost, rank)
        assert (WHOLE[rank] > cost + room).mean() <= found + 1e-12
        assert found <= (WHOLE[rank] > cost - room).mean() + 1e-12
    assert above(sketch, WHOLE[rank].max() + 1, rank) == 0
    assert above(sketch, WHOLE[rank].min() - 1e7, rank) == 1


def test_the_order_in_which_parts_come_does_not_matter() -> None:
    for order in permutations(PARTS[1:]):
        sketch = sketched([PARTS[0], *order])
        for rank in range(3):
            for share in SHARES[:-1]:
                assert sketch.quantile(rank, share) == sketched(PARTS).quantile(rank, share)
                assert sketch.tail_mean(rank, share) == sketched(PARTS).tail_mean(rank, share)


def test_draws_beyond_the_range_of_the_first_are_counted_where_they_can_be() -> None:
    first = np.array([np.linspace(10.0, 20.0, 1000)])
    far = np.array([[-100.0, 500.0, 1000.0]])
    sketch = sketched([first, far])
    assert (sketch.lowest.tolist(), sketch.highest.tolist()) == ([-100.0], [1000.0])
    assert (sketch.quantile(0, 0.0), sketch.quantile(0, 1.0)) == (-100.0, 1000.0)
    assert sketch.quantile(0, 0.5) == approx(15.0, abs=0.02)
    assert above(sketch, 26.0) == approx(2 / 1003, rel=0.05)
    assert above(sketch, 1000.0) == 0.0
    assert 25.0 <= sketch.quantile(0, 0.9995) <= 1000.0


def test_quantiles_never_leave_what_was_seen() -> None:
    sketch = sketched([np.array([[3.0, 3.0, 4.0]])])
    assert [sketch.quantile(0, share) for share in (0.0, 1.0)] == [3.0, 4.0]


@pytest.mark.parametrize("cost", [0.0, -1e9, 1e14, 1e-9])
def test_a_cost_that_never_varies_has_a_sketch(cost: float) -> None:
    sketch = sketched([np.full((1, 20), cost), np.full((1, 5), cost)])
    for share in SHARES:
        assert sketch.quantile(0, share) == cost
    assert sketch.tail_mean(0, 0.95) == approx(cost, rel=1e-9, abs=1e-6)


# ─── heavy tails and outliers ────────────────────────────────────────────────────────────────────────────────────────


def assert_within_what_is_stated(sketch: Sketch, ordered: Array) -> None:
    rounding = 1e-6 + 1e-13 * float(abs(ordered).max())
    for share in SHARES:
        off, tail_off = sketch.quantile_error(0, share), sketch.tail_error(0, share)
        assert abs(sketch.quantile(0, share) - quantile(ordered, share)) <= off + rounding
        assert abs(sketch.tail_mean(0, share) - tail_mean(ordered, share)) <= tail_off + rounding


@pytest.mark.parametrize("first", [16, 500, 20_000])
@pytest.mark.parametrize("heavy", [1.0, 2.8, 6.0])
def test_heavy_tails_are_within_the_stated_error(heavy: float, first: int) -> None:
    """Lognormal losses beside a smooth cost, seen first by few draws: far beyond, the mean of the tail is theirs."""
    random = np.random.default_rng(int(heavy * 10) + first)
    costs = 1.5e7 + 1e6 * random.normal(size=200_000) + 1e5 * np.exp(heavy * random.normal(size=200_000))
    sketch = sketched([part[None] for part in np.split(costs, [first, 90_000])])
    ordered = np.sort(costs)
    assert_within_what_is_stated(sketch, ordered)
    # And what is stated is little.
    assert sketch.tail_error(0, 0.95) < 0.002 * tail_mean(ordered, 0.95)
    if first > 16:
        for share in (0.05, 0.5, 0.95):
            assert sketch.quantile_error(0, share) < 0.01 * quantile(ordered, share)


@pytest.mark.parametrize("outlier", [1e9, 1e11, -1e11])
def test_one_outlier_does_not_widen_the_bins_of_the_others(outlier: float) -> None:
    costs = 1.5e7 + 1e6 * np.random.default_rng(1).normal(size=100_000)
    first = np.append(costs[:20_000], outlier)
    sketch = sketched([first[None], costs[None, 20_000:]])
    ordered = np.sort(np.append(costs, outlier))
    assert_within_what_is_stated(sketch, ordered)
    assert sketch.quantile_error(0, 0.05) < 2_000


@pytest.mark.parametrize("far", [1e14, -1e14])
def test_beyond_all_bins_the_mean_of_the_tail_is_that_of_what_was_seen(far: float) -> None:
    first = 10.0 + np.random.default_rng(1).normal(size=1000)
    beyond = far * (1.0 + np.arange(1, 201) / 100)
    sketch = sketched([first[None], beyond[None]])
    ordered = np.sort(np.concatenate([first, beyond]))
    assert_within_what_is_stated(sketch, ordered)
    whole = 1 - 200 / 1200 if far > 0 else 0.0
    assert sketch.tail_mean(0, whole) == approx(tail_mean(ordered, whole), rel=1e-9)
    assert sketch.tail_error(0, whole) < 1e-9 * abs(far)


def test_first_draws_that_are_all_the_same_are_no_measure_of_the_next() -> None:
    later = np.random.default_rng(1).gamma(2.0, 1e6, 5000)
    sketch = sketched([np.full((1, 100), 5e5), later[None]])
    assert_within_what_is_stated(sketch, np.sort(np.concatenate([np.full(100, 5e5), later])))


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_bins_are_no_finer_than_a_billionth_of_the_largest_cost(sign: float) -> None:
    # 2 % of the draws 10 000 € below a billion, the others at it: the range asks for 0.5 €, the cost for 1 €.
    draws = sign * np.array([1e9 - 1e4] * 20 + [1e9] * 980)
    assert Sketch(draws[None])._width[0] * MIDDLE == approx(1.0, rel=1e-9, abs=0)


COST, EXPECTED = [0, 2, 4], [1, 3, 5]
QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=60)


def drawn(draws: int, seed: int = 1) -> Array:
    """Return costs of three options around ten million, as far apart as they vary, some of them equal."""
    made = np.random.default_rng(seed).normal(1e7, 1e5, size=(6, draws)).round(-4)
    made[4] = np.where(np.arange(draws) % 3 == 0, made[0], made[4])
    return made


def assert_close(one: Totals, other: Totals) -> None:
    assert one.draws == other.draws
    assert np.array_equal(one.cheapest, other.cheapest)
    for field in fields(Totals):
        assert getattr(one, field.name) == approx(getattr(other, field.name), rel=1e-12), field.name


@QUICK
@given(st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(0, 99), st.randoms(use_true_random=False))
def test_parts_merged_in_any_grouping_are_the_whole(sizes: list[int], seed: int, random: Random) -> None:
    values = drawn(sum(sizes), seed)
    borders = np.cumsum([0, *sizes])
    parts = [totals_of(values[:, a:b], COST, EXPECTED) for a, b in pairwise(borders)]
    whole = totals_of(values, COST, EXPECTED)
    assert_close(merged(parts), whole)
    random.shuffle(parts)
    while len(parts) > 1:  # any two next to each other, until one is left
        place = random.randrange(len(parts) - 1)
        parts[place : place + 2] = [merged(parts[place : place + 2])]
    assert_close(parts[0], whole)


def test_totals_are_those_of_numpy() -> None:
    values = drawn(1000)
    totals, costs = totals_of(values, COST, EXPECTED), values[COST]
    regret = costs - costs.min(axis=0)
    assert totals.mean == approx(values.mean(axis=1), rel=1e-14)
    assert totals.squares / 999 == approx(values.var(axis=1, ddof=1), rel=1e-12)
    assert totals.regret == approx(regret.mean(axis=1), rel=1e-12)
    assert totals.regret_squares / 999 == approx(regret.var(axis=1, ddof=1), rel=1e-12)
    assert totals.best_expected == approx(values[EXPECTED].min(axis=0).mean(), rel=1e-14)
    assert totals.cheapest.sum() == 1000
    assert min(totals.regret) >= 0


def test_the_first_of_equals_is_the_cheapest() -> None:
    values = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 3.0]])
    assert totals_of(values, [0, 1], [0, 1]).cheapest.tolist() == [2.0, 1.0]
    assert totals_of(values, [1, 0], [1, 0]).cheapest.tolist() == [3.0, 0.0]


def test_one_draw_has_no_spread() -> None:
    totals = totals_of(np.array([[3.0], [5.0]]), [0, 1], [0, 1])
    assert (totals.squares.tolist(), totals.regret.tolist(), totals.best_expected) == ([0, 0], [0, 2], 3)


def test_a_small_spread_far_from_zero_keeps_its_digits() -> None:
    """Sums of squares would have lost them: 1e12 of cost, one euro of spread."""
    values = np.tile([1e12, 1e12 + 1], 5000)[None, :]
    parts = [totals_of(values[:, place : place + 777], [0], [0]) for place in range(0, 10_000, 777)]
    assert float(merged(parts).squares[0]) == approx(2500.0, rel=1e-6)


def test_a_distribution_of_kept_draws_says_what_numpy_says() -> None:
    costs = np.random.default_rng(4).normal(1e6, 1e5, 1_000)
    whole = CostDistribution(costs, 1_000)
    assert whole.quantile(0.3).value == approx(float(np.quantile(costs, 0.3)))
    assert whole.tail_mean(0.9).value == approx(float(np.sort(costs)[-100:].mean()))
    shares, errors = whole.above(np.array([1e6, 9e9]))
    assert shares.tolist() == [float((costs > 1e6).mean()), 0.0]
    assert errors.tolist() == approx([float(np.sqrt(shares[0] * (1 - shares[0]) / 1_000)), 1 / 1_001])


def test_scramblings_that_agree_leave_less_error_than_as_many_random_draws() -> None:
    costs = np.tile(np.random.default_rng(4).permutation(64.0 * np.arange(64.0)), 16)
    costs[:64] += 64.0  # one of the sixteen, by one draw in 64
    random, sobol = CostDistribution(costs, 1_024), CostDistribution(costs, 1_024, scramblings=16)
    (share, error), (same, less) = (one.above(np.array([1_000.0])) for one in (random, sobol))
    assert share.tolist() == same.tolist()
    assert 0 < less[0] < error[0] / 3


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_what_is_no_share_is_refused(share: float) -> None:
    costs = CostDistribution(np.arange(9.0), 9)
    for figure in (costs.quantile, costs.tail_mean):
        with pytest.raises(ScenarioError):
            figure(share)
