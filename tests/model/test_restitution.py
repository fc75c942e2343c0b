from __future__ import annotations

from itertools import product
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, provider, restitution, years
from hds_tco.model.events import Events
from hds_tco.model.exit_causes import CAUSES, Cause, causes_under_contract
from hds_tco.model.exit_duration import exit_days
from hds_tco.model.forced_exits import exit_chances, first_exit
from hds_tco.model.law import bans_of
from hds_tco.model.options import world_of
from tests.builders import cost_lines, given, lines

# What moves: 100 VMs x 100 + 100 TB x 200 = 30 000. What is bought: 100 x 10 x 12 = 12 000 a year.
SERVED: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 50,
    "hospital.imaging_tb": 50,
    "migration.migration_eur_per_vm": 100,
    "migration.migration_eur_per_tb": 200,
    "external.price_eur_per_vm_per_month": 10,
}
EXIT: dict[str, Any] = {
    "restitution.administrative_days": 60,
    "restitution.successor_procurement_days": 90,
    "restitution.throughput_tb_per_day": 2,  # 50 days
    "restitution.double_running_days": 73,
    "restitution.emergency_premium_share": 0.5,
    "restitution.legal_eur": 5000,
    "restitution.data_loss_eur": 1_000_000,
    "restitution.successor_premium_share": 0.2,
    "incidents.degraded_eur_per_day": 1000,
}
MARKET_EXIT: dict[str, Any] = {
    "restitution.market_exit.rate_per_year": 0.1,
    "restitution.market_exit.notice_days": 30,
    "restitution.market_exit.data_loss_share": 0.1,
    "restitution.market_exit.transfer_fee_eur_per_tb": 10,
    "restitution.market_exit.other_exit_fee_eur": 2000,
}
CASE = SERVED | EXIT | MARKET_EXIT
# Years in which the law does not yet forbid the fees.
BEFORE_THE_LAW = {"decision_year": 2018}
# S(2) - S(3) with S(t) = exp(-0.1 t).
IN_YEAR_3 = exp(-0.2) - exp(-0.3)
PIECES = (provider, restitution)


def restitution_lines(values: dict[str, Any], **top: Any) -> dict[str, list[float]]:
    made = lines(PIECES, values, **(BEFORE_THE_LAW | {"horizon_years": 4} | top))
    return {
        key.removeprefix("restitution."): amounts for key, amounts in made.items() if key.startswith("restitution.")
    }


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
    made = restitution_lines(CASE | {"restitution.market_exit.rate_per_year": 0})
    assert len(made) == 8
    assert all(amounts == [0] * 5 for amounts in made.values())


@pytest.mark.parametrize(
    ("longest", "days"),
    [
        ({}, 90),
        ({"restitution.administrative_days": 120}, 120),
        ({"restitution.throughput_tb_per_day": 0.5}, 200),  # 100 TB / 0.5
        ({"restitution.successor_procurement_days": 45}, 60),
    ],
)
def test_an_exit_takes_the_longest_of_paper_procurement_and_extraction(longest: dict[str, Any], days: float) -> None:
    assert exit_days(given(CASE | longest).restitution, np.array([100.0])).ordinary.tolist() == approx([days])  # type: ignore[arg-type]
    assert restitution_lines(CASE | longest)["interruption"][3] == approx(IN_YEAR_3 * (days - 30) * 1000)


def test_a_notice_longer_than_the_exit_leaves_no_interruption() -> None:
    made = restitution_lines(CASE | {"restitution.market_exit.notice_days": 91})
    assert made["interruption"] == [0] * 5


def test_platforms_run_double_no_longer_than_the_exit_takes() -> None:
    made = restitution_lines(CASE | {"restitution.double_running_days": 365})
    assert made["double_running"][3] == approx(IN_YEAR_3 * 14_400 * 90 / 365)


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
    made = cost_lines(PIECES, CASE)
    assert {line.nature for key, line in made.items() if key.startswith("restitution.")} == {"risk"}


TWO_CAUSES = CASE | {
    "restitution.disaster.rate_per_year": 0.3,
    "restitution.disaster.notice_days": 0,
    "restitution.disaster.data_loss_share": 0.5,
    "restitution.disaster.other_exit_fee_eur": 6000,
}


def test_competing_causes_share_the_exit_in_proportion_to_their_rates() -> None:
    made = restitution_lines(TWO_CAUSES)
    exit_in_3 = exp(-0.8) - exp(-1.2)  # together 0.4 a year; a quarter market exit, three quarters disaster
    assert made["legal"][3] == approx(exit_in_3 * 5000)
    assert made["interruption"][3] == approx(exit_in_3 * (0.25 * 60 + 0.75 * 90) * 1000)
    assert made["data_loss"][3] == approx(exit_in_3 * (0.25 * 0.1 + 0.75 * 0.5) * 1_000_000)
    assert made["fees"][3] == approx(exit_in_3 * (0.25 * 3000 + 0.75 * 6000))


def test_a_cause_that_never_happens_weighs_nothing() -> None:
    never = CASE | {"restitution.insolvency.data_loss_share": 1, "restitution.insolvency.other_exit_fee_eur": 1e6}
    assert restitution_lines(never) == restitution_lines(CASE)


# The law on fees.

FEES = {
    f"restitution.{cause}.{field}": amount
    for cause in CAUSES
    for field, amount in (("transfer_fee_eur_per_tb", 10), ("other_exit_fee_eur", 2000))
}


def cause(key: str, values: dict[str, Any]) -> Cause:
    made: Any = given(values, decision_year=2025, horizon_years=3)
    bans = bans_of(made, years(made.horizon_years))
    found = causes_under_contract(made.restitution, bans, made.external.switching_rules_apply)
    return {one.key: one for one in found}[key]


@pytest.mark.parametrize("key", ["market_exit", "certificate_loss"])
def test_the_law_ends_transfer_fees_in_2026_and_other_switching_fees_in_2027(key: str) -> None:
    assert cause(key, FEES).transfer_fee_eur_per_tb.tolist() == [10, 0, 0, 0]
    assert cause(key, FEES).other_exit_fee_eur.tolist() == [2000, 2000, 0, 0]


def test_leaving_for_a_price_rise_transfers_free_but_a_penalty_for_leaving_early_stays() -> None:
    assert cause("price_rise", FEES).transfer_fee_eur_per_tb.tolist() == [10, 0, 0, 0]
    assert cause("price_rise", FEES).other_exit_fee_eur.tolist() == [2000] * 4


@pytest.mark.parametrize("key", ["insolvency", "disaster"])
def test_who_is_gone_is_bound_by_no_rule_on_fees(key: str) -> None:
    assert cause(key, FEES).transfer_fee_eur_per_tb.tolist() == [10] * 4
    assert cause(key, FEES).other_exit_fee_eur.tolist() == [2000] * 4


@pytest.mark.parametrize("key", CAUSES)
def test_an_offer_that_the_switching_rules_do_not_bind_keeps_every_fee(key: str) -> None:
    custom_built = FEES | {"external.switching_rules_apply": False}
    assert cause(key, custom_built).transfer_fee_eur_per_tb.tolist() == [10] * 4
    assert cause(key, custom_built).other_exit_fee_eur.tolist() == [2000] * 4


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
        made = lines(EXTERNAL, common | {f"restitution.{key}.rate_per_year": 0.1}, horizon_years=1)
        assert made["restitution.double_running"] == approx([0, chance * 1200 * bill / 5]), key


def test_the_years_of_the_law_are_counted_from_the_year_of_the_decision() -> None:
    # Decided in 2024: years 1, 2, 3 are 2025, 2026, 2027. 100 TB x 10 + 2000, then 2000, then nothing.
    chance = [exp(-0.1 * (t - 1)) - exp(-0.1 * t) for t in (1, 2, 3)]
    made = restitution_lines(CASE, decision_year=2024, horizon_years=3)
    assert made["fees"] == approx([0, chance[0] * 3000, chance[1] * 2000, 0])


# Rules that a scenario disputes.

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


# Clauses. Each is tried with an effect that no other clause has.

EFFECTS: dict[str, Any] = {
    "restitution.effects.reversibility_plan_delay_cut_share": 0.25,
    "restitution.effects.tested_restitution_time_cut_share": 0.4,
    "restitution.effects.tested_restitution_loss_cut_share": 0.5,
    "restitution.effects.open_format_migration_cut_share": 0.2,
    "restitution.effects.agreed_exit_price_fee_cut_share": 0.8,
    "restitution.effects.independent_copy_loss_cut_share": 0.9,
    "restitution.effects.longer_notice_days": 100,
    "restitution.effects.step_in_days": 15,
    "restitution.effects.certificate_loss_notice_days": 110,
    "restitution.effects.price_cap_notice_days": 120,
}
NOTICES = {f"restitution.{key}.notice_days": 40 for key in CAUSES}


def with_clauses(*names: str) -> dict[str, Any]:
    return EFFECTS | {f"restitution.clauses.{name}": True for name in names}


def notices(*clauses: str) -> dict[str, float]:
    return {key: float(cause(key, NOTICES | with_clauses(*clauses)).notice_days) for key in CAUSES}


def test_clauses_that_are_not_held_change_nothing() -> None:
    assert notices() == dict.fromkeys(CAUSES, 40)
    assert restitution_lines(CASE | EFFECTS) == restitution_lines(CASE)


def test_a_longer_notice_is_agreed_for_what_can_be_announced() -> None:
    assert notices("longer_notice") == {
        "insolvency": 40,
        "market_exit": 100,
        "certificate_loss": 100,
        "disaster": 40,
        "price_rise": 100,
    }


def test_a_step_in_adds_days_to_all_but_a_disaster() -> None:
    assert notices("step_in") == dict.fromkeys(CAUSES, 55) | {"disaster": 40}
    assert notices("step_in", "longer_notice")["market_exit"] == 115


def test_clauses_on_the_certificate_and_on_the_price_lengthen_their_own_notice() -> None:
    assert notices("certificate_loss") == dict.fromkeys(CAUSES, 40) | {"certificate_loss": 110}
    assert notices("price_cap") == dict.fromkeys(CAUSES, 40) | {"price_rise": 120}


@pytest.mark.parametrize("clause", ["longer_notice", "certificate_loss", "price_cap"])
def test_a_clause_never_shortens_a_notice(clause: str) -> None:
    long = {f"restitution.{key}.notice_days": 400 for key in CAUSES}
    for key in CAUSES:
        assert float(cause(key, long | with_clauses(clause)).notice_days) == 400


def test_a_tested_restitution_and_an_independent_copy_each_cut_the_loss_that_is_left() -> None:
    loss = {f"restitution.{key}.data_loss_share": 0.4 for key in CAUSES}
    for key in CAUSES:
        assert float(cause(key, loss | with_clauses("tested_restitution")).data_loss_share) == approx(0.2)
        assert float(cause(key, loss | with_clauses("independent_copy")).data_loss_share) == approx(0.04)
        both = with_clauses("tested_restitution", "independent_copy")
        assert float(cause(key, loss | both).data_loss_share) == approx(0.02)


def test_an_insolvent_provider_keeps_to_no_agreed_price() -> None:
    got = cause("insolvency", FEES | with_clauses("agreed_exit_price"))
    assert got.transfer_fee_eur_per_tb.tolist() == approx([10] * 4)


def test_an_agreed_exit_price_cuts_both_fees() -> None:
    got = cause("disaster", FEES | with_clauses("agreed_exit_price"))
    assert got.transfer_fee_eur_per_tb.tolist() == approx([2] * 4)
    assert got.other_exit_fee_eur.tolist() == approx([400] * 4)


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


# The successor may fail in its turn.


def by_enumeration(rate: float, factor: float, horizon: int) -> tuple[list[float], list[float], list[float]]:
    """Add up every history: the year in which the first provider fails, if any, then that of its successor."""
    fails, successor_fails = 1 - exp(-rate), 1 - exp(-rate * factor)
    first, second, held = ([0.0] * (horizon + 1) for _ in range(3))
    for history in product((False, True), repeat=horizon):
        chance, with_successor, over = 1.0, False, False
        came: list[tuple[int, str]] = []
        for year, exit_comes in enumerate(history, start=1):
            if over:  # what follows is left out: this history must not be counted twice
                chance *= 0.0 if exit_comes else 1.0
                continue
            one_year = successor_fails if with_successor else fails
            chance *= one_year if exit_comes else 1 - one_year
            if with_successor:
                came.append((year, "held"))
            if exit_comes:
                came.append((year, "second" if with_successor else "first"))
                over, with_successor = with_successor, True
        for year, what in came:
            {"first": first, "second": second, "held": held}[what][year] += chance
    return first, second, held


@pytest.mark.parametrize(("rate", "factor"), [(0.05, 1.0), (0.3, 0.5), (0.2, 3.0), (0.1, 0.0)])
def test_chances_of_exit_are_those_of_every_history_added_up(rate: float, factor: float) -> None:
    chances = exit_chances(np.float64(rate), np.float64(factor), np.arange(7))  # type: ignore[arg-type]
    first, second, held = by_enumeration(rate, factor, 6)
    assert chances.first.tolist() == approx(first)
    assert chances.successor.tolist() == approx(second)
    assert chances.with_successor.tolist() == approx(held)


def test_the_successors_exit_costs_an_exit_too() -> None:
    # Year 2: S(1) - S(2) for the first; an exit of year 1, then one of a successor that is twice as frail.
    made = restitution_lines(CASE | {"restitution.successor_hazard_factor": 2})
    exits = exp(-0.1) - exp(-0.2) + (1 - exp(-0.1)) * (1 - exp(-0.2))
    assert made["legal"][2] == approx(exits * 5000)
    # Year 3: who is still with a successor: exits of year 1 that held through year 2, and exits of year 2.
    held = (1 - exp(-0.1)) * exp(-0.2) + exp(-0.1) - exp(-0.2)
    assert made["successor_price"][3] == approx(held * 2400)


@settings(deadline=None, derandomize=True)
@drawn(st.integers(0, 2000), st.integers(0, 500), st.integers(1, 15))
def test_chances_are_probabilities(rate: int, factor: int, horizon: int) -> None:
    year = np.arange(horizon + 1)
    chances = exit_chances(np.float64(rate / 1000), np.float64(factor / 100), year)  # type: ignore[arg-type]
    assert chances.first.sum() == approx(1 - exp(-rate / 1000 * horizon), abs=1e-12)
    for values in (chances.first, chances.successor, chances.with_successor):
        assert np.all(values >= 0)
        assert np.all(values <= 1)
    before = np.cumsum(chances.first) - chances.first
    gone = np.cumsum(chances.successor) - chances.successor
    assert chances.with_successor == approx(before - gone, abs=1e-12)  # who left the first and not yet the second


def test_only_the_external_option_bears_the_risk_of_restitution() -> None:
    assert restitution in EXTERNAL.pieces
    assert any(lines(EXTERNAL, CASE)["restitution.migration"])


def test_what_befell_in_the_first_exit_is_told_draw_by_draw() -> None:
    # At a rate of 0.1 a year, -ln(chance) / 0.1 falls in year 2, in year 4, and beyond the horizon of 4 years.
    chance = np.array([exp(-0.15), exp(-0.35), exp(-0.9)])
    # Data is lost with a chance of 0.1: in the first draw, not in the second; the third would, had there been an exit.
    loss = np.array([0.05, 0.5, 0.05])
    none, ones = np.zeros((5, 1)), np.ones(3)
    events = Events(chance, ones, loss, ones, ones, ones, ones, none, none, none, none, none, most_in_a_year=1)
    read = given(CASE, **BEFORE_THE_LAW, horizon_years=4)
    found = first_exit(world_of(EXTERNAL, read, years(4)[:, None], events))
    assert found["exit_year"].tolist() == [2, 4, 0]
    assert found["exit_days"].tolist() == [90, 90, 0]
    assert found["interruption_days"].tolist() == [60, 60, 0]  # 90 days, 30 of them announced
    assert found["data_lost"].tolist() == [1, 0, 0]
