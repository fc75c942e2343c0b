"""What every printer shares, and a printer of plain Python: each knows every operation, and means the same."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.explain import trace
from hds_tco.analysis.formula_text import Writer
from hds_tco.board.workbook.excel_printer import ExcelPrinter
from hds_tco.trace import Symbol, named, symbol_input
from hds_tco.trace.compiled.kernel import LlvmPrinter
from hds_tco.trace.ops import BY_YEAR, OPERATIONS
from hds_tco.trace.printer import Printer, guarded_quotient, operands, support
from hds_tco.trace.unroll import Unroller
from tests.trace.python_printer import PythonPrinter, run
from tests.trace.test_unroll import FORMULAS, NAMES, TREES, grown, inputs

A, B, C = (symbol_input(name, np.float64(value)) for name, value in (("a", 2.0), ("b", -3.5), ("c", 0.25)))


@pytest.mark.parametrize("printer", [Writer, ExcelPrinter, Unroller, PythonPrinter])
def test_every_printer_knows_every_operation(printer: type[Printer[Any]]) -> None:
    assert [op for op, knows in support(printer).items() if not knows[printer.__name__]] == []


def test_what_is_compiled_is_all_that_is_unrolled() -> None:
    known = {op for op, knows in support(LlvmPrinter).items() if knows["LlvmPrinter"]}
    assert known == BY_YEAR - {"power", "clip"}  # written as products, as exp and log, as maximum and minimum


def test_the_table_of_support_has_a_row_an_operation_and_a_column_a_printer() -> None:
    class Sums(Printer[str]):
        SIGNS: ClassVar = {"add": "+"}

        def visit_infix(self, node: Symbol) -> str:
            return self.SIGNS[node.op].join(self.visit(arg) for arg in node.args)

        def visit_input(self, node: Symbol) -> str:
            return node.name

        def visit_negative(self, node: Symbol) -> str:
            return "-" + self.visit(node.args[0])

    table = support(Sums, Unroller)
    assert list(table) == list(OPERATIONS)
    assert {op for op, knows in table.items() if knows["Sums"]} == {"add", "negative"}
    assert all(knows["Unroller"] for knows in table.values())
    assert Sums().visit(A + -B) == "a+-b"
    with pytest.raises(NotImplementedError, match=r"Sums cannot write 'multiply'"):
        Sums().visit(A * B)


def test_a_list_of_terms_stops_at_what_is_named_and_at_other_operations() -> None:
    inner: Any = named("inner", A + B)
    assert operands((A + (B + C)) + inner) == [A, B, C, inner]
    assert operands((A - B) - C)[1] is C
    assert operands(A + (B + C), lambda node: True)[0] is A
    assert len(operands(A + (B + C), lambda node: True)) == 2


def test_only_a_guard_of_the_same_quotient_is_left_out() -> None:
    guard = np.where(B == 0, 1.0, B)
    assert guarded_quotient(B == 0, A / guard) == (A, B)
    for condition, otherwise in (
        (C == 0, A / guard),
        (B == 1, A / guard),
        (B > 0, A / guard),
        (B == 0, A / B),
        (B == 0, A / np.where(B == 0, 2.0, B)),
        (B == 0, A / np.where(B == 0, 1.0, C)),
        (B == 0, A / np.where(B == 1, 1.0, B)),
        (B == 0, A * guard),
        (B == 0, 1.0),
    ):
        assert guarded_quotient(condition, otherwise) is None


# ─── plain Python ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_plain_python_computes_every_line_of_the_shipped_cases(name: str) -> None:
    scenario = ht.load(name)
    for result in ht.compare(scenario).options:
        amounts: list[Any] = [line.amounts_eur for line in trace(scenario, result.option)]
        roots = [item for item in amounts if isinstance(item, Symbol)]
        assert len(roots) > 50
        for root, found in zip(roots, run(*roots), strict=True):
            assert np.asarray(found, float) == approx(root.value, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("name", FORMULAS)
def test_plain_python_computes_each_formula(name: str) -> None:
    made = FORMULAS[name](*inputs())
    assert np.asarray(run(made)[0], float) == approx(made.value, rel=1e-13)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(TREES, st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5, 2.5, -7.0, 100.0]), min_size=3, max_size=3))
def test_plain_python_computes_any_formula(tree: Any, draw: list[float]) -> None:
    figures = [np.float64(number) for number in draw]
    made = grown(tree, dict(zip(NAMES, map(symbol_input, NAMES, figures), strict=True)))
    if isinstance(made, Symbol):
        expected = float(made.value)
        assert float(run(made)[0]) == approx(expected, rel=1e-9, abs=1e-9 * (1.0 + abs(expected))), tree
