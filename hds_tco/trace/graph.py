"""Walks over the graph that a traced run leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hds_tco.trace.symbol import Symbol


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
    seen: set[int] = set()
    stack: list[tuple[Symbol, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(children(node))) if id(child) not in seen)
    return order


def steps_of(*roots: Symbol) -> list[Symbol]:
    """Return the named steps that `roots` rest on, in the order of the calculation."""
    return [node for node in nodes_of(*roots) if node.op == "step"]


def inputs_of(*roots: Symbol) -> list[Symbol]:
    """Return the assumptions that `roots` rest on, each path once."""
    found: dict[str, Symbol] = {}
    for node in nodes_of(*roots):
        if node.op == "input":
            found.setdefault(node.name, node)
    return list(found.values())


def step_body(step: Symbol) -> list[Symbol]:
    """Return what one step reads directly: the named steps and inputs at the edge of its own formula."""
    edge: dict[int, Symbol] = {}
    seen: set[int] = set()
    stack = list(children(step))
    while stack:
        node = stack.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
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
