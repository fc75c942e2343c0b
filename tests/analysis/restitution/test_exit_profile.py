from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.restitution.exit_profile import EXIT_MEASURES, exit_profile
from hds_tco.analysis.restitution.paired_runs import PairedRuns
from hds_tco.model.exit_causes import CAUSES
from hds_tco.scenario import ScenarioError, load, with_values
from tests.analysis.restitution.cases import BY_HORIZON, HORIZON, LOSS, ONE_EXIT, PREMIUM_PER_YEAR, case

REFERENCE = load("reference-ght")


def test_exits_come_in_each_year_as_often_as_the_closed_form_says() -> None:
    found = exit_profile(REFERENCE, draws=20_000).by_year()
    gap = (found["probability"] - found["closed_form"]).abs()
    assert (gap < 4 * found["probability_standard_error"]).all()
    assert found["probability"].sum() == approx(1)
    assert found["closed_form"].sum() == approx(1)
    assert found["year"].tolist()[:-1] == list(range(1, 11))
    assert found["year"].isna().tolist() == [False] * 10 + [True]


def test_the_closed_form_of_certain_rates_is_that_by_hand() -> None:
    found = exit_profile(case(), draws=10)
    assert found.closed_form().value == approx(BY_HORIZON)
    assert found.closed_form(2).value == approx(np.exp(-0.1) - np.exp(-0.2))
    assert found.closed_form().standard_error == approx(0, abs=1e-12)


def test_what_an_exit_costs_and_lasts_by_hand() -> None:
    found = exit_profile(case(), draws=4000)
    left = found.exit_year > 0
    paid = sum(ONE_EXIT.values()) + LOSS * found.data_lost + PREMIUM_PER_YEAR * (HORIZON - found.exit_year)
    assert left.any() and not left.all()
    assert found.cost_eur[left] == approx(paid[left])
    assert found.cost_eur[~left].tolist() == [0] * int((~left).sum())
    assert found.mean("exit_days").value == approx(90)
    assert [found.quantile("interruption_days", share).value for share in (0.05, 0.95)] == approx([60, 60])
    lost = found.mean("data_lost")
    assert abs(lost.value - 0.1) < 4 * lost.standard_error
    assert found.causes == ("market_exit",)


def test_the_cost_of_an_exit_is_what_would_not_be_paid_if_the_provider_stayed() -> None:
    draws, seed = 3000, 7
    found = exit_profile(REFERENCE, draws, seed)
    paired = PairedRuns(REFERENCE, draws, seed, ["cost"])
    never = paired.run(changes={"event.exit": 1e-300})["cost"]
    assert paired.run()["cost"] - never == approx(found.cost_eur, rel=1e-9, abs=1e-3)


def test_causes_share_exits_as_their_rates_do() -> None:
    both = case(restitution__disaster__rate_per_year=0.3)
    found = exit_profile(both, draws=20_000)
    for cause, share in (("market_exit", 0.25), ("disaster", 0.75)):
        part = found.probability(cause=cause)
        assert abs(part.value - share * found.closed_form().value) < 4 * part.standard_error
    assert found.mean("interruption_days", "disaster").value == approx(90)  # nothing announces it
    assert found.mean("interruption_days", "market_exit").value == approx(60)


def test_by_cause_adds_up_to_all() -> None:
    found = exit_profile(REFERENCE, draws=5000)
    frame = found.frame().set_index(["cause", "measure"])
    exits = frame.xs("cost_eur", level="measure")["exits"]
    assert exits["any"] == exits[list(CAUSES)].sum() == found.exits
    weighted = sum(found.mean("cost_eur", cause).value * exits[cause] for cause in CAUSES)
    assert weighted == approx(found.mean("cost_eur").value * found.exits)
    assert found.expected_cost().value * found.draws == approx(weighted)


def test_quantiles_rise_and_have_errors_but_a_yes_or_no_has_none() -> None:
    frame = exit_profile(REFERENCE, draws=5000).frame()
    figures = frame[frame["measure"] != "data_lost"]
    assert ((figures["p05"] <= figures["p50"]) & (figures["p50"] <= figures["p95"])).all()
    assert (figures["p50_standard_error"] >= 0).all()
    assert frame.loc[frame["measure"] == "data_lost", "p50"].isna().all()
    assert frame["measure"].tolist()[:4] == list(EXIT_MEASURES)


def test_a_provider_that_never_stops_has_no_exit_to_describe() -> None:
    found = exit_profile(case(restitution__market_exit__rate_per_year=0), draws=200)
    assert found.exits == 0
    assert found.probability().value == found.closed_form().value == found.expected_cost().value == 0
    assert found.frame()["mean"].isna().all()
    assert found.by_year()["probability"].tolist() == [0] * HORIZON + [1]
    assert "never stops" in found.notes("en")[0]


def test_the_same_seed_gives_the_same_exits_and_those_of_simulate() -> None:
    one, again, other = (exit_profile(REFERENCE, 2000, seed) for seed in (5, 5, 6))
    assert one.frame().equals(again.frame())
    assert one.expected_cost() != other.expected_cost()
    simulated = ht.simulate(REFERENCE, draws=2000, seed=5).mean("external", "restitution")
    assert simulated.value == approx(one.expected_cost().value)
    assert simulated.standard_error == approx(one.expected_cost().standard_error)


def test_a_case_without_a_provider_is_refused() -> None:
    alone = with_values(REFERENCE, {"options": ("in_house", "leasing")}).model_copy(update={"external": None})
    with pytest.raises(ScenarioError, match="external"):
        exit_profile(alone, draws=10)
    with pytest.raises(ValueError, match="draws"):
        exit_profile(REFERENCE, draws=0)
