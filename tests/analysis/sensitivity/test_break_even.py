"""Just before a break-even value the best option is the recommended one, at it another: `compare` says the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.sensitivity import BreakEven, BreakEvens
from hds_tco.analysis.sensitivity.labels import kind_at
from hds_tco.analysis.sensitivity.ranges import at
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of
from tests.builders import CLOSE_RACE, scenario
from tests.cli.running import plain
from tests.strategies import FEWER_SCENARIOS, scenarios

TWO: dict[str, Any] = {"external.setup_eur": 200, "in_house.other_investment_eur_by_year": [250]}
# Below this many euros two options cost as much: `compare` then follows the last bits.
TIE_EUR = 0.01


def compared(base: Scenario[Assumption], path: str, value: float) -> ht.analysis.Comparison:
    # The schema wants a reason for a rate of zero at home.
    moved = at(assumptions_of(base)[path], value)
    bare = list(moved) if isinstance(moved, tuple) else moved
    return ht.compare(ht.with_values(base, {path: {"value": bare, "confidence": "N"} if value == 0 else bare}))


def check_change(base: Scenario[Assumption], found: BreakEvens, item: BreakEven) -> None:
    assert item.value is not None
    assert item.low <= item.value <= item.high
    after = compared(base, item.path, item.value)
    assert item.next_best is not None
    assert after.best.net_present_cost_eur < after[found.best.key].net_present_cost_eur
    assert after[item.next_best.key].net_present_cost_eur <= after.best.net_present_cost_eur + TIE_EUR
    side = item.high if item.value > item.central else item.low
    before = compared(base, item.path, item.value - 1e-6 * (side - item.central))
    assert before[found.best.key].net_present_cost_eur <= before.best.net_present_cost_eur + TIE_EUR


def check_nothing_nearer(base: Scenario[Assumption], found: BreakEvens, item: BreakEven) -> None:
    """Check on some values between the centre and the break-even value, or the ends, that the best option stays."""
    reach = abs(item.value - item.central) if item.value is not None else np.inf
    for share in (0.25, 0.6, 0.97):
        for end in (item.low, item.high):
            value = item.central + share * np.sign(end - item.central) * min(reach, abs(end - item.central))
            result = compared(base, item.path, float(value))
            assert result[found.best.key].net_present_cost_eur <= result.best.net_present_cost_eur + TIE_EUR


def test_by_hand() -> None:
    base = scenario(TWO, options=("in_house", "external"))
    found = ht.sensitivity.break_even(base)
    setup = found["external.setup_eur"]
    assert (setup.low, setup.central, setup.high, setup.uncertain) == (0, 200, 600, False)
    # 250 € in-house: half a cent above, in-house is the cheaper.
    assert setup.value == pytest.approx(250.005, abs=1e-5)
    assert setup.next_best is not None
    assert setup.next_best.key == "in_house"
    assert setup.probability_beyond is None
    row = found.frame().set_index("path").loc["external.setup_eur"]
    assert row["change_share"] == pytest.approx(0.25, abs=1e-4)
    # VAT bears on the set-up alone: 200 (1 + rate) = 250.
    assert found["finance.vat_share"].value == pytest.approx(0.25, abs=1e-4)
    check_change(base, found, setup)


def test_the_chance_of_passing_it() -> None:
    uncertain = {**TWO, "external.setup_eur": {"distribution": "uniform", "low": 100, "high": 300}}
    setup = ht.sensitivity.break_even(scenario(uncertain, options=("in_house", "external")))["external.setup_eur"]
    assert (setup.low, setup.high) == pytest.approx((100.2, 299.8))
    assert setup.probability_beyond == pytest.approx(0.25, abs=1e-4)


def test_never_within_its_range() -> None:
    values = {**TWO, "in_house.other_investment_eur_by_year": [601]}
    setup = ht.sensitivity.break_even(scenario(values, options=("in_house", "external")))["external.setup_eur"]
    assert setup.never
    assert setup.next_best is None


@pytest.mark.parametrize(("rate", "nearest"), [(0.04, 0.02), (0.09, 0.10)])
def test_the_nearest_of_two(rate: float, nearest: float) -> None:
    # In-house costs 100 k€ (1 - 1.02 v) (1 - 1.10 v) with v = 1 / (1 + rate), below nothing between 2 % and 10 % only.
    flows = [100_000, -212_000, 112_200]
    values = {"finance.real_discount_rate_per_year": rate, "in_house.other_investment_eur_by_year": flows}
    found = ht.sensitivity.break_even(scenario(values, options=("in_house", "external")))
    assert found.best.key == "in_house"
    assert found["finance.real_discount_rate_per_year"].value == pytest.approx(nearest, abs=1e-4)


def test_the_nearest_to_change_come_first() -> None:
    found = ht.sensitivity.break_even(ht.load(CLOSE_RACE))
    order = [(item.never, item.plays_no_part, item.share_of_way) for item in found.values]
    assert order == sorted(order)
    assert all(0 < item.share_of_way <= 1 for item in found.values if not item.never)
    asleep = {item.path for item in found.values if item.plays_no_part and not item.never}
    assert "external.hds_surcharge_share" in asleep
    assert found.values[0].path not in asleep


def test_every_numeric_assumption_is_there_and_no_other() -> None:
    reference = ht.load("reference-ght")
    found = ht.sensitivity.break_even(reference)
    paths = {item.path for item in found.values} | set(found.without_range)
    for path in assumptions_of(reference):
        kind = kind_at(path)
        assert kind is not None
        left_out = kind.flag or kind.whole or kind.name == "correlation"
        assert (path in paths) != left_out, path
    assert not any(np.any(assumptions_of(reference)[path].value) for path in found.without_range)


def test_the_reference_agrees_with_compare() -> None:
    reference = ht.load(CLOSE_RACE)
    found = ht.sensitivity.break_even(reference)
    changing = [item for item in found.values if not item.never]
    assert len(changing) > 20
    for item in changing:
        check_change(reference, found, item)
    for item in (*changing[::6], *[item for item in found.values if item.never][::30]):
        check_nothing_nearer(reference, found, item)


@FEWER_SCENARIOS
# A provider that serves nobody else would stand apart, until nobody else is there.
@given(base=scenarios({"external.serves_hosted_establishments": True}), pick=st.randoms(use_true_random=False))
def test_whatever_the_scenario(base: Scenario[Assumption], pick: Any) -> None:
    found = ht.sensitivity.break_even(base)
    assert found.best.key == ht.compare(base).best.key
    changing = [item for item in found.values if not item.never]
    for item in pick.sample(changing, min(4, len(changing))):
        check_change(base, found, item)
    for item in pick.sample(found.values, 1):
        check_nothing_nearer(base, found, item)


def test_one_option_has_no_rival() -> None:
    with pytest.raises(ScenarioError, match="une seule option"):
        ht.sensitivity.break_even(scenario(options=("external",)))


def test_frame_and_notes() -> None:
    found = ht.sensitivity.break_even(ht.load("reference-ght"))
    frame = found.frame("en")
    assert frame.columns.tolist() == [
        *("path", "label", "unit", "central_value", "range_low", "range_high", "uncertain", "never"),
        *("break_even_value", "change_share", "next_best", "next_best_label", "probability_beyond"),
    ]
    assert (frame["never"] == frame["break_even_value"].isna()).all()
    assert found.best.named("en").the in found.notes("en")[0]
    with pytest.raises(KeyError):
        found["no.such.path"]


# ─── whole years and yes or no ───────────────────────────────────────────────────────────────────────────────────


def test_every_assumption_has_a_value_or_a_reason() -> None:
    reference = ht.load("reference-ght")
    for steps in (False, True):
        found = ht.sensitivity.break_even(reference, steps=steps)
        paths = {item.path for item in found.values}
        assert paths.isdisjoint(found.left_out)
        assert paths | set(found.left_out) == set(assumptions_of(reference))
        assert ("untried" in found.left_out.values()) != steps
        assert found.notes("en")[-1].startswith(f"{len(found.left_out)} assumptions have no break-even value")
        assert found.left_out_frame("en")["path"].tolist() == list(found.left_out)
    assert found.left_out["correlations.indices.rank_correlation"] == "correlation"
    assert found.left_out["in_house.other_operating_eur_by_year"] == "zeros"
    assert found.left_out["hosted.ehpad.imaging_tb"] == "zero"


def test_what_says_which_services_are_compared_is_a_choice_of_structure() -> None:
    kept: dict[str, Any] = {"options": ["in_house", "external", "status_quo"], "existing.keep_years": 3}
    for values, steps in (({}, False), (kept, True)):
        found = ht.sensitivity.break_even(ht.load(CLOSE_RACE, values), steps=steps)
        for path in ("existing.keep_years", "external.serves_hosted_establishments"):
            assert found.left_out[path] == "structure"
        assert "refused" not in found.left_out.values()
        assert "status_quo" not in {item.next_best.key for item in found.values if item.next_best}


def test_whole_years_and_flags_agree_with_compare() -> None:
    reference = ht.load("reference-ght")
    found = ht.sensitivity.break_even(reference, steps=True)
    steps = [item for item in found.values if (kind := kind_at(item.path)) and (kind.flag or kind.whole)]
    assert len(steps) > 30
    assert any(not item.never for item in steps)
    for item in steps:
        kind = kind_at(item.path)
        assert kind is not None
        reach = item.high + 1 if item.value is None else abs(item.value - item.central)
        for value in range(int(item.low), int(item.high) + 1):
            if abs(value - item.central) < reach:  # nothing nearer changes the answer
                priced = ht.compare(ht.with_values(reference, {item.path: bool(value) if kind.flag else value}))
                assert priced[found.best.key].net_present_cost_eur <= priced.best.net_present_cost_eur + TIE_EUR
        if item.value is not None:
            assert item.next_best is not None
            value = bool(item.value) if kind.flag else int(item.value)
            assert ht.compare(ht.with_values(reference, {item.path: value})).best.key == item.next_best.key


def test_ranges_of_whole_years_and_flags() -> None:
    found = ht.sensitivity.break_even(ht.load(CLOSE_RACE), steps=True)
    refresh = found["in_house.refresh_years"]
    assert (refresh.low, refresh.central, refresh.high, refresh.value) == (1, 5, 15, 8)
    row = found.frame("en").set_index("path").loc["restitution.clauses.longer_notice"]
    assert (row["range_low"], row["range_high"]) == (0, 1)
    assert np.isnan(row["change_share"])


# ─── figures by year ─────────────────────────────────────────────────────────────────────────────────────────────


def test_figures_by_year_are_moved_as_a_whole() -> None:
    # In-house pays 100 + 60 + 40 = 200 €, undiscounted; external 250 €: in-house stops being the cheaper at 1.25 times,
    # and half a cent.
    values = {"external.setup_eur": 250, "in_house.other_investment_eur_by_year": [100, 60, 40]}
    base = scenario(values, options=("in_house", "external"))
    found = ht.sensitivity.break_even(base)
    item = found["in_house.other_investment_eur_by_year"]
    assert (item.low, item.central, item.high, item.uncertain) == (0, 1, 3, False)
    assert item.value == pytest.approx(250.005 / 200, abs=1e-8)
    assert item.next_best is not None
    assert item.next_best.key == "external"
    check_change(base, found, item)
    row = found.frame("en").set_index("path").loc[item.path]
    assert (row["unit"], row["central_value"], row["change_share"]) == ("factor", 1, pytest.approx(0.25, abs=1e-4))
    assert "one factor (today × 1)" in plain(" ".join(found.notes("en")))
    other = {"in_house.other_operating_eur_by_year", "external.other_eur_by_year"}
    assert {found.left_out[path] for path in other} == {"zeros"}


def test_costs_and_income_by_year_keep_their_signs() -> None:
    # In-house pays 300 € and gets 100 €: 200 f against 250 €.
    values = {"external.setup_eur": 250, "in_house.other_operating_eur_by_year": [300, -100]}
    found = ht.sensitivity.break_even(scenario(values, options=("in_house", "external")))
    assert found["in_house.other_operating_eur_by_year"].value == pytest.approx(1.250025, abs=1e-8)


def test_no_figure_of_a_list_passes_what_its_field_allows() -> None:
    shares = ht.sensitivity.break_even(ht.load("reference-ght"))["migration.migrated_share_by_year"]
    assert (shares.low, shares.central, shares.high) == (0, 1, 1)
    half = ht.load("reference-ght", {"migration.migrated_share_by_year": [0, 0.2, 0.5]})
    assert ht.sensitivity.break_even(half)["migration.migrated_share_by_year"].high == 2


def test_two_lists_of_one_length_are_two_scenarios() -> None:
    # The work of the model is kept from one scenario to the next of the same structure: a list is part of it.
    paid = [
        ht.sensitivity.break_even(
            scenario(
                {"external.setup_eur": 250, "in_house.other_investment_eur_by_year": [amount]},
                options=("in_house", "external"),
            )
        )["in_house.other_investment_eur_by_year"].value
        for amount in (100, 200)
    ]
    assert paid == pytest.approx([2.50005, 1.250025], abs=1e-8)
