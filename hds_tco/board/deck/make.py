"""The story as PowerPoint slides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hds_tco.board.deck.clean import clean
from hds_tco.board.deck.ours import our_template
from hds_tco.board.deck.package import keep_one_about, saved
from hds_tco.board.deck.page import content_page, opening_page
from hds_tco.board.deck.template import open_template
from hds_tco.board.slide import Story
from hds_tco.locale import Language

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
    presentation, layouts = our_template(lang) if template is None else open_template(template, lang)
    story = clean(story)
    opening_page(presentation, layouts, story, lang)
    for page in story.slides:
        content_page(presentation, layouts, page, story, lang)
    _say_language(presentation, lang)
    keep_one_about(presentation)
    about = presentation.core_properties
    about.title, about.subject, about.language = story.title[:_LONGEST], story.subtitle[:_LONGEST], _TAGS[lang]
    about.author = about.last_modified_by = "hds_tco"
    about.keywords, about.comments, about.category = story.stamp, "", ""
    about.revision = 1
    return saved(presentation)


def _say_language(presentation: Any, lang: Language) -> None:
    """Mark every text with its language: voices and spelling checkers go by it."""
    from lxml import etree
    from pptx.oxml.ns import qn

    for slide in presentation.slides:
        trees = [slide._element] + ([slide.notes_slide._element] if slide.has_notes_slide else [])
        for tree in trees:
            for run in tree.iter(qn("a:r"), qn("a:fld")):
                properties = run.find(qn("a:rPr"))
                if properties is None:
                    properties = etree.Element(qn("a:rPr"))
                    run.insert(0, properties)
                properties.set("lang", _TAGS[lang])
