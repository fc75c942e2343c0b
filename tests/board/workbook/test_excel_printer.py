"""Every operation that the model may use, as an Excel formula: the text where it is short, the value in LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.cell_refs import CellRef
from hds_tco.board.workbook.excel_expr import Expr
from hds_tco.board.workbook.excel_printer import At, ExcelPrinter
from hds_tco.model import Option, World
from hds_tco.model.ledger import CostLine
from hds_tco.trace import Symbol, named, symbol_input
from tests import builders
from tests.board.workbook.recalculated import formulas, recalculated, spoilt
from tests.board.workbook.test_recalculation import differing

YEARS = 4


class OneSheet:
    """Figures are said by name; rows stand from row 10 on, in the order that they are asked for."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def place(self, node: Symbol) -> CellRef | None:
        if node.op != "step":
            return None
        return CellRef("S", self.rows.setdefault(node.name, 9 + len(self.rows)))

    def input(self, node: Symbol, at: At, here: str) -> Expr:
        if not node.value.shape:
            return Expr(node.name)
        place = CellRef("S", 3)
        return (
            Expr(place.years(at[0], at[-1], here), wide=True) if isinstance(at, range) else Expr(place.cell(at, here))
        )

    def word(self, path: str, code: str) -> str:
        return code.upper()


A, B = symbol_input("a_", 2.0), symbol_input("b_", -3.5)
YEAR: Any = symbol_input("year", np.arange(YEARS))
ROW: Any = named("row", A * YEAR)
OTHER: Any = named("other", B + YEAR)


def printed(made: Any, year: int | None = 2) -> str:
    return ExcelPrinter(OneSheet(), "S", YEARS).say(made, year).as_number.text


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (A + B * 2.0, "a_+b_*2"),
        ((A + B) * 2.0, "(a_+b_)*2"),
        (A - (B - 1.0), "a_-(b_-1)"),
        (A - (B + 1.0), "a_-(1+b_)"),
        (A / (B * 2.0), "a_/(b_*2)"),
        (-(A**2.0), "-(a_^2)"),  # in Excel -a^2 is (-a)^2
        ((-A) ** 2.0, "(-a_)^2"),
        ((A**2.0) ** 3.0, "(a_^2)^3"),
        (A * -1.0, "-a_"),
        (1.0 * A + 0.0, "a_"),
        (0.0 * A, "0"),
        (np.ceil(A / 3.0), "-INT(-(a_/3))"),  # ROUNDUP goes away from zero
        (np.ceil(np.maximum(A - 1e-9, 0.0)), "ROUNDUP(MAX(a_-1E-09,0),0)"),
        (np.floor(B), "INT(b_)"),
        (np.exp(-A * B), "EXP(-a_*b_)"),
        (np.maximum(np.maximum(A, B), A), "MAX(a_,b_)"),
        (np.clip(A, 0.0, 1.0), "MIN(MAX(a_,0),1)"),
        (np.where(A > B, 1.0, 0.0), "IF(a_>b_,1,0)"),
        (np.where(A > B, A, B), "IF(a_>b_,a_,b_)"),
        (A * np.where(A > B, 1.0, 0.0), "a_*(a_>b_)"),
        (np.where(B == 0, 0.0, A / np.where(B == 0, 1.0, B)), "IF(b_=0,0,a_/b_)"),
        (np.where((A > B) == (B > 0), 1.0, 0.0), "IF(IF(a_>b_,1,0)=IF(b_>0,1,0),1,0)"),  # TRUE is above any number
        (ROW + OTHER, "H10+H11"),
        (np.sum(ROW), "SUM($F10:I10)"),
        (np.sum(ROW * OTHER), "SUMPRODUCT($F10:I10*$F11:I11)"),
        (np.sum(np.maximum(ROW, OTHER)), "SUMPRODUCT(($F10:I10>=$F11:I11)*$F10:I10+(1-($F10:I10>=$F11:I11))*$F11:I11)"),
        (np.cumsum(ROW), "SUM($F10:H10)"),
        (ROW[1], "G10"),
        (np.concatenate([np.zeros_like(ROW[:1]), ROW[:-1]]), "G10"),
        (np.concatenate([ROW[1:], ROW[-1:]]), "I10"),
        (np.where(YEAR >= 1, 1.0, 0.0) * ROW, "(H4>=1)*H10"),
    ],
)
def test_a_formula_is_what_one_would_write(made: Any, text: str) -> None:
    assert printed(made) == text


def test_a_year_before_the_first_is_nothing() -> None:
    assert printed(np.concatenate([np.zeros_like(ROW[:1]), ROW[:-1]]), 0) == "0"


# ─── the same operations, recalculated ───────────────────────────────────────────────────────────────────────────────

STEPS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "powers": lambda a, b, t, row: -((a + 2.0) ** t) + (-1.0 * a) ** 2.0,
    "ceilings": lambda a, b, t, row: np.ceil(b * t) + np.floor(row / 3.0) - np.ceil(-b),
    "remainders": lambda a, b, t, row: np.remainder(t + a, 3.0),
    "functions": lambda a, b, t, row: np.exp(-0.1 * t) + np.log(2.0 + t) * np.sqrt(1.0 + t) + np.absolute(b),
    "choices": lambda a, b, t, row: np.where(t > a, np.where(row > 3.0, b, row), -row),
    "conditions compared": lambda a, b, t, row: np.where((t > 1) == (row > b), 2.0, np.where(b < 0, 1.0, 0.0)),
    "extremes": lambda a, b, t, row: np.maximum(np.minimum(row, b * b), np.maximum(t, a)),
    "guarded": lambda a, b, t, row: np.where(t == 0, 0.0, row / np.where(t == 0, 1.0, t)),
    "sum of choices": lambda a, b, t, row: np.sum(np.where(row > 2.0, row * t, b)) + 0.0 * t,
    "sum of extremes": lambda a, b, t, row: np.sum(np.maximum(row, a * t) * np.minimum(t, 2.0)) + 0.0 * t,
    "sum of clipped": lambda a, b, t, row: np.sum(np.clip(row - a, 0.0, 1.5) * t) + t,
    "cumulated": lambda a, b, t, row: np.cumsum(row * t) - np.cumsum(np.where(row > b, 1.0, 0.0)),
    "sum of cumulated": lambda a, b, t, row: np.sum(np.cumsum(row) * t) - t,
    "years before and after": lambda a, b, t, row: (
        np.concatenate([np.zeros_like(row[:1]), row[:-1]]) - np.concatenate([row[1:], row[-1:]])
    ),
    "year taken": lambda a, b, t, row: np.take(row, np.minimum(t + 1, len(t) - 1)) + row[1],
    "constants": lambda a, b, t, row: row * np.array([3.0, 1.0, 2.0, 5.0]) + np.sum(row * np.array([1.0, 0, 2.0, 4.0])),
    "three years": lambda a, b, t, row: (
        t + np.sum(named("three", (row * a)[1:]) * 2.0) - np.sum(np.stack([a, b * a, a + b]))
    ),
    "end to end": lambda a, b, t, row: np.concatenate([a * t[:2], np.array([5.0]), (b + row)[3:]]),
    "powers of powers": lambda a, b, t, row: ((a + 1.0) ** 2.0) ** (t * 0.5) + (a + 2.0) ** 1.0,
    "stacked": lambda a, b, t, row: np.stack([row[0], row[1] * 2.0, row[2] - a, row[3]]),
}


def piece(world: World) -> tuple[CostLine, ...]:
    a, b = world.given.hospital.vms * 1.0, world.given.finance.wage_growth_per_year * 10.0
    row = named("own row", a * world.year + b)
    return tuple(
        world.line(f"own.{rank}", named(name, make(a, b, world.year, row)), "operating", 3, label=name)
        for rank, (name, make) in enumerate(STEPS.items())
    )


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    option = Option("own", (piece,), own_label="Mes calculs")
    figures = {"plain": (2.0, 0.05), "nothing": (0.0, 0.0), "below zero": (1.5, -0.2)}
    made = {
        name: workbook(
            ht.compare(builders.scenario({"hospital.vms": vms, "finance.wage_growth_per_year": growth}), [option])
        )
        for name, (vms, growth) in figures.items()
    }
    got = recalculated(tmp_path_factory.mktemp("office"), {name: spoilt(book) for name, book in made.items()})
    return {name: (book, got[name]) for name, book in made.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plain", "nothing", "below zero"])
def test_every_operation_gives_in_libreoffice_what_numpy_gives(name: str, books: dict[str, Any]) -> None:
    book, got = books[name]
    assert sum(sheet == "Mes calculs" for sheet, _ in formulas(book)) > len(STEPS) * 2 * YEARS
    assert differing(book, got) == []
