"""Every notebook runs without a screen, as it stands and with other parameters; how notebooks are kept."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PARAMETERS: tuple[Mapping[str, str], ...] = (
    {},
    {"scenario_name": "chi-eure-seine-2017-total"},
    {"scenario_name": "tout-a-zero"},
    {"lang": "en"},
)
SECONDS = 60
LINES_OF_A_CELL = 10
ENGLISH = {"the", "and", "of", "is", "are", "with", "this", "that", "cost", "your", "which", "from", "each", "see"}
FRENCH = {"le", "la", "les", "un", "une", "et", "de", "des", "du", "ce", "est", "que", "pour", "par", "puis", "avec"}


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parameter_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]


def with_parameters(notebook: Any, values: Mapping[str, str]) -> Any:
    """Replace the parameters' values, as a reader would by hand."""
    (cell,) = parameter_cells(notebook)
    for name, value in values.items():
        cell.source, count = re.subn(rf"(?m)^{name} = .*$", f'{name} = "{value}"', cell.source)
        assert count == 1, f"no parameter {name}"
    return notebook


@pytest.fixture
def own_jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's settings, and what the user's Python does at its start, out of the run."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def shown(notebook: Any) -> str:
    """Return all that the outputs say, as text and as pages."""
    said = []
    for output in outputs(notebook):
        data = output.get("data", {})
        said += [output.get("text", ""), *(data.get(kind, "") for kind in ("text/html", "text/markdown", "text/plain"))]
    return "\n".join(said)


def run(path: Path, values: Mapping[str, str], folder: Path) -> Any:
    notebook = with_parameters(read(path), values)
    # In the kernel as in the tests: a warning is an error.
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import warnings\nwarnings.simplefilter('error')"))
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return notebook


@pytest.mark.slow
@pytest.mark.parametrize("values", PARAMETERS, ids=lambda values: "-".join(values.values()) or "as it stands")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_within_a_minute_and_says_nothing_on_stderr(
    path: Path, values: Mapping[str, str], own_jupyter: Path
) -> None:
    start = time.monotonic()
    notebook = run(path, values, own_jupyter)
    assert time.monotonic() - start < SECONDS
    assert [
        output for output in outputs(notebook) if output.output_type == "error" or output.get("name") == "stderr"
    ] == []
    widgets = [
        output for output in outputs(notebook) if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]
    assert len(widgets) == 1
    said = shown(notebook)
    assert ("Net present cost" in said) == (values.get("lang") == "en")
    assert ("Coût actualisé net" in said) == (values.get("lang") != "en")
    assert "nan" not in re.findall(r"[a-z]+", said)


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["01-que-coute-chaque-option.ipynb"]


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
    assert names == ["scenario_name", "lang"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_lets_the_library_do_the_work(path: Path) -> None:
    blocks = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With)
    for cell in code_cells(read(path)):
        assert len(cell.source.splitlines()) <= LINES_OF_A_CELL, cell.source
        assert [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, blocks)] == [], cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_speaks_french(path: Path) -> None:
    notebook = read(path)
    prose = [re.sub(r"`[^`]*`", "", cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
    prose += [line for cell in code_cells(notebook) for line in re.findall(r"#\s*(.*)", cell.source)]
    words = re.findall(r"[a-zàâçéèêëîïôùûüœ]+", " ".join(prose).lower())
    assert ENGLISH & set(words) == set()
    assert len(FRENCH & set(words)) > 8
    assert notebook.cells[0].source.startswith("# ")
