"""What is seen on a rendered page: the contrast of each word, and how high a chart's drawing is."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from hds_tco.board.deck.measure import Box
from tests.programs import program

Picture = npt.NDArray[np.float64]
DPI = 150
CM = DPI / 2.54
_GREY, _INK = (0.75, 0.95), 0.3


class Word(NamedTuple):
    """A word of a page and where it stands, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def office(out: Path, form: str, *files: Path) -> None:
    """Let LibreOffice write files in another form."""
    profile = f"-env:UserInstallation=file://{out.parent / 'profile'}"
    command = [program("soffice"), profile, "--headless", "--convert-to", form, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def run(name: str, *words: str | int | Path) -> str:
    """Return what a program prints."""
    return subprocess.run(
        [program(name), *map(str, words)], check=True, capture_output=True, text=True, timeout=120
    ).stdout


def words_of(pdf: Path) -> list[list[Word]]:
    """Return the words of each page, in the order in which they are written."""
    pages = run("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]
    found = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
    return [[Word(html.unescape(words), *map(float, sides)) for *sides, words in found.findall(page)] for page in pages]


def pages_of(pdf: Path, folder: Path) -> list[Picture]:
    """Return each page as it is seen, from 0 to 1."""
    run("pdftoppm", "-r", DPI, "-png", pdf, folder / pdf.stem)
    return [np.asarray(Image.open(path).convert("RGB")) / 255 for path in sorted(folder.glob(f"{pdf.stem}-*.png"))]


def contrast_of(word: Word, page: Picture) -> float:
    """Return the contrast between what is most of a word's box, its ground, and what differs most from it, its ink."""
    scale = DPI / 72
    rows = slice(max(0, int(word.top * scale)), int(word.bottom * scale) + 1)
    columns = slice(max(0, int(word.left * scale)), int(word.right * scale) + 1)
    inside = page[rows, columns].reshape(-1, 3)
    if not len(inside):
        return 21.0
    linear = np.where(inside <= 0.04045, inside / 12.92, ((inside + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722]) + 0.05
    ground = np.median(light)
    # The middle of strokes: their edges are half ink, half ground.
    return float(max(np.quantile(light, 0.995) / ground, ground / np.quantile(light, 0.005)))


def plot_cm(page: Picture, box: Box, slide: tuple[int, int]) -> float:
    """Return how high the drawing of a chart is: from its upper level rule to its lower one, or along its upright ones.

    Rules between figures are pale; the axis, one step below the lowest of them, is dark.
    """
    rows, columns = page.shape[:2]
    left, right = (round(side * columns / slide[0]) for side in (box.left, box.right))
    top, bottom = (round(side * rows / slide[1]) for side in (box.top, box.bottom))
    inside = page[top:bottom, left:right]
    pale = (inside.min(axis=2) > _GREY[0]) & (inside.max(axis=2) < _GREY[1]) & (np.ptp(inside, axis=2) < 0.03)
    level = np.flatnonzero(pale.mean(axis=1) > 0.25)
    upright = np.flatnonzero(pale.mean(axis=0) > 0.25)
    if len(upright) > 1:
        seen = np.flatnonzero(pale[:, upright].mean(axis=1) >= 0.4)  # bars hide some, letters are pale at their edges
        return float((seen[-1] - seen[0]) / CM)
    if len(level) < 2:
        return 0.0
    apart = np.diff(level)
    step = int(np.median(apart[apart > 3])) if (apart > 3).any() else 0
    dark = (inside.max(axis=2) < _INK).mean(axis=1)
    below = dark[level[-1] + step - 3 : level[-1] + step + 4]
    last = level[-1] + step if step and len(below) and below.max() > 0.12 else level[-1]
    return float((last - level[0]) / CM)


def charts_of(slide: Any) -> list[Any]:
    """Return the charts of a slide."""
    return [shape for shape in slide.shapes if shape.has_chart]
