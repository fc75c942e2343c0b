"""The look holds without colours: in grey print, and for those who tell few colours apart."""

from __future__ import annotations

from itertools import combinations

import pytest

from hds_tco.charts.palette import INK, MARKS, MUTED, Mark, mark


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_luminance_of_known_colours() -> None:
    assert luminance("#000000") == 0
    assert luminance("#ffffff") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the well-known limit grey


@pytest.mark.parametrize(("one", "other"), [*combinations(MARKS, 2)])
def test_any_two_colours_differ_in_grey(one: Mark, other: Mark) -> None:
    assert contrast(one.colour, other.colour) >= 1.4


@pytest.mark.parametrize("trait", ["colour", "dash", "symbol", "pattern"])
def test_no_two_marks_share_a_trait(trait: str) -> None:
    assert len({getattr(item, trait) for item in MARKS}) == len(MARKS)


def test_words_stand_out_from_the_page() -> None:
    assert contrast(INK, "#ffffff") >= 7
    assert contrast(MUTED, "#ffffff") >= 4.5


def test_marks_start_again_after_the_last() -> None:
    assert mark(len(MARKS)) == mark(0)
