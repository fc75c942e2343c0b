"""A pack of four options, the status quo among them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from hds_tco.board.findings import find
from hds_tco.board.pack import tell
from hds_tco.board.slide import Story
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import load
from tests.builders import CLOSE_RACE
from tests.cli.running import plain, ran
from tests.ranking import unnamed

FOUR = {
    "options": ["in_house", "external", "leasing", "status_quo"],
    "existing.keep_years": 3,
    "existing.then": "external",
    "migration.old_platform_eur_per_year": 1_000,
}
LABELS = {
    "fr": "Statu quo, puis hébergeur certifié HDS",
    "en": "Status quo, then certified HDS provider",
}


@pytest.fixture(scope="module")
def stories() -> dict[Language, Story]:
    found = find(load(CLOSE_RACE, FOUR), draws=200)
    assert found.comparison["status_quo"].net_present_cost_eur < found.best.net_present_cost_eur
    return {lang: tell(found, lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_story_tells_four_options(lang: Language, stories: dict[Language, Story]) -> None:
    told = stories[lang]
    tables = [slide.table for slide in told.slides if slide.table is not None]
    assert any(LABELS[lang] in table.columns for table in tables)
    charts = [slide.chart for slide in told.slides if slide.chart is not None]
    assert any(LABELS[lang] in str(chart.frame) or LABELS[lang] in chart.alt for chart in charts)
    said = plain(" ".join(sentence for slide in told.slides for sentence in (slide.title, *slide.points, *slide.notes)))
    assert "{" not in said
    sentences = [line for slide in told.slides for line in (slide.title, *slide.points, *slide.notes)]
    sentences += [f"{chart.title} {chart.alt}" for chart in charts]
    assert unnamed(sentences, LABELS[lang], lang) == []
    answer = told["answer"]
    assert {"fr": "À service égal, l'hébergeur certifié HDS", "en": "For the same service, the certified HDS provider"}[
        lang
    ] in plain(answer.title)
    assert any({"fr": "service moindre", "en": "lesser service"}[lang] in plain(point) for point in answer.points)
    assert answer.table is not None
    assert plain(answer.table.rows[-1][0]) == LABELS[lang] + {"fr": " (à part)", "en": " (apart)"}[lang]
    assert answer.table.rows[-1][-1] == "–"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cover_and_the_question_name_what_is_compared(lang: Language, stories: dict[Language, Story]) -> None:
    told, last = stories[lang], {"fr": "en location, ou plus tard ?", "en": "leased, or later?"}[lang]
    assert plain(told.title).endswith(last)
    question = told["question"]
    assert {"fr": "à partir de quand", "en": "from when on"}[lang] in question.title
    assert question.table is not None
    assert len(question.table.rows) == 4
    assert "2029" in question.table.rows[-1][1]


@pytest.mark.parametrize(
    ("options", "title"),
    [
        (["in_house", "external"], "chez nous ou chez un hébergeur certifié ?"),
        (["external", "leasing", "in_house"], "chez un hébergeur certifié, en location, ou chez nous ?"),
        (["leasing"], "Ce que coûte l'hébergement de nos données de santé"),
    ],
)
def test_the_cover_follows_the_list_of_options(options: list[str], title: str) -> None:
    told = tell(find(load(CLOSE_RACE, {"options": options}), draws=50))
    assert plain(told.title).endswith(title)


def test_the_four_files_of_a_pack_hold_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "four.toml").write_text(
        f'based_on = "{CLOSE_RACE}"\noptions = ["in_house", "external", "leasing", "status_quo"]\n'
        '[existing]\nkeep_years = 3\nthen = "external"\n'
        "[migration]\nold_platform_eur_per_year = 1000\n",
        encoding="utf-8",
    )
    assert ran(capsys, "board", tmp_path / "four.toml", "--out", tmp_path, "--draws", "200").status == 0
    slides = Presentation(str(tmp_path / "four-tco.pptx")).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    heads = [cell.text for table in tables for cell in table.rows[0].cells]
    assert any(LABELS["fr"] in plain(head) for head in heads)
    page = (tmp_path / "four-tco.html").read_text(encoding="utf-8")
    assert LABELS["fr"] in plain(page)
    book = openpyxl.load_workbook(tmp_path / "four-tco.xlsx", data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    shapes = [shape for slide in slides for shape in slide.shapes if shape.has_text_frame]
    notes = [slide.notes_slide.notes_text_frame for slide in slides if slide.has_notes_slide]
    for said in (
        [
            words
            for words in re.split("<[^>]*>", re.sub("<(script|style).*?</\\1>", "", page, flags=re.DOTALL))
            if words
        ],
        [str(cell.value) for cell in cells],
        [frame.text for frame in (*(shape.text_frame for shape in shapes), *notes)],
    ):
        assert any("service moindre" in words for words in said)
        assert unnamed(said, LABELS["fr"], "fr") == []
    best = next(cell for cell in cells if cell.value == "Option la moins chère, à service égal")
    assert best.offset(0, 1).value == "Hébergeur certifié HDS"
    assert (tmp_path / "four-tco.pdf").read_bytes()[:4] == b"%PDF"
