from __future__ import annotations

from dataclasses import replace
from math import inf, isnan, nan

import numpy as np
import pytest
from pytest import approx

from hds_tco.analysis.compare import compare
from hds_tco.analysis.estimate import Estimate, tail_value
from hds_tco.analysis.flexibility import FlexibilityPremium, flexibility_premium
from hds_tco.analysis.flexibility.buy_or_lease import OPTION_OF, Ways
from hds_tco.analysis.flexibility.premium import Limit, with_premium
from hds_tco.analysis.lease_rate import RATE
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import uncertain_paths
from tests.analysis.flexibility.cases import FREE, REFERENCE, TOO_LITTLE, storage

DRAWS = 1000


@pytest.fixture(scope="module")
def reference() -> FlexibilityPremium:
    return flexibility_premium(REFERENCE, draws=DRAWS)


@pytest.fixture(scope="module")
def ways() -> Ways:
    return Ways(REFERENCE, DRAWS, 2026)


def test_at_the_break_even_premium_both_means_are_equal(reference: FlexibilityPremium, ways: Ways) -> None:
    priced, premium = ways.price(), reference["mean"].premium
    dearer = with_premium(priced, premium.value)
    assert float(dearer.mean()) == approx(float(priced("buying").mean()), abs=0.01)
    assert float(dearer.mean()) <= float(priced("buying").mean())
    # The closed form: what leasing has to spare, over the rents.
    assert premium.value == approx(-float(priced.gap.mean()) / float(priced("leasing", "rents").mean()))
    of_ratio = (dearer - priced("buying")).std(ddof=1) / np.sqrt(DRAWS) / priced("leasing", "rents").mean()
    assert premium.standard_error == approx(float(of_ratio))


def test_at_the_break_even_rate_both_means_are_equal(reference: FlexibilityPremium, ways: Ways) -> None:
    priced = ways.price({RATE: np.maximum(ways.column(RATE) + reference["mean"].rate.value, 0.0)})
    assert float(priced.gap.mean()) == approx(0.0, abs=0.01)


def test_on_cvar_the_dearest_cases_are_equal(reference: FlexibilityPremium, ways: Ways) -> None:
    priced = ways.price()
    dearer = with_premium(priced, reference["cvar95"].premium.value, "cost")
    assert tail_value(dearer) == approx(tail_value(priced("buying", "cost")), abs=0.01)
    other = ways.price({RATE: np.maximum(ways.column(RATE) + reference["cvar95"].rate.value, 0.0)})
    assert tail_value(other("leasing", "cost")) == approx(tail_value(priced("buying", "cost")), abs=0.01)


def test_a_premium_makes_every_rent_line_dearer_and_nothing_else(ways: Ways) -> None:
    whole = compare(REFERENCE, [OPTION_OF["leasing"]]).frame().groupby("line")["discounted_eur"].sum()
    rents = sum(amount for line, amount in whole.items() if "rent." in line or line.startswith("late_return."))
    central = ways.price({path: ways.central(path) for path in uncertain_paths(REFERENCE)})
    assert float(central("leasing", "rents")[0]) == approx(rents, abs=0.01)
    added = with_premium(central, 0.1)[0] - central("leasing")[0]
    assert float(added) == approx(rents / 10, abs=0.01)


def test_a_hand_worked_premium() -> None:
    # Bought for 7100, leased for 224, all of it rent.
    found = flexibility_premium(TOO_LITTLE, draws=40)
    assert found["mean"].premium.value == approx(7100 / 224 - 1)
    assert found["cvar95"].premium.value == approx(7100 / 224 - 1)
    assert found.rents.value == approx(224)
    assert (found.idle_avoided.value, found.rush_avoided.value, found.avoided.value) == approx((0, 700, 700))
    # At a rate i a life of 50 years costs i / (1 - (1 + i)^-50) a year of the price, all but i: 112 module-years x 100
    # x i = 7100.
    assert found["mean"].rate.value == approx(7100 / 11200, rel=1e-6)
    assert "3,069.6% dearer (± 0.0 points)" in found.sentences("en")[0]


def test_no_rent_no_premium() -> None:
    found = flexibility_premium(FREE, draws=20)
    assert isnan(found["mean"].premium.value)
    assert found.sentences("en") == ["No rent is paid in this scenario: there is no premium to look for."]


def test_no_rate_is_low_enough_when_the_term_is_short() -> None:
    # Rented for a whole year's price each year: 16 + 32 + 64 modules against 64 bought.
    short = storage(1.0, 1.0, 8, {"leasing.term_years": 1})
    found = flexibility_premium(short, draws=20)
    assert found["mean"].rate.value == -inf
    assert found["mean"].premium.value == approx(64 / 112 - 1)
    assert "even at a zero rate" in found.sentences("en")[0]
    assert "42.9% cheaper" in found.sentences("en")[0]


def test_the_frame_gives_each_figure_a_label_a_unit_and_an_error(reference: FlexibilityPremium) -> None:
    frame = reference.frame("fr")
    assert frame["figure"].tolist() == [
        *("premium_mean", "rate_mean", "premium_cvar95", "rate_cvar95"),
        *("rents", "idle_avoided", "rush_avoided", "avoided", "foresight"),
    ]
    assert (frame["standard_error"] > 0).all()
    assert frame["label"].is_unique
    values = frame.set_index("figure")["value"]
    assert values["avoided"] == approx(values["idle_avoided"] + values["rush_avoided"])


def made(found: FlexibilityPremium, premium: Estimate, rate: Estimate, tail: Estimate) -> FlexibilityPremium:
    return replace(found, limits=(Limit("mean", premium, rate), Limit("cvar95", tail, rate)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_case_has_its_own_sentence(reference: FlexibilityPremium, lang: Language) -> None:
    error = 0.001
    premiums = [Estimate(value, error) for value in (0.05, -0.05, 0.0015)] + [Estimate(inf, nan), Estimate(-inf, nan)]
    rates = [Estimate(0.01, error), Estimate(-inf, nan), Estimate(inf, nan)]
    tails = [Estimate(0.04, error), Estimate(-inf, nan), Estimate(inf, nan)]
    first = {made(reference, item, rates[0], tails[0]).sentences(lang)[0] for item in premiums}
    second = {made(reference, premiums[0], item, tails[0]).sentences(lang)[0] for item in rates}
    third = {made(reference, premiums[0], rates[0], item).sentences(lang)[1] for item in tails}
    avoided = [Estimate(5e3, 1.0), Estimate(-5e3, 1.0), Estimate(5e3, 4e3), Estimate(0.0, 0.0)]
    last = {replace(reference, avoided=item).sentences(lang)[2] for item in avoided}
    assert [len(said) for said in (first, second, third, last)] == [5, 3, 3, 4]
    assert not any(mark in said for said in first | second | third | last for mark in ("{", "nan", "inf "))


def test_a_premium_below_zero_is_a_rent_that_must_fall(reference: FlexibilityPremium) -> None:
    assert reference["mean"].premium.value < 0
    said = reference.sentences("en")[0]
    assert said.startswith("The rent would have to be 3.")
    assert "% cheaper" in said
