"""Rows as bytes that hold nothing to run, and back: what unrolling a model made, to be kept."""

from __future__ import annotations

import json
from typing import Any

from hds_tco.trace.rows import Cell, Instruction, Register, Rows


def coded(rows: Rows) -> bytes:
    """Return rows as JSON: a whole number for a register, any other number as it is.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input, unroll
    >>> rows = unroll({"double": symbol_input("price", 10.0) * 2.0}, ["price"])
    >>> coded(rows).decode()
    '{"instructions": [["column", "price"], ["multiply", 0, 2.0]], "outputs": {"double": 1}}'
    >>> decoded(coded(rows)) == rows
    True
    """
    instructions = [[item.op, *map(_coded, item.args)] for item in rows.instructions]
    outputs = {name: _coded(end) for name, end in rows.outputs.items()}
    return json.dumps({"instructions": instructions, "outputs": outputs}).encode()


def decoded(content: bytes) -> Rows:
    """Return the rows that bytes stand for; see `coded`."""
    tree = json.loads(content)
    register = [Register(number) for number in range(len(tree["instructions"]))]

    def cell(item: Any) -> Cell:
        return register[item] if type(item) is int else item

    instructions = tuple([Instruction(op, tuple([cell(arg) for arg in args])) for op, *args in tree["instructions"]])
    columns, parameters = (
        tuple(item.args[0] for item in instructions if item.op == role) for role in ("column", "parameter")
    )
    return Rows(columns, instructions, {name: cell(end) for name, end in tree["outputs"].items()}, parameters)


def _coded(cell: Cell) -> Any:
    if isinstance(cell, Register):
        return cell.number
    return cell if isinstance(cell, str) else float(cell)
