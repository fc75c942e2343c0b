"""A traced graph, unrolled: one short instruction a year and step, on rows of draws.

A run on symbols leaves a graph of arrays over the years. Here every year of every node becomes an instruction of its
own on a row of draws. What does not depend on the draws is computed once and for all; moves along the years (slices,
stacks, last year's values) cost nothing; the same formula met twice, in one option or in several, is kept once; and
whole powers, the growth paths, become products. What remains is a list that NumPy runs (`hds_tco.trace.program`) or
that is compiled (`hds_tco.trace.compiled.kernel`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.trace.instructions import GIVEN, Cell, Instruction, Register, Rows
from hds_tco.trace.ops import BY_YEAR, OPERATIONS, UntraceableError, computed
from hds_tco.trace.printer import Printer
from hds_tco.trace.symbol import Symbol, nodes_of

Cells = npt.NDArray[Any]
# Growth over thirty years, and the certificate's months: beyond, a power is better asked of the library.
LONGEST_POWER = 64


def unroll(outputs: Mapping[str, Symbol], columns: Collection[str], parameters: Collection[str] = ()) -> Rows:
    """Return the instructions that compute `outputs` when the inputs named in `columns` change from draw to draw.

    Parameters
    ----------
    outputs : mapping of str to Symbol
        Scalars; for figures by year, one output a year.
    columns : collection of str
        Paths of inputs; each must be a scalar. All the others keep their value.
    parameters : collection of str
        Paths of inputs, scalars too, that are given anew at each run.

    Returns
    -------
    Rows

    Raises
    ------
    TypeError
        If a column is not a scalar, or an operation cannot be unrolled.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input
    >>> price, vat = symbol_input("price", 10.0), symbol_input("vat", 0.2)
    >>> rows = unroll({"total": np.sum(price * (1 + vat) * np.array([0.0, 1.0, 2.0]))}, ["price"])
    >>> [(item.op, item.args) for item in rows.instructions]  # 1.2 is computed once, year 0 is gone
    [('column', ('price',)), ('multiply', (r0, 1.2)), ('multiply', (r1, 2.0)), ('add', (r1, r2))]
    """
    unroller = Unroller(columns, parameters)
    with np.errstate(all="ignore"):  # as in the model: what `where` leaves aside may divide by zero
        for node in nodes_of(*outputs.values()):
            unroller.enter(node)
    ends: dict[str, Cell] = {}
    for name, symbol in outputs.items():
        if symbol.shape != ():
            raise TypeError(f"output {name!r} is no scalar")
        ends[name] = unroller.cells_of(symbol)[()]
    return _in_order_of_use(unroller.instructions, ends)


def _in_order_of_use(instructions: list[Instruction], ends: Mapping[str, Cell]) -> Rows:
    """Keep what the outputs need, each instruction just before its first use, so that few values wait."""
    order: list[int] = []
    visited: set[int] = set()
    for end in ends.values():
        stack: list[tuple[int, bool]] = [(end.number, False)] if isinstance(end, Register) else []
        while stack:
            rank, done = stack.pop()
            if done:
                order.append(rank)
            elif rank not in visited:
                visited.add(rank)
                stack.append((rank, True))
                sources = [source.number for source in reversed(instructions[rank].sources)]
                stack.extend((source, False) for source in sources if source not in visited)
    # What is given first: it is there before anything is computed.
    order.sort(key=lambda rank: GIVEN.index(instructions[rank].op) if instructions[rank].op in GIVEN else len(GIVEN))
    number = {old: Register(new) for new, old in enumerate(order)}

    def renumbered(cell: Cell) -> Cell:
        return number[cell.number] if isinstance(cell, Register) else cell

    ordered = tuple(
        Instruction(instructions[old].op, tuple(renumbered(arg) for arg in instructions[old].args)) for old in order
    )
    columns, parameters = (tuple(item.args[0] for item in ordered if item.op == role) for role in GIVEN)
    return Rows(columns, ordered, {name: renumbered(end) for name, end in ends.items()}, parameters)


class Unroller(Printer[Cells]):
    """Writes the graph as instructions, none twice, and keeps the cells of each node.

    Parameters
    ----------
    columns, parameters : collection of str
        Inputs that change from draw to draw, and from run to run.
    """

    # Every operation by year is one instruction a year, but for those that have a method.
    CALLS = dict.fromkeys(BY_YEAR, "")

    def __init__(self, columns: Collection[str], parameters: Collection[str]) -> None:
        self.given = dict.fromkeys(parameters, "parameter") | dict.fromkeys(columns, "column")
        self.instructions: list[Instruction] = []
        self._known: dict[Instruction, Register] = {}
        self._cells: dict[int, Cells] = {}

    def enter(self, node: Symbol) -> None:
        """Write what a node does, year by year."""
        cells = self.visit(node)
        if cells.shape != node.shape:
            raise TypeError(f"{node.op} gives {cells.shape} cells where the trace has {node.shape}")
        self._cells[id(node)] = cells

    def cells_of(self, item: Any) -> Cells:
        """Return the cells of a node, or of a plain array."""
        return self._cells[id(item)] if isinstance(item, Symbol) else _as_cells(item)

    def write(self, op: str, args: tuple[Cell, ...]) -> Cell:
        """Return the cell that holds an operation's result: a number if nothing in it is drawn."""
        for arg in args:
            if type(arg) is Register:
                break
        else:
            return computed(op, args)
        simpler = _simplified(op, args)
        if simpler is not None:
            return simpler
        if op == "power":
            return self._power(*args)
        if OPERATIONS[op].commutes and _come_after(*args):
            args = (args[1], args[0])
        return self._keep(Instruction(op, args))

    def _keep(self, instruction: Instruction) -> Register:
        register = self._known.get(instruction)
        if register is None:
            register = self._known[instruction] = Register(len(self.instructions))
            self.instructions.append(instruction)
        return register

    def _power(self, base: Cell, exponent: Cell) -> Cell:
        """Return a whole power as a product, so that a growth path costs one product a year; another through log."""
        if isinstance(exponent, Register) or not abs(exponent) <= LONGEST_POWER or exponent != int(exponent):
            return self.write("exp", (self.write("multiply", (self.write("log", (base,)), exponent)),))
        if exponent < 0:
            return self.write("divide", (1.0, self._power(base, -exponent)))
        if exponent == 0:
            return 1.0
        return base if exponent == 1 else self.write("multiply", (self._power(base, exponent - 1), base))

    def _each(self, node: Symbol, make: Callable[[tuple[Cell, ...]], Cell]) -> Cells:
        """Return the cells that `make` gives for each year of a node's operands."""
        operands = [self.cells_of(arg) for arg in node.args]
        years = max([len(operand) for operand in operands if operand.ndim], default=0)
        if not years:
            return _one(make(tuple([operand[()] for operand in operands])))
        rows = [
            operand.tolist() if operand.ndim and len(operand) == years else [operand.flat[0]] * years
            for operand in operands
        ]
        return _row([make(cells) for cells in zip(*rows, strict=True)])

    # ─── nodes ───────────────────────────────────────────────────────────────────────────────────────────────────

    def visit_input(self, node: Symbol) -> Cells:
        role = self.given.get(node.name)
        if role is None:
            return _as_cells(node.value)
        if node.shape != ():
            raise TypeError(f"{node.name} is no scalar: it cannot change from draw to draw")
        return _one(self._keep(Instruction(role, (node.name,))))

    def visit_step(self, node: Symbol) -> Cells:
        return self.cells_of(node.args[0])

    def visit_call(self, node: Symbol) -> Cells:
        return self._each(node, partial(self.write, node.op))

    def visit_clip(self, node: Symbol) -> Cells:
        def clipped(cells: tuple[Cell, ...]) -> Cell:
            cell, low, high = cells
            return self.write("minimum", (self.write("maximum", (cell, low)), high))

        return self._each(node, clipped)

    def visit_getitem(self, node: Symbol) -> Cells:
        return np.asarray(self.cells_of(node.args[0])[node.options["index"]], dtype=object)

    def visit_sum(self, node: Symbol) -> Cells:
        return _one([0.0, *self._running_sums(node)][-1])

    def visit_cumsum(self, node: Symbol) -> Cells:
        return _row(self._running_sums(node))

    def _running_sums(self, node: Symbol) -> list[Cell]:
        sums: list[Cell] = []
        total: Cell = 0.0
        for cell in self.cells_of(node.args[0]).flat:
            total = self.write("add", (total, cell))
            sums.append(total)
        return sums

    def visit_concatenate(self, node: Symbol) -> Cells:
        return np.concatenate([self.cells_of(part) for part in node.args[0]])

    def visit_stack(self, node: Symbol) -> Cells:
        return _row([self.cells_of(part)[()] for part in node.args[0]])

    def visit_zeros_like(self, node: Symbol) -> Cells:
        return _as_cells(np.zeros(node.shape))

    def visit_take(self, node: Symbol) -> Cells:
        places = self.cells_of(node.args[1])
        if any(isinstance(cell, Register) for cell in places.flat):
            raise UntraceableError("np.take: which year to take cannot change from draw to draw")
        return np.asarray(self.cells_of(node.args[0])[places.astype(np.int64)], dtype=object)


def _as_cells(item: Any) -> Cells:
    """Return plain numbers (text for a choice) in cells."""
    values = np.asarray(item)
    return values.astype(object) if values.dtype.kind == "U" else values.astype(np.float64).astype(object)


def _one(cell: Cell) -> Cells:
    result = np.empty((), dtype=object)
    result[()] = cell
    return result


def _row(cells: Sequence[Cell]) -> Cells:
    result = np.empty(len(cells), dtype=object)
    result[:] = cells
    return result


def _come_after(one: Cell, other: Cell) -> bool:
    """Tell whether the operands of an operation that commutes change places: registers first, by number."""
    if type(other) is Register:
        return type(one) is not Register or one.number > other.number
    return type(one) is not Register and bool(one > other)


def _simplified(op: str, args: tuple[Cell, ...]) -> Cell | None:
    """Return the cell that an operation comes down to without computing it, None if it has to be computed."""
    first, last = args[0], args[-1]
    if len(args) == 2 and type(first) is Register and type(last) is Register and first is not last:
        return None
    if op == "where":
        return (args[1] if first else last) if type(first) is not Register else last if args[1] == last else None
    row = OPERATIONS[op]
    if row.idempotent:
        return last if first == last else None
    if row.neutral is None:
        return None
    rank = row.reduces_to(lambda place, number: _is(args[place], number))
    return None if rank is None else args[rank]


def _is(cell: Cell, number: float) -> bool:
    return type(cell) is not Register and bool(cell == number)
