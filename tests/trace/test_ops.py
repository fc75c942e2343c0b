"""Every word of the table of operations, held against NumPy and against Python's own grammar."""

from __future__ import annotations

import ast
from itertools import product
from typing import Any

import numpy as np
import pytest

from hds_tco.trace import ops
from hds_tco.trace.ops import BY_YEAR, OPERATIONS, Binds, computed
from tests.trace.python_printer import PythonPrinter

# Small enough to be exact, whatever the order of a sum or a product.
NUMBERS = (-3.0, -1.0, 0.5, 1.0, 2.0, 4.0)
TWO = [op for op, row in OPERATIONS.items() if row.arity == 2 and not row.along_years]
SIGNED = [op for op in TWO if OPERATIONS[op].binds is not Binds.ATOM]
ARITHMETIC = [op for op in SIGNED if OPERATIONS[op].binds is not Binds.COMPARISON]


def value(op: str, *args: float) -> float:
    with np.errstate(all="ignore"):
        return computed(op, args)


def holds(one: float, other: float) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


@pytest.mark.parametrize("op", TWO)
def test_an_operation_commutes_if_its_operands_may_change_places(op: str) -> None:
    assert OPERATIONS[op].commutes == all(
        holds(value(op, a, b), value(op, b, a)) for a, b in product(NUMBERS, repeat=2)
    )


@pytest.mark.parametrize("op", TWO)
def test_an_operation_is_associative_if_parentheses_do_not_matter(op: str) -> None:
    assert OPERATIONS[op].associative == all(
        holds(value(op, value(op, a, b), c), value(op, a, value(op, b, c))) for a, b, c in product(NUMBERS, repeat=3)
    )


@pytest.mark.parametrize("op", TWO)
def test_an_operation_is_idempotent_if_one_operand_twice_is_that_operand(op: str) -> None:
    assert OPERATIONS[op].idempotent == all(holds(value(op, a, a), a) for a in NUMBERS)


@pytest.mark.parametrize("op", TWO)
def test_the_neutral_operand_is_the_number_that_leaves_the_other_as_it_is(op: str) -> None:
    neutral: set[float | None] = {
        number for number in (-1.0, 0.0, 1.0) if all(holds(value(op, a, number), a) for a in NUMBERS)
    }
    assert {OPERATIONS[op].neutral} == (neutral or {None})


@pytest.mark.parametrize("op", [op for op in SIGNED if op != "power"])  # 1 ** a is left to be computed
def test_the_absorbing_operand_is_the_number_that_is_the_result(op: str) -> None:
    if OPERATIONS[op].binds is Binds.COMPARISON:
        assert OPERATIONS[op].absorbing is None
        return
    absorbing: set[float | None] = {
        number for number in (-1.0, 0.0, 1.0) if all(holds(value(op, number, a), number) for a in NUMBERS)
    }
    assert {OPERATIONS[op].absorbing} == (absorbing or {None})


@pytest.mark.parametrize("op", TWO)
@pytest.mark.parametrize("number", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("rank", [0, 1])
def test_what_an_operation_comes_down_to_is_its_value(op: str, number: float, rank: int) -> None:
    kept = OPERATIONS[op].reduces_to(lambda place, wanted: place == rank and wanted == number)
    for other in NUMBERS:
        args = (number, other) if rank == 0 else (other, number)
        assert kept is None or value(op, *args) == args[kept]


def test_an_operation_that_commutes_comes_down_to_the_same_on_either_side() -> None:
    for op in TWO:
        row = OPERATIONS[op]
        for number in (row.neutral, row.absorbing):
            sides = [{(rank, number)} for rank in (0, 1)]
            found = [row.reduces_to(lambda *given, here=side: given in here) for side in sides]
            assert (None not in found) == (row.commutes and number is not None), op


@pytest.mark.parametrize("outer", SIGNED)
@pytest.mark.parametrize("inner", SIGNED)
@pytest.mark.parametrize("side", [0, 1])
def test_parentheses_are_left_out_where_python_needs_none(outer: str, inner: str, side: int) -> None:
    """`a - (b + c)` may not lose its parentheses; `(a + b) - c` must."""
    inside = f"a {PythonPrinter.SIGNS[inner]} b"
    parts = [(inside, "c"), ("c", inside)][side], [(f"({inside})", "c"), ("c", f"({inside})")][side]
    bare, dressed = (f" {PythonPrinter.SIGNS[outer]} ".join(pair) for pair in parts)
    if OPERATIONS[inner].binds >= OPERATIONS[outer].operands_bind[side]:
        for a, b, c in product(map(np.float64, NUMBERS), repeat=3):
            names = {"a": a, "b": b, "c": c}
            with np.errstate(all="ignore"):
                assert holds(eval(bare, names), eval(dressed, names)), (bare, dressed, names)
    elif OPERATIONS[inner].binds != OPERATIONS[outer].binds:  # a ** b ** c and a < b < c are read in several ways
        assert ast.dump(ast.parse(bare)) != ast.dump(ast.parse(dressed))


def test_a_minus_in_front_binds_as_in_python() -> None:
    for op in ARITHMETIC:
        bare, dressed = (f"-{part}" for part in (f"a {PythonPrinter.SIGNS[op]} b", f"(a {PythonPrinter.SIGNS[op]} b)"))
        same = ast.dump(ast.parse(bare)) == ast.dump(ast.parse(dressed))
        assert (OPERATIONS[op].binds >= OPERATIONS["negative"].binds) == same, op


def call(op: str, row: Any) -> Any:
    """Return an operation on a row of figures, and on what else it needs."""
    others: dict[str, tuple[Any, ...]] = {
        "clip": (-1.0, 1.5),
        "where": (row * 2.0, 7.0),
        "take": (np.array([1, 2, 0]),),
    }
    if op in ("concatenate", "stack"):
        return OPERATIONS[op].function([row, row])
    if op == "getitem":
        return OPERATIONS[op].function(row, slice(1, None))
    args = others.get(op, (3.0,) * (OPERATIONS[op].arity - 1))
    return OPERATIONS[op].function(row, *args)


@pytest.mark.parametrize("op", sorted(OPERATIONS))
def test_an_operation_by_year_gives_each_year_from_that_year_alone(op: str) -> None:
    row, changed = np.array([0.25, 1.0, 2.0]), np.array([0.25, 1.0, 5.0])
    one, other = (np.asarray(call(op, values)) for values in (row, changed))
    each = [np.asarray(call(op, np.array([figure])))[:1] for figure in row] if op in BY_YEAR else []
    assert (op in BY_YEAR) == (not OPERATIONS[op].along_years)
    if op in BY_YEAR:
        assert one.shape == (3,)
        assert np.array_equal(one[:2], other[:2])
        assert np.array_equal(one, np.concatenate(each))
    else:
        assert one.shape != (3,) or not np.array_equal(one[:2], other[:2]) or op in ("cumsum", "zeros_like")


@pytest.mark.parametrize("op", sorted(OPERATIONS))
def test_an_operation_takes_as_many_operands_as_it_says(op: str) -> None:
    row = OPERATIONS[op]
    if isinstance(row.function, np.ufunc):
        assert row.function.nin == row.arity
    else:
        arities = {"where": 3, "clip": 3, "take": 2}
        assert row.arity == arities.get(op, 1)


def test_a_power_of_one_figure_is_pythons_own() -> None:
    base, exponent = np.float64(1.1), np.float64(7.3)
    assert computed("power", (base, exponent)) == base**exponent


def test_what_to_write_instead_is_the_same_function() -> None:
    a, b = np.array([0.5, 2.0, 3.0]), np.array([1.0, 2.0, 0.25])
    tests = (a > 1.0, b > 1.0)
    for name, words in ops._INSTEAD.items():
        whole = {"mean": (a,), "square": (a,), "log10": (a,), "log2": (a,), "floor_divide": (a, b)}
        args = whole.get(name, tests if name not in ("max", "min") else (np.stack([a, b]), 0))
        function = getattr(np, name)
        expected = function(*args[: getattr(function, "nin", len(args))])
        names = {"np": np, "len": len, "a": tests[0] * 1.0, "b": tests[1] * 1.0}
        if name in whole or name in ("max", "min"):
            names |= {"a": a, "b": b}
        assert eval(words, names) == pytest.approx(np.asarray(expected, float), rel=1e-14), name
