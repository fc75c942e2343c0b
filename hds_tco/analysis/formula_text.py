"""A step of the graph as a formula in words: the printer behind `explain`.

A formula stops at the named steps and assumptions that it reads, so each is short. What NumPy needs and a reader does
not (multiplying by one, adding a row of zeros, guarding a division) is left out or said shortly.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, has_text, text
from hds_tco.model.arrays import ROUNDING_NOISE
from hds_tco.model.ledger import CostLine, line_label
from hds_tco.scenario.fields import label_key as field_label_key
from hds_tco.trace import Symbol, step_body
from hds_tco.trace.ops import OPERATIONS, Binds
from hds_tco.trace.printer import Printer, guarded_quotient, is_choice, operands

# Words, and how tightly their last operation binds; a part that binds less stands in parentheses.
Said = tuple[str, Binds]


class Writer(Printer[Said]):
    """Writes formulas in one language.

    Parameters
    ----------
    lang : {"fr", "en"}
    labels : mapping
        Names of the user's choosing (hosted blocks, certification steps, staff roles), by dotted path.
    lines : mapping
        Cost lines of the option by key, for their labels.
    """

    SIGNS: ClassVar = {
        **{"add": " + ", "subtract": " − ", "multiply": " × ", "divide": " / ", "power": " ^ "},
        **{"equal": "=", "not_equal": "≠", "less": "<", "less_equal": "≤", "greater": ">", "greater_equal": "≥"},
    }
    # Each has its words in the catalogues.
    CALLS: ClassVar = dict.fromkeys(
        (
            *("absolute", "ceil", "floor", "exp", "log", "sqrt", "remainder"),
            *("maximum", "minimum", "sum", "cumsum", "concatenate", "stack"),
        ),
        "word",
    )

    def __init__(self, lang: Language, labels: dict[str, str], lines: dict[str, CostLine]) -> None:
        self.lang = lang
        self.labels = labels
        self.lines = lines

    def name(self, node: Symbol) -> str:
        """Return the label of a step or of an assumption."""
        if node.op == "input":
            return self.input_name(node.name)
        key = node.name.removeprefix("line.")
        if node.name.startswith("line."):
            line = self.lines.get(key)
            return line.label(self.lang) if line else line_label(key, "", self.lang)
        known = has_text(f"step.{node.name}", self.lang)
        label = text(f"step.{node.name}", self.lang) if known else node.name  # a step of the user's own piece
        return f"{label} ({self.about(node)})" if node.of else label

    def input_name(self, path: str) -> str:
        """Return the label of an assumption, with what it is about when that is of the user's naming."""
        if path == "year":
            return text("input.year", self.lang)
        label = text(field_label_key(path), self.lang)
        block = path.rpartition(".")[0]
        about = [self.labels[block]] if block in self.labels else []
        about += [text(f"of.{part}", self.lang) for part in path.split(".")[1:-1] if part in _CAUSES]
        return f"{label} ({', '.join(about)})" if about else label

    def about(self, node: Symbol) -> str:
        """Return the words for what a step is about: a block of the user's naming, or one of the model's own things."""
        blocks = [block for block in self.labels if block.rpartition(".")[2] == node.of]
        own = next((block for block in blocks if _reads(node, f"{block}.")), "")
        if own:
            return self.labels[own]
        return text(f"of.{node.of}", self.lang) if has_text(f"of.{node.of}", self.lang) else node.of

    def formula(self, step: Symbol) -> str:
        """Return the right-hand side of a step."""
        return self._write(step.args[0], step.at)[0]

    def _write(self, node: Any, at: int | None) -> Said:
        """Return a node in words, and how tightly it binds."""
        if not isinstance(node, Symbol):
            return self._constant(np.asarray(node))
        if node.op not in ("step", "input") and not _rests_on_symbols(node):
            return self._constant(node.value)
        return self._lighter(node, at) or self._guarded(node, at) or self._moved(node, at) or self.visit(node, at)

    def visit_input(self, node: Symbol, _at: int | None) -> Said:
        return self.name(node), Binds.ATOM

    def visit_step(self, node: Symbol, at: int | None) -> Said:
        name = self.name(node)
        if node.at is not None and at is not None and node.at == at - 1:
            return text("word.last_year", self.lang, what=name), Binds.ATOM
        return name, Binds.ATOM

    def visit_infix(self, node: Symbol, at: int | None) -> Said:
        row = OPERATIONS[node.op]
        left, right = (self._inside(arg, binds, at) for arg, binds in zip(node.args, row.operands_bind, strict=True))
        return left + self.SIGNS[node.op] + right, row.binds

    def visit_comparison(self, node: Symbol, at: int | None) -> Said:
        field, value = node.args
        if is_choice(field):
            left, right = self.input_name(field.name), choice_name(field.name, str(value), self.lang)
        else:
            left, right = self._write(field, at)[0], self._write(value, at)[0]
        return f"[{left} {self.SIGNS[node.op]} {right}]", Binds.ATOM

    def visit_call(self, node: Symbol, at: int | None) -> Said:
        parts = (self._write(part, at)[0] for part in _each_once(node))
        return text(f"{self.CALLS[node.op]}.{node.op}", self.lang, parts="; ".join(parts)), Binds.ATOM

    def visit_zeros_like(self, node: Symbol, _at: int | None) -> Said:
        return self._constant(node.value)

    def visit_negative(self, node: Symbol, at: int | None) -> Said:
        return f"− {self._inside(node.args[0], Binds.PRODUCT, at)}", Binds.PRODUCT

    def visit_where(self, node: Symbol, at: int | None) -> Said:
        condition, yes, no = (self._write(part, at)[0] for part in node.args)
        return text("word.where", self.lang, condition=condition.strip("[]"), yes=yes, no=no), Binds.ATOM

    def visit_clip(self, node: Symbol, at: int | None) -> Said:
        parts, low, high = (self._write(part, at)[0] for part in node.args)
        return text("word.clip", self.lang, parts=parts, low=low, high=high), Binds.ATOM

    def visit_take(self, node: Symbol, at: int | None) -> Said:
        return text("word.target_year", self.lang, what=self._inside(node.args[0], Binds.ATOM, at)), Binds.ATOM

    def visit_getitem(self, node: Symbol, at: int | None) -> Said:
        index, inner = node.options["index"], node.args[0]
        said, binds = self._write(inner, at)
        if isinstance(index, int | np.integer) and at is not None and int(index) == at - 1:
            return text("word.last_year", self.lang, what=said), Binds.ATOM
        if isinstance(index, int | np.integer) and at is None:
            return text("word.in_year", self.lang, what=said, year=int(index) % len(inner.value)), Binds.ATOM
        return said, binds

    def _constant(self, value: np.ndarray[Any, Any]) -> Said:
        flat = value.ravel()
        if value.dtype.kind == "U":
            return str(flat[0]), Binds.ATOM
        if len(flat) and np.all(flat == flat[0]):
            number = float(flat[0])
            if 1900 <= number <= 2100 and number.is_integer():
                return f"{number:.0f}", Binds.ATOM  # a calendar year
            return decimal(number, self.lang).replace("-", "−"), Binds.ATOM if number >= 0 else Binds.PRODUCT
        return "(" + "; ".join(decimal(float(item), self.lang) for item in flat) + ")", Binds.ATOM

    def _inside(self, node: Any, binds: Binds, at: int | None) -> str:
        said, bound = self._write(node, at)
        return said if bound >= binds else f"({said})"

    def _lighter(self, node: Symbol, at: int | None) -> Said | None:
        """Leave out neutral operations and say the model's own small moves in their words."""
        if node.op == "ceil" and isinstance(node.args[0], Symbol) and node.args[0].op == "maximum":
            need = node.args[0].args[0]
            if isinstance(need, Symbol) and need.op == "subtract":
                return text("word.whole", self.lang, parts=self._write(need.args[0], at)[0]), Binds.ATOM
        if node.op == "add" and (cohort := _cohort(node)) is not None:
            return text("word.by_age", self.lang, what=self.visit(cohort, at)[0]), Binds.ATOM
        if len(node.args) == 2:
            return self._without_neutral(node, at)
        if node.op == "stack":
            last = [part for part in node.args[0] if isinstance(part, Symbol)][-1]
            if last.op == "step":
                return self.name(last), Binds.ATOM
            return self._write(last.args[0], at) if last.op == "getitem" else None
        return None

    def _without_neutral(self, node: Symbol, at: int | None) -> Said | None:
        """Write an operation without the part that changes nothing; nothing if both parts count."""
        row = OPERATIONS[node.op]

        def stands_for(rank: int, number: float) -> bool:
            noise = row.binds is Binds.SUM and rank == 1 and _is(node.args[rank], ROUNDING_NOISE)
            return noise or _is(node.args[rank], number)

        kept = row.reduces_to(stands_for)
        if kept is not None:
            return ("0", Binds.ATOM) if _is(node.args[kept], 0.0) else self._write(node.args[kept], at)
        if node.op == "multiply" and _is(node.args[0], -1.0):
            return f"− {self._inside(node.args[1], Binds.PRODUCT, at)}", Binds.PRODUCT
        return None

    def _guarded(self, node: Symbol, at: int | None) -> Said | None:
        """Say a condition as such, and a division without its guard against zero."""
        if node.op != "where":
            return None
        condition, yes, no = node.args
        if _is(yes, 1.0) and _is(no, 0.0):
            return self._write(condition, at)
        quotient = guarded_quotient(condition, no)
        if quotient is not None and _is(yes, 0.0):
            part, total = self._inside(quotient.part, Binds.PRODUCT, at), self._inside(quotient.total, Binds.POWER, at)
            return f"{part} / {total}", Binds.PRODUCT
        return None

    def _moved(self, node: Symbol, at: int | None) -> Said | None:
        """Say moves along the years: last year's, next year's, one year's, the age of what was bought."""
        if node.op == "concatenate":
            first, *others = node.args[0]
            head = isinstance(first, Symbol) and first.op == "zeros_like"
            moved = others[0] if head and others else first
            if len(others) == 1 and isinstance(moved, Symbol) and moved.op == "getitem":
                return text(
                    f"word.{'last' if head else 'next'}_year",
                    self.lang,
                    what=self._inside(moved.args[0], Binds.ATOM, at),
                ), Binds.ATOM
        if node.op == "subtract" and all(_sliced_year(part) for part in node.args):
            return text("word.age", self.lang), Binds.ATOM
        return None


_CAUSES = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")


def _cohort(node: Symbol) -> Symbol | None:
    """Return the product that a sum repeats with the figures of one year after the other, if that is what it is."""
    products = []
    rest: Any = node
    while isinstance(rest, Symbol) and rest.op == "add":
        rest, last = rest.args
        products.append(last)
    products.append(rest)
    rows = {
        tuple(id(arg.args[0]) for arg in part.args if isinstance(arg, Symbol) and arg.op == "getitem")
        for part in products
        if isinstance(part, Symbol) and part.op == "multiply"
    }
    whole = all(isinstance(part, Symbol) and part.op == "multiply" for part in products)
    return products[0] if whole and len(rows) == 1 and len(next(iter(rows))) == 2 else None


def _each_once(node: Symbol) -> list[Any]:
    """Return what an operation works on; of a greatest or least, each part once, a zero last."""
    parts = list(node.args[0]) if isinstance(node.args[0], tuple) else operands(node)
    if not OPERATIONS[node.op].idempotent:
        return parts
    parts = list({id(part): part for part in parts}.values())
    zeros = [item for item in parts if _is(item, 0.0)]
    return [item for item in parts if not _is(item, 0.0)] + zeros[:1]


def _reads(step: Symbol, block: str) -> bool:
    """Tell whether a step reads a block's assumptions, itself or by way of other steps about the same."""
    seen: set[int] = set()
    stack = [step]
    while stack:
        for inner in step_body(stack.pop()):
            if inner.op == "input" and inner.name.startswith(block):
                return True
            if inner.op == "step" and inner.of == step.of and id(inner) not in seen:
                seen.add(id(inner))
                stack.append(inner)
    return False


def _rests_on_symbols(node: Symbol) -> bool:
    stack: list[Any] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Symbol):
            if item.op in ("step", "input"):
                return True
            if item.op != "zeros_like":
                stack.extend(item.args)
        elif isinstance(item, tuple):
            stack.extend(item)
    return False


def _is(item: Any, number: float) -> bool:
    """Tell whether a part is that number wherever one looks, whatever the assumptions."""
    if isinstance(item, Symbol):
        if _rests_on_symbols(item):
            return number == 0.0 and item.op == "multiply" and any(_is(part, 0.0) for part in item.args)
        item = item.value
    value = np.asarray(item)
    return value.dtype.kind in "bif" and value.size > 0 and bool(np.all(value == number))


def _sliced_year(node: Any) -> bool:
    """Tell whether a part is one year or some years taken out of the row of years."""
    while isinstance(node, Symbol) and node.op == "getitem":
        node = node.args[0]
    return isinstance(node, Symbol) and node.op == "input" and node.name == "year"


def choice_name(path: str, value: str, lang: Language) -> str:
    """Return what a choice of the scenario is called.

    Examples
    --------
    >>> choice_name("leasing.end_of_term", "buy_out", "en") == text("choice.end_of_term.buy_out", "en")
    True
    """
    return text(f"choice.{path.rpartition('.')[2]}.{value}", lang)


def writer_for(lines: tuple[CostLine, ...], labels: dict[str, str], lang: Language = DEFAULT_LANGUAGE) -> Writer:
    """Return a writer that knows an option's lines and the user's own names."""
    return Writer(lang, labels, {line.key: line for line in lines})
