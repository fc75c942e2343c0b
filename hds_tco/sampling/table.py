"""Functions read from a table between its lines, compiled when that is possible: what quantiles cost when drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.llvm import (
    CONDITION,
    LANES,
    ROW,
    UNABLE,
    WHOLE,
    Compiled,
    available,
    compiled,
    constant,
    loop,
)

Array = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
Along = Literal["tails", "normal"]
# Lines from an end to the median, and along the normal axis.
CELLS = 1024
NORMAL_CELLS = 8192
# Fourth root of 1/2: a table of quantiles runs along the fourth root of the nearer tail, in which they are smooth.
LONGEST_ROOT = 0.5**0.25
# Normal points beyond, one in 1e17, are taken as standing there.
REACH = 8.5


@dataclass(frozen=True)
class Table:
    """Values at the lines of a table.

    Parameters
    ----------
    values : ndarray
        At `tails` or at `normal_lines`.
    along : {"tails", "normal"}
        What it is read at: uniform numbers in [0, 1], or standard normal points.

    Examples
    --------
    >>> square = Table(tails() ** 2, "tails")
    >>> read = np.empty(2)
    >>> square.read(np.array([0.5, 1.0]), read)
    >>> read.tolist()
    [0.25, 1.0]
    """

    values: Array
    along: Along
    steps: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The last line's value twice: between it and the next nothing rises.
        object.__setattr__(self, "steps", np.append(self.values, self.values[-1]))

    def read(self, at: Array, out: Array) -> None:
        """Put the value at each point into `out`."""
        Tables([self]).read([at], [out])

    def read_plain(self, at: Array, out: Array) -> None:
        """Do the same through NumPy: the same operations in the same order, hence the same bits."""
        if self.along == "tails":
            place = np.sqrt(np.sqrt(np.minimum(1.0 - at, at))) * (CELLS / LONGEST_ROOT)
            place = np.where(at > 0.5, 2.0 * CELLS - place, place)
        else:
            place = (at + REACH) * (NORMAL_CELLS / (2.0 * REACH))
            place = np.minimum(np.maximum(place, 0.0), float(NORMAL_CELLS))
        cell = place.astype(np.int64)
        start = self.steps.take(cell)
        np.add((self.steps.take(cell + 1) - start) * (place - cell), start, out=out)


class Tables:
    """Several tables read in one call: by the hundred, what each call costs would be most of it.

    Parameters
    ----------
    tables : sequence of Table
        All along the same axis.

    Examples
    --------
    >>> square, cube = Table(tails() ** 2, "tails"), Table(tails() ** 3, "tails")
    >>> read = np.empty((2, 1))
    >>> Tables([square, cube]).read([np.array([0.5]), np.array([1e-9])], list(read)).tolist()
    [0.5, 1e-09]
    >>> read[0].tolist()
    [0.25]
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tuple(tables)
        self._starts = addresses([table.steps for table in self.tables])

    def read(self, at: Sequence[Array], out: Sequence[Array]) -> Array:
        """Put the value at each point into `out`, a row a table.

        Returns
        -------
        ndarray
            For each row of uniform numbers, how near it comes to 0 or 1.
        """
        reading = _reading(self.tables[0].along) if self.tables and available() else None
        if reading is None or not all(row.strides[0] == row.itemsize for row in (*at, *out)):
            for table, points, values in zip(self.tables, at, out, strict=True):
                table.read_plain(points, values)
            return np.array([np.minimum(points, 1.0 - points).min(initial=0.5) for points in at])
        nearest = np.full((len(self.tables), LANES), 0.5)
        draws = len(at[0]) if at else 0
        done = draws - draws % LANES
        if done:
            self._call(reading, at, out, nearest, done)
        if done < draws:  # the last few, in a vector of their own
            rest, values_of_rest = np.full((len(at), LANES), 0.5), np.empty((len(at), LANES))
            for row, points in zip(rest, at, strict=True):
                row[: draws - done] = points[done:]
            self._call(reading, list(rest), list(values_of_rest), nearest, LANES)
            for values, row in zip(out, values_of_rest, strict=True):
                values[done:] = row[: draws - done]
        least: Array = nearest.min(axis=1)
        return least

    def read_rows(self, at: Array, at_ranks: Ranks, out: Array, out_ranks: Ranks) -> Array:
        """Do the same from some rows of an array to some rows of another, each row in one piece."""
        draws = at.shape[1]
        reading = _reading(self.tables[0].along) if self.tables and available() else None
        if reading is None or draws % LANES or at.strides[1] != at.itemsize or out.strides[1] != out.itemsize:
            return self.read([at[rank] for rank in at_ranks], [out[rank] for rank in out_ranks])
        nearest = np.full((len(self.tables), LANES), 0.5)
        if draws:
            self._call_at(reading, addresses(at)[at_ranks], addresses(out)[out_ranks], nearest, draws)
        least: Array = nearest.min(axis=1)
        return least

    def _call(self, reading: Compiled, at: Sequence[Array], out: Sequence[Array], nearest: Array, draws: int) -> None:
        self._call_at(reading, addresses(at), addresses(out), nearest, draws)

    def _call_at(self, reading: Compiled, points: Ranks, values: Ranks, nearest: Array, draws: int) -> None:
        starts = self._starts.ctypes.data
        reading.call(points.ctypes.data, values.ctypes.data, starts, nearest.ctypes.data, len(points), draws)


def addresses(rows: Sequence[Array] | Array) -> npt.NDArray[np.int64]:
    """Return where each row begins in memory; at once for the rows of one array."""
    if isinstance(rows, np.ndarray):
        first: int = rows.__array_interface__["data"][0]
        return first + rows.strides[0] * np.arange(len(rows), dtype=np.int64)
    return np.array([row.__array_interface__["data"][0] for row in rows], dtype=np.int64)


@cache
def tails() -> Array:
    """Return the uniform numbers at the lines of a table: from 0 to the median, then to 1.

    Those of the upper half, being so near 1, are best thought of as ``1 - tails()`` read backwards.
    """
    low = np.linspace(0.0, LONGEST_ROOT, CELLS + 1) ** 4
    low[-1] = 0.5
    lines: Array = np.concatenate([low, 1.0 - low[-2::-1]])
    lines.setflags(write=False)
    return lines


@cache
def normal_lines() -> Array:
    """Return the standard normal points at the lines of a table."""
    lines: Array = np.linspace(-REACH, REACH, NORMAL_CELLS + 1)
    lines.setflags(write=False)
    return lines


@cache
def _reading(along: Along) -> Compiled | None:
    try:
        return compiled_reading(along)
    except UNABLE:
        return None


def compiled_reading(along: Along) -> Compiled:
    """Return `Table.read_plain` compiled, for the rows of several tables."""
    body = [
        "%u.at = getelementptr double, ptr %points, i64 %draw",
        f"%u = load {ROW}, ptr %u.at, align 8",
        *(_place_in_tails() if along == "tails" else _place_on_normal()),
        f"%cell = fptosi {ROW} %place to {WHOLE}",
        f"%line = sitofp {WHOLE} %cell to {ROW}",
        f"%beyond = fsub {ROW} %place, %line",
        *_looked_up(),
        f"%more_of = fmul {ROW} %slope, %beyond",
        f"%value = fadd {ROW} %more_of, %start{LANES - 1}",
        "%v.at = getelementptr double, ptr %values, i64 %draw",
        f"store {ROW} %value, ptr %v.at, align 8",
        *(_keep_nearest() if along == "tails" else []),
    ]
    declared = [
        f"declare {ROW} @llvm.sqrt.v{LANES}f64({ROW})",
    ]
    pointers = "ptr %points, ptr %values, ptr %starts, ptr %nearest"
    code = "\n".join([*declared, loop(f"@reading({pointers}, i64 %draws)", [], body), _EACH_ROW])
    return compiled(code, "readings", *[ctypes.c_void_p] * 4, *[ctypes.c_int64] * 2)


_GIVEN = ("points", "values", "starts")
_ROW_OF = "\n".join(
    f"  %{name}.at = getelementptr ptr, ptr %all.{name}, i64 %row\n  %{name} = load ptr, ptr %{name}.at"
    for name in _GIVEN
)
_EACH_ROW = f"""
define void @readings({", ".join(f"ptr %all.{name}" for name in _GIVEN)}, ptr %all.nearest, i64 %rows, i64 %draws) {{
entry:
  br label %loop
loop:
  %row = phi i64 [0, %entry], [%next, %loop]
{_ROW_OF}
  %nearest = getelementptr {ROW}, ptr %all.nearest, i64 %row
  call void @reading(ptr %points, ptr %values, ptr %starts, ptr %nearest, i64 %draws)
  %next = add i64 %row, 1
  %more = icmp ult i64 %next, %rows
  br i1 %more, label %loop, label %end
end:
  ret void
}}
"""


def _looked_up() -> list[str]:
    """Return the lines that make %start and %slope of %cell: a line's value and the next one lie side by side."""
    lines = []
    start, following = "undef", "undef"
    for lane in range(LANES):
        lines += [
            f"%cell{lane} = extractelement {WHOLE} %cell, i32 {lane}",
            f"%pair{lane}.at = getelementptr double, ptr %starts, i64 %cell{lane}",
            f"%pair{lane} = load <2 x double>, ptr %pair{lane}.at, align 8",
            f"%one{lane} = extractelement <2 x double> %pair{lane}, i32 0",
            f"%two{lane} = extractelement <2 x double> %pair{lane}, i32 1",
            f"%start{lane} = insertelement {ROW} {start}, double %one{lane}, i32 {lane}",
            f"%following{lane} = insertelement {ROW} {following}, double %two{lane}, i32 {lane}",
        ]
        start, following = f"%start{lane}", f"%following{lane}"
    return [*lines, f"%slope = fsub {ROW} {following}, {start}"]


def _keep_nearest() -> list[str]:
    return [
        f"%known = load {ROW}, ptr %nearest, align 8",
        f"%less = fcmp olt {ROW} %tail, %known",
        f"%least = select {CONDITION} %less, {ROW} %tail, {ROW} %known",
        f"store {ROW} %least, ptr %nearest, align 8",
    ]


def _place_in_tails() -> list[str]:
    return [
        f"%rest = fsub {ROW} {constant(1.0)}, %u",
        f"%nearer = fcmp olt {ROW} %u, %rest",
        f"%tail = select {CONDITION} %nearer, {ROW} %u, {ROW} %rest",
        f"%root = call {ROW} @llvm.sqrt.v{LANES}f64({ROW} %tail)",
        f"%root4 = call {ROW} @llvm.sqrt.v{LANES}f64({ROW} %root)",
        f"%low = fmul {ROW} %root4, {constant(CELLS / LONGEST_ROOT)}",
        f"%high = fsub {ROW} {constant(2.0 * CELLS)}, %low",
        f"%above = fcmp ogt {ROW} %u, {constant(0.5)}",
        f"%place = select {CONDITION} %above, {ROW} %high, {ROW} %low",
    ]


def _place_on_normal() -> list[str]:
    return [
        f"%moved = fadd {ROW} %u, {constant(REACH)}",
        f"%free = fmul {ROW} %moved, {constant(NORMAL_CELLS / (2.0 * REACH))}",
        f"%under = fcmp olt {ROW} %free, {constant(0.0)}",
        f"%floored = select {CONDITION} %under, {ROW} {constant(0.0)}, {ROW} %free",
        f"%over = fcmp ogt {ROW} %floored, {constant(float(NORMAL_CELLS))}",
        f"%place = select {CONDITION} %over, {ROW} {constant(float(NORMAL_CELLS))}, {ROW} %floored",
    ]
