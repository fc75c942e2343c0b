"""Rows compiled: bit for bit what NumPy gives, on any number of draws from anywhere in memory."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.trace import Program, Runner
from hds_tco.trace.compiled import llvm
from hds_tco.trace.compiled.kernel import Kernel
from hds_tco.trace.compiled.llvm import LANES
from hds_tco.trace.instructions import Register, Rows
from tests.trace.operations import AB, ARITIES, COMMON, one_operation, several

Array = npt.NDArray[np.float64]
# Which zero, or which of two equals, comes out is left open; so is the sign of what is no number.
ZERO_OF_EITHER_SIGN = ("maximum", "minimum", "remainder")
KERNELS = {op: Kernel(one_operation(op, AB)) for op in ARITIES}


def run(runner: Runner, columns: list[Array]) -> Array:
    out = np.full((len(runner.rows.outputs), len(columns[0])), -7.0)
    runner.run(columns, out)
    return out


def bits(values: Array) -> npt.NDArray[np.int64]:
    return np.where(np.isnan(values), np.nan, values).view(np.int64)


def assert_same(op: str, compiled: Array, numpy: Array) -> None:
    if op in ZERO_OF_EITHER_SIGN:
        assert np.array_equal(compiled, numpy, equal_nan=True)
    else:
        assert np.array_equal(bits(compiled), bits(numpy))


@pytest.mark.parametrize("op", sorted(ARITIES))
def test_an_operation_is_numpys_on_what_is_special(op: str) -> None:
    assert_same(op, run(KERNELS[op], list(COMMON)), run(Program(KERNELS[op].rows), list(COMMON)))


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(
    st.sampled_from(sorted(ARITIES)),
    st.lists(st.tuples(*[st.floats(-1e9, 1e9) | st.floats()] * 3), min_size=1, max_size=9),
)
def test_an_operation_is_numpys_on_anything(op: str, draws: list[tuple[float, float, float]]) -> None:
    columns = list(np.array(draws).T)
    assert_same(op, run(KERNELS[op], columns), run(Program(KERNELS[op].rows), columns))


@pytest.mark.parametrize("op", sorted(op for op, count in ARITIES.items() if count > 1))
@pytest.mark.parametrize("constant", [0.0, -2.0, np.inf, np.nan])
def test_an_operation_on_a_number_is_numpys(op: str, constant: float) -> None:
    for args in ((constant, Register(0), Register(1)), (Register(0), constant, constant)):
        rows = one_operation(op, args)
        assert_same(op, run(Kernel(rows), list(COMMON)), run(Program(rows), list(COMMON)))


@pytest.mark.parametrize("op", ["add", "multiply", "maximum", "divide", "less"])
def test_conditions_count_as_one_and_zero(op: str) -> None:
    """Where NumPy itself takes them for numbers."""
    from hds_tco.trace.instructions import Instruction

    columns = [Instruction("column", (name,)) for name in "ab"]
    test = Instruction("greater", (Register(0), Register(1)))
    rows = Rows(("a", "b"), (*columns, test, Instruction(op, (Register(2), Register(0)))), {"0": Register(3)})
    assert_same(op, run(Kernel(rows), list(COMMON[:2])), run(Program(rows), list(COMMON[:2])))


@pytest.mark.parametrize("draws", [*range(2 * LANES + 2), 1000, 8191, 8192, 8193])
def test_any_number_of_draws(draws: int) -> None:
    columns = [np.random.default_rng(seed).normal(size=draws) for seed in range(3)]
    assert np.array_equal(run(Kernel(several()), columns), run(Program(several()), columns))


@pytest.mark.parametrize("draws", [3, 8, 21])
def test_rows_from_anywhere_in_memory(draws: int) -> None:
    """Every second number, backwards, out of step with eight, one value for all, whole numbers."""
    wide = np.random.default_rng(1).normal(size=(3, 4 * draws + 1))
    views: list[Any] = [
        wide[:, : 2 * draws : 2],
        wide[:, draws:0:-1],
        wide[:, 1 : draws + 1],
        np.asfortranarray(wide)[:, :draws],
        np.broadcast_to(wide[:, :1], (3, draws)),
        (wide[:, :draws] * 5).astype(np.int64),
        wide[:, :draws].astype(np.float32),
    ]
    compiled, program = Kernel(several()), Program(several())
    for view in views:
        expected = run(program, [row.astype(np.float64) for row in view])
        assert np.array_equal(run(compiled, list(view)), expected)


@pytest.mark.parametrize("draws", [5, 8, 19])
def test_results_go_anywhere_in_memory_and_nowhere_else(draws: int) -> None:
    columns = [np.random.default_rng(seed).normal(size=draws) for seed in range(3)]
    expected = run(Program(several()), columns)
    for make in (
        lambda room: room[:, 1 : draws + 1],
        lambda room: room[:, 1 : 2 * draws : 2],
        lambda room: room[::-1, draws:0:-1],
    ):
        room = np.full((len(expected), 2 * draws + 3), -7.0)
        place = make(room)
        Kernel(several()).run(columns, place)
        assert np.array_equal(place, expected)
        place[...] = -7.0
        assert (room == -7.0).all()
    columned = np.empty((draws, len(expected))).T
    Kernel(several()).run(columns, columned)
    assert np.array_equal(columned, expected)


def test_what_is_read_is_left_as_it_was() -> None:
    columns = [np.random.default_rng(seed).normal(size=21) for seed in range(3)]
    before = [column.copy() for column in columns]
    run(Kernel(several()), columns)
    assert np.array_equal(columns, before)


@pytest.mark.parametrize("draws", [1, 8, 13])
def test_without_columns_the_outputs_are_numbers(draws: int) -> None:
    out = np.empty((3, draws))
    Kernel(Rows((), (), {"x": 1.5, "y": -0.0, "z": np.inf})).run([], out)
    assert out.tolist() == [[1.5] * draws, [0.0] * draws, [np.inf] * draws]
    assert np.signbit(out[1]).all()


def test_one_kernel_runs_on_several_threads_at_once() -> None:
    compiled = Kernel(several())
    columns = [np.random.default_rng(seed).normal(size=10_003) for seed in range(3)]
    alone = run(compiled, columns)
    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(alone, made) for made in pool.map(lambda _: run(compiled, columns), range(24)))


@pytest.mark.parametrize("effort", [0, 1, 2, 3])
def test_the_compilers_effort_changes_no_bit(effort: int) -> None:
    for op, kernel in KERNELS.items():
        assert_same(op, run(Kernel(kernel.rows, effort), list(COMMON)), run(kernel, list(COMMON)))


def test_a_text_that_llvm_does_not_know_is_a_runtime_error() -> None:
    """What `runner_of` relies on."""
    with pytest.raises(RuntimeError):
        llvm.compiled("define void @rows( {", "rows")
    assert "llvmlite" in sys.modules
