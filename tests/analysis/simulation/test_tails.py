"""Quantiles and tail means: exact on what is kept, within a bin on what is only counted."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.simulation.tails import Sketch, quantile, tail_mean

Array = npt.NDArray[np.float64]
SHARES = (0.0, 0.001, 0.05, 0.37, 0.5, 0.95, 0.99, 0.999, 1.0)
COSTS = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=60)
QUICK = settings(deadline=None, derandomize=True, database=None)


@QUICK
@given(COSTS, st.sampled_from(SHARES) | st.floats(0.0, 1.0))
def test_the_exact_quantile_is_numpys(costs: list[float], share: float) -> None:
    ordered = np.sort(costs)
    assert quantile(ordered, share) == approx(float(np.quantile(ordered, share)), rel=1e-12, abs=1e-9)


@QUICK
@given(COSTS, st.integers(0, 99))
def test_the_tail_mean_is_the_mean_of_the_dearest(costs: list[float], percent: int) -> None:
    """By brute force: a hundred copies of each draw, of which the dearest so many hundredths are whole."""
    ordered = np.sort(costs)
    dearest = np.repeat(ordered, 100)[percent * len(ordered) :]
    assert tail_mean(ordered, percent / 100) == approx(dearest.mean(), rel=1e-6, abs=1e-3)


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


# ─── the sketch ──────────────────────────────────────────────────────────────────────────────────────────────────────


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


PARTS = [costs_of(20_000, 0), costs_of(30_000, 1), costs_of(7, 2), costs_of(50_000, 3)]
WHOLE = np.concatenate(PARTS, axis=1)


@pytest.mark.parametrize("rank", range(3))
@pytest.mark.parametrize("share", SHARES)
def test_the_sketch_is_within_its_error_of_the_exact(rank: int, share: float) -> None:
    sketch, ordered = sketched(PARTS), np.sort(WHOLE[rank])
    # Between two draws far apart any value is a quantile: the bin is measured from the nearer.
    place = share * (len(ordered) - 1)
    nearest = [float(ordered[max(int(place) - 1, 0)]), float(ordered[min(int(place) + 2, len(ordered) - 1)])]
    room = sketch.error(rank)
    assert nearest[0] - room <= sketch.quantile(rank, share) <= nearest[1] + room
    if share < 1:
        assert sketch.tail_mean(rank, share) == approx(tail_mean(ordered, share), abs=room)


@pytest.mark.parametrize("rank", range(2))
def test_the_share_above_a_cost_is_that_of_costs_within_a_bin(rank: int) -> None:
    sketch = sketched(PARTS)
    room = sketch.error(rank)
    for cost in np.quantile(WHOLE[rank], [0.01, 0.3, 0.9, 0.97, 0.999]):
        found = sketch.share_above(rank, cost)
        assert (WHOLE[rank] > cost + room).mean() <= found + 1e-12
        assert found <= (WHOLE[rank] > cost - room).mean() + 1e-12
    assert sketch.share_above(rank, WHOLE[rank].max() + 1) == 0
    assert sketch.share_above(rank, WHOLE[rank].min() - 1e7) == 1


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
    assert sketch.share_above(0, 26.0) == approx(2 / 1003, rel=0.05)
    assert sketch.share_above(0, 1000.0) == 0.0
    assert 25.0 <= sketch.quantile(0, 0.9995) <= 1000.0


def test_quantiles_never_leave_what_was_seen() -> None:
    sketch = sketched([np.array([[3.0, 3.0, 4.0]])])
    assert [sketch.quantile(0, share) for share in (0.0, 1.0)] == [3.0, 4.0]


@pytest.mark.parametrize("cost", [0.0, -1e9, 1e14, 1e-9])
def test_a_cost_that_never_varies_has_a_sketch(cost: float) -> None:
    sketch = sketched([np.full((1, 20), cost), np.full((1, 5), cost)])
    for share in SHARES:
        assert sketch.quantile(0, share) == cost
    assert sketch.tail_mean(0, 0.95) == approx(cost, abs=sketch.error(0))
