from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from pytest import approx

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility import (
    Crossing,
    VolatilityBreakEven,
    break_even_volatility,
    flexibility,
    flexibility_premium,
)
from hds_tco.analysis.flexibility.buy_or_lease import State
from hds_tco.analysis.lease_rate import RATE
from hds_tco.locale import LANGUAGES, Language
from tests.analysis.flexibility.cases import REFERENCE, TOO_LITTLE, storage

DRAWS = 1000


@pytest.fixture(scope="module")
def reference() -> VolatilityBreakEven:
    return break_even_volatility(REFERENCE, draws=DRAWS, steps=6)


def test_at_one_the_uncertainty_is_the_scenario_s_own(reference: VolatilityBreakEven) -> None:
    own = flexibility(REFERENCE, draws=DRAWS)
    at_one = reference.points[2]
    assert at_one.at == 1.0
    assert at_one.gap.value == approx(own.gap.value)
    assert at_one.buying.value == approx(own.buying.mean.value)
    assert reference.as_said[0].value == approx(at_one.buying.value - reference.points[0].buying.value)


def test_wider_growth_is_bought_in_a_hurry_more_often(reference: VolatilityBreakEven) -> None:
    shortage = reference.frame()["buying_shortage_eur"]
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


def test_growth_is_kept_within_its_bounds_and_the_share_is_said() -> None:
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
def test_every_state_has_its_own_sentence(reference: VolatilityBreakEven, lang: Language) -> None:
    said = set()
    for state in get_args(State):
        crossings = (Crossing(Estimate(1.7, 0.04), "leasing"),) if state.startswith("crosses") else ()
        answer = replace(reference, state=state, crossings=crossings).sentences(lang)
        assert len(answer) == 2
        assert "{" not in " ".join(answer)
        said.add(answer[0])
    assert len(said) == 6


def test_a_scale_must_be_above_nothing() -> None:
    with pytest.raises(ValueError, match="highest"):
        break_even_volatility(REFERENCE, 0.0)
