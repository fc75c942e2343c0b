"""The page as text: whole, escaped, the same each time, and allowed to do nothing but show itself."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pytest

from hds_tco.analysis.table import Table
from hds_tco.board.page import json_for_script, page
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import LANGUAGES, Language
from tests.board.stories import KINDS, SIGNS, SITUATIONS, chart, extreme_story, story, story_of

EVERY = [(name, lang) for name in SITUATIONS for lang in LANGUAGES]
ATTACK = '</script><script>window.hacked = 1</script><img src="x" onerror="window.hacked = 1">\u202e\u2028'


class Seen(HTMLParser):
    """Elements with their attributes, and the text of each."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.scripts: list[str] = []
        self.feed(re.sub(r"(?s)<script>.*?</script>", "<script></script>", written.decode()))  # ours, and plotly's
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag  # nothing left open, nothing closed twice

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_everything_told_is_on_the_page(situation: str, lang: Language) -> None:
    told = story(situation, lang)
    seen = Seen(page(told))
    assert seen.open == []
    assert seen.elements[0] == ("html", {"lang": lang})
    assert seen.texts["title"] == [told.title]
    assert seen.texts["h1"] == [told.title]
    assert sorted(seen.texts["h2"]) == sorted(slide.title for slide in told.slides)
    assert seen.texts["h2"][0] == told["answer"].title  # the answer first
    assert seen.texts["li"][-1] if told.slides[-1].points else True
    words = "\n".join(text for texts in seen.texts.values() for text in texts)
    for slide in told.slides:
        for sentence in (*slide.points, *slide.notes):
            assert " ".join(sentence.split()) in " ".join(words.split())
        for row in slide.table.rows if slide.table is not None else ():
            assert set(row) <= {*seen.texts["td"], *seen.texts["th"]}
        if slide.chart is not None:
            assert slide.chart.alt in {attributes.get("aria-label") for _, attributes in seen.elements}
            assert slide.chart.source in seen.texts["figcaption"]


def test_the_same_story_gives_the_same_bytes() -> None:
    assert page(story("tie")) == page(story("tie"))
    assert page(story("tie")) != page(story("tie", "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_the_scripts_of_the_page_may_run(lang: Language) -> None:
    written = page(story("external_wins", lang)).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', written)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in unescape(policy[1]).split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    scripts = re.findall(r"<script>(.*?)</script>", written, flags=re.DOTALL)
    hashes = [f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts]
    assert rules["script-src"].split() == hashes
    assert len(hashes) == 2
    assert not re.search(
        r"<(?:img|link|iframe|object|embed|script)[^>]*(?:src|href)=|@import|url\(",
        "".join(re.split(r"<script>.*?</script>", written, flags=re.DOTALL)),
    )


def test_a_text_is_shown_and_never_obeyed() -> None:
    slide = Slide("x", ATTACK, (ATTACK, SIGNS), (ATTACK,), chart=chart("columns", ATTACK))
    table = Slide(ATTACK, ATTACK, (), (), table=Table((ATTACK, "b"), ((SIGNS, ATTACK),), ATTACK))
    written = page(Story(ATTACK, ATTACK, "fr", (slide, table), ATTACK))
    seen = Seen(written)
    assert [name for name, _ in seen.elements].count("script") == 3  # the figures, plotly, and ours
    assert "img" not in seen.texts
    assert not [key for _, attributes in seen.elements for key in attributes if key.startswith("on")]
    assert seen.texts["h1"] == [ATTACK.replace("\u202e", "").replace("\u2028", " ")]
    figures = seen.texts["script"][0]
    assert json.loads(figures)["x-chart"]["data"]


def test_json_in_a_script_cannot_end_it() -> None:
    told = {"a": ATTACK, "b": "<!-- ]]> &amp;"}
    assert json.loads(json_for_script(told)) == told
    assert not re.search("[<>&\u2028\u2029]", json_for_script(told))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_chart_has_its_place_and_its_figures(kind: str) -> None:
    seen = Seen(page(story_of(Slide("one", "Un message", (), (), chart=chart(kind, "Nom", 6)))))  # type: ignore[arg-type]
    specs = json.loads(seen.texts["script"][0])
    assert list(specs) == ["one-chart"]
    assert specs["one-chart"]["layout"]["annotations"] == [] or kind in ("bars", "curves")
    assert ("table" in seen.texts) == (kind != "grid")


def test_a_story_without_charts_carries_no_plotly() -> None:
    assert len(page(story("nothing"))) < 60_000


def test_the_longest_texts_are_whole() -> None:
    told = extreme_story()
    seen = Seen(page(told))
    assert told.title.strip() in seen.texts["h1"][0]
    assert seen.texts["h2"][1].strip() == told["long"].title.strip()
