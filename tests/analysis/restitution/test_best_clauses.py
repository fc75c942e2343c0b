from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.restitution.best_clauses import best_clauses
from hds_tco.analysis.restitution.clause_values import COPY, clause_values
from hds_tco.analysis.restitution.clauses import CLAUSES, held_clauses
from hds_tco.analysis.restitution.paired_runs import PairedRuns
from hds_tco.scenario import Assumption, Scenario, load
from tests.analysis.restitution.cases import BY_HORIZON, case
from tests.strategies import FEWER_SCENARIOS, grid, scenarios

REFERENCE = load("reference-ght")
# Saved by an exit: longer notice 60 000, open format 0.8 x 45 000, copy 0.9 x 0.1 x 400 000.
KNAPSACK = {
    "restitution__effects__open_format_migration_cut_share": 0.8,
    "restitution__data_loss_eur": 400_000,
}
PRICES = {"longer_notice": 10, "open_format": 5, COPY: 5}


def greedy(saved: dict[str, float], prices: dict[str, float], budget: float) -> float:
    """Take the clause worth most that one can still pay, until none is left."""
    total, left = 0.0, budget
    for clause in sorted(saved, key=lambda clause: -saved[clause]):
        if prices[clause] <= left:
            total, left = total + saved[clause], left - prices[clause]
    return total


def test_the_best_set_beats_the_greedy_one_by_hand() -> None:
    found = best_clauses(case(**KNAPSACK), PRICES, budget_eur=10, draws=20)
    assert found.best.clauses == ("open_format", COPY)
    assert found.best.expected.value == approx(BY_HORIZON * 72_000)
    assert found.best.price_eur == 10
    values = clause_values(case(**KNAPSACK), draws=20)
    saved = {clause: values[clause].gross["alone"].expected.value for clause in PRICES}
    assert greedy(saved, dict(PRICES), 10) == approx(BY_HORIZON * 60_000)


def test_the_whole_frontier_by_hand() -> None:
    found = best_clauses(case(**KNAPSACK), PRICES, draws=20)
    assert [(each.price_eur, len(each.clauses)) for each in found.sets] == [(0, 0), (5, 1), (10, 2), (15, 2), (20, 3)]
    saved = [each.expected.value / BY_HORIZON for each in found.sets]
    assert saved == approx([0, 36_000, 72_000, 96_000, 132_000])
    net = found.frame()["net_expected_saving_eur"] - found.frame()["expected_saving_eur"]
    assert net.tolist() == approx([0, -5, -10, -15, -20])


def test_without_prices_the_best_sets_of_each_size() -> None:
    found = best_clauses(case(**KNAPSACK), draws=20)
    assert [each.allowed for each in found.sets] == list(range(10))
    assert found.sets[1].clauses == ("longer_notice",)
    assert set(found.sets[3].clauses) == set(PRICES)
    # Beyond the four that save anything, nothing is added for its own sake.
    assert {len(each.clauses) for each in found.sets[4:]} == {4}


def test_a_copy_that_costs_more_than_it_saves_is_left_alone() -> None:
    dear = case(**KNAPSACK, external__independent_copy_eur_per_tb_per_year=1000)
    found = best_clauses(dear, draws=20)
    assert all(COPY not in each.clauses for each in found.sets)


@pytest.mark.parametrize("objective", ["expected", "cvar95"])
def test_no_set_of_that_size_or_price_does_better(objective: Any) -> None:
    draws, offered = 300, CLAUSES[1:5]
    prices = {clause: 10.0 + rank for rank, clause in enumerate(offered)}
    measure = "cvar95" if objective == "cvar95" else "expected"
    found = best_clauses(REFERENCE, prices, budget_eur=25, objective=objective, draws=draws)
    best = getattr(found.best, measure).value
    for some in itertools.chain.from_iterable(itertools.combinations(offered, size) for size in range(5)):
        if sum(prices[clause] for clause in some) <= 25:
            alone = best_clauses(REFERENCE, dict.fromkeys(some, 0.0), objective=objective, draws=draws).best
            assert getattr(alone, measure).value <= best + 0.01


def test_savings_are_falls_of_the_cost_on_the_same_draws() -> None:
    found = best_clauses(REFERENCE, draws=400, seed=9)
    paired = PairedRuns(REFERENCE, 400, 9, ["expected"])
    fall = paired.run(())["expected"] - paired.run(found.sets[4].clauses)["expected"]
    assert found.sets[4].expected.value == approx(fall.mean())


@settings(FEWER_SCENARIOS, max_examples=8)
@given(scenarios(), st.fixed_dictionaries({clause: grid(0, 90_000) for clause in CLAUSES[:5]}))
def test_a_larger_budget_never_buys_less(made: Scenario[Assumption], prices: dict[str, float]) -> None:
    found = best_clauses(made, prices, draws=20)
    spent = [each.price_eur for each in found.sets]
    saved = [each.expected.value for each in found.sets]
    assert spent == sorted(set(spent), key=float)  # type: ignore[arg-type]
    assert saved == sorted(saved)
    by_size = [each.expected.value for each in best_clauses(made, draws=3).sets]
    assert by_size == sorted(by_size)


def test_clauses_kept_are_in_every_set_and_bought_by_none() -> None:
    kept = held_clauses(REFERENCE)
    found = best_clauses(REFERENCE, keep=kept, draws=100)
    assert found.keep == ("reversibility_plan",)
    assert len(found.sets) == 9
    assert all("reversibility_plan" not in each.clauses for each in found.sets)
    today = clause_values(REFERENCE, draws=100)["longer_notice"].gross["today"].expected.value
    assert best_clauses(REFERENCE, {"longer_notice": 1}, keep=kept, draws=100).best.expected.value == approx(today)
    assert "Reversibility plan" in found.notes("en")[-1]


def test_what_is_kept_changes_what_is_best() -> None:
    # 60 days of step-in cover what the notice leaves: a longer one, the best on its own, then saves nothing.
    made = case(**KNAPSACK, restitution__effects__step_in_days=60)
    offered = {"longer_notice": 1, "open_format": 1}
    assert best_clauses(made, offered, 1, draws=20).best.clauses == ("longer_notice",)
    assert best_clauses(made, offered, 1, keep=["step_in"], draws=20).best.clauses == ("open_format",)


def test_only_what_has_a_price_is_on_offer() -> None:
    found = best_clauses(REFERENCE, {"step_in": 0}, draws=50)
    assert found.best.clauses == ("step_in",)
    assert best_clauses(REFERENCE, {}, draws=50).best.clauses == ()


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="step_in"):
        best_clauses(REFERENCE, {"stepin": 1}, draws=10)
    with pytest.raises(ValueError, match="zzz"):
        best_clauses(REFERENCE, keep=["zzz"], draws=10)
    with pytest.raises(ValueError, match="-5"):
        best_clauses(REFERENCE, {"step_in": -5}, draws=10)
    with pytest.raises(ValueError, match="nan"):
        best_clauses(REFERENCE, {"step_in": 1}, budget_eur=float("nan"), draws=10)
    with pytest.raises(ValueError, match="prices"):
        best_clauses(REFERENCE, budget_eur=10, draws=10)


def test_the_same_seed_gives_the_same_frontier() -> None:
    one, again, other = (best_clauses(REFERENCE, draws=60, seed=seed).frame() for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)
