from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model.purchase import Need, Purchases, buy_ahead, gross_value, idle_share, residual_value


def buy(need: list[float], pace: float = 1.0, ahead: int = 1, life: int = 50) -> Purchases:
    year = np.arange(len(need))
    return buy_ahead((Need(np.array(need), np.float64(pace)),), np.int64(ahead), np.int64(life), year)  # type: ignore[arg-type]


def test_a_forecast_that_is_too_low_leaves_a_shortage_each_year() -> None:
    # The need doubles; the buyer believes in + 50 % a year: 1.5 / 2 = 0.75 of what comes.
    # Year 0: forecast 10 x 0.75 = 7.5 for year 1: 8 bought. Year 1: 10 needed, 8 stand: 2 in a hurry.
    # Year 1: forecast 20 x 0.75 = 15, 10 stay: 5 bought. Year 2: 20 needed, 15 stand: 5 in a hurry.
    # Year 2: forecast 40 x 0.75 = 30, 20 stay: 10 bought. Year 3: 40 needed, 30 stand: 10 in a hurry.
    got = buy([5, 10, 20, 40], pace=0.75)
    assert got.planned.tolist() == [8, 5, 10, 0]
    assert got.emergency.tolist() == [0, 2, 5, 10]
    assert got.installed.tolist() == [0, 10, 20, 40]
    assert got.too_early.tolist() == [0, 0, 0, 0]
    assert got.idle.tolist() == [0, 0, 0, 0]


def test_a_forecast_that_is_too_high_buys_modules_that_idle() -> None:
    # Flat need of 10; the buyer, two years ahead, believes in + 50 % a year: 10 x 1.5² = 22.5: 23 bought, 13 too early.
    # Then 23 stand against a forecast of 15 for the next year: nothing more is bought.
    got = buy([10, 10, 10, 10], pace=1.5, ahead=2)
    assert got.planned.tolist() == [23, 0, 0, 0]
    assert got.too_early.tolist() == [13, 0, 0, 0]
    assert got.emergency.tolist() == [0, 0, 0, 0]
    assert got.installed.tolist() == [0, 23, 23, 23]
    assert got.idle.tolist() == [0, 13, 13, 13]
    assert idle_share(got).tolist() == approx([0, 13 / 23, 13 / 23, 13 / 23])


def test_buying_for_several_years_buys_less_often() -> None:
    # Two years ahead of 1, 2, 3, 4, 5: 2 modules in year 0 (1 of them early), then each time a year falls short.
    got = buy([0, 1, 2, 3, 4, 5], ahead=2)
    assert got.planned.tolist() == [2, 0, 2, 0, 1, 0]  # year 4 looks no further than the horizon
    assert got.too_early.tolist() == [1, 0, 1, 0, 0, 0]
    assert got.emergency.tolist() == [0] * 6


def test_modules_are_replaced_once_worn_out() -> None:
    # A life of 2: what is bought in year 0 serves years 1 and 2, so year 2 buys for year 3.
    got = buy([4, 4, 4, 4, 4, 4], life=2)
    assert got.planned.tolist() == [4, 0, 4, 0, 4, 0]
    assert got.installed.tolist() == [0, 4, 4, 4, 4, 4]
    assert got.emergency.tolist() == [0] * 6


def test_emergency_modules_serve_their_own_year_and_a_whole_life_after_it() -> None:
    # Forecast a tenth of what comes, life 2. Year 0 plans 1 for year 1, which misses 9. Year 2: 1 + 9 stand. Year 3:
    # the 1 of year 0 is gone, the 9 of year 1 serve their last year: 1 in a hurry. Year 4: that 1 alone stands: 9 in a
    # hurry.
    got = buy([10, 10, 10, 10, 10], pace=0.1, life=2)
    assert got.planned.tolist() == [1, 0, 0, 0, 0]
    assert got.emergency.tolist() == [0, 9, 0, 1, 9]
    assert got.installed.tolist() == [0, 10, 10, 10, 10]


def test_what_is_needed_in_part_is_bought_whole_and_the_rest_idles() -> None:
    got = buy([0, 2.25, 2.5])
    assert got.planned.tolist() == [3, 0, 0]
    assert got.idle.tolist() == approx([0, 0.75, 0.5])
    assert got.too_early.tolist() == [0, 0, 0]  # part of a module is never too early


def buy_both(one: list[float], two: list[float], paces: tuple[float, float], ahead: int = 1) -> Purchases:
    needs = tuple(Need(np.array(need), np.float64(pace)) for need, pace in zip((one, two), paces, strict=True))  # type: ignore[arg-type]
    return buy_ahead(needs, np.int64(ahead), np.int64(9), np.arange(len(one)))  # type: ignore[arg-type]


def test_needs_that_share_modules_are_rounded_up_together_and_forecast_apart() -> None:
    flat = [1.4, 1.4, 1.4]
    exact = buy_both(flat, flat, (1, 1))
    assert exact.planned.tolist() == [3, 0, 0]  # 1.4 + 1.4 = 2.8: 3 modules, not 4
    assert exact.idle.tolist() == approx([0, 0.2, 0.2])
    assert buy_both(flat, flat, (0.5, 3)).planned.tolist() == [5, 0, 0]  # 1.4 x 0.5 + 1.4 x 3 = 4.9
    assert buy_both(flat, flat, (0.5, 3), ahead=2).planned.tolist() == [13, 0, 0]  # 1.4 x 0.25 + 1.4 x 9 = 12.95
    assert buy_both(flat, flat, (3, 0.5), ahead=2).planned.tolist() == [13, 0, 0]
    # Year 0: 1 + 1 x 2 = 3. Year 1: 1 + 2 x 2 = 5, 3 stay: 2 more. The other way round: 2 x 2 + 1.
    assert buy_both([1, 1, 1], [1, 1, 2], (1, 2)).planned.tolist() == [3, 2, 0]
    assert buy_both([1, 1, 2], [1, 1, 1], (2, 1)).planned.tolist() == [3, 2, 0]


def test_nothing_is_bought_for_the_years_behind_the_horizon() -> None:
    assert buy([1, 1, 5], ahead=3).planned.tolist() == [5, 0, 0]
    assert buy([1, 1, 1], ahead=3, life=1).planned.tolist() == [1, 1, 0]
    # Four years ahead of a horizon of two: forecast 2 x 2² = 8; then, when all is worn out, 2 x 2 = 4.
    assert buy([2, 2, 2], pace=2, ahead=4, life=1).planned.tolist() == [8, 4, 0]


def test_half_a_module_idles_beside_half_a_module_in_use() -> None:
    assert buy([0, 0.5]).idle.tolist() == [0, 0.5]


def test_no_need_buys_nothing_and_idles_nothing() -> None:
    got = buy([0, 0, 0])
    assert got.installed.tolist() == [0, 0, 0]
    assert idle_share(got).tolist() == [0, 0, 0]


def test_a_need_that_falls_as_forecast_is_not_bought_in_a_hurry() -> None:
    # 9 are needed next year, 7 in three years; the forecast is exact, so 9 should stand in year 1.
    got = buy([10, 9, 8, 7, 6], ahead=3)
    assert got.emergency.tolist() == [0, 0, 0, 0, 0]


NEEDS = st.lists(st.integers(0, 400).map(lambda n: n / 10), min_size=2, max_size=16)


@settings(deadline=None, derandomize=True)
@given(NEEDS, st.integers(0, 30), st.integers(1, 5), st.integers(1, 9))
def test_what_stands_always_covers_the_need(need: list[float], pace: int, ahead: int, life: int) -> None:
    got = buy(need, pace / 10, ahead, life)
    assert np.all(got.installed[1:] >= np.array(need[1:]) - 1e-8)
    assert np.all(got.planned >= got.too_early)
    assert np.all(got.too_early >= 0)
    assert np.all(got.idle >= 0)
    for modules in (got.planned, got.too_early, got.emergency, got.installed):
        assert np.array_equal(modules, np.round(modules))


@settings(deadline=None, derandomize=True)
@given(NEEDS.map(sorted), st.integers(1, 5), st.integers(1, 9))
def test_a_growing_need_that_is_forecast_exactly_is_never_bought_in_a_hurry(
    need: list[float], ahead: int, life: int
) -> None:
    assert not np.any(buy(need, 1.0, ahead, life).emergency)


@settings(deadline=None, derandomize=True)
@given(NEEDS, st.integers(0, 30), st.integers(1, 5), st.integers(1, 9))
def test_what_stands_is_what_was_bought_and_is_not_worn_out(
    need: list[float], pace: int, ahead: int, life: int
) -> None:
    got = buy(need, pace / 10, ahead, life)
    bought = got.planned + got.emergency
    for t in range(1, len(need)):
        old = bought[max(0, t - life) : t].sum()
        assert got.installed[t] == old + got.emergency[t]


def test_the_gross_value_holds_what_was_bought_before_and_still_serves() -> None:
    # Life 2: 100 of year 0 serves years 1 and 2; 50 of year 2 serves 3 and 4.
    value = gross_value(np.array([100.0, 0, 50, 0, 0, 0]), np.int64(2), np.arange(6))  # type: ignore[arg-type]
    assert value.tolist() == [0, 100, 100, 50, 50, 0]


def test_the_residual_value_is_what_a_straight_line_leaves() -> None:
    # Horizon 4, life 5: 100 of year 0: 1/5 left; 50 of year 3: 4/5; 30 of year 4: all. 20 + 40 + 30.
    assert residual_value(np.array([100.0, 0, 0, 50, 30]), np.int64(5), np.arange(5)) == approx(90)  # type: ignore[arg-type]
    # Life 2: the first is worn out, never less than nothing; 25 + 30.
    assert residual_value(np.array([100.0, 0, 0, 50, 30]), np.int64(2), np.arange(5)) == approx(55)  # type: ignore[arg-type]
