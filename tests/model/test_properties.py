"""What holds for every scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, LEASING, OPTIONS, CostLine, Option, duty, lines_of, traced_years, years
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.finance import (
    annuity_factor,
    discount_factors,
    equivalent_annual_cost,
    net_present_cost,
    nominal_rate,
)
from hds_tco.model.ledger import total
from hds_tco.model.options import world_of
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.option_sections import Clauses
from hds_tco.trace import Symbol, inputs_of, nodes_of, symbol_input
from tests.builders import Array, hosted, role
from tests.builders import scenario as scenario_of
from tests.strategies import FEWER_SCENARIOS, WHOLE_SCENARIOS, scenarios

Change = Callable[[str, Array], Any]
SCENARIOS = scenarios()
# Billed by the establishment or by use: under cost recovery a dearer platform could earn its keep.
BILLED_BY_TARIFF = st.sampled_from(["per_establishment", "per_use"]).flatmap(
    lambda billing: scenarios({"pooling.billing": billing})
)
INCOME = ("fee_eur_per_year", "fee_eur_per_vm_per_year", "fee_eur_per_tb_per_year")
CLAUSES = tuple(Clauses.model_fields)
ROUNDING = 1e-9


def unchanged(path: str, value: Array) -> Array:
    return value


def setting(**values: Any) -> Change:
    """Return the change that puts one value at every path that ends like a key (``__`` for a dot)."""
    by_end = {end.replace("__", "."): value for end, value in values.items()}

    def change(path: str, value: Array) -> Any:
        return next((np.full_like(value, new)[()] for end, new in by_end.items() if path.endswith(end)), value)

    return change


def run(option: Option, scenario: Scenario[Assumption], change: Change = unchanged) -> tuple[CostLine, ...]:
    return lines_of(option, resolve(scenario, change), years(scenario.horizon_years))


def yearly(lines: tuple[CostLine, ...], prefix: str = "") -> Array:
    return total((line for line in lines if line.key.startswith(prefix)), lines[0].amounts_eur)


def rate_of(scenario: Scenario[Assumption]) -> Array:
    finance = resolve(scenario).finance
    return nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year)


def present_cost(option: Option, scenario: Scenario[Assumption], change: Change = unchanged) -> float:
    """Return the net present cost at the scenario's own rate, whatever the change."""
    factors = discount_factors(rate_of(scenario), years(scenario.horizon_years))
    return float(net_present_cost(yearly(run(option, scenario, change)), factors))


def no_more(after: float, before: float) -> bool:
    return after <= before + ROUNDING * max(1.0, abs(before))


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_every_line_has_an_amount_for_each_year_and_the_lines_add_up(scenario: Scenario[Assumption]) -> None:
    for option in OPTIONS.values():
        lines = run(option, scenario)
        for line in lines:
            assert line.amounts_eur.shape == (scenario.horizon_years + 1,), line.key
            assert np.all(np.isfinite(line.amounts_eur)), line.key
        assert len({line.key for line in lines}) == len(lines)
        by_hand = [sum(float(line.amounts_eur[t]) for line in lines) for t in range(scenario.horizon_years + 1)]
        assert yearly(lines).tolist() == approx(by_hand, rel=1e-9, abs=1e-6)


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_costs_are_positive_and_income_negative(scenario: Scenario[Assumption]) -> None:
    given_without_detail = ("other_investment", "other_operating", "other_external", "other_leasing")
    for option in OPTIONS.values():
        for line in run(option, scenario):
            if line.nature == "income":
                assert np.all(line.amounts_eur <= 0), line.key
            elif line.key not in given_without_detail:
                assert np.all(line.amounts_eur >= 0), line.key


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_numbers_and_symbols_give_the_same_amounts(scenario: Scenario[Assumption]) -> None:
    for option in OPTIONS.values():
        numbers = run(option, scenario)
        symbols = lines_of(option, resolve(scenario, symbol_input), traced_years(scenario.horizon_years))
        assert [line.key for line in numbers] == [line.key for line in symbols]
        for number, symbol in zip(numbers, symbols, strict=True):
            traced: Any = symbol.amounts_eur
            assert isinstance(traced, Symbol), symbol.key
            assert np.array_equal(number.amounts_eur, traced.value), symbol.key
            assert (traced.op, traced.name) == ("step", f"line.{symbol.key}")


@FEWER_SCENARIOS
@given(SCENARIOS)
def test_no_step_is_taken_twice_under_one_name_with_two_values(scenario: Scenario[Assumption]) -> None:
    """A row of the workbook is found by its name, its subject and its year."""
    for option in OPTIONS.values():
        option_lines = lines_of(option, resolve(scenario, symbol_input), traced_years(scenario.horizon_years))
        seen: dict[tuple[str, str, int | None], Array] = {}
        for node in nodes_of(*(line.amounts_eur for line in option_lines)):  # type: ignore[arg-type]
            if node.op == "step":
                before = seen.setdefault((node.name, node.of, node.at), node.value)
                assert np.array_equal(before, node.value), (option.key, node.name, node.of, node.at)


@WHOLE_SCENARIOS
@given(SCENARIOS, st.data())
def test_a_block_of_draws_gives_each_draw_its_own_amounts(scenario: Scenario[Assumption], data: st.DataObject) -> None:
    """Every figure that may be uncertain is drawn; a block of three must equal three runs."""
    uncertain = [path for path, kind in kinds_of(scenario).items() if not (kind.flag or kind.per_year or kind.whole)]
    drawn = set(data.draw(st.lists(st.sampled_from(uncertain), min_size=1, max_size=40)))
    factors = np.array([1.0, 0.9, 0.5])

    def block(path: str, value: Array) -> Any:
        return value * factors if path in drawn else value

    def one(rank: int) -> Change:
        return lambda path, value: value * factors[rank] if path in drawn else value

    year = years(scenario.horizon_years)
    for option in OPTIONS.values():
        together = lines_of(option, resolve(scenario, block), year[:, None])
        for rank in range(len(factors)):
            for line, alone in zip(together, run(option, scenario, one(rank)), strict=True):
                wide = np.broadcast_to(line.amounts_eur, (scenario.horizon_years + 1, len(factors)))
                assert wide[:, rank] == approx(alone.amounts_eur, rel=1e-9, abs=1e-6), line.key


def kinds_of(scenario: Scenario[Assumption]) -> dict[str, Any]:
    places = {path: field_at(path) for path in assumptions_of(scenario)}
    return {path: kind_of(*place) for path, place in places.items() if place is not None}


def prices_of(scenario: Scenario[Assumption]) -> list[str]:
    return [path for path, kind in kinds_of(scenario).items() if kind.name.startswith("euros")]


def raised(path: str, by: float) -> Change:
    return lambda here, value: value + by if here == path else value


@FEWER_SCENARIOS
@given(BILLED_BY_TARIFF)
def test_a_dearer_price_never_costs_less_and_a_dearer_fee_never_more(scenario: Scenario[Assumption]) -> None:
    prices = prices_of(scenario)
    assert len(prices) > 50
    for option in OPTIONS.values():
        before = present_cost(option, scenario)
        for path in prices:
            after = present_cost(option, scenario, raised(path, 1000.0))
            if path.endswith(INCOME):
                assert no_more(after, before), (option.key, path)
            else:
                assert no_more(before, after), (option.key, path)


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_without_discount_the_present_cost_is_the_plain_sum(scenario: Scenario[Assumption]) -> None:
    free = scenario.model_copy(
        update={
            "finance": scenario.finance.model_copy(
                update={"real_discount_rate_per_year": Assumption(0.0), "inflation_per_year": Assumption(0.0)}
            )
        }
    )
    for option in OPTIONS.values():
        assert present_cost(option, free) == approx(float(np.sum(yearly(run(option, free)))), rel=1e-12, abs=1e-6)


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_the_equivalent_annual_cost_has_the_same_present_cost(scenario: Scenario[Assumption]) -> None:
    rate, horizon = rate_of(scenario), scenario.horizon_years
    for option in OPTIONS.values():
        cost = present_cost(option, scenario)
        annual = equivalent_annual_cost(cost, rate, horizon)
        assert float(annual * annuity_factor(rate, horizon)) == approx(cost)
        spread = net_present_cost(np.full(horizon, annual), discount_factors(rate, years(horizon)[1:]))
        assert float(spread) == approx(cost, rel=1e-9, abs=1e-6)


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_a_provider_that_cannot_fail_costs_no_restitution(scenario: Scenario[Assumption]) -> None:
    safe = setting(**{f"restitution__{cause}__rate_per_year": 0.0 for cause in CAUSES})
    lines = [line for line in run(EXTERNAL, scenario, safe) if line.key.startswith("restitution.")]
    assert len(lines) == 8
    for line in lines:
        assert not np.any(line.amounts_eur), line.key


@WHOLE_SCENARIOS
@given(SCENARIOS, st.integers(1, 400))
def test_a_longer_notice_never_costs_more(scenario: Scenario[Assumption], days: int) -> None:
    notices = [(EXTERNAL, f"restitution.{cause}.notice_days") for cause in CAUSES]
    for option, path in [*notices, (LEASING, "leasing.lessor.notice_days")]:
        assert no_more(present_cost(option, scenario, raised(path, float(days))), present_cost(option, scenario)), path


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_no_clause_raises_the_expected_cost_of_restitution(scenario: Scenario[Assumption]) -> None:
    for clause in CLAUSES:
        without = yearly(run(EXTERNAL, scenario, setting(**{f"restitution__clauses__{clause}": 0.0})), "restitution.")
        held = yearly(run(EXTERNAL, scenario, setting(**{f"restitution__clauses__{clause}": 1.0})), "restitution.")
        assert np.all(held <= without + ROUNDING * np.maximum(1.0, without)), clause


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_a_certificate_is_needed_for_anyone_elses_patients_unless_the_ght_conditions_hold(
    scenario: Scenario[Assumption],
) -> None:
    read = resolve(scenario)
    rules = read.certification
    conditions = (
        rules.ght_convention_delegates_hosting,
        rules.ght_joint_controllers,
        rules.ght_security_measures,
        rules.regime != "agrement_2006",
        read.hospital.legal_form in ("hospital", "ght_support"),
    )
    others = [block for block in read.hosted.values() if block.establishments]
    exempt = all(conditions) and all(block.in_same_ght for block in others)
    assert bool(duty(read).needed) == (bool(others) and not exempt)
    if not others:
        for option in OPTIONS.values():
            for line in run(option, scenario):
                if line.key.startswith("certification."):
                    assert not np.any(line.amounts_eur), line.key


@WHOLE_SCENARIOS
@given(SCENARIOS)
def test_demand_is_never_negative_and_the_hosted_are_part_of_it(scenario: Scenario[Assumption]) -> None:
    for option in OPTIONS.values():
        demand = world_of(option, resolve(scenario), years(scenario.horizon_years)).demand
        assert np.all(demand.hosted_vms >= 0)
        assert np.all(demand.hosted_vms <= demand.vms + ROUNDING)
        assert np.all(demand.hosted_tb <= demand.primary_tb + ROUNDING)
        for share in demand.hosted_share.values():
            assert share[0] == 0
            assert np.all((share >= 0) & (share <= 1))


def test_every_assumption_is_read_by_some_option() -> None:
    """What a user may set and no option reads would be a figure that lies."""
    elsewhere = {  # read by the analysis, by the status quo, or flags of the contract
        "hospital.beds",
        "finance.real_discount_rate_per_year",
        "finance.depreciation_years",
        "existing.book_value_eur",
        "existing.depreciation_left_years",
        "existing.keep_years",
        "leasing.compulsory_transfer",
        "leasing.deferred_payment",
    }
    full = scenario_of(staff={"admin": role()}, hosted={"clinic": hosted()})
    read: set[str] = set()
    for option in OPTIONS.values():
        option_lines = lines_of(option, resolve(full, symbol_input), traced_years(full.horizon_years))
        read |= {node.name for node in inputs_of(*(line.amounts_eur for line in option_lines))}  # type: ignore[arg-type]
    assert set(assumptions_of(full)) - read == elsewhere
