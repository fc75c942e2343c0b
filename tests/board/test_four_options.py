"""A pack of four options, the status quo among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation

from hds_tco.board.findings import find
from hds_tco.board.slide import Story
from hds_tco.board.story import tell
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import load
from tests.cli.running import plain, ran

FOUR = {
    "options": ["in_house", "external", "leasing", "status_quo"],
    "existing.keep_years": 3,
    "existing.then": "external",
}
LABELS = {
    "fr": "Statu quo, puis hébergeur certifié HDS",
    "en": "Status quo, then certified HDS provider",
}


@pytest.fixture(scope="module")
def stories() -> dict[Language, Story]:
    found = find(load("reference-ght", FOUR), draws=200)
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


def test_the_four_files_of_a_pack_hold_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "four.toml").write_text(
        'based_on = "reference-ght"\noptions = ["in_house", "external", "leasing", "status_quo"]\n'
        '[existing]\nkeep_years = 3\nthen = "external"\n',
        encoding="utf-8",
    )
    assert ran(capsys, "board", tmp_path / "four.toml", "--out", tmp_path, "--draws", "200").status == 0
    slides = Presentation(str(tmp_path / "four-tco.pptx")).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    heads = [cell.text for table in tables for cell in table.rows[0].cells]
    assert any(LABELS["fr"] in plain(head) for head in heads)
    assert LABELS["fr"] in plain((tmp_path / "four-tco.html").read_text(encoding="utf-8"))
    assert (tmp_path / "four-tco.xlsx").stat().st_size > 100_000
    assert (tmp_path / "four-tco.pdf").read_bytes()[:4] == b"%PDF"
