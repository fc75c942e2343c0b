"""What a template draws, and the inks that are read on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hds_tco.board.deck.background.legible import calm, free_area, largest, look_on, own_ink
from hds_tco.board.deck.background.paint import READ, Palette, contrast, palette_of, parts_of
from hds_tco.board.deck.background.sketch import Sketch, sketch_of
from hds_tco.board.deck.layouts import title_of
from hds_tco.board.deck.measure import Box
from hds_tco.charts.palette import lightness
from tests.board.deck import templates

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
PALETTE = Palette({"dk1": "#000000", "lt1": "#FFFFFF", "accent1": "#4472C4"}, {"tx1": "dk1", "bg1": "lt1"})
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


# What PowerPoint and LibreOffice show for these, to a rounding.
@pytest.mark.parametrize(
    ("said", "shown", "alpha"),
    [
        ('<a:srgbClr val="12ab34"/>', "#12AB34", 1.0),
        ('<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>', "#595959", 1.0),
        ('<a:schemeClr val="bg1"><a:lumMod val="85000"/></a:schemeClr>', "#D9D9D9", 1.0),
        ('<a:schemeClr val="accent1"><a:lumMod val="75000"/></a:schemeClr>', "#2F5597", 1.0),
        ('<a:schemeClr val="accent1"><a:lumMod val="20000"/><a:lumOff val="80000"/></a:schemeClr>', "#DAE3F3", 1.0),
        ('<a:schemeClr val="tx1"><a:tint val="75000"/></a:schemeClr>', "#898989", 1.0),
        ('<a:sysClr val="window" lastClr="FFFFFF"/>', "#FFFFFF", 1.0),
        ('<a:prstClr val="dkBlue"/>', "#00008B", 1.0),
        ('<a:hslClr hue="0" sat="100000" lum="50000"/>', "#FF0000", 1.0),
        ('<a:scrgbClr r="100000" g="0" b="0"/>', "#FF0000", 1.0),
        ('<a:srgbClr val="000000"><a:alpha val="40000"/></a:srgbClr>', "#000000", 0.4),
    ],
)
def test_a_colour_is_resolved(said: str, shown: str, alpha: float) -> None:
    found = PALETTE.colour(etree.fromstring(f"<a:solidFill {A}>{said}</a:solidFill>"))
    assert found is not None
    told_, expected = (
        np.array([int(each[place : place + 2], 16) for place in (1, 3, 5)]) for each in (found[0], shown)
    )
    assert np.abs(told_ - expected).max() <= 1
    assert found[1] == alpha


def test_an_unknown_colour_is_said_so() -> None:
    assert PALETTE.colour(etree.fromstring(f'<a:solidFill {A}><a:schemeClr val="accent6"/></a:solidFill>')) is None


@given(COLOURS, COLOURS, COLOURS)
def test_some_ink_is_always_read(wanted: str, one: str, other: str) -> None:
    raster = np.array([[parts_of(one)] * 2, [parts_of(other)] * 2])
    sketch = Sketch(Box(0, 0, 2, 2), PALETTE, raster, raster, np.zeros((2, 2), bool))
    look = look_on(sketch, sketch.page, [wanted])
    grounds = [look.ground] if look.laid else [one, other]
    for ground in grounds:
        assert contrast(look.ink, *(lightness(ground),) * 2) >= READ - 0.05
    if all(contrast(wanted, *(lightness(ground),) * 2) >= READ + 0.05 for ground in (one, other)):
        assert look.laid or look.ink == wanted


@given(COLOURS)
def test_a_ground_of_ours_is_read_well(colour: str) -> None:
    light = lightness(calm(colour))
    assert max(contrast("#000000", light, light), contrast("#FFFFFF", light, light)) >= READ


def _luminance(kind: str, box: tuple[float, float, float, float]) -> tuple[float, float]:
    made = templates.DRAWN[kind]()
    sketch = sketch_of(made, made.slide_layouts.get_by_name("Title and Content"))
    wide, high = made.slide_width, made.slide_height
    left, top, right, bottom = box[0] * wide, box[1] * high, box[2] * wide, box[3] * high
    return sketch.bounds(Box(int(left), int(top), int(right - left), int(bottom - top)))


def test_a_rectangle_hides_what_is_below_and_no_more() -> None:
    dark = lightness("#10243E")
    assert _luminance("dark rectangle", (0.1, 0.1, 0.9, 0.9)) == pytest.approx((dark, dark))
    assert _luminance("half dark", (0.05, 0.1, 0.45, 0.9)) == pytest.approx((1, 1))
    dark = lightness("#202060")
    assert _luminance("half dark", (0.55, 0.1, 0.95, 0.9)) == pytest.approx((dark, dark))
    assert _luminance("half dark", (0.3, 0.1, 0.7, 0.9)) == pytest.approx((dark, 1))


def test_a_gradient_is_known_along_its_line() -> None:
    low, high = _luminance("shaded", (0, 0, 1, 0.1))
    assert low > 0.6 and high > 0.95
    low, high = _luminance("shaded", (0, 0.9, 1, 1))
    assert low < 0.01 and high < 0.06


def test_a_picture_is_looked_at() -> None:
    low, high = _luminance("dark picture", (0, 0, 1, 1))
    assert low < 0.02 and high < 0.12
    low, high = _luminance("patches", (0.1, 0.1, 0.9, 0.9))
    assert low < 0.2 and high > 0.6


def test_the_order_of_shapes_counts() -> None:
    made = templates.default()
    layout = made.slide_layouts[1]
    templates.cover(layout, templates.solid("FFFFFF"), (0.2, 0.2, 0.8, 0.8))  # laid lowest first
    templates.cover(layout, templates.solid("000000"))
    box = Box(int(0.3 * made.slide_width), int(0.3 * made.slide_height), made.slide_width // 3, made.slide_height // 3)
    assert sketch_of(made, layout).bounds(box) == (1, 1)
    layout._element.set("showMasterSp", "0")
    templates.cover(made.slide_master, templates.solid("FF0000"))
    assert sketch_of(made, layout).bounds(box) == (1, 1)


def test_a_form_that_is_not_known_may_be_anywhere_in_its_box() -> None:
    made = templates.default()
    templates.cover(made.slide_master, templates.solid("000000"), form="cloud")
    assert sketch_of(made, made.slide_layouts[1]).bounds(Box(0, 0, 10**6, 10**6)) == (0, 1)


def test_a_clear_fill_lets_the_ground_through() -> None:
    made = templates.default()
    half = f'<a:solidFill {A}><a:srgbClr val="000000"><a:alpha val="50000"/></a:srgbClr></a:solidFill>'
    templates.cover(made.slide_master, half)
    sketch = sketch_of(made, made.slide_layouts[1])
    assert sketch.usual(sketch.page) == "#808080"


def test_the_free_part_of_a_page_is_found() -> None:
    made = templates.default()
    templates.cover(made.slide_master, templates.solid("202060"), (0.75, 0, 1, 1))
    sketch = sketch_of(made, made.slide_layouts.get_by_name("Title Only"))
    page = sketch.page
    found = free_area(sketch, page, [Box(0, 0, page.width, page.height // 4)])
    assert found is not None
    assert found.left == 0 and found.bottom == page.bottom
    assert found.right == pytest.approx(0.75 * page.width, rel=0.01)
    assert found.top == pytest.approx(page.height / 4, rel=0.02)
    assert free_area(sketch, page, [page]) is None


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6))
def test_the_largest_rectangle_is_the_largest(rows: list[list[bool]]) -> None:
    mask = np.array(rows)
    every = [
        ((bottom - top) * (right - left), (top, bottom, left, right))
        for top in range(len(rows))
        for bottom in range(top + 1, len(rows) + 1)
        for left in range(5)
        for right in range(left + 1, 6)
        if mask[top:bottom, left:right].all()
    ]
    top, bottom, left, right = largest(mask)
    assert mask[top:bottom, left:right].all()
    assert (bottom - top) * (right - left) == max((size for size, _ in every), default=0)


def _runs(slide: Any) -> list[Any]:
    return [
        run
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
        for line in cell.text_frame.paragraphs
        for run in line.runs
    ]


def test_tables_on_a_dark_rectangle_are_white() -> None:
    runs = [run for slide in templates.on("dark rectangle").slides for run in _runs(slide)]
    assert len(runs) > 100
    assert {str(run.font.color.rgb) for run in runs} == {"FFFFFF"}


def test_a_page_of_its_own_colours_keeps_them() -> None:
    """Titles that are read where they are stay as the theme says, to follow it when it changes."""
    for slide in templates.on("plain").slides:
        assert {run.font.color.type for run in slide.shapes.title.text_frame.paragraphs[0].runs} == {None}
        assert slide.shapes.title.fill.type is None


def test_words_on_a_photograph_get_a_ground() -> None:
    for slide in templates.on("patches").slides:
        assert slide.shapes.title.fill.type == 1
        for shape in slide.shapes:
            if shape.has_table:
                assert {cell.fill.type for cell in shape.table.iter_cells()} == {1}


def test_a_placeholder_s_own_ink_is_the_nearest() -> None:
    made = templates.dark_rectangle()
    layout = made.slide_layouts[1]
    assert own_ink(title_of(layout), sketch_of(made, layout)) == "#FFFFFF"
    made = templates.default()
    assert own_ink(title_of(made.slide_layouts[1]), sketch_of(made, made.slide_layouts[1])) == "#000000"
    assert palette_of(made.slide_layouts[1]).named("bg1") == "#FFFFFF"
