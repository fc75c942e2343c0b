"""From uniform numbers to values: the exact quantile, or a table so near that no draw tells."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy import special

from hds_tco.sampling import table
from hds_tco.sampling.inverse import inverse_of, inverse_of_normal, normal_of
from hds_tco.sampling.table import REACH, Table, normal_lines, tails
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal, Pert, Triangular, Uniform
from hds_tco.trace.compiled import llvm

Array = npt.NDArray[np.float64]
SHARES = np.linspace(0.0, 1.0, 4001)[:-1]
NEAR = np.logspace(-16, -2, 1500)
# Both ends as near as a draw may come, and everything between.
CHANCES = np.concatenate([[0.0, 2.0**-53, 2.0**-30, 0.5, np.nextafter(0.5, 1), 1 - 2.0**-53], SHARES, NEAR, 1 - NEAR])
LAWS: tuple[Distribution, ...] = (
    Triangular(0.0, 0.0, 1.0),
    Triangular(-1.0, 0.5, 1.0),
    Triangular(2.0, 4.0, 4.0),
    Uniform(-0.1, 0.3),
    Lognormal(10.0, 40.0),
    Lognormal(0.01, 100.0, 0.0, 1000.0),
    Lognormal(0.2, 0.9, 0.0, 1.0),
    Discrete((3.0, 1.0, 2.0), (0.2, 0.5, 0.3)),
    Discrete((7.0, 8.0), (0.0, 1.0)),
    Pert(0.0, 1.0, 4.0),
)
# Those that give one figure only.
CONSTANT: tuple[Distribution, ...] = (
    Pert(2.0, 2.0, 2.0),
    Triangular(2.0, 2.0, 2.0),
    Uniform(2.0, 2.0),
    Lognormal(2.0, 2.0),
    Discrete((2.0,), (3.0,)),
)
MODES = pytest.mark.parametrize("mode", [0.0, 1e-9, 0.03, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0 - 1e-9, 1.0])


def values_of(law: Distribution, chances: Array) -> Array:
    made = np.full(len(chances), np.nan)
    inverse_of(law)(chances, made)
    return made


@MODES
def test_a_pert_is_within_a_millionth_of_its_width_everywhere(mode: float) -> None:
    law = Pert(0.0, mode, 1.0)
    got = values_of(law, CHANCES)
    assert abs(got - law.quantile(CHANCES)).max() < 1e-6
    assert (np.diff(got[np.argsort(CHANCES)]) >= 0).all()
    assert values_of(law, np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_a_pert_stays_between_its_ends(low: float, width: float, place: float, seed: int) -> None:
    law = Pert(low, low + place * width, low + width)
    chances = np.random.default_rng(seed).random(100)
    got = values_of(law, chances)
    assert ((got >= law.low) & (got <= law.high)).all()
    assert got == approx(law.quantile(chances), abs=1e-6 * width + 1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_any_other_law_is_its_quantile(law: Distribution) -> None:
    got, exact = values_of(law, CHANCES), law.quantile(CHANCES)
    assert np.isfinite(got).all()
    if not isinstance(law, Pert):
        assert got == approx(exact, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("law", CONSTANT)
def test_a_law_of_one_figure_gives_it(law: Distribution) -> None:
    assert set(values_of(law, CHANCES).tolist()) == {2.0}
    made = np.empty(3)
    inverse_of_normal(law)(np.array([-8.0, 0.0, 8.0]), made)
    assert made.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("law", [*LAWS, *CONSTANT])
def test_normal_points_lead_to_the_same_quantiles(law: Distribution) -> None:
    """As far as five standard deviations, one draw in two million; beyond, the value is at least one that may be."""
    points = np.linspace(-5.0, 5.0, 5001)
    made = np.empty(len(points))
    inverse_of_normal(law)(points, made)
    exact = law.quantile(special.ndtr(points))
    width = float(law.quantile(0.999) - law.quantile(0.001))
    assert made == approx(exact, rel=1e-5, abs=1e-6 * width)
    far = np.empty(6)
    inverse_of_normal(law)(np.array([-40.0, -REACH, -8.2, 8.2, REACH, 40.0]), far)
    assert np.isfinite(far).all()
    assert (np.diff(far) >= 0).all()


def test_uniform_numbers_become_normal_points() -> None:
    made = np.empty(len(CHANCES))
    normal_of().read(CHANCES, made)
    inside = (CHANCES > 1e-4) & (CHANCES < 1 - 1e-4)
    assert abs(made - special.ndtri(CHANCES))[inside].max() < 1e-5
    assert np.isfinite(made).all()
    assert (np.diff(made[np.argsort(CHANCES)]) >= 0).all()
    assert made[CHANCES == 0.5].tolist() == [0.0] * (CHANCES == 0.5).sum()
    back = np.empty(len(CHANCES))
    normal_of().read(1.0 - CHANCES, back)
    assert back[inside] == approx(-made[inside], abs=1e-12)


# ─── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


TABLES = pytest.mark.parametrize("made", [Table(np.cos(7 * tails()), "tails"), Table(np.cos(normal_lines()), "normal")])


def points_of(made: Table) -> Array:
    return CHANCES if made.along == "tails" else special.ndtri(np.clip(CHANCES, 1e-300, 1)) * 1.3


@TABLES
def test_compiled_or_not_a_table_says_the_same_to_the_last_bit(made: Table) -> None:
    points = points_of(made)
    compiled, plain = np.empty(len(points)), np.empty(len(points))
    made.read(points, compiled)
    made.read_plain(points, plain)
    assert np.array_equal(compiled.view(np.int64), plain.view(np.int64))


@TABLES
def test_a_table_is_exact_on_its_lines_and_straight_between(made: Table) -> None:
    lines = np.asarray(tails() if made.along == "tails" else normal_lines())
    got = np.empty(len(lines))
    made.read(np.ascontiguousarray(lines), got)
    assert got == approx(made.values, abs=1e-12)


@TABLES
@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 31])
def test_any_length_from_anywhere_in_memory(made: Table, length: int) -> None:
    points = np.random.default_rng(1).permutation(points_of(made))[: 2 * length]
    expected = np.empty(length)
    made.read_plain(points[::2], expected)
    room = np.full(2 * length + 2, -7.0)
    made.read(points[::2], room[1 : 2 * length + 1 : 2])
    assert np.array_equal(room[1 : 2 * length + 1 : 2], expected)
    assert (room[::2] == -7.0).all()
    room[...] = -7.0
    made.read(np.ascontiguousarray(points[::2]), room[1 : length + 1])
    assert np.array_equal(room[1 : length + 1], expected)
    assert (room[length + 1 :] == -7.0).all()


def test_a_table_may_be_read_onto_its_own_points() -> None:
    made, here = normal_of(), CHANCES.copy()
    expected = np.empty(len(CHANCES))
    made.read(CHANCES, expected)
    made.read(here, here)
    assert np.array_equal(here, expected)


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_compiler_that_works_numpy_reads_the_table(missing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("no such processor")

    expected, made = values_of(Pert(0.0, 0.3, 1.0), CHANCES), np.empty(len(CHANCES))
    if missing:
        monkeypatch.setattr(llvm, "find_spec", lambda name: None)
    monkeypatch.setattr(table, "compiled", fails)
    for kept in (llvm.available, table._reading):
        kept.cache_clear()
    try:
        inverse_of(Pert(0.0, 0.3, 1.0))(CHANCES, made)
    finally:
        monkeypatch.undo()
        for kept in (llvm.available, table._reading):
            kept.cache_clear()
    assert np.array_equal(made, expected)
