from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from pytest import approx

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility import (
    Crossing,
    GrowthBreakEven,
    VolatilityBreakEven,
    break_even_growth,
    break_even_volatility,
    flexibility,
    flexibility_premium,
)
from hds_tco.analysis.flexibility.buy_or_lease import GROWTHS, State, Ways, crossings_of, state_of
from hds_tco.analysis.lease_rate import RATE
from hds_tco.locale import LANGUAGES, Language
from tests.analysis.flexibility.cases import FREE, REFERENCE, TOO_LITTLE, TOO_MUCH, storage

DRAWS = 1000


@pytest.fixture(scope="module")
def reference() -> GrowthBreakEven:
    return break_even_growth(REFERENCE, draws=DRAWS, steps=20)


def test_at_the_break_even_both_cost_the_same(reference: GrowthBreakEven) -> None:
    found = reference.break_even
    assert found is not None
    assert -0.1 < found.at.value < 0.1
    ways = Ways(REFERENCE, DRAWS, reference.seed)
    priced = ways.price({path: ways.central(path) + found.at.value for path in GROWTHS})
    assert float(priced.gap.mean()) == approx(0.0, abs=100.0)  # of about four million: a draw's module is thousands
    assert 0 < found.at.standard_error < 0.01


def test_the_side_named_is_the_cheaper_one(reference: GrowthBreakEven) -> None:
    found, frame = reference.break_even, reference.frame("en")
    assert found is not None
    assert len(reference.crossings) == 1
    above = frame[frame["growth_shift_per_year"] > found.at.value]
    below = frame[frame["growth_shift_per_year"] < found.at.value]
    assert set(above["cheaper"]) == {found.beyond} == {"buying"}
    assert set(below["cheaper"]) == {"leasing"}
    assert (above["leasing_eur"] > above["buying_eur"]).all()
    assert reference.state == "crosses"
    assert "below its mean" in reference.sentences("en")[0]
    assert reference.sentences("en")[0].endswith("Above this break-even, buying costs less.")


def test_growth_that_does_not_come_idles_and_growth_unforeseen_is_bought_in_a_hurry(reference: GrowthBreakEven) -> None:
    frame = reference.frame()
    assert frame["buying_shortage_eur"].is_monotonic_increasing
    idle = frame["buying_idle_eur"].tolist()
    assert all(more >= less * 0.99 for more, less in pairwise(idle))
    assert idle[0] > 5 * idle[-1]
    leased = frame["leasing_idle_eur"].tolist()
    assert leased[0] > leased[-1] == 0
    assert frame["buying_eur"].is_monotonic_increasing
    assert frame["leasing_eur"].is_monotonic_increasing


def test_the_frame_says_each_growth_and_its_costs(reference: GrowthBreakEven) -> None:
    row = reference.frame("en").iloc[-1]
    assert row["growth_shift_per_year"] == approx(0.1)
    assert row["vm_growth_per_year"] == approx(0.1 / 3 + 0.1)
    assert row["structured_growth_per_year"] == approx((0.08 + 0.6 + 0.25) / 6 + 0.1)
    assert row["gap_eur"] == approx(row["leasing_eur"] - row["buying_eur"])
    assert row["gap_eur_standard_error"] > 0


def test_the_error_is_how_the_break_even_varies_from_seed_to_seed() -> None:
    found = [break_even_growth(REFERENCE, -0.06, 0.0, draws=200, steps=6, seed=seed).break_even for seed in range(24)]
    values = [item.at.value for item in found if item is not None]
    mean = sum(values) / len(values)
    spread = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
    stated = sum(item.at.standard_error for item in found if item is not None) / len(values)
    assert len(values) == 24
    assert stated == approx(spread, rel=0.45)


def test_a_hand_worked_curve() -> None:
    # Growth of 0 to 100 %, forecast 50 %, 8 TB. At 0 %: 12 bought in year 0 (forecast 8 x 1.5), 4 of them too early.
    # In years 1 and 2 12 stand against a forecast of 12: nothing more. Cost 1200, leasing 8 x 2 x 3 = 48.
    found = break_even_growth(TOO_LITTLE, -1.0, 0.0, steps=2, draws=2)
    first, last = found.points[0], found.points[-1]
    assert (first.buying.value, first.buying_idle.value, first.buying_shortage.value) == approx((1200, 400, 0))
    assert first.leasing.value == approx(48)
    assert (last.buying.value, last.buying_shortage.value, last.leasing.value) == approx((7100, 3500, 224))
    assert found.never
    assert found.state == "never"
    assert "leasing always costs less, by €1.2k (± €0) at the narrowest" in found.sentences("en")[0]


def test_growth_stays_within_what_the_field_allows() -> None:
    assert break_even_growth(TOO_MUCH, -2.0, 2.0, steps=2, draws=2).frame()["vm_growth_per_year"].tolist() == [
        -0.9,
        0,
        1,
    ]


def test_machines_for_nothing_tie_everywhere() -> None:
    found = break_even_growth(FREE, draws=20, steps=4)
    assert found.state == "same"
    assert "exactly the same" in found.sentences("en")[0]
    assert found.never


def test_a_module_half_used_costs_a_whole_one() -> None:
    # 1 TB that shrinks stays one module: bought once for 100; rented a year at a time for 100 - 66 = 34, three times.
    shrinking = storage(0.0, 0.0, 1, {"leasing.term_years": 1, "leasing.residual_share": 0.66})
    found = break_even_growth(shrinking, -0.2, 0.0, steps=4, draws=2)
    assert [(item.buying.value, item.leasing.value) for item in found.points] == [approx((100, 102))] * 5
    assert "buying always costs less, by €2 (± €0)" in found.sentences("en")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_its_own_sentence(reference: GrowthBreakEven, lang: Language) -> None:
    said = set()
    for state in get_args(State):
        for at in (-0.03, 0.02):
            crossings = (Crossing(Estimate(at, 0.001), "leasing"),) if state.startswith("crosses") else ()
            answer = replace(reference, state=state, crossings=crossings).sentences(lang)
            assert len(answer) == 1
            assert "{" not in answer[0]
            said.add(answer[0])
    assert len(said) == 8  # six states, two of which tell above from below


def test_several_crossings_are_said_and_the_nearest_given(reference: GrowthBreakEven) -> None:
    crossings = tuple(Crossing(Estimate(at, 0.001), "leasing") for at in (-0.05, 0.01, 0.08))
    found = replace(reference, crossings=crossings)
    assert found.break_even is crossings[1]
    assert "3 times" in found.sentences("en")[1]


def test_a_curve_that_never_leaves_the_noise_tells_nothing(reference: GrowthBreakEven) -> None:
    noisy = [replace(item, gap=Estimate(item.gap.value, 1e9)) for item in reference.points]
    assert state_of(noisy, reference.crossings) == "unsure"
    half = [replace(item, gap=Estimate(item.gap.value, 1e9 if item.gap.value < 0 else 1.0)) for item in noisy]
    assert state_of(half, reference.crossings) == "crosses_unsure"
    assert state_of([item for item in reference.points if item.gap.value > 0], ()) == "never"


def test_points_without_a_gap_are_no_crossing(reference: GrowthBreakEven) -> None:
    gaps = (-3.0, 0.0, -2.0, 0.0, 0.0, 4.0)
    points = [replace(reference.points[0], at=float(at), gap=Estimate(gap, 0.0)) for at, gap in enumerate(gaps)]
    found = crossings_of(points, lambda at: Estimate(at - 3.5, 0.1))
    assert [(round(item.at.value, 6), item.beyond) for item in found] == [(3.5, "buying")]


def test_a_range_must_be_one() -> None:
    with pytest.raises(ValueError, match="low"):
        break_even_growth(REFERENCE, 0.1, 0.0)


@pytest.fixture(scope="module")
def widened() -> VolatilityBreakEven:
    return break_even_volatility(REFERENCE, draws=DRAWS, steps=6)


def test_at_one_the_uncertainty_is_the_scenario_s_own(widened: VolatilityBreakEven) -> None:
    own = flexibility(REFERENCE, draws=DRAWS)
    at_one = widened.points[2]
    assert at_one.at == 1.0
    assert at_one.gap.value == approx(own.gap.value)
    assert at_one.buying.value == approx(own.buying.mean.value)
    assert widened.as_said[0].value == approx(at_one.buying.value - widened.points[0].buying.value)


def test_wider_growth_is_bought_in_a_hurry_more_often(widened: VolatilityBreakEven) -> None:
    shortage = widened.frame()["buying_shortage_eur"]
    assert shortage.is_monotonic_increasing
    # Structured data is forecast at its mode, under its mean: it runs short a little though nothing is uncertain.
    assert shortage.iloc[0] < shortage.iloc[-1] / 20
    assert shortage.iloc[-1] > 10_000


def test_known_growth_as_forecast_costs_no_shortage_and_widening_does() -> None:
    # Growth of 30 to 70 % a year around the forecast of 50 %, in small modules.
    spread = {"distribution": "uniform", "low": 0.3, "high": 0.7}
    fine = storage(spread, 0.5, 8, {"hardware.structured_module_tb": 0.001})
    found = break_even_volatility(fine, 2.0, steps=4, draws=400)
    frame = found.frame()
    assert frame["buying_shortage_eur"].iloc[0] == 0.0
    assert frame["buying_idle_eur"].iloc[0] < 1.0
    assert frame["buying_shortage_eur"].is_monotonic_increasing
    assert frame["buying_idle_eur"].is_monotonic_increasing
    # Widening is linear: at twice the uncertainty growth is uniform over 10 to 90 %.
    twice = storage({**spread, "low": 0.1, "high": 0.9}, 0.5, 8, {"hardware.structured_module_tb": 0.001})
    direct = flexibility(twice, draws=400)
    assert direct.buying.mean.value == approx(frame["buying_eur"].iloc[-1])
    assert direct.buying.shortage.value == approx(frame["buying_shortage_eur"].iloc[-1])


def test_growth_is_clipped_to_its_bounds_and_the_share_clipped_is_noted() -> None:
    wild = storage({"distribution": "uniform", "low": 0.5, "high": 0.9}, 0.5, 8)
    found = break_even_volatility(wild, 3.0, steps=3, draws=2000)
    # Mean 0.7: three times as wide is 0.1 to 1.3, of which a quarter passes 1.
    assert list(found.clipped[:2]) == [0.0, 0.0]
    assert found.clipped[-1] == approx(0.25, abs=0.03)
    assert "% of the values" in found.notes("en")[0]


def test_a_growth_that_is_certain_leaves_nothing_to_widen() -> None:
    found = break_even_volatility(TOO_LITTLE, steps=2, draws=20)
    assert not found.uncertain
    assert len({item.gap.value for item in found.points}) == 1
    assert found.never
    assert found.sentences("en")[0].startswith("No growth is uncertain")
    assert len(found.sentences("fr")) == 1


def test_at_the_break_even_rate_the_change_stands_at_the_scenario_s_own_uncertainty() -> None:
    # Hurry doubles the price: the more growth varies around its forecast, the dearer buying; leasing hardly changes.
    spread = {"distribution": "uniform", "low": 0.0, "high": 1.0}
    more = {
        "hardware.structured_module_tb": 0.001,
        "in_house.emergency_premium_share": 1.0,
        "leasing.term_years": 3,
        RATE: 0.6,
    }
    rate = 0.6 + flexibility_premium(storage(spread, 0.5, 8, more), draws=1000)["mean"].rate.value
    found = break_even_volatility(storage(spread, 0.5, 8, {**more, RATE: rate}), 1.5, steps=7, draws=1000)
    crossing = found.break_even
    assert crossing is not None
    assert crossing.at.value == approx(1.0, abs=1e-3)
    assert crossing.beyond == "leasing"
    assert found.points[0].gap.value > 0 > found.points[-1].gap.value
    assert found.state == "crosses"
    assert "changes at 1 times" in found.sentences("en")[0]
    assert found.sentences("en")[0].endswith("beyond, leasing costs less.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_of_the_uncertainty_has_its_own_sentence(widened: VolatilityBreakEven, lang: Language) -> None:
    said = set()
    for state in get_args(State):
        crossings = (Crossing(Estimate(1.7, 0.04), "leasing"),) if state.startswith("crosses") else ()
        answer = replace(widened, state=state, crossings=crossings).sentences(lang)
        assert len(answer) == 2
        assert "{" not in " ".join(answer)
        said.add(answer[0])
    assert len(said) == 6


def test_a_scale_must_be_above_nothing() -> None:
    with pytest.raises(ValueError, match="highest"):
        break_even_volatility(REFERENCE, 0.0)
