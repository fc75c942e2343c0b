"""The operations that a model may use: the one table that whatever traces, runs or writes a formula reads.

An operation that is not here is refused as the model is traced. A new one is a line here and, in each printer
(`hds_tco.trace.printer`), a sign, a name or a method; `hds_tco.trace.printer.support` tells which lacks it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np


class Binds(IntEnum):
    """How tightly an operation binds in a formula, the loosest first: as in mathematics, and in Python."""

    COMPARISON = 1
    SUM = 2
    PRODUCT = 3
    MINUS = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True)
class Operation:
    """One operation: how NumPy computes it, how it is written, and when it need not be.

    Parameters
    ----------
    function : callable
        NumPy's; its name is the operation's.
    arity : int
        Number of operands.
    binds : Binds
        How tightly it binds where it is written with a sign; a call is an atom.
    commutes : bool
        Whether the operands may change places.
    associative : bool
        Whether several in a row are one list, without parentheses.
    neutral : float, optional
        Right operand that leaves the left one as it is; on either side if the operation commutes.
    absorbing : float, optional
        Left operand that is the result, whatever the right one; on either side if the operation commutes.
    idempotent : bool
        Whether the same operand twice gives that operand.
    along_years : bool
        Whether a year's result rests on other years; otherwise on the same year of each operand.
    compute : callable, optional
        What a run on numbers uses, where that is not `function`: on scalars an operator and its ufunc may differ in
        the last bit.

    Examples
    --------
    >>> OPERATIONS["subtract"].neutral, OPERATIONS["subtract"].commutes
    (0.0, False)
    """

    function: Callable[..., Any]
    arity: int
    binds: Binds = Binds.ATOM
    commutes: bool = False
    associative: bool = False
    neutral: float | None = None
    absorbing: float | None = None
    idempotent: bool = False
    along_years: bool = False
    compute: Callable[..., Any] | None = None

    @property
    def operands_bind(self) -> tuple[Binds, Binds]:
        """How tightly the left and the right operand must bind to stand without parentheses.

        Sums and products are read from the left: a - b - c is (a - b) - c. Nobody agrees on a ^ b ^ c, or a < b < c.
        """
        tighter = Binds(self.binds + 1)
        from_left = self.binds in (Binds.SUM, Binds.PRODUCT)
        return self.binds if from_left else tighter, self.binds if self.associative else tighter

    def reduces_to(self, stands_for: Callable[[int, float], bool]) -> int | None:
        """Return which of two operands the result is, whatever the other may be; None if both count.

        Parameters
        ----------
        stands_for : callable
            Tells whether the operand of that rank, 0 or 1, is that number.

        Examples
        --------
        >>> OPERATIONS["multiply"].reduces_to(lambda rank, number: rank == 1 and number == 1.0)
        0
        >>> OPERATIONS["subtract"].reduces_to(lambda rank, number: rank == 0 and number == 0.0)  # 0 - a is not a
        """
        for rank in (0, 1):
            if self.absorbing is not None and (rank == 0 or self.commutes) and stands_for(rank, self.absorbing):
                return rank
            if self.neutral is not None and (rank == 1 or self.commutes) and stands_for(rank, self.neutral):
                return 1 - rank
        return None


_TABLE = (
    Operation(np.add, 2, Binds.SUM, commutes=True, associative=True, neutral=0.0),
    Operation(np.subtract, 2, Binds.SUM, neutral=0.0),
    Operation(np.multiply, 2, Binds.PRODUCT, commutes=True, associative=True, neutral=1.0, absorbing=0.0),
    Operation(np.divide, 2, Binds.PRODUCT, neutral=1.0, absorbing=0.0),
    Operation(np.power, 2, Binds.POWER, neutral=1.0, compute=operator.pow),
    Operation(np.remainder, 2),
    Operation(np.negative, 1, Binds.MINUS),
    Operation(np.absolute, 1),
    Operation(np.ceil, 1),
    Operation(np.floor, 1),
    Operation(np.exp, 1),
    Operation(np.log, 1),
    Operation(np.sqrt, 1),
    Operation(np.maximum, 2, commutes=True, associative=True, idempotent=True),
    Operation(np.minimum, 2, commutes=True, associative=True, idempotent=True),
    Operation(np.clip, 3),
    Operation(np.where, 3),
    Operation(np.equal, 2, Binds.COMPARISON, commutes=True),
    Operation(np.not_equal, 2, Binds.COMPARISON, commutes=True),
    Operation(np.less, 2, Binds.COMPARISON),
    Operation(np.less_equal, 2, Binds.COMPARISON),
    Operation(np.greater, 2, Binds.COMPARISON),
    Operation(np.greater_equal, 2, Binds.COMPARISON),
    Operation(np.sum, 1, along_years=True),
    Operation(np.cumsum, 1, along_years=True),
    Operation(np.concatenate, 1, along_years=True),
    Operation(np.stack, 1, along_years=True),
    Operation(np.take, 2, along_years=True),
    Operation(np.zeros_like, 1, along_years=True),
    Operation(operator.getitem, 1, along_years=True),
)
OPERATIONS: Mapping[str, Operation] = {row.function.__name__: row for row in _TABLE}
BY_FUNCTION: Mapping[Callable[..., Any], str] = {row.function: name for name, row in OPERATIONS.items()}
COMPARISONS = frozenset(name for name, row in OPERATIONS.items() if row.binds is Binds.COMPARISON)
BY_YEAR = frozenset(name for name, row in OPERATIONS.items() if not row.along_years)
# What to write for functions that are often reached for.
_INSTEAD = {
    "square": "a ** 2.0",
    "log10": "np.log(a) / np.log(10.0)",
    "log2": "np.log(a) / np.log(2.0)",
    "floor_divide": "np.floor(a / b)",
    "mean": "np.sum(a) / len(a)",
    "max": "np.maximum(a, b)",
    "min": "np.minimum(a, b)",
    "bitwise_and": "(a > 0) * (b > 0)",
    "bitwise_or": "np.maximum(a > 0, b > 0)",
    "logical_and": "(a > 0) * (b > 0)",
    "logical_or": "np.maximum(a > 0, b > 0)",
    "invert": "np.where(a > 0, 0.0, 1.0)",
    "logical_not": "np.where(a > 0, 0.0, 1.0)",
}


class UntraceableError(TypeError):
    """A model does something with a value that may change that no formula can say.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input
    >>> np.square(symbol_input("a", 2.0))
    Traceback (most recent call last):
    ...
    hds_tco.trace.ops.UntraceableError: np.square cannot be traced: write a ** 2.0
    """


def untraceable(name: str) -> UntraceableError:
    """Return the error for a function of NumPy's that is not in the table."""
    known = ", ".join(f"np.{key}" for key, row in OPERATIONS.items() if row.function is not operator.getitem)
    return UntraceableError(f"np.{name} cannot be traced: write {_INSTEAD.get(name) or f'it with {known}'}")


def computed(op: str, args: tuple[Any, ...]) -> float:
    """Return an operation by year on plain numbers (or two texts), as a run on numbers computes it.

    Examples
    --------
    >>> computed("power", (2.0, 0.5)), computed("equal", ("own", "own"))
    (1.4142135623730951, 1.0)
    """
    if op == "where":
        return float(args[1] if args[0] else args[2])
    if isinstance(args[0], str):
        return float((args[0] == args[1]) == (op == "equal"))
    row = OPERATIONS[op]
    return float((row.compute or row.function)(*(np.float64(arg) for arg in args)))
