"""The model, written once, run on symbols: a graph of named steps that other languages are printed from."""

from hds_tco.trace.instructions import Rows
from hds_tco.trace.ops import UntraceableError
from hds_tco.trace.program import Program, Runner
from hds_tco.trace.symbol import Symbol, inputs_of, named, nodes_of, step_body, steps_of, symbol_input
from hds_tco.trace.unroll import unroll

__all__ = [
    "Program",
    "Rows",
    "Runner",
    "Symbol",
    "UntraceableError",
    "inputs_of",
    "named",
    "nodes_of",
    "step_body",
    "steps_of",
    "symbol_input",
    "unroll",
]
