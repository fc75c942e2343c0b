"""What writes a traced graph in some language: the base, and what every language asks about a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, cast

import numpy as np

from hds_tco.trace.ops import COMPARISONS, OPERATIONS
from hds_tco.trace.symbol import Symbol

Piece = TypeVar("Piece")


class Printer(Generic[Piece]):
    """Writes a node by the method ``visit_<operation>``; by its sign or its function's name where the language has one.

    A subclass gives `SIGNS` with ``visit_infix`` and ``visit_comparison``, `CALLS` with ``visit_call``, and a
    ``visit_…`` for each operation that needs more.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input
    >>> class Lisp(Printer[str]):
    ...     SIGNS = {"add": "+"}
    ...     def visit_infix(self, node):
    ...         return f"({self.SIGNS[node.op]} {' '.join(map(self.visit, node.args))})"
    ...     def visit_input(self, node):
    ...         return node.name
    >>> Lisp().visit(symbol_input("a", 1.0) + symbol_input("b", 2.0))
    '(+ a b)'
    """

    SIGNS: ClassVar[Mapping[str, str]] = {}
    CALLS: ClassVar[Mapping[str, str]] = {}

    def visit(self, node: Any, *context: Any) -> Piece:
        """Write a node; `context` is what the language needs to know, such as the year.

        Raises
        ------
        NotImplementedError
            If the language lacks the operation.
        """
        method = self.method(node.op)
        if method is None:
            raise NotImplementedError(f"{type(self).__qualname__} cannot write {node.op!r}")
        return cast("Piece", method(self, node, *context))

    @classmethod
    def method(cls, op: str) -> Callable[..., Any] | None:
        """Return what writes an operation, None if the language lacks it."""
        name = f"visit_{op}"
        if not hasattr(cls, name) and op in cls.SIGNS:
            name = "visit_comparison" if op in COMPARISONS else "visit_infix"
        elif not hasattr(cls, name) and op in cls.CALLS:
            name = "visit_call"
        return getattr(cls, name, None)


def support(*printers: type[Printer[Any]]) -> dict[str, dict[str, bool]]:
    """Return which printer knows which operation: a row an operation, a column a printer.

    Examples
    --------
    >>> from hds_tco.trace.compiled.kernel import LlvmPrinter
    >>> table = support(LlvmPrinter)
    >>> table["add"], table["sum"]  # a sum over the years is unrolled before it is compiled
    ({'LlvmPrinter': True}, {'LlvmPrinter': False})
    """
    return {op: {item.__name__: item.method(op) is not None for item in printers} for op in OPERATIONS}


def operands(node: Symbol, stands_alone: Callable[[Symbol], bool] = lambda _: False) -> list[Any]:
    """Return what an operation works on; of an associative one, through the same operation below it, as one list.

    Parameters
    ----------
    node : Symbol
    stands_alone : callable, optional
        Tells the nodes that are named rather than written out.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input
    >>> a, b, c = (symbol_input(name, 1.0) for name in "abc")
    >>> [item.name for item in operands((a + b) + c)]
    ['a', 'b', 'c']
    """
    if not OPERATIONS[node.op].associative:
        return list(node.args)
    parts: list[Any] = []
    for arg in node.args:
        below = isinstance(arg, Symbol) and arg.op == node.op and not stands_alone(arg)
        parts += operands(arg, stands_alone) if below else [arg]
    return parts


def is_choice(item: Any) -> bool:
    """Tell whether a part is a choice of the scenario: one of several words."""
    return isinstance(item, Symbol) and item.op == "input" and item.value.dtype.kind == "U"


class Quotient(NamedTuple):
    """A division."""

    part: Any
    total: Any


def guarded_quotient(condition: Any, otherwise: Any) -> Quotient | None:
    """Return the division behind ``np.where(b == 0, …, a / np.where(b == 0, 1.0, b))``; None if it is no such thing.

    A language whose condition looks at one branch only needs no second guard.
    """
    if not (_tests_zero(condition) and isinstance(otherwise, Symbol) and otherwise.op == "divide"):
        return None
    part, guard = otherwise.args
    if not (isinstance(guard, Symbol) and guard.op == "where" and _tests_zero(guard.args[0])):
        return None
    test, one, total = guard.args
    guards = test.args[0] is total is condition.args[0] and not isinstance(one, Symbol) and bool(np.all(one == 1.0))
    return Quotient(part, total) if guards else None


def _tests_zero(condition: Any) -> bool:
    compares = isinstance(condition, Symbol) and condition.op == "equal" and not isinstance(condition.args[1], Symbol)
    return compares and bool(np.all(condition.args[1] == 0))
