"""No French sentence takes an option's bare label where an article is due, whoever says it."""

from __future__ import annotations

import re
from functools import cache

import pytest

import hds_tco as ht
from hds_tco.analysis.report import cumulative_message, yearly_message
from hds_tco.analysis.sensitivity.study import sensitivity_study
from hds_tco.analysis.side_by_side import side_by_side
from hds_tco.analysis.simulation.report import simulation_sentences, tolerance_sentence
from hds_tco.charts import side_by_side_chart, waterfall_chart
from hds_tco.cockpit.answer import certainty
from hds_tco.cockpit.compare_a_b import changes
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale.catalogue import _catalogue
from hds_tco.model import IN_HOUSE, OPTIONS, Option
from tests.board.bare import LABELS, bare_labels
from tests.board.stories import SITUATIONS, found, story
from tests.board.test_slide_story import sentences
from tests.builders import CLOSE_RACE

COMPARED = [name for name in SITUATIONS if name not in ("single", "nothing")]
MINE = Option("mixed", IN_HOUSE.pieces, own_label="Nos machines, second site loué")
# Holes that hold the name of an option.
NAMES = {"option", "second", "next", "best", "after", "before"}
# Differences, as an axis or a measure writes them; years, not an option.
ALLOWED = {"cli.table_not_computed", "charts.gap_keur", "sensitivity.gap_measure", "charts.ahead"}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_page_of_the_story_has_a_bare_label(situation: str) -> None:
    assert [wrong for sentence in sentences(story(situation)) for wrong in bare_labels(sentence)] == []


@pytest.mark.parametrize("situation", COMPARED)
def test_no_answer_has_a_bare_label(situation: str) -> None:
    result, drawn = found(situation).comparison, found(situation).simulation
    said = [*result.sentences(), yearly_message(result), cumulative_message(result)]
    said += [*simulation_sentences(drawn), tolerance_sentence(drawn, 20e6), certainty(Snapshot(result, drawn), "fr")]
    for other in COMPARED:
        said += changes(Snapshot(result), Snapshot(found(other).comparison), "fr")
    for start in OPTIONS:
        said += [waterfall_chart(result, start, end).title for end in OPTIONS]
    together = side_by_side({"un": found(situation).scenario, "deux": found("in_house_wins").scenario})
    said += [*together.sentences(), side_by_side_chart(together).title]
    assert [wrong for sentence in said for wrong in bare_labels(sentence)] == []


@cache
def studied(situation: str) -> list[str]:
    made = sensitivity_study(found(situation).scenario, draws=300)
    assert made.losing is not None
    return [*made.sentences(), *made.losing.sentences(), *made.notes(), made.break_even.table().title]


@pytest.mark.parametrize("situation", ["external_wins", "leasing_wins"])
def test_no_study_has_a_bare_label(situation: str) -> None:
    said = studied(situation)
    assert any(OPTIONS[found(situation).comparison.best.key].named().the in sentence for sentence in said)
    assert [wrong for sentence in said for wrong in bare_labels(sentence)] == []


def test_a_user_s_own_option_is_quoted_in_every_sentence() -> None:
    result = ht.compare(ht.load(CLOSE_RACE), [MINE, OPTIONS["external"]])
    drawn = ht.simulate(ht.load(CLOSE_RACE), 200, options=[MINE, OPTIONS["external"]])
    said = [*result.sentences(), *simulation_sentences(drawn), certainty(Snapshot(result, drawn), "fr")]
    said += [waterfall_chart(result, "mixed", "external").title]
    assert [wrong for sentence in said for wrong in bare_labels(sentence, [MINE.label()])] == []
    assert f"l'option «\N{NO-BREAK SPACE}{MINE.label()}\N{NO-BREAK SPACE}»" in said[0]


def test_no_french_template_asks_for_a_bare_label_where_an_article_is_due() -> None:
    wrong = {}
    for key, words in _catalogue("fr").items():
        for hole in NAMES & set(re.findall(r"\{(\w+)\}", words)):
            if found_bare := bare_labels(words, [f"{{{hole}}}"]):
                wrong[key] = found_bare
    assert set(wrong) - ALLOWED == set(), wrong


def test_no_speaker_is_told_of_the_command_line() -> None:
    for situation in SITUATIONS:
        for slide in story(situation).slides:
            assert [note for note in slide.notes if re.search(r"(?<!\w)--\w|hds-tco", note)] == []
            assert [note for note in slide.notes if re.match("Elle |elle ", note)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "{0} coûte le moins : 12 k€.",
        "1,2 M€ de moins que {0}.",
        "pour que {0} passe devant",
        "Choisir {0} coûte en moyenne 3 k€ de plus.",
        "{0} et la location se valent",
        "Écart avec {0} : 3 k€",
        "12 k€ de plus que {0}, l'option suivante",
        "mais {0} n'est pas la moins chère",
        "en moyenne c'est {0}",
    ],
)
@pytest.mark.parametrize("label", LABELS)
def test_a_bare_label_is_seen(sentence: str, label: str) -> None:
    assert bare_labels(sentence.format(label))


@pytest.mark.parametrize(
    "sentence",
    [
        "L'option la moins chère : {0}, 18 731,5 k€ sur 10 ans.",
        "{0} : cumul le plus bas dès le départ",
        "option recommandée ({0}) ; négatif",
        "Risque : {0} 17 % ; {0} 13 %.",
        "l'option « {0} » a besoin",
    ],
)
@pytest.mark.parametrize("label", LABELS)
def test_a_label_in_its_place_is_let_through(sentence: str, label: str) -> None:
    said = sentence.replace("« ", "«\N{NO-BREAK SPACE}").replace(" »", "\N{NO-BREAK SPACE}»")
    assert bare_labels(said.format(label)) == []
