"""Every notebook runs without a screen, as it stands and with other scenarios; how notebooks are kept."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.notebooks.books import (
    NOTEBOOKS,
    SECONDS,
    charts,
    code_cells,
    outputs,
    parameter_cells,
    read,
    run,
    shown,
    widgets,
)

LINES_OF_A_CELL = 12
ENGLISH = {"the", "and", "of", "is", "are", "with", "this", "that", "cost", "your", "which", "from", "each", "see"}
FRENCH = {"le", "la", "les", "un", "une", "et", "de", "des", "du", "ce", "est", "que", "pour", "par", "puis", "avec"}
# One hospital, one option, published amounts only: some notebooks have nothing to say of it, and say so.
OTHER = "chi-eure-seine-2017-total"
WITHOUT_GROUND = {"03", "04", "06", "09"}
# Someone's own file: two options, five years, nobody hosted, everything else as in the reference.
OWN = """based_on = "reference-ght"
name = "Le nôtre"
options = ["in_house", "external"]
horizon_years = 5
hosted = { ch_proximite = false, psychiatrie = false, ehpad = false, soins_de_suite = false, ch_voisin = false }
"""
# Their studies take a while, and have tests of their own in both languages.
LONG = {"03", "04", "06"}
FEW = {"draws": 300, "sobol_samples": 16}


@pytest.fixture
def own_jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's settings, and what the user's Python does at its start, out of the run."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def known(path: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some parameters that a notebook has."""
    (cell,) = parameter_cells(read(path))
    return {name: value for name, value in values.items() if re.search(rf"(?m)^{name} = ", cell.source)}


def timed(path: Path, values: Mapping[str, Any], folder: Path) -> tuple[Any, float]:
    """Run a notebook; return it, and the processor's time that its kernel took: others may keep the machine busy."""
    before = os.times()
    notebook = run(path, values, folder)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used > 0
    return notebook, used


def checked(notebook: Any) -> str:
    """Return what a run shows, once sure that nothing failed, nothing warned, and nothing is English."""
    assert [
        output for output in outputs(notebook) if output.output_type == "error" or output.get("name") == "stderr"
    ] == []
    said = shown(notebook)
    # A note may name a field of the file, as the file writes it: end_of_term.
    words = set(re.findall(r"[a-zàâçéèêëîïôùûüœ]+", re.sub(r"\w+_\w+", "", said.lower())))
    assert ENGLISH & words == set()
    assert not {"nan", "none"} & words
    assert "<" not in "".join(charts_titles(notebook))
    return said


def charts_titles(notebook: Any) -> list[str]:
    return [chart["title"] for chart in charts(notebook)]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_it_stands_within_a_minute(path: Path, own_jupyter: Path) -> None:
    notebook, seconds = timed(path, {}, own_jupyter)
    assert seconds < SECONDS
    said = checked(notebook)
    assert "Sans objet" not in said
    assert widgets(notebook) or "k€" in said
    for chart in charts(notebook):
        assert chart["source"].startswith("Source")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_copes_with_a_case_of_one_option(path: Path, own_jupyter: Path) -> None:
    notebook, seconds = timed(path, known(path, FEW) | {"scenario_name": OTHER}, own_jupyter)
    assert seconds < SECONDS
    said = checked(notebook)
    assert said.count("Sans objet pour le scénario") == (path.name[:2] in WITHOUT_GROUND)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("scenario", ["own", "tout-a-zero"])
def test_a_notebook_copes_with_ones_own_file_and_with_nothing_known(
    path: Path, scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mon-hopital.toml").write_text(OWN, "utf-8")
    name = "mon-hopital.toml" if scenario == "own" else scenario
    run_here(path, known(path, FEW) | {"scenario_name": name})


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.name[:2] not in LONG], ids=lambda path: path.stem)
def test_a_notebook_speaks_english_when_asked(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = " ".join(run_here(path, known(path, FEW) | {"lang": "en"}))
    assert "hypothèse" not in said
    assert "Aucun" not in said


def run_here(path: Path, values: Mapping[str, Any]) -> list[str]:
    """Run a notebook's cells in this process, and return the sentences that its cells end on.

    No kernel to wait for: what papermill shows of a notebook once need not be shown for every scenario.
    """
    names: dict[str, Any] = {}
    said = []
    for cell in code_cells(read(path)):
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= values
        if isinstance(last, ast.Expr):
            shown_last = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            words = getattr(shown_last, "data", "")
            said.append(words if isinstance(words, str) else "")
            if hasattr(shown_last, "to_html"):
                shown_last.to_html()
    return said


def test_there_are_notebooks() -> None:
    ranks = [path.name[:3] for path in NOTEBOOKS]
    assert ranks == [f"{rank:02}-" for rank in range(1, 11)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_asks_a_question_in_its_title(path: Path) -> None:
    title = read(path).cells[0].source.splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith(" ?")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert [cell.execution_count for cell in code_cells(notebook) if cell.execution_count is not None] == []
    assert outputs(notebook) == []
    assert "widgets" not in notebook.metadata


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_parameters_cell_before_any_other_code(path: Path) -> None:
    notebook = read(path)
    (cell,) = parameter_cells(notebook)
    assert code_cells(notebook)[0] is cell
    names = [target.id for node in ast.parse(cell.source).body for target in node.targets]
    assert names[:2] == ["scenario_name", "lang"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_lets_the_library_do_the_work(path: Path) -> None:
    blocks = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With)
    for cell in code_cells(read(path)):
        assert len(cell.source.splitlines()) <= LINES_OF_A_CELL, cell.source
        assert [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, blocks)] == [], cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_speaks_french(path: Path) -> None:
    notebook = read(path)
    prose = [
        re.sub(r"(?m)`[^`]*`|^    .*$", "", cell.source) for cell in notebook.cells if cell.cell_type == "markdown"
    ]
    prose += [line for cell in code_cells(notebook) for line in re.findall(r"#\s*(.*)", cell.source)]
    words = re.findall(r"[a-zàâçéèêëîïôùûüœ]+", " ".join(prose).lower())
    assert ENGLISH & set(words) == set()
    assert len(FRENCH & set(words)) > 8
    assert notebook.cells[0].source.startswith("# ")
