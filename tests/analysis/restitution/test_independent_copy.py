from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from pytest import approx

from hds_tco.analysis.restitution.clause_values import COPY, clause_values
from hds_tco.analysis.restitution.clauses import COPY_PRICE, path_of
from hds_tco.analysis.restitution.independent_copy import Sense, independent_copy
from hds_tco.scenario import Assumption, Scenario, load, with_values
from tests.analysis.restitution.cases import BY_HORIZON, case
from tests.strategies import FEWER_SCENARIOS, scenarios

REFERENCE = load("reference-ght")


def test_the_break_even_price_by_hand() -> None:
    # Saved: 0.9 x 0.1 x 1 000 000 an exit. Copied: 100 TB for 4 years.
    found = independent_copy(case(external__independent_copy_eur_per_tb_per_year=30), draws=50)
    assert found.price_eur_per_tb_per_year == 30
    assert not found.held
    for sense in (found.senses["central"], found.senses["expected"]):
        assert sense.gross.value == approx(BY_HORIZON * 90_000)
        assert sense.price_paid.value == approx(12_000)
        assert sense.net.value == approx(BY_HORIZON * 90_000 - 12_000)
        assert sense.break_even.value == approx(BY_HORIZON * 90_000 / 400)
        assert sense.break_even.standard_error == approx(0, abs=1e-9)


def test_at_the_break_even_price_the_copy_is_worth_nothing() -> None:
    found = independent_copy(REFERENCE, draws=3000, seed=4)
    for name, sense in found.senses.items():
        at_price = with_values(REFERENCE, {COPY_PRICE: sense.break_even.value})
        again = independent_copy(at_price, draws=3000, seed=4).senses[name]
        assert again.net.value == approx(0, abs=0.01), name
        assert again.break_even.value == approx(sense.break_even.value, abs=1e-5), name


def test_the_copy_is_worth_what_the_clause_is_today() -> None:
    found, value = independent_copy(REFERENCE, draws=1000, seed=2), clause_values(REFERENCE, draws=1000, seed=2)[COPY]
    assert value.net
    expected, tail = found.senses["expected"], found.senses["cvar95"]
    assert (expected.gross, expected.net) == (value.gross["today"].expected, value.net["today"].expected)
    assert (tail.gross, tail.net) == (value.gross["today"].cvar95, value.net["today"].cvar95)
    assert found.senses["central"].gross.value == approx(value.gross["today"].central_eur)


def test_held_or_not_the_copy_is_worth_the_same() -> None:
    held = with_values(REFERENCE, {path_of(COPY): True})
    one, other = independent_copy(REFERENCE, draws=300), independent_copy(held, draws=300)
    assert (one.held, other.held) == (False, True)
    assert one.senses == other.senses


def test_the_error_of_a_break_even_price_is_its_spread_over_seeds() -> None:
    made = [independent_copy(REFERENCE, draws=1500, seed=seed).senses for seed in range(24)]
    senses: tuple[Sense, ...] = ("expected", "cvar95")
    for sense in senses:
        prices = [found[sense].break_even.value for found in made]
        said = np.mean([found[sense].break_even.standard_error for found in made])
        # The spread of 24 seeds is itself known to about 15 %.
        assert np.std(prices, ddof=1) == approx(said, rel=0.5), sense


@settings(FEWER_SCENARIOS, max_examples=3)
@given(scenarios())
def test_a_copy_never_costs_before_its_price_and_breaks_even_at_zero_or_more(made: Scenario[Assumption]) -> None:
    for sense in independent_copy(made, draws=60).senses.values():
        assert sense.gross.value >= -0.011  # a cent, and the rounding of millions
        assert not sense.break_even.value < -1e-6
        assert not sense.price_paid.value < -0.011


@pytest.mark.parametrize("rate", [0, 0.1])
def test_with_nothing_to_lose_or_nothing_to_copy(rate: float) -> None:
    safe = independent_copy(
        case(restitution__market_exit__rate_per_year=rate, restitution__market_exit__data_loss_share=0), draws=50
    )
    assert all(sense.break_even.value == approx(0, abs=1e-5) for sense in safe.senses.values())
    empty = independent_copy(case(hospital__structured_tb=0, hospital__imaging_tb=0), draws=50)
    assert all(np.isnan(sense.break_even.value) for sense in empty.senses.values())


def test_the_frame_says_whether_the_copy_is_worth_its_price() -> None:
    frame = independent_copy(REFERENCE, draws=1000).frame("en").set_index("sense")
    assert frame.index.tolist() == ["central", "expected", "cvar95"]
    assert (frame["worth_it"] == (frame["net_value_eur"] > 0)).all()
    below = frame["price_eur_per_tb_per_year"] < frame["break_even_eur_per_tb_per_year"]
    assert below.loc[["central", "expected"]].tolist() == frame["worth_it"].loc[["central", "expected"]].tolist()
    central = frame.loc["central"]
    assert central["gross_value_eur"] - central["price_paid_eur"] == approx(central["net_value_eur"])


def test_the_same_seed_gives_the_same_price() -> None:
    one, again, other = (independent_copy(REFERENCE, 200, seed).frame() for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)
