"""A number that remembers how it was made.

NumPy hands every operation on a foreign type back to that type (NEP 13 `__array_ufunc__`, NEP 18 `__array_function__`).
`Symbol` answers by computing the value and keeping the operation, so the model's plain NumPy functions leave a graph
behind them without knowing it. The graph is what `explain`, the workbook and the page without Python are printed from.

Three things are asked of code that is to be traced: no assignment into an array, no `if` on a value that a user may
change (`np.where` instead), and `named` around each intermediate result worth a row. What cannot be written as a
formula is refused here, as it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from hds_tco.trace.ops import BY_FUNCTION, OPERATIONS, UntraceableError, untraceable

Array = npt.NDArray[np.float64]
Value = TypeVar("Value")

# A run on symbols leaves the graph of scalars and of figures by year; what else NumPy's functions take has no formula.
KEYWORDS = frozenset({"axis"})


class Symbol(NDArrayOperatorsMixin):
    """One node of the graph: an operation, what it works on, and the value it has in the scenario at hand.

    Parameters
    ----------
    op : str
        ``"input"``, ``"step"``, or an operation of `hds_tco.trace.ops`.
    args : tuple
        Symbols, numbers, arrays or (for ``concatenate`` and ``stack``) tuples of them, in NumPy's order.
    value : ndarray
        What the operation gives here; its shape is the node's shape.
    name : str, optional
        The assumption's path for an input, the step's key for a step.
    of : str, optional
        What a step is about when several share a key: ``"storage"``, ``"servers"``.
    at : int, optional
        The year of a step that is taken one year after the other, each resting on those before.

    Examples
    --------
    >>> price = symbol_input("price_eur", np.float64(400.0))
    >>> spend = named("spend", price * np.array([0.0, 2.0]))
    >>> spend.value.tolist(), spend.op, spend.args[0].op
    ([0.0, 800.0], 'step', 'multiply')
    """

    __slots__ = ("args", "at", "name", "of", "op", "options", "value")

    def __init__(
        self,
        op: str,
        args: tuple[Any, ...],
        value: Any,
        *,
        name: str = "",
        of: str = "",
        at: int | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.op = op
        self.args = args
        # Kept as NumPy made it: scalars and 0-d arrays take different roads, and the last bit must be the same.
        as_numpy = value if isinstance(value, np.ndarray | np.generic) else np.asarray(value)[()]
        self.value = cast("Array", as_numpy)
        self.name = name
        self.of = of
        self.at = at
        self.options: Mapping[str, Any] = options or {}

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return np.shape(self.value)

    @property
    def ndim(self) -> int:
        """Number of axes of the value."""
        return np.ndim(self.value)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Symbol:
        op = BY_FUNCTION.get(ufunc)
        if op is None:
            raise untraceable(ufunc.__name__)
        if method != "__call__" or kwargs:
            raise UntraceableError(f"np.{op}.{method} with {sorted(kwargs)} cannot be traced: write np.{op}(…) alone")
        compute = OPERATIONS[op].compute or ufunc
        return _by_year(Symbol(op, inputs, compute(*(_plain(item) for item in inputs))))

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Symbol:
        op = BY_FUNCTION.get(func)
        if op is None:
            raise untraceable(func.__name__)
        if len(args) != OPERATIONS[op].arity or not set(kwargs) <= KEYWORDS or any(arg is None for arg in args):
            raise UntraceableError(
                f"np.{op} cannot be traced so: give {OPERATIONS[op].arity} by position, no other keyword than axis"
            )
        operands = tuple(tuple(item) if isinstance(item, list) else item for item in args)
        return _by_year(Symbol(op, operands, func(*map(_plain, operands), **kwargs), options=kwargs))

    def __getitem__(self, index: Any) -> Symbol:
        one = isinstance(index, int | np.integer) or (isinstance(index, tuple) and not index)
        if not one and not (isinstance(index, slice) and index.step in (None, 1)):
            raise UntraceableError("only one year, or years in a row, can be picked: a[3], a[1:], or np.take(a, years)")
        return Symbol("getitem", (self,), self.value[index], options={"index": index})

    def __bool__(self) -> bool:
        raise UntraceableError("a value that a user may change cannot steer an `if`: use np.where")

    def __float__(self, *_: Any) -> float:
        raise UntraceableError("a value that a user may change is no plain number: leave it as it is")

    __int__ = __index__ = __round__ = __float__

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise UntraceableError("a symbol cannot be put into a plain array: use np.stack or np.concatenate")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(name)
        raise UntraceableError(f"an array's .{name} cannot be traced: use NumPy's functions, as np.sum(a)")

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"Symbol({self.op}{' ' + self.name if self.name else ''}, {self.value!r})"


def symbol_input(path: str, value: Any) -> Symbol:
    """Return a leaf of the graph: the assumption at `path`, with its value in the scenario at hand."""
    return Symbol("input", (), value, name=path)


def named(key: str, value: Value, of: str = "", at: int | None = None) -> Value:
    """Name an intermediate result that is worth a row; numbers pass through untouched.

    Parameters
    ----------
    key : str
        The step's key in the catalogues (section ``step``).
    value : array or Symbol
        The result.
    of : str, optional
        What it is about when the same step is taken for several things.
    at : int, optional
        The year, when the step is one cell of a row that is worked out year after year.

    Returns
    -------
    array or Symbol
        `value` itself, or a named node around it.

    Examples
    --------
    >>> named("modules", np.float64(3.0))
    np.float64(3.0)
    """
    if isinstance(value, Symbol):
        return cast("Value", Symbol("step", (value,), value.value, name=key, of=of, at=at))
    return value


def _by_year(node: Symbol) -> Symbol:
    """Return a node; refuse what neither a cell nor a row of years can hold."""
    if node.ndim > 1:
        raise UntraceableError(f"np.{node.op} gives a table here: only figures, and figures by year, can be traced")
    counted = {"add": node, "take": node.args[-1]}.get(node.op)
    if isinstance(counted, Symbol) and counted.value.dtype == bool:
        raise UntraceableError(f"np.{node.op} of conditions is no arithmetic: make numbers of them with np.where")
    return node


def _plain(item: Any) -> Any:
    if isinstance(item, Symbol):
        return item.value
    if isinstance(item, tuple):
        return tuple(_plain(part) for part in item)
    return item


def children(node: Symbol) -> Iterator[Symbol]:
    """Yield the symbols that a node works on, left to right."""
    for item in node.args:
        yield from _symbols(item)


def nodes_of(*roots: Symbol) -> list[Symbol]:
    """Return every node that `roots` rest on, each once, what is used before what uses it.

    Examples
    --------
    >>> from hds_tco.trace import symbol_input
    >>> a = symbol_input("a", 2.0)
    >>> [node.op for node in nodes_of(a * a + 1)]
    ['input', 'multiply', 'add']
    """
    order: list[Symbol] = []
    visited: set[int] = set()
    stack: list[tuple[Symbol, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in visited:
            visited.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(children(node))) if id(child) not in visited)
    return order


def steps_of(*roots: Symbol) -> list[Symbol]:
    """Return the named steps that `roots` rest on, in the order of the calculation."""
    return [node for node in nodes_of(*roots) if node.op == "step"]


def inputs_of(*roots: Symbol) -> list[Symbol]:
    """Return the assumptions that `roots` rest on, each path once."""
    by_path: dict[str, Symbol] = {}
    for node in nodes_of(*roots):
        if node.op == "input":
            by_path.setdefault(node.name, node)
    return list(by_path.values())


def step_body(step: Symbol) -> list[Symbol]:
    """Return what one step reads directly: the named steps and inputs at the edge of its own formula."""
    edge: dict[int, Symbol] = {}
    visited: set[int] = set()
    stack = list(children(step))
    while stack:
        node = stack.pop(0)
        if id(node) in visited:
            continue
        visited.add(id(node))
        if node.op in ("step", "input"):
            edge[id(node)] = node
        else:
            stack.extend(children(node))
    return list(edge.values())


def _symbols(item: Any) -> Iterator[Symbol]:
    if isinstance(item, Symbol):
        yield item
    elif isinstance(item, tuple):
        for part in item:
            yield from _symbols(part)
