"""Exits and incidents drawn: the same chances, year by year, as the expectation charges."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy import stats

from hds_tco.model.events import NEGLIGIBLE, NEVER, Events, count_of, happens, most_in_a_year, year_of
from hds_tco.model.forced_exits import drawn_cause, drawn_exits, exit_chances
from hds_tco.scenario.kinds import HAZARD

Array = npt.NDArray[np.float64]
RATES = st.sampled_from([0.0, 1e-4, 0.001, 0.03, 0.2, 1.0, 2.0, 8.0])
# Whatever can be drawn: 1 minus a number below 1 on a grid of 2**-53.
CHANCES = st.integers(1, 2**53).map(lambda step: step / 2**53)
QUICK = settings(deadline=None, derandomize=True, database=None)
GRID = (np.arange(200_000) + 0.5) / 200_000


def year(chance: Any, rate: float) -> Array:
    return year_of(np.asarray(chance, np.float64), np.float64(rate))  # type: ignore[arg-type]


@QUICK
@given(RATES.filter(bool), st.integers(1, 30))
def test_an_event_falls_in_each_year_with_the_probability_that_is_charged(rate: float, t: int) -> None:
    """In year t if its chance lies from exp(-rate t) up to exp(-rate (t - 1)), which a uniform number does so often."""
    just = 1e-8
    borders = np.array([t - 1 - just, t - 1 + just, t - just, t + just])
    assert year(np.exp(-rate * borders), rate).tolist() == [max(t - 1, 1), t, t, t + 1]


@QUICK
@given(CHANCES, RATES)
def test_a_year_is_a_whole_one_from_1_on(chance: float, rate: float) -> None:
    result = float(year(chance, rate))
    assert result >= 1
    assert result == int(result)


@pytest.mark.parametrize("chance", [1.0, 1.0 - 2.0**-53, 0.5, 2.0**-53])
def test_a_rate_of_zero_never_strikes(chance: float) -> None:
    assert float(year(chance, 0.0)) == NEVER
    assert float(count_of(np.float64(chance), np.float64(0.0), 5)) == 0.0  # type: ignore[arg-type]


def test_a_chance_of_one_is_the_first_year() -> None:
    assert float(year(1.0, 0.05)) == 1.0


@QUICK
@given(CHANCES, RATES)
def test_incidents_are_the_poisson_quantile(chance: float, rate: float) -> None:
    most = most_in_a_year(rate)
    got = float(count_of(np.float64(chance), np.float64(rate), most))  # type: ignore[arg-type]
    edge = min(abs(chance - stats.poisson.cdf(np.arange(most + 1), rate)))
    if edge > 1e-12:  # a step may be one bit to the left or to the right
        assert got == min(stats.poisson.ppf(chance, rate), most)


@pytest.mark.parametrize("rate", [0.0, 0.001, 0.03, 0.4, 2.0])
def test_their_mean_is_the_rate_and_so_is_their_variance(rate: float) -> None:
    counts = count_of(GRID, np.float64(rate), most_in_a_year(rate))  # type: ignore[arg-type]
    assert counts.mean() == approx(rate, abs=1e-4)
    assert counts.var() == approx(rate, abs=1e-3)


@QUICK
@given(st.floats(0.0, HAZARD.high))
def test_what_is_not_counted_is_negligible(rate: float) -> None:
    most = most_in_a_year(rate)
    assert stats.poisson.sf(most, rate) <= 1.01 * NEGLIGIBLE
    assert most == 1 or stats.poisson.sf(most - 1, rate) > 0.99 * NEGLIGIBLE


@pytest.mark.parametrize("probability", [0.0, 0.2, 0.5, 1.0])
def test_a_thing_happens_as_often_as_its_probability(probability: float) -> None:
    drawn = happens(GRID, np.float64(probability))  # type: ignore[arg-type]
    assert drawn.mean() == approx(probability, abs=1e-5)


def test_what_is_certain_happens_whatever_is_drawn_and_what_cannot_be_never_does() -> None:
    ends = np.array([2.0**-53, 0.5, 1.0])
    assert happens(ends, np.float64(1.0)).tolist() == [1.0, 1.0, 1.0]  # type: ignore[arg-type]
    assert happens(ends, np.float64(0.0)).tolist() == [0.0, 0.0, 0.0]  # type: ignore[arg-type]


@QUICK
@given(st.lists(st.integers(0, 10), min_size=1, max_size=5).filter(any), CHANCES)
def test_one_cause_is_drawn_and_never_one_that_cannot_be(weights: list[int], chance: float) -> None:
    shares = [np.float64(weight / sum(weights)) for weight in weights]
    drawn = [float(one) for one in drawn_cause(shares, np.float64(chance))]  # type: ignore[arg-type]
    assert sorted(drawn) == [0.0] * (len(weights) - 1) + [1.0]
    if chance < 1 - 1e-9:
        assert weights[drawn.index(1.0)] > 0


def test_causes_are_drawn_in_proportion() -> None:
    drawn = drawn_cause([np.float64(0.2), np.float64(0.0), np.float64(0.5), np.float64(0.3)], GRID)  # type: ignore[list-item]
    assert [float(one.mean()) for one in drawn] == approx([0.2, 0.0, 0.5, 0.3], abs=1e-5)


def exits(first: Array, second: Array, rate: float, factor: float, horizon: int) -> Any:
    nothing = np.ones(1)
    names = (field.name for field in fields(Events) if field.name != "most_in_a_year")
    events = Events(**dict.fromkeys(names, nothing) | {"exit": first, "successor_exit": second}, most_in_a_year=1)
    return drawn_exits(np.float64(rate), np.float64(factor), np.arange(horizon + 1)[:, None], events)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", [0.0, 0.02, 0.3, 1.5])
@pytest.mark.parametrize("factor", [0.0, 0.5, 3.0])
def test_drawn_exits_have_the_probabilities_of_the_closed_form(rate: float, factor: float) -> None:
    grid = (np.arange(1000) + 0.5) / 1000
    first, second = (each.ravel() for each in np.meshgrid(grid, grid))
    drawn = exits(first, second, rate, factor, 7)
    charged = exit_chances(np.float64(rate), np.float64(factor), np.arange(8))  # type: ignore[arg-type]
    for name in ("first", "successor", "with_successor"):
        assert getattr(drawn, name).mean(axis=1) == approx(getattr(charged, name), abs=3e-3), name


def test_a_successor_follows_and_may_fail_in_its_turn() -> None:
    # exp(-0.1 t) at the end of year t: 0.9 lies in year 2, 0.8 in year 3.
    drawn = exits(np.array([0.9, 0.9, 0.01]), np.array([0.8, 0.01, 0.8]), 0.1, 1.0, 6)
    assert drawn.first.T.tolist() == [[0, 0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0], [0] * 7]
    assert drawn.successor.T.tolist() == [[0, 0, 0, 0, 0, 1, 0], [0] * 7, [0] * 7]
    assert drawn.with_successor.T.tolist() == [[0, 0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1, 1], [0] * 7]
