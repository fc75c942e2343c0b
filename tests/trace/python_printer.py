"""A printer as short as they get: the graph as plain Python, a year at a time, as a page without Python would do it."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from hds_tco.trace import Symbol, steps_of
from hds_tco.trace.ops import OPERATIONS, Binds
from hds_tco.trace.printer import Printer

Text = tuple[str, Binds]
MEANING = {name: getattr(np, name) for name in ("exp", "log", "sqrt", "ceil", "floor")}
MEANING |= {"mod": np.mod, "max": np.maximum, "min": np.minimum, "abs": np.abs, "sum": sum, "inf": np.inf}


class PythonPrinter(Printer[Text]):
    """Writes a node in the year that an expression gives; a step by the name of its variable."""

    SIGNS: ClassVar = {
        **{"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**"},
        **{"equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="},
    }
    CALLS: ClassVar = {
        **{name: name for name in ("exp", "log", "sqrt", "ceil", "floor")},
        **{"absolute": "abs", "remainder": "mod", "maximum": "max", "minimum": "min"},
    }

    def __init__(self) -> None:
        self.variables: dict[int, str] = {}
        self.inputs: dict[str, Any] = {}

    def program(self, *roots: Symbol) -> str:
        """Return one assignment a step, what is used first; the roots are `root0`, `root1`…"""
        lines = []
        for number, step in enumerate(steps_of(*roots)):
            lines.append(f"x{number} = {self.whole(step.args[0])}")
            self.variables[id(step)] = f"x{number}"
        return "\n".join([*lines, *(f"root{rank} = {self.whole(root)}" for rank, root in enumerate(roots))])

    def whole(self, node: Any) -> str:
        years = np.shape(node.value if isinstance(node, Symbol) else node)
        return f"[{self.at(node, 't')[0]} for t in range({years[0]})]" if years else self.at(node, "")[0]

    def at(self, node: Any, year: str) -> Text:
        value = node.value if isinstance(node, Symbol) else np.asarray(node)
        if not np.shape(value):
            year = ""
        elif len(value) == 1:
            year = "0"
        if isinstance(node, Symbol):
            return self.visit(node, year)
        if year:
            return f"{value.tolist()}[{year}]", Binds.ATOM
        number = value.tolist()
        return repr(number), Binds.ATOM if isinstance(number, str) or number >= 0 else Binds.MINUS

    def within(self, node: Any, binds: Binds, year: str) -> str:
        text, bound = self.at(node, year)
        return text if bound >= binds else f"({text})"

    def visit_input(self, node: Symbol, year: str) -> Text:
        self.inputs[node.name] = node.value
        return f"given[{node.name!r}]" + (f"[{year}]" if year else ""), Binds.ATOM

    def visit_step(self, node: Symbol, year: str) -> Text:
        return self.variables[id(node)] + (f"[{year}]" if year else ""), Binds.ATOM

    def visit_infix(self, node: Symbol, year: str) -> Text:
        row = OPERATIONS[node.op]
        left, right = (self.within(arg, binds, year) for arg, binds in zip(node.args, row.operands_bind, strict=True))
        return f"{left} {self.SIGNS[node.op]} {right}", row.binds

    visit_comparison = visit_infix

    def visit_negative(self, node: Symbol, year: str) -> Text:
        row = OPERATIONS[node.op]
        return f"-{self.within(node.args[0], row.binds, year)}", row.binds

    def visit_call(self, node: Symbol, year: str) -> Text:
        return f"{self.CALLS[node.op]}({', '.join(self.at(arg, year)[0] for arg in node.args)})", Binds.ATOM

    def visit_where(self, node: Symbol, year: str) -> Text:
        test, yes, no = (self.at(arg, year)[0] for arg in node.args)
        return f"({yes} if {test} else {no})", Binds.ATOM

    def visit_clip(self, node: Symbol, year: str) -> Text:
        value, low, high = (self.at(arg, year)[0] for arg in node.args)
        return f"min(max({value}, {low}), {high})", Binds.ATOM

    # ─── along the years ─────────────────────────────────────────────────────────────────────────────────────────

    def visit_getitem(self, node: Symbol, year: str) -> Text:
        inner, index = node.args[0], node.options["index"]
        places = np.arange(len(inner.value))[index] if inner.ndim else np.zeros(())
        return self.at(inner, str(places) if not places.ndim else f"({year} + {places[0]})")

    def visit_sum(self, node: Symbol, _year: str) -> Text:
        return f"sum({self.whole(node.args[0])})", Binds.ATOM

    def visit_cumsum(self, node: Symbol, year: str) -> Text:
        return f"sum({self.whole(node.args[0])}[:{year} + 1])", Binds.ATOM

    def visit_concatenate(self, node: Symbol, year: str) -> Text:
        text, start = "None", 0
        for part in node.args[0]:
            text = f"({self.at(part, f'({year} - {start})')[0]} if {year} >= {start} else {text})"
            start += len(part.value if isinstance(part, Symbol) else part)
        return text, Binds.ATOM

    def visit_stack(self, node: Symbol, year: str) -> Text:
        return f"({', '.join(self.at(part, '')[0] for part in node.args[0])},)[{year}]", Binds.ATOM

    def visit_take(self, node: Symbol, year: str) -> Text:
        row, place = node.args
        return self.at(row, f"int({self.at(place, year)[0]})")

    def visit_zeros_like(self, _node: Symbol, _year: str) -> Text:
        return "0.0", Binds.ATOM


def run(*roots: Symbol) -> list[Any]:
    """Return what the printed program gives for its roots."""
    printer = PythonPrinter()
    code = printer.program(*roots)
    found: dict[str, Any] = {"given": printer.inputs, **MEANING}
    with np.errstate(all="ignore"):
        exec(code, found)  # what we have just written ourselves
    return [found[f"root{rank}"] for rank in range(len(roots))]
