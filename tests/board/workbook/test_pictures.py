"""The workbook as LibreOffice prints it: no figure too wide for its cell, no empty chart."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hds_tco.locale import text
from tests.board.stories import SITUATIONS, story
from tests.board.workbook.test_charts_sheet import made
from tests.programs import program

pytestmark = pytest.mark.slow
NAMES = [name for name in SITUATIONS if name != "tie"]
_DPI = 40


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with each workbook as PDF: LibreOffice starts once."""
    folder = tmp_path_factory.mktemp("printed")
    for name in NAMES:
        (folder / f"{name}.xlsx").write_bytes(made(name))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True, timeout=600)
    return folder


def run(name: str, *words: str | int | Path) -> str:
    return subprocess.run(
        [program(name), *map(str, words)], check=True, capture_output=True, text=True, timeout=120
    ).stdout


def pages_of(pdf: Path) -> list[str]:
    return run("pdftotext", "-layout", pdf, "-").split("\f")[:-1]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_fits_its_cell(name: str, printed: Path) -> None:
    assert [page for page in pages_of(printed / f"{name}.pdf") if "##" in page] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_a_page_and_colours(name: str, printed: Path, tmp_path: Path) -> None:
    pages = pages_of(printed / f"{name}.pdf")
    titles = [page.strip().splitlines()[-1].split("  ")[0].strip() for page in pages]  # at the foot: the sheet's name
    ours = [rank for rank, title in enumerate(titles, start=1) if title == text("workbook.sheet.charts", "fr")]
    charts = [slide.chart for slide in story(name).slides if slide.chart is not None]
    assert len(ours) == len(charts)
    if not charts:
        return
    run("pdftoppm", "-r", _DPI, "-f", ours[0], "-l", ours[-1], "-png", printed / f"{name}.pdf", tmp_path / "page")
    for chart, path in zip(charts, sorted(tmp_path.glob("page*.png")), strict=True):
        picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
        coloured = (picture.max(axis=2) - picture.min(axis=2)) > 60  # neither white, grey nor ink
        assert coloured.mean() > 0.002, chart.key
