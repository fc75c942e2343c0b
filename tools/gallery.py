"""The ten notebooks as pages of the documentation site: run once, then text, tables and charts that need no Python.

python -m tools.gallery FOLDER runs what has changed since the last time, and leaves the executed notebooks in FOLDER.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
WIDGETS = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
# A notebook that takes longer has hung.
LONGEST_SECONDS = 900
INTRO = """\
# Les dix carnets

Chacun répond à une question d'un directeur, sur le cas de référence livré. `hds-tco lab` les ouvre pour de bon, avec
leurs curseurs ; ici, ce qu'ils montrent une fois exécutés{executed}. En haut d'un carnet, `scenario_name` est le seul
mot à changer pour l'exécuter sur votre hôpital.

*Ten notebooks, one question of a director each, in French; `lang = "en"` in their first cell gives English answers.*

"""
SLIDERS = (
    "*Ici, dans le carnet, des curseurs : ils recalculent la réponse et demandent Python. `hds-tco lab` les ouvre.*"
)
COCKPIT = """\
Le cockpit vit dans un navigateur tant que Python tourne : `hds-tco app`. En image :

![Le cockpit : la réponse en haut, les curseurs à gauche, les graphiques à droite](../images/cockpit.png)"""

DRAWING = """\
<link rel="stylesheet" href="../assets/chart_view.css">
<script src="../assets/plotly.js"></script>
<script src="../assets/chart_view.js"></script>
<script src="../assets/charts.js"></script>"""


def main(folder: str) -> None:
    """Run the notebooks that changed, or whose library did, into a folder."""
    from nbclient import NotebookClient

    target = Path(folder).resolve()
    target.mkdir(parents=True, exist_ok=True)
    library = _digest(*sorted(path for part in ("hds_tco", "data") for path in _sources(ROOT / part)))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        state, done = library + _digest(path), target / path.name
        if done.exists() and _read(done).metadata.get("made_from") == state:
            continue
        print(f"→ {path.name}", flush=True)
        notebook = _read(path)
        work = target / "work" / path.stem
        work.mkdir(parents=True, exist_ok=True)
        for cell in notebook.cells:  # a pack written at an earlier time may be replaced here
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = cell.source.replace("replace = False", "replace = True")
        NotebookClient(
            notebook,
            timeout=LONGEST_SECONDS,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(work)}},
        ).execute()
        notebook.metadata["made_from"] = state
        nbformat.write(notebook, done)  # type: ignore[no-untyped-call]


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def _sources(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in {".py", ".toml", ".csv", ".js", ".css"})


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def pages(executed: Path | None) -> dict[str, str]:
    """Return the gallery and one page a notebook, by address.

    Parameters
    ----------
    executed : path, optional
        Folder of executed notebooks; without it the pages hold texts and code only.
    """
    made: dict[str, str] = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        ran = executed / path.name if executed else None
        notebook = _read(ran if ran and ran.exists() else path)
        made[f"notebooks/{path.stem}.md"] = page(notebook, path.name)
    links = [f"1. [{text.partition(chr(10))[0][2:]}]({Path(address).name})" for address, text in made.items()]
    note = "" if executed else " (cette construction du site ne les a pas exécutés : textes et code seuls)"
    return {"notebooks/index.md": INTRO.format(executed=note) + "\n".join(links) + "\n", **made}


def page(notebook: Any, name: str) -> str:
    """Return a notebook as Markdown: code folded, outputs in the open, charts as data that a script draws."""
    widgets = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    parts: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f'??? quote "Code"\n\n    ```python\n{indent(cell.source, "    ")}\n    ```')
        parts += [shown for output in cell.get("outputs", []) if (shown := _shown(output, widgets, name))]
    shown = "\n\n".join(parts)
    return f"{shown}\n\n{DRAWING}\n" if "data-chart" in shown else f"{shown}\n"


def scripts(plotly: str) -> dict[str, str]:
    """Return the scripts that draw the charts, as a page opened from a file may load them: no module among them.

    Parameters
    ----------
    plotly : str
        The library.
    """
    view = (ROOT / "hds_tco" / "cockpit" / "chart_view.js").read_text("utf-8")
    assert view.count("export default") == 1
    view = view.replace("export default", "return")
    style = (ROOT / "hds_tco" / "cockpit" / "chart_view.css").read_text("utf-8")
    return {
        "assets/plotly.js": f"{plotly}\nwindow.hdsPlotly = window.Plotly;\n",
        "assets/chart_view.js": f"window.hdsChartView = (() => {{\n{view}\n}})();\n",
        "assets/chart_view.css": style,
    }


def _shown(output: Any, widgets: dict[str, Any], name: str) -> str:
    data = output.get("data", {})
    if VIEW in data:
        state = widgets.get(data[VIEW]["model_id"], {}).get("state", {})
        return _chart(state) if state.get("spec") else COCKPIT if "cockpit" in name else SLIDERS
    if "text/markdown" in data:
        return str(data["text/markdown"])
    if "text/html" in data:
        return f'<div class="hds-table">\n{data["text/html"]}\n</div>'
    words = str(data.get("text/plain", output.get("text", "")))
    return f"```text\n{words}\n```" if words else ""


def _chart(state: dict[str, Any]) -> str:
    # Whatever the view reads, but for what only a running widget needs: its code, and references to other widgets.
    read = {name: value for name, value in state.items() if name[0] != "_" and "IPY_MODEL_" not in str(value)[:12]}
    # In an attribute, so that Markdown and the search leave the figures alone.
    held = escape(json.dumps(read, ensure_ascii=False), quote=True)
    return f'<figure class="hds-figure" data-chart="{held}"></figure>'


if __name__ == "__main__":
    main(sys.argv[1])
