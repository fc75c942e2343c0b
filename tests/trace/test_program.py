"""Rows run by NumPy: each operation is NumPy's own, wherever its operands stand and however draws are cut."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest

from hds_tco.trace import Program, symbol_input, unroll
from hds_tco.trace.instructions import Register, Rows
from hds_tco.trace.ops import BY_YEAR
from hds_tco.trace.program import CHUNK_DRAWS, KEPT_CHUNK
from tests.trace.operations import AB, ARITIES, COMMON, made_by_numpy, one_operation, several

Array = npt.NDArray[np.float64]


def run(rows: Rows, columns: list[Array]) -> Array:
    out = np.full((len(rows.outputs), len(columns[0])), np.nan)
    Program(rows).run(columns, out)
    return out


def test_every_operation_is_tried() -> None:
    assert set(ARITIES) == BY_YEAR - {"power", "clip"}  # unrolled into others


@pytest.mark.parametrize("op", sorted(ARITIES))
def test_an_operation_on_columns_is_numpys(op: str) -> None:
    rows = one_operation(op, AB)
    assert np.array_equal(run(rows, list(COMMON)), made_by_numpy(op, COMMON), equal_nan=True)


@pytest.mark.parametrize("op", sorted(op for op, count in ARITIES.items() if count > 1))
@pytest.mark.parametrize("constant", [0.0, -2.0, 3.5, np.inf])
@pytest.mark.parametrize("first", [True, False])
def test_an_operation_on_a_column_and_a_number_is_numpys(op: str, constant: float, first: bool) -> None:
    args = (constant, Register(0)) if first else (Register(0), constant)
    numbers = [np.full(COMMON.shape[1], arg) if isinstance(arg, float) else COMMON[0] for arg in args]
    rows = one_operation(op, (*args, *args)[: ARITIES[op]])
    expected = made_by_numpy(op, [*numbers, *numbers][: ARITIES[op]])
    assert np.array_equal(run(rows, list(COMMON)), expected, equal_nan=True)


@pytest.mark.parametrize("draws", [0, 1, 2, CHUNK_DRAWS - 1, CHUNK_DRAWS, CHUNK_DRAWS + 1, 2 * CHUNK_DRAWS + 5])
def test_each_draw_is_worked_out_for_itself(draws: int) -> None:
    columns = [np.random.default_rng(seed).normal(size=draws) for seed in range(3)]
    whole = run(several(), columns)
    half = draws // 2
    parts = [run(several(), [column[place] for column in columns]) for place in (slice(half), slice(half, None))]
    assert np.array_equal(whole, np.concatenate(parts, axis=1))
    backwards = run(several(), [column[::-1] for column in columns])
    assert np.array_equal(whole, backwards[:, ::-1])
    if draws:
        assert not np.isnan(whole).any()


def test_rows_of_scratch_are_used_again_but_never_while_they_are_needed() -> None:
    """Outputs in the middle of the list must stand to the end."""
    a, b, c = (np.random.default_rng(seed).normal(size=100) for seed in range(3))
    got = run(several(), [a, b, c])
    total, test = a + b, a > b
    chosen = np.where(test, total, c)
    assert np.array_equal(
        got, [total, test, chosen, np.where(chosen, test, 2.0), (total * chosen) - c, np.full(100, 4.0), a]
    )


def test_one_program_runs_on_several_threads_at_once() -> None:
    program = Program(several())
    columns = [np.random.default_rng(seed).normal(size=3 * CHUNK_DRAWS + 7) for seed in range(3)]
    alone = np.empty((7, len(columns[0])))
    program.run(columns, alone)

    def again(_: int) -> Array:
        out = np.empty_like(alone)
        program.run(columns, out)
        return out

    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(alone, made) for made in pool.map(again, range(24)))


def test_without_columns_the_outputs_are_numbers() -> None:
    out = np.empty((2, 5))
    Program(Rows((), (), {"x": 1.5, "y": -0.0})).run([], out)
    assert out.tolist() == [[1.5] * 5, [0.0] * 5]


def test_scratch_that_is_kept_for_the_next_run_holds_nothing_of_the_last() -> None:
    """Other parameters, other lengths, other columns, from the same thread."""
    price, rate = symbol_input("price", 10.0), symbol_input("rate", 0.5)
    program = Program(unroll({"cost": price * (rate + 1.0), "rate": rate * 2.0}, ["price"], ["rate"]))
    for draws, given in ((3, 0.5), (3, 0.25), (2, 0.25), (3, 0.25), (KEPT_CHUNK + 1, 0.5), (3, 0.5)):
        column = np.random.default_rng(draws).normal(size=draws)
        out = np.empty((2, draws))
        program.run([column], out, [given])
        assert np.array_equal(out, [column * (given + 1.0), np.full(draws, given * 2.0)])
