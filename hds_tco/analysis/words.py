"""A step of the graph as a formula in words: the printer behind `explain`.

A formula stops at the named steps and assumptions that it reads, so each is short. What NumPy needs and a reader does
not (multiplying by one, adding a row of zeros, guarding a division) is left out or said shortly.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, has_text, text
from hds_tco.model.arrays import ROUNDING_NOISE
from hds_tco.model.ledger import CostLine, label_key
from hds_tco.scenario.fields import label_key as field_label_key
from hds_tco.trace import Symbol, step_body

# How tightly an operation binds; a part that binds less stands in parentheses.
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_INFIX: dict[str, tuple[str, int]] = {
    "add": (" + ", _SUM),
    "subtract": (" − ", _SUM),
    "multiply": (" × ", _PRODUCT),
    "divide": (" / ", _PRODUCT),
    "power": (" ^ ", _POWER),
}
_COMPARE = {
    "equal": "=",
    "not_equal": "≠",
    "less": "<",
    "less_equal": "≤",
    "greater": ">",
    "greater_equal": "≥",
}
# Words, and how tightly their last operation binds.
Said = tuple[str, int]


class Writer:
    """Writes formulas in one language.

    Parameters
    ----------
    lang : {"fr", "en"}
    labels : mapping
        Names of the user's choosing (hosted blocks, certification steps, staff roles), by dotted path.
    lines : mapping
        Cost lines of the option by key, for their labels.
    """

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
            return line.label(self.lang) if line else text(label_key(key, ""), self.lang)
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
        if node.op in ("step", "input"):
            return self._named(node, at)
        if not _rests_on_symbols(node):
            return self._constant(node.value)
        shorter = self._lighter(node, at) or self._guarded(node, at) or self._moved(node, at)
        return shorter or self._plainly(node, at)

    def _plainly(self, node: Symbol, at: int | None) -> Said:
        """Write an operation as it stands."""
        if node.op in _INFIX:
            return self._infix(node, at)
        parts = [self._write(part, at)[0] for part in _flat(node)]
        if node.op in _COMPARE:
            left, right = self._chosen(node) or parts
            said, binds = f"[{left} {_COMPARE[node.op]} {right}]", _ATOM
        elif node.op == "negative":
            said, binds = f"− {self._inside(node.args[0], _PRODUCT, at)}", _PRODUCT
        elif node.op == "where":
            condition, yes, no = parts
            said = text("word.where", self.lang, condition=condition.strip("[]"), yes=yes, no=no)
            binds = _ATOM
        elif node.op == "clip":
            said, binds = text("word.clip", self.lang, parts=parts[0], low=parts[1], high=parts[2]), _ATOM
        else:
            said, binds = text(f"word.{node.op}", self.lang, parts="; ".join(parts)), _ATOM
        return said, binds

    def _chosen(self, node: Symbol) -> list[str] | None:
        """Return both sides of a comparison of a choice with one of its values."""
        field, value = node.args
        if not isinstance(field, Symbol) or field.op != "input" or field.value.dtype.kind != "U":
            return None
        return [self.input_name(field.name), choice_name(field.name, str(value), self.lang)]

    def _named(self, node: Symbol, at: int | None) -> Said:
        name = self.name(node)
        if node.at is not None and at is not None and node.at == at - 1:
            return text("word.last_year", self.lang, what=name), _ATOM
        return name, _ATOM

    def _constant(self, value: np.ndarray[Any, Any]) -> Said:
        flat = value.ravel()
        if value.dtype.kind == "U":
            return str(flat[0]), _ATOM
        if len(flat) and np.all(flat == flat[0]):
            number = float(flat[0])
            if 1900 <= number <= 2100 and number.is_integer():
                return f"{number:.0f}", _ATOM  # a calendar year
            return decimal(number, self.lang).replace("-", "−"), _ATOM if number >= 0 else _PRODUCT
        return "(" + "; ".join(decimal(float(item), self.lang) for item in flat) + ")", _ATOM

    def _infix(self, node: Symbol, at: int | None) -> Said:
        sign, binds = _INFIX[node.op]
        left = self._inside(node.args[0], binds, at)
        tighter = binds + 1 if node.op in ("subtract", "divide", "power") else binds
        return left + sign + self._inside(node.args[1], tighter, at), binds

    def _inside(self, node: Any, binds: int, at: int | None) -> str:
        said, bound = self._write(node, at)
        return said if bound >= binds else f"({said})"

    def _lighter(self, node: Symbol, at: int | None) -> Said | None:
        """Leave out neutral operations and say the model's own small moves in their words."""
        if node.op == "ceil" and isinstance(node.args[0], Symbol) and node.args[0].op == "maximum":
            need = node.args[0].args[0]
            if isinstance(need, Symbol) and need.op == "subtract":
                return text("word.whole", self.lang, parts=self._write(need.args[0], at)[0]), _ATOM
        if node.op == "add" and (cohort := _cohort(node)) is not None:
            return text("word.by_age", self.lang, what=self._plainly(cohort, at)[0]), _ATOM
        if node.op in ("add", "subtract", "multiply", "divide"):
            return self._without_neutral(node, at)
        if node.op == "stack":
            last = [part for part in node.args[0] if isinstance(part, Symbol)][-1]
            return (self.name(last), _ATOM) if last.op == "step" else self._write(last.args[0], at)
        return None

    def _without_neutral(self, node: Symbol, at: int | None) -> Said | None:
        """Write an operation without the part that changes nothing; nothing if both parts count."""
        left, right = node.args
        if node.op == "multiply" and (_is(left, 0.0) or _is(right, 0.0)):
            return "0", _ATOM
        if node.op == "multiply" and _is(left, -1.0):
            return f"− {self._inside(right, _PRODUCT, at)}", _PRODUCT
        neutral = (0.0, ROUNDING_NOISE) if node.op in ("add", "subtract") else (1.0,)
        if any(_is(right, number) for number in neutral):
            return self._write(left, at)
        if node.op in ("add", "multiply") and _is(left, neutral[0]):
            return self._write(right, at)
        return None

    def _guarded(self, node: Symbol, at: int | None) -> Said | None:
        """Say a condition as such, and a division without its guard against zero."""
        if node.op != "where":
            return None
        condition, yes, no = node.args
        if _is(yes, 1.0) and _is(no, 0.0):
            return self._write(condition, at)
        tests_zero = isinstance(condition, Symbol) and condition.op == "equal" and _is(condition.args[1], 0.0)
        if tests_zero and _is(yes, 1.0):
            return self._write(no, at)
        if tests_zero and _is(yes, 0.0) and isinstance(no, Symbol) and no.op == "divide":
            part, total = self._inside(no.args[0], _PRODUCT, at), self._inside(condition.args[0], _POWER, at)
            return f"{part} / {total}", _PRODUCT
        return None

    def _moved(self, node: Symbol, at: int | None) -> Said | None:
        """Say moves along the years: last year's, next year's, one year's, the age of what was bought."""
        if node.op == "concatenate":
            first, second = node.args[0]
            head = isinstance(first, Symbol) and first.op == "zeros_like"
            moved = second if head else first
            if isinstance(moved, Symbol) and moved.op == "getitem":
                return text(
                    f"word.{'last' if head else 'next'}_year", self.lang, what=self._inside(moved.args[0], _ATOM, at)
                ), _ATOM
        if node.op == "take":
            return text("word.target_year", self.lang, what=self._inside(node.args[0], _ATOM, at)), _ATOM
        if node.op == "subtract" and all(_sliced_year(part) for part in node.args):
            return text("word.age", self.lang), _ATOM
        if node.op == "getitem":
            return self._picked(node, at)
        return None

    def _picked(self, node: Symbol, at: int | None) -> Said:
        index, inner = node.options["index"], node.args[0]
        said, binds = self._write(inner, at)
        if isinstance(index, int | np.integer) and at is not None and int(index) == at - 1:
            return text("word.last_year", self.lang, what=said), _ATOM
        if isinstance(index, int | np.integer) and at is None:
            return text("word.in_year", self.lang, what=said, year=int(index) % len(inner.value)), _ATOM
        return said, binds


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


def _flat(node: Symbol) -> list[Any]:
    """Return what an operation works on; the greatest of the greatest is one list, each part once."""
    if node.op not in ("maximum", "minimum"):
        return list(node.args)
    parts: list[Any] = []
    for part in node.args:
        inner = _flat(part) if isinstance(part, Symbol) and part.op == node.op else [part]
        parts += [item for item in inner if not any(item is known for known in parts)]
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
