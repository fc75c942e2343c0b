from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.restitution.clause_values import AGAINST, COPY, clause_values
from hds_tco.analysis.restitution.clauses import CLAUSES, held_clauses, path_of
from hds_tco.scenario import Assumption, Scenario, load, with_values
from tests.analysis.restitution.cases import BY_HORIZON, case
from tests.strategies import FEWER_SCENARIOS, scenarios

REFERENCE = load("reference-ght")


def test_values_by_hand() -> None:
    found = clause_values(case(), draws=50)
    by_hand = {
        "open_format": 0.2 * 45_000,
        "agreed_exit_price": 0.8 * 3000,
        "independent_copy": 0.9 * 100_000,
        "longer_notice": 60_000,  # the whole interruption
        "step_in": 0,
        "reversibility_plan": 0,
        "tested_restitution": 0,
        "certificate_loss": 0,
        "price_cap": 0,
    }
    for clause, saved in by_hand.items():
        for against in AGAINST:  # they touch different costs: each is worth the same alone and last in
            worth = found[clause].gross[against]
            assert worth.expected.value == approx(BY_HORIZON * saved), clause
            assert worth.central_eur == approx(BY_HORIZON * saved), clause
            assert worth.expected.standard_error == approx(0, abs=1e-6)


def test_two_clauses_that_cover_the_same_days_are_worth_less_last_in() -> None:
    both = case(restitution__effects__step_in_days=60)
    found = clause_values(both, draws=20)
    assert found["step_in"].gross["alone"].expected.value == approx(BY_HORIZON * 60_000)
    assert found["step_in"].gross["last_in"].expected.value == approx(0)
    # After 60 days of step-in nothing is left to a longer notice.
    assert found["longer_notice"].gross["last_in"].expected.value == approx(0)


def test_two_clauses_that_need_each_other_are_worth_more_last_in() -> None:
    # Extraction takes 90 days and so does procurement: cutting one alone leaves the other.
    both = case(
        restitution__throughput_tb_per_day=100 / 90,
        restitution__effects__reversibility_plan_delay_cut_share=0.5,
        restitution__effects__tested_restitution_time_cut_share=0.5,
        restitution__effects__longer_notice_days=0,
        restitution__double_running_days=0,
    )
    found = clause_values(both, draws=20)
    assert found["reversibility_plan"].gross["alone"].expected.value == approx(0)
    assert found["reversibility_plan"].gross["last_in"].expected.value == approx(BY_HORIZON * 45_000)


@settings(FEWER_SCENARIOS, max_examples=8)
@given(scenarios())
def test_no_clause_costs_money_before_its_price(made: Scenario[Assumption]) -> None:
    for value in clause_values(made, draws=40, seed=1).values:
        for worth in value.gross.values():
            assert min(worth.expected.value, worth.central_eur, worth.cvar95.value) > -0.01, value.clause


def test_the_copy_alone_has_a_price_and_its_net_value_is_gross_less_price() -> None:
    priced = case(external__independent_copy_eur_per_tb_per_year=30)  # 100 TB x 30 x 4 years
    found = clause_values(priced, draws=20)
    assert {value.clause for value in found.values if value.net} == {COPY}
    net = found[COPY].net
    assert net
    for against in AGAINST:
        assert net[against].expected.value == approx(BY_HORIZON * 90_000 - 12_000)
        assert net[against].central_eur == approx(BY_HORIZON * 90_000 - 12_000)
    frame = found.frame().set_index("clause")
    assert frame["alone_net_expected_eur"].notna().tolist() == [clause == COPY for clause in frame.index]


@pytest.mark.parametrize("clause", ["tested_restitution", "reversibility_plan", COPY])
def test_values_are_those_of_two_simulations_with_and_without_the_clause(clause: str) -> None:
    draws, seed = 2000, 11
    worth = clause_values(REFERENCE, draws, seed)[clause]
    today = (worth.net or worth.gross)["today"]
    without, with_it = (
        ht.simulate(with_values(REFERENCE, {path_of(clause): held}), draws, seed) for held in (False, True)
    )
    fall = without.mean("external").value - with_it.mean("external").value
    assert today.expected.value == approx(fall)
    tails = without.tail_mean("external").value - with_it.tail_mean("external").value
    assert today.cvar95.value == approx(tails)
    costs = [ht.compare(made.scenario) for made in (without, with_it)]
    central = [next(item for item in found.options if item.key == "external") for found in costs]
    assert today.central_eur == approx(central[0].net_present_cost_eur - central[1].net_present_cost_eur)


def test_paired_draws_are_far_less_noisy_than_separate_ones() -> None:
    draws = 4000
    worth = clause_values(REFERENCE, draws)["open_format"].gross["today"].expected
    one, other = (ht.simulate(REFERENCE, draws, seed).mean("external").standard_error for seed in (1, 2))
    assert worth.standard_error < 0.05 * np.hypot(one, other)


def test_errors_shrink_as_the_root_of_the_draws() -> None:
    few, many = (clause_values(REFERENCE, draws)["longer_notice"].gross["alone"] for draws in (1000, 16_000))
    assert few.expected.standard_error / many.expected.standard_error == approx(4, rel=0.25)
    assert abs(few.expected.value - many.expected.value) < 4 * few.expected.standard_error


def test_the_frame_has_a_row_a_clause_the_dearest_first() -> None:
    mine = with_values(REFERENCE, {path_of("step_in"): True})
    frame = clause_values(mine, draws=400).frame("en")
    assert sorted(frame["clause"]) == sorted(CLAUSES)
    assert frame["alone_expected_eur"].is_monotonic_decreasing
    assert set(frame.loc[frame["held"], "clause"]) == held_clauses(mine) == {"reversibility_plan", "step_in"}
    basis = frame.set_index("clause")
    assert basis.loc["reversibility_plan", "legal_basis"] == "R.1111-11, item 12"
    assert not basis.loc["reversibility_plan", "legal_is_hypothesis"]  # read, in the framework of 2024
    assert basis["beyond_law"].drop("reversibility_plan").all()


def test_the_same_seed_gives_the_same_values() -> None:
    one, again, other = (clause_values(REFERENCE, 300, seed).frame() for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)


def test_the_gap_between_two_clauses_is_on_the_same_draws() -> None:
    found = clause_values(REFERENCE, draws=300)
    one, other = "longer_notice", "independent_copy"
    gap = found.today_gap(one, other)
    assert gap.value == approx(found.owed(one).expected.value - found.owed(other).expected.value)
    net = found[other].net
    assert net is not None
    assert found.owed(other) == net["today"]  # its yearly price is the scenario's
    assert found.today_gap(one, one).standard_error == 0
