"""Quantiles and tail means: exact on what is kept, within a bin on what is only counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.simulation.tails import quantile, tail_mean

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
