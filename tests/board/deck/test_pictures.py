"""Slides as LibreOffice shows them: words inside their boxes, no empty chart; and a file that it can save again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pptx import Presentation

from hds_tco.board.deck.measure import POINT, Box
from hds_tco.locale import Language
from tests.board.deck.decks import EVERY, box_of, made, slides_of
from tests.board.deck.measure import Word, office, run, words_of

pytestmark = pytest.mark.slow
each = pytest.mark.parametrize(("name", "lang"), EVERY)
_DPI = 40


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with each deck as PDF, and one saved again as PPTX: LibreOffice starts twice."""
    folder = tmp_path_factory.mktemp("drawn")
    for name, lang in EVERY:
        (folder / f"{name}-{lang}.pptx").write_bytes(made(name, lang))
    office(folder, "pdf", *sorted(folder.glob("*.pptx")))
    office(folder / "again", "pptx", folder / "kinds-fr.pptx", folder / "external_wins-fr.pptx")
    return folder


@each
def test_words_stay_in_their_boxes(name: str, lang: Language, drawn: Path) -> None:
    pages = words_of(drawn / f"{name}-{lang}.pdf")
    slides = slides_of(name, lang)
    assert len(pages) == len(slides)
    for words, (_, slide) in zip(pages, slides, strict=True):
        for word in words:
            assert word.left >= -1 and word.right <= 961 and word.top >= -1 and word.bottom <= 541, word
        for shape in slide.shapes:
            for text, box in texts_of(shape):
                for word in find(words, text):
                    assert box.left / POINT - 2 <= word.left and word.right <= box.right / POINT + 2, (text, word)
                    # A word's height counts the room for letters that hang or wear accents.
                    spare = 2 + 0.15 * (word.bottom - word.top)
                    assert box.top / POINT - spare <= word.top, (text, word)
                    assert word.bottom <= box.bottom / POINT + spare, (text, word)


def texts_of(shape: Any) -> Iterator[tuple[str, Box]]:
    """Yield each paragraph of a shape, or cell of a table, and the box that it may fill."""
    if shape.has_text_frame:
        for line in shape.text_frame.paragraphs:
            if line.runs:
                yield "".join(run.text for run in line.runs), box_of(shape)
    elif shape.has_table:
        across, down = shape.left, shape.top
        for row in shape.table.rows:
            left = across
            for cell, column in zip(row.cells, shape.table.columns, strict=True):
                if cell.text_frame.text:
                    yield cell.text_frame.text, Box(left, down, column.width, row.height)
                left += column.width
            down += row.height


def find(words: list[Word], text: str) -> list[Word]:
    """Return the words of a page that spell a text, whatever the spaces; where it is there twice, those inside."""
    letters = "".join(char for char in text if not char.isspace())
    spelt, owner = "", []
    for word in words:
        kept = "".join(char for char in word.text if not char.isspace())
        spelt += kept
        owner += [word] * len(kept)
    places = [match.start() for match in re.finditer(re.escape(letters), spelt)]
    assert places, f"not shown: {text}"
    if len(places) > 1:
        return []  # an "A" or a figure may be anywhere
    return list(dict.fromkeys(owner[places[0] : places[0] + len(letters)]))


@each
def test_no_chart_is_empty(name: str, lang: Language, drawn: Path, tmp_path: Path) -> None:
    pictured = [rank for rank, (_, slide) in enumerate(slides_of(name, lang)) if any(s.has_chart for s in slide.shapes)]
    if not pictured:
        return
    run("pdftoppm", "-r", _DPI, "-png", drawn / f"{name}-{lang}.pdf", tmp_path / "page")
    pictures = sorted(tmp_path.glob("page*.png"))
    for rank in pictured:
        picture = np.asarray(Image.open(pictures[rank]).convert("RGB")).astype(int)
        frame = next(shape for shape in slides_of(name, lang)[rank][1].shapes if shape.has_chart)
        box = box_of(frame)
        left, top, right, bottom = (
            round(side / POINT * _DPI / 72) for side in (box.left, box.top, box.right, box.bottom)
        )
        inside = picture[top:bottom, left:right]
        coloured = (inside.max(axis=2) - inside.min(axis=2)) > 60  # neither white, grey nor ink
        assert coloured.mean() > 0.002, frame.name


@pytest.mark.parametrize("name", ["kinds", "external_wins"])
def test_libreoffice_saves_it_again(name: str, drawn: Path) -> None:
    again = Presentation(io.BytesIO((drawn / "again" / f"{name}-fr.pptx").read_bytes()))
    before = slides_of(name, "fr")
    assert len(again.slides) == len(before)
    for slide, (_, ours) in zip(again.slides, before, strict=True):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert ours.shapes.title.text_frame.text in words
        assert sum(shape.has_chart for shape in slide.shapes) == sum(shape.has_chart for shape in ours.shapes)
        assert sum(shape.has_table for shape in slide.shapes) == sum(shape.has_table for shape in ours.shapes)
        assert slide.notes_slide.notes_text_frame.text.split() == ours.notes_slide.notes_text_frame.text.split()
