from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.model.arrays import by_year, chosen, following, previous, ratio, whole


def test_last_years_values_leave_year_0_empty() -> None:
    assert previous(np.array([3.0, 4.0, 5.0])).tolist() == [0.0, 3.0, 4.0]


def test_next_years_values_stay_at_the_horizon() -> None:
    assert following(np.array([3.0, 4.0, 5.0])).tolist() == [4.0, 5.0, 5.0]


def test_moves_along_the_years_leave_draws_where_they_are() -> None:
    draws = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    assert previous(draws).tolist() == [[0.0, 0.0], [1.0, 10.0], [2.0, 20.0]]
    assert following(draws).tolist() == [[2.0, 20.0], [3.0, 30.0], [3.0, 30.0]]


def test_rows_become_years_and_a_row_without_draws_is_the_same_in_each() -> None:
    assert by_year([np.float64(1), np.float64(2)]).tolist() == [1.0, 2.0]  # type: ignore[list-item]
    assert by_year([np.array([1.0, 2.0]), np.array([3.0, 4.0])]).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    mixed = by_year([np.zeros(1), np.array([1.0, 2.0]), np.array([5.0])])
    assert mixed.tolist() == [[0.0, 0.0], [1.0, 2.0], [5.0, 5.0]]


@pytest.mark.parametrize(
    ("need", "modules"),
    [(-2.5, 0.0), (0.0, 0.0), (1e-12, 0.0), (1e-6, 1.0), (0.4, 1.0), (1.0, 1.0), (3 * 1.1, 4.0), (3.0 + 1e-12, 3.0)],
)
def test_a_need_is_covered_by_whole_modules_and_rounding_noise_buys_none(need: float, modules: float) -> None:
    assert whole(np.array([need])).tolist() == [modules]


@settings(deadline=None, derandomize=True)
@given(st.floats(0, 1e6))
def test_whole_modules_cover_the_need_with_less_than_one_to_spare(need: float) -> None:
    modules = float(whole(np.array([need]))[0])
    assert modules == int(modules)
    assert need - 1e-8 <= modules < need + 1


def test_a_ratio_to_nothing_is_zero_and_warns_of_nothing() -> None:
    assert ratio(np.array([3.0, 0.0, 5.0]), np.array([12.0, 0.0, 0.0])).tolist() == [0.25, 0.0, 0.0]


def test_a_choice_counts_one_where_it_is_made() -> None:
    assert chosen(np.asarray("extend"), "extend") == 1.0
    assert chosen(np.asarray("extend"), "return") == 0.0
