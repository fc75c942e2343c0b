"""What forced exits cost, component by component."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, restitution
from hds_tco.model.exit_causes import exit_days
from tests.builders import cost_lines, given, lines
from tests.model.exit_case import (
    CASE,
    IN_YEAR_3,
    PIECES,
    restitution_lines,
    with_clauses,
)


@pytest.mark.parametrize(
    ("component", "given_an_exit"),
    [
        ("migration", 45_000),  # 30 000 x 1.5
        ("double_running", 2880),  # 12 000 x 1.2 x 73 / 365
        ("legal", 5000),
        ("fees", 3000),  # 100 TB x 10 + 2000
        ("interruption", 60_000),  # 90 days at the longest, 30 announced: 60 x 1000
        ("data_loss", 100_000),  # 10 % x 1 000 000
    ],
)
def test_an_exit_in_year_3_by_component(component: str, given_an_exit: float) -> None:
    assert restitution_lines(CASE)[component][3] == approx(IN_YEAR_3 * given_an_exit)
    assert restitution_lines(CASE)[component][0] == 0.0


def test_the_successors_premium_is_paid_in_the_years_after_the_exit() -> None:
    # With a successor through year t if the exit came before: 1 - exp(-0.1 (t - 1)). Premium: 12 000 x 20 %.
    gone = [0, 0, 1 - exp(-0.1), 1 - exp(-0.2), 1 - exp(-0.3)]
    assert restitution_lines(CASE)["successor_price"] == approx([2400 * p for p in gone])


def test_a_provider_that_never_fails_costs_no_restitution() -> None:
    eur_by_line = restitution_lines(CASE | {"restitution.market_exit.rate_per_year": 0})
    assert len(eur_by_line) == 8
    assert all(amounts == [0] * 5 for amounts in eur_by_line.values())


def test_a_notice_longer_than_the_exit_leaves_no_interruption() -> None:
    amounts = restitution_lines(CASE | {"restitution.market_exit.notice_days": 91})
    assert amounts["interruption"] == [0] * 5


def test_platforms_run_double_no_longer_than_the_exit_takes() -> None:
    amounts = restitution_lines(CASE | {"restitution.double_running_days": 365})
    assert amounts["double_running"][3] == approx(IN_YEAR_3 * 14_400 * 90 / 365)


def test_only_what_has_migrated_is_interrupted_or_lost_and_moves_back() -> None:
    half = restitution_lines(
        CASE | {"migration.migrated_share_by_year": [0, 0.5], "restitution.administrative_days": 91}
    )
    assert half["interruption"][3] == approx(IN_YEAR_3 * 61_000 / 2)
    assert half["data_loss"][3] == approx(IN_YEAR_3 * 50_000)
    assert half["migration"][3] == approx(IN_YEAR_3 * 22_500)
    assert half["fees"][3] == approx(IN_YEAR_3 * 2500)  # 50 TB x 10 + 2000


def test_what_is_bought_bears_vat_and_the_prices_of_its_year() -> None:
    money = {
        "finance.inflation_per_year": 0.1,
        "finance.vat_share": 0.2,
        "finance.syntec_growth_per_year": 0.05,
        "external.indexation_cap_per_year": 0.05,
    }
    plain, dear = restitution_lines(CASE), restitution_lines(CASE | money)
    ratios = {key: dear[key][3] / plain[key][3] for key in plain if plain[key][3]}
    bought, service = 1.331 * 1.2, 1.157625 * 1.2  # prices + 10 %, the contract + 5 % a year
    assert ratios == approx(
        {
            "migration": bought,
            "double_running": service,
            "legal": bought,
            "fees": bought,
            "interruption": 1.331,
            "data_loss": 1.331,
            "successor_price": service,
        }
    )


def test_every_line_is_a_risk() -> None:
    by_key = cost_lines(PIECES, CASE)
    assert {line.nature for key, line in by_key.items() if key.startswith("restitution.")} == {"risk"}


TWO_CAUSES = CASE | {
    "restitution.disaster.rate_per_year": 0.3,
    "restitution.disaster.notice_days": 0,
    "restitution.disaster.data_loss_share": 0.5,
    "restitution.disaster.other_exit_fee_eur": 6000,
}


def test_competing_causes_share_the_exit_in_proportion_to_their_rates() -> None:
    amounts = restitution_lines(TWO_CAUSES)
    exit_in_3 = exp(-0.8) - exp(-1.2)  # together 0.4 a year; a quarter market exit, three quarters disaster
    assert amounts["legal"][3] == approx(exit_in_3 * 5000)
    assert amounts["interruption"][3] == approx(exit_in_3 * (0.25 * 60 + 0.75 * 90) * 1000)
    assert amounts["data_loss"][3] == approx(exit_in_3 * (0.25 * 0.1 + 0.75 * 0.5) * 1_000_000)
    assert amounts["fees"][3] == approx(exit_in_3 * (0.25 * 3000 + 0.75 * 6000))


def test_a_cause_that_never_happens_weighs_nothing() -> None:
    never = CASE | {"restitution.insolvency.data_loss_share": 1, "restitution.insolvency.other_exit_fee_eur": 1e6}
    assert restitution_lines(never) == restitution_lines(CASE)


def test_the_switching_rules_change_fees_and_nothing_else() -> None:
    # Decided in 2026: years 1 to 3 are 2027 to 2029. 100 TB x 10 + 2000 each year, or nothing.
    chance = [exp(-0.1 * (t - 1)) - exp(-0.1 * t) for t in (1, 2, 3)]
    bound = restitution_lines(CASE, decision_year=2026, horizon_years=3)
    free = restitution_lines(CASE | {"external.switching_rules_apply": False}, decision_year=2026, horizon_years=3)
    assert bound["fees"] == approx([0, 0, 0, 0])
    assert free["fees"] == approx([0, *(one * 3000 for one in chance)])
    assert all(np.array_equal(free[line], bound[line]) for line in free if line != "fees")


def test_when_the_provider_is_gone_only_the_successors_premium_is_paid_beside() -> None:
    # One cause at 10 % a year; a service of 1 200 a year with VAT inside; 73 days = 1/5 year; premium 25 %.
    chance = 1 - exp(-0.1)
    common = {
        "external.other_eur_by_year": [0],
        "external.price_eur_per_vm_per_month": 1,
        "hospital.vms": 100,
        "restitution.double_running_days": 73,
        "restitution.administrative_days": 90,
        "restitution.successor_premium_share": 0.25,
    }
    for key, bill in (("market_exit", 1.25), ("price_rise", 1.25), ("insolvency", 0.25), ("disaster", 0.25)):
        amounts = lines(EXTERNAL, common | {f"restitution.{key}.rate_per_year": 0.1}, horizon_years=1)
        assert amounts["restitution.double_running"] == approx([0, chance * 1200 * bill / 5]), key


def test_the_years_of_the_law_are_counted_from_the_year_of_the_decision() -> None:
    # Decided in 2024: years 1, 2, 3 are 2025, 2026, 2027. 100 TB x 10 + 2000, then 2000, then nothing.
    chance = [exp(-0.1 * (t - 1)) - exp(-0.1 * t) for t in (1, 2, 3)]
    amounts = restitution_lines(CASE, decision_year=2024, horizon_years=3)
    assert amounts["fees"] == approx([0, chance[0] * 3000, chance[1] * 2000, 0])


CHANCE = [exp(-0.1 * (t - 1)) - exp(-0.1 * t) for t in (1, 2, 3)]


def disputed_fees(**starts: float) -> list[float]:
    law = {name: {"start_year": start} for name, start in starts.items()}
    return restitution_lines(CASE, decision_year=2026, horizon_years=3, law=law)["fees"]


def test_a_disputed_rule_begins_in_the_year_that_the_scenario_says() -> None:
    # 100 TB x 10 of transfer until the first ban, 2 000 of other fees until the second.
    assert disputed_fees() == approx([0, 0, 0, 0])
    assert disputed_fees(switching_charges=3) == approx([0, CHANCE[0] * 2000, CHANCE[1] * 2000, 0])
    assert disputed_fees(switching_charges=1.5) == approx([0, CHANCE[0] * 2000, 0, 0])
    assert disputed_fees(switching_transfer_fee=2) == approx([0, CHANCE[0] * 1000, 0, 0])
    never = disputed_fees(switching_transfer_fee=50, switching_charges=50)
    assert never == approx([0, *(one * 3000 for one in CHANCE)])


def test_a_dispute_that_says_what_the_law_says_changes_nothing() -> None:
    undisputed = restitution_lines(CASE, decision_year=2024, horizon_years=3)
    law = {"switching_transfer_fee": {"start_year": 2}, "switching_charges": {"start_year": 3}}
    assert restitution_lines(CASE, decision_year=2024, horizon_years=3, law=law) == undisputed


@drawn(st.floats(0, 4), st.floats(0, 4))
@settings(max_examples=20, deadline=None)
def test_the_later_a_ban_the_more_is_paid(one: float, other: float) -> None:
    sooner, later = sorted((one, other))
    assert sum(disputed_fees(switching_charges=sooner)) <= sum(disputed_fees(switching_charges=later)) + 1e-9


@pytest.mark.parametrize(
    ("clause", "days"),
    [
        ("reversibility_plan", 67.5),  # 90 x 0.75, still longer than 60 x 0.75 and 50
        ("tested_restitution", 90),  # 50 x 0.6 was not the longest
    ],
)
def test_clauses_shorten_the_exit(clause: str, days: float) -> None:
    read = given(CASE | with_clauses(clause)).restitution
    assert exit_days(read, np.array([100.0])).ordinary.tolist() == approx([days])  # type: ignore[arg-type]


def test_a_tested_restitution_shortens_the_extraction() -> None:
    slow = {"restitution.throughput_tb_per_day": 0.5}
    read = given(CASE | slow | with_clauses("tested_restitution")).restitution
    assert exit_days(read, np.array([100.0])).ordinary.tolist() == approx([120])  # type: ignore[arg-type]  # 200 x 0.6


@pytest.mark.parametrize(
    ("clause", "component", "left"),
    [
        ("open_format", "migration", 36_000),  # 45 000 x 0.8
        ("agreed_exit_price", "fees", 600),  # 3000 x 0.2
        ("independent_copy", "data_loss", 10_000),  # 100 000 x 0.1
        ("tested_restitution", "data_loss", 50_000),
        ("longer_notice", "interruption", 0),  # 100 days announced, 90 needed
        ("step_in", "interruption", 45_000),  # 90 - 30 - 15
        ("reversibility_plan", "interruption", 37_500),  # 67.5 - 30
        ("reversibility_plan", "double_running", 14_400 * 67.5 / 365),
    ],
)
def test_what_each_clause_leaves_of_an_exit_in_year_3(clause: str, component: str, left: float) -> None:
    assert restitution_lines(CASE | with_clauses(clause))[component][3] == approx(IN_YEAR_3 * left)


def test_the_successors_exit_costs_an_exit_too() -> None:
    # Year 2: S(1) - S(2) for the first; an exit of year 1, then one of a successor that is twice as frail.
    amounts = restitution_lines(CASE | {"restitution.successor_hazard_factor": 2})
    exits = exp(-0.1) - exp(-0.2) + (1 - exp(-0.1)) * (1 - exp(-0.2))
    assert amounts["legal"][2] == approx(exits * 5000)
    # Year 3: who is still with a successor: exits of year 1 that held through year 2, and exits of year 2.
    held = (1 - exp(-0.1)) * exp(-0.2) + exp(-0.1) - exp(-0.2)
    assert amounts["successor_price"][3] == approx(held * 2400)


def test_only_the_external_option_bears_the_risk_of_restitution() -> None:
    assert restitution in EXTERNAL.pieces
    assert any(lines(EXTERNAL, CASE)["restitution.migration"])
