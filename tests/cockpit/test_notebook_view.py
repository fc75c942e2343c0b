"""A study in a notebook: its words, charts and tables, or one sentence on why there are none."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.analysis.flexibility.study import flexibility_study
from hds_tco.analysis.restitution.study import restitution_study
from hds_tco.analysis.sensitivity.study import sensitivity_study
from hds_tco.charts import hosting_chart
from hds_tco.cockpit import Chapter, open_chapter
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.model import buy_hardware, lease_hardware
from hds_tco.scenario import ScenarioError

REFERENCE = ht.load("reference-ght")
ALONE = ht.load("chi-eure-seine-2017-total")


def said(chapter: Chapter) -> str:
    words = chapter.answer()
    assert words is not None
    return str(words.data)


def test_the_answer_is_the_studys_sentences_the_first_in_bold() -> None:
    chapter = open_chapter(ht.analysis.hosting_for_others, REFERENCE)
    first, *others = ht.analysis.hosting_for_others(REFERENCE).sentences()
    assert said(chapter).split("\n\n") == [f"**{first}**", *others]


def test_a_comparison_answers_too() -> None:
    chapter = open_chapter(ht.compare, REFERENCE)
    assert said(chapter).split("\n\n")[0] == f"**{ht.compare(REFERENCE).sentences()[0]}**"
    notes = chapter.notes()
    assert notes is not None
    assert ht.compare(REFERENCE).notices[0].sentence() in notes.data.replace("\\_", "_")  # Markdown's own sign


def test_charts_and_tables_are_made_from_the_study_or_a_part() -> None:
    chapter = open_chapter(ht.analysis.hosting_for_others, REFERENCE)
    view, table = chapter.chart("numbers"), chapter.table("blocks")
    assert view is not None
    assert view.chart == hosting_chart(chapter.study)
    assert table is not None
    assert "Centre hospitalier voisin" in table.to_html()
    shared = chapter.table("shares", key="equal")
    assert shared is not None
    assert "parts égales" in shared.to_html()
    assert open_chapter(ht.compare, REFERENCE).table("options") is not None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (restitution_study, "missing_section_for"),
        (flexibility_study, "missing_section_for"),
        (sensitivity_study, "one_option"),
    ],
)
def test_without_ground_one_sentence_and_nothing_else(asked: object, key: str, lang: Language) -> None:
    chapter = open_chapter(asked, ALONE, lang=lang)  # type: ignore[arg-type]
    words = said(chapter)
    assert ALONE.name in words
    assert words.count("\n") == 0
    if key == "one_option":
        assert words.endswith(text("chapter.one_option", lang))
    else:
        assert text("option.external", lang) in words or text("option.leasing", lang) in words
    assert chapter.chart("natures") is None
    assert chapter.table("blocks") is None
    assert chapter.notes() is None
    assert chapter.answer("losing") is None


def test_an_option_that_reads_a_missing_part_says_which() -> None:
    leased = ht.model.Option("leased", (lease_hardware(),), own_label="Loué")
    assert said(open_chapter(ht.compare, ALONE, [leased])).endswith(
        "il n'a pas la partie « La location de l'infrastructure », que lit une de ces options.".replace(
            "« ", "«\N{NO-BREAK SPACE}"
        ).replace(" »", "\N{NO-BREAK SPACE}»")
    )
    assert open_chapter(ht.compare, ALONE, [ht.model.Option("bought", (buy_hardware(),), own_label="Acheté")]).study


def test_a_mistake_is_no_missing_ground() -> None:
    with pytest.raises(ScenarioError, match="nowhere"):
        open_chapter(ht.with_values, REFERENCE, {"nowhere": 1})
    with pytest.raises(ValueError, match="preavis"):
        open_chapter(restitution_study, REFERENCE, draws=200, prices={"preavis": 3})


def test_a_part_without_figures_is_not_drawn() -> None:
    sure = ht.with_values(REFERENCE, {"options": ["in_house", "leasing"]})
    values = {
        path: item.value for path, item in ht.scenario.assumptions_of(sure).items() if item.distribution is not None
    }
    found = open_chapter(sensitivity_study, ht.with_values(sure, values), draws=200, with_sobol=True)
    assert found.chart("tornado") is None
    assert found.chart("sobol") is None


def test_signs_that_markdown_reads_are_shown_as_they_are() -> None:
    class Told:
        def sentences(self, lang: Language) -> list[str]:
            return ["a_b * c", "<i>"]

    assert said(Chapter(Told(), "", "fr")) == "**a\\_b \\* c**\n\n\\<i>"
