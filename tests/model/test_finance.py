from __future__ import annotations

import numpy as np
import numpy.typing as npt
import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model.finance import (
    Return,
    annuity_factor,
    crossing_year,
    discount_factors,
    equivalent_annual_cost,
    net_present_cost,
    nominal_rate,
    payback_years,
    return_on,
)

Array = npt.NDArray[np.float64]
RATES = st.integers(-300, 3000).map(lambda n: n / 10_000)
AMOUNTS = st.lists(st.integers(-10_000, 10_000).map(float), min_size=1, max_size=16).map(np.array)
ORACLE = settings(deadline=None, derandomize=True)


def rate_of(value: float) -> Array:
    return np.float64(value)  # type: ignore[return-value]


def flows(*amounts: float) -> Array:
    return np.array(amounts, dtype=np.float64)


def present(amounts: Array, rate: float) -> float:
    return float(net_present_cost(amounts, discount_factors(rate_of(rate), np.arange(len(amounts)))))  # type: ignore[arg-type]


def crossing(winner: Array, other: Array, rate: float = 0.0) -> float | None:
    return crossing_year(winner, other, discount_factors(rate_of(rate), np.arange(len(winner))))  # type: ignore[arg-type]


def test_real_rate_and_inflation_compound() -> None:
    assert nominal_rate(rate_of(0.032), rate_of(0.02)) == approx(0.05264)  # 1.032 x 1.02 - 1
    assert nominal_rate(rate_of(0.0), rate_of(0.02)) == approx(0.02)
    assert nominal_rate(rate_of(0.032), rate_of(0.0)) == approx(0.032)


def test_year_0_is_at_par() -> None:
    assert discount_factors(rate_of(0.25), flows(0, 1, 2)).tolist() == approx([1, 0.8, 0.64])
    assert present(flows(100, 50, 50), 0.25) == approx(172)  # 100 + 40 + 32


@ORACLE
@given(AMOUNTS, RATES)
def test_net_present_cost_is_numpy_financials(amounts: Array, rate: float) -> None:
    assert present(amounts, rate) == approx(float(npf.npv(rate, amounts)), rel=1e-9, abs=1e-6)


def test_net_present_cost_of_a_block_of_draws_takes_each_draw_apart() -> None:
    block = np.array([[100.0, 10.0], [50.0, 5.0]])  # square, where numpy-financial's npv is silently wrong
    factors = discount_factors(rate_of(0.25), np.arange(2)[:, None])  # type: ignore[arg-type]
    assert net_present_cost(block, factors).tolist() == approx([140, 14])


def test_without_discount_the_present_cost_is_the_plain_sum() -> None:
    assert present(flows(1, 20, 300), 0.0) == 321.0


@ORACLE
@given(RATES.filter(bool), st.integers(1, 30))
def test_the_annuity_is_numpy_financials(rate: float, years: int) -> None:
    annual = equivalent_annual_cost(rate_of(1000.0), rate_of(rate), years)
    assert annual == approx(float(-npf.pmt(rate, years, 1000.0)), rel=1e-9)


@ORACLE
@given(RATES, st.integers(1, 30), st.integers(-10_000, 10_000))
def test_the_annuity_has_the_same_present_cost(rate: float, years: int, cost: int) -> None:
    annual = float(equivalent_annual_cost(rate_of(float(cost)), rate_of(rate), years))
    assert present(np.array([0.0] + [annual] * years), rate) == approx(cost, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("rate", [0.0, 1e-17, 1e-12, -1e-12, 1e-9])
def test_the_annuity_near_a_zero_rate_is_the_number_of_years(rate: float) -> None:
    assert float(annuity_factor(rate_of(rate), 10)) == approx(10.0, rel=1e-7)


def test_the_annuity_takes_draws() -> None:
    rates = flows(0.0, 0.05, 0.0, -0.02)
    one_by_one = [float(annuity_factor(rate_of(rate), 8)) for rate in rates]
    assert annuity_factor(rates, 8).tolist() == approx(one_by_one)
    assert one_by_one[1] == approx(6.463213)  # (1 - 1.05^-8) / 0.05


def test_the_crossing_falls_between_two_year_ends() -> None:
    # Gap: 100, 60, 20, -20: half of year 3.
    assert crossing(flows(100, 10, 10, 10), flows(0, 50, 50, 50)) == approx(2.5)


def test_the_crossing_is_that_of_discounted_costs() -> None:
    # At 25 %: savings of 64, 51.2, 40.96, 32.768 against 150: gap 34.8, then -6.16 in year 3.
    winner, other = flows(150, 0, 0, 0, 0), flows(0, 80, 80, 80, 80)
    assert crossing(winner, other, 0.25) == approx(2 + 34.8 / 40.96)
    assert crossing(winner, other) == approx(1 + 70 / 80)


def test_an_option_that_is_cheaper_from_the_start_crosses_at_once() -> None:
    assert crossing(flows(0, 10), flows(5, 20)) == 0.0
    assert crossing(flows(0, 10), flows(0, 20)) == 0.0


def test_the_crossing_is_the_last_one() -> None:
    # Gap: -10, 20, -20: cheaper first, dearer for a while, cheaper for good from the middle of year 2.
    assert crossing(flows(0, 30, 0), flows(10, 0, 40)) == approx(1.5)


@pytest.mark.parametrize("other", [flows(0, 10, 10), flows(50, 30, 20)])
def test_an_option_that_is_not_cheaper_at_the_horizon_never_crosses(other: Array) -> None:
    assert crossing(flows(50, 30, 20), other) is None


@ORACLE
@given(AMOUNTS, AMOUNTS)
def test_past_the_crossing_the_winner_stays_ahead(one: Array, two: Array) -> None:
    length = min(len(one), len(two))
    gap = np.cumsum(one[:length] - two[:length])
    result = crossing(one[:length], two[:length])
    if result is None:
        assert gap[-1] >= 0
    else:
        assert np.all(gap[int(np.floor(result)) + 1 :] < 0)
        assert result == 0.0 or gap[int(np.floor(result))] >= 0


def test_a_return_by_hand() -> None:
    # 100 more now, 60 less in years 1 and 2: 100 (1 + i)² = 60 (1 + i) + 60: 1 + i = 0.3 + √0.69.
    got = return_on(flows(100, 0, 0), flows(0, 60, 60))
    assert got.rate == approx(0.3 + 0.69**0.5 - 1)
    assert got.payback_years == approx(1 + 40 / 60)
    assert got.why_none == ""


def test_a_return_may_be_negative() -> None:
    got = return_on(flows(100, 0, 0), flows(0, 40, 40))
    assert got.rate == approx((0.2 + 0.44**0.5) - 1)
    assert got.rate is not None
    assert got.rate < 0
    assert got.payback_years is None


@ORACLE
@given(st.lists(st.integers(1, 500), min_size=1, max_size=15), st.integers(1, 5000))
def test_the_return_is_the_rate_that_makes_the_savings_worth_the_outlay(savings: list[int], outlay: int) -> None:
    option, against = np.array([float(outlay)] + [0.0] * len(savings)), np.array([0.0, *map(float, savings)])
    got = return_on(option, against)
    assert got.rate is not None
    # numpy-financial's own root: a thousandth of the outlay is as far as an almost total loss lets it see.
    assert present(option - against, got.rate) == approx(0.0, abs=1e-3 * outlay)
    assert (got.rate > 0) == (sum(savings) > outlay) or abs(got.rate) < 1e-6


@pytest.mark.parametrize(
    ("option", "against", "why"),
    [
        (flows(10, 10), flows(20, 20), "irr.no_outlay"),  # cheaper in every year
        (flows(10, 10), flows(10, 10), "irr.no_outlay"),  # the same
        (flows(20, 20), flows(10, 10), "irr.never_repaid"),  # dearer in every year
        (flows(100, 0, 300), flows(0, 350, 0), "irr.several"),  # outlay, savings, outlay again
        (flows(0, 300, 0), flows(100, 0, 200), "irr.several"),  # savings, outlay, savings again
        (flows(0, 60, 60), flows(100, 0, 0), "irr.saving_first"),  # a saving that is paid for later
    ],
)
def test_there_may_be_no_return_and_it_says_why(option: Array, against: Array, why: str) -> None:
    got = return_on(option, against)
    assert (got.rate, got.why_none) == (None, why)


@pytest.mark.parametrize(
    ("savings", "rates"),
    [
        # The reference hospital: six changes of sign, one rate.
        (
            (-791400, -410103, -837030, 49325, 36782, -73794, -367547, -418594, 225400, 178289, 2933536),
            (0.0237357,),
        ),
        ((-50, -100, 600, 300, -100), (-0.768895, 1.854418)),
        ((-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, -1), (-0.999721, 0.968878)),
        ((-100, 220, -121), (0.1,)),  # two rates that meet
        ((-100, 200, -110), ()),
        ((0, -100, 0, 121, 0), (0.1,)),
        ((0, 0), ()),
    ],
)
def test_rates_are_counted_and_not_supposed(savings: tuple[float, ...], rates: tuple[float, ...]) -> None:
    got = return_on(flows(*savings) * -1, flows(*[0] * len(savings)))
    assert got.rates == approx(rates, abs=1e-6)
    assert (got.rate is None) == (len(rates) != 1)


@pytest.mark.parametrize(
    ("savings", "why"), [((-100, 200, -110), "irr.loss_at_any_rate"), ((100, -200, 110), "irr.gain_at_any_rate")]
)
def test_flows_that_alternate_may_have_no_rate(savings: tuple[float, ...], why: str) -> None:
    got = return_on(flows(*savings) * -1, flows(*[0] * len(savings)))
    assert (got.rate, got.why_none) == (None, why)


def test_rounding_noise_is_no_change_of_sign() -> None:
    got = return_on(flows(100, 1e-12, 0, 1e-12), flows(0, 0, 120, 0))
    assert isinstance(got, Return)
    assert got.rate == approx(1.2**0.5 - 1)


def test_payback_counts_undiscounted_savings() -> None:
    assert payback_years(flows(-100, 40, 40, 40)) == approx(2.5)
    assert payback_years(flows(-100, 40, 40)) is None
    assert payback_years(flows(10, 40)) == 0.0
    assert payback_years(flows(-100, 99.99)) is None
    assert payback_years(flows(-100, 99.996)) == approx(1.0, abs=0.001)  # half a cent is nothing
    # Repaid in year 1, in debt again in year 2, repaid for good in the middle of year 3: -100, 20, -30, 30.
    assert payback_years(flows(-100, 120, -50, 60)) == approx(2.5)


def test_an_outlay_repaid_to_the_cent_at_the_horizon_is_repaid() -> None:
    assert payback_years(flows(-100, 50, 50)) == approx(2.0)
