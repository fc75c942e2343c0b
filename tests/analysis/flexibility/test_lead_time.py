from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from pytest import approx

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility import BuyingAhead, buying_ahead, flexibility
from hds_tco.locale import LANGUAGES, Language
from tests.analysis.flexibility.cases import REFERENCE, TOO_LITTLE, TOO_MUCH, storage

DRAWS = 400


@pytest.fixture(scope="module")
def reference() -> BuyingAhead:
    return buying_ahead(REFERENCE, draws=DRAWS)


def test_the_scenario_s_own_policy_costs_what_the_comparison_says(reference: BuyingAhead) -> None:
    own = flexibility(REFERENCE, draws=DRAWS)
    policy = next(policy for policy in reference.policies if policy.years == reference.own_years)
    assert policy.cost.value == approx(own.buying.mean.value)
    assert policy.misforecast.value == approx(own.foresight.value)
    assert reference.leasing_after_blind.value == approx(own.leasing.mean.value - reference.blind.cost.value)


def test_the_further_ahead_the_more_idles_and_the_less_is_missing(reference: BuyingAhead) -> None:
    frame = reference.frame("en")
    assert frame["buy_ahead_years"].tolist() == [1, 2, 3, 4, 5]
    assert frame["idle_eur"].is_monotonic_increasing
    # Within what whole modules leave: two classes of storage are rounded up each by itself.
    missing = frame["shortage_eur"].tolist()
    assert all(after <= 1.05 * before for before, after in pairwise(missing))
    assert missing[-1] < missing[0] / 3
    assert frame["over_best_eur"].min() == 0.0
    assert frame.loc[frame["best"], "cost_eur"].item() == frame["cost_eur"].min()
    assert frame.loc[frame["blind"], "buy_ahead_years"].item() == 5
    assert reference.regret.value == approx(frame["cost_eur"].iloc[-1] - frame["cost_eur"].min())


def test_the_regret_is_said_in_euros(reference: BuyingAhead) -> None:
    best, blind, leasing = reference.sentences("en")
    assert best.startswith("The cheapest on average is to buy 1 year ahead")
    assert "whole life (5 years), costs €2," in blind
    assert "A wrong forecast accounts for" in blind
    assert leasing.startswith("Leasing would cost €2,")
    assert "less than" in leasing


def test_a_hand_worked_regret() -> None:
    # Flat need of 10 TB, forecast + 50 % a year. One year ahead: 15 in year 0, then 15 stand against a forecast of 15:
    # 1500. Two years ahead: 23. Three: 10 x 1.5³ = 33.75: 34 modules, 3400. The right forecast buys 10 whatever the
    # view. Leased: 10 x 2 x 3 = 60.
    found = buying_ahead(TOO_MUCH, draws=40)
    assert [policy.years for policy in found.policies] == [1, 2, 3]
    assert [policy.cost.value for policy in found.policies] == approx([1500, 2300, 3400])
    assert [policy.misforecast.value for policy in found.policies] == approx([500, 1300, 2400])
    assert (found.best.years, found.blind.years, found.own_years) == (1, 3, 2)
    assert found.regret.value == approx(1900)
    assert found.regret_probability.value == 1.0
    assert found.leasing_after_blind.value == approx(60 - 3400)


def test_when_hurry_costs_more_the_longer_view_is_the_better() -> None:
    # One year ahead costs 7100. Three years ahead 64 x 0.75³ = 27 are bought in year 0, and less is left for a hurry.
    found = buying_ahead(TOO_LITTLE, draws=40)
    assert found.best.years > 1
    assert found.best.cost.value < 7100


def test_nothing_to_regret_when_all_cost_the_same() -> None:
    flat = storage(0.0, 0.0, 10)
    found = buying_ahead(flat, draws=40)
    assert {policy.cost.value for policy in found.policies} == {1000.0}
    assert "same holds for: 2 years, 3 years" in found.sentences("en")[0]
    assert "nothing to regret" in found.sentences("en")[1]


def test_years_beyond_the_horizon_are_left_out_and_none_is_refused() -> None:
    assert [policy.years for policy in buying_ahead(TOO_MUCH, [1, 9], draws=2).policies] == [1, 2, 3]
    with pytest.raises(ValueError, match="ahead"):
        buying_ahead(TOO_MUCH, [0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_case_has_its_own_sentence(reference: BuyingAhead, lang: Language) -> None:
    sure, vague, nothing = Estimate(5e3, 1.0), Estimate(5e3, 4e3), Estimate(0.0, 0.0)
    alone = replace(reference, policies=(reference.best,), blind=reference.best)
    nearly = (reference.best, replace(reference.blind, over_best=vague))
    foreseen = replace(reference.blind, misforecast=nothing)
    first = {item.sentences(lang)[0] for item in (reference, alone, replace(reference, policies=nearly))}
    second = {
        item.sentences(lang)[1]
        for item in (
            reference,
            alone,
            replace(reference, blind=foreseen),
            replace(reference, regret=vague),
            replace(reference, regret=nothing),
        )
    }
    gaps = [sure, Estimate(-5e3, 1.0), vague, nothing]
    third = {replace(reference, leasing_after_blind=gap).sentences(lang)[2] for gap in gaps}
    assert [len(said) for said in (first, second, third)] == [3, 5, 4]
    assert not any("{" in said for said in first | second | third)
