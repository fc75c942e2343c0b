"""The story as PowerPoint slides: one page of it on each, then a file without a clock, so same story, same bytes."""

from __future__ import annotations

import io
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from hds_tco.board.deck.areas import BETWEEN_PT, GAP, POINTS_PT, SOURCE_PT, Areas, arranged, source_of
from hds_tco.board.deck.background.legible import make_legible
from hds_tco.board.deck.custom_template import open_template
from hds_tco.board.deck.default_template import default_template
from hds_tco.board.deck.layouts import PICTURE, SOURCE, Layouts, Place, contents_of, put_in, subtitle_of, title_of
from hds_tco.board.deck.measure import Box
from hds_tco.board.deck.native.chart import insert_chart
from hds_tco.board.deck.tables import insert_table
from hds_tco.board.deck.text_boxes import add_words, fill_words, write_footer
from hds_tco.board.office import undated
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import Language, bare, text

# Of a property of a file, for Office.
_LONGEST = 255
_TAGS = {"fr": "fr-FR", "en": "en-GB"}


def deck(story: Story, template: Path | str | None = None) -> bytes:
    """Return a PowerPoint file: native charts that open with their figures, notes, text for screen readers.

    Parameters
    ----------
    story : Story
    template : path, optional
        The hospital's own presentation or template: its masters and layouts are used, its slides are left out.

    Returns
    -------
    bytes
        The same for the same story.

    Raises
    ------
    ScenarioError
        If the template cannot be used: all that is missing.

    Examples
    --------
    >>> from hds_tco.board.slide import Slide
    >>> page = Slide("answer", "Héberger chez un tiers coûte le moins", ("18 M€ en dix ans",), ())
    >>> deck(Story("Héberger nos données", "Conseil de surveillance", "fr", (page,), "GHT de référence"))[:2]
    b'PK'
    """
    lang: Language = "en" if story.lang == "en" else "fr"
    presentation, layouts = default_template(lang) if template is None else open_template(template, lang)
    story = _one_line(story)
    _opening_page(presentation, layouts, story, lang)
    for page in story.slides:
        _content_page(presentation, layouts, page, story, lang)
    _say_language(presentation, lang)
    _keep_one_about(presentation)
    about = presentation.core_properties
    about.title, about.subject, about.language = story.title[:_LONGEST], story.subtitle[:_LONGEST], _TAGS[lang]
    about.author = about.last_modified_by = "hds_tco"
    about.keywords, about.comments, about.category = story.stamp, "", ""
    about.revision = 1
    return _saved(presentation)


def _say_language(presentation: Any, lang: Language) -> None:
    """Mark every text with its language: voices and spelling checkers go by it."""
    from pptx.oxml.ns import qn

    for slide in presentation.slides:
        trees = [slide._element] + ([slide.notes_slide._element] if slide.has_notes_slide else [])
        for tree in trees:
            for run in tree.iter(qn("a:r"), qn("a:fld")):
                run.get_or_add_rPr().set("lang", _TAGS[lang])


def _opening_page(presentation: Any, layouts: Layouts, story: Story, lang: Language) -> None:
    """Add the first page."""
    slide = presentation.slides.add_slide(layouts.opening.layout)
    title, subtitle = title_of(slide), subtitle_of(slide)
    fill_words(title, [story.title], face=layouts.face)
    if subtitle is not None:
        fill_words(subtitle, [story.subtitle], face=layouts.face)
    notes = [story.title, story.subtitle, story.footer]
    _finish(presentation, slide, layouts.opening, [title, subtitle], story.footer, notes, lang)


def _content_page(presentation: Any, layouts: Layouts, page: Slide, story: Story, lang: Language) -> None:
    """Add one page; what had no room is told whole in the notes."""
    place, areas = arranged(presentation, layouts, page, story.footer)
    slide = presentation.slides.add_slide(place.layout)
    title = title_of(slide)
    notes = list(page.notes)
    if not fill_words(title, [page.title], face=layouts.face):
        notes.append(page.title)
    used = [title]
    if areas.text is not None:
        body, complete = _points(slide, areas, page, layouts, lang)
        notes += () if complete else page.points
        used.append(body)
    if areas.picture is not None:
        used.append(_picture(slide, areas.picture, page, layouts, lang))
    if areas.source is not None:
        used.append(_source(slide, areas.source, page, layouts, lang))
    _finish(presentation, slide, place, used, story.footer, notes or [page.title, *page.points], lang)


def _finish(
    presentation: Any, slide: Any, place: Place, used: list[Any], footer: str, notes: list[str], lang: Language
) -> None:
    """Remove placeholders that stayed empty, whose prompts would show while one edits; write footer and notes."""
    elements = {id(holder._element) for holder in used if holder is not None}
    for holder in list(slide.placeholders):
        if id(holder._element) not in elements:
            holder._element.getparent().remove(holder._element)
    write_footer(presentation, slide, place.layout, footer, text("deck.layout.footer", lang))
    if place.sketch is not None:  # a hospital's own page; ours is white
        make_legible(slide, place.sketch)
    frame = slide.notes_slide.notes_text_frame
    frame.text = notes[0]
    for words in notes[1:]:
        frame.add_paragraph().text = words


def _points(slide: Any, areas: Areas, page: Slide, layouts: Layouts, lang: Language) -> tuple[Any, bool]:
    """Write a page's points, in a box of our own where the layout has none, and tell whether all had room."""
    assert areas.text is not None
    alone = areas.picture is None
    gap = 1.5 * BETWEEN_PT if alone else BETWEEN_PT
    body = next((holder for holder in contents_of(slide) if not layouts.ours or _index(holder) != SOURCE), None)
    if body is not None:
        put_in(body, areas.text)
        return body, fill_words(body, page.points, None if alone else POINTS_PT, gap, layouts.face)
    name = text("deck.layout.text", lang)
    return add_words(slide.shapes, areas.text, page.points, POINTS_PT, gap_pt=gap, name=name)


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
    return add_words(slide.shapes, box, [words], SOURCE_PT, name=text("deck.layout.source", lang))[0]


def _holder(slide: Any, index: int) -> Any | None:
    return next((holder for holder in slide.placeholders if _index(holder) == index), None)


def _index(holder: Any) -> int:
    return int(holder.placeholder_format.idx)


def _one_line(item: Any) -> Any:
    r"""Return a story, or a part of it, with each text on one line, without signs that break a file.

    Examples
    --------
    >>> _one_line(("un\n\tdeux", 3.0, "trois\x00"))
    ('un deux', 3.0, 'trois')
    """
    if isinstance(item, str):
        return item if (bared := bare(item)) == item else re.sub(" +", " ", bared).strip()
    if isinstance(item, tuple):
        return item if item and isinstance(item[0], int | float) else tuple(map(_one_line, item))
    if is_dataclass(item) and not isinstance(item, type):
        return replace(item, **{field.name: _one_line(getattr(item, field.name)) for field in fields(item)})
    return item


_ABOUT = "/metadata/core-properties"


def _keep_one_about(presentation: Any) -> None:
    """Take away what a template says of itself under a name that python-pptx does not know (LibreOffice writes such).

    Else the file would have two parts of one name: that one, and ours.
    """
    from pptx.opc.constants import RELATIONSHIP_TYPE

    links = presentation.part.package._rels
    about = [key for key, link in links.items() if link.reltype.endswith(_ABOUT)]
    known = [key for key in about if links[key].reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES]
    for key in set(about) - set(known[:1]):
        links.pop(key)


def _saved(presentation: Any) -> bytes:
    """Return the file of a presentation, without the time at which it was made."""
    content = io.BytesIO()
    presentation.save(content)
    return undated(content.getvalue())
