"""The formulas of the model's docstrings, read and evaluated beside the functions that they describe.

How they are written: the docstring of `hds_tco.model`. What the words of a formula mean is written here once more, in
plain NumPy, so that a word and the function of the same name in `hds_tco.model.arrays` hold each other.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import reduce
from math import factorial
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

import hds_tco.model
from hds_tco.model.ledger import CostLine, vat_block
from hds_tco.model.world import World

MARKER = "Formula::"
# What a formula names bare: sections of the scenario, attributes of the world.
SECTIONS = (
    *("hospital", "volumes", "migration", "protection", "existing", "finance", "certification", "incidents", "pooling"),
    *("staffing", "staff", "hosted", "hardware", "operations", "in_house", "leasing", "external", "restitution", "law"),
    *("vat", "decision_year", "horizon_years"),
)
WORDS_OF_WORLD = (
    *("given", "year", "certificate_needed", "demand", "above", "events", "start", "since", "horizon", "option_year"),
    *("years_in", "running", "every_year", "waiting", "at", "at_horizon", "by_rank", "sum_above"),
)


@dataclass(frozen=True)
class Documented:
    """One function, method or property of the model, and its docstring.

    Parameters
    ----------
    path : str
        ``"accounting.depreciation"``, ``"move.MovePrice.of"``.
    call : callable
        Of a method or a property: the function, which takes `self`.
    is_property : bool
    owner : type, optional
        The class of a method or a property.
    """

    path: str
    call: Callable[..., Any]
    is_property: bool = False
    owner: type | None = None

    @property
    def doc(self) -> str:
        return inspect.getdoc(self.call) or ""

    @property
    def formula(self) -> str:
        """Its formula as Python, empty if it has none."""
        lines = self.doc.splitlines()
        marks = [rank for rank, line in enumerate(lines) if line.endswith(MARKER)]
        if not marks:
            return ""
        block: list[str] = []
        for line in lines[marks[0] + 1 :]:
            if line and not line.startswith("    "):
                break
            block.append(line)
        return textwrap.dedent("\n".join(block)).strip()

    @property
    def public(self) -> bool:
        return not any(part.startswith("_") for part in self.path.split("."))

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.call).parameters)

    @property
    def returns(self) -> str:
        return str(self.call.__annotations__.get("return", ""))

    @property
    def references(self) -> str:
        """The References of the docstring, or of the class that the method belongs to."""
        own = self.section("References")
        return own or (section_of(inspect.getdoc(self.owner) or "", "References") if self.owner else "")

    def section(self, title: str) -> str:
        """Return the text of one section of the docstring, empty if it has none."""
        return section_of(self.doc, title)


def section_of(doc: str, title: str) -> str:
    lines = doc.splitlines()
    starts = [rank for rank, line in enumerate(lines[:-1]) if line and set(lines[rank + 1]) == {"-"}]
    for rank, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        if lines[rank] == title:
            return "\n".join(lines[rank + 2 : end])
    return ""


def modules() -> tuple[ModuleType, ...]:
    submodules = pkgutil.iter_modules(hds_tco.model.__path__)
    return tuple(importlib.import_module(f"hds_tco.model.{module.name}") for module in submodules)


def documented() -> Iterator[Documented]:
    """Yield every function, method and property that the model's modules define."""
    for module in modules():
        short = module.__name__.rpartition(".")[2]
        for name, item in vars(module).items():
            if getattr(item, "__module__", "") != module.__name__:
                continue
            if isinstance(item, FunctionType):
                yield Documented(f"{short}.{name}", item)
            elif isinstance(item, type):
                for inner, part in vars(item).items():
                    call = part.fget if isinstance(part, property) else part
                    if isinstance(call, FunctionType) and not inner.startswith("__"):
                        yield Documented(f"{short}.{name}.{inner}", call, isinstance(part, property), item)


def previous(values: Any, first: Any = 0.0) -> Any:
    return np.concatenate([values[:1] * 0.0 + first, values[:-1]])


def upcoming(values: Any) -> Any:
    return np.concatenate([values[1:], values[:1] * 0.0])


def ratio(part: Any, total: Any) -> Any:
    empty = np.equal(total, 0)
    return np.divide(part, np.where(empty, np.inf, total))


def sum_(items: Any, start: Any = 0.0) -> Any:
    """Along the years of an array; of the items of anything else."""
    return np.sum(items, axis=0) if isinstance(items, np.ndarray) else builtins.sum(items, start)


def least(*items: Any) -> Any:
    return reduce(np.minimum, items if len(items) > 1 else tuple(items[0]))


def greatest(*items: Any) -> Any:
    return reduce(np.maximum, items if len(items) > 1 else tuple(items[0]))


def stack(rows: list[Any]) -> Any:
    return np.stack(np.broadcast_arrays(*rows))


def along(year: Any, values: Any) -> Any:
    return values.reshape(-1, *(1 for _ in np.shape(year)[1:]))


WORDS: Mapping[str, Any] = {
    "previous": previous,
    "following": lambda values: np.concatenate([values[1:], values[-1:]]),
    "upcoming": upcoming,
    "ratio": ratio,
    "whole": lambda need: np.ceil(np.maximum(need - 1e-9, 0.0)),
    "chosen": lambda choice, name: np.asarray(choice == name) * 1.0,
    "sum": sum_,
    "cumsum": lambda values: np.cumsum(values, axis=0),
    "cumprod": lambda values: np.cumprod(values, axis=0),
    "min": least,
    "max": greatest,
    "where": np.where,
    "exp": np.exp,
    "log": np.log,
    "ceil": np.ceil,
    "floor": np.floor,
    "stack": stack,
    "along": along,
    "factorial": factorial,
}


class WithVat:
    """An amount whose line says by which factor VAT multiplies it."""

    __array_ufunc__ = None  # NumPy leaves the product to us

    def __init__(self, amount: Any = 1.0) -> None:
        self.amount = amount

    def __rmul__(self, amount: Any) -> WithVat:
        return WithVat(self.amount * amount)


class Lines:
    """What a formula assigns to ``line.KEY``; ``line.staff[key]`` is the line ``staff.<key>``."""

    amounts: dict[str, Any]
    world: World | None
    prefix: str

    def __init__(self, amounts: dict[str, Any], world: World | None, prefix: str = "") -> None:
        self.__dict__.update(amounts=amounts, world=world, prefix=prefix)

    def __getattr__(self, name: str) -> Lines:
        return Lines(self.amounts, self.world, f"{self.prefix}{name}.")

    def __setattr__(self, name: str, amount: Any) -> None:
        key = self.prefix + name
        if isinstance(amount, WithVat):
            assert self.world is not None
            amount = amount.amount * self.world.vat_factors[vat_block(key)]
        self.amounts[key] = amount

    def __getitem__(self, name: str) -> Lines:
        return self.__getattr__(name)

    def __setitem__(self, name: str, amount: Any) -> None:
        self.__setattr__(name, amount)

    def __iadd__(self, lines: CostLine | tuple[CostLine, ...]) -> Lines:
        """Take the lines of another function, whose own docstring has their formula."""
        for line in (lines,) if isinstance(lines, CostLine) else lines:
            assert line.key not in self.amounts, line.key
            self.amounts[line.key] = line.amounts_eur
        return self


def functions() -> dict[str, Any]:
    """Return the model's own functions by name: a formula may call them, each has a formula of its own."""
    return {name: item for module in modules() for name, item in vars(module).items() if not name.startswith("__")}


FUNCTIONS = functions()


def scope_of(arguments: Mapping[str, Any], amounts: dict[str, Any]) -> dict[str, Any]:
    """Return what the names of a formula mean for some arguments."""
    scope: dict[str, Any] = {**FUNCTIONS, **WORDS}
    worlds = [item for item in arguments.values() if isinstance(item, World)]
    world = worlds[0] if worlds else None
    given = world.given if world else arguments.get("given")
    scope |= {name: getattr(given, name) for name in SECTIONS if hasattr(given, name)}
    if world:
        scope |= {name: getattr(world, name) for name in WORDS_OF_WORLD}
        scope |= {
            "index": SimpleNamespace(**{str(key): path for key, path in world.indices.items()}),
            "vat_factor": WithVat(),
        }
    return scope | {"line": Lines(amounts, world)} | dict(arguments)


def evaluate(formula: str, arguments: Mapping[str, Any], like: Any) -> Any:
    """Return what a formula gives, in the shape of what its function returned.

    Cost lines come back as amounts by key, a dataclass as values by field; anything else is what the last line assigns.
    """
    amounts: dict[str, Any] = {}
    scope = scope_of(arguments, amounts)
    tree = ast.parse(formula)
    exec(compile(tree, "<formula>", "exec"), scope)
    if is_lines(like):
        return amounts
    if is_dataclass(like):
        return {field.name: scope[field.name] for field in fields(like)}
    last = tree.body[-1]
    assert isinstance(last, ast.Assign), "a formula ends with an assignment"
    assert isinstance(last.targets[0], ast.Name), "a formula ends with a name"
    return scope[last.targets[0].id]


def is_lines(item: Any) -> bool:
    return isinstance(item, CostLine) or (isinstance(item, tuple) and all(isinstance(part, CostLine) for part in item))


def plain(item: Any) -> Any:
    """Return cost lines as amounts by key, a dataclass as values by field, anything else as it is."""
    if is_lines(item):
        return {line.key: line.amounts_eur for line in (item if isinstance(item, tuple) else (item,))}
    if is_dataclass(item) and not isinstance(item, type):
        return {field.name: getattr(item, field.name) for field in fields(item)}
    return item


def differences(actual: Any, expected: Any, place: str = "") -> Iterator[str]:
    """Yield where what a function returned is not what its formula gives, to 1e-12 of the largest amount."""
    actual, expected = plain(actual), plain(expected)
    if isinstance(actual, Mapping):
        yield from (f"{place}.{key}: on one side only" for key in sorted(set(actual) ^ set(expected)))
        for key in sorted(set(actual) & set(expected)):
            yield from differences(actual[key], expected[key], f"{place}.{key}")
    elif isinstance(actual, tuple | list):
        if len(actual) != len(expected):
            yield f"{place}: {len(actual)} items, not {len(expected)}"
        for rank, (one, other) in enumerate(zip(actual, expected, strict=False)):
            yield from differences(one, other, f"{place}[{rank}]")
    elif actual is None or expected is None or isinstance(actual, str):
        if not (actual is expected or actual == expected):
            yield f"{place}: {actual!r}, not {expected!r}"
    else:
        one, other = np.broadcast_arrays(actual, stack(expected) if isinstance(expected, list) else expected)
        least_seen = 1e-12 * float(np.max(np.abs(one)))
        if not np.allclose(other, one, rtol=1e-12, atol=least_seen):
            yield f"{place}: {one.tolist()}, not {other.tolist()}"
