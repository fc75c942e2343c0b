"""Decks on templates that draw much, as LibreOffice shows them: every word is read, every chart can be."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pptx import Presentation

from hds_tco.board.deck.build import deck
from hds_tco.scenario import ScenarioError
from tests.board.deck import templates
from tests.board.deck.decks import box_of, told
from tests.board.deck.measure import charts_of, contrast_of, office, pages_of, plot_cm, words_of

pytestmark = pytest.mark.slow
# A deck costs some twenty seconds: one that is dark, one that is low, one made by others on a photograph.
KINDS = ("dark rectangle", "low")
# A rule at the edge of a drawing may be a point away from where it is looked for.
_SPARE_CM = 0.05
# Templates that come with LibreOffice's Impress: the footer and boxes of one of them leave no chart any room, of the
# second in 7.4, of the first in 25.2.
SHIPPED = ("Candy", "Midnightblue")
FOLDER = "share/template/common/presnt"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the decks and what is seen of them: LibreOffice starts twice."""
    folder = tmp_path_factory.mktemp("templates")
    for kind in KINDS:
        templates.saved(templates.DRAWN[kind](), folder, f"{kind}.potx")
    own = [path for name in SHIPPED if (path := shipped(name)) is not None]
    if own:
        office(folder / "shipped", "pptx", *own)
    for path in [*folder.glob("*.potx"), *(folder / "shipped").glob("*.pptx")]:
        try:
            content = deck(told("external_wins", "fr"), path)
        except ScenarioError as error:
            (folder / f"{path.stem}.txt").write_text(str(error), "utf-8")
            continue
        (folder / f"{path.stem}.pptx").write_bytes(content)
    office(folder, "pdf", *sorted(folder.glob("*.pptx")))
    return folder


def shipped(name: str) -> Path | None:
    """Return one of LibreOffice's own templates, if it is there."""
    from tests.programs import program

    path = Path(program("soffice")).resolve().parents[1] / FOLDER / f"{name}.otp"
    return path if path.is_file() else None


def check(drawn: Path, kind: str) -> None:
    """Measure each word and each chart of a deck on its pages."""
    read = Presentation(io.BytesIO((drawn / f"{kind}.pptx").read_bytes()))
    slides, size = list(read.slides), (int(read.slide_width or 0), int(read.slide_height or 0))
    pages, words = pages_of(drawn / f"{kind}.pdf", drawn), words_of(drawn / f"{kind}.pdf")
    assert len(pages) == len(words) == len(slides)
    unread = [
        (rank, word.text, round(found, 1))
        for rank, (page, each) in enumerate(zip(pages, words, strict=True), start=1)
        for word in each
        # A dash alone is thinner than a point of the picture.
        if any(map(str.isalnum, word.text)) and (found := contrast_of(word, page)) < 4.5
    ]
    assert not unread
    for told_, slide, page in zip(told("external_wins", "fr").slides, slides[1:], pages[1:], strict=True):
        for frame in charts_of(slide):
            if told_.chart is None or told_.chart.kind == "grid":  # a map hides its rules
                continue
            seen = plot_cm(page, box_of(frame), size)
            assert seen >= 5 - _SPARE_CM, (told_.key, seen)
            if told_.chart.kind == "bars":
                assert seen / len(told_.chart.categories) >= 0.8 - _SPARE_CM, (told_.key, seen)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_read_and_every_chart_is_high(kind: str, drawn: Path) -> None:
    check(drawn, kind)


def test_libreoffice_s_own_templates_are_read_or_refused(drawn: Path) -> None:
    own = [name for name in SHIPPED if shipped(name) is not None]
    read = [name for name in own if (drawn / f"{name}.pptx").exists()]
    assert bool(read) == bool(own)
    for name in read:
        check(drawn, name)
    for name in set(own) - set(read):
        assert "la plus grande place pour le contenu" in (drawn / f"{name}.txt").read_text("utf-8")
