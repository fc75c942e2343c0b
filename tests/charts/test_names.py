"""Names cut to their place: each has room, and those that differ still do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hds_tco.charts.names import ELLIPSIS, FEWEST, set_apart, shortened

WORDS = st.lists(
    st.sampled_from(["Centre", "hospitalier", "de", "Loire", "Sud", "site", "EHPAD", "1", "2"]), min_size=1
)


@given(st.text(min_size=1, max_size=80), st.integers(FEWEST, 80))
def test_a_cut_name_is_no_longer_than_asked_and_keeps_both_ends(words: str, letters: int) -> None:
    short = shortened(words, letters)
    if len(words) <= letters:
        assert short == words
        return
    assert len(short) <= letters
    head, _, tail = short.partition(ELLIPSIS) if ELLIPSIS not in words else ("", "", "")
    assert words.startswith(head)
    assert words.endswith(tail)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=8), st.integers(20, 60))
def test_names_that_differ_stay_different_and_fit(names: list[str], letters: int) -> None:
    short = set_apart(names, lambda name: len(name) <= letters)
    assert all(len(name) <= letters for name in short)
    assert len(set(short)) == len(set(names))
    assert [short[names.index(name)] for name in names] == list(short)  # the same name, the same cut


def test_what_differs_in_the_middle_is_shown() -> None:
    names = [f"Centre hospitalier du pays de Loire, site {place}, hors du groupement" for place in ("nord", "sud")]
    north, south = set_apart(names, lambda name: len(name) <= 34)
    assert "nord" in north
    assert "sud" in south


def test_what_was_cut_before_is_cut_once() -> None:
    short = shortened(shortened("Centre hospitalier intercommunal du pays de Loire et du Sud", 50), 40)
    assert short.count(ELLIPSIS) == 1


def test_names_with_room_are_left_alone() -> None:
    assert set_apart(["A", "B", "A"], lambda _: True) == ("A", "B", "A")
