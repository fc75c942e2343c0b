from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility.buy_or_lease import FORECASTS, GROWTHS, OPTION_OF, WAYS, Ways, verdict_of
from hds_tco.scenario import Assumption, Scenario, ScenarioError, uncertain_paths
from tests.analysis.flexibility.cases import REFERENCE, TOO_LITTLE, TOO_MUCH, storage
from tests.strategies import FEWER_SCENARIOS, scenarios

PARTS = ("used", "idle", "shortage", "ending", "failure")


@settings(FEWER_SCENARIOS, max_examples=6)
@given(scenarios())
def test_the_parts_of_each_way_add_up_to_its_cost(found: Scenario[Assumption]) -> None:
    priced = Ways(found, draws=20, seed=1).price()
    for way in WAYS:
        parts = sum(priced(way, part) for part in PARTS)
        assert np.allclose(parts, priced(way), rtol=1e-9, atol=1e-6)
    assert not priced("leasing", "shortage").any()


def test_at_the_central_values_costs_are_those_of_the_model() -> None:
    ways = Ways(REFERENCE, draws=1, seed=1)
    priced = ways.price({path: ways.central(path) for path in uncertain_paths(REFERENCE)})
    compared = ht.compare(REFERENCE, OPTION_OF.values())
    for way in WAYS:
        assert float(priced(way)[0]) == approx(compared[OPTION_OF[way].key].net_present_cost_eur, abs=0.01)
    whole = ht.compare(REFERENCE).frame().query("option == 'in_house'").groupby("line")["discounted_eur"].sum()
    idle = [amount for line, amount in whole.items() if line.startswith(("too_early.", "idle_maintenance."))]
    assert float(priced("buying", "idle")[0]) == approx(sum(idle), abs=0.01)
    assert sum(idle) > 0


def test_draws_are_those_of_a_simulation_with_the_same_seed() -> None:
    ways = Ways(REFERENCE, draws=300, seed=5)
    simulated = ht.simulate(REFERENCE, draws=300, seed=5).inputs(300, GROWTHS)
    assert np.array_equal(simulated, np.array([ways.column(path) for path in GROWTHS]))


def test_more_draws_begin_with_the_same() -> None:
    few, many = (Ways(REFERENCE, draws, seed=5).price().gap for draws in (100, 250))
    assert np.array_equal(few, many[:100])


def test_too_little_bought_by_hand() -> None:
    ways = Ways(TOO_LITTLE, draws=2, seed=1)
    priced = ways.price()
    assert priced("buying").tolist() == approx([7100, 7100])
    assert priced("buying", "shortage").tolist() == approx([3500, 3500])
    assert ways.rush(priced).tolist() == approx([700, 700])
    assert priced("buying", "idle").tolist() == approx([0, 0])
    assert priced("leasing").tolist() == approx([224, 224])
    assert priced("leasing", "rents").tolist() == approx([224, 224])
    # 16 x 100 each of years 0 and 1, 32 x 100 in year 2, nothing in a hurry.
    assert ways.price(ways.foreseen())("buying").tolist() == approx([6400, 6400])


def test_too_much_bought_by_hand() -> None:
    priced = Ways(TOO_MUCH, draws=2, seed=1).price()
    assert priced("buying").tolist() == approx([2300, 2300])
    assert priced("buying", "idle").tolist() == approx([1300, 1300])
    assert priced("buying", "shortage").tolist() == approx([0, 0])
    assert priced("leasing").tolist() == approx([60, 60])


def test_growth_as_forecast_in_small_modules_leaves_no_shortage_and_next_to_nothing_idle() -> None:
    fine = storage(0.37, 0.37, 8, {"hardware.structured_module_tb": 0.001})
    priced = Ways(fine, draws=1, seed=1).price()
    assert float(priced("buying", "shortage")[0]) == 0.0
    assert float(priced("buying", "idle")[0]) < 1.0
    assert float(priced("buying")[0]) > 1000


def test_the_forecast_may_be_made_right_in_each_draw() -> None:
    ways = Ways(REFERENCE, draws=200, seed=1)
    assert list(ways.foreseen()) == list(FORECASTS)
    assert not ways.price(ways.foreseen())("buying", "shortage").any()
    assert ways.price()("buying", "shortage").any()


def test_a_case_without_machines_or_lease_is_refused_in_the_user_s_words() -> None:
    bare = ht.load("chi-eure-seine-2017-total")
    with pytest.raises(ScenarioError) as found:
        ht.flexibility.flexibility(bare)
    assert [fault.path for fault in found.value.faults] == ["leasing"]
    said = "leasing: this section is missing, and the option “Leased infrastructure” needs it."
    assert said in found.value.message("en")
    assert "cette section manque" in found.value.message("fr")
    for analysis in (
        ht.flexibility.break_even_growth,
        ht.flexibility.break_even_volatility,
        ht.flexibility.flexibility_premium,
        ht.flexibility.buying_ahead,
    ):
        with pytest.raises(ScenarioError):
            analysis(bare)


def test_every_missing_section_is_said_at_once() -> None:
    nothing = REFERENCE.model_copy(update={"in_house": None, "hardware": None, "leasing": None})
    with pytest.raises(ScenarioError) as found:
        ht.flexibility.flexibility(nothing)
    assert [fault.path for fault in found.value.faults] == ["hardware", "in_house", "leasing"]


def test_no_draw_is_no_answer() -> None:
    with pytest.raises(ValueError, match="draw"):
        ht.flexibility.flexibility(REFERENCE, draws=0)


def test_a_gap_without_error_is_a_verdict_and_an_unknown_error_is_none() -> None:
    assert verdict_of(Estimate(1.0, 0.0)) == "buying"
    assert verdict_of(Estimate(-1.0, 0.0)) == "leasing"
    assert verdict_of(Estimate(1.0, float("nan"))) == "unsure"
    assert verdict_of(Estimate(0.0, 10.0)) == "unsure"
    assert verdict_of(Estimate(0.001, 0.0)) == "same"
