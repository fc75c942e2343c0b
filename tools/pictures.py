"""Make the README's pictures: `python -m tools.pictures` writes docs/images/notebook.png and docs/images/compare.png.

Run it when a screen has changed. Needs chromium (see `tools.lab`) and no network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from playwright.sync_api import FloatRect
from rich.console import Console, RenderableType
from rich.table import Table
from rich.terminal_theme import TerminalTheme
from rich.text import Text

import hds_tco as ht
from hds_tco.cli.tables import comparison_parts
from tools.lab import chromium, notebook_in_lab, run_all, wait_for_charts

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-que-coute-chaque-option.ipynb"
PICTURES = ROOT / "docs" / "images"
CASE = "reference-ght"
COLUMNS = 132  # of the terminal: the table of options fits
MARGIN = 14  # around what is cut out of a page, in pixels
# Wide enough for charts of 1,200 pixels beside JupyterLab's own margins.
LAB = {"width": 1360, "height": 1000}
LIGHT = TerminalTheme((255, 255, 255), (34, 34, 34), [(34, 34, 34)] * 8)
# Rich's own asks a public server for a font; this one takes what is there, and needs no address at all.
SVG = """<svg viewBox="0 0 {width} {height}" width="{width}">
<style>
  .{unique_id}-matrix {{
    font-family: "DejaVu Sans Mono", "Liberation Mono", monospace;
    font-size: {char_height}px; line-height: {line_height}px;
  }}
  {styles}
</style>
<defs>
  <clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
  {lines}
</defs>
<g clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>"""


def first_parts(parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """Yield the parts up to the first table: the answer, and the options side by side."""
    for part in parts:
        yield part
        if isinstance(part, Table):
            return


def terminal_svg() -> str:
    """Return what `hds-tco compare` shows first, as a drawing."""
    console = Console(record=True, file=StringIO(), width=COLUMNS, highlight=False, force_terminal=True)
    console.print(Text(f"$ hds-tco compare {CASE}"))
    for part in first_parts(comparison_parts(ht.compare(ht.load(CASE)), "fr")):
        console.print(part)
    return console.export_svg(theme=LIGHT, code_format=SVG, unique_id="hds")


def compare_picture(file: Path) -> None:
    """Write the picture of the terminal."""
    with chromium(width=1700, height=1000, scale=0.75) as page:
        page.set_content(f"<body style='margin: {MARGIN}px; background: white'>{terminal_svg()}</body>")
        drawn = page.locator("svg g").first.bounding_box()
        assert drawn is not None
        page.screenshot(path=str(file), clip=_around(drawn), full_page=True)


def notebook_picture(file: Path) -> None:
    """Write the picture of the notebook's answer, sliders and charts."""
    with (
        tempfile.TemporaryDirectory() as folder,
        notebook_in_lab(NOTEBOOK, Path(folder) / "lab", **LAB) as (page, _),
    ):
        run_all(page)
        wait_for_charts(page)
        page.add_style_tag(content=".jp-InputPrompt, .jp-OutputPrompt, .jp-InputArea { visibility: hidden; }")
        explorer = page.locator(".hds-explorer")
        explorer.evaluate("node => node.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(1500)  # until plotly has drawn at its last width
        shown = explorer.bounding_box()
        assert shown is not None
        page.screenshot(path=str(file), clip=_around(shown))


def _around(box: FloatRect) -> FloatRect:
    left, top = max(box["x"] - MARGIN, 0.0), max(box["y"] - MARGIN, 0.0)
    right, bottom = box["x"] + box["width"] + MARGIN, box["y"] + box["height"] + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=PICTURES, help="where to write (docs/images)")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in (("compare.png", compare_picture), ("notebook.png", notebook_picture)):
        make(folder / name)
        print(f"{folder / name}: {(folder / name).stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
