"""Options priced on many sets of values at once: the model's own figures, only faster."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.stats import poisson

import hds_tco as ht
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.measures import SINGLE_EVENTS, event_columns
from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING, OPTIONS
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from hds_tco.trace import Program
from hds_tco.trace.compiled.kernel import Kernel
from tests.analysis.drawing import by_the_model, changeable, values_around
from tests.builders import scenario as scenario_of
from tests.strategies import WHOLE_SCENARIOS, scenarios

Array = npt.NDArray[np.float64]
# As it is, less, half, more, nothing at all: the last asks what divides by it.
FACTORS = np.array([1.0, 0.9, 0.5, 1.7, 0.0])
SCENARIOS = scenarios()
# Not shrunk: a scenario is traced anew for each try.
FEW = settings(WHOLE_SCENARIOS, max_examples=8, phases=[Phase.generate])
MANY = settings(WHOLE_SCENARIOS, max_examples=120, phases=[Phase.generate])
PRECISION = 1e-12


def uniform(count: int, draws: int, seed: int) -> Array:
    """Return uniform numbers in (0, 1], the last draw at the very end for all but the number of incidents.

    There the rows count no more incidents than may be; what they leave out has one chance in a billion.
    """
    made = 1.0 - np.random.default_rng(seed).random((count, draws))
    made[: len(SINGLE_EVENTS), -1] = 1.0
    return made


def assert_rows_are_the_model(scenario: Scenario[Assumption], paths: list[str], seed: int, compiled: bool) -> None:
    evaluator = Evaluator(scenario, paths, drawn=True, compiled=compiled)
    events = uniform(len(evaluator.columns) - len(paths), len(FACTORS), seed)
    values = np.concatenate([values_around(scenario, paths, FACTORS), events])
    got = evaluator.run(values)
    expected, gross = by_the_model(evaluator, values)
    assert set(evaluator.measures) == set(expected)
    for name, row in zip(evaluator.measures, got, strict=True):
        room = PRECISION * np.maximum(gross[name], 1e-6)
        assert (abs(row - expected[name]) <= room).all(), (name, row, expected[name])


@FEW
@given(SCENARIOS, st.data())
def test_rows_give_what_the_model_gives(scenario: Scenario[Assumption], data: st.DataObject) -> None:
    paths = data.draw(st.lists(st.sampled_from(changeable(scenario)), unique=True, max_size=60))
    assert_rows_are_the_model(scenario, paths, data.draw(st.integers(0, 99)), compiled=False)


@pytest.mark.slow
@MANY
@given(SCENARIOS, st.data(), st.booleans())
def test_rows_give_what_the_model_gives_on_many_scenarios(
    scenario: Scenario[Assumption], data: st.DataObject, compiled: bool
) -> None:
    paths = data.draw(st.lists(st.sampled_from(changeable(scenario)), unique=True, max_size=60))
    assert_rows_are_the_model(scenario, paths, data.draw(st.integers(0, 99)), compiled=compiled)


@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_every_assumption_of_a_shipped_scenario_may_change(name: str) -> None:
    scenario = ht.load(name)
    assert_rows_are_the_model(scenario, changeable(scenario), 1, compiled=False)


@settings(WHOLE_SCENARIOS, max_examples=3)
@given(SCENARIOS)
def test_compiled_rows_give_what_numpy_gives(scenario: Scenario[Assumption]) -> None:
    paths = changeable(scenario)[::3]
    plain, compiled = (Evaluator(scenario, paths, drawn=True, compiled=how) for how in (False, True))
    assert isinstance(plain._runner, Program)
    assert isinstance(compiled._runner, Kernel)
    factors = np.random.default_rng(1).choice(FACTORS, 21)
    values = np.concatenate(
        [values_around(scenario, paths, factors), uniform(len(event_columns(scenario.horizon_years)), 21, 2)]
    )
    # The same operations in the same order, to the last bit.
    assert np.array_equal(plain.run(values), compiled.run(values), equal_nan=True)


@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_at_central_values_options_cost_what_compare_says(name: str) -> None:
    scenario = ht.load(name)
    evaluator = Evaluator(scenario, changeable(scenario)[:5], compiled=False)
    costs = evaluator.run(evaluator.central(2))
    compared = ht.compare(scenario)
    for row, measure in zip(costs, evaluator.measures, strict=True):
        assert row.tolist() == approx([compared[measure.partition(".")[0]].net_present_cost_eur] * 2, rel=1e-11)


# ─── what it is asked ────────────────────────────────────────────────────────────────────────────────────────────────


PRICES = {"external.setup_eur": 10_000.0, "in_house.other_investment_eur_by_year": [5000.0, 0.0]}


def small(**more: Any) -> Scenario[Assumption]:
    return scenario_of(PRICES | more, horizon_years=2)


def test_a_list_changes_as_a_whole() -> None:
    path, written = "in_house.other_investment_eur_by_year", (5000.0, 0.0, -300.0)
    base = scenario_of({path: list(written), "external.setup_eur": 10_000})
    factors = np.array([0.0, 0.5, 1.0, 1.75])
    evaluator = Evaluator(base, [path], measures=("expected",))
    assert evaluator.central()[0].tolist() == [1.0]
    found = evaluator.run(factors[None])
    for column, factor in enumerate(factors):
        priced = ht.compare(ht.with_values(base, {path: [float(factor) * item for item in written]}))
        assert found[:, column] == pytest.approx([option.net_present_cost_eur for option in priced.options])


@pytest.mark.parametrize(
    "path",
    ["leasing.term_years", "hospital.nothing", "pooling.billing", "name"],
)
def test_what_cannot_change_from_draw_to_draw_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=path):
        Evaluator(small(), [path])


def test_measures_and_options_may_be_chosen() -> None:
    every = Evaluator(small(), [], drawn=True)
    assert [name for name in every.measures if name.startswith("external")] == [
        f"external.{end}"
        for end in (
            "expected",
            "cost",
            "restitution",
            "incidents",
            "exit_year",
            "exit_days",
            "interruption_days",
            "data_lost",
        )
    ]
    few = Evaluator(small(), [], drawn=True, measures=["cost", "exit_year"], options=[LEASING, EXTERNAL])
    assert few.measures == ("leasing.cost", "external.cost", "external.exit_year")
    assert few.rows_of("cost") == [0, 1]
    assert Evaluator(small(), []).measures == ("in_house.expected", "external.expected", "leasing.expected")


def test_without_columns_the_costs_are_numbers() -> None:
    evaluator = Evaluator(small(), [], options=[IN_HOUSE, EXTERNAL])
    assert evaluator.run(evaluator.central(3)).tolist() == [[5000.0] * 3, [10_000.0] * 3]
    assert evaluator.run([]).tolist() == [[5000.0], [10_000.0]]
    assert evaluator.read == ()


def test_what_nobody_reads_may_hold_anything() -> None:
    evaluator = Evaluator(small(), ["hospital.beds", "external.setup_eur"])
    assert evaluator.read == ("external.setup_eur",)
    got = evaluator.run([np.empty(0), np.array([1.0, 2.0])], np.empty((3, 2)))
    assert got[evaluator.rows_of("expected")[1]].tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="1 rows of values for 2 columns"):
        evaluator.run([np.ones(2)])


def test_a_value_put_in_the_place_of_a_mean_is_read() -> None:
    """Even where a distribution stays, which a file would write instead of the value."""
    uncertain = small(**{"external.setup_eur": {"low": 0, "mode": 100, "high": 200}})
    moved = uncertain.model_copy(
        update={
            "external": uncertain.external.model_copy(  # type: ignore[union-attr]
                update={"setup_eur": replace(uncertain.external.setup_eur, value=7.0)}  # type: ignore[union-attr]
            )
        }
    )
    costs = [float(Evaluator(each, [], options=[EXTERNAL]).run([])[0, 0]) for each in (uncertain, moved)]
    assert costs == [100.0, 7.0]


def test_a_rate_that_is_made_to_change_may_go_to_its_bound() -> None:
    """As many incidents are counted as the highest rate may bring."""
    path = "incidents.in_house_rate_per_year"
    scenario = scenario_of({path: 0.01, "incidents.rebuild_eur": 1.0}, horizon_years=1)
    evaluator = Evaluator(scenario, [path], drawn=True, options=[IN_HOUSE], measures=["cost"])
    values = np.full((len(evaluator.columns), 2), 1.0 - 1e-6)
    values[0] = [0.01, 2.0]
    assert evaluator.run(values).tolist() == [poisson.ppf(1.0 - 1e-6, [0.01, 2.0]).tolist()]


def test_the_work_is_done_once_for_the_same_structure() -> None:
    """Another price is another parameter of the same work; what makes branches come or go is other work."""
    one, other = (Evaluator(small(**{"finance.vat_share": vat}), ["external.setup_eur"]) for vat in (0.2, 0.1))
    assert one._runner is other._runner
    for evaluator, vat in ((one, 0.2), (other, 0.1)):
        scenario = small(**{"finance.vat_share": vat, "external.setup_eur": 777.0})
        alone = Evaluator(scenario, [], compiled=False).run([])
        assert evaluator.run(np.array([[777.0]])) == pytest.approx(alone, rel=1e-12)
    moved = small(**{"finance.vat_share": 0.3, "external.setup_eur": 5.0})
    assert Evaluator(moved, ["external.setup_eur"])._runner is one._runner
    for values in ({"finance.vat_share": 0.0}, {"horizon_years": 5}, {"leasing.end_of_term": "extend"}):
        assert Evaluator(small(**values), ["external.setup_eur"])._runner is not one._runner
    assert Evaluator(small(), ["finance.vat_share"])._runner is not one._runner


def test_options_of_ones_own_are_priced() -> None:
    twice = replace(EXTERNAL, key="twice", own_label="Deux fois")
    evaluator = Evaluator(small(), ["external.setup_eur"], options=[EXTERNAL, twice], drawn=True)
    values = np.full((len(evaluator.columns), 1), 0.5)
    got = evaluator.run(values)
    for end in ("expected", "cost", "exit_year"):
        one, other = (evaluator.measures.index(f"{key}.{end}") for key in ("external", "twice"))
        assert got[one] == got[other]
    assert set(OPTIONS) == {"in_house", "external", "leasing"}
    assert "external.setup_eur" in assumptions_of(small())


REFERENCE = ht.load("reference-ght")


@pytest.mark.parametrize("drawn", [False, True])
def test_a_group_is_the_present_cost_of_its_lines_as_compare_gives_it(drawn: bool) -> None:
    groups = {"people": ("staff.",), "machines": ("purchase.", "emergency."), "none": ("no_such_line",)}
    evaluator = Evaluator(REFERENCE, [], options=[IN_HOUSE], groups=groups, drawn=drawn)
    found = dict(zip(evaluator.measures, evaluator.run([np.full(1, 0.5)] * len(evaluator.columns))[:, 0], strict=True))
    lines = ht.compare(REFERENCE, [IN_HOUSE]).frame()
    by_line = lines.groupby("line")["discounted_eur"].sum()
    for name, beginnings in groups.items():
        asked = sum(amount for line, amount in by_line.items() if line.startswith(beginnings))
        assert found[f"in_house.{name}"] == approx(asked, abs=0.01)
    assert found["in_house.people"] > 0


def test_groups_are_measures_like_others() -> None:
    groups = {"people": ("staff.",), "machines": ("purchase.",)}
    evaluator = Evaluator(REFERENCE, [], options=[IN_HOUSE], groups=groups, measures=["people"])
    assert evaluator.measures == ("in_house.people",)


def test_a_group_may_not_hide_a_measure() -> None:
    with pytest.raises(ValueError, match="expected"):
        Evaluator(REFERENCE, [], options=[IN_HOUSE], groups={"expected": ("staff.",)})
