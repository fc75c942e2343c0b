"""What a traced graph becomes: short instructions on rows of draws, in an order in which they can run; kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

GIVEN = ("column", "parameter")


class Register:
    """Where an instruction leaves its value; never equal to a number, and one object a number.

    Parameters
    ----------
    number : int
        That of the instruction.
    """

    __slots__ = ("number",)
    number: int
    # One object each, so that they hash and compare by identity: an unrolled model asks for it a million times.
    _by_number: ClassVar[dict[int, Register]] = {}

    def __new__(cls, number: int) -> Register:
        """Return the one register of that number."""
        register = cls._by_number.get(number)
        if register is None:
            new = super().__new__(cls)
            object.__setattr__(new, "number", number)
            register = cls._by_number.setdefault(number, new)  # whichever thread was first
        return register

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a register's {name} cannot change")

    def __reduce__(self) -> tuple[type[Register], tuple[int]]:
        return Register, (self.number,)

    def __repr__(self) -> str:
        return f"r{self.number}"


Cell = Any  # a Register, or a number (or text) that no draw changes


class Instruction(NamedTuple):
    """One operation on rows of draws.

    Parameters
    ----------
    op : str
        ``"column"``, ``"parameter"`` or an operation by year of `hds_tco.trace.ops`.
    args : tuple
        Registers and numbers; the name for a column or a parameter.
    """

    op: str
    args: tuple[Cell, ...]

    @property
    def sources(self) -> tuple[Register, ...]:
        """The registers that it reads."""
        return tuple([arg for arg in self.args if type(arg) is Register])


@dataclass(frozen=True)
class Rows:
    """Instructions in an order in which they can run.

    Parameters
    ----------
    columns : tuple of str
        Inputs that change from draw to draw, those that matter to the outputs.
    parameters : tuple of str
        Inputs that are the same for every draw of a run, and may differ from run to run.
    instructions : tuple of Instruction
        Each reads registers of smaller number.
    outputs : dict of str to Register or float
        Where the results are.
    """

    columns: tuple[str, ...]
    instructions: tuple[Instruction, ...]
    outputs: Mapping[str, Cell]
    parameters: tuple[str, ...] = ()

    def same_for_all(self) -> frozenset[int]:
        """Return the instructions that no draw changes: they rest on parameters alone."""
        if not self.parameters:  # what rests on nothing was worked out when the rows were made
            return frozenset()
        same: set[int] = set()
        for number, item in enumerate(self.instructions):
            if item.op == "parameter" or (item.op != "column" and all(s.number in same for s in item.sources)):
                same.add(number)
        return frozenset(same)


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
