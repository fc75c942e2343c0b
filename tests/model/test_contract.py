"""Contracts that end before the horizon: procurement on every side, changes of provider, prices that step."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pytest import approx

from hds_tco.analysis.measures import SINGLE_EVENTS, YEARLY_EVENTS
from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING, OPTIONS, buy_hardware, lease_hardware, lines_of, provider, years
from hds_tco.model.contract import contract_ends
from hds_tco.model.events import Events
from hds_tco.model.ledger import total
from hds_tco.scenario import Assumption, Scenario, resolve, with_values
from tests.builders import NOTHING, lines, world
from tests.strategies import FEWER_SCENARIOS, WHOLE_SCENARIOS, grid, scenarios

Array = npt.NDArray[np.float64]
BILLED_BY_TARIFF = st.sampled_from(["per_establishment", "per_use"]).flatmap(
    lambda billing: scenarios({"pooling.billing": billing})
)
# What a hospital served by a provider bills and moves: 10 machines at 100 euros a month, 500 euros to move each.
SERVED: dict[str, Any] = {
    "hospital.vms": 10,
    "external.price_eur_per_vm_per_month": 100,
    "migration.migration_eur_per_vm": 500,
}
CHANGING: dict[str, Any] = {
    "external.contract_years": 2,
    "external.change_probability": 0.25,
    "external.setup_eur": 800,
    "external.network_links_setup_eur": 200,
    "external.planned_exit_project_eur": 4000,
    "external.planned_exit_double_running_days": 73,
}


def paid(option: Any, scenario: Scenario[Assumption]) -> Array:
    """Return what an option pays by year, all lines together."""
    year = years(scenario.horizon_years)
    return total(lines_of(option, resolve(scenario), year), year)


def no_less(after: Array, before: Array) -> bool:
    return bool(np.all(after >= before - 1e-9 * np.maximum(1.0, np.abs(before))))


# ─── ends and procurement ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("length", "ends"), [(1, [1, 2, 3, 4, 5]), (2, [2, 4]), (3, [3]), (4, [4]), (5, [5]), (6, []), (50, [])]
)
def test_a_contract_ends_with_each_multiple_of_its_length_before_the_horizon(length: int, ends: list[int]) -> None:
    result = contract_ends(world(horizon_years=6), np.int64(length), "hosting")  # type: ignore[arg-type]
    assert np.flatnonzero(result).tolist() == ends
    assert set(result.tolist()) <= {0.0, 1.0}


def test_a_procurement_is_paid_at_the_decision_then_at_each_end() -> None:
    money = {"finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    values = {"external.procurement_eur": 1000, "external.contract_years": 2}
    amounts = lines(provider, values | money, horizon_years=5)
    # 1000 x 1.2 of VAT; x 1.1^2, then x 1.1^4.
    assert amounts["procurement.hosting"] == approx([1200, 0, 1452, 0, 1756.92, 0])


def test_a_lease_that_is_extended_is_put_out_again_when_the_extension_ends() -> None:
    values: dict[str, Any] = {"leasing.procurement_eur": 1000, "leasing.term_years": 2, "leasing.extension_years": 1}
    returned = lines(lease_hardware(), values, horizon_years=6)
    assert returned["procurement.lease"] == [1000, 0, 1000, 0, 1000, 0, 0]
    for end in ("extend", "buy_out"):
        amounts = lines(lease_hardware(), values | {"leasing.end_of_term": end}, horizon_years=6)
        assert amounts["procurement.lease"] == [1000, 0, 0, 1000, 0, 0, 0]


def test_buying_again_under_a_new_agreement_does_not_wait_for_machines_to_be_old() -> None:
    values = {"in_house.procurement_eur": 1000, "in_house.procurement_years": 4, "in_house.refresh_years": 7}
    amounts = lines(buy_hardware(), values, horizon_years=9)
    assert amounts["procurement.purchase"] == [1000, 0, 0, 0, 1000, 0, 0, 0, 1000, 0]


@WHOLE_SCENARIOS
@given(scenarios(), st.integers(0, 100_000), st.integers(1, 20))
def test_a_purchase_a_lease_and_a_provider_with_the_same_terms_pay_the_same_procurement(
    scenario: Scenario[Assumption], cost: int, length: int
) -> None:
    twins = with_values(
        scenario,
        {
            **{f"{side}.procurement_eur": cost for side in ("in_house", "leasing", "external")},
            "in_house.procurement_years": length,
            "leasing.term_years": length,
            "leasing.end_of_term": "return",
            "external.contract_years": length,
        },
    )
    procurements = []
    for option in (IN_HOUSE, LEASING, EXTERNAL):
        option_lines = lines_of(option, resolve(twins), years(twins.horizon_years))
        procurements.append([line for line in option_lines if line.key.startswith("procurement.")])
    (own,), (leased,), (external,) = procurements
    assert own.amounts_eur.tolist() == leased.amounts_eur.tolist() == external.amounts_eur.tolist()
    times = 1 + (twins.horizon_years - 1) // length
    assert np.count_nonzero(own.amounts_eur) == (times if cost else 0)


# ─── a change of provider, by hand ──────────────────────────────────────────────────────────────────────────────────


def test_a_change_pays_the_exit_the_move_double_running_and_a_new_set_up() -> None:
    amounts = lines(provider, SERVED | CHANGING, horizon_years=5)
    # Ends in years 2 and 4, a quarter of a change at each.
    assert amounts["change.project"] == approx([0, 0, 1000, 0, 1000, 0])
    assert amounts["change.migration"] == approx([0, 0, 1250, 0, 1250, 0])  # 10 x 500 / 4
    assert amounts["change.double_running"] == approx([0, 0, 600, 0, 600, 0])  # a fifth of 12 000, / 4
    assert amounts["change.setup"] == approx([0, 0, 200, 0, 200, 0])  # 800 / 4
    assert amounts["change.links_setup"] == approx([0, 0, 50, 0, 50, 0])  # 200 / 4
    # The exit at the horizon stays certain, and sets nothing up.
    assert amounts["planned_exit.project"] == approx([0, 0, 0, 0, 0, 4000])
    assert amounts["planned_exit.migration"] == approx([0, 0, 0, 0, 0, 5000])
    assert np.add(amounts["setup"], amounts["setup.expensed"]) == approx([800, 0, 0, 0, 0, 0])


def test_a_change_that_falls_at_the_horizon_is_the_planned_exit() -> None:
    certain = SERVED | CHANGING | {"external.change_probability": 1}
    amounts = lines(provider, certain, horizon_years=2)
    parts = ("project", "migration", "double_running", "setup")
    assert [amounts[f"change.{part}"] for part in parts] == [[0, 0, 0]] * 4
    assert amounts["planned_exit.project"] == approx([0, 0, 4000])


STEPS = {"external.change_price_step_share": -0.2, "external.renewal_price_step_share": 0.1}


def test_prices_step_in_the_year_after_an_end_and_steps_multiply() -> None:
    amounts = lines(provider, SERVED | CHANGING | STEPS, horizon_years=5)
    # Expected step: 1 - 0.25 x 0.2 + 0.75 x 0.1 = 1.025, from year 3 on; 1.025^2 = 1.050625 in year 5.
    assert amounts["service.vms"] == approx([0, 12_000, 12_000, 12_300, 12_300, 12_607.5])
    # The end of year 4 is left at the bill of year 4: 12 300 / 5 / 4.
    assert amounts["change.double_running"] == approx([0, 0, 600, 0, 615, 0])
    # And the second site, which is a share of the services, steps with them.
    protected = {"protection.vm_share": 1, "external.protected_vm_price_share": 0.5}
    second = lines(provider, SERVED | CHANGING | STEPS | protected, horizon_years=5)
    assert second["service.second_site"] == approx([0, 6000, 6000, 6150, 6150, 6303.75])


def test_a_fall_that_a_tender_would_bring_does_not_come_without_a_change() -> None:
    fall = SERVED | CHANGING | {"external.change_price_step_share": -0.5, "external.change_probability": 0}
    assert lines(provider, fall, horizon_years=5)["service.vms"] == [0, *[12_000] * 5]
    changed = fall | {"external.change_probability": 1}
    amounts = lines(provider, changed, horizon_years=5)
    assert amounts["service.vms"] == approx([0, 12_000, 12_000, 6000, 6000, 3000])
    assert amounts["change.migration"] == approx([0, 0, 5000, 0, 5000, 0])


# ─── for every scenario ─────────────────────────────────────────────────────────────────────────────────────────────

QUIET = {
    "external.change_probability": 0,
    "external.renewal_price_step_share": 0,
    "external.procurement_eur": 0,
    "in_house.procurement_eur": 0,
    "leasing.procurement_eur": 0,
    "external.commitment_due_share": 0,
}
ONE_CONTRACT = {"external.contract_years": 50}


@WHOLE_SCENARIOS
@given(scenarios())
def test_neutral_values_change_no_bit_whatever_the_length_of_contracts(scenario: Scenario[Assumption]) -> None:
    quiet = with_values(scenario, QUIET)
    alone = with_values(quiet, {**ONE_CONTRACT, "in_house.procurement_years": 50})
    added = ("procurement.", "change.")
    for option in OPTIONS.values():
        option_lines = lines_of(option, resolve(quiet), years(quiet.horizon_years))
        for line, other in zip(option_lines, lines_of(option, resolve(alone), years(quiet.horizon_years)), strict=True):
            assert line.amounts_eur.tolist() == other.amounts_eur.tolist(), line.key
            if line.key.startswith(added):
                assert not np.any(line.amounts_eur), line.key


@WHOLE_SCENARIOS
@given(BILLED_BY_TARIFF, grid(0, 1, 100), grid(0, 1, 100))
def test_a_likelier_change_never_costs_less_if_it_lowers_no_price(
    scenario: Scenario[Assumption], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    steps = scenario.external
    assert steps is not None
    stays = float(np.asarray(steps.renewal_price_step_share.value))
    changes = float(np.asarray(steps.change_price_step_share.value))
    # An agent who comes back may be freed for less than the host billed: that is no matter of contracts.
    apart = {"staffing.seconded_back_share": 0}
    ordered = with_values(scenario, {"external.change_price_step_share": max(stays, changes), **apart})
    before = paid(EXTERNAL, with_values(ordered, {"external.change_probability": low}))
    after = paid(EXTERNAL, with_values(ordered, {"external.change_probability": high}))
    assert no_less(after, before)


@WHOLE_SCENARIOS
@given(BILLED_BY_TARIFF, st.integers(1, 8), st.integers(2, 4), grid(0, 0.3, 100), grid(0, 0.3, 100))
def test_contracts_that_last_a_multiple_never_cost_more_if_no_step_lowers_prices(
    scenario: Scenario[Assumption], length: int, times: int, stays: float, changes: float
) -> None:
    """Their ends are some of the others' ends; between lengths that do not divide, a later end may be a dearer one."""
    steps = {"external.renewal_price_step_share": stays, "external.change_price_step_share": changes}
    # What is due on leaving early grows with the years that a contract still has.
    steps["external.commitment_due_share"] = 0
    short = with_values(scenario, {**steps, "external.contract_years": length})
    long = with_values(scenario, {**steps, "external.contract_years": length * times})
    assert no_less(paid(EXTERNAL, short), paid(EXTERNAL, long))


@WHOLE_SCENARIOS
@given(BILLED_BY_TARIFF, grid(0, 0.3, 100))
def test_a_higher_step_never_costs_less(scenario: Scenario[Assumption], more: float) -> None:
    for step in ("renewal_price_step_share", "change_price_step_share"):
        now = float(np.asarray(getattr(scenario.external, step).value))
        assert no_less(
            paid(EXTERNAL, with_values(scenario, {f"external.{step}": now + more})), paid(EXTERNAL, scenario)
        ), step


# ─── drawn ──────────────────────────────────────────────────────────────────────────────────────────────────────────

MOST_ENDS = 7
CHANGED, STAYED, CALM = 1.0, 1e-300, 1e-300


def drawn_changes(happen: Array) -> Events:
    """Return events of nothing but changes: 1 or 0 by year, one column a draw."""
    calm = np.full(happen.shape[1], CALM)
    never = dict.fromkeys(SINGLE_EVENTS, calm)
    by_year = dict.fromkeys(YEARLY_EVENTS, np.full(happen.shape, CALM))
    by_year["provider_changes"] = np.where(happen > 0, CHANGED, STAYED)
    return Events(**never, **by_year, most_in_a_year=1)


@WHOLE_SCENARIOS
@given(scenarios())
def test_all_that_can_be_drawn_costs_on_average_what_is_charged(scenario: Scenario[Assumption]) -> None:
    """Every way in which contracts may end, priced as drawn and weighted with its probability: no luck in it."""
    horizon, read = scenario.horizon_years, resolve(scenario)
    assert read.external is not None
    ends = [year for year in range(1, horizon) if year % int(read.external.contract_years) == 0]
    assume(len(ends) <= MOST_ENDS)
    chance = float(read.external.change_probability)
    assume(0 < chance < 1)
    ways = np.array(list(product([0.0, 1.0], repeat=len(ends)))).reshape(2 ** len(ends), len(ends))
    weights = np.prod(np.where(ways > 0, chance, 1.0 - chance), axis=1)
    happen = np.zeros((horizon + 1, len(ways)))
    happen[ends] = ways.T
    expected = {line.key: line.amounts_eur for line in lines_of(EXTERNAL, read, years(horizon))}
    option_lines = lines_of(EXTERNAL, read, years(horizon)[:, None], drawn_changes(happen))
    seen = set()
    for line in option_lines:
        if line.key.startswith(("service.", "change.", "procurement.", "planned_exit.")):
            seen.add(line.key)
            amounts = np.broadcast_to(line.amounts_eur, happen.shape)
            assert amounts @ weights == approx(expected[line.key], rel=1e-12, abs=1e-6), line.key
    assert len(seen) == 18


@FEWER_SCENARIOS
@given(scenarios())
def test_a_change_that_is_certain_or_impossible_is_drawn_as_it_is_charged(scenario: Scenario[Assumption]) -> None:
    horizon = scenario.horizon_years
    for chance in (0, 1):
        read = resolve(with_values(scenario, {"external.change_probability": chance}))
        expected = lines_of(EXTERNAL, read, years(horizon))
        for happen in (0.0, 1.0):
            option_lines = lines_of(
                EXTERNAL, read, years(horizon)[:, None], drawn_changes(np.full((horizon + 1, 1), happen))
            )
            for line, other in zip(option_lines, expected, strict=True):
                if not line.key.startswith(
                    ("restitution.", "incidents", "seconded.", "staff_back.", "hosted_recovery", "hosted_vat")
                ):  # follow forced exits, or recover what does
                    wide = np.broadcast_to(line.amounts_eur, (horizon + 1, 1))
                    # A sum over years may round its last digit otherwise when the draws stand beside.
                    assert wide[:, 0] == approx(other.amounts_eur, rel=1e-12, abs=1e-6), line.key


def test_a_drawn_change_pays_once_and_steps_the_price_from_the_next_year_on() -> None:
    values = SERVED | CHANGING | STEPS
    scenario = world(values, EXTERNAL, horizon_years=5).given
    happen = np.zeros((6, 2))
    happen[2, 0] = 1.0  # the first draw changes with year 2 and stays with year 4; the second stays twice
    eur = {
        line.key: line.amounts_eur for line in lines_of(EXTERNAL, scenario, years(5)[:, None], drawn_changes(happen))
    }
    assert eur["change.migration"].T.tolist() == [[0, 0, 5000, 0, 0, 0], [0] * 6]
    assert eur["service.vms"][:, 0] == approx([0, 12_000, 12_000, 9600, 9600, 10_560])
    assert eur["service.vms"][:, 1] == approx([0, 12_000, 12_000, 13_200, 13_200, 14_520])


def test_nothing_is_said_of_contracts_in_a_neutral_case() -> None:
    eur_by_line = lines(EXTERNAL, NOTHING)
    assert all(not any(amounts) for key, amounts in eur_by_line.items() if key.startswith(("change.", "procurement.")))
