"""The causes of a forced exit as contract and law leave them, how long an exit takes, days without service."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import lease_hardware, years
from hds_tco.model.exit_causes import CAUSES, Cause, causes_under_contract, exit_days, uncovered_days
from hds_tco.model.law import bans_of
from tests.builders import given, lines
from tests.model.exit_case import (
    CASE,
    EFFECTS,
    IN_YEAR_3,
    NEVER,
    only,
    restitution_lines,
    with_clauses,
)
from tests.model.test_leasing import LESSOR, TEN

DAYS = st.integers(0, 400)
FEES = {
    f"restitution.{cause}.{field}": amount
    for cause in CAUSES
    for field, amount in (("transfer_fee_eur_per_tb", 10), ("other_exit_fee_eur", 2000))
}


def cause(key: str, values: dict[str, Any]) -> Cause:
    case: Any = given(values, decision_year=2025, horizon_years=3)
    bans = bans_of(case, years(case.horizon_years))
    result = causes_under_contract(case.restitution, bans, case.external.switching_rules_apply)
    return {one.key: one for one in result}[key]


NOTICES = {f"restitution.{key}.notice_days": 40 for key in CAUSES}


def notices(*clauses: str) -> dict[str, float]:
    return {key: float(cause(key, NOTICES | with_clauses(*clauses)).notice_days) for key in CAUSES}


@pytest.mark.parametrize(
    ("exit_", "back", "notice", "days"),
    [
        (90, NEVER, 30, 60),  # left before the host serves again: what the notice leaves of the exit
        (90, 31, 0, 31),  # back before the hospital has left
        (90, 31, 10, 21),  # stopped on day 10, back on day 31
        (90, 0, 9, 0),  # the administrator never stopped
        (90, 40, 60, 0),  # back before the notice ends: it never stopped either
        (20, NEVER, 60, 0),
    ],
)
def test_days_without_service(exit_: float, back: float, notice: float, days: float) -> None:
    assert uncovered_days(np.array(exit_), np.array(back), np.array(notice)) == days


@drawn(DAYS, DAYS, DAYS, DAYS)
def test_a_longer_exit_or_a_later_return_never_interrupts_less_and_a_longer_notice_never_more(
    exit_: float, back: float, notice: float, more: float
) -> None:
    days = uncovered_days(exit_, back, notice)  # type: ignore[arg-type]
    assert uncovered_days(exit_ + more, back, notice) >= days  # type: ignore[arg-type]
    assert uncovered_days(exit_, back + more, notice) >= days  # type: ignore[arg-type]
    assert uncovered_days(exit_, back, notice + more) <= days  # type: ignore[arg-type]
    assert uncovered_days(exit_, NEVER, notice) == max(exit_ - notice, 0)  # type: ignore[arg-type]


@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@drawn(DAYS, DAYS, DAYS)
def test_host_and_lessor_with_the_same_figures_leave_the_same_days_without_service(
    exit_: int, back: int, notice: int
) -> None:
    terms = {"notice_days": notice, "service_back_days": back}
    exits = {"restitution.administrative_days": exit_, "restitution.successor_procurement_days": 0}
    host = only("insolvency", **terms) | exits | {"restitution.throughput_tb_per_day": 1e9}
    lessor = TEN | LESSOR | {f"leasing.lessor.{name}": value for name, value in terms.items()}
    lessor |= {"leasing.lessor.replacement_days": exit_, "leasing.lessor.replaced_share": 1}
    lessor |= {"incidents.degraded_eur_per_day": 1000, "leasing.lessor.failure_rate_per_year": 0.1}
    # Both fail at 10 % a year, and a day without service costs 1000.
    at_the_lessor = lines(lease_hardware(), lessor)["lessor.interruption"]
    assert restitution_lines(host, horizon_years=3)["interruption"] == approx(at_the_lessor, abs=1e-3)


def test_the_share_of_an_urgent_procurement_by_hand() -> None:
    values = CASE | {"restitution.administrative_days": 0, "restitution.urgent_procurement_share": 0.6}
    result = exit_days(given(values).restitution, np.array([100.0]))  # type: ignore[arg-type]
    assert (result.ordinary.tolist(), result.urgent.tolist()) == ([90], approx([54]))  # extraction: 50 days


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
