"""Sums over parts of the draws: whatever the parts, those of the whole."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.simulation.totals import Totals, merged, totals_of

Array = npt.NDArray[np.float64]
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
