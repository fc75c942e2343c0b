"""Which steps of several traced options are the same: same operation on the same things."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np

from hds_tco.trace import Symbol, nodes_of


class Identity:
    """Gives the same number to nodes that are built alike, whatever option they were traced for.

    A cost line belongs to its option, and so does what rests on it: two options that pay the same staff have a row
    each.

    Examples
    --------
    >>> from hds_tco.trace import named, symbol_input
    >>> def spend():
    ...     return named("spent", symbol_input("price", 2.0) * 3.0)
    >>> identity = Identity()
    >>> one, other = spend(), spend()
    >>> of_in_house, of_leasing = identity.enter("in_house", one), identity.enter("leasing", other)
    >>> identity[one] == identity[other]
    True
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._of: dict[int, int] = {}
        self._kept: list[Symbol] = []  # an address stands for a node only as long as the node lives

    def __getitem__(self, node: Symbol) -> int:
        return self._of[id(node)]

    def __contains__(self, node: object) -> bool:
        return id(node) in self._of

    def get(self, node: Symbol) -> int | None:
        """Return a node's number, None for a node that was not entered."""
        return self._of.get(id(node))

    def enter(self, option: str, *roots: Symbol) -> list[Symbol]:
        """Give a number to every node behind `roots`, traced for an option; return them, what is used first."""
        found = nodes_of(*roots)
        for node in found:
            if id(node) in self._of:
                continue
            home = option if node.op == "step" and node.name.startswith("line.") else ""
            args = tuple(self._key(arg) for arg in node.args)
            key = (
                node.op,
                node.name,
                node.of,
                node.at,
                repr(sorted(node.options.items())) if node.options else "",
                home,
                args,
            )
            self._of[id(node)] = self._numbers.setdefault(key, len(self._numbers))
            self._kept.append(node)
        return found

    def _key(self, arg: Any) -> Hashable:
        if isinstance(arg, Symbol):
            return self._of[id(arg)]
        if isinstance(arg, tuple):
            return tuple(self._key(part) for part in arg)
        value = np.asarray(arg)
        return (value.shape, repr(value.tolist()))
