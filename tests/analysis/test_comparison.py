"""A result's frames say what the result says, to the cent."""

from __future__ import annotations

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, Language
from tests.builders import hosted, scenario


@pytest.fixture(scope="module")
def result() -> ht.analysis.Comparison:
    return ht.compare(ht.load("reference-ght"))


def test_the_frame_holds_every_amount_once(result: ht.analysis.Comparison) -> None:
    frame = result.frame()
    assert len(frame) == sum(len(option.lines) * 11 for option in result.options)
    sums = frame.groupby("option")["amount_eur"].sum()
    for option in result.options:
        assert sums[option.key] == pytest.approx(option.amounts_eur.sum(), abs=0.001)
    discounted = frame.groupby("option")["discounted_eur"].sum()
    for option in result.options:
        assert discounted[option.key] == pytest.approx(option.net_present_cost_eur, abs=0.001)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_ranks_and_splits_the_present_cost(result: ht.analysis.Comparison, lang: Language) -> None:
    summary = result.summary(lang)
    assert summary["net_present_cost_eur"].is_monotonic_increasing
    parts = summary[["investment_eur", "operating_eur", "income_eur", "risk_eur"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(summary["net_present_cost_eur"].tolist())
    assert summary["gap_eur"].iloc[0] == 0
    assert result.best.key == summary.index[0]


def test_cumulative_costs_end_at_the_present_cost(result: ht.analysis.Comparison) -> None:
    last = result.cumulative().iloc[-1]
    assert last.tolist() == pytest.approx([option.net_present_cost_eur for option in result.options])


def test_yearly_costs_are_the_amounts(result: ht.analysis.Comparison) -> None:
    yearly = result.yearly()
    for rank, option in enumerate(result.options):
        assert yearly.iloc[:, rank].tolist() == option.amounts_eur.tolist()


def test_the_eprd_view_bears_what_the_ledger_holds() -> None:
    # 900 euros invested in year 0, written off over 3 years; 100 euros a year of room; 3 years.
    made = scenario(
        {"operations.project_eur": 900, "operations.room_eur_per_year": 100, "finance.depreciation_years": 3},
        options=["in_house"],
    )
    view = ht.compare(made).eprd()
    assert view.iloc[2].tolist() == [0, 100, 100, 100]  # title 3
    assert view.iloc[3].tolist() == [0, 300, 300, 300]  # title 4: depreciation
    assert view.iloc[5].tolist() == [900, 0, 0, 0]  # the investment itself, beside the titles


def test_unit_costs_divide_the_equivalent_annual_cost() -> None:
    # 1 000 euros a year; 50 patients; 4 TB from year 1 on; nobody hosted.
    made = scenario(
        {
            "operations.room_eur_per_year": 1000,
            "hospital.patients_per_year": 50,
            "hospital.structured_tb": 4,
        },
        options=["in_house"],
    )
    units = ht.compare(made).best.unit_costs
    assert (units.per_patient_eur, units.per_tb_eur, units.per_establishment_eur) == pytest.approx((20, 250, 1000))


def test_unit_costs_are_before_the_fees_of_those_who_are_counted() -> None:
    # 1 000 euros a year; the hospital and one establishment, that pays 400: 500 each, not 300.
    made = scenario(
        {"operations.room_eur_per_year": 1000},
        options=["in_house"],
        hosted={"clinic": hosted(label="Clinique", fee_eur_per_year=400)},
    )
    found = ht.compare(made).best
    assert found.equivalent_annual_cost_eur == pytest.approx(600)
    assert found.unit_costs.per_establishment_eur == pytest.approx(500)


def test_a_residual_value_is_no_income_of_the_eprd() -> None:
    made = scenario(
        {"hospital.structured_tb": 1, "hardware.structured_price_eur_per_tb": 1000, "in_house.residual_value_share": 1},
        options=["in_house"],
    )
    found = ht.compare(made)
    assert found.best.line("residual.structured").amounts_eur[-1] < 0
    assert found.eprd().iloc[4].tolist() == [0, 0, 0, 0]  # income


def test_what_is_not_served_has_no_unit_cost() -> None:
    units = ht.compare(scenario(options=["in_house"])).best.unit_costs
    assert (units.per_patient_eur, units.per_tb_eur) == (None, None)


def test_the_crossing_is_that_of_the_cumulative_curves() -> None:
    # In-house: 300 at once. Provider: 100 a month, that is 1 200 a year from year 1 on; it crosses after a quarter.
    made = scenario(
        {"operations.project_eur": 300, "external.other_eur_by_year": [0, 1200, 1200, 1200]},
        options=["in_house", "external"],
    )
    found = ht.compare(made)
    assert found.best.key == "in_house"
    assert found["external"].crossing_year == pytest.approx(0.25)
    assert found["in_house"].crossing_year is None
    back = found.return_on_in_house
    assert back is not None
    assert back.payback_years == pytest.approx(0.25)
    assert back.rate is not None
    flows = np.array([-300, 1200, 1200, 1200.0])
    assert float(np.sum(flows / (1 + back.rate) ** np.arange(4))) == pytest.approx(0, abs=1e-6)


def test_a_result_cannot_be_changed(result: ht.analysis.Comparison) -> None:
    with pytest.raises(AttributeError):
        result.nominal_discount_rate = 0.0  # type: ignore[misc]


def test_an_option_that_is_not_there_is_not_there(result: ht.analysis.Comparison) -> None:
    with pytest.raises(KeyError):
        result["cloud"]
    with pytest.raises(KeyError):
        result.best.line("cloud")


def test_where_all_prices_follow_inflation_the_real_rate_on_constant_euros_gives_the_same_cost() -> None:
    # Decision 0004: nominal euros at (1.03 x 1.02 - 1), or constant euros at 3 %.
    prices = {
        "operations.room_eur_per_year": 1000,
        "incidents.in_house_rate_per_year": 0.1,
        "incidents.rebuild_eur": 50,
    }
    rate = {"finance.real_discount_rate_per_year": 0.03}
    nominal = ht.compare(scenario(prices | rate | {"finance.inflation_per_year": 0.02}, options=["in_house"]))
    constant = ht.compare(scenario(prices | rate, options=["in_house"]))
    assert nominal.nominal_discount_rate == pytest.approx(0.0506)
    assert nominal.best.net_present_cost_eur == pytest.approx(constant.best.net_present_cost_eur)


def test_machines_break_that_equality_because_maintenance_is_a_share_of_a_past_price() -> None:
    # Decision 0042 on 0004: one server of 1 000 bought in year 0, maintained at 100 in each of years 1 to 3, whatever
    # inflation is: its maintenance is discounted at 4 % more and never indexed.
    machine = {
        "hospital.vms": 1,
        "hardware.server_base_eur": 1000,
        "hardware.maintenance_share_per_year": 0.1,
        "migration.migrated_share_by_year": [1],
    }
    inflation = {"finance.inflation_per_year": 0.04, "hardware.server_price_growth_per_year": 0.04}
    top = {"options": ["in_house"], "horizon_years": 3}
    constant = ht.compare(scenario(machine, **top)).best.net_present_cost_eur
    nominal = ht.compare(scenario(machine | inflation, **top)).best.net_present_cost_eur
    assert constant - nominal == pytest.approx(sum(100 - 100 / 1.04**t for t in (1, 2, 3)))


def test_an_option_more_changes_no_figure_of_the_others(result: ht.analysis.Comparison) -> None:
    # Decision 0009.
    more = ht.model.Option("more", ht.model.OPTIONS["in_house"].pieces, own_label="Une de plus")
    found = ht.compare(result.scenario, [*ht.model.OPTIONS.values(), more])
    for option in result.options:
        assert found[option.key].amounts_eur.tolist() == option.amounts_eur.tolist()
    assert found["more"].amounts_eur.tolist() == result["in_house"].amounts_eur.tolist()
