"""Moved figures keep their margin of error, in proportion and within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.cockpit.overrides import Move, with_mean, with_moves
from hds_tco.scenario import ScenarioError, assumptions_of
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal, Pert, Triangular, Uniform
from hds_tco.scenario.kinds import CHANGE, EUROS, HAZARD, SHARE, Kind

SCENARIO = ht.load("reference-ght")
PRICE = "external.price_eur_per_vm_per_month"

KINDS = st.sampled_from([EUROS, SHARE, HAZARD, CHANGE])


@st.composite
def laws(draw: st.DrawFn) -> tuple[Kind, Distribution, float]:
    """Return a kind, a law that it may hold, and a mean that it may hold."""
    kind = draw(KINDS)
    top = min(kind.high, 1e6)
    figures = st.floats(kind.low, top, allow_subnormal=False).map(lambda value: float(f"{value:.6g}"))
    low, mode, high = sorted(draw(st.tuples(figures, figures, figures)))
    known: list[Distribution] = [Pert(low, mode, high), Triangular(low, mode, high), Uniform(low, high)]
    law = draw(st.sampled_from([*known, Discrete((low, high), (1.0, 3.0))]))
    return kind, law, draw(figures)


@given(laws())
def test_the_law_has_the_mean_asked_for_and_stays_within_what_the_field_may_hold(
    case: tuple[Kind, Distribution, float],
) -> None:
    kind, law, mean = case
    found = with_mean(law, mean, kind)
    if found is None:
        return
    assert type(found) is type(law)
    assert found.mean == pytest.approx(mean, rel=1e-9, abs=1e-9)
    ends = found.quantile([0.0, 1.0])
    assert kind.low <= ends[0] <= ends[1] <= kind.high


def test_a_price_stretches_in_proportion() -> None:
    assert with_mean(Pert(60.0, 95.0, 150.0), 98.0 + 1 / 3, EUROS) == Pert(60.0, 95.0, 150.0)
    assert with_mean(Triangular(60.0, 95.0, 145.0), 200.0, EUROS) == Triangular(120.0, 190.0, 290.0)


def test_what_is_negative_is_shifted_not_stretched() -> None:
    assert with_mean(Uniform(-0.10, 0.02), 0.0, CHANGE) == Uniform(-0.06, 0.06)


def test_near_a_bound_the_margin_narrows() -> None:
    assert with_mean(Uniform(0.0, 1.0), 0.9, SHARE) == Uniform(0.8, 1.0)
    assert with_mean(Uniform(0.0, 1.0), 1.0, SHARE) is None
    assert with_mean(Uniform(0.0, 1.0), 0.0, SHARE) is None


@pytest.mark.parametrize("mean", [0.01, 0.05, 0.3])
def test_a_lognormal_has_the_mean_asked_for_cut_or_not(mean: float) -> None:
    for kind, law in ((HAZARD, Lognormal(0.01, 0.08, 0.0, 2.0)), (EUROS, Lognormal(0.01, 0.08))):
        found = with_mean(law, mean, kind)
        assert isinstance(found, Lognormal)
        assert found.mean == pytest.approx(mean, rel=1e-9)
    assert with_mean(Lognormal(0.2, 0.9, high=1.0), 0.99, SHARE) is None


@pytest.mark.parametrize("path", [path for path, item in assumptions_of(SCENARIO).items() if item.distribution])
def test_any_uncertain_assumption_of_the_reference_can_be_moved_and_stays_uncertain(path: str) -> None:
    before = assumptions_of(SCENARIO)[path]
    assert isinstance(before.value, float)
    value = before.value * 0.9 if before.value else 0.01
    after = assumptions_of(with_moves(SCENARIO, {path: Move(value)}))[path]
    assert after.value == pytest.approx(value, rel=1e-9)
    assert after.distribution is not None
    assert (after.is_hypothesis, after.source, after.note) == (True, "", before.note)
    sure = assumptions_of(with_moves(SCENARIO, {path: Move(value, sure=True)}))[path]
    assert (sure.value, sure.distribution) == (value, None)


def test_yes_or_no_choices_and_the_horizon_move_too() -> None:
    found = with_moves(
        SCENARIO,
        {
            "leasing.compulsory_transfer": Move(1.0),
            "leasing.end_of_term": Move("extend"),
            "horizon_years": Move(7.0),
            "leasing.term_years": Move(3.0),
        },
    )
    assert found.leasing is not None
    assert found.leasing.compulsory_transfer.value == 1.0
    assert (found.leasing.end_of_term, found.horizon_years, found.leasing.term_years.value) == ("extend", 7, 3.0)


def test_what_no_scenario_can_be_is_refused_in_the_readers_language() -> None:
    with pytest.raises(ScenarioError, match="scenario"):
        with_moves(SCENARIO, {PRICE: Move(-1.0, sure=True)}, "en")
