"""Make the README's pictures: `python -m tools.pictures` writes them to docs/images.

Run it when a screen has changed. Needs chromium (see `tools.lab`), LibreOffice, pdftoppm, and no network.
"""

from __future__ import annotations

import argparse
import subprocess
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
from hds_tco.board.pack import write_pack
from hds_tco.cli.tables import comparison_parts
from tools.lab import chromium, notebook_in_lab, run_all, wait_for_charts
from tools.served import served

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-que-coute-chaque-option.ipynb"
PICTURES = ROOT / "docs" / "images"
CASE = "reference-ght"
COLUMNS = 132  # of the terminal: the table of options fits
# Pages of the pack, from the cover on: what it costs by nature, as a slide; the answer, as a page. How wide they are.
COSTS, ANSWER, WIDTH = 5, 3, 1200
SLOW_MS = 120_000
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


def cockpit_picture(file: Path) -> None:
    """Write the picture of the app as it opens."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served("app", folder=Path(folder)) as running,
        chromium(width=1280, height=720) as page,
    ):
        page.goto(running.address)
        page.wait_for_selector(".hds-cockpit .hds-tile-chance", timeout=SLOW_MS)
        page.wait_for_selector(".hds-chart .main-svg", state="attached", timeout=SLOW_MS)
        page.wait_for_timeout(2500)
        page.screenshot(path=str(file))


def pack_pictures(slide: Path, document: Path, page_file: Path) -> None:
    """Write the pictures of three forms of the board pack, from the same story."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deck, pdf, html = write_pack(ht.load(CASE), folder, forms=("pptx", "pdf", "html"))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder / "deck", deck)
        _page(folder / "deck" / f"{deck.stem}.pdf", COSTS, slide)
        _page(pdf, ANSWER, document)
        with chromium(width=1280, height=720) as page:
            page.goto(html.as_uri())
            page.wait_for_selector(".main-svg", state="attached", timeout=SLOW_MS)
            page.wait_for_timeout(1500)
            page.screenshot(path=str(page_file))


def _page(pdf: Path, number: int, file: Path) -> None:
    page = ("-f", number, "-l", number, "-singlefile", "-scale-to-x", WIDTH, "-scale-to-y", -1)
    _run("pdftoppm", "-png", *page, pdf, file.with_suffix(""))


def _run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=SLOW_MS / 1e3)


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
    compare_picture(folder / "compare.png")
    notebook_picture(folder / "notebook.png")
    cockpit_picture(folder / "cockpit.png")
    pack_pictures(folder / "slide.png", folder / "document.png", folder / "page.png")
    for file in sorted(folder.glob("*.png")):
        print(f"{file}: {file.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
