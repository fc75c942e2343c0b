"""The model, written once, run on symbols: a graph of named steps that other languages are printed from."""

from hds_tco.trace.graph import inputs_of, nodes_of, step_body, steps_of
from hds_tco.trace.program import Program, Runner
from hds_tco.trace.rows import Rows, unroll
from hds_tco.trace.symbol import Symbol, named, symbol_input

__all__ = [
    "Program",
    "Rows",
    "Runner",
    "Symbol",
    "inputs_of",
    "named",
    "nodes_of",
    "step_body",
    "steps_of",
    "symbol_input",
    "unroll",
]
