"""No date, rate or threshold of law stands in code: it is a rule of `data/law/`. Read from the syntax tree.

A number may stand in the model if it is arithmetic (0, 1, 2), a unit (months in a year), how far off a century is, a
tolerance, or the title of the accounts that a line goes to. Anything else is somebody's figure: a scenario's or the
law's, and belongs in `data/`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hds_tco.scenario.law import rules
from tests.scenario.statements import DAY, day_of

PACKAGE = Path(__file__).parents[2] / "hds_tco"
PLAIN = {0.0, 1.0, 2.0, 12.0, 100.0, 365.0, 8760.0}
# A number is a name there: a title of the accounts, an activity of the certificate, the bits of a float's fraction.
NAMED = {"line": {3.0, 4.0}, "as_paid": {3.0, 4.0}, "outlay": {3.0, 4.0}, "activity_flags": {5.0}, "_root": {60.0}}
TOLERANCE = 0.01
ENDLESS = 1e8
ISO_DAY = re.compile(r"^(?:19|20)\d\d-\d\d(?:-\d\d)?$")


def numbers_of_law(code: str) -> list[str]:
    """Return what in a module of the model is neither arithmetic, nor a unit, nor a tolerance."""
    tree, found = ast.parse(code), []
    exempt = {id(part) for named in _named(tree) for part in named}
    for part, number in _numbers(tree):
        if id(part) not in exempt and abs(number) not in PLAIN and TOLERANCE < abs(number) < ENDLESS:
            found.append(f"line {part.lineno}: {number}")
    for statement in tree.body:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Tuple | ast.List | ast.Dict | ast.Set) and len(list(_numbers(value))) > 1:
            found.append(f"line {statement.lineno}: a table of numbers")
    return found


def days_of_law(code: str) -> list[str]:
    """Return the days that a module writes: as a date, as a text, or in a sentence of its comments."""
    tree = ast.parse(code)
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [f"in words: {match[0]}" for match in re.finditer(DAY, code) if day_of(match)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "date" and node.args:
            found += [ast.unparse(node)] if all(isinstance(part, ast.Constant) for part in node.args) else []
        said = node.value if isinstance(node, ast.Constant) and id(node) not in words else None
        if isinstance(said, str) and ISO_DAY.match(said):
            found.append(f"text: {said}")
    return found


def _named(tree: ast.AST) -> Iterator[list[ast.Constant]]:
    """Yield the numbers that are names: in calls that take one, in choices of a type."""
    for node in ast.walk(tree):
        name = _called(node) if isinstance(node, ast.Call) else getattr(node, "name", "")
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            yield [part for part, _ in _numbers(node)]
        elif name in NAMED:
            yield [part for part, number in _numbers(node) if number in NAMED[name]]


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _numbers(node: ast.AST) -> Iterator[tuple[ast.Constant, float]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, int | float) and not isinstance(part.value, bool):
            yield part, float(part.value)


# ─── the reader itself ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code",
    [
        "FIRST_AUDIT_DAYS = 5.0",
        "MORE: tuple[tuple[int, float], ...] = ((10, 1.0), (15, 1.0), (25, 1.5))",
        "SCALE = {1: 2.0, 2: 1.0}",
        "def f(calendar): return np.where(calendar >= 2027, 1.0, 0.0)",
        "THRESHOLD_EUR = 216_000",
        "def f(notice): return np.minimum(notice, 61)",
        "def f(world): return world.line('x', cost * 0.2, 'operating', 3)",
    ],
)
def test_a_figure_of_law_in_the_model_is_seen(code: str) -> None:
    assert numbers_of_law(code)


@pytest.mark.parametrize(
    "code",
    [
        "BAN = date(2027, 1, 12)",
        "BAN = '2027-01-12'",
        "BAN = '2027-01'",
        "# since 12 January 2027",
        "'the 1 July 2025'",
    ],
)
def test_a_day_of_law_in_code_is_seen(code: str) -> None:
    assert days_of_law(code)


def test_arithmetic_units_and_titles_are_no_figures_of_law() -> None:
    code = (
        "MONTHS = 12.0\nNOISE = 1e-9\nTitle = Literal[1, 2, 3, 4]\n"
        "def f(w, a): return w.line('x', (1.0 - a) / 2, 'operating', 3)\n"
    )
    assert not numbers_of_law(code)
    assert not days_of_law("def g(year): return date(year, 7, 1)")


# ─── the code ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").glob("*.py")), ids=lambda path: path.name)
def test_the_model_holds_no_figure_of_law(path: Path) -> None:
    assert not numbers_of_law(path.read_text("utf-8"))


def test_no_module_writes_a_day_of_law() -> None:
    found = {path.name: days for path in PACKAGE.rglob("*.py") if (days := days_of_law(_bare(path.read_text("utf-8"))))}
    assert not found


def test_no_module_writes_a_threshold_or_a_rate_of_the_table() -> None:
    figures = {row.value for row in rules() if row.value is not None and row.unit in ("eur", "share")}
    distinctive = {value for value in figures if value > 100_000 or (value < 1 and len(str(value)) > 4)}
    assert len(distinctive) >= 7
    for path in PACKAGE.rglob("*.py"):
        held = {number for _, number in _numbers(ast.parse(path.read_text("utf-8")))}
        assert not held & distinctive, path


def _bare(code: str) -> str:
    """Return code without the examples of its docstrings, which may ask for any day."""
    return re.sub(r"^ *(?:>>>|\.\.\.) .*\n(?: +(?!\"\"\")\S.*\n)?", "", code, flags=re.MULTILINE)
