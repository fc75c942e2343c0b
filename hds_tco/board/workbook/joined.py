"""Operations on pieces of a formula: signs, parentheses, and what need not be written."""

from __future__ import annotations

from hds_tco.board.workbook.said import Said, literal
from hds_tco.trace.ops import OPERATIONS, Binds

SIGNS = {
    **{"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "^"},
    **{"equal": "=", "not_equal": "<>", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="},
}
# From this many terms that stand under each other on, a sum is a SUM of cells.
ENOUGH_TO_SUM = 3


def compared(op: str, left: Said, right: Said) -> Said:
    """Return a comparison; a truth that is compared with zero is itself."""
    if op == "greater" and right.number == 0.0 and left.truth:
        return left
    wide = left.wide or right.wide
    left, right = left.as_number, right.as_number
    before, behind = OPERATIONS[op].operands_bind
    text = f"{left.within(before)}{SIGNS[op]}{right.within(behind)}"
    return Said(text, Binds.COMPARISON, truth=True, wide=wide)


def negative(said: Said) -> Said:
    """Return a piece with its sign changed."""
    if said.number is not None:
        return literal(-said.number)
    if said.text.startswith("-") and said.binds is Binds.MINUS:
        return Said(said.text[1:], Binds.ATOM, wide=said.wide)
    return Said(f"-{said.within(Binds.ATOM)}", Binds.MINUS, wide=said.wide)


def infix(op: str, left: Said, right: Said) -> Said:
    """Return two pieces joined by a sign, with the parentheses that they need and no others.

    Examples
    --------
    >>> infix("subtract", Said("A1"), Said("B1+C1", Binds.SUM)).text, infix("multiply", Said("A1"), literal(1.0)).text
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
    return Said(f"{written_left}{SIGNS[op]}{written_right}", binds, wide=left.wide or right.wide)


def _without_neutral(op: str, left: Said, right: Said) -> Said | None:
    """Return what an operation comes down to when one side changes nothing, or no more than the sign."""
    kept = OPERATIONS[op].reduces_to(lambda rank, number: (left, right)[rank].number == number)
    if kept is not None:
        return (left, right)[kept]
    if (op == "subtract" and left.number == 0.0) or (op == "multiply" and left.number == -1.0):
        return negative(right.as_number)
    return negative(left.as_number) if op == "multiply" and right.number == -1.0 else None


def chosen(test: Said, then: Said, other: Said) -> Said:
    """Return a choice along a row, where IF does not go: the sum of what holds and what does not."""
    held = infix("multiply", test, then)
    missed = infix("multiply", infix("subtract", literal(1.0), test), other)
    if other.number == 0.0:
        return held.widened()
    return Said(f"{held.within(Binds.SUM)}+{missed.within(Binds.SUM)}", Binds.SUM, wide=True)


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
