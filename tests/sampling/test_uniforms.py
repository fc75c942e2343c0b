"""Uniform numbers: the same from wherever they are asked for, as even as they should be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import hds_tco as ht
from hds_tco.analysis.measures import event_columns
from hds_tco.sampling.uniforms import REPLICATES, Beside, RandomUniforms, SobolUniforms, Uniforms, _address, sobol_draws
from hds_tco.scenario import assumptions_of

Array = npt.NDArray[np.float64]
DRAWS = REPLICATES * 64
NAMES = ("a", "b", "c")


def random() -> Uniforms:
    return RandomUniforms(NAMES, 1)


def sobol() -> Uniforms:
    return SobolUniforms(NAMES, 1, DRAWS)


def beside() -> Uniforms:
    return Beside(SobolUniforms(NAMES[:2], 1, DRAWS), 2, RandomUniforms(NAMES[2:], 1))


def filled(source: Uniforms, start: int, stop: int, names: Sequence[str] = NAMES) -> Array:
    rows = np.full((len(names), stop - start), np.nan)
    source.fill(start, list(rows))
    return rows


SOURCES = pytest.mark.parametrize("source", [random, sobol, beside])


@SOURCES
@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@given(pieces=st.lists(st.tuples(st.integers(0, DRAWS - 1), st.integers(1, DRAWS)), min_size=1, max_size=5))
def test_any_piece_is_that_of_the_whole(source: object, pieces: list[tuple[int, int]]) -> None:
    """Forwards, backwards, overlapping: by one and the same source, as one thread asks."""
    assert callable(source)
    whole, asked = filled(source(), 0, DRAWS), source()
    for start, length in pieces:
        stop = min(start + length, DRAWS)
        assert np.array_equal(filled(asked, start, stop), whole[:, start:stop])


@SOURCES
def test_numbers_lie_between_zero_and_one_and_rows_differ(source: object) -> None:
    assert callable(source)
    whole = filled(source(), 0, DRAWS)
    assert ((whole >= 0) & (whole < 1)).all()
    assert len(np.unique(whole)) > 0.99 * whole.size
    assert abs(np.asarray(np.corrcoef(whole))[np.triu_indices(3, 1)]).max() < 5 / np.sqrt(DRAWS)


@pytest.mark.parametrize("seed", [0, 1, 2026, 2**70])
def test_another_seed_is_another_draw(seed: int) -> None:
    one, other = (filled(RandomUniforms(NAMES, which), 0, 1000) for which in (seed, seed + 1))
    assert np.intersect1d(one, other).size == 0
    points, others = (filled(SobolUniforms(NAMES, which, DRAWS), 0, DRAWS) for which in (seed, seed + 1))
    assert (points != others).mean() > 0.99


def test_a_name_more_changes_nothing_for_the_others() -> None:
    few, more = filled(RandomUniforms(NAMES, 1), 0, 100), filled(RandomUniforms(("x", *NAMES[::-1]), 1), 0, 100, "xcba")
    assert np.array_equal(few, more[:0:-1])


def test_random_numbers_are_uniform() -> None:
    for row in filled(random(), 0, 20_000):
        assert stats.kstest(row, "uniform").pvalue > 1e-3


def test_every_scrambling_spreads_its_points_evenly() -> None:
    """64 points of a scrambling: one in each 64th of each axis; and 4 in each cell of 4 x 4 of the first two."""
    whole = filled(sobol(), 0, DRAWS).reshape(3, REPLICATES, DRAWS // REPLICATES)
    for axis in range(3):
        for part in whole[axis]:
            assert np.array_equal(np.sort(np.floor(part * 64)), np.arange(64))
    for rank in range(REPLICATES):
        cells = np.floor(whole[0, rank] * 4) * 4 + np.floor(whole[1, rank] * 4)
        assert np.array_equal(np.bincount(cells.astype(int), minlength=16), np.full(16, 4))
    assert len({part.tobytes() for part in whole[0]}) == REPLICATES


def test_each_coordinate_is_uniform_over_the_scramblings() -> None:
    """What makes each scrambling, and so their mean, without bias: the first point may fall anywhere."""
    firsts = np.concatenate([filled(SobolUniforms("a", seed, REPLICATES), 0, REPLICATES, "a")[0] for seed in range(40)])
    assert stats.kstest(firsts, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("source", [RandomUniforms((), 1), SobolUniforms((), 1, DRAWS)])
def test_nothing_to_draw_is_no_fault(source: Uniforms) -> None:
    source.fill(5, [])


@given(st.integers(1, 10**9))
def test_sobol_draws_are_16_times_a_power_of_two_and_the_fewest_that_do(draws: int) -> None:
    result = sobol_draws(draws)
    part = result // REPLICATES
    assert result >= draws
    assert result % REPLICATES == 0
    assert part & (part - 1) == 0
    assert part == 1 or result // 2 < draws


@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_no_two_assumptions_of_a_shipped_scenario_share_a_stream(name: str) -> None:
    """A stream is found by an address of its name: two with the same would rise and fall together."""
    scenario = ht.load(name)
    names = [*assumptions_of(scenario), *event_columns(50)]
    assert len({_address(each) for each in names}) == len(names)
