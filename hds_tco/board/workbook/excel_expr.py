"""Pieces of an Excel formula: how tightly they bind, how operations join them, how a whole formula is filled right."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hds_tco.board.workbook.cell_refs import column_name
from hds_tco.trace.ops import OPERATIONS, Binds


@dataclass(frozen=True)
class Expr:
    """A piece of a formula.

    Parameters
    ----------
    text : str
        Without the leading ``=``.
    binds : Binds
        Of its last operation.
    truth : bool
        Whether it is TRUE or FALSE rather than a number; in sums and products Excel takes them for 1 and 0.
    number : float or None
        Its value if it is a plain number.
    wide : bool
        Whether it is a row of values, to be summed, rather than one.
    """

    text: str
    binds: Binds = Binds.ATOM
    truth: bool = False
    number: float | None = None
    wide: bool = False

    def within(self, binds: Binds) -> str:
        """Return the text as it stands inside an operation that binds so tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    @property
    def as_number(self) -> Expr:
        """What stands where Excel would not take a truth for 1 or 0: in a comparison, in MAX, as a result."""
        if not self.truth:
            return self
        if self.wide:
            return Expr(f"{self.within(Binds.PRODUCT)}*1", Binds.PRODUCT, wide=True)
        return Expr(f"IF({self.text},1,0)")

    @property
    def as_truth(self) -> Expr:
        """What stands where Excel expects a condition."""
        return (
            self if self.truth else Expr(f"{self.within(Binds.SUM)}<>0", Binds.COMPARISON, truth=True, wide=self.wide)
        )

    def widened(self) -> Expr:
        """Return the same, as a row of values."""
        return replace(self, wide=True)


def literal(number: float) -> Expr:
    """Return a number as Excel reads it, whatever the language of the machine.

    Examples
    --------
    >>> literal(3.0).text, literal(-0.5).text, literal(1e-9).text, literal(-0.0).text
    ('3', '-0.5', '1E-09', '0')
    """
    number = float(number) + 0.0
    text = f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number).upper()
    return Expr(text, Binds.ATOM if number >= 0 else Binds.MINUS, number=number)


def quoted(words: str) -> str:
    """Return a text as a constant of a formula.

    Examples
    --------
    >>> print(quoted("oui"))
    "oui"
    """
    return '"' + words.replace('"', '""') + '"'


SIGNS = {
    **{"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "^"},
    **{"equal": "=", "not_equal": "<>", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="},
}
# From this many terms that stand under each other on, a sum is a SUM of cells.
ENOUGH_TO_SUM = 3


def compared(op: str, left: Expr, right: Expr) -> Expr:
    """Return a comparison; a truth that is compared with zero is itself."""
    if op == "greater" and right.number == 0.0 and left.truth:
        return left
    wide = left.wide or right.wide
    left, right = left.as_number, right.as_number
    before, behind = OPERATIONS[op].operands_bind
    text = f"{left.within(before)}{SIGNS[op]}{right.within(behind)}"
    return Expr(text, Binds.COMPARISON, truth=True, wide=wide)


def negative(said: Expr) -> Expr:
    """Return a piece with its sign changed."""
    if said.number is not None:
        return literal(-said.number)
    if said.text.startswith("-") and said.binds is Binds.MINUS:
        return Expr(said.text[1:], Binds.ATOM, wide=said.wide)
    return Expr(f"-{said.within(Binds.ATOM)}", Binds.MINUS, wide=said.wide)


def infix(op: str, left: Expr, right: Expr) -> Expr:
    """Return two pieces joined by a sign, with the parentheses that they need and no others.

    Examples
    --------
    >>> infix("subtract", Expr("A1"), Expr("B1+C1", Binds.SUM)).text, infix("multiply", Expr("A1"), literal(1.0)).text
    ('A1-(B1+C1)', 'A1')
    """
    shorter = _without_neutral(op, left, right)
    if shorter is not None:
        return shorter
    binds = OPERATIONS[op].binds
    before, behind = OPERATIONS[op].operands_bind
    written_left, written_right = left.within(before), right.within(behind)
    if written_right.startswith("-"):
        written_right = f"({written_right})"
    return Expr(f"{written_left}{SIGNS[op]}{written_right}", binds, wide=left.wide or right.wide)


def _without_neutral(op: str, left: Expr, right: Expr) -> Expr | None:
    """Return what an operation comes down to when one side changes nothing, or no more than the sign."""
    kept = OPERATIONS[op].reduces_to(lambda rank, number: (left, right)[rank].number == number)
    if kept is not None:
        return (left, right)[kept]
    if (op == "subtract" and left.number == 0.0) or (op == "multiply" and left.number == -1.0):
        return negative(right.as_number)
    return negative(left.as_number) if op == "multiply" and right.number == -1.0 else None


def chosen(test: Expr, then: Expr, other: Expr) -> Expr:
    """Return a choice along a row, where IF does not go: the sum of what holds and what does not."""
    held = infix("multiply", test, then)
    missed = infix("multiply", infix("subtract", literal(1.0), test), other)
    if other.number == 0.0:
        return held.widened()
    return Expr(f"{held.within(Binds.SUM)}+{missed.within(Binds.SUM)}", Binds.SUM, wide=True)


def anchored(row: str) -> str:
    """Return a range that stays when the formula is copied along the years."""
    prefix, _, cells = row.rpartition("!")
    first, _, last = cells.replace("$", "").partition(":")
    return (f"{prefix}!" if prefix else "") + f"${first}:${last}"


def cells_summed(pieces: list[str]) -> list[str]:
    """Write cells that stand under each other as one SUM."""
    result: list[str] = []
    run: list[tuple[str, str, int]] = []

    def close() -> None:
        if len(run) >= ENOUGH_TO_SUM:
            result.append(f"SUM({run[0][0]}:{run[-1][1]}{run[-1][2]})")
        else:
            result.extend(f"{cell}" for cell, _, _ in run)
        run.clear()

    for piece in pieces:
        column = piece.rstrip("0123456789")
        row = piece[len(column) :]
        is_cell = bool(row) and column.isalpha() and column.isupper() and len(column) <= 3
        if not is_cell:
            close()
            result.append(piece)
            continue
        if run and not (run[-1][1] == column and run[-1][2] + 1 == int(row)):
            close()
        run.append((piece, column, int(row)))
    close()
    return result


# Texts and sheets' names in quotes, then references whose column moves; names hold an underscore and are no references.
_PIECES = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![A-Za-z0-9_$.])([A-Z]{1,3})(?=\$?\d+(?![A-Za-z0-9_(.]))""")


def fill_right(formula: str, columns: int) -> str:
    """Return a formula moved to the right.

    Examples
    --------
    >>> fill_right("='Feuille A1'!F12*$E$7*(G$4>=1)+n_A1+1E-09+SUM($F3:H3)", 2)
    "='Feuille A1'!H12*$E$7*(I$4>=1)+n_A1+1E-09+SUM($F3:J3)"
    """
    return _PIECES.sub(lambda found: found[1] or _moved(found[2], columns), formula)


@lru_cache(maxsize=4096)
def _moved(name: str, columns: int) -> str:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return column_name(number - 1 + columns)
