"""A step of the traced graph as an Excel formula: the printer behind the workbook.

A formula stops at the named steps and assumptions that it reads, each of which stands in cells of its own. It uses
what Excel 2010 and LibreOffice know: no dynamic arrays, no LET. Where Excel and NumPy differ the formula says what
NumPy does:

- ``ceil(x)`` is ``-INT(-x)``, right for negative numbers too (ROUNDUP goes away from zero);
- a minus in front binds tighter than a power in Excel, so ``-(a^b)`` keeps its parentheses;
- TRUE is greater than any number in Excel, so a condition becomes 1 or 0 before it is compared;
- IF looks at one branch only, so a division guarded against zero needs no second guard;
- IF, MAX and MIN do not run along a row inside SUMPRODUCT, where they are written as products of conditions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Protocol

import numpy as np

from hds_tco.board.workbook.cell_refs import FIRST, CellRef
from hds_tco.board.workbook.excel_expr import (
    SIGNS,
    Expr,
    anchored,
    cells_summed,
    chosen,
    compared,
    infix,
    literal,
    negative,
    quoted,
)
from hds_tco.trace import Symbol
from hds_tco.trace.ops import Binds, computed
from hds_tco.trace.printer import Printer, guarded_quotient, is_choice, operands

# One figure, the figure of a year, or those of some years in a row.
At = int | range | None


class Places(Protocol):
    """What the printer asks about cells."""

    def place(self, node: Symbol) -> CellRef | None:
        """Return where a step stands; None for what has no cell of its own."""

    def input(self, node: Symbol, at: At, here: str) -> Expr:
        """Return an assumption, or the year."""

    def word(self, path: str, code: str) -> str:
        """Return what the cell of a choice holds for a code."""


class NeedsRowError(Exception):
    """A part of a formula that can only be written from a row of its own."""

    def __init__(self, node: Symbol) -> None:
        super().__init__(node.op)
        self.node = node


class ExcelPrinter(Printer[Expr]):
    """Prints steps as they stand on one sheet.

    Parameters
    ----------
    places : Places
    here : str
        The sheet.
    years : int
        Number of years, 0..H.
    """

    SIGNS: ClassVar = SIGNS
    CALLS: ClassVar = {
        **{"exp": "EXP", "log": "LN", "sqrt": "SQRT", "absolute": "ABS", "floor": "INT"},
        **{"remainder": "MOD", "maximum": "MAX", "minimum": "MIN"},
    }

    def __init__(self, places: Places, here: str, years: int) -> None:
        self.places = places
        self.here = here
        self.years = years
        # Whether a formula printed since this was last put to False cannot be copied from one year to the next.
        self.irregular = False
        self._year = Symbol("input", (), np.arange(years), name="year")

    def body(self, step: Symbol, year: int | None) -> str:
        """Return the formula of a step, or of a year of it, with its ``=``."""
        return "=" + self.say(step.args[0], year).as_number.text

    def say(self, node: Any, at: At) -> Expr:
        """Return a node at a year, along some years, or as the one figure that it is."""
        if not isinstance(node, Symbol):
            return self._constant(np.asarray(node), at)
        if not node.value.shape:
            at = None
        place = self.places.place(node) if node.op != "input" else None
        return self.visit(node, at) if place is None else self._reference(place, at)

    def visit_input(self, node: Symbol, at: At) -> Expr:
        return self.places.input(node, at, self.here)

    def visit_step(self, node: Symbol, _at: At) -> Expr:
        raise LookupError(f"the step {node.name!r} stands nowhere")

    def _reference(self, place: CellRef, at: At) -> Expr:
        if isinstance(at, range):
            return Expr(place.years(at[0], at[-1], self.here), wide=True)
        return Expr(place.cell(at, self.here))

    def _constant(self, value: np.ndarray[Any, Any], at: At) -> Expr:
        if value.dtype.kind == "U":
            return Expr(quoted(str(value)))
        if not value.shape:
            return literal(float(value))
        if len(value) == self.years and np.array_equal(value, np.arange(self.years)):
            return self.places.input(self._year, at, self.here)
        self.irregular |= bool(np.any(value != value[0]))
        if isinstance(at, range):
            figures = [float(value[rank]) for rank in at]
            if len(set(figures)) == 1:
                return literal(figures[0])
            return Expr("{" + ",".join(literal(figure).text for figure in figures) + "}", wide=True)
        return literal(float(value[at or 0]))

    def _arg(self, arg: Any, at: At) -> Expr:
        """Return an argument of an operation at the year of the operation; a figure is the same every year."""
        if isinstance(arg, float | int):
            return literal(arg)
        shape = _plain(arg).shape
        return self.say(arg, (0 if shape[0] == 1 else at) if shape else None)

    def visit_infix(self, node: Symbol, at: At) -> Expr:
        args = [self._arg(arg, at) for arg in node.args]
        return _number(node.op, args) or infix(node.op, *args)

    def visit_comparison(self, node: Symbol, at: At) -> Expr:
        field, code = node.args
        if is_choice(field):  # as the cells of the choice say it
            word = quoted(self.places.word(field.name, str(code)))
            return Expr(f"{self.say(field, None).text}{SIGNS[node.op]}{word}", Binds.COMPARISON, truth=True)
        args = [self._arg(arg, at) for arg in node.args]
        return _number(node.op, args) or compared(node.op, *args)

    def visit_call(self, node: Symbol, at: At) -> Expr:
        args = [self._arg(arg, at) for arg in node.args]
        texts = (arg.as_number.text for arg in args)
        called = Expr(f"{self.CALLS[node.op]}({','.join(texts)})", wide=any(arg.wide for arg in args))
        return _number(node.op, args) or called

    def visit_negative(self, node: Symbol, at: At) -> Expr:
        return negative(self._arg(node.args[0], at).as_number)

    def visit_ceil(self, node: Symbol, at: At) -> Expr:
        arg = self._arg(node.args[0], at).as_number
        if arg.text.startswith("MAX(") and arg.text.endswith(",0)"):
            return Expr(f"ROUNDUP({arg.text},0)", wide=arg.wide)  # nothing below zero there
        return _number("ceil", [arg]) or replace(negative(Expr(f"INT({negative(arg).text})")), wide=arg.wide)

    def visit_where(self, node: Symbol, at: At) -> Expr:
        condition, yes, no = node.args
        test = self._arg(condition, at)
        if test.number is not None:
            return self._arg(yes if test.number else no, at)
        quotient = None if isinstance(at, range) else guarded_quotient(condition, no)
        if quotient is not None:
            no = Symbol("divide", quotient, no.value)
        then, other = self._arg(yes, at), self._arg(no, at)
        if then.number == 1.0 and other.number == 0.0:
            return test.as_truth
        test, then, other = test.as_truth, then.as_number, other.as_number
        if not (test.wide or then.wide or other.wide):
            return Expr(f"IF({test.text},{then.text},{other.text})")
        return chosen(test, then, other)

    def visit_maximum(self, node: Symbol, at: At) -> Expr:
        args = list({arg.text: arg for arg in (arg.as_number for arg in self._flat(node, at))}.values())
        if all(arg.number is not None for arg in args):
            return literal((max if node.op == "maximum" else min)(float(arg.number or 0.0) for arg in args))
        if len(args) == 1:
            return args[0]
        if not any(arg.wide for arg in args):
            return Expr(f"{self.CALLS[node.op]}({','.join(arg.text for arg in args)})")
        best = args[0]
        for arg in args[1:]:
            better = compared("greater_equal" if node.op == "maximum" else "less_equal", best, arg)
            best = chosen(better, best, arg)
        return best

    visit_minimum = visit_maximum

    def _flat(self, node: Symbol, at: At) -> list[Expr]:
        """Return what an associative operation works on, through the same operation below it."""
        return [self._arg(arg, at) for arg in operands(node, lambda inner: self.places.place(inner) is not None)]

    def visit_add(self, node: Symbol, at: At) -> Expr:
        terms = self._flat(node, at)
        constant = sum(term.number for term in terms if term.number is not None)
        terms = [term for term in terms if term.number is None]
        if not terms:
            return literal(constant)
        if constant:
            # 1 + rate reads better than rate + 1; a correction stands behind.
            terms = [literal(constant), *terms] if abs(constant) >= 1 else [*terms, literal(constant)]
        if len(terms) == 1:
            return terms[0]
        wide = any(term.wide for term in terms)
        pieces = [term.within(Binds.SUM) for term in terms]
        if not wide:
            pieces = cells_summed(pieces)
        text = pieces[0] + "".join(piece if piece.startswith("-") else f"+{piece}" for piece in pieces[1:])
        if len(pieces) == 1:
            return Expr(text)
        return Expr(text, Binds.SUM, wide=wide)

    # ─── along the years ─────────────────────────────────────────────────────────────────────────────────────────

    def visit_getitem(self, node: Symbol, at: At) -> Expr:
        index, inner = node.options["index"], node.args[0]
        if index == ():
            return self.say(inner, at)
        ranks = np.arange(len(inner.value))[index]
        if np.ndim(ranks) == 0:
            return self.say(inner, int(ranks))
        if isinstance(at, range):
            return self.say(inner, range(int(ranks[at[0]]), int(ranks[at[-1]]) + 1))
        return self.say(inner, int(ranks[at or 0]))

    def visit_stack(self, node: Symbol, at: At) -> Expr:
        parts = node.args[0]
        if not isinstance(at, range):
            self.irregular |= any(self._cell_of(part) is None for part in parts)
            return self.say(parts[at or 0], None)
        said = [self.say(parts[rank], None) for rank in at]
        if all(item.number is not None for item in said) and len({item.number for item in said}) == 1:
            return said[0]
        places = [self._cell_of(parts[rank]) for rank in at]
        first = places[0]
        if first is None or any(
            place is None or place.row != first.row or place.sheet != first.sheet for place in places
        ):
            raise NeedsRowError(node)
        columns = [place.column for place in places if place is not None and place.column is not None]
        if columns != list(range(columns[0], columns[0] + len(columns))):
            raise NeedsRowError(node)
        row = CellRef(first.sheet, first.row)
        return Expr(row.years(columns[0] - FIRST, columns[-1] - FIRST, self.here), wide=True)

    def _cell_of(self, part: Any) -> CellRef | None:
        """Return the cell of a part of a stack: a step of one year, or one year of a row."""
        if not isinstance(part, Symbol):
            return None
        place = self.places.place(part)
        if place is not None:
            return place
        if part.op == "getitem" and isinstance(part.args[0], Symbol):
            row = self.places.place(part.args[0])
            rank = np.arange(len(part.args[0].value))[part.options["index"]]
            if row is not None and row.column is None and np.ndim(rank) == 0:
                return CellRef(row.sheet, row.row, FIRST + int(rank))
        return None

    def visit_concatenate(self, node: Symbol, at: At) -> Expr:
        parts = node.args[0]
        if isinstance(at, range):
            starts = np.cumsum([0, *(len(np.atleast_1d(_plain(part))) for part in parts)])
            for part, start, end in zip(parts, starts[:-1], starts[1:], strict=True):
                if start <= at[0] and at[-1] < end:
                    return self.say(part, range(at[0] - int(start), at[-1] + 1 - int(start)))
            raise NeedsRowError(node)
        rank = at or 0
        lengths = [len(np.atleast_1d(_plain(part))) for part in parts]
        self.irregular |= sorted(lengths)[:-1] != [1]  # other than last year's, or next year's, figures
        for part, length in zip(parts, lengths, strict=True):
            if rank < length:
                return self.say(part, rank)
            rank -= length
        raise IndexError(at)

    def visit_zeros_like(self, _node: Symbol, _at: At) -> Expr:
        return literal(0.0)

    def visit_clip(self, node: Symbol, at: At) -> Expr:
        value, low, high = (self._arg(arg, at).as_number for arg in node.args)
        if value.wide:
            raise NeedsRowError(node)
        return Expr(f"MIN(MAX({value.text},{low.text}),{high.text})")

    def visit_take(self, node: Symbol, at: At) -> Expr:
        row, rank = node.args[0], node.args[1]
        if isinstance(at, range):
            raise NeedsRowError(node)
        said = self._arg(rank, at).as_number
        if said.number is not None:
            return self.say(row, int(said.number))
        if not isinstance(row, Symbol) or self.places.place(row) is None:
            raise NeedsRowError(row)
        everything = self.say(row, range(self.years)).text
        return Expr(f"INDEX({anchored(everything)},{said.within(Binds.SUM)}+1)")

    def visit_sum(self, node: Symbol, _at: At) -> Expr:
        return self._total(node.args[0], len(np.atleast_1d(_plain(node.args[0]))))

    def visit_cumsum(self, node: Symbol, at: At) -> Expr:
        if isinstance(at, range):
            raise NeedsRowError(node)
        return self._total(node.args[0], (at or 0) + 1)

    def _total(self, row: Any, length: int) -> Expr:
        """Return the sum of the first figures of a row."""
        if length == 1:
            return self.say(row, 0)
        said = self.say(row, range(length))
        if said.number is not None:
            return literal(said.number * length)
        if not said.wide:
            return infix("multiply", literal(float(length)), said)
        if said.binds is Binds.ATOM and not said.truth and said.text.count(":") == 1 and "(" not in said.text:
            return Expr(f"SUM({said.text})")
        return Expr(f"SUMPRODUCT({said.as_number.text})")


def _number(op: str, args: list[Expr]) -> Expr | None:
    """Return what an operation on plain numbers comes to; None if an argument is none."""
    numbers = tuple(arg.number for arg in args)
    if None in numbers:
        return None
    with np.errstate(all="ignore"):  # as in the model: what `where` leaves aside may divide by zero
        return literal(computed(op, numbers))


def _plain(item: Any) -> Any:
    return item.value if isinstance(item, Symbol) else item
