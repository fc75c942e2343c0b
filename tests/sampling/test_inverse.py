"""From uniform numbers to values: the exact quantile, or a table so near that no draw tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy import special

from hds_tco.sampling import inverse, table
from hds_tco.sampling.inverse import MANY, inverse_of, inverse_of_normal, make_ready, normal_of, table_of
from hds_tco.sampling.table import REACH
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal, Pert, Triangular, Uniform
from hds_tco.trace import user_cache
from hds_tco.trace.compiled import llvm
from tests.sampling.test_table import CHANCES

Array = npt.NDArray[np.float64]
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
    values = np.full(len(chances), np.nan)
    inverse_of(law)(chances, values)
    return values


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
    values = np.empty(3)
    inverse_of_normal(law)(np.array([-8.0, 0.0, 8.0]), values)
    assert values.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("law", [*LAWS, *CONSTANT])
def test_normal_points_lead_to_the_same_quantiles(law: Distribution) -> None:
    """As far as five standard deviations, one draw in two million; beyond, the value is at least one that may be."""
    points = np.linspace(-5.0, 5.0, 5001)
    values = np.empty(len(points))
    inverse_of_normal(law)(points, values)
    exact = law.quantile(special.ndtr(points))
    width = float(law.quantile(0.999) - law.quantile(0.001))
    assert values == approx(exact, rel=1e-5, abs=1e-6 * width)
    far = np.empty(6)
    inverse_of_normal(law)(np.array([-40.0, -REACH, -8.2, 8.2, REACH, 40.0]), far)
    assert np.isfinite(far).all()
    assert (np.diff(far) >= 0).all()


def test_uniform_numbers_become_normal_points() -> None:
    values = np.empty(len(CHANCES))
    normal_of().read(CHANCES, values)
    inside = (CHANCES > 1e-4) & (CHANCES < 1 - 1e-4)
    assert abs(values - special.ndtri(CHANCES))[inside].max() < 1e-5
    assert np.isfinite(values).all()
    assert (np.diff(values[np.argsort(CHANCES)]) >= 0).all()
    assert values[CHANCES == 0.5].tolist() == [0.0] * (CHANCES == 0.5).sum()
    back = np.empty(len(CHANCES))
    normal_of().read(1.0 - CHANCES, back)
    assert back[inside] == approx(-values[inside], abs=1e-12)


@pytest.mark.parametrize("missing", [True, False])
def test_without_a_compiler_that_works_numpy_reads_the_table(missing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("no such processor")

    expected, values = values_of(Pert(0.0, 0.3, 1.0), CHANCES), np.empty(len(CHANCES))
    if missing:
        monkeypatch.setattr(llvm, "find_spec", lambda name: None)
    monkeypatch.setattr(table, "compiled", fails)
    for cached in (llvm.available, table._reading):
        cached.cache_clear()
    try:
        inverse_of(Pert(0.0, 0.3, 1.0))(CHANCES, values)
    finally:
        monkeypatch.undo()
        for cached in (llvm.available, table._reading):
            cached.cache_clear()
    assert np.array_equal(values, expected)


TABLED = [(Pert(1.0, 1.0 + (rank + 0.5) / MANY, 2.0), False) for rank in range(MANY - 1)] + [(Uniform(0.0, 3.0), True)]


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep entries in a folder, and hold no table."""
    monkeypatch.setenv(user_cache.FOLDER_VARIABLE, str(tmp_path / "cache_folder"))
    monkeypatch.setattr(inverse, "_held", {})
    return tmp_path / "cache_folder"


def test_many_tables_come_back_without_being_made_again(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [table_of(law, normal) for law, normal in TABLED]
    inverse._held.clear()
    make_ready(TABLED)
    assert len(list(cache_folder.iterdir())) == 1
    inverse._held.clear()
    monkeypatch.setattr(inverse, "_computed", None)  # whoever makes one fails
    make_ready(reversed(TABLED))
    for (law, normal), values in zip(TABLED, expected, strict=True):
        result = table_of(law, normal)
        assert np.array_equal(result, values)
        assert not result.flags.writeable


def test_a_few_tables_are_not_kept(cache_folder: Path) -> None:
    make_ready(TABLED[: MANY - 1])
    assert not cache_folder.exists()


def test_laws_without_a_table_are_left_out(cache_folder: Path) -> None:
    make_ready([(Uniform(0.0, 1.0), False), (Pert(1.0, 1.0, 1.0), False)] * MANY)
    assert not inverse._held
    assert not cache_folder.exists()
