"""Unrolled rows, run by NumPy on blocks of draws in little memory; what a compiled kernel must equal, bit for bit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.kernel import COMPILED_FUNCTIONS, function
from hds_tco.trace.instructions import GIVEN, Instruction, Register, Rows
from hds_tco.trace.ops import COMPARISONS, OPERATIONS

Array = npt.NDArray[np.float64]
# Draws worked on together: long enough for a call to be worth its price, short enough for the rows to stay in cache.
CHUNK_DRAWS = 8192
# Scratch rows up to this long are kept for the next run: a few megabytes a thread.
KEPT_CHUNK = 2048


class Runner(Protocol):
    """What turns columns of draws into rows of results."""

    @property
    def rows(self) -> Rows:
        """What it runs."""

    def run(self, columns: Sequence[Array], out: Array, parameters: Sequence[float] = ()) -> None:
        """Fill `out`, shape ``(outputs, draws)``, from the columns, each ``(draws,)``, and the parameters of `rows`."""


@dataclass(frozen=True)
class Program:
    """Rows that NumPy runs, one call an instruction; safe to run from several threads at once.

    Parameters
    ----------
    rows : Rows

    Examples
    --------
    >>> from hds_tco.trace import symbol_input, unroll
    >>> price = symbol_input("price", 10.0)
    >>> program = Program(unroll({"total": price * 2.0 + 1.0}, ["price"]))
    >>> out = np.empty((1, 3))
    >>> program.run([np.array([1.0, 2.0, 3.0])], out)
    >>> out.tolist()
    [[3.0, 5.0, 7.0]]
    """

    rows: Rows
    _once: tuple[_Call, ...] = field(init=False, repr=False)
    _plan: tuple[_Call, ...] = field(init=False, repr=False)
    _own: threading.local = field(init=False, repr=False, compare=False, default_factory=threading.local)

    def __post_init__(self) -> None:
        once = self.rows.same_for_all()
        calls = _planned(self.rows, once)
        object.__setattr__(self, "_once", tuple(call for call in calls if call.number in once))
        object.__setattr__(self, "_plan", tuple(call for call in calls if call.number not in once))

    def run(self, columns: Sequence[Array], out: Array, parameters: Sequence[float] = ()) -> None:
        """Fill `out`, shape ``(outputs, draws)``, from the columns, each ``(draws,)``, and the parameters of `rows`.

        What rests on parameters alone is computed once. Every draw is worked out for itself: results do not depend on
        how draws are cut into blocks.
        """
        draws = out.shape[1]
        chunk = -(-draws // max(1, -(-draws // CHUNK_DRAWS)))  # as even as it goes
        with np.errstate(all="ignore"):  # as in the model: what `where` leaves aside may divide by zero
            bench = self._bench(chunk, tuple(parameters))
            for start in range(0, draws, max(chunk, 1)):
                stop = min(start + chunk, draws)
                bench.run([column[start:stop] for column in columns], out[:, start:stop])

    def _bench(self, chunk: int, parameters: tuple[float, ...]) -> _Bench:
        """Return scratch rows laid out; those of a small run stay for the thread's next one, if it is alike."""
        if chunk > KEPT_CHUNK:
            return _Bench(self, chunk, self._known(parameters))
        if getattr(self._own, "kind", None) != (chunk, parameters):
            self._own.bench = _Bench(self, chunk, self._known(parameters))
            self._own.kind = chunk, parameters
        bench: _Bench = self._own.bench
        return bench

    def _known(self, parameters: Sequence[float]) -> list[Any]:
        """Return what rests on parameters alone, each value at its instruction's place."""
        known: list[Any] = [None] * len(self.rows.instructions)
        first = len(self.rows.columns)
        known[first : first + len(self.rows.parameters)] = (np.float64(value) for value in parameters)
        for call in self._once:
            args = [known[arg.number] if isinstance(arg, Register) else arg for arg in call.args]
            if call.compute is None:
                known[call.number] = args[1] if args[0] else args[2]
            else:
                known[call.number] = call.compute(*args)
        return known


class _Bench:
    """A program with its scratch rows laid out: calls whose arguments are all in place, to be made chunk after chunk.

    The same thousands of calls are made for each chunk: what is looked up once here would otherwise cost more than the
    arithmetic.
    """

    def __init__(self, program: Program, chunk: int, known: Sequence[Any]) -> None:
        rows = program.rows
        self._columns = np.empty((len(rows.columns), chunk))
        self._values: list[Any] = [*self._columns, *known[len(rows.columns) :]]
        self._outputs = tuple(rows.outputs.values())
        self._calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        scratch: dict[int, npt.NDArray[Any]] = {}
        for call in program._plan:
            row = scratch.get(call.slot)
            if row is None:
                row = scratch[call.slot] = np.empty(chunk, dtype=bool if call.is_condition else np.float64)
            values = [self._values[arg.number] if type(arg) is Register else arg for arg in call.args]
            if call.compute is not None:
                self._calls.append((partial(call.compute, out=row), tuple(values)))
            else:
                self._calls.append((np.copyto, (row, values[2])))
                test = values[0]
                is_condition = isinstance(test, np.ndarray) and test.dtype == bool
                self._calls.append((_put if is_condition else _put_where, (row, test, values[1])))
            self._values[call.number] = row

    def run(self, columns: Sequence[Array], out: Array) -> None:
        """Fill `out` from columns of one chunk, or less: what scratch holds beyond is worked on too, and left there."""
        draws = out.shape[1]
        for mine, column in zip(self._columns, columns, strict=True):
            mine[:draws] = column
        for compute, values in self._calls:
            compute(*values)
        for place, end in enumerate(self._outputs):
            result = self._values[end.number] if isinstance(end, Register) else end
            out[place] = result[:draws] if isinstance(result, np.ndarray) and result.ndim else result


def _put(row: Array, test: npt.NDArray[np.bool_], values: Array) -> None:
    np.copyto(row, values, where=test)


def _put_where(row: Array, test: Array, values: Array) -> None:
    np.copyto(row, values, where=test != 0)


@dataclass(frozen=True)
class _Call:
    """One instruction made ready: which function, and which scratch row may be overwritten. No function: ``where``."""

    number: int
    compute: Callable[..., Any] | None
    args: tuple[Any, ...]
    slot: int
    is_condition: bool


def _planned(rows: Rows, once: Collection[int]) -> tuple[_Call, ...]:
    last_use = {source.number: number for number, item in enumerate(rows.instructions) for source in item.sources}
    results = {end.number for end in rows.outputs.values() if isinstance(end, Register)}
    slots: dict[int, int] = {}
    spare: dict[bool, list[int]] = {True: [], False: []}
    conditions: set[int] = set()
    slot_count = 0
    calls: list[_Call] = []
    for number, item in enumerate(rows.instructions):
        if item.op in GIVEN:
            continue
        if number in once:
            calls.append(_Call(number, _function(item), _arguments(item), -1, is_condition=False))
            continue
        is_condition = item.op in COMPARISONS
        # A row may be written over what is read for the last time: NumPy works element by element; `where` does not.
        over = {source.number for source in item.sources if last_use[source.number] == number}
        over = {source for source in over if source in slots and source not in results}
        if item.op == "where":
            slot, slot_count = _slot(spare[is_condition], slot_count)
        for source in over:
            spare[source in conditions].append(slots[source])
        if item.op != "where":
            slot, slot_count = _slot(spare[is_condition], slot_count)
        slots[number] = slot
        if is_condition:
            conditions.add(number)
        calls.append(_Call(number, _function(item), _arguments(item), slot, is_condition))
    return tuple(calls)


def _function(item: Instruction) -> Callable[..., Any] | None:
    if item.op in COMPILED_FUNCTIONS:
        return function(item.op)
    return None if item.op == "where" else OPERATIONS[item.op].function


def _arguments(item: Instruction) -> tuple[Any, ...]:
    return tuple(arg if isinstance(arg, Register) else np.float64(arg) for arg in item.args)


def _slot(spare: list[int], slot_count: int) -> tuple[int, int]:
    return (spare.pop(), slot_count) if spare else (slot_count, slot_count + 1)
