from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model.accounting import depreciation, eprd, existing_charges, left_to_depreciate
from hds_tco.model.arrays import scalar
from hds_tco.model.ledger import CostLine, EprdTitle, Nature

H = 15
Array = npt.NDArray[np.float64]


def line(key: str, amounts: list[float], nature: Nature, title: EprdTitle) -> CostLine:
    return CostLine(key, np.array(amounts, dtype=np.float64), nature, title, "fixed", bears_vat=False)


def test_an_outlay_is_written_off_in_equal_parts_over_the_years_that_follow() -> None:
    # 300 of year 0: 100 in years 1 to 3; 90 of year 2: 30 in years 3 to 5.
    assert depreciation(np.array([300.0, 0, 90, 0, 0, 0, 0]), 3).tolist() == approx([0, 100, 100, 130, 30, 30, 0])


def test_what_is_not_written_off_at_the_horizon_stays_out() -> None:
    assert depreciation(np.array([300.0, 0, 90]), 3).tolist() == approx([0, 100, 100])


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=H), st.integers(1, 10))
def test_depreciation_sums_to_what_was_invested_if_the_horizon_is_long_enough(invested: list[int], years: int) -> None:
    outlay = np.array(invested + [0] * years, dtype=np.float64)
    charge = depreciation(outlay, years)
    assert charge.sum() == approx(sum(invested))
    assert charge[0] == 0.0
    assert np.all(np.cumsum(charge)[1:] <= np.cumsum(outlay)[:-1] + 1e-6)  # nothing before it is bought


def test_depreciation_leaves_draws_apart() -> None:
    block = np.array([[300.0, 30.0], [0.0, 60.0], [0.0, 0.0]])
    assert depreciation(block, 3).tolist() == [
        approx([0, 0]),
        approx([100, 10]),
        approx([100, 30]),
    ]


LEDGER = [
    line("staff", [0, 10, 10], "operating", 1),
    line("care", [0, 2, 2], "operating", 2),
    line("room", [0, 5, 5], "operating", 3),
    line("rent", [0, 7, 7], "operating", 3),
    line("risk", [0, 1, 1], "risk", 4),
    line("servers", [60, 30, 0], "investment", 4),
    line("fees", [0, -20, -20], "income", 3),
]


def test_each_line_reaches_its_title_and_investment_stands_beside() -> None:
    got = eprd(LEDGER, 3)
    assert got["title_1"].tolist() == [0, 10, 10]
    assert got["title_2"].tolist() == [0, 2, 2]
    assert got["title_3"].tolist() == [0, 12, 12]
    assert got["income"].tolist() == [0, -20, -20]
    assert got["investment"].tolist() == [60, 30, 0]
    # Risk, and a third of 60 in year 1, of 60 and of 30 in year 2.
    assert got["title_4"].tolist() == approx([0, 21, 31])


def test_the_headings_hold_every_line_once() -> None:
    got = eprd(LEDGER, 1)  # written off the year after
    charges = sum(got[f"title_{number}"] for number in (1, 2, 3, 4)) + got["income"]
    assert charges.tolist() == approx([0, 5 + 60, 5 + 30])
    assert set(got) == {"title_1", "title_2", "title_3", "title_4", "income", "investment"}


@pytest.mark.parametrize("years", [1, 5])
def test_a_ledger_without_investment_depreciates_nothing(years: int) -> None:
    assert eprd(LEDGER[:5], years)["title_4"].tolist() == [0, 1, 1]


def test_a_residual_value_is_no_sale_and_stays_out_of_the_statement() -> None:
    with_residual = [*LEDGER, line("residual.servers", [0, 0, -40], "income", 4)]
    got, without = eprd(with_residual, 3), eprd(LEDGER, 3)
    assert {key: amounts.tolist() for key, amounts in got.items()} == {
        key: amounts.tolist() for key, amounts in without.items()
    }


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=15), st.integers(1, 12))
def test_what_is_left_to_depreciate_is_what_a_longer_horizon_would_still_write_off(
    invested: list[int], years: int
) -> None:
    outlay = np.array(invested, dtype=float)
    longer = depreciation(np.concatenate([outlay, np.zeros(years)]), years)
    assert left_to_depreciate(outlay, years)[-1] == approx(longer[len(outlay) :].sum(), abs=1e-6)


def test_what_is_left_to_depreciate_by_hand() -> None:
    assert left_to_depreciate(np.array([300.0, 0, 90, 0]), 3).tolist() == approx([300, 200, 190, 60])
    assert left_to_depreciate(np.array([[300.0, 30], [0, 0]]), 3).tolist() == [[300, 30], [200, 20]]


def written(book_value_eur: float, left_years: int, moved: Array) -> Array:
    year = np.arange(len(moved), dtype=np.float64)
    return existing_charges(scalar(book_value_eur), scalar(left_years), moved, year)


def test_present_machines_are_written_off_in_equal_parts_then_at_once_when_they_are_left() -> None:
    moved = np.array([0, 0.5, 1, 1, 1, 1])
    # 100 in years 1 and 2; the 200 that remain at the end of year 2, when all has moved.
    assert written(400, 4, moved).tolist() == approx([0, 100, 300, 0, 0, 0])
    kept = np.zeros(6)
    assert written(400, 4, kept).tolist() == [0, 100, 100, 100, 100, 0]
    at_once = np.ones(6)
    assert written(400, 4, at_once).tolist() == [400, 0, 0, 0, 0, 0]


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 10), st.integers(0, H))
def test_present_machines_weigh_their_book_value_whenever_they_are_left(left: int, when: int) -> None:
    charges = written(1000, left, np.where(np.arange(H + 1) >= when, 1.0, 0.0))
    assert charges.sum() == approx(1000)
    assert not charges[max(when, left) + 1 :].any()


def test_present_machines_reach_title_4_and_no_other_heading() -> None:
    got, without = eprd(LEDGER, 3, np.array([0.0, 5, 7])), eprd(LEDGER, 3)
    assert (got.pop("title_4") - without.pop("title_4")).tolist() == [0, 5, 7]
    assert {key: values.tolist() for key, values in got.items()} == {key: v.tolist() for key, v in without.items()}
