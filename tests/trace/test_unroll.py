"""A traced graph unrolled into rows: the same numbers as the plain functions, and no work that a draw cannot change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.trace import Program, Symbol, named, symbol_input, unroll
from hds_tco.trace.instructions import Register, Rows
from hds_tco.trace.unroll import LONGEST_POWER

Array = npt.NDArray[np.float64]
Formula = Callable[..., Any]
YEARS = np.arange(4)
# What draws take: nothing, less than nothing, small, large.
DRAWN = np.array([[0.0, 1.0, -1.5, 3.0, 1e6], [2.0, -0.5, 0.0, 7.25, -1e-3], [0.3, 0.3, -2.0, 0.0, 12.0]])
NAMES = ("a", "b", "c")


def inputs() -> list[Any]:
    return [symbol_input(name, np.float64(1.5)) for name in NAMES]


def unrolled(formula: Formula, columns: tuple[str, ...] = NAMES) -> Rows:
    """Return the rows of a formula of three figures; one output for each year that it has."""
    made = formula(*inputs())
    outputs = {"0": made} if made.shape == () else {str(t): made[t] for t in range(len(made))}
    return unroll(outputs, columns)


def run(rows: Rows, drawn: Array = DRAWN) -> Array:
    out = np.empty((len(rows.outputs), drawn.shape[1]))
    Program(rows).run([drawn[NAMES.index(name)] for name in rows.columns], out)
    return out


def plain(formula: Formula) -> Array:
    """Return what the formula gives on each draw by itself."""
    each = [np.atleast_1d(formula(*(np.float64(number) for number in draw))) for draw in DRAWN.T]
    return np.stack(each, axis=1)


def ops(rows: Rows) -> list[str]:
    return [item.op for item in rows.instructions if item.op != "column"]


FORMULAS: dict[str, Formula] = {
    "path": lambda a, b, c: (1.0 + b * 0.01) ** YEARS * a + c,
    "one year after the other": lambda a, b, c: np.cumsum(np.where(YEARS >= 1, a, b) * c),
    "slices": lambda a, b, c: np.concatenate([np.zeros_like((a * YEARS)[:1]), (a * YEARS)[:-1]]) - b * YEARS,
    "stack": lambda a, b, c: np.stack([a, b, c * 2.0])[1:] * np.array([1.0, -1.0]),
    "sum": lambda a, b, c: np.sum((a * YEARS - b) * (c > 0), axis=0),
    "clip": lambda a, b, c: np.clip(a * YEARS, -1.0, b * b + 1.0),
    "take": lambda a, b, c: np.take((a + b) * YEARS, np.minimum(YEARS + 1, 3), axis=0) / (np.abs(c) + 1.0),
    "remainder": lambda a, b, c: (a * YEARS - b) % 3.0 + np.floor(c) - np.ceil(a),
    "conditions": lambda a, b, c: np.where((a > b) * (b <= c), np.sqrt(np.abs(a)), -b) * (c != 0.3),
    "named": lambda a, b, c: named("twice", a * 2.0, "x") + named("step", np.maximum(b, c) * YEARS),
    "never alone": lambda a, b, c: a * 0.0 + b - 0.0 + c * 1.0 + np.where(True, 0.0, a),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_rows_give_what_the_formula_gives(name: str) -> None:
    formula = FORMULAS[name]
    assert run(unrolled(formula)) == approx(plain(formula), rel=1e-13, abs=1e-300)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("held", NAMES)
def test_what_is_held_keeps_its_value(name: str, held: str) -> None:
    """An input that is no column stands at its value, and is read from no column."""
    formula = FORMULAS[name]
    rows = unrolled(formula, tuple(set(NAMES) - {held}))
    assert held not in rows.columns
    fixed = DRAWN.copy()
    fixed[NAMES.index(held)] = 1.5
    each = [np.atleast_1d(formula(*(np.float64(number) for number in draw))) for draw in fixed.T]
    assert run(rows, fixed) == approx(np.stack(each, axis=1), rel=1e-13, abs=1e-300)


# A tree of operations, as nested tuples: what hypothesis makes up and both ways compute.
LEAVES = st.sampled_from(NAMES) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.0, -3.0])
TWO: dict[str, Formula] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / (np.abs(y) + 0.5),
    "max": np.maximum,
    "min": np.minimum,
    "if": lambda x, y: np.where(x > y, x, y * 2.0),
    "equal": lambda x, y: np.where(x == y, 1.0, x),
    "unless": lambda x, y: np.where(x, y, 1.0),
    "rest": lambda x, y: x % (np.abs(y) + 0.5),
    "year": lambda x, y: np.sum(np.stack([x, y, x * y])[1:] * np.array([1.0, -2.0])),
}
ONE: dict[str, Formula] = {
    "-": np.negative,
    "abs": np.absolute,
    "ceil": np.ceil,
    "floor": np.floor,
    "cube": lambda x: x**3,
}
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.sampled_from(sorted(ONE)), inner) | st.tuples(st.sampled_from(sorted(TWO)), inner, inner)
    ),
    max_leaves=12,
)


def grown(tree: Any, leaves: dict[str, Any]) -> Any:
    if isinstance(tree, str):
        return leaves[tree]
    if isinstance(tree, float):
        return np.float64(tree)
    op, *parts = tree
    made = [grown(part, leaves) for part in parts]
    return ONE[op](*made) if len(made) == 1 else TWO[op](*made)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(TREES, st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.5, -7.0, 100.0]), min_size=3, max_size=3))
def test_any_formula_means_the_same_unrolled(tree: Any, draw: list[float]) -> None:
    traced = grown(tree, dict(zip(NAMES, inputs(), strict=True)))
    symbol = traced if isinstance(traced, Symbol) else symbol_input("", traced)
    rows = unroll({"out": symbol}, NAMES)
    expected = float(grown(tree, dict(zip(NAMES, map(np.float64, draw), strict=True))))
    got = run(rows, np.array([draw]).T)[0, 0]
    # A cube is a product here, and rounds otherwise than the library's power.
    assert got == approx(expected, rel=1e-9, abs=1e-9 * (1.0 + abs(expected))) or abs(expected) > 1e12


def test_what_no_draw_changes_is_computed_once() -> None:
    rows = unrolled(lambda a, b, c: a * np.sum((1.0 + b) ** YEARS * c), ("a",))
    assert ops(rows) == ["multiply"]
    assert rows.instructions[1].args == (Register(0), approx(1.5 * (1 + 2.5 + 2.5**2 + 2.5**3)))
    assert unrolled(lambda a, b, c: b * c + 1.0, ("a",)) == Rows((), (), {"0": 3.25})


def test_the_same_formula_is_kept_once_whoever_wrote_it_first() -> None:
    rows = unrolled(lambda a, b, c: (a + b) * (b + a) + (a + b) * c)
    assert sorted(ops(rows)) == ["add", "add", "multiply", "multiply"]


def test_the_greater_of_a_figure_and_itself_is_that_figure() -> None:
    rows = unrolled(lambda a, b, c: np.maximum(a * b, b * a) + np.minimum(c, c))
    assert ops(rows) == ["multiply", "add"]


def test_nothing_waits_that_no_output_needs() -> None:
    rows = unrolled(lambda a, b, c: (a * YEARS + b)[1])
    assert rows.columns == ("a", "b")
    assert ops(rows) == ["add"]


def test_instructions_read_what_came_before_and_columns_come_first() -> None:
    rows = unrolled(FORMULAS["path"])
    kinds = [item.op == "column" for item in rows.instructions]
    assert kinds == sorted(kinds, reverse=True)
    assert all(source.number < place for place, item in enumerate(rows.instructions) for source in item.sources)


@pytest.mark.parametrize("exponent", [0, 1, 2, 7, LONGEST_POWER, -1, -5, LONGEST_POWER + 1, 0.5, -2.5])
def test_powers(exponent: float) -> None:
    base = np.array([[0.5, 1.0, 1.07, 3.0]])
    rows = unroll({"0": symbol_input("a", np.float64(2.0)) ** exponent}, ["a"])
    assert run(rows, base)[0] == approx(base[0] ** exponent, rel=1e-13)
    assert ("exp" in ops(rows)) == (exponent != int(exponent) or abs(exponent) > LONGEST_POWER)


def test_a_growth_path_costs_one_product_a_year() -> None:
    rows = unrolled(lambda a, b, c: np.sum(a ** np.arange(21)))
    assert ops(rows).count("multiply") == 19


def test_an_exponent_may_be_drawn() -> None:
    rows = unrolled(lambda a, b, c: (1.0 + a * a) ** b)
    assert run(rows)[0, :4] == approx((1.0 + DRAWN[0] ** 2)[:4] ** DRAWN[1][:4], rel=1e-12)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (np.tan, "tan"),
        (lambda a: np.sum(np.stack([a * YEARS, a * YEARS])), "stack"),
        (lambda a: np.take(a * YEARS, a), "which year to take"),
        (lambda a: (a > 1.0) + (a < 0.0), "conditions"),
        (lambda a: a * YEARS, "scalar"),
    ],
)
def test_what_cannot_be_unrolled_is_refused(formula: Formula, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        unroll({"0": formula(symbol_input("a", np.int64(1)))}, ["a"])


def test_a_figure_by_year_cannot_be_a_column() -> None:
    by_year: Any = symbol_input("by_year", np.ones(3))
    with pytest.raises(TypeError, match="by_year is no scalar"):
        unroll({"0": np.sum(by_year)}, ["by_year"])
    rows = unroll({"0": np.sum(by_year)}, [])
    assert rows.outputs == {"0": 3.0}


def test_a_choice_is_compared_once_and_for_all() -> None:
    choice: Any = symbol_input("billing", np.asarray("per_use"))
    price: Any = symbol_input("a", np.float64(2.0))
    outputs: dict[str, Any] = {
        "0": np.where(choice == "per_use", price, 0.0),
        "1": np.where(choice != "per_use", price, 7.0),
    }
    rows = unroll(outputs, ["a"])
    assert ops(rows) == []
    assert rows.outputs == {"0": Register(0), "1": 7.0}
