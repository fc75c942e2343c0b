"""The shipped notebooks, read and run for the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import nbformat

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SECONDS = 60
# By the clock, on a machine that does other work as well.
PATIENCE_SECONDS = 300
WIDGETS = "application/vnd.jupyter.widget-state+json"


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parameter_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def shown(notebook: Any) -> str:
    """Return all that the outputs say, as a reader reads it: texts, pages without their marks, and charts' words."""
    said = []
    for output in outputs(notebook):
        data = output.get("data", {})
        if "text/markdown" in data:
            said.append(data["text/markdown"])
        elif "text/html" in data:
            page = re.sub(r"<style.*?</style>", " ", data["text/html"], flags=re.DOTALL)
            said.append(unescape(re.sub(r"<[^>]*>", " ", page)))
        elif "application/vnd.jupyter.widget-view+json" not in data:
            said.append(data.get("text/plain", output.get("text", "")))
    said += [text for chart in charts(notebook) for text in (chart["title"], chart["source"], chart["alt"])]
    return "\n".join(said)


def charts(notebook: Any) -> list[Mapping[str, str]]:
    """Return what stands around each chart: title, source, alternative text."""
    return [state["caption"] for state in widgets(notebook) if state.get("caption")]


def widgets(notebook: Any) -> list[dict[str, Any]]:
    """Return the state of every widget that the run made."""
    held = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    return [item["state"] for item in held.values()]


def run(path: Path, values: Mapping[str, Any], folder: Path) -> Any:
    """Run a notebook under papermill in a folder, warnings being errors in its kernel as in the tests."""
    import papermill  # type: ignore[import-untyped]

    notebook = read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import warnings\nwarnings.simplefilter('error')"))
    given, done = folder / f"given-{path.name}", folder / f"done-{path.name}"
    nbformat.write(notebook, given)
    return papermill.execute_notebook(
        given,
        done,
        dict(values),
        kernel_name="python3",
        progress_bar=False,
        log_output=False,
        cwd=folder,
        execution_timeout=PATIENCE_SECONDS,
    )
