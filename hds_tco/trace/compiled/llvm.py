"""The compiler, when it is there: LLVM's text in, a function out. Optional: needs llvmlite (the extra ``fast``)."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from hds_tco.trace import user_cache

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


def compiled(
    code: str | Callable[[], str], name: str, *arguments: Any, effort: int = 2, key: str | None = None
) -> Compiled:
    """Return the function `name` of a module written in LLVM's text; from the user's cache if it was compiled before.

    Parameters
    ----------
    code : str or callable
        The text, or what writes it: called only if it has to be compiled.
    name : str
    *arguments : ctypes types
    effort : int
        From 0 (compiled soon, runs at half the speed) to 3; changes no bit of what is computed.
    key : str, optional
        Stands for the text in the cache; needed if `code` is a callable.

    Raises
    ------
    ImportError
        If llvmlite is not installed.
    """
    place = _place(key or code, effort)
    machine_code = user_cache.load(place)
    if machine_code is None:
        machine_code = _emitted(code() if callable(code) else code, effort)
        user_cache.save(place, machine_code)
    return _loaded(machine_code, name, *arguments)


def is_kept(key: str, effort: int) -> bool:
    """Tell whether the user's cache holds the function of that key."""
    return user_cache.load(_place(key, effort)) is not None


def _place(key: object, effort: int) -> str:
    """Return the key of machine code: that of its text, of the compiler and of this processor."""
    llvm = _ready()
    here = (llvm.get_process_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    return user_cache.key_of("machine code", key, effort, here, llvm.llvm_version_info)


def _emitted(code: str, effort: int) -> bytes:
    machine_code: bytes = _machine(effort).emit_object(_ready().parse_assembly(code))
    return machine_code


def _machine(effort: int) -> Any:
    llvm = _ready()
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=effort, jit=True)


def _loaded(machine_code: bytes, name: str, *arguments: Any) -> Compiled:
    llvm = _ready()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine(0))
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine_code))
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
