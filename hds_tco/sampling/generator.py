"""NumPy's PCG64 DXSM compiled: many streams in one call, each entered at any draw; the same numbers to the last bit.

From one state to the next ``s -> M s + c`` modulo 2**128, with c the stream's own, so k steps take s to
``M**k s + (1 + M + ... + M**(k-1)) c``: two numbers that all streams share (O'Neill 2014, section 4.3.1).
"""

from __future__ import annotations

import ctypes
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from hds_tco.trace.compiled.llvm import UNABLE, Compiled, compiled

Words = npt.NDArray[np.uint64]
MULTIPLIER = 0xDA942042E4DD58B5
_WHOLE = 2**128


def state_words(generator: np.random.PCG64DXSM) -> tuple[int, int, int, int]:
    """Return a stream's state and increment, as words of 64 bits, the low ones first."""
    state = generator.state["state"]
    return _words(int(state["state"]), int(state["inc"]))


@lru_cache(maxsize=256)
def steps(count: int) -> tuple[int, int]:
    """Return what a state and its increment are multiplied by to go on by so many draws.

    Examples
    --------
    >>> steps(0), steps(1) == (MULTIPLIER, 1), steps(2)[1] == MULTIPLIER + 1
    ((1, 0), True, True)
    """
    # The sum of powers, from (M**k - 1) / (M - 1), both exact modulo 2**128 times (M - 1).
    power = pow(MULTIPLIER, count, _WHOLE * (MULTIPLIER - 1))
    return power % _WHOLE, (power - 1) // (MULTIPLIER - 1) % _WHOLE


def fill(streams: Words, addresses: npt.NDArray[np.int64], start: int, draws: int) -> bool:
    """Write uniform numbers of several streams into memory; tell whether it could be done.

    Parameters
    ----------
    streams : ndarray
        Shape ``(streams, 4)``: see `state_words`.
    addresses : ndarray
        Where the numbers of each stream go, one after the other.
    start, draws : int
        The first draw, and how many.
    """
    filling = _filling()
    if filling is None:
        return False
    # Two halves of the draws are worked on at a time: one alone would wait for its own products.
    jumps = np.array([_words(*steps(start)), _words(*steps(start + draws // 2))], dtype=np.uint64)
    filling.call(streams.ctypes.data, addresses.ctypes.data, jumps.ctypes.data, len(streams), draws)
    return True


def _words(first: int, second: int) -> tuple[int, int, int, int]:
    low = 2**64 - 1
    return first & low, first >> 64, second & low, second >> 64


@cache
def _filling() -> Compiled | None:
    try:
        return compiled(_code(), "fill", *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 2)
    except UNABLE:
        return None


def _drawn(half: str) -> str:
    """Return the lines that take a number from a state, and the state one step on."""
    return f"""
  %{half}.high128 = lshr i128 %{half}, 64
  %{half}.high = trunc i128 %{half}.high128 to i64
  %{half}.low = trunc i128 %{half} to i64
  %{half}.odd = or i64 %{half}.low, 1
  %{half}.h1 = lshr i64 %{half}.high, 32
  %{half}.h2 = xor i64 %{half}.high, %{half}.h1
  %{half}.h3 = mul i64 %{half}.h2, {MULTIPLIER}
  %{half}.h4 = lshr i64 %{half}.h3, 48
  %{half}.h5 = xor i64 %{half}.h3, %{half}.h4
  %{half}.h6 = mul i64 %{half}.h5, %{half}.odd
  %{half}.h7 = lshr i64 %{half}.h6, 11
  %{half}.whole = sitofp i64 %{half}.h7 to double
  %{half}.uniform = fmul double %{half}.whole, 0x3CA0000000000000
  %{half}.times = mul i128 %{half}, {MULTIPLIER}
  %{half}.next = add i128 %{half}.times, %increment"""


def _code() -> str:
    return f"""
define void @fill(ptr %streams, ptr %rows, ptr %jumps, i64 %count, i64 %draws) {{
entry:
  %half = lshr i64 %draws, 1
  %rest = sub i64 %draws, %half
  %times.a = load i128, ptr %jumps, align 8
  %sum.a.at = getelementptr i128, ptr %jumps, i64 1
  %sum.a = load i128, ptr %sum.a.at, align 8
  %times.b.at = getelementptr i128, ptr %jumps, i64 2
  %times.b = load i128, ptr %times.b.at, align 8
  %sum.b.at = getelementptr i128, ptr %jumps, i64 3
  %sum.b = load i128, ptr %sum.b.at, align 8
  %any = icmp ugt i64 %count, 0
  %some = icmp ugt i64 %draws, 0
  %work = and i1 %any, %some
  br i1 %work, label %stream, label %end
stream:
  %row = phi i64 [0, %entry], [%row.next, %done]
  %place = shl i64 %row, 1
  %state.at = getelementptr i128, ptr %streams, i64 %place
  %state = load i128, ptr %state.at, align 8
  %increment.at = getelementptr i128, ptr %state.at, i64 1
  %increment = load i128, ptr %increment.at, align 8
  %out.at = getelementptr ptr, ptr %rows, i64 %row
  %out = load ptr, ptr %out.at, align 8
  %upper = getelementptr double, ptr %out, i64 %half
  %a1 = mul i128 %state, %times.a
  %a2 = mul i128 %increment, %sum.a
  %a.first = add i128 %a1, %a2
  %b1 = mul i128 %state, %times.b
  %b2 = mul i128 %increment, %sum.b
  %b.first = add i128 %b1, %b2
  br label %loop
loop:
  %draw = phi i64 [0, %stream], [%draw.next, %both]
  %a = phi i128 [%a.first, %stream], [%a.next, %both]
  %b = phi i128 [%b.first, %stream], [%b.next, %both]
{_drawn("b")}
  %b.at = getelementptr double, ptr %upper, i64 %draw
  store double %b.uniform, ptr %b.at, align 8
  %is.both = icmp ult i64 %draw, %half
  br i1 %is.both, label %both, label %done
both:
{_drawn("a")}
  %a.at = getelementptr double, ptr %out, i64 %draw
  store double %a.uniform, ptr %a.at, align 8
  %draw.next = add i64 %draw, 1
  %more = icmp ult i64 %draw.next, %rest
  br i1 %more, label %loop, label %done
done:
  %row.next = add i64 %row, 1
  %rows.left = icmp ult i64 %row.next, %count
  br i1 %rows.left, label %stream, label %end
end:
  ret void
}}
"""
