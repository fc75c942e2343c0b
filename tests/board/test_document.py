"""The PDF: tagged, bookmarked, fonts inside, the same bytes each time, nothing out of its page or over another."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.board.document import document, picture
from hds_tco.board.printable import plain
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import LANGUAGES, Language, text
from tests.board.stories import KINDS, SIGNS, SITUATIONS, chart, extreme_story, story, story_of
from tests.programs import program

EVERY = [(name, lang) for name in SITUATIONS for lang in LANGUAGES]
WIDE, HIGH = 960.0, 540.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Language], Path]:
    """Every situation in both languages, set once."""
    folder = tmp_path_factory.mktemp("documents")
    files = {}
    for situation, lang in EVERY:
        files[situation, lang] = folder / f"{situation}-{lang}.pdf"
        files[situation, lang].write_bytes(document(story(situation, lang)))
    return files


def elements(node: Any) -> Iterator[Any]:
    """The structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from elements(item)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def outline_titles(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [item.title for item in outline.root]


@pytest.mark.slow
@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_it_can_be_read_aloud(made: dict[tuple[str, Language], Path], situation: str, lang: Language) -> None:
    told = story(situation, lang)
    with pikepdf.open(made[situation, lang]) as pdf:
        root: Any = pdf.Root
        assert str(root.Lang) == lang
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["dc:title"] == plain(told.title)
            assert about["pdfuaid:part"] == "1"
        tree = list(elements(root.StructTreeRoot["/K"]))
        kinds = [str(node["/S"]) for node in tree]
        alts = [str(node["/Alt"]) for node in tree if "/Alt" in node]
        charts = [slide.chart for slide in told.slides if slide.chart is not None]
        tables = [slide.table for slide in told.slides if slide.table is not None]
        assert alts == [plain(drawn.alt) for drawn in charts]
        assert kinds.count("/Table") == len(tables)
        assert kinds.count("/TH") == sum(len(table.columns) for table in tables)
        assert kinds.count("/H1") == len(told.slides) + 1  # the notes have theirs
        assert outline_titles(pdf)[: len(told.slides)] == [plain(slide.title) for slide in told.slides]


@pytest.mark.slow
@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_fonts_are_inside(made: dict[tuple[str, Language], Path], situation: str, lang: Language) -> None:
    command = [program("pdffonts"), str(made[situation, lang])]
    rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert "DejaVuSans" in row
        assert re.search(r"\byes\s+yes\s+yes\b", row)  # embedded, subset, with its Unicode


def words_of(file: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Of each page, the words with their boxes."""
    command = [program("pdftotext"), "-bbox", str(file), "-"]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    box = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    return [
        [(float(a), float(b), float(c), float(d), unescape(word)) for a, b, c, d, word in box.findall(sheet)]
        for sheet in written.split("<page ")[1:]
    ]


def overlapping(words: list[tuple[float, float, float, float, str]]) -> list[tuple[str, str]]:
    """Words that stand over each other by more than their boxes' loose edges."""
    boxes = np.array([word[:4] for word in words]).reshape(-1, 4)
    slack = 0.30 * (boxes[:, 3] - boxes[:, 1])  # a box is as tall as the font, not as the word
    left, top, right, bottom = boxes[:, 0] + 0.6, boxes[:, 1] + slack, boxes[:, 2] - 0.6, boxes[:, 3] - slack
    over = (left[:, None] < right) & (left < right[:, None]) & (top[:, None] < bottom) & (top < bottom[:, None])
    pairs = np.argwhere(np.triu(over, 1))
    return [(words[one][4], words[other][4]) for one, other in pairs if upright(words[one]) and upright(words[other])]


def upright(word: tuple[float, float, float, float, str]) -> bool:
    """Whether a word lies as it is read: that of an axis that is read from below has another box than its letters."""
    return len(word[4]) < 2 or word[2] - word[0] > 0.8 * (word[3] - word[1])


@pytest.mark.slow
@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_no_word_leaves_the_page_or_stands_over_another(
    made: dict[tuple[str, Language], Path], situation: str, lang: Language
) -> None:
    sheets = words_of(made[situation, lang])
    told = story(situation, lang)
    assert len(sheets) >= len(told.slides) + 2  # the cover, the notes
    for number, words in enumerate(sheets, 1):
        assert words, f"page {number} is empty"
        out = [word for word in words if word[0] < 0 or word[1] < 0 or word[2] > WIDE or word[3] > HIGH]
        assert out == [], f"page {number}"
        assert overlapping(words) == [], f"page {number}"
    said = ["".join(word[4] for word in words) for words in sheets]
    for slide in told.slides:
        assert any("".join(plain(slide.title).split()) in words for words in said)


@pytest.mark.slow
@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_every_page_shows_something(
    made: dict[tuple[str, Language], Path], situation: str, lang: Language, tmp_path: Path
) -> None:
    from PIL import Image

    told = story(situation, lang)
    file = made[situation, lang]
    subprocess.run([program("pdftoppm"), "-r", "24", str(file), str(tmp_path / "p")], check=True)
    pictures = sorted(tmp_path.glob("p-*.ppm"))
    assert len(pictures) >= len(told.slides) + 2
    for slide, sheet in zip(told.slides, pictures[1:], strict=False):
        with Image.open(sheet) as opened:
            pixels = np.asarray(opened.convert("RGB"), dtype=int)
        high, wide = pixels.shape[:2]
        assert (pixels.min(axis=2) < 200).mean() > 0.01, slide.key  # words, at least
        if slide.chart is None:
            continue
        body = pixels[int(0.25 * high) : int(0.9 * high), int(0.35 * wide) :]
        coloured = (body.max(axis=2) - body.min(axis=2) > 60).mean()
        assert coloured > 0.004, slide.key  # bars, lines or cells in the colours of the look


def test_the_same_story_gives_the_same_bytes() -> None:
    told = story_of(Slide("one", "Un message", ("Un point.",), ("Une note.",), chart=chart("bars", "Nom", 4)))
    assert document(told) == document(told)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_no_story_should_be_stays_on_its_pages(lang: Language, tmp_path: Path) -> None:
    file = tmp_path / "extreme.pdf"
    file.write_bytes(document(extreme_story(lang)))
    for number, words in enumerate(words_of(file), 1):
        out = [word for word in words if word[0] < -1 or word[1] < 0 or word[2] > WIDE + 1 or word[3] > HIGH]
        assert out == [], f"page {number}"
        assert overlapping(words) == [], f"page {number}"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_that_differ_are_told_apart(
    made: dict[tuple[str, Language], Path], lang: Language, tmp_path: Path
) -> None:
    """Five establishments whose names are alike but for a letter have five names in the calendar."""
    chart = story("longest_labels", lang)["calendar"].chart
    assert chart is not None
    hosted = [name for name in chart.categories if "Centre hospitalier" in name]
    assert len(hosted) == 5
    drawn = picture(chart, lang, (7.0, 4.0)).decode()
    rows = ["".join(re.findall(r">([^<]+)</text>", row)) for row in drawn.split('<g id="ytick_')[1:]]
    assert len(rows) == len(chart.categories)
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_chart_is_set(kind: str) -> None:
    told = story_of(Slide("one", "Un message", ("Un point.",), (), chart=chart(kind, "Nom", 4)))  # type: ignore[arg-type]
    assert document(told)[:5] == b"%PDF-"


def test_signs_are_words_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "signs.pdf"
    file.write_bytes(
        document(
            Story(SIGNS, SIGNS, "fr", (Slide("x", SIGNS, (SIGNS,), (SIGNS,), chart=chart("columns", "$x$")),), SIGNS)
        )
    )
    command = [program("pdftotext"), "-layout", str(file), "-"]
    written = " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    for sign in ('#image("x")', "$x$", "@ref", "<label>", "v<0", "<b>gras</b>", "&amp;"):
        assert sign in written
    assert "$x$ 0" in written  # in the chart too


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    assert document(story_of(Slide("one", "Un message", (), ("Une note.",))))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingLibraryError, match="typst"):
        document(story_of(Slide("one", "Un message", (), ())))


def test_notes_stand_at_the_end_in_the_language(tmp_path: Path) -> None:
    for lang in LANGUAGES:
        file = tmp_path / f"{lang}.pdf"
        file.write_bytes(document(story_of(Slide("one", "Message", (), ("Une note à dire.",)), lang=lang)))
        last = " ".join(word[4] for word in words_of(file)[-1])
        assert text("page.notes", lang) in last
        assert "Une note à dire." in last
