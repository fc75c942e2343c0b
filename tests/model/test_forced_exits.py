"""When exits come, as chances or as draws, and what the causes make of one on average."""

from __future__ import annotations

from itertools import product
from math import exp

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, years
from hds_tco.model.events import Events
from hds_tco.model.exit_causes import CAUSES, URGENT
from hds_tco.model.forced_exits import exit_chances, first_exit
from hds_tco.model.options import world_of
from tests.builders import given
from tests.model.exit_case import (
    BEFORE_THE_LAW,
    CASE,
    IN_YEAR_3,
    NEVER,
    only,
    restitution_lines,
)


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
    eur = restitution_lines(only(cause, service_back_days=back))["double_running"]
    assert eur[3] == approx(IN_YEAR_3 * 12_000 * (0.2 * 73 + both) / 365)


@pytest.mark.parametrize("cause", sorted({*CAUSES} - {"insolvency", "disaster"}))
def test_a_living_host_bills_all_along_whatever_its_return(cause: str) -> None:
    for back in (0, 60, NEVER):
        eur = restitution_lines(only(cause, service_back_days=back))["double_running"]
        assert eur[3] == approx(IN_YEAR_3 * 2880)


@pytest.mark.parametrize("cause", CAUSES)
def test_only_what_is_urgent_shortens_the_procurement(cause: str) -> None:
    # 90 days of procurement, a third of it in an emergency; then paperwork, 60 days, is the longest.
    amounts = restitution_lines(only(cause, notice_days=0) | {"restitution.urgent_procurement_share": 1 / 3})
    assert amounts["interruption"][3] == approx(IN_YEAR_3 * (60_000 if cause in URGENT else 90_000))


def test_the_neutral_values_change_nothing() -> None:
    plain = restitution_lines(CASE)
    neutral = {f"restitution.{cause}.service_back_days": NEVER for cause in CAUSES}
    assert restitution_lines(CASE | neutral | {"restitution.urgent_procurement_share": 1}) == plain


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


def test_what_befell_in_the_first_exit_is_told_draw_by_draw() -> None:
    # At a rate of 0.1 a year, -ln(chance) / 0.1 falls in year 2, in year 4, and beyond the horizon of 4 years.
    chance = np.array([exp(-0.15), exp(-0.35), exp(-0.9)])
    # Data is lost with a chance of 0.1: in the first draw, not in the second; the third would, had there been an exit.
    loss = np.array([0.05, 0.5, 0.05])
    none, ones = np.zeros((5, 1)), np.ones(3)
    events = Events(chance, ones, loss, ones, ones, ones, ones, none, none, none, none, none, most_in_a_year=1)
    read = given(CASE, **BEFORE_THE_LAW, horizon_years=4)
    result = first_exit(world_of(EXTERNAL, read, years(4)[:, None], events))
    assert result["exit_year"].tolist() == [2, 4, 0]
    assert result["exit_days"].tolist() == [90, 90, 0]
    assert result["interruption_days"].tolist() == [60, 60, 0]  # 90 days, 30 of them announced
    assert result["data_lost"].tolist() == [1, 0, 0]
