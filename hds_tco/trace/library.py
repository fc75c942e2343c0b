"""Exponential and logarithm as compiled rows take them, so that rows run by NumPy give the same bits.

NumPy's own differ in the last bit from one processor to another. Where the compiler is installed, both ways of running
rows take our exponential and the C library's logarithm, through the compiler; where it is not, there is only one way,
and NumPy's own serve.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.trace.exponential import NAME as EXPONENTIAL
from hds_tco.trace.exponential import exponential
from hds_tco.trace.machine import LANES, ROW, UNABLE, Compiled, available, compiled, loop

Array = npt.NDArray[np.float64]
Function = Callable[..., Any]
NAMES = ("exp", "log")


@cache
def function(name: str) -> Function:
    """Return ``exp`` or ``log``, called as NumPy's: ``function(values)`` or ``function(values, out)``.

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
        made = _compiled(name)
    except UNABLE:
        return own

    def taken(values: Any, out: Array | None = None) -> Any:
        read = np.ascontiguousarray(values, dtype=np.float64).ravel()
        written = out if out is not None and out.flags.c_contiguous else np.empty(len(read))
        whole = len(read) - len(read) % LANES
        if whole:
            made.call(read.ctypes.data, written.ctypes.data, whole)
        if whole < len(read):
            few, found = np.resize(read[whole:], LANES), np.empty(LANES)
            made.call(few.ctypes.data, found.ctypes.data, LANES)
            written[whole:] = found[: len(read) - whole]
        if out is None:
            return written.reshape(np.shape(values))[()]
        if written is not out:
            out[...] = written
        return out

    return taken


def _compiled(name: str) -> Compiled:
    called = EXPONENTIAL if name == "exp" else f"@llvm.{name}.v{LANES}f64"
    body = [
        "%read.at = getelementptr double, ptr %read, i64 %draw",
        f"%value = load {ROW}, ptr %read.at, align 8",
        f"%found = call {ROW} {called}({ROW} %value)",
        "%written.at = getelementptr double, ptr %written, i64 %draw",
        f"store {ROW} %found, ptr %written.at, align 8",
    ]
    declared = exponential() if name == "exp" else f"declare {ROW} {called}({ROW})"
    code = "\n".join([declared, loop("@taken(ptr %read, ptr %written, i64 %draws)", [], body)])
    return compiled(code, "taken", *[ctypes.c_void_p] * 2, ctypes.c_int64)
