"""A traced graph, unrolled: one short instruction a year and step, on rows of draws.

A run on symbols leaves a graph of arrays over the years. Here every year of every node becomes an instruction of its
own on a row of draws. What does not depend on the draws is computed once and for all; moves along the years (slices,
stacks, last year's values) cost nothing; the same formula met twice, in one option or in several, is kept once; and
whole powers, the growth paths, become products. What remains is a list that NumPy runs (`hds_tco.trace.program`) or
that is compiled (`hds_tco.trace.kernel`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from hds_tco.trace.graph import nodes_of
from hds_tco.trace.symbol import OPERATORS, Symbol

COMPARISONS = frozenset({"equal", "not_equal", "less", "less_equal", "greater", "greater_equal"})
COMMUTE = frozenset({"add", "multiply", "maximum", "minimum", "equal"})
ARITHMETIC = frozenset(
    {"add", "subtract", "multiply", "divide", "maximum", "minimum", "negative", "absolute"}
    | {"ceil", "floor", "exp", "log", "sqrt", "remainder", "where"}
)
GIVEN = ("column", "parameter")
# Growth over thirty years, and the certificate's months: beyond, a power is better asked of the library.
LONGEST_POWER = 64


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
    _made: ClassVar[dict[int, Register]] = {}

    def __new__(cls, number: int) -> Register:
        """Return the one register of that number."""
        found = cls._made.get(number)
        if found is None:
            made = super().__new__(cls)
            object.__setattr__(made, "number", number)
            found = cls._made.setdefault(number, made)  # whichever thread was first
        return found

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
        ``"column"``, ``"parameter"`` or the name of a NumPy function.
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
        found: set[int] = set()
        for number, item in enumerate(self.instructions):
            if item.op == "parameter" or (item.op != "column" and all(s.number in found for s in item.sources)):
                found.add(number)
        return frozenset(found)


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
    book = _Book(columns, parameters)
    with np.errstate(all="ignore"):  # as in the model: what `where` leaves aside may divide by zero
        for node in nodes_of(*outputs.values()):
            book.enter(node)
    ends: dict[str, Cell] = {}
    for name, symbol in outputs.items():
        if symbol.shape != ():
            raise TypeError(f"output {name!r} is no scalar")
        ends[name] = book.cells_of(symbol)[()]
    return _in_order_of_use(book.written, ends)


def _in_order_of_use(written: list[Instruction], ends: Mapping[str, Cell]) -> Rows:
    """Keep what the outputs need, each instruction just before its first use, so that few values wait."""
    order: list[int] = []
    seen: set[int] = set()
    for end in ends.values():
        stack: list[tuple[int, bool]] = [(end.number, False)] if isinstance(end, Register) else []
        while stack:
            rank, done = stack.pop()
            if done:
                order.append(rank)
            elif rank not in seen:
                seen.add(rank)
                stack.append((rank, True))
                sources = [source.number for source in reversed(written[rank].sources)]
                stack.extend((source, False) for source in sources if source not in seen)
    # What is given first: it is there before anything is computed.
    order.sort(key=lambda rank: GIVEN.index(written[rank].op) if written[rank].op in GIVEN else len(GIVEN))
    number = {old: Register(new) for new, old in enumerate(order)}

    def moved(cell: Cell) -> Cell:
        return number[cell.number] if isinstance(cell, Register) else cell

    instructions = tuple(Instruction(written[old].op, tuple(moved(arg) for arg in written[old].args)) for old in order)
    columns, parameters = (tuple(item.args[0] for item in instructions if item.op == role) for role in GIVEN)
    return Rows(columns, instructions, {name: moved(end) for name, end in ends.items()}, parameters)


class _Book:
    """The instructions written so far, none twice, and the cells of each node."""

    def __init__(self, columns: Collection[str], parameters: Collection[str]) -> None:
        self.given = dict.fromkeys(parameters, "parameter") | dict.fromkeys(columns, "column")
        self.written: list[Instruction] = []
        self._known: dict[Instruction, Register] = {}
        self._cells: dict[int, npt.NDArray[Any]] = {}

    def enter(self, node: Symbol) -> None:
        """Write what a node does, year by year."""
        cells = self._made(node)
        if cells.shape != node.shape:
            raise TypeError(f"{node.op} gives {cells.shape} cells where the trace has {node.shape}")
        self._cells[id(node)] = cells

    def cells_of(self, item: Any) -> npt.NDArray[Any]:
        """Return the cells of a node, or of a plain array."""
        return self._cells[id(item)] if isinstance(item, Symbol) else _as_cells(item)

    def write(self, op: str, args: tuple[Cell, ...]) -> Cell:
        """Return the cell that holds an operation's result: a number if nothing in it is drawn."""
        for arg in args:
            if type(arg) is Register:
                break
        else:
            return _computed(op, args)
        simpler = _simplified(op, args)
        if simpler is not None:
            return simpler
        if op == "power":
            return self._power(*args)
        if op not in ARITHMETIC and op not in COMPARISONS:
            raise TypeError(f"np.{op} cannot be unrolled")
        if op in COMMUTE and _come_after(*args):
            args = (args[1], args[0])
        return self._keep(Instruction(op, args))

    def _keep(self, instruction: Instruction) -> Register:
        found = self._known.get(instruction)
        if found is None:
            found = self._known[instruction] = Register(len(self.written))
            self.written.append(instruction)
        return found

    def _power(self, base: Cell, exponent: Cell) -> Cell:
        """Return a whole power as a product, so that a growth path costs one product a year; another through log."""
        if isinstance(exponent, Register) or not abs(exponent) <= LONGEST_POWER or exponent != int(exponent):
            return self.write("exp", (self.write("multiply", (self.write("log", (base,)), exponent)),))
        if exponent < 0:
            return self.write("divide", (1.0, self._power(base, -exponent)))
        if exponent == 0:
            return 1.0
        return base if exponent == 1 else self.write("multiply", (self._power(base, exponent - 1), base))

    def _made(self, node: Symbol) -> npt.NDArray[Any]:
        if node.op == "input":
            return self._input(node)
        first = node.args[0]
        if node.op == "step":
            return self.cells_of(first)
        if node.op == "getitem":
            found = self.cells_of(first)[node.options["index"]]
            return found if isinstance(found, np.ndarray) else _one(found)
        special = _SPECIAL.get(node.op)
        if special is not None:
            return special(self, node)
        if node.op in ("add", "negative") and np.asarray(node.value).dtype == bool:
            raise TypeError(f"np.{node.op} of conditions is no arithmetic: make numbers of them with np.where")
        return self._each(partial(self.write, node.op), [self.cells_of(arg) for arg in node.args])

    def _input(self, node: Symbol) -> npt.NDArray[Any]:
        role = self.given.get(node.name)
        if role is None:
            return _as_cells(node.value)
        if node.shape != ():
            raise TypeError(f"{node.name} is no scalar: it cannot change from draw to draw")
        return _one(self._keep(Instruction(role, (node.name,))))

    def _each(self, make: Callable[[tuple[Cell, ...]], Cell], operands: Sequence[npt.NDArray[Any]]) -> npt.NDArray[Any]:
        years = max([len(operand) for operand in operands if operand.ndim], default=0)
        if not years:
            return _one(make(tuple([operand[()] for operand in operands])))
        rows = []
        for operand in operands:
            if operand.ndim > 1 or (operand.ndim and len(operand) not in (1, years)):
                raise TypeError("only figures by year, or the same for every year, can be unrolled")
            rows.append(operand.tolist() if operand.ndim and len(operand) == years else [operand.flat[0]] * years)
        result = np.empty(years, dtype=object)
        result[:] = [make(cells) for cells in zip(*rows, strict=True)]
        return result

    def added(self, cells: npt.NDArray[Any]) -> Cell:
        """Return the sum of cells, the first first."""
        total: Cell = 0.0
        for cell in cells.flat:
            total = self.write("add", (total, cell))
        return total

    def _sum(self, node: Symbol) -> npt.NDArray[Any]:
        cells = self.cells_of(node.args[0])
        if cells.ndim > 1:
            raise TypeError("only a sum over the years can be unrolled")
        return _one(self.added(cells))

    def _cumsum(self, node: Symbol) -> npt.NDArray[Any]:
        cells = self.cells_of(node.args[0])
        result = np.empty(cells.shape, dtype=object)
        total: Cell = 0.0
        for place, cell in enumerate(cells):
            total = self.write("add", (total, cell))
            result[place] = total
        return result

    def _where(self, node: Symbol) -> npt.NDArray[Any]:
        return self._each(partial(self.write, "where"), [self.cells_of(arg) for arg in node.args])

    def _clip(self, node: Symbol) -> npt.NDArray[Any]:
        def clipped(cells: tuple[Cell, ...]) -> Cell:
            cell, low, high = cells
            return self.write("minimum", (self.write("maximum", (cell, low)), high))

        return self._each(clipped, [self.cells_of(arg) for arg in node.args])

    def _concatenate(self, node: Symbol) -> npt.NDArray[Any]:
        return np.concatenate([self.cells_of(part) for part in node.args[0]])

    def _stack(self, node: Symbol) -> npt.NDArray[Any]:
        parts = [self.cells_of(part) for part in node.args[0]]
        if any(part.ndim for part in parts):
            raise TypeError("only a stack of one figure a year can be unrolled")
        result = np.empty(len(parts), dtype=object)
        for place, part in enumerate(parts):
            result[place] = part[()]
        return result

    def _zeros_like(self, node: Symbol) -> npt.NDArray[Any]:
        return _as_cells(np.zeros(node.shape))

    def _take(self, node: Symbol) -> npt.NDArray[Any]:
        places = self.cells_of(node.args[1])
        if any(isinstance(cell, Register) for cell in places.flat):
            raise TypeError("which year to take cannot change from draw to draw")
        return self.cells_of(node.args[0])[places.astype(np.int64)]


_SPECIAL: Mapping[str, Callable[[_Book, Symbol], npt.NDArray[Any]]] = {
    "sum": _Book._sum,
    "cumsum": _Book._cumsum,
    "where": _Book._where,
    "clip": _Book._clip,
    "concatenate": _Book._concatenate,
    "stack": _Book._stack,
    "zeros_like": _Book._zeros_like,
    "take": _Book._take,
}


def _as_cells(item: Any) -> npt.NDArray[Any]:
    """Return plain numbers (text for a choice) in cells."""
    values = np.asarray(item)
    return values.astype(object) if values.dtype.kind == "U" else values.astype(np.float64).astype(object)


def _one(cell: Cell) -> npt.NDArray[Any]:
    result = np.empty((), dtype=object)
    result[()] = cell
    return result


def _come_after(one: Cell, other: Cell) -> bool:
    """Tell whether the operands of an operation that commutes change places: registers first, by number."""
    if type(other) is Register:
        return type(one) is not Register or one.number > other.number
    return type(one) is not Register and bool(one > other)


def _computed(op: str, args: tuple[Cell, ...]) -> Cell:
    """Return an operation on plain numbers, as NumPy computes it."""
    if op == "where":
        return args[1] if args[0] else args[2]
    if isinstance(args[0], str):
        return float((args[0] == args[1]) == (op == "equal"))
    ufunc = getattr(np, op)
    return float(OPERATORS.get(ufunc, ufunc)(*(np.float64(arg) for arg in args)))


def _simplified(op: str, args: tuple[Cell, ...]) -> Cell | None:
    """Return the cell that an operation comes down to without computing it, None if it has to be computed."""
    first, last = args[0], args[-1]
    if len(args) == 2 and type(first) is Register and type(last) is Register and first is not last:
        return None
    found: Cell | None = None
    if op == "multiply":
        found = _neutral(args, 1.0, absorbing=0.0)
    elif op == "add":
        found = _neutral(args, 0.0)
    elif op == "where" and not isinstance(first, Register):
        found = args[1] if first else last
    elif (op == "subtract" and _is(last, 0.0)) or (op == "divide" and (_is(last, 1.0) or _is(first, 0.0))):
        found = first
    elif op in ("maximum", "minimum", "where") and args[-2] == last:
        found = last
    return found


def _neutral(args: tuple[Cell, ...], neutral: float, absorbing: float | None = None) -> Cell | None:
    for cell, other in (args, args[::-1]):
        if absorbing is not None and _is(cell, absorbing):
            return absorbing
        if _is(cell, neutral):
            return other
    return None


def _is(cell: Cell, number: float) -> bool:
    return type(cell) is not Register and bool(cell == number)
