"""What stands on each slide: every situation, both languages, and stories longer than any page."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from hds_tco.board.deck.build import deck
from hds_tco.board.deck.layouts import inner, style_of
from hds_tco.board.deck.measure import LAST_RESORT, Box, height_pt
from hds_tco.locale import Language
from tests.board.deck.decks import EVERY, PAGE, box_of, made, notes_of, slides_of, told

each = pytest.mark.parametrize(("name", "lang"), EVERY)
real = pytest.mark.parametrize(("name", "lang"), [item for item in EVERY if item[0] != "extreme"])


@each
def test_the_message_is_the_title(name: str, lang: Language) -> None:
    for page, slide in slides_of(name, lang):
        expected = told(name, lang).title if page is None else page.title
        title = slide.shapes.title.text_frame.text
        assert title == expected or (title.endswith("…") and expected in notes_of(slide))


@real
def test_nothing_is_cut(name: str, lang: Language) -> None:
    for page, slide in slides_of(name, lang):
        if page is None:
            continue
        assert slide.shapes.title.text_frame.text == page.title
        bodies = [shape.text_frame.text for shape in slide.placeholders if shape.has_text_frame]
        if page.points:
            assert "\n".join(page.points) in bodies
        if page.table is not None and page.chart is None:
            table = next(shape.table for shape in slide.shapes if shape.has_table)
            rows = [tuple(cell.text_frame.text for cell in row.cells) for row in table.rows]
            assert rows == [page.table.columns, *page.table.rows]


@each
def test_the_speaker_is_told(name: str, lang: Language) -> None:
    for page, slide in slides_of(name, lang):
        notes = notes_of(slide)
        assert notes.strip()
        for words in page.notes if page is not None else ():
            assert words in notes


@each
def test_pictures_are_told_to_those_who_do_not_see_them(name: str, lang: Language) -> None:
    for page, slide in slides_of(name, lang):
        frames = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        assert len(frames) == (page is not None and (page.chart is not None or page.table is not None))
        for frame in frames:
            described = frame._element.nvGraphicFramePr.cNvPr.get("descr")
            assert described
            if page is not None and page.chart is not None:
                assert described == page.chart.alt
        assert not list(slide._element.iter("{*}pic"))


@each
def test_no_placeholder_waits_for_words(name: str, lang: Language) -> None:
    for _, slide in slides_of(name, lang):
        for holder in slide.placeholders:
            assert holder.has_chart or holder.has_table or holder.text_frame.text.strip()


@each
def test_every_word_has_its_language(name: str, lang: Language) -> None:
    from pptx.oxml.ns import qn

    for _, slide in slides_of(name, lang):
        for run in slide._element.iter(qn("a:r")):
            assert run.find(qn("a:rPr")).get("lang") == {"fr": "fr-FR", "en": "en-GB"}[lang]


@each
def test_nothing_leaves_the_page_nor_covers_anything(name: str, lang: Language) -> None:
    for _, slide in slides_of(name, lang):
        boxes = {shape.name: box_of(shape) for shape in slide.shapes}
        assert len(boxes) == len(slide.shapes)
        for box in boxes.values():
            assert 0 <= box.left < box.right <= PAGE.right
            assert 0 <= box.top < box.bottom <= PAGE.bottom
        for (one, first), (other, second) in combinations(boxes.items(), 2):
            assert not first.meets(second), (one, other)


@each
def test_words_fit_their_boxes(name: str, lang: Language) -> None:
    for _, slide in slides_of(name, lang):
        for shape in slide.shapes:
            if shape.has_text_frame:
                assert text_height(shape) <= room_of(shape).height_pt + 0.5, shape.name
            if shape.has_table:
                check_table(shape)


def room_of(shape: Any) -> Box:
    """Return where a shape's words may stand."""
    return inner(shape, box_of(shape)) if shape.is_placeholder else box_of(shape)


def text_height(shape: Any) -> float:
    """Return what the words of a shape take, in points."""
    paragraphs = shape.text_frame.paragraphs
    style: dict[str, Any] = style_of(shape) if shape.is_placeholder else {"size": 18.0, "bold": False, "indent": 0}
    sizes = {run.font.size.pt if run.font.size else style["size"] for line in paragraphs for run in line.runs}
    if not sizes:
        return 0.0
    assert len(sizes) == 1
    size = sizes.pop()
    assert size >= LAST_RESORT
    gap = paragraphs[1].space_before.pt if len(paragraphs) > 1 else 0.0
    across = room_of(shape).width_pt - style["indent"] / 12_700
    words = [line.text for line in paragraphs]
    return height_pt(words, size, across, style["bold"], gap, "arial")


def check_table(frame: Any) -> None:
    """Check that each row is as high as its words."""
    assert frame.width == sum(column.width for column in frame.table.columns)
    assert frame.height == sum(row.height for row in frame.table.rows)
    for row in frame.table.rows:
        for cell, column in zip(row.cells, frame.table.columns, strict=True):
            run = next((run for line in cell.text_frame.paragraphs for run in line.runs), None)
            if run is None:
                continue
            across = (column.width - cell.margin_left - cell.margin_right) / 12_700
            needed = height_pt([cell.text_frame.text], run.font.size.pt, across, bool(run.font.bold), face="arial")
            assert needed <= (row.height - cell.margin_top - cell.margin_bottom) / 12_700 + 0.5
            assert run.font.size.pt >= LAST_RESORT


@real
def test_words_are_read_from_the_back_of_the_room(name: str, lang: Language) -> None:
    for page, slide in slides_of(name, lang):
        if page is None or name == "longest_labels":
            continue
        assert text_size(slide.shapes.title) >= 20
        for shape in slide.shapes:
            if shape.has_table:
                lines = [line for cell in shape.table.iter_cells() for line in cell.text_frame.paragraphs]
                assert min(run.font.size.pt for line in lines for run in line.runs) >= (
                    8 if page.key == "assumptions" else 9
                )
            elif shape.has_text_frame and shape.text_frame.text == "\n".join(page.points):
                assert text_size(shape) >= 11


def text_size(shape: Any) -> float:
    run = shape.text_frame.paragraphs[0].runs[0]
    return float(run.font.size.pt if run.font.size else style_of(shape)["size"])


@pytest.mark.parametrize(("name", "lang"), [("external_wins", "fr"), ("kinds", "en"), ("extreme", "fr")])
def test_the_same_story_gives_the_same_bytes(name: str, lang: Language) -> None:
    assert deck(told(name, lang)) == made(name, lang)
