"""The same chart has the same axes on screen, on paper, on slides and in sheets, read from what each file holds."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree
from pptx import Presentation

import hds_tco as ht
from hds_tco.board.deck.build import deck
from hds_tco.board.document import picture
from hds_tco.board.page import page
from hds_tco.board.printable import plain
from hds_tco.board.slide import Slide, Story
from hds_tco.board.workbook import workbook
from hds_tco.charts import Chart, Series, plotly_spec
from hds_tco.charts.axes import Axis
from hds_tco.charts.layout import layout
from hds_tco.charts.words import ELLIPSIS
from hds_tco.locale import LANGUAGES, Language, text
from tests.board.axes import Seen, flat, of_office, of_plotly, of_svg
from tests.board.deck.decks import charts as hard_charts
from tests.board.stories import KINDS, chart, story, story_of
from tests.board.workbook.test_charts_sheet import drawn as charts_in_sheet

MEDIA = ("screen", "page", "paper", "slide", "sheet")
STORIES: list[tuple[str, Language]] = [("external_wins", "fr"), ("external_wins", "en"), ("hard", "fr"), ("hard", "en")]


def hard() -> list[Chart]:
    """Charts whose axes were, or may be, decided apart: low shares, moves on a cut axis, many names, long years."""
    shares = replace(chart("columns"), key="low_shares", unit="share")
    moves = Series("", (27_765.0, 250.0, 231.0, -40.0, 28_206.0), labels=("27 765", "+250", "+231", "-40", "28 206"))
    means = Series("A", (21_010.0, 20_400.0, 20_385.0), x=(10.0, 500.0, 1_000.0))
    years = tuple(str(2026 + rank) for rank in range(21))
    long = Series("A", tuple(float(rank) for rank in range(21)))
    return [
        *(item for item in hard_charts() if item.key != "below"),
        replace(shares, series=(Series("", (0.576, 0.3, 0.124), labels=("58 %", "30 %", "12 %")),)),
        replace(shares, key="few_shares", series=(Series("", (0.031, 0.02, 0.0)),)),
        replace(chart("steps", count=5), key="cut", series=(moves,), base=27_500.0),
        replace(next(item for item in hard_charts() if item.key == "below")),
        replace(chart("curves"), key="means", series=(means, replace(means, name="B", rank=1)), lines=(), points=()),
        replace(
            chart("lines", count=21), key="years", categories=years, series=(long, replace(long, name="B", rank=1))
        ),
        replace(chart("stacked", count=21), key="years_stacked", categories=years, series=(long,)),
    ]


@cache
def told(name: str, lang: Language) -> Story:
    if name != "hard":
        return story(name, lang)
    # Titles tell the blocks of the sheet of figures apart.
    charts = [replace(item, key=f"{rank}", title=f"{item.key} {rank}") for rank, item in enumerate(hard())]
    return story_of(*(Slide(item.key, item.title, (), ("Une note.",), item) for item in charts), lang=lang)


def charts_of(name: str, lang: Language) -> dict[str, Chart]:
    return {slide.key: slide.chart for slide in told(name, lang).slides if slide.chart is not None}


@cache
def seen_in(medium: str, name: str, lang: Language) -> dict[str, tuple[Seen, Seen]]:
    """Return the axes of every chart of a story, by slide, as the files of one medium hold them."""
    charts = charts_of(name, lang)
    axes = {key: axes_of(item, lang) for key, item in charts.items()}
    named = {key: (across.names is not None, up.names is not None) for key, (across, up) in axes.items()}
    if medium == "screen":
        return {key: of_plotly(plotly_spec(item, lang), named[key]) for key, item in charts.items()}
    if medium == "page":
        written = page(told(name, lang)).decode()
        (held,) = re.findall(r'<script type="application/json" id="charts">(.*?)</script>', written, re.DOTALL)
        return {
            key.removesuffix("-chart"): of_plotly(spec, named[key.removesuffix("-chart")])
            for key, spec in json.loads(held).items()
        }
    if medium == "paper":
        return {key: of_svg(picture(item, lang, (9.0, 4.2)), named[key], lang) for key, item in charts.items()}
    if medium == "slide":
        slides = Presentation(io.BytesIO(deck(told(name, lang)))).slides
        frames = {
            slide.key: next(shape for shape in drawn.shapes if shape.has_chart)
            for slide, drawn in zip(told(name, lang).slides, list(slides)[1:], strict=True)
            if slide.chart is not None
        }
        return {key: of_office(etree.tostring(frame.chart._chartSpace), lang) for key, frame in frames.items()}
    book = workbook(ht.compare(ht.load("chi-eure-seine-2017-total")), lang=lang, charts=list(charts.values()))
    drawn_charts = charts_in_sheet(book, text("workbook.sheet.charts", lang))
    return {key: of_office(xml, lang) for key, (_, xml) in zip(charts, drawn_charts, strict=True)}


def axes_of(item: Chart, lang: Language) -> tuple[Axis, Axis]:
    drawn = layout(item, lang)
    return drawn.across, drawn.up


def same_words(have: str, want: str) -> bool:
    """Tell whether words are the same, or cut where a medium has no room."""
    if ELLIPSIS not in have:
        return have == want
    head, tail = have.split(ELLIPSIS, maxsplit=1)[0], have.rsplit(ELLIPSIS, maxsplit=1)[-1]
    return len(have) < len(want) and want.startswith(head) and want.endswith(tail)


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize(("name", "lang"), STORIES)
def test_each_medium_shows_the_axes_of_the_layout(name: str, lang: Language, medium: str) -> None:
    found = seen_in(medium, name, lang)
    assert found.keys() == charts_of(name, lang).keys()
    for key, item in charts_of(name, lang).items():
        for have, want, upward in zip(found[key], axes_of(item, lang), (False, True), strict=True):
            where = (medium, key, item.kind, have.title)
            lies = item.kind in ("bars", "spans")
            if lies and upward:  # names of bars that lie have no title: they say it themselves
                assert have.downward, where
            else:
                assert flat(have.title) == flat(plain(want.title)), where
                assert not have.downward, where
            rows = item.kind == "grid" and upward  # slides draw their words over, sheets have none for names
            if not (rows and (medium == "slide" or (medium == "sheet" and want.names is not None))):
                words = [flat(plain(word)) for word in want.words]
                assert len(have.words) == len(words), (where, have.words, words)
                assert all(map(same_words, have.words, words)), (where, have.words, words)
            if want.names is None:
                low = want.tick_low if medium == "sheet" else want.low
                assert (have.low, have.high) == pytest.approx(
                    (low, want.high), rel=1e-4, abs=1e-4 * (want.high - want.low)
                ), where
                assert have.step == pytest.approx(want.step), where


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_full_pack_shows_every_kind_of_chart(lang: Language) -> None:
    assert {item.kind for item in charts_of("external_wins", lang).values()} == set(KINDS)


def test_shares_end_at_the_same_place_everywhere() -> None:
    """A probability of 58 % at most: some media went to 70 %, some to 100 %."""
    key = next(key for key, item in charts_of("hard", "fr").items() if item.title.startswith("low_shares"))
    assert {seen_in(medium, "hard", "fr")[key][1].high for medium in MEDIA if medium != "paper"} == {0.7}
    assert seen_in("paper", "hard", "fr")[key][1].high == pytest.approx(0.7, rel=1e-4)
