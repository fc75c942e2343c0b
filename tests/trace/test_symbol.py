from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from hds_tco.trace import Symbol, UntraceableError, named
from hds_tco.trace import symbol_input as typed_input
from hds_tco.trace.ops import OPERATIONS

QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=25)
# Signs, zeros, ties and fractions, few enough to meet each other.
FIGURES = st.integers(-40, 40).map(lambda number: number / 4)
SHAPES = array_shapes(min_dims=1, max_dims=1, min_side=1, max_side=5)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Return two operands that broadcast: alike, or one of them a scalar."""
    shape = draw(SHAPES)
    one = draw(arrays(np.float64, shape, elements=FIGURES))
    other = draw(st.one_of(arrays(np.float64, shape, elements=FIGURES), FIGURES.map(np.float64)))
    return (one, other) if draw(st.booleans()) else (other, one)


ROWS = arrays(np.float64, SHAPES, elements=FIGURES)


def symbol_input(path: str, value: Any) -> Any:
    """Return an input as the model sees it: in the place of an array."""
    return typed_input(path, value)


def same(symbol: Any, expected: Any) -> None:
    assert isinstance(symbol, Symbol)
    assert np.array_equal(symbol.value, expected)
    assert symbol.shape == np.shape(expected)
    assert symbol.value.dtype == np.asarray(expected).dtype


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "maximum": np.maximum,
    "minimum": np.minimum,
}
OVER_WHAT_IS_NOT_ZERO: dict[str, Callable[[Any, Any], Any]] = {
    "divide": lambda a, b: a / b,
    "remainder": lambda a, b: a % b,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "negative": lambda a: -a,
    "absolute": np.abs,
    "ceil": np.ceil,
    "floor": np.floor,
    "exp": np.exp,
}
OTHERS = {"power", "log", "sqrt", "getitem"}


@pytest.mark.parametrize("op", BINARY)
@QUICK
@given(pair=pairs())
def test_two_operands_give_what_numpy_gives(op: str, pair: tuple[Any, Any]) -> None:
    one, other = pair
    expected = BINARY[op](one, other)
    for left, right in ((symbol_input("a", one), other), (symbol_input("a", one), symbol_input("b", other))):
        made = BINARY[op](left, right)
        same(made, expected)
        assert made.op == op
    same(BINARY[op](one, symbol_input("b", other)), expected)


@pytest.mark.parametrize("op", OVER_WHAT_IS_NOT_ZERO)
@QUICK
@given(pair=pairs())
def test_divisions_give_what_numpy_gives(op: str, pair: tuple[Any, Any]) -> None:
    one, other = pair[0], np.where(pair[1] == 0, 3.0, pair[1])[()]
    made = OVER_WHAT_IS_NOT_ZERO[op](symbol_input("a", one), symbol_input("b", other))
    same(made, OVER_WHAT_IS_NOT_ZERO[op](one, other))
    assert made.op == op


@QUICK
@given(arrays(np.float64, SHAPES, elements=st.integers(1, 30).map(lambda n: n / 10)), st.integers(-6, 6))
def test_powers_give_what_numpy_gives(base: Any, exponent: int) -> None:
    made = symbol_input("a", base) ** float(exponent)
    same(made, np.power(base, float(exponent)))
    assert made.op == "power"
    same(1.5 ** symbol_input("a", base), np.power(1.5, base))


@pytest.mark.parametrize("op", UNARY)
@QUICK
@given(values=ROWS)
def test_one_operand_gives_what_numpy_gives(op: str, values: Any) -> None:
    made = UNARY[op](symbol_input("a", values))
    same(made, UNARY[op](values))
    assert made.op == op


CALLS: dict[str, Callable[[Any], Any]] = {
    "where": lambda a: np.where(a > 0, a, 2.0 * a),
    "sum": lambda a: np.sum(a, axis=0),
    "cumsum": lambda a: np.cumsum(a, axis=0),
    "concatenate": lambda a: np.concatenate([a[:1], a]),
    "stack": lambda a: np.stack([a[0], a[0] + 1.0, a[-1] * 0.0]),
    "zeros_like": np.zeros_like,
    "clip": lambda a: np.clip(a, -1.0, 1.0),
    "take": lambda a: np.take(a, np.array([0, 0]), axis=0),
}


def test_every_operation_is_tried_here() -> None:
    assert {*BINARY, *OVER_WHAT_IS_NOT_ZERO, *UNARY, *CALLS, *OTHERS} == set(OPERATIONS)


@pytest.mark.parametrize("name", CALLS)
@QUICK
@given(values=ROWS)
def test_functions_give_what_numpy_gives(name: str, values: Any) -> None:
    made = CALLS[name](symbol_input("a", values))
    same(made, CALLS[name](values))
    assert made.op == name


@QUICK
@given(ROWS)
def test_functions_keep_their_keywords(values: Any) -> None:
    symbol = symbol_input("a", values)
    assert np.sum(symbol, axis=0).options == {"axis": 0}
    same(np.sum(symbol), np.sum(values))
    same(np.concatenate([symbol, values]), np.concatenate([values, values]))
    same(np.stack([values[0], symbol[0]], axis=-1), np.stack([values[0], values[0]], axis=-1))


@QUICK
@given(ROWS)
def test_slices_give_what_numpy_gives(values: Any) -> None:
    symbol = symbol_input("a", values)
    for index in (0, -1, np.int64(0), slice(None, 1), slice(1, None), slice(None, -1), ()):
        made = symbol[index]
        same(made, values[index])
        assert (made.op, made.args) == ("getitem", (symbol,))
        assert made.options["index"] is index
    assert len(symbol) == len(values)
    assert symbol.ndim == values.ndim


def test_texts_are_compared() -> None:
    choice = symbol_input("leasing.end_of_term", np.asarray("extend"))
    same(choice == "extend", np.True_)
    same(np.where(choice == "return", 1.0, 0.0), np.asarray(0.0))


def test_the_operands_are_kept_in_numpys_order() -> None:
    a, b = symbol_input("a", 2.0), symbol_input("b", 3.0)
    made = 10.0 - a
    assert (made.op, made.args) == ("subtract", (10.0, a))
    picked: Any = np.where(a > b, a, b)
    assert picked.args[0].op == "greater"
    assert picked.args[1] is a
    assert picked.args[2] is b
    pasted: Any = np.concatenate([np.array([1.0]), symbol_input("c", [2.0])])
    assert isinstance(pasted.args[0], tuple)
    assert pasted.value.tolist() == [1.0, 2.0]


def test_a_numpy_number_on_the_left_leaves_the_symbol_a_symbol() -> None:
    for left in (np.float64(2.0), np.array([2.0, 3.0]), np.int64(2), True):
        same(left * symbol_input("a", np.float64(5.0)), left * np.float64(5.0))


def test_a_symbol_cannot_steer_an_if() -> None:
    symbol = symbol_input("a", 1.0)
    for ask in (bool, lambda value: value and 1, lambda value: not value, lambda value: max(value, value)):
        with pytest.raises(TypeError, match=r"np\.where"):
            ask(symbol > 0.0)


@pytest.mark.parametrize(
    "call",
    [
        np.median,
        np.sort,
        np.prod,
        np.diff,
        lambda a: np.interp(a, [0.0, 1.0], [0.0, 1.0]),
        lambda a: np.dot(a, a),
    ],
)
def test_a_function_that_is_not_traced_says_so(call: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="cannot be traced"):
        call(symbol_input("a", np.array([1.0, 2.0])))


@pytest.mark.parametrize(
    "call",
    [
        np.add.reduce,
        np.add.accumulate,
        lambda a: np.multiply.outer(a, a),
        lambda a: np.add(a, a, out=np.zeros(2)),
        lambda a: np.add(a, a, where=np.array([True, False])),
    ],
)
def test_other_ways_to_call_an_operation_say_so(call: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="cannot be traced"):
        call(symbol_input("a", np.array([1.0, 2.0])))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (np.log10, r"np\.log10 cannot be traced: write np\.log\(a\) / np\.log\(10\.0\)"),
        (np.square, r"np\.square .* a \*\* 2\.0"),
        (np.tan, r"np\.tan cannot be traced: write it with np\.add, .*np\.zeros_like$"),
        (np.median, r"np\.median cannot be traced: write it with"),
        (lambda a: a // 2.0, r"np\.floor\(a / b\)"),
        (np.mean, r"np\.sum\(a\) / len\(a\)"),
        (lambda a: (a > 1.0) & (a < 2.0), r"\(a > 0\) \* \(b > 0\)"),
        (lambda a: (a > 1.0) + (a < 2.0), "np.where"),
        (lambda a: a[::2], "years in a row"),
        (lambda a: a[np.array([1, 0])], "years in a row"),
        (lambda a: a[:, None], "years in a row"),
        (lambda a: np.stack([a, a]), "np.stack gives a table"),
        (lambda a: a * np.ones((2, 1)), "np.multiply gives a table"),
        (lambda a: np.sum(a, keepdims=True), "no other keyword than axis"),
        (lambda a: np.take(a, np.array([9]), mode="clip"), "no other keyword than axis"),
        (lambda a: np.clip(a, 0.0, None), "give 3 by position"),
        (np.where, "give 3 by position"),
        (lambda a: a.sum(), r"\.sum cannot be traced"),
        (float, "no plain number"),
    ],
)
def test_what_no_formula_can_say_is_refused_with_what_to_write(call: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(UntraceableError, match=words):
        call(symbol_input("a", np.array([1.0, 2.0])))


def test_nothing_is_changed_in_place() -> None:
    symbol = symbol_input("a", np.array([1.0, 2.0]))
    numbers = np.array([1.0, 2.0])
    with pytest.raises(TypeError):
        numbers += symbol
    with pytest.raises(TypeError):
        symbol += 1.0
    with pytest.raises(TypeError):
        symbol[0] = 5.0
    with pytest.raises((TypeError, ValueError)):
        numbers[0] = symbol
    assert symbol.value.tolist() == numbers.tolist() == [1.0, 2.0]


def test_a_symbol_is_no_plain_number() -> None:
    with pytest.raises(TypeError):
        float(symbol_input("a", 1.0))
    with pytest.raises(TypeError):
        {symbol_input("a", 1.0): "unhashable, since == is traced"}


def test_numbers_pass_through_a_name_untouched() -> None:
    for value in (np.float64(3.0), np.array([1.0, 2.0]), 4, "text", None):
        assert named("step", value, "of", 2) is value


def test_a_name_makes_a_step_around_a_symbol() -> None:
    inner = symbol_input("a", np.array([1.0, 2.0])) * 2.0
    step = named("double", inner, "servers", 3)
    assert (step.op, step.name, step.of, step.at) == ("step", "double", "servers", 3)
    assert step.args == (inner,)
    assert step.value is inner.value
    unplaced = named("double", inner)
    assert (unplaced.of, unplaced.at) == ("", None)


def test_an_input_knows_its_path_and_its_value() -> None:
    symbol = symbol_input("finance.vat_share", 0.2)
    assert (symbol.op, symbol.name, float(symbol.value), symbol.args) == ("input", "finance.vat_share", 0.2, ())
    assert "finance.vat_share" in repr(symbol)
    assert repr(symbol + 1.0).startswith("Symbol(add, ")


def test_a_symbol_given_by_keyword_is_traced_or_refused() -> None:
    try:
        made = np.clip(np.array([1.0, 5.0]), a_min=0.0, a_max=symbol_input("most", 2.0))
    except TypeError:
        return
    same(made, np.array([1.0, 2.0]))


def test_a_symbol_does_not_slip_into_an_array_of_objects() -> None:
    for slip in (np.asarray, lambda symbol: np.array([symbol, symbol])):
        with pytest.raises(TypeError):
            slip(symbol_input("a", np.array([1.0, 2.0])))
