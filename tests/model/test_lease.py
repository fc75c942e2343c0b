"""The rent of a lease: by hand, at the dates of the model, on numbers and on symbols."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model.lease import rent_factor
from hds_tco.trace import Symbol, symbol_input


def factor(rate: float, term: int, residual: float, rents: int = 1, in_advance: bool = False) -> float:
    return float(rent_factor(*map(np.float64, (rate, term, residual, rents, in_advance))))  # type: ignore[arg-type]


def test_a_rent_by_hand() -> None:
    # 5 %, 4 years, residual 10 %, 100 000 euros. 1.05^4 = 1.21550625; 1.05^-4 = 0.8227024748.
    # To recover: 100 000 - 10 000 x 0.8227024748 = 91 772.975252. Annuity: 0.05 / (1 - 0.8227024748) = 0.2820118326.
    assert 100_000 * factor(0.05, 4, 0.10) == approx(25_881.0649, abs=0.0001)
    # What the lessor gets is worth what it paid.
    rent = 100_000 * factor(0.05, 4, 0.10)
    assert rent / 1.05 + rent / 1.05**2 + rent / 1.05**3 + rent / 1.05**4 + 10_000 / 1.05**4 == approx(100_000)


def test_a_rent_at_a_zero_rate_spreads_what_the_residual_leaves() -> None:
    assert 100_000 * factor(0.0, 4, 0.10) == approx(22_500)
    assert factor(0.0, 1, 0.0) == 1.0


@settings(deadline=None, derandomize=True)
@given(st.integers(-500, 3000), st.integers(1, 20), st.integers(0, 10))
def test_the_rents_and_the_residual_repay_the_lessor(rate: int, term: int, residual: int) -> None:
    i, share = rate / 10_000, residual / 10
    rents = sum(factor(i, term, share) / (1 + i) ** t for t in range(1, term + 1))
    assert rents + share / (1 + i) ** term == approx(1.0)


@settings(deadline=None, derandomize=True)
@given(st.integers(-500, 3000), st.integers(1, 20), st.integers(0, 10), st.sampled_from([1, 2, 4, 12]), st.booleans())
def test_rents_at_the_dates_of_the_model_repay_the_lessor_however_many_they_are(
    rate: int, term: int, residual: int, rents: int, in_advance: bool
) -> None:
    i, share = rate / 10_000, residual / 10
    each = factor(i, term, share, rents, in_advance) / rents
    # All of a year's at its end, but for the one that is due as the year begins.
    due = [year - (in_advance and rank == 0) for year in range(1, term + 1) for rank in range(rents)]
    assert sum(each / (1 + i) ** when for when in due) + share / (1 + i) ** term == approx(1.0)


def test_a_rent_of_twelve_a_year_by_hand() -> None:
    # At 5 % over 4 years an annuity of 0.2820118326 a year; in advance each month is divided by 1 + 5 % / 12.
    assert factor(0.05, 4, 0.0, 12) == approx(0.2820118326)
    assert factor(0.05, 4, 0.0, 12, in_advance=True) == approx(0.2820118326 / (1 + 0.05 / 12))


@pytest.mark.parametrize("rate", [1e-6, 1e-9])
def test_a_small_rate_is_near_the_zero_rate(rate: float) -> None:
    assert factor(rate, 4, 0.10) == approx(factor(0.0, 4, 0.10), rel=1e-5)


@pytest.mark.parametrize("rate", [1e-13, 1e-15])
def test_a_tiny_rate_is_very_near_the_zero_rate(rate: float) -> None:
    assert factor(rate, 4, 0.10) == approx(factor(0.0, 4, 0.10), rel=1e-9)


def test_a_rent_is_the_same_to_the_last_bit_on_numbers_and_on_symbols() -> None:
    for rate in np.arange(1, 1500) / 10_000:
        term, residual = np.int64(5), np.float64(0.1)
        for rents, in_advance in ((1, 0.0), (4, 1.0)):
            values = {"rate": rate, "term": term, "residual": residual, "rents": np.int64(rents), "advance": in_advance}
            inputs: Any = [symbol_input(name, np.asarray(value)[()]) for name, value in values.items()]
            traced: Any = rent_factor(*inputs)
            assert isinstance(traced, Symbol)
            assert float(traced.value) == rent_factor(*values.values())
