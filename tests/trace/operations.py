"""What tests of the rows that NumPy runs, and of those that are compiled, share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.kernel import COMPILED_FUNCTIONS, LlvmPrinter, function
from hds_tco.trace.instructions import Instruction, Register, Rows
from hds_tco.trace.ops import OPERATIONS

Array = npt.NDArray[np.float64]
R = Register
# What an instruction may be: the rest is unrolled into these.
ARITIES = {op: row.arity for op, row in OPERATIONS.items() if LlvmPrinter.method(op) is not None}
AB = (R(0), R(1), R(2))
# Zeros of both signs, halves, whole numbers, what is no number: every pair of them.
SINGLE = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-300, -1e-300, 1e300, 0.1 + 0.2, np.inf, -np.inf, np.nan]
COMMON: Array = np.array([(a, b, a) for a, b in product(SINGLE, SINGLE)]).T


def one_operation(op: str, args: tuple[Any, ...]) -> Rows:
    """Return rows that do one thing to three columns."""
    columns = [Instruction("column", (name,)) for name in "abc"]
    return Rows(("a", "b", "c"), (*columns, Instruction(op, args[: ARITIES[op]])), {"out": R(3)})


def several() -> Rows:
    """Return rows that read, overwrite and keep values in several ways; the outputs are told in the tests."""
    columns = [Instruction("column", (name,)) for name in "abc"]
    steps = [
        Instruction("add", (R(0), R(1))),  # 3
        Instruction("greater", (R(0), R(1))),  # 4
        Instruction("where", (R(4), R(3), R(2))),  # 5
        Instruction("where", (R(5), R(4), 2.0)),  # 6: a figure decides, a condition is chosen
        Instruction("multiply", (R(3), R(5))),  # 7
        Instruction("subtract", (R(7), R(2))),  # 8
    ]
    ends: dict[str, Any] = {
        "sum": R(3),
        "test": R(4),
        "chosen": R(5),
        "choice": R(6),
        "last": R(8),
        "four": 4.0,
        "a": R(0),
    }
    return Rows(("a", "b", "c"), (*columns, *steps), ends)


def made_by_numpy(op: str, columns: Sequence[Array] | Array) -> Array:
    """Return the row that NumPy gives for an operation on the first columns."""
    with np.errstate(all="ignore"):
        # The exponential is our own, the same for rows however they run; its tests are those of the library.
        computed = function(op) if op in COMPILED_FUNCTIONS else getattr(np, op)
        row = computed(*list(columns)[: ARITIES[op]])
    return np.asarray(row, np.float64)[None, :]
