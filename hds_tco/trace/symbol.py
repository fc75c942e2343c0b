"""A number that remembers how it was made.

NumPy hands every operation on a foreign type back to that type (NEP 13 `__array_ufunc__`, NEP 18 `__array_function__`).
`Symbol` answers by computing the value and keeping the operation, so the model's plain NumPy functions leave a graph
behind them without knowing it. The graph is what `explain`, the workbook and the page without Python are printed from.

Three things are asked of code that is to be traced: no assignment into an array, no `if` on a value that a user may
change (`np.where` instead), and `named` around each intermediate result worth a row.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

Array = npt.NDArray[np.float64]
Value = TypeVar("Value")

# On scalars the operator and the ufunc differ in the last bit; a run on numbers uses the operator.
OPERATORS: dict[np.ufunc, Callable[..., Any]] = {np.power: operator.pow}

FUNCTIONS: dict[Callable[..., Any], str] = {
    np.where: "where",
    np.sum: "sum",
    np.cumsum: "cumsum",
    np.concatenate: "concatenate",
    np.stack: "stack",
    np.zeros_like: "zeros_like",
    np.clip: "clip",
    np.take: "take",
}


class Symbol(NDArrayOperatorsMixin):
    """One node of the graph: an operation, what it works on, and the value it has in the scenario at hand.

    Parameters
    ----------
    op : str
        ``"input"``, ``"step"``, ``"getitem"``, a NumPy ufunc's name, or a name from `FUNCTIONS`.
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
        kept = value if isinstance(value, np.ndarray | np.generic) else np.asarray(value)[()]
        self.value = cast("Array", kept)
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
        if method != "__call__" or kwargs:
            raise TypeError(f"np.{ufunc.__name__}.{method} with {sorted(kwargs)} cannot be traced")
        compute = OPERATORS.get(ufunc, ufunc)
        return Symbol(ufunc.__name__, inputs, compute(*(_plain(item) for item in inputs)))

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Symbol:
        if any(isinstance(item, Symbol) for item in kwargs.values()):
            raise TypeError(f"np.{func.__name__}: give what may change by position, not by keyword")
        if func not in FUNCTIONS:
            raise TypeError(f"np.{func.__name__} cannot be traced; see hds_tco.trace.symbol.FUNCTIONS")
        kept = tuple(tuple(item) if isinstance(item, list) else item for item in args)
        return Symbol(FUNCTIONS[func], kept, func(*(_plain(item) for item in kept), **kwargs), options=kwargs)

    def __getitem__(self, index: Any) -> Symbol:
        return Symbol("getitem", (self,), self.value[index], options={"index": index})

    def __bool__(self) -> bool:
        raise TypeError("a value that a user may change cannot steer an `if`: use np.where")

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise TypeError("a symbol cannot be put into a plain array: use np.stack or np.concatenate")

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


def _plain(item: Any) -> Any:
    if isinstance(item, Symbol):
        return item.value
    if isinstance(item, tuple):
        return tuple(_plain(part) for part in item)
    return item
