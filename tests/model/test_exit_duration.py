from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import lease_hardware
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.exit_duration import URGENT, exit_days, uncovered_days
from tests.builders import given, lines
from tests.model.test_leasing import LESSOR, TEN
from tests.model.test_restitution import CASE, IN_YEAR_3, restitution_lines

NEVER = 10_000
DAYS = st.integers(0, 400)


def only(cause: str, **changes: Any) -> dict[str, Any]:
    """Return the hand-worked case with another cause in the place of the market exit."""
    rates = {f"restitution.{other}.rate_per_year": 0.1 * (other == cause) for other in CAUSES}
    return CASE | rates | {f"restitution.{cause}.{name}": value for name, value in changes.items()}


# ─── days without service ────────────────────────────────────────────────────────────────────────────────────────────


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


# ─── what it costs ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cause", CAUSES)
def test_a_host_that_serves_again_ends_the_interruption(cause: str) -> None:
    never = restitution_lines(only(cause, notice_days=30))["interruption"]
    back = restitution_lines(only(cause, notice_days=30, service_back_days=50))["interruption"]
    assert never[3] == approx(IN_YEAR_3 * 60_000)
    assert back[3] == approx(IN_YEAR_3 * 20_000)


@pytest.mark.parametrize(("back", "both"), [(NEVER, 0), (90, 0), (60, 30), (17, 73), (0, 73)])
@pytest.mark.parametrize("cause", ["insolvency", "disaster"])
def test_a_host_that_serves_again_bills_again(cause: str, back: float, both: float) -> None:
    # Both run for the last 73 of 90 days: the successor's premium, and the first bill from the return on.
    made = restitution_lines(only(cause, service_back_days=back))["double_running"]
    assert made[3] == approx(IN_YEAR_3 * 12_000 * (0.2 * 73 + both) / 365)


@pytest.mark.parametrize("cause", sorted({*CAUSES} - {"insolvency", "disaster"}))
def test_a_living_host_bills_all_along_whatever_its_return(cause: str) -> None:
    for back in (0, 60, NEVER):
        made = restitution_lines(only(cause, service_back_days=back))["double_running"]
        assert made[3] == approx(IN_YEAR_3 * 2880)


# ─── urgent procurement ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cause", CAUSES)
def test_only_what_is_urgent_shortens_the_procurement(cause: str) -> None:
    # 90 days of procurement, a third of it in an emergency; then paperwork, 60 days, is the longest.
    made = restitution_lines(only(cause, notice_days=0) | {"restitution.urgent_procurement_share": 1 / 3})
    assert made["interruption"][3] == approx(IN_YEAR_3 * (60_000 if cause in URGENT else 90_000))


def test_the_share_of_an_urgent_procurement_by_hand() -> None:
    values = CASE | {"restitution.administrative_days": 0, "restitution.urgent_procurement_share": 0.6}
    found = exit_days(given(values).restitution, np.array([100.0]))  # type: ignore[arg-type]
    assert (found.ordinary.tolist(), found.urgent.tolist()) == ([90], approx([54]))  # extraction: 50 days


def test_the_neutral_values_change_nothing() -> None:
    plain = restitution_lines(CASE)
    neutral = {f"restitution.{cause}.service_back_days": NEVER for cause in CAUSES}
    assert restitution_lines(CASE | neutral | {"restitution.urgent_procurement_share": 1}) == plain
