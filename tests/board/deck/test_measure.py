"""What is cut keeps to its room, and says that it was cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.board.deck.measure import (
    LAST_RESORT,
    cut_to_fit,
    cut_to_lines,
    height_pt,
    lines_of,
    size_that_fits,
    width_pt,
)

WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x24F), max_size=120)


@given(WORDS, st.integers(1, 4), st.floats(20, 300), st.sampled_from(["arial", "wide"]))
def test_a_cut_text_has_its_lines_at_most(words: str, lines: int, room: float, face: str) -> None:
    kept = cut_to_lines(words, lines, 12, room, face=face)  # type: ignore[arg-type]
    if lines_of(words, 12, room, face=face) <= lines:  # type: ignore[arg-type]
        assert kept == words
    else:
        assert kept.endswith("…")
        assert words.startswith(kept[:-1])
        assert lines_of(kept, 12, room, face=face) <= max(lines, lines_of("…", 12, room))  # type: ignore[arg-type]


@given(st.lists(WORDS, max_size=5), st.floats(40, 300), st.floats(10, 200))
def test_what_is_kept_has_room(paragraphs: list[str], across: float, down: float) -> None:
    size = size_that_fits(paragraphs, (across, down), 20, gap_pt=4)
    assert LAST_RESORT <= size <= 20
    kept = cut_to_fit(paragraphs, (across, down), size, gap_pt=4)
    assert height_pt(kept, size, across, gap_pt=4) <= max(down, size * 1.2) + 1e-6
    if size > LAST_RESORT:
        assert kept == paragraphs


@pytest.mark.parametrize("words", ["Hébergeur certifié HDS", "18 732 k€", "ÀÉÈÊ œuvre — « 12,5 % »"])
def test_our_font_is_narrower_than_the_widest(words: str) -> None:
    assert 0 < width_pt(words, 12, face="arial") < width_pt(words, 12)
    assert width_pt(words, 12, True, "arial") >= width_pt(words, 12, False, "arial")


def test_arial_is_measured_by_its_published_widths() -> None:
    # Thousandths of the size: H 722, D 722, S 667.
    assert width_pt("HDS", 1000, face="arial") == pytest.approx(2111 * 1.02)
