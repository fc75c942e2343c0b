"""What a docstring of the model says is what its function does: each formula, evaluated beside the function."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from inspect import getdoc

import numpy as np
import pytest

import hds_tco.model
from hds_tco.scenario.law import rules
from tests.model.formula_cases import arguments_of, called
from tests.model.formulas import differences, documented, evaluate
from tests.scenario.statements import ROOT

EVERYTHING = {item.path: item for item in documented()}
WITH_FORMULA = {path: item for path, item in EVERYTHING.items() if item.formula}
# Public, and returning figures; why no formula stands in the docstring.
WITHOUT_FORMULA = {
    "arrays.scalar": "a change of type",
    "arrays.flags_of": "a change of type",
    "arrays.by_year": "rows put together",
    "finance.return_on": "words about `internal_rates` and `payback_years`",
    "internal_rates.internal_rates": "roots of an equation, which tests/model/test_internal_rates.py puts back into it",
    "options.lines_of": "the lines of the pieces, each of which has its formula",
    "options.years": "0..H",
    "options.traced_years": "0..H",
    "world.World.horizon": "a length",
}
# Described once, in the docstring of `hds_tco.model`: what a parameter of this name and type is.
SHARED = {
    "world": ("World",),
    "given": ("Scenario[Array]",),
    "year": ("Array",),
    "events": ("Events", "Events | None"),
    "sites": ("tuple[Site, ...]",),
    "of": ("str",),
    "lang": ("Language",),
}
# A class says in its own docstring what it is.
OF_A_CLASS = re.compile(r"(?:tuple\[)?(?!Array)[A-Z][A-Za-z]+(?:, \.\.\.\])?")
NO_FIGURES = ("str", "bool", "Name", "Option", "tuple[Option, ...]", "World", "Part", "dict[str, str]", "None")


@pytest.mark.parametrize("path", WITH_FORMULA)
@pytest.mark.parametrize("draws", [False, True], ids=["years", "draws"])
def test_a_formula_gives_what_its_function_does(path: str, draws: bool) -> None:
    item, tried = WITH_FORMULA[path], 0
    for arguments in arguments_of(item, draws):
        actual = called(item, arguments)
        assert list(differences(actual, evaluate(item.formula, arguments, actual))) == []
        tried += 1
    assert tried


def test_each_public_function_that_returns_figures_has_a_formula_or_is_listed_with_a_reason() -> None:
    figures = {path for path, item in EVERYTHING.items() if item.public and item.returns not in NO_FIGURES}
    assert figures - set(WITH_FORMULA) == set(WITHOUT_FORMULA)


@pytest.mark.parametrize("path", WITH_FORMULA)
def test_a_formula_stands_with_every_parameter_and_what_is_returned(path: str) -> None:
    item = WITH_FORMULA[path]
    described = ", ".join(re.findall(r"^([a-z_]+(?:, [a-z_]+)*)(?: :|$)", item.section("Parameters"), re.MULTILINE))
    annotations = item.call.__annotations__
    wanted = [
        name
        for name in item.parameters
        if name != "self" and (annotations[name] not in SHARED.get(name, ()) or name in described.split(", "))
    ]
    assert described == ", ".join(wanted)
    if not item.is_property and not OF_A_CLASS.fullmatch(item.returns):
        assert item.section("Returns")


def test_shared_parameters_are_described_once_in_the_package() -> None:
    described = re.findall(r"^- ``([a-z]+)``: ", hds_tco.model.__doc__ or "", re.MULTILINE)
    assert described == [*SHARED]
    repeated = {
        path
        for path, item in EVERYTHING.items()
        for name, words in re.findall(r"^([a-z]+) : .*\n( *)", item.section("Parameters") + "\n", re.MULTILINE)
        if not words and item.call.__annotations__.get(name) in SHARED.get(name, ())
    }
    assert repeated == set()


@pytest.mark.parametrize("path", WITH_FORMULA)
def test_figures_by_year_say_so(path: str) -> None:
    """An array of H + 1 rows says ``(H+1,)`` where it is described: in Returns, or in the class of what is returned."""
    item = WITH_FORMULA[path]
    words = item.doc.splitlines()[0] if item.is_property else item.section("Returns")
    for arguments in arguments_of(item, draws=True):
        actual = called(item, arguments)
        by_year = [actual]
        if is_dataclass(actual):
            words, by_year = getdoc(type(actual)) or "", list(vars(actual).values())
        if any(isinstance(part, np.ndarray) and part.ndim == 2 and part.shape[1] > 1 for part in by_year):
            assert "(H+1,) or (H+1, draws)" in words.replace("`", "")
        elif any(isinstance(part, np.ndarray) and part.ndim == 2 for part in by_year):
            assert "(H+1,) or (H+1, " in words.replace("`", "")


@pytest.mark.parametrize("path", [path for path, item in EVERYTHING.items() if item.references])
def test_a_reference_stands_in_the_records_or_in_the_table_of_the_law(path: str) -> None:
    words = EVERYTHING[path].references
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")]
    assert set(re.findall(r"\b0\d{3}\b", words)) <= set(numbers)
    assert set(re.findall(r"``([a-z_0-9]+\.[a-z_0-9]+)``", words)) <= {row.key for row in rules()}


def test_a_formula_says_where_it_comes_from() -> None:
    """All but the words of formulas themselves, and sums of two fields; a method may leave it to its class."""
    bare = {path for path, item in WITH_FORMULA.items() if item.public and not item.references}
    assert {path for path in bare if not path.startswith("arrays.") and not path.endswith(".primary_tb")} == set()
