"""Decks of every situation and language, made once, and what is read back of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

from lxml import etree

from hds_tco.board.deck.build import deck
from hds_tco.board.deck.measure import Box
from hds_tco.board.slide import Slide, Story
from hds_tco.charts import Chart, Line, Point, Series
from hds_tco.locale import LANGUAGES, Language
from tests.board.stories import KINDS, SITUATIONS, chart, extreme_story, story, story_of

# Situations, and two stories made to be set: the longest texts, and each kind of chart.
STORIES = (*SITUATIONS, "extreme", "kinds")
EVERY: list[tuple[str, Language]] = [(name, lang) for name in STORIES for lang in LANGUAGES]
PAGE = Box(0, 0, 12_191_695, 6_858_000)


@cache
def told(name: str, lang: Language) -> Story:
    """Return the story of that name."""
    if name == "extreme":
        return extreme_story(lang)
    if name == "kinds":
        pages = (Slide(each.key, each.title, ("Un point.",), ("Une note.",), each) for each in charts())
        return story_of(*pages, lang=lang)
    return story(name, lang)


@cache
def made(name: str, lang: Language) -> bytes:
    """Return its deck."""
    return deck(told(name, lang))


def charts() -> list[Chart]:
    """Return charts with what the situations do not show: holes, negatives, lines and points on all that takes them."""
    plain = [replace(chart(kind, count=5), key=kind) for kind in KINDS if kind != "spans"]
    holes = tuple(replace(series, values=(None, *series.values[1:])) for series in chart("lines", count=5).series)
    years = tuple(str(2026 + rank) for rank in range(5))
    marks: dict[str, Any] = {"lines": (Line(2.0, "seuil", "y"), Line(1.0, "ici")), "points": (Point(2.5, 3.0, "là"),)}
    spot = (Point(1.5, 3.0, "croisement"),)
    crossing = replace(chart("lines", count=5), key="crossing", categories=years, points=spot)
    below = Series("", (10.0, -14.0, 6.0, 2.0), labels=("10", "-14", "+6", "2"))
    spans = (
        Series("En vigueur", (3.0, 2.0, None), 0, x=(2028.0, 2027.0, 2027.0), labels=("3 ans", "", "")),
        Series("", (1.5, None, None), 0, x=(2031.0, 2027.0, 2027.0), labels=("de plus", "", "")),
        Series("En préparation", (1.0, None, None), 1, x=(2027.0, 2027.0, 2027.0), labels=("20 %", "", "")),
        Series("Échéance", (None, 0.0, 0.0), 3, x=(2027.0, 2029.0, 2030.5), labels=("", "fin", "")),
    )
    return [
        *plain,
        replace(chart("lines", count=5), key="holes", series=holes),
        replace(chart("columns", count=5), key="marked", **marks),
        crossing,
        replace(chart("steps", count=4), key="below", series=(below,)),
        replace(chart("columns", count=30), key="many"),
        replace(chart("columns", count=3), key="shares", unit="share", series=(Series("", (0.5, 0.25, 1.0)),)),
        replace(chart("columns", count=3), key="spans", kind="spans", unit="year", series=spans),
    ]


@cache
def slides_of(name: str, lang: Language) -> list[tuple[Slide | None, Any]]:
    """Return each page of a story (none for the first) and its slide, read back."""
    from pptx import Presentation

    read = Presentation(io.BytesIO(made(name, lang)))
    return list(zip([None, *told(name, lang).slides], read.slides, strict=True))


def box_of(shape: Any) -> Box:
    """Return where a shape stands."""
    return Box(*map(int, (shape.left, shape.top, shape.width, shape.height)))


def notes_of(slide: Any) -> str:
    """Return what the speaker says."""
    return str(slide.notes_slide.notes_text_frame.text)


def parts(content: bytes) -> dict[str, bytes]:
    """Return the files of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def xml_parts(content: bytes) -> dict[str, Any]:
    """Return the XML of a package."""
    return {name: etree.fromstring(blob) for name, blob in parts(content).items() if name.endswith((".xml", ".rels"))}
