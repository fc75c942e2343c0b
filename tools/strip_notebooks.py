"""Keep notebooks without outputs: `--check` names those that have some, without it they are stripped in place.

A saved figure weighs megabytes and shows last month's numbers; the code is what is kept, and the tests run it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

# What a run leaves in the metadata of a notebook or of a cell (the state of widgets alone can weigh megabytes).
TRACES_OF_A_RUN = ("widgets", "signature", "papermill", "execution", "ExecuteTime", "collapsed", "scrolled")


def strip(notebook: Any) -> list[str]:
    """Remove from a notebook, in place, all that a run leaves; return what was found, in words."""
    found: list[str] = []
    for rank, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            if cell.get("outputs"):
                found.append(f"cell {rank}: outputs")
            if cell.get("execution_count") is not None:
                found.append(f"cell {rank}: execution count")
            cell.outputs, cell.execution_count = [], None
        found += _drop(cell.metadata, f"cell {rank}")
    return found + _drop(notebook.metadata, "notebook")


def _drop(metadata: Any, where: str) -> list[str]:
    return [f"{where}: metadata {key!r}" for key in TRACES_OF_A_RUN if metadata.pop(key, None) is not None]


def treat(path: Path, check: bool) -> list[str]:
    """Strip the notebook at `path`, or only look at it; return what was found."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    found = strip(notebook)
    if found and not check:
        nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 if `--check` found something."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, help="notebooks; by default all of notebooks/")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if a notebook has outputs")
    options = parser.parse_args(arguments)
    paths = options.paths or sorted(Path("notebooks").rglob("*.ipynb"))
    dirty = False
    for path in paths:
        for item in treat(path, options.check):
            dirty = True
            print(f"{path}: {item}{'' if options.check else ' removed'}")
    if dirty and options.check:
        print("Run: .venv/bin/python tools/strip_notebooks.py", file=sys.stderr)
    return int(dirty and options.check)


if __name__ == "__main__":
    sys.exit(main())
