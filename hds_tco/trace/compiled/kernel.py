"""Unrolled rows, compiled: one loop over the draws, every value in a vector register, nothing stored in between.

Optional: needs llvmlite (the extra ``fast``). The instructions are those that NumPy runs, in the same order and in
double precision, without contraction: the same bits come out.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.exponential import EXPONENTIAL, exponential
from hds_tco.trace.compiled.llvm import CONDITION, LANES, ROW, UNABLE, Compiled, available, compiled, constant, loop
from hds_tco.trace.instructions import Instruction, Register, Rows
from hds_tco.trace.ops import COMPARISONS
from hds_tco.trace.printer import Printer

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Kernel:
    """Rows compiled for this machine; the same answers as `Program`.

    Parameters
    ----------
    rows : Rows
    effort : int
        How hard the compiler tries: see `hds_tco.trace.compiled.llvm.compiled`.
    key : str, optional
        What stands for the rows in the user's cache; by default their whole text.

    Raises
    ------
    ImportError
        If llvmlite is not installed.
    """

    rows: Rows
    effort: int = 2
    key: str | None = field(default=None, repr=False, compare=False)
    _compiled: Compiled = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        code = printed(self.rows) if self.key is None else partial(printed, self.rows)
        arguments = (*[ctypes.c_void_p] * 3, ctypes.c_int64)
        function = compiled(code, "rows", *arguments, effort=self.effort, key=self.key)
        object.__setattr__(self, "_compiled", function)

    def run(self, columns: Sequence[Array], out: Array, parameters: Sequence[float] = ()) -> None:
        """Fill `out`, shape ``(outputs, draws)``, from the columns, each ``(draws,)``, and the parameters of `rows`."""
        known = np.array(parameters, dtype=np.float64)
        draws = out.shape[1]
        last = draws % LANES
        full = draws - last
        if full:
            self._call([_contiguous(column) for column in columns], known, out, full)
        if last:  # in a vector of their own
            rest = [np.resize(_contiguous(column[full:]), LANES) for column in columns]
            padded = np.empty((out.shape[0], LANES))
            self._call(rest, known, padded, LANES)
            out[:, full:] = padded[:, :last]

    def _call(self, columns: Sequence[Array], known: Array, out: Array, draws: int) -> None:
        result = out if out.strides[1] == out.itemsize else np.empty(out.shape)
        given, ends = _addresses(columns), _addresses(result)
        self._compiled.call(given.ctypes.data, known.ctypes.data, ends.ctypes.data, draws)
        if result is not out:
            out[...] = result


def _addresses(rows: Iterable[Array]) -> npt.NDArray[np.int64]:
    # A third of the time that `.ctypes.data` takes, some hundred times a block.
    return np.array([row.__array_interface__["data"][0] for row in rows], dtype=np.int64)


def _contiguous(column: Array) -> Array:
    return np.ascontiguousarray(column, dtype=np.float64)


# NumPy's own differ in the last bit from one processor to another.
COMPILED_FUNCTIONS = ("exp", "log")


@cache
def function(name: str) -> Callable[..., Any]:
    """Return ``exp`` or ``log`` as compiled rows take them, so that rows run by NumPy give the same bits.

    Called as NumPy's: ``function(values)`` or ``function(values, out)``. Without the compiler there is one way to run
    rows, and NumPy's own serve.

    Examples
    --------
    >>> exponential = function("exp")
    >>> bool(abs(exponential(np.float64(1.0)) - np.e) < 1e-15)
    True
    """
    own: np.ufunc = getattr(np, name)
    if not available():
        return own
    try:
        kernel = Kernel(
            Rows(("x",), (Instruction("column", ("x",)), Instruction(name, (Register(0),))), {"": Register(1)})
        )
    except UNABLE:
        return own

    def compiled_function(values: Any, out: Array | None = None) -> Any:
        column = np.ravel(values)
        result = np.empty(len(column)) if out is None else out
        kernel.run([column], result[None])
        return result if out is not None else result.reshape(np.shape(values))[()]

    return compiled_function


def printed(rows: Rows) -> str:
    """Return the rows as LLVM's text: ``rows(columns, parameters, outputs, draws)``, `draws` a multiple of the lanes.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input, unroll
    >>> price = symbol_input("price", 10.0)
    >>> code = printed(unroll({"total": price * price}, ["price"]))
    >>> [line.strip() for line in code.splitlines() if "fmul" in line and "%v" in line]
    ['%v1 = fmul <8 x double> %v0, %v0']
    """
    head: list[str] = []
    body: list[str] = []
    conditions: set[int] = set()
    printer = LlvmPrinter()
    once = rows.same_for_all()
    for number, item in enumerate(rows.instructions):
        if item.op == "column":
            head += _pointer("columns", number, f"c{number}")
            body += _load(f"c{number}", f"v{number}")
        elif item.op == "parameter":
            head += _spread(number - len(rows.columns), f"v{number}")
        else:
            (head if number in once else body).extend(_line(printer, number, item, conditions))
            if item.op in COMPARISONS:
                conditions.add(number)
    for place, end in enumerate(rows.outputs.values()):
        head += _pointer("outputs", place, f"o{place}")
        body += _converted(end, conditions, f"e{place}")
        value = f"%e{place}" if _is_condition(end, conditions) else _value(end)
        body += [
            f"%s{place} = getelementptr double, ptr %o{place}, i64 %draw",
            f"store {ROW} {value}, ptr %s{place}, align 8",
        ]
    declared = [f"declare {ROW} @llvm.{name}.v{LANES}f64({ROW})" for name in LlvmPrinter.CALLS.values()]
    declared.append(exponential())
    return "\n".join([*declared, loop("@rows(ptr %columns, ptr %parameters, ptr %outputs, i64 %draws)", head, body)])


def _pointer(table: str, place: int, name: str) -> list[str]:
    return [f"%{name}.at = getelementptr ptr, ptr %{table}, i64 {place}", f"%{name} = load ptr, ptr %{name}.at"]


def _spread(place: int, name: str) -> list[str]:
    """Return the lines that put a parameter into every lane."""
    return [
        f"%{name}.at = getelementptr double, ptr %parameters, i64 {place}",
        f"%{name}.one = load double, ptr %{name}.at",
        f"%{name}.first = insertelement {ROW} undef, double %{name}.one, i32 0",
        f"%{name} = shufflevector {ROW} %{name}.first, {ROW} undef, <{LANES} x i32> zeroinitializer",
    ]


def _load(pointer: str, name: str) -> list[str]:
    return [
        f"%{name}.at = getelementptr double, ptr %{pointer}, i64 %draw",
        f"%{name} = load {ROW}, ptr %{name}.at, align 8",
    ]


class LlvmPrinter(Printer[list[str]]):
    """Writes an instruction as lines that put its result into ``%v<number>``, from the names of its operands."""

    SIGNS: ClassVar = {
        **{"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"},
        # Ordered comparisons.
        **{"equal": "oeq", "not_equal": "une", "less": "olt", "less_equal": "ole"},
        **{"greater": "ogt", "greater_equal": "oge"},
    }
    CALLS: ClassVar = {"ceil": "ceil", "floor": "floor", "log": "log", "sqrt": "sqrt", "absolute": "fabs"}

    def visit_infix(self, item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = {self.SIGNS[item.op]} {ROW} {names[0]}, {names[1]}"]

    def visit_comparison(self, item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = fcmp {self.SIGNS[item.op]} {ROW} {names[0]}, {names[1]}"]

    def visit_call(self, item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = call {ROW} @llvm.{self.CALLS[item.op]}.v{LANES}f64({ROW} {names[0]})"]

    def visit_exp(self, _item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = call {ROW} {EXPONENTIAL}({ROW} {names[0]})"]

    def visit_negative(self, _item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = fneg {ROW} {names[0]}"]

    def visit_where(self, _item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        return [f"{to} = select {CONDITION} {names[0]}, {ROW} {names[1]}, {ROW} {names[2]}"]

    def visit_maximum(self, item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        """Take the first unless the second is beyond it or is no number."""
        return [
            f"{to}.beyond = fcmp {'ogt' if item.op == 'maximum' else 'olt'} {ROW} {names[1]}, {names[0]}",
            f"{to}.none = fcmp uno {ROW} {names[1]}, {names[1]}",
            f"{to}.test = or {CONDITION} {to}.beyond, {to}.none",
            f"{to} = select {CONDITION} {to}.test, {ROW} {names[1]}, {ROW} {names[0]}",
        ]

    visit_minimum = visit_maximum

    def visit_remainder(self, _item: Instruction, to: str, names: Sequence[str]) -> list[str]:
        """Take that of the floored quotient, as NumPy does."""
        return [
            f"{to}.rest = frem {ROW} {names[0]}, {names[1]}",
            f"{to}.back = fadd {ROW} {to}.rest, {names[1]}",
            f"{to}.below = fcmp olt {ROW} {to}.rest, {_value(0.0)}",
            f"{to}.above = fcmp ogt {ROW} {to}.rest, {_value(0.0)}",
            f"{to}.down = fcmp olt {ROW} {names[1]}, {_value(0.0)}",
            f"{to}.test = select {CONDITION} {to}.down, {CONDITION} {to}.above, {CONDITION} {to}.below",
            f"{to} = select {CONDITION} {to}.test, {ROW} {to}.back, {ROW} {to}.rest",
        ]


def _line(printer: LlvmPrinter, number: int, item: Instruction, conditions: set[int]) -> Iterator[str]:
    """Yield the lines of one instruction."""
    names = []
    for place, arg in enumerate(item.args):
        test = item.op == "where" and place == 0
        if _is_condition(arg, conditions) and not test:
            yield from _converted(arg, conditions, f"v{number}.{place}")
            names.append(f"%v{number}.{place}")
        elif test and not _is_condition(arg, conditions):
            yield f"%v{number}.test = fcmp une {ROW} {_value(arg)}, {_value(0.0)}"
            names.append(f"%v{number}.test")
        else:
            names.append(_value(arg))
    yield from printer.visit(item, f"%v{number}", names)


def _is_condition(cell: Any, conditions: set[int]) -> bool:
    return isinstance(cell, Register) and cell.number in conditions


def _converted(cell: Any, conditions: set[int], name: str) -> list[str]:
    """Return the line that makes 1 or 0 of a condition; none for a number."""
    if not _is_condition(cell, conditions):
        return []
    return [f"%{name} = uitofp {CONDITION} %v{cell.number} to {ROW}"]


def _value(cell: Any) -> str:
    if isinstance(cell, Register):
        return f"%v{cell.number}"
    return constant(float(cell))
