"""Rows that NumPy runs at once, and that are compiled when so many draws are asked for that it pays.

Compiling the three options takes two seconds; NumPy prices ten thousand draws in a tenth of one. The answers are the
same bit for bit, so when the change comes shows in nothing but the time.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.kernel import Kernel
from hds_tco.trace.compiled.llvm import UNABLE, available, is_kept
from hds_tco.trace.instructions import Rows
from hds_tco.trace.program import Program, Runner

Array = npt.NDArray[np.float64]
# Draws run or announced from which compiling pays, by the effort of the compiler. Both the time to compile and the time
# to run grow with the number of instructions, so these hold for large models and small ones (decision 0024).
EFFORTS = ((600_000, 2), (60_000, 0))
# Those from which it pays when an earlier run of the program ran these rows too: it is likely that a later one will.
RETURNED = 5_000


class TieredRunner:
    """Rows run by NumPy first, later compiled; safe to run from several threads at once.

    Parameters
    ----------
    rows : Rows
    key : str, optional
        What stands for the rows in the user's cache.
    returned : bool
        Whether an earlier run of the program ran them.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input, unroll
    >>> runner = TieredRunner(unroll({"double": symbol_input("price", 10.0) * 2.0}, ["price"]))
    >>> out = np.empty((1, 3))
    >>> runner.run([np.array([1.0, 2.0, 3.0])], out)
    >>> out.tolist(), runner.effort is None
    ([[2.0, 4.0, 6.0]], True)
    """

    def __init__(self, rows: Rows, key: str | None = None, returned: bool = False) -> None:
        self._rows, self._key = rows, key
        self._program: Program | None = None
        self._kernel: Kernel | None = None
        self._efforts: tuple[tuple[int, int], ...] = EFFORTS if available() else ()
        self._run = 0
        self._lock, self._planning = threading.Lock(), threading.Lock()
        self.effort: int | None = None
        if returned and self._efforts and key is not None:
            self._come_back(key)

    @property
    def rows(self) -> Rows:
        """What it runs."""
        return self._rows

    def expect(self, draws: int) -> None:
        """Announce draws: compiles now if they make it pay, rather than halfway."""
        if self._next(draws) is not None:
            with self._lock:
                self._compile(self._next(draws))

    def run(self, columns: Sequence[Array], out: Array, parameters: Sequence[float] = ()) -> None:
        """Fill `out`, shape ``(outputs, draws)``, from the columns, each ``(draws,)``, and the parameters of `rows`."""
        # One thread compiles, the others go on with what there is.
        if self._next(out.shape[1]) is not None and self._lock.acquire(blocking=False):
            try:
                self._compile(self._next(out.shape[1]))
            finally:
                self._lock.release()
        self._run += out.shape[1]
        (self._kernel or self._numpy()).run(columns, out, parameters)

    def _come_back(self, key: str) -> None:
        """Take what the user's cache holds, else compile sooner, for the runs to come."""
        least, quick = self._efforts[-1]
        self._efforts = (*self._efforts[:-1], (min(least, RETURNED), quick))
        try:
            effort_kept = next((effort for _, effort in self._efforts if is_kept(key, effort)), None)
        except UNABLE:
            self._efforts = ()
        else:
            self._compile(effort_kept)

    def _numpy(self) -> Program:
        """Return what runs the rows by NumPy, made ready if nothing was compiled before the first run."""
        with self._planning:
            if self._program is None:
                self._program = Program(self._rows)
            return self._program

    def _next(self, draws: int) -> int | None:
        """Return the effort that pays with so many draws more, if it is more than was made."""
        paying = next((effort for least, effort in self._efforts if self._run + draws >= least), None)
        return paying if paying is not None and (self.effort is None or paying > self.effort) else None

    def _compile(self, effort: int | None) -> None:
        if effort is None:
            return
        try:
            self._kernel = Kernel(self._rows, effort, self._key)
            self.effort = effort
        except UNABLE:  # a processor that the compiler does not know
            self._efforts = ()


def runner_of(rows: Rows, compiled: bool | None = None, key: str | None = None, returned: bool = False) -> Runner:
    """Return what runs rows.

    Parameters
    ----------
    rows : Rows
    compiled : bool, optional
        True: compiled at once where the compiler is installed and knows the machine; False: by NumPy; by default
        compiled when it pays.
    key : str, optional
        What stands for the rows in the user's cache.
    returned : bool
        Whether an earlier run of the program ran them.
    """
    if compiled is None:
        return TieredRunner(rows, key, returned)
    if compiled and available():
        try:
            return Kernel(rows, 2, key)
        except UNABLE:
            return Program(rows)
    return Program(rows)
