from __future__ import annotations

from math import isnan

import numpy as np
from pytest import approx

from hds_tco.analysis.flexibility.estimates import by_parts, mean_of, quantile_of, root, tail_gap, tail_of, verdict_of
from hds_tco.analysis.simulation import Estimate


def test_the_error_of_a_quantile_is_how_it_varies_from_seed_to_seed() -> None:
    found = [quantile_of(np.random.default_rng(seed).normal(size=3200), 0.95) for seed in range(60)]
    spread = np.std([item.value for item in found])
    assert np.mean([item.standard_error for item in found]) == approx(spread, rel=0.35)
    assert np.mean([item.value for item in found]) == approx(1.645, abs=0.03)


def test_tails_of_a_shifted_copy_differ_by_the_shift_without_error() -> None:
    values = np.random.default_rng(1).normal(size=1600)
    found = tail_gap(values + 3.0, values)
    assert found.value == approx(3.0)
    assert found.standard_error == approx(0.0, abs=1e-9)


def test_one_draw_has_no_error() -> None:
    assert isnan(mean_of(np.array([4.0])).standard_error)
    assert isnan(by_parts(lambda part: tail_of(part[0]), np.arange(8.0)).standard_error)


def test_a_gap_without_error_is_a_verdict_and_an_unknown_error_is_none() -> None:
    assert verdict_of(Estimate(1.0, 0.0)) == "buying"
    assert verdict_of(Estimate(-1.0, 0.0)) == "leasing"
    assert verdict_of(Estimate(1.0, float("nan"))) == "unsure"
    assert verdict_of(Estimate(0.0, 10.0)) == "unsure"
    assert verdict_of(Estimate(0.001, 0.0)) == "same"


def test_a_root_stands_on_the_side_where_the_low_end_is() -> None:
    stairs = root(lambda x: Estimate(float(np.floor(x)) - 1.5, 0.0), 0.0, 4.0, 1.0)
    assert stairs.value == approx(2.0)
    assert stairs.value < 2.0
    falling = root(lambda x: Estimate(4.0 - 4.0 * x, 0.2), -1.0, 3.0, 0.5)
    assert (falling.value, falling.standard_error) == approx((1.0, 0.05))


def test_a_flat_gap_leaves_the_error_unknown() -> None:
    assert isnan(root(lambda x: Estimate(-1.0 if x < 0.5 else 1.0, 0.1), 0.0, 1.0, 1e-15).standard_error)
