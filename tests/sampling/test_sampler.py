"""Draws of a scenario: the laws that it says, the correlations that it asks for, the same draws in any company."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pytest import approx
from scipy import stats

from hds_tco.sampling import SAMPLERS, Sampler, SamplerName
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from tests.builders import scenario

Array = npt.NDArray[np.float64]
DRAWS = 20_000
UNCERTAIN: dict[str, Any] = {
    "operations.pue": {"low": 1.2, "mode": 1.4, "high": 2.0},
    "operations.electricity_price_eur_per_kwh": {"p05": 0.1, "p95": 0.3},
    "incidents.rebuild_eur": {"distribution": "uniform", "low": 0, "high": 10},
    "incidents.down_days": {"distribution": "triangular", "low": 1, "mode": 2, "high": 9},
    "external.setup_eur": {"distribution": "discrete", "values": [1, 2, 5], "weights": [1, 2, 1]},
}
PATHS = tuple(UNCERTAIN)
PUE, ENERGY, REBUILD, DOWN, SETUP = PATHS
TOGETHER = {
    "energy": {"between": [PUE, ENERGY], "rank_correlation": 0.8},
    "damage": {"between": [REBUILD, DOWN], "rank_correlation": -0.5},
}


def correlated(correlations: dict[str, Any] | None = None, **more: Any) -> Scenario[Assumption]:
    return scenario(UNCERTAIN | more, correlations=TOGETHER if correlations is None else correlations)


def drawn(
    of: Scenario[Assumption],
    columns: tuple[str, ...] = PATHS,
    draws: int = DRAWS,
    name: SamplerName = "random",
    **more: Any,
) -> Array:
    return Sampler(of, columns, 1, draws, name, **more).worker().values(0, draws)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("correlations", [{}, TOGETHER])
def test_each_assumption_follows_its_own_law_whatever_it_is_correlated_with(
    name: SamplerName, correlations: dict[str, Any]
) -> None:
    of = correlated(correlations)
    assumptions = assumptions_of(of)
    for path, row in zip(PATHS, drawn(of, draws=2**14, name=name), strict=True):
        law: Any = assumptions[path].distribution
        if path == SETUP:
            counts = [int((row == value).sum()) for value in (1, 2, 5)]
            assert sum(counts) == len(row)
            assert stats.chisquare(counts, [len(row) / 4, len(row) / 2, len(row) / 4]).pvalue > 1e-3
        else:
            assert stats.kstest(row, law.cdf).pvalue > 1e-3


@pytest.mark.parametrize("name", SAMPLERS)
def test_rank_correlations_are_those_asked_for(name: SamplerName) -> None:
    got = stats.spearmanr(drawn(correlated(), draws=2**14, name=name).T).statistic
    wanted = np.eye(5)
    wanted[0, 1] = wanted[1, 0] = 0.8
    wanted[2, 3] = wanted[3, 2] = -0.5
    # Standard error of a rank correlation: at most 1 / sqrt(n).
    assert got == approx(wanted, abs=4 / np.sqrt(2**14))


def test_a_chain_of_correlations_holds_for_each_pair() -> None:
    chain = {
        "ab": {"between": [PUE, ENERGY], "rank_correlation": 0.6},
        "bc": {"between": [ENERGY, SETUP], "rank_correlation": 0.5},
        "ad": {"between": [PUE, DOWN], "rank_correlation": -0.3},
    }
    got = stats.spearmanr(drawn(correlated(chain)).T).statistic
    assert got[0, 1] == approx(0.6, abs=0.03)
    assert got[0, 3] == approx(-0.3, abs=0.03)
    assert got[0, 2] == approx(0, abs=0.03)
    # Of one in three values only, ties lower the figure: that of the points themselves is 0.5.
    assert 0.4 < got[1, 4] < 0.5


@pytest.mark.parametrize("path", [PUE, SETUP])
def test_another_uncertain_assumption_changes_no_draw_of_the_others(path: str) -> None:
    """Nor does one that becomes certain: each has a stream of its own."""
    others = tuple(other for other in PATHS if other != path)
    without = scenario({other: UNCERTAIN[other] for other in others})
    assert np.array_equal(drawn(correlated({}), others), drawn(without, others))
    assert np.array_equal(drawn(correlated({}))[[PATHS.index(other) for other in others]], drawn(without, others))


def test_an_assumption_that_stands_apart_changes_no_draw_of_the_correlated() -> None:
    without = scenario({path: UNCERTAIN[path] for path in PATHS[:4]}, correlations=TOGETHER)
    assert np.array_equal(drawn(correlated(), PATHS[:4]), drawn(without, PATHS[:4]))


def test_a_correlated_assumption_that_nobody_reads_changes_nothing() -> None:
    """The draws of one that is read do not depend on whether the other one is asked for."""
    whole = drawn(correlated())
    for rank, path in enumerate(PATHS):
        assert np.array_equal(drawn(correlated(), (path,))[0], whole[rank])
    assert np.array_equal(drawn(correlated(), PATHS[::-1]), whole[::-1])


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("blocks", [(1, 7, 8, 1000), (2**13, 8192), (16384,)])
def test_blocks_change_no_draw(name: SamplerName, blocks: tuple[int, ...]) -> None:
    columns = (*PATHS, "event.exit")
    sampler = Sampler(correlated(), columns, 1, 2**14, name)
    whole, worker, start = sampler.worker().values(0, 2**14), sampler.worker(), 0
    for length in blocks:
        assert np.array_equal(worker.values(start, start + length), whole[:, start : start + length])
        start += length
    assert np.array_equal(worker.values(100, 200), whole[:, 100:200])


@pytest.mark.parametrize("name", SAMPLERS)
def test_other_seeds_give_other_draws(name: SamplerName) -> None:
    one, other = (Sampler(correlated(), PATHS[:4], seed, 1024, name).worker().values(0, 1024) for seed in (1, 2))
    assert (one != other).mean() > 0.99


@pytest.mark.parametrize("name", SAMPLERS)
def test_events_are_uniform_and_never_zero(name: SamplerName) -> None:
    """Zero would be an event at the end of time: its logarithm is no number."""
    row = drawn(correlated(), ("event.exit",), 2**14, name)[0]
    assert ((row > 0) & (row <= 1)).all()
    assert stats.kstest(row, "uniform").pvalue > 1e-3


def test_a_certain_assumption_keeps_its_value() -> None:
    assert set(drawn(scenario({PUE: 1.7}), (PUE,), 10)[0]) == {1.7}
    assert drawn(scenario({PUE: 1.7}), (PUE, "event.exit"), 10)[0].tolist() == [1.7] * 10


@pytest.mark.parametrize("name", SAMPLERS)
def test_nothing_to_draw_is_no_fault(name: SamplerName) -> None:
    assert drawn(correlated(), (), 16, name).shape[0] == 0
    assert drawn(scenario({PUE: 1.7}), (PUE,), 16, name).tolist() == [[1.7] * 16]


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("run", [(PUE, "event.exit", ENERGY), (ENERGY,), (SETUP, REBUILD)])
def test_the_draws_of_a_run_are_found_again_in_any_order_and_company(name: SamplerName, run: tuple[str, ...]) -> None:
    first = drawn(correlated(), run, 2**12, name)
    again = drawn(correlated(), PATHS, 2**12, name, of_run=run)
    for rank, path in enumerate(run):
        if path in PATHS:
            assert np.array_equal(again[PATHS.index(path)], first[rank])
    beside = [rank for rank, path in enumerate(PATHS) if path not in run]
    for rank in beside:  # their own laws all the same
        law: Any = assumptions_of(correlated())[PATHS[rank]].distribution
        assert again[rank].mean() == approx(law.mean, abs=5 * np.sqrt(law.variance / 2**12))
    assert stats.spearmanr(again[0], again[1]).statistic == approx(0.8, abs=0.05)
    assert stats.spearmanr(again[2], again[3]).statistic == approx(-0.5, abs=0.05)
