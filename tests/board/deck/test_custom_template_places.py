"""Where a story goes on a hospital's template: the place that leaves most to a chart, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Cm

from hds_tco.board.deck import deck
from hds_tco.board.deck.areas import least_room, left_to_plot, usual_plot
from hds_tco.board.deck.box import Box
from hds_tco.board.deck.native.plot_area import A_BAR, PLOT
from tests.board.deck import templates
from tests.board.deck.decks import box_of, told

KINDS = ("low", "widest unfit", "two columns", "title only", "dark rectangle")


def slides(kind: str) -> list[Any]:
    return list(templates.on(kind).slides)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_left_five_centimetres(kind: str) -> None:
    for page, slide in zip(told("external_wins", "fr").slides, slides(kind)[1:], strict=True):
        for shape in slide.shapes:
            if shape.has_chart and page.chart is not None:
                assert left_to_plot(page.chart, box_of(shape)) >= PLOT, page.key
                assert shape.width >= Cm(11)
                if page.chart.kind == "bars":
                    assert left_to_plot(page.chart, box_of(shape)) >= A_BAR * len(page.chart.categories)


def test_a_wide_and_low_place_is_left_for_a_page_with_only_a_title() -> None:
    charts = [slide for slide in slides("low") if any(shape.has_chart for shape in slide.shapes)]
    assert charts
    assert {slide.slide_layout.name for slide in charts} == {"Title Only"}


def test_the_widest_place_is_not_taken_where_it_is_too_low() -> None:
    assert {slide.slide_layout.name for slide in slides("widest unfit")[1:]} == {"Two Content"}


def test_two_columns_are_taken_together() -> None:
    for slide in slides("two columns")[1:]:
        places = [shape for shape in slide.shapes if not shape.is_placeholder or shape.has_chart or shape.has_table]
        assert max(shape.left + shape.width for shape in places) > Cm(20)


def test_points_stand_on_a_page_with_only_a_title() -> None:
    story = told("external_wins", "fr")
    for page, slide in zip(story.slides, slides("title only")[1:], strict=True):
        words = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for point in page.points:
            assert point in words or point in slide.notes_slide.notes_text_frame.text


def test_words_that_run_downwards_are_no_place(tmp_path: Path) -> None:
    made = templates.keep(templates.default(), "Title Slide", "Title Only", "Title and Vertical Text")
    read = Presentation(
        io.BytesIO(
            deck(
                told("external_wins", "fr"),
                templates.saved(made, tmp_path),
            )
        )
    )
    assert {slide.slide_layout.name for slide in list(read.slides)[1:]} == {"Title Only"}


def test_the_smallest_place_is_just_enough() -> None:
    width, height = least_room()
    assert usual_plot(Box(0, 0, width, height)) == PLOT
    assert usual_plot(Box(0, 0, width - 1, height)) < PLOT
    assert usual_plot(Box(0, 0, Cm(10), Cm(40))) == 0
