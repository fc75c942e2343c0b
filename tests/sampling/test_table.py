"""Tables read between their lines: compiled or not, on any points, the same to the last bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from pytest import approx
from scipy import special

from hds_tco.sampling.inverse import normal_of
from hds_tco.sampling.table import Table, normal_lines, tails

Array = npt.NDArray[np.float64]
SHARES = np.linspace(0.0, 1.0, 4001)[:-1]
NEAR = np.logspace(-16, -2, 1500)
# Both ends as near as a draw may come, and everything between.
CHANCES = np.concatenate([[0.0, 2.0**-53, 2.0**-30, 0.5, np.nextafter(0.5, 1), 1 - 2.0**-53], SHARES, NEAR, 1 - NEAR])
TABLES = pytest.mark.parametrize(
    "one_table", [Table(np.cos(7 * tails()), "tails"), Table(np.cos(normal_lines()), "normal")]
)


def points_of(one_table: Table) -> Array:
    return CHANCES if one_table.along == "tails" else special.ndtri(np.clip(CHANCES, 1e-300, 1)) * 1.3


@TABLES
def test_compiled_or_not_a_table_says_the_same_to_the_last_bit(one_table: Table) -> None:
    points = points_of(one_table)
    compiled, plain = np.empty(len(points)), np.empty(len(points))
    one_table.read(points, compiled)
    one_table.read_plain(points, plain)
    assert np.array_equal(compiled.view(np.int64), plain.view(np.int64))


@TABLES
def test_a_table_is_exact_on_its_lines_and_straight_between(one_table: Table) -> None:
    lines = np.asarray(tails() if one_table.along == "tails" else normal_lines())
    got = np.empty(len(lines))
    one_table.read(np.ascontiguousarray(lines), got)
    assert got == approx(one_table.values, abs=1e-12)


@TABLES
@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 31])
def test_any_length_from_anywhere_in_memory(one_table: Table, length: int) -> None:
    points = np.random.default_rng(1).permutation(points_of(one_table))[: 2 * length]
    expected = np.empty(length)
    one_table.read_plain(points[::2], expected)
    room = np.full(2 * length + 2, -7.0)
    one_table.read(points[::2], room[1 : 2 * length + 1 : 2])
    assert np.array_equal(room[1 : 2 * length + 1 : 2], expected)
    assert (room[::2] == -7.0).all()
    room[...] = -7.0
    one_table.read(np.ascontiguousarray(points[::2]), room[1 : length + 1])
    assert np.array_equal(room[1 : length + 1], expected)
    assert (room[length + 1 :] == -7.0).all()


def test_a_table_may_be_read_onto_its_own_points() -> None:
    values, here = normal_of(), CHANCES.copy()
    expected = np.empty(len(CHANCES))
    values.read(CHANCES, expected)
    values.read(here, here)
    assert np.array_equal(here, expected)
