"""The compiler, when it is there: LLVM's text in, a function out. Optional: needs llvmlite (the extra ``fast``)."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

# Numbers worked on at once; the compiler splits or joins them to fit the machine's registers.
LANES = 8
ROW, CONDITION, WHOLE = f"<{LANES} x double>", f"<{LANES} x i1>", f"<{LANES} x i64>"

# What a compiler raises that does not know this processor, or this text, or that does not load.
UNABLE = (RuntimeError, OSError, ImportError)


@dataclass(frozen=True)
class Compiled:
    """A compiled function, alive as long as this is; calls let other threads run.

    Parameters
    ----------
    call : callable
    engine : object
        What owns the machine code.
    """

    call: Callable[..., None]
    engine: Any


@cache
def available() -> bool:
    """Tell whether LLVM is installed."""
    return find_spec("llvmlite") is not None


@cache
def _ready() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def compiled(code: str, name: str, *arguments: Any, effort: int = 2) -> Compiled:
    """Return the function `name` of a module written in LLVM's text.

    Parameters
    ----------
    code, name : str
    *arguments : ctypes types
    effort : int
        From 0 (compiled soon, runs at half the speed) to 3; changes no bit of what is computed.

    Raises
    ------
    ImportError
        If llvmlite is not installed.
    """
    llvm = _ready()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    machine = target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=effort)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(code), machine)
    engine.finalize_object()
    return Compiled(ctypes.CFUNCTYPE(None, *arguments)(engine.get_function_address(name)), engine)


def constant(number: float) -> str:
    """Return a number as LLVM writes it, in every lane.

    Examples
    --------
    >>> constant(1.0)[:32]
    '<double 0x3FF0000000000000, doub'
    """
    bits = struct.pack(">d", number).hex().upper()
    return "<" + ", ".join([f"double 0x{bits}"] * LANES) + ">"


def loop(signature: str, head: list[str], body: list[str]) -> str:
    """Return a function that goes over the draws, `LANES` at a time: ``%draws`` must be a multiple of them.

    Parameters
    ----------
    signature : str
        Name and parameters, one of which is ``i64 %draws``.
    head, body : list of str
        Before the loop, and in it; ``%draw`` counts.
    """
    return "\n".join(
        [
            f"define void {signature} {{",
            "entry:",
            *(f"  {line}" for line in head),
            "  br label %loop",
            "loop:",
            "  %draw = phi i64 [0, %entry], [%next, %loop]",
            *(f"  {line}" for line in body),
            f"  %next = add i64 %draw, {LANES}",
            "  %more = icmp ult i64 %next, %draws",
            "  br i1 %more, label %loop, label %end",
            "end:",
            "  ret void",
            "}",
        ]
    )
