"""The exponential of compiled rows, in the compiler's own instructions: the C library's takes one number at a time.

Within one unit in the last place: ``exp(x) = 2**k exp(r)`` with k the whole number nearest to ``x / ln 2`` and a
polynomial for the rest (Cody and Waite 1980, chapter 6). Below the least normal number it is zero.
"""

from __future__ import annotations

from math import factorial

from hds_tco.trace.compiled.llvm import CONDITION, LANES, ROW, constant

EXPONENTIAL = "@row.exp"
# Added, it leaves the nearest whole number in the last bits.
_ROUND = 1.5 * 2.0**52
_PER_LN2 = 1.4426950408889634
# ln 2 in two parts: products of the first with a whole k are exact.
_LN2, _LN2_REST = 0.6931471803691238, 1.9082149292705877e-10
LEAST, MOST = -708.0, 709.782712893384
_BITS = f"<{LANES} x i64>"


def _polynomial() -> list[str]:
    """Return the lines that make %q of %r: the Taylor terms from r**2 to r**13, less their r**2, pair by pair."""
    terms = [constant(1.0 / factorial(power)) for power in range(2, 14)]
    lines = [
        f"%r2 = fmul {ROW} %r, %r",
        f"%r4 = fmul {ROW} %r2, %r2",
        f"%r8 = fmul {ROW} %r4, %r4",
    ]
    for pair in range(6):
        lines += [
            f"%a{pair} = fmul {ROW} %r, {terms[2 * pair + 1]}",
            f"%b{pair} = fadd {ROW} %a{pair}, {terms[2 * pair]}",
        ]
    for four in range(3):
        lines += [
            f"%c{four} = fmul {ROW} %b{2 * four + 1}, %r2",
            f"%d{four} = fadd {ROW} %c{four}, %b{2 * four}",
        ]
    return [
        *lines,
        f"%e1 = fmul {ROW} %d1, %r4",
        f"%e2 = fmul {ROW} %d2, %r8",
        f"%f = fadd {ROW} %e2, %e1",
        f"%q = fadd {ROW} %f, %d0",
    ]


def exponential() -> str:
    """Return the function, in LLVM's text.

    Examples
    --------
    >>> exponential().splitlines()[0]
    'define internal <8 x double> @row.exp(<8 x double> %x) {'
    """
    body = [
        f"%under = fcmp olt {ROW} %x, {constant(LEAST)}",
        f"%over = fcmp ogt {ROW} %x, {constant(MOST)}",
        f"%none = fcmp uno {ROW} %x, %x",
        f"%floored = select {CONDITION} %under, {ROW} {constant(LEAST)}, {ROW} %x",
        f"%inside = select {CONDITION} %over, {ROW} {constant(MOST)}, {ROW} %floored",
        f"%scaled = fmul {ROW} %inside, {constant(_PER_LN2)}",
        f"%pushed = fadd {ROW} %scaled, {constant(_ROUND)}",
        f"%k = fsub {ROW} %pushed, {constant(_ROUND)}",
        f"%steps = fmul {ROW} %k, {constant(_LN2)}",
        f"%near = fsub {ROW} %inside, %steps",
        f"%less = fmul {ROW} %k, {constant(_LN2_REST)}",
        f"%r = fsub {ROW} %near, %less",
        *_polynomial(),
        f"%curve = fmul {ROW} %q, %r2",
        f"%rise = fadd {ROW} %curve, %r",
        f"%base = fadd {ROW} %rise, {constant(1.0)}",
        # The exponent's bits are those from the 52nd on; what else `pushed` holds falls out above.
        f"%bits = bitcast {ROW} %pushed to {_BITS}",
        f"%exponent = shl {_BITS} %bits, <" + ", ".join(["i64 52"] * LANES) + ">",
        f"%mantissa = bitcast {ROW} %base to {_BITS}",
        f"%joined = add {_BITS} %mantissa, %exponent",
        f"%power = bitcast {_BITS} %joined to {ROW}",
        f"%not.under = select {CONDITION} %under, {ROW} {constant(0.0)}, {ROW} %power",
        f"%not.over = select {CONDITION} %over, {ROW} {constant(float('inf'))}, {ROW} %not.under",
        f"%result = select {CONDITION} %none, {ROW} %x, {ROW} %not.over",
    ]
    lines = "\n".join(f"  {line}" for line in body)
    return f"define internal {ROW} {EXPONENTIAL}({ROW} %x) {{\n{lines}\n  ret {ROW} %result\n}}"
