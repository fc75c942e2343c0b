"""Rows that NumPy runs until compiling pays: the change comes when it should, and shows in no figure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from hds_tco.trace import Program, Runner, tiered
from hds_tco.trace.compiled import kernel, llvm
from hds_tco.trace.compiled.kernel import Kernel
from hds_tco.trace.tiered import EFFORTS, TieredRunner, runner_of
from tests.trace.operations import several

Array = npt.NDArray[np.float64]
CAREFUL, QUICK = (draws for draws, _ in EFFORTS)


def run(runner: Runner, draws: int = 100, seed: int = 1) -> Array:
    columns = [np.random.default_rng([seed, place]).normal(size=draws) for place in range(3)]
    out = np.full((len(runner.rows.outputs), draws), -7.0)
    runner.run(columns, out)
    return out


def effort(runner: TieredRunner) -> int | None:
    return runner.effort


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(llvm, "find_spec", lambda name: None)
    for remembered in (llvm.available, kernel.function):
        remembered.cache_clear()
    yield
    monkeypatch.undo()
    for remembered in (llvm.available, kernel.function):
        remembered.cache_clear()


def test_few_draws_are_not_compiled() -> None:
    runner = TieredRunner(several())
    for _ in range(3):
        assert np.array_equal(run(runner, 1000), run(Program(several()), 1000))
    assert effort(runner) is None


def test_the_compiler_tries_the_harder_the_more_draws_there_are() -> None:
    runner = TieredRunner(several())
    run(runner, QUICK - 1)
    assert effort(runner) is None
    run(runner, 1)
    assert effort(runner) == 0
    run(runner, CAREFUL - QUICK)
    assert effort(runner) == 2


def test_draws_that_are_announced_are_compiled_for_at_once() -> None:
    quick, careful = TieredRunner(several()), TieredRunner(several())
    quick.expect(QUICK)
    careful.expect(CAREFUL)
    assert (effort(quick), effort(careful)) == (0, 2)
    careful.expect(QUICK)
    assert effort(careful) == 2


def test_an_announcement_counts_once() -> None:
    """What is announced, then run, is not counted twice."""
    runner = TieredRunner(several())
    for _ in range(3):
        runner.expect(QUICK // 4)
        run(runner, QUICK // 4)
    assert effort(runner) is None


def test_the_change_shows_in_no_figure() -> None:
    runner = TieredRunner(several())
    before = run(runner)
    runner.expect(QUICK)
    quick = run(runner)
    runner.expect(CAREFUL)
    assert before.tobytes() == quick.tobytes() == run(runner).tobytes()


def test_one_thread_compiles_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end, made = threading.Event(), threading.Event(), []

    def slow(*given: Any) -> Kernel:
        made.append(given)
        begun.set()
        assert may_end.wait(10)
        return Kernel(*given)

    monkeypatch.setattr(tiered, "Kernel", slow)
    runner = TieredRunner(several())
    expected = run(Program(several()), QUICK)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(run, runner, QUICK)
        assert begun.wait(10)
        assert np.array_equal(run(runner, QUICK), expected)  # while the other thread compiles
        assert effort(runner) is None
        may_end.set()
        assert np.array_equal(first.result(), expected)
    assert effort(runner) == 0
    assert len(made) == 1


@pytest.mark.usefixtures("no_compiler")
def test_without_a_compiler_numpy_goes_on() -> None:
    runner = TieredRunner(several())
    runner.expect(10 * CAREFUL)
    run(runner)
    assert effort(runner) is None
    assert isinstance(runner_of(several(), True), Program)


@pytest.mark.parametrize("raised", [RuntimeError("no such processor"), OSError("libLLVM.so"), ImportError("llvmlite")])
def test_a_compiler_that_fails_is_done_without(raised: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fails(*given: Any) -> None:
        asked.append(given)
        raise raised

    monkeypatch.setattr(tiered, "Kernel", fails)
    assert isinstance(runner_of(several(), True), Program)
    runner = TieredRunner(several())
    for _ in range(3):
        runner.expect(CAREFUL)
        assert np.array_equal(run(runner), run(Program(several())))
    assert effort(runner) is None
    assert len(asked) == 2  # not asked again and again


def test_what_is_asked_for_is_what_runs() -> None:
    assert [type(runner_of(several(), compiled)) for compiled in (True, False, None)] == [Kernel, Program, TieredRunner]
