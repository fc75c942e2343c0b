"""Draws by the million: the same figures however the work is cut, and what is there when it is stopped."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis import comparison as comparison_module
from hds_tco.analysis import evaluator as module_of_evaluator
from hds_tco.analysis.estimate import BATCHES
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.simulation.accumulators import Totals, merged, totals_of
from hds_tco.analysis.simulation.result import QUANTILES, Simulation
from hds_tco.analysis.simulation.run import PART_DRAWS, borders_of
from hds_tco.model import EXTERNAL, IN_HOUSE
from hds_tco.sampling import SAMPLERS, SamplerName, table
from hds_tco.sampling.uniforms import sobol_draws
from hds_tco.scenario import assumptions_of
from hds_tco.trace.compiled import kernel, llvm
from tests.analysis.simulation.case import small

SMALL = small()
DRAWS = 21_000
SOBOL_AND_RANDOM = pytest.mark.parametrize("sampler", SAMPLERS)


def assert_same_totals(one: Totals, other: Totals) -> None:
    for field in fields(Totals):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


# ─── the same figures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_compiled_or_not_is_the_same_to_the_last_bit() -> None:
    plain, compiled, when_it_pays = (ht.simulate(SMALL, DRAWS, 5, compiled=how) for how in (False, True, None))
    assert plain.kept.tobytes() == compiled.kept.tobytes() == when_it_pays.kept.tobytes()
    assert_same_totals(plain.totals, compiled.totals)


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("compiled", [False, None])
def test_blocks_threads_and_what_is_kept_change_no_bit(sampler: SamplerName, compiled: bool | None) -> None:
    whole = ht.simulate(SMALL, DRAWS, 5, sampler, compiled=compiled, threads=1)
    for block in (1000, 16_384, 100_000):
        for threads in (1, 2, 4):
            for kept in (16, 10**6):
                more = {"block_draws": block, "threads": threads, "kept_draws": kept}
                other = ht.simulate(SMALL, DRAWS, 5, sampler, compiled=compiled, **more)  # type: ignore[arg-type]
                count = other.kept.shape[1]
                assert count == (whole.draws if kept == 10**6 else whole.draws // BATCHES)
                assert np.array_equal(other.kept, whole.kept[:, :count])
                assert_same_totals(other.totals, whole.totals)
                for key in whole.keys:
                    assert other.mean(key) == whole.mean(key)
                    assert other.gap(key, "external") == whole.gap(key, "external")
                assert other.value_of_perfect_information == whole.value_of_perfect_information


@pytest.mark.slow
def test_long_blocks_change_no_bit_of_what_is_shown() -> None:
    """Blocks are cut to a thread's share of the draws: here blocks of 100,000 are made, and half the draws counted."""
    scenario, whole = ht.load("reference-ght"), None
    for block in (1000, 16_384, 100_000):
        for threads in (1, 2, 4):
            more = {"block_draws": block, "threads": threads, "kept_draws": 130_000}
            result = ht.simulate(scenario, 250_000, 5, **more)  # type: ignore[arg-type]
            assert result.sketch is not None
            assert result.kept.shape[1] == 125_000
            frames = (result.summary(), result.exceedance(), result.convergence())
            whole = whole or frames
            for frame, other in zip(frames, whole, strict=True):
                pd.testing.assert_frame_equal(frame, other, check_exact=True)
            assert result.counting_error_eur > 0


@SOBOL_AND_RANDOM
def test_what_is_not_kept_is_counted_within_the_stated_error(sampler: SamplerName) -> None:
    whole = ht.simulate(SMALL, DRAWS, 5, sampler)
    few = ht.simulate(SMALL, DRAWS, 5, sampler, kept_draws=16)
    assert whole.sketch is None
    assert few.sketch is not None
    assert whole.counting_error_eur == 0.0
    for rank, key in enumerate(whole.keys):
        for share in (0.05, 0.5, 0.95):
            room = few.sketch.quantile_error(rank, share)
            assert few.quantile(key, share).value == approx(whole.quantile(key, share).value, abs=room)
            assert room <= few.counting_error_eur < 500
        room = few.sketch.tail_error(rank, 0.95)
        assert few.tail_mean(key).value == approx(whole.tail_mean(key).value, abs=room)
        assert room <= few.counting_error_eur
        cost = whole.quantile(key, 0.7).value
        assert few.probability_above(key, cost).value == approx(whole.probability_above(key, cost).value, abs=0.002)


def test_a_loss_of_heavy_tail_is_counted_within_the_stated_error() -> None:
    scenario = ht.with_values(ht.load("reference-ght"), {"incidents.rebuild_eur": {"p05": 1000, "p95": 9_000_000}})
    whole, few = (ht.simulate(scenario, 100_000, 5, kept_draws=kept) for kept in (10**6, 16))
    for key in whole.keys:
        figures = [
            (run.tail_mean(key).value, *(run.quantile(key, s).value for s in QUANTILES.values()))
            for run in (whole, few)
        ]
        assert figures[1] == approx(figures[0], abs=few.counting_error_eur)
    assert few.counting_error_eur < 10_000


@SOBOL_AND_RANDOM
def test_other_seeds_give_other_draws(sampler: SamplerName) -> None:
    one, other = (ht.simulate(SMALL, 1000, seed, sampler) for seed in (1, 2))
    assert (one.kept[one.row("external", "cost")] != other.kept[other.row("external", "cost")]).mean() > 0.99
    assert one.mean("external").value != other.mean("external").value


def test_more_draws_begin_with_the_same_ones() -> None:
    few, many = (ht.simulate(SMALL, draws, 5) for draws in (100, 5000))
    assert np.array_equal(many.kept[:, :100], few.kept)


def test_another_uncertain_assumption_changes_no_draw_of_the_others() -> None:
    """Only what depends on it: in-house does not read the provider's set-up."""
    one, other = (
        ht.simulate(each, 3000, 5)
        for each in (SMALL, small(**{"external.setup_eur": {"low": 0, "mode": 9, "high": 20}}))
    )
    for key, same in (("in_house", True), ("leasing", True), ("external", False)):
        assert np.array_equal(one.costs(key), other.costs(key)) == same
    paths = tuple(path for path, item in assumptions_of(SMALL).items() if item.distribution is not None)
    assert np.array_equal(one.inputs(3000, paths), other.inputs(3000, paths))


def test_an_option_costs_the_same_whatever_it_is_compared_with() -> None:
    together, alone = ht.simulate(SMALL, 3000, 5), ht.simulate(SMALL, 3000, 5, options=[EXTERNAL])
    assert np.array_equal(together.costs("external"), alone.costs("external"))


@SOBOL_AND_RANDOM
def test_the_inputs_of_the_draws_are_found_again(sampler: SamplerName) -> None:
    result = ht.simulate(SMALL, 3000, 5, sampler)
    paths = tuple(path for path, item in assumptions_of(SMALL).items() if item.distribution is not None)
    for asked in (paths, paths[::-1]):
        evaluator = Evaluator(SMALL, asked)
        costs = evaluator.run(result.inputs(2000, asked))
        for row, key in zip(costs, result.keys, strict=True):
            assert row == approx(result.kept[result.row(key, "expected"), :2000], rel=1e-12)


@pytest.mark.parametrize("draws", [1, 2, 15, 16, 17, 1000, BATCHES * PART_DRAWS, BATCHES * PART_DRAWS + 1, 10**7])
def test_parts_hold_all_draws_in_as_many_equal_pieces_a_batch(draws: int) -> None:
    borders = borders_of(draws)
    sizes = np.diff(borders)
    assert (borders[0], borders[-1]) == (0, draws)
    assert len(sizes) % min(BATCHES, draws) == 0
    assert sizes.min() >= 1
    assert sizes.max() <= min(sizes.min() + 1, PART_DRAWS)


@pytest.mark.parametrize("power", [0, 5, 16, 17, 20])
def test_no_part_runs_across_two_scramblings(power: int) -> None:
    scrambling = 2**power
    assert set(range(0, 16 * scrambling, scrambling)) <= set(borders_of(16 * scrambling))


# ─── stopped ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() <= before


def stopping_at(call: int) -> tuple[Callable[[int, int], None], list[int]]:
    """Return a progress callback that is interrupted the n-th time, and what it was told."""
    told: list[int] = []

    def progress(done: int, of: int) -> None:
        assert of == DRAWS
        told.append(done)
        if len(told) == call:
            raise KeyboardInterrupt

    return progress, told


WHOLE = ht.simulate(SMALL, DRAWS, 5, threads=1)
PARTS = tuple(
    totals_of(
        WHOLE.kept[:, a:b],
        [WHOLE.row(key, "cost") for key in WHOLE.keys],
        [WHOLE.row(key, "expected") for key in WHOLE.keys],
    )
    for a, b in zip(borders_of(DRAWS)[:-1], borders_of(DRAWS)[1:], strict=True)
)


def assert_is_prefix(result: Simulation, done: int) -> None:
    assert (result.draws, result.asked_draws, result.interrupted) == (done, DRAWS, done < DRAWS)
    count = result.kept.shape[1]
    assert np.array_equal(result.kept, WHOLE.kept[:, :count])
    assert result.mean("external").value == approx(
        WHOLE.kept[WHOLE.row("external", "expected"), :done].mean(), rel=1e-12
    )
    assert result.totals.cheapest.sum() == done
    assert sum(result.probability_cheapest(key).value for key in result.keys) == approx(1.0)
    result.summary()


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("call", [1, 2, 11, 21])
def test_what_was_done_when_stopped_is_the_beginning_of_the_whole(threads: int, call: int) -> None:
    progress, told = stopping_at(call)
    result = ht.simulate(SMALL, DRAWS, 5, threads=threads, block_draws=1024, progress=progress)
    assert len(told) == call
    assert_is_prefix(result, told[-1])
    if result.interrupted:
        assert result.sketch is None


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("call", [1, 2, 3, 9, 17])
def test_stopped_while_draws_are_only_counted(threads: int, call: int) -> None:
    """The first part is kept, in two blocks; then one call a part."""
    progress, told = stopping_at(call)
    result = ht.simulate(SMALL, DRAWS, 5, threads=threads, block_draws=1024, kept_draws=16, progress=progress)
    assert_is_prefix(result, told[-1])
    if result.draws in borders_of(DRAWS):
        done = borders_of(DRAWS).index(result.draws)
        assert_same_totals(result.totals, merged(PARTS[:done]))
    assert (result.sketch is None) == (call < 2 or result.draws <= result.kept.shape[1])


@pytest.mark.parametrize("kept", [16, 10**6])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_signal_while_threads_work_stops_them(threads: int, kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Ctrl-C does: it reaches the main thread wherever that is, mostly waiting."""
    calls = []
    run = Evaluator.run

    def slow(self: Evaluator, *args: Any) -> Any:
        calls.append(1)
        if len(calls) == 9:
            _thread.interrupt_main()
        return run(self, *args)

    monkeypatch.setattr(Evaluator, "run", slow)
    result = ht.simulate(SMALL, DRAWS * 10, 5, threads=threads, block_draws=1024, kept_draws=kept)
    assert 0 < result.draws < DRAWS * 10
    assert result.interrupted
    assert len(calls) < 9 + 16 * (threads + 2)  # no more than what had begun
    whole = ht.simulate(SMALL, result.draws, 5)
    assert np.array_equal(whole.kept[:, : result.kept.shape[1]], result.kept)


def test_stopped_before_anything_was_done_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Evaluator, "run", stopped)
    for threads in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            ht.simulate(SMALL, DRAWS, threads=threads)


@pytest.mark.parametrize("kept", [16, 10**6])
def test_a_fault_in_a_thread_comes_out(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run, calls = Evaluator.run, []

    def fails(self: Evaluator, *args: Any) -> Any:
        calls.append(1)
        if len(calls) > 5:
            raise MemoryError("no room")
        return run(self, *args)

    monkeypatch.setattr(Evaluator, "run", fails)
    with pytest.raises(MemoryError, match="no room"):
        ht.simulate(SMALL, DRAWS, threads=2, block_draws=1024, kept_draws=kept)


def test_progress_is_told_from_this_thread_and_rises_to_the_end() -> None:
    told: list[int] = []

    def progress(done: int, of: int) -> None:
        assert threading.current_thread() is threading.main_thread()
        assert of == DRAWS
        told.append(done)

    for kept in (16, 10**6):
        told.clear()
        ht.simulate(SMALL, DRAWS, threads=2, block_draws=2000, kept_draws=kept, progress=progress)
        assert told == sorted(set(told))
        assert told[-1] == DRAWS


# ─── little or nothing to draw ───────────────────────────────────────────────────────────────────────────────────────


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("draws", [1, 2, 3, 17])
def test_few_draws(sampler: SamplerName, draws: int) -> None:
    result = ht.simulate(SMALL, draws, 5, sampler)
    assert result.draws == (draws if sampler == "random" else sobol_draws(draws))
    summary = result.summary()
    assert np.isfinite(summary["mean_eur"]).all()
    assert result.mean("external").standard_error >= 0 or result.draws == 1
    assert np.isnan(result.mean("external").standard_error) == (result.draws == 1)
    if result.draws == 1:
        assert result.within_noise
        assert np.isnan(result.value_of_perfect_information.standard_error)
    result.exceedance(5)
    result.convergence()


@SOBOL_AND_RANDOM
def test_one_option_alone(sampler: SamplerName) -> None:
    result = ht.simulate(SMALL, 500, 5, sampler, options=[IN_HOUSE])
    assert result.keys == ("in_house",)
    assert result.probability_cheapest("in_house").value == 1.0
    assert result.expected_regret("in_house").value == 0.0
    assert result.value_of_perfect_information.value == 0.0
    assert not result.within_noise


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("kept", [16, 10**6])
def test_with_nothing_uncertain_only_events_are_drawn(sampler: SamplerName, kept: int) -> None:
    certain = {path: item.value for path, item in assumptions_of(SMALL).items() if item.distribution is not None}
    scenario = ht.with_values(SMALL, {**certain, "correlations": {}})
    result = ht.simulate(scenario, 4096, 5, sampler, kept_draws=kept)
    compared = ht.compare(scenario)
    for key in result.keys:
        assert result.mean(key).value == approx(compared[key].net_present_cost_eur, rel=1e-12)
        assert result.mean(key).standard_error == approx(0.0, abs=1e-6)
        assert result.mean(key, "cost").standard_error > 0
    assert result.value_of_perfect_information.value == approx(0.0, abs=1e-6)


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("kept", [16, 10**6])
def test_with_nothing_to_draw_every_draw_is_the_same(sampler: SamplerName, kept: int) -> None:
    quiet = {
        "leasing.lessor.failure_rate_per_year": 0.0,
        "restitution.market_exit.rate_per_year": 0.0,
        "incidents.rebuild_eur": 0.0,
        "correlations": {},
    } | {path: item.value for path, item in assumptions_of(SMALL).items() if item.distribution is not None}
    scenario = ht.with_values(SMALL, quiet)
    result = ht.simulate(scenario, 300, 5, sampler, kept_draws=kept)
    compared = ht.compare(scenario)
    for key in result.keys:
        cost = compared[key].net_present_cost_eur
        figures = [result.mean(key), result.quantile(key, 0.05), result.quantile(key, 0.95), result.tail_mean(key)]
        assert [figure.value for figure in figures] == approx([cost] * 4, rel=1e-6)
        assert [figure.standard_error for figure in figures] == approx([0.0] * 4, abs=1e-6)
    assert not result.within_noise


@SOBOL_AND_RANDOM
def test_a_horizon_of_one_year(sampler: SamplerName) -> None:
    result = ht.simulate(small(horizon_years=1), 2000, 5, sampler)
    for key in result.keys:
        central = ht.compare(small(horizon_years=1))[key].net_present_cost_eur
        cost = result.mean(key, "cost")
        assert abs(cost.value - central) < 5 * cost.standard_error + 0.01 * abs(central)


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_every_shipped_scenario_runs(name: str, sampler: SamplerName) -> None:
    result = ht.simulate(ht.load(name), 3000, sampler=sampler, compiled=False)
    assert sum(result.probability_cheapest(key).value for key in result.keys) == approx(1.0)
    for key in result.keys:
        assert result.expected_regret(key).value >= 0
        assert result.quantile(key, 0.05).value <= result.quantile(key, 0.5).value <= result.quantile(key, 0.95).value
        assert result.quantile(key, 0.95).value <= result.tail_mean(key).value + 1e-6
    assert result.value_of_perfect_information.value >= -1e-6
    assert np.isfinite(result.kept).all()


# ─── what cannot be ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": -5}, {"block_draws": 0}, {"threads": 0}, {"kept_draws": 15}])
def test_a_number_that_makes_no_sense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        ht.simulate(SMALL, **{"draws": 10} | wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "mend"), [("halton", ""), ("Sobol", "sobol"), ("", ""), (None, "")])
def test_an_unknown_sampler_is_refused(name: Any, mend: str) -> None:
    with pytest.raises(ht.scenario.ScenarioError, match="attendu l'une de ces valeurs") as refused:
        ht.simulate(SMALL, 100, 1, name)
    assert f"read “{name}”; expected one of: random, sobol." in refused.value.message("en")
    assert refused.value.faults[0].mend == mend


@pytest.mark.parametrize("among", ["kept", "counted"])
def test_a_cost_beyond_all_measure_is_refused_wherever_it_falls(among: str, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = WHOLE.kept[[WHOLE.row(key, "cost") for key in WHOLE.keys]]
    first = borders_of(DRAWS)[1]
    assert costs.max() > costs[:, :first].max()
    monkeypatch.setattr(comparison_module, "MOST_EUR", costs[:, :first].max() * (0.999 if among == "kept" else 1.0))
    with pytest.raises(ht.scenario.ScenarioError):
        ht.simulate(SMALL, DRAWS, 5, kept_draws=16)
    monkeypatch.setattr(comparison_module, "MOST_EUR", costs.max())
    ht.simulate(SMALL, DRAWS, 5, kept_draws=16)


# ─── without llvmlite ────────────────────────────────────────────────────────────────────────────────────────────────


def no_llvmlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llvm, "find_spec", lambda name: None)


def no_such_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise RuntimeError("no such processor")

    monkeypatch.setattr(llvm, "_ready", fails)


CACHES: tuple[Any, ...] = (llvm.available, kernel.function, table._reading, module_of_evaluator._runner)


@SOBOL_AND_RANDOM
@pytest.mark.parametrize("without", [no_llvmlite, no_such_processor])
def test_without_a_compiler_the_figures_are_those_of_numpy(
    without: Callable[[pytest.MonkeyPatch], None], sampler: SamplerName, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ht.simulate(SMALL, 3000, 5, sampler, compiled=False)
    without(monkeypatch)
    for cache in CACHES:
        cache.cache_clear()
    try:
        got = ht.simulate(SMALL, 3000, 5, sampler)
    finally:
        monkeypatch.undo()
        for cache in CACHES:
            cache.cache_clear()
    assert got.kept == approx(plain.kept, rel=1e-12, abs=1e-6)  # NumPy's own exp and log: not always to the last bit
