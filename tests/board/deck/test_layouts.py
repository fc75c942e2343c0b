"""A placeholder of a slide takes its place and its style from the placeholder of the layout that it stands for."""

from __future__ import annotations

from hds_tco.board.deck.layouts import box_of, parents, subtitle_of, title_of
from tests.board.deck import templates


def test_a_text_that_shares_the_titles_rank_takes_after_the_text() -> None:
    """As LibreOffice 25.2 saves some of its templates: python-pptx then takes the title for both."""
    presentation = templates.default()
    layout = next(
        each for each in presentation.slide_layouts if title_of(each) is not None and subtitle_of(each) is not None
    )
    holder = subtitle_of(layout)
    assert holder is not None
    del holder._element.nvSpPr.nvPr.ph.attrib["idx"]
    slide = presentation.slides.add_slide(layout)
    title, text = title_of(slide), subtitle_of(slide)
    assert title is not None
    assert text is not None
    assert box_of(text) == box_of(holder) != box_of(title_of(layout))
    assert [each.name for each in parents(text)][1] == holder.name
    assert box_of(title) == box_of(title_of(layout))
