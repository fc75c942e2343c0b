"""One page of the story on a slide."""

from __future__ import annotations

from typing import Any

from hds_tco.board.deck.areas import BETWEEN_PT, GAP, POINTS_PT, SOURCE_PT, Areas, arranged, source_of
from hds_tco.board.deck.box import Box
from hds_tco.board.deck.fit import cut_to_fit, size_that_fits
from hds_tco.board.deck.foot import write_foot
from hds_tco.board.deck.ground import follow
from hds_tco.board.deck.layouts import PICTURE, SOURCE, Layouts, Place, contents_of, put_in, subtitle_of, title_of
from hds_tco.board.deck.native import insert_chart
from hds_tco.board.deck.tables import insert_table
from hds_tco.board.deck.words import add_words, fill_words
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import Language, text


def opening_page(presentation: Any, layouts: Layouts, story: Story, lang: Language) -> None:
    """Add the first page."""
    slide = presentation.slides.add_slide(layouts.opening.layout)
    title, subtitle = title_of(slide), subtitle_of(slide)
    fill_words(title, [story.title], face=layouts.face)
    if subtitle is not None:
        fill_words(subtitle, [story.subtitle], face=layouts.face)
    _clean(slide, keep=[title, subtitle])
    write_foot(presentation, slide, layouts.opening.layout, story.footer, text("deck.layout.footer", lang))
    _follow(slide, layouts.opening)
    _notes(slide, [story.title, story.subtitle, story.footer])


def content_page(presentation: Any, layouts: Layouts, page: Slide, story: Story, lang: Language) -> None:
    """Add one page; what had no room is told whole in the notes."""
    place, areas = arranged(presentation, layouts, page, story.footer)
    slide = presentation.slides.add_slide(place.layout)
    title = title_of(slide)
    notes = list(page.notes)
    if not fill_words(title, [page.title], face=layouts.face):
        notes.append(page.title)
    kept = [title]
    if areas.text is not None:
        body, whole = _points(slide, areas, page, layouts, lang)
        notes += () if whole else page.points
        kept.append(body)
    if areas.picture is not None:
        kept.append(_picture(slide, areas.picture, page, layouts, lang))
    if areas.source is not None:
        kept.append(_source(slide, areas.source, page, layouts, lang))
    _clean(slide, keep=kept)
    write_foot(presentation, slide, place.layout, story.footer, text("deck.layout.footer", lang))
    _follow(slide, place)
    _notes(slide, notes or [page.title, *page.points])


def _follow(slide: Any, place: Place) -> None:
    """Give words colours that are read on a hospital's own page; ours is white."""
    if place.sketch is not None:
        follow(slide, place.sketch)


def _points(slide: Any, areas: Areas, page: Slide, layouts: Layouts, lang: Language) -> tuple[Any, bool]:
    """Write a page's points, in a box of our own where the layout has none, and tell whether all had room."""
    assert areas.text is not None
    alone = areas.picture is None
    gap = 1.5 * BETWEEN_PT if alone else BETWEEN_PT
    body = next((holder for holder in contents_of(slide) if not layouts.ours or _index(holder) != SOURCE), None)
    if body is not None:
        put_in(body, areas.text)
        return body, fill_words(body, page.points, None if alone else POINTS_PT, gap, layouts.face)
    room = (areas.text.width_pt, areas.text.height_pt)
    size = size_that_fits(page.points, room, POINTS_PT, gap_pt=gap)
    kept = cut_to_fit(page.points, room, size, gap_pt=gap)
    name = text("deck.layout.text", lang)
    return add_words(slide.shapes, areas.text, kept, size, gap_pt=gap, name=name), kept == list(page.points)


def _picture(slide: Any, box: Box, page: Slide, layouts: Layouts, lang: Language) -> Any:
    """Put the page's chart or table on its slide."""
    place = (_holder(slide, PICTURE) if layouts.ours else None) or slide.shapes
    if page.chart is not None:
        frame, alt, name = insert_chart(place, box, page.chart, lang), page.chart.alt, page.chart.key
    else:
        assert page.table is not None
        frame = insert_table(place, box, page.table, layouts.face)
        alt, name = ". ".join(filter(None, [page.title.rstrip("."), page.table.caption])), page.key
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("descr", alt)
    properties.set("name", name)
    return frame


def _source(slide: Any, box: Box, page: Slide, layouts: Layouts, lang: Language) -> Any:
    """Write the line below a chart, or below the last row of a table."""
    words = source_of(page)
    if page.table is not None and page.chart is None:
        frame = next(shape for shape in slide.shapes if shape.has_table)
        box = Box(box.left, frame.top + frame.height + GAP // 3, box.width, box.height)
    place = _holder(slide, SOURCE) if layouts.ours else None
    if place is not None:
        put_in(place, box)
        fill_words(place, [words], SOURCE_PT, face=layouts.face)
        return place
    room = (box.width_pt, box.height_pt)
    size = size_that_fits([words], room, SOURCE_PT)
    return add_words(slide.shapes, box, cut_to_fit([words], room, size), size, name=text("deck.layout.source", lang))


def _notes(slide: Any, notes: list[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    frame.text = notes[0]
    for words in notes[1:]:
        frame.add_paragraph().text = words


def _clean(slide: Any, keep: list[Any]) -> None:
    """Remove placeholders that stayed empty: their prompts would show while one edits."""
    kept = {id(holder._element) for holder in keep if holder is not None}
    for holder in list(slide.placeholders):
        if id(holder._element) not in kept:
            holder._element.getparent().remove(holder._element)


def _holder(slide: Any, index: int) -> Any | None:
    return next((holder for holder in slide.placeholders if _index(holder) == index), None)


def _index(holder: Any) -> int:
    return int(holder.placeholder_format.idx)
