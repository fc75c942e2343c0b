"""The story says what was found, in whole sentences, in every situation and both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.table import Table
from hds_tco.board.findings import find
from hds_tco.board.pack import tell
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import assumptions_of
from tests.board.stories import LONG, SITUATIONS, found, story
from tests.builders import CLOSE_RACE
from tests.cli.running import plain

EVERY = [(name, lang) for name in SITUATIONS for lang in LANGUAGES]


def sentences(told: Story) -> Iterator[str]:
    yield from (told.title, told.subtitle, told.footer)
    for slide in told.slides:
        yield from (slide.title, *slide.points, *slide.notes)
        if slide.table is not None:
            yield from (*slide.table.columns, slide.table.caption)
            for row in slide.table.rows:
                yield from row
        if slide.chart is not None:
            yield from (slide.chart.title, slide.chart.source, slide.chart.alt)


@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_no_sentence_has_a_hole(situation: str, lang: Language) -> None:
    for sentence in sentences(story(situation, lang)):
        assert not re.search(r"[{}]|\bnan\b|\bNone\b(?! of)|\binf\b", sentence), sentence
        assert "  " not in sentence.strip()
    for slide in story(situation, lang).slides:
        assert slide.title
        assert slide.notes
        assert all(slide.notes)
        assert len(slide.points) <= 4
        assert slide.chart is None or not slide.chart.is_empty


@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_numbers_are_those_of_the_language(situation: str, lang: Language) -> None:
    said = "\n".join(without_own_words(sentence, situation) for sentence in sentences(story(situation, lang)))
    assert wrong_numbers(said, lang) == []
    if lang == "en":
        titles = "\n".join(slide.title for slide in story(situation, lang).slides)
        assert "\N{NO-BREAK SPACE}" not in titles


def wrong_numbers(said: str, lang: Language) -> list[str]:
    """Return what is not a number of that language: the euro sign and the percent sign on its side, its separators."""
    french, english = (
        r"€\d|\b[1-9]\d{0,2},\d{3}\b|\d\.\d|\d%|\d [kM]?€",
        r"\d\s?[kM]?€(?!\d)|[kM]€|\d,\d\d?\b|\d\s%|\u202f",
    )
    return [found[0] for found in re.finditer(f".{{0,20}}(?:{french if lang == 'fr' else english})", said)]


def without_own_words(sentence: str, situation: str) -> str:
    """Return a sentence without what the scenario's file says, in its own language."""
    scenario = found(situation).scenario
    own = {scenario.name, scenario.description}
    for item in assumptions_of(scenario).values():
        own |= {item.note, item.source, item.source[:59].rstrip()}
    for words in sorted(own - {""}, key=len, reverse=True):
        sentence = sentence.replace(words, "")
    return sentence


@pytest.mark.parametrize(
    ("lang", "wrong"),
    [
        *(
            ("en", words)
            for words in ("105 € per VM", "150,000\N{NO-BREAK SPACE}€", "1,2", "12 k€", "5 %", "1\u202f200")
        ),
        *(("fr", words) for words in ("€105", "1,200 k€", "5%", "98.3", "105 € par VM")),
    ],
)
def test_a_number_of_the_other_language_is_seen(lang: Language, wrong: str) -> None:
    assert wrong_numbers(f"At {wrong}.", lang)


@pytest.mark.parametrize(
    ("situation", "verdict", "option"),
    [
        ("external_wins", "clear", "external"),
        ("in_house_wins", "clear", "in_house"),
        ("leasing_wins", "clear", "leasing"),
        ("tie", "tie", "external"),
        ("single", "single", "in_house"),
        ("nothing", "nothing", None),
    ],
)
def test_the_verdict_is_that_of_the_figures(situation: str, verdict: str, option: str | None) -> None:
    result = found(situation)
    assert result.verdict == verdict
    title = plain(story(situation)["answer"].title)
    if option is not None:
        assert result.comparison.best.key == option
        named = ht.model.OPTIONS[option].named()
        assert f"{named:The}" in title or named in title
    if verdict == "clear" and option is not None:
        share = round(result.simulation.probability_cheapest(option).value * 100)
        assert f"{share} % des cas" in title


def test_the_cheapest_in_less_than_half_of_the_cases_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    result = found("external_wins")

    def seldom(drawn: Simulation, key: str) -> Estimate:
        return Estimate({"external": 0.41, "in_house": 0.33, "leasing": 0.26}[key], 0.01)

    monkeypatch.setattr(Simulation, "probability_cheapest", seldom)
    assert result.verdict == "open"
    title = plain(tell(result)["answer"].title)
    assert "à hypothèses moyennes" in title
    assert "n'est l'option la moins chère que dans 41 % des cas" in title


# Pages about one option, by what they are about.
ABOUT_ONE = ("costs", "budget", "accounts", "risks")


@pytest.mark.parametrize("situation", ["external_wins", "in_house_wins", "leasing_wins", "tie", "twelve_years"])
def test_every_page_is_about_the_same_option(situation: str) -> None:
    result, told = found(situation), story(situation)
    label = result.best.option.label()
    assert [told[key].title.startswith(label) for key in ABOUT_ONE] == [True] * len(ABOUT_ONE)
    assert label.casefold() in told["border"].points[0].casefold()
    assert result.losing is not None
    assert result.losing.option.key == result.best.key


def test_no_option_is_recommended_on_a_tie() -> None:
    for situation in ("tie", "twelve_years"):
        assert found(situation).verdict == "tie"
        words = " ".join(
            part for slide in story(situation).slides for part in (slide.title, *slide.points, *slide.notes)
        )
        assert "recommandée" not in words.replace("l'option recommandée", "")


def test_the_rival_is_the_option_that_may_well_come_first() -> None:
    result = found("fifteen_years")  # the lease is second at mean assumptions, and hardly ever the cheapest
    assert (result.best.key, result.comparison.ranked[1].key, result.rival.key) == ("in_house", "leasing", "external")
    assert result.verdict != "tie"
    answer = story("fifteen_years")["answer"]
    assert "Écart avec" in answer.points[0]
    assert ht.model.OPTIONS["external"].label().casefold() in answer.points[0].casefold()
    assert result.simulation.probability_cheapest("leasing").value < 0.1


def test_close_options_that_every_draw_tells_apart_are_no_tie() -> None:
    pair = {"options": ["in_house", "leasing"], "horizon_years": 15}
    result = find(ht.load(CLOSE_RACE, pair), draws=300)
    costs = [option.net_present_cost_eur for option in result.comparison.ranked]
    assert costs[1] / costs[0] - 1 < 0.02
    assert result.verdict == "clear"


def test_clauses_are_conditional_where_no_provider_is_chosen() -> None:
    assert story("external_wins")["contract"].title.startswith("La clause à obtenir d'abord")
    assert story("in_house_wins")["contract"].title.startswith("Si l'hébergeur était choisi")
    assert story("in_house_wins", "en")["contract"].title.startswith("If the provider were chosen")


def test_the_calendar_is_first_that_of_the_answer() -> None:
    assert story("external_wins")["calendar"].title.startswith("Migration achevée fin 2028")
    assert story("in_house_wins")["calendar"].title.startswith("Certificat attendu en 2027")
    assert story("tie")["calendar"].title.startswith("Certificat attendu en 2027")


def test_the_accounts_add_up() -> None:
    for situation in ("external_wins", "in_house_wins", "fifteen_years"):
        table = story(situation, "en")["accounts"].table
        assert table is not None
        figures = {row[0]: [float(re.sub(r"[^0-9-]", "", cell)) for cell in row[1:]] for row in table.rows}
        net = figures["Net charges per year"]
        parts = [values for name, values in figures.items() if name.startswith(("Title", "Income"))]
        assert np.abs(np.sum(parts, axis=0) - net).max() <= 2.5  # each rounded to a thousand
        assert f"{net[0]:,.0f}k" in story(situation, "en")["accounts"].title
        assert (
            figures["of which depreciation"][0] <= figures[next(name for name in figures if name[:7] == "Title 4")][0]
        )
        points = story(situation, "en")["accounts"].points
        plan = re.findall(r"€([\d,]+)k", "".join(point for point in points if point.startswith("Investment plan")))
        planned = sum(float(amount.replace(",", "")) for amount in plan)
        assert abs(planned - figures["Investment plan (total)"][0]) <= len(plan)


def test_the_accounts_say_what_is_left_to_depreciate_after_the_horizon() -> None:
    told = story("external_wins", "en")["accounts"]
    assert told.table is not None
    last = found("external_wins").scenario.decision_year + found("external_wins").scenario.horizon_years
    rows = {row[0]: row[1:] for row in told.table.rows}
    left = dict(zip(told.table.columns[1:], rows[f"Left to depreciate after {last}"], strict=True))
    (sentence,) = [plain(point) for point in told.points if point.startswith(f"Budgets after {last}")]
    ours, theirs = (ht.model.OPTIONS[key].label("en") for key in ("in_house", "external"))
    assert plain(f"{ours} ({left[ours]})") in sentence
    # A service that is bought makes no asset: nothing to invest, nothing left.
    assert theirs not in sentence
    none = [row[theirs_at(told)] for name, row in rows.items() if name.startswith(("Investment", "Left"))]
    assert none == ["€0k"] * 2


def test_the_accounts_say_what_the_year_of_the_decision_bears() -> None:
    """The mean is that of the running years: a set-up that is a charge would be seen nowhere."""
    for situation in ("external_wins", "in_house_wins"):
        told, result = story(situation, "en")["accounts"], found(situation).comparison
        assert told.table is not None
        (row,) = [row for row in told.table.rows if row[0].startswith("Net charges of ")]
        paid = [
            sum(line.amounts_eur[0] for line in option.lines if line.nature != "investment") for option in result.ranked
        ]
        shown = [float(re.sub(r"[^0-9-]", "", cell)) for cell in row[1:]]
        assert shown == [round(amount / 1000) for amount in paid]
        assert paid[[option.key for option in result.ranked].index("external")] > 100_000


def theirs_at(told: Slide) -> int:
    assert told.table is not None
    return told.table.columns[1:].index(ht.model.OPTIONS["external"].label("en"))


def test_the_answer_says_what_would_end_it() -> None:
    points = " ".join(story("external_wins")["answer"].points)
    assert "Ce ne serait plus vrai si" in points
    nearest = found("external_wins").break_even
    assert nearest is not None
    assert nearest.values[0].next_best is not None
    assert nearest.values[0].next_best.named().the in points


def test_the_tolerance_line_is_told() -> None:
    told = story("external_wins")
    assert "22 000" in plain(told["risks"].title)
    assert told["risks"].chart is not None
    assert told["risks"].chart.lines[0].at == 22e3


def test_the_table_of_the_answer_holds_the_figures() -> None:
    table = story("in_house_wins", "en")["answer"].table
    assert table is not None
    first = found("in_house_wins").comparison.best
    assert table.rows[0][0] == first.option.label("en")
    assert re.sub(r"\D", "", table.rows[0][1]) == str(round(first.net_present_cost_eur / 1e3))
    assert table.strong == (0,)


def test_chapters_without_ground_are_left_out() -> None:
    assert {"reasons", "contract", "changes", "border"}.isdisjoint(slide.key for slide in story("single").slides)
    assert len(story("external_wins").slides) == 15
    assert [slide.key for slide in story("nothing").slides] == [
        "question",
        "answer",
        "unknown",
        "assumptions",
    ]


def test_hypotheses_are_told_as_such() -> None:
    told = story("external_wins")
    assert "hypothèse" in told["contract"].points[1]
    assert told["assumptions"].table is not None
    assert {row[-1] for row in told["assumptions"].table.rows} <= {"S1", "S2", "S3", "D", "G", "N"}
    assert "sans source" in told.footer


def test_long_names_are_told_whole() -> None:
    assert LONG in story("longest_labels").subtitle


def test_a_table_must_fit_its_headings() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        Table(("a", "b"), (("x",),))
    with pytest.raises(KeyError):
        Story("", "", "fr", (Slide("a", "", (), ()),), "")["b"]


def test_each_kind_of_chart_is_shown_where_it_helps() -> None:
    shown = {slide.key: slide.chart.kind for slide in story("external_wins").slides if slide.chart is not None}
    assert shown == {
        "certainty": "columns",
        "costs": "stacked",
        "years": "lines",
        "budget": "stacked",
        "reasons": "steps",
        "risks": "curves",
        "changes": "bars",
        "border": "grid",
        "calendar": "spans",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_tie_no_option_is_said_to_win(lang: Language) -> None:
    told = story("tie", lang)["answer"]
    result = found("tie").comparison
    best, second = (option.option.named(lang) for option in result.ranked[:2])
    assert f"{best:The}" in told.title
    assert second.the in told.title
    assert not re.search("coûte le moins|costs least", told.title)
    assert not re.search("Ce ne serait plus vrai|would no longer hold", " ".join(told.points))
    assert told.table is not None
    assert told.table.strong == (0, 1)
    for label in (best, second):  # both bad cases
        assert any(point.startswith(label) for point in told.points)


def test_an_assumption_that_is_at_its_threshold_is_said_to_be_on_edge() -> None:
    # The price of the tie is set to three digits of its own break-even value: both are written 105.
    (first, *_) = story("tie")["changes"].points
    assert first.startswith("Prix d'une VM")
    assert "au moindre écart" in first
    assert "Le moindre écart sur" in story("tie")["answer"].points[1]


@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name not in ("single", "nothing")])
def test_a_threshold_is_passed_in_the_way_that_is_said(situation: str) -> None:
    evens = found(situation).break_even
    assert evens is not None
    for item, point in zip(
        [item for item in evens.values if item.value is not None], story(situation)["changes"].points, strict=False
    ):
        assert item.value is not None
        if "à partir de" in point:
            assert item.value > item.central
        elif "en dessous de" in point:
            assert item.value < item.central
        else:
            assert item.value == pytest.approx(item.central, rel=1e-2)


def test_an_option_alone_is_compared_with_nothing() -> None:
    told = story("single")
    table = told["answer"].table
    assert table is not None
    assert "La moins chère" not in table.columns
    assert {"certainty", "reasons"}.isdisjoint(slide.key for slide in told.slides)
    said = " ".join(slide.title for slide in told.slides)
    assert "la moins chère" not in said


@pytest.mark.parametrize(("situation", "years"), [("one_year", 1), ("fifteen_years", 15)])
def test_years_are_those_of_the_horizon(situation: str, years: int) -> None:
    told = story(situation)
    assert ("1 an" if years == 1 else f"{years} ans") in told["question"].title
    chart = told["budget"].chart
    assert chart is not None
    assert chart.categories == tuple(str(2026 + year) for year in range(years + 1))
    assert told["budget"].points[1].startswith("Ensuite, de" if years > 1 else "2 660".replace(" ", "\u202f"))
    for slide in told.slides:
        assert not re.search(r"\b1 (ans|jours|autres)\b|\b[2-9] (an|jour)\b", " ".join((slide.title, *slide.points)))


def test_the_budget_is_that_of_the_cheapest_option() -> None:
    spent = found("leasing_wins").comparison.best.amounts_eur
    chart = story("leasing_wins")["budget"].chart
    assert chart is not None
    assert sum(series.values[3] or 0.0 for series in chart.series) == pytest.approx(spent[3] / 1e3)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_title_of_the_assumptions_counts_what_the_table_shows(situation: str) -> None:
    slide = story(situation)["assumptions"]
    assert slide.table is not None
    sourced = sum(row[-1] not in ("G", "N") for row in slide.table.rows)
    if "sans source" in slide.title or "Aucune" in slide.title:
        assert sourced == 0
    elif "dont" in slide.title:
        assert f"dont {sourced} avec" in slide.title
    else:
        assert sourced == len(slide.table.rows)


def test_the_calendar_says_the_dates_that_ask_for_a_decision() -> None:
    dates = "Renouvellement à obtenir en 2030, en 2033, en 2036."
    buying = "Achat\N{NO-BREAK SPACE}: premières machines à remplacer fin 2031."
    bought, own = (story(name)["calendar"].points for name in ("external_wins", "in_house_wins"))
    assert bought[:2] == ("Migration achevée fin 2028.", buying)
    assert bought[3] == dates  # what hosting oneself would ask comes last
    assert own[1:] == (dates, "Migration achevée fin 2028.", buying)
    assert any("2028 – Arrivée" in note for note in story("external_wins")["calendar"].notes)


def test_the_calendar_says_when_a_contract_that_ends_must_be_put_out_again() -> None:
    def points(length: int) -> tuple[str, ...]:
        scenario = ht.load(CLOSE_RACE, {"external.contract_years": length})
        return tuple(tell(find(scenario, draws=200), "en")["calendar"].points)

    over = "Provider: first contract over at the end of 2030."
    assert over in points(4)
    assert not any("first contract" in point for point in points(10))


@pytest.mark.parametrize(("situation", "lang"), EVERY)
def test_french_and_english_tell_the_same_pages(situation: str, lang: Language) -> None:
    french, other = story(situation, "fr"), story(situation, lang)
    assert [slide.key for slide in french.slides] == [slide.key for slide in other.slides]
    for ours, theirs in zip(french.slides, other.slides, strict=True):
        assert len(ours.points) == len(theirs.points)
        assert len(ours.notes) == len(theirs.notes)
        if ours.chart is not None:
            assert theirs.chart is not None
            assert [series.values for series in ours.chart.series] == [series.values for series in theirs.chart.series]


@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name not in ("single", "nothing")])
def test_the_certainty_is_that_of_the_option_most_often_the_cheapest(situation: str) -> None:
    drawn, slide = found(situation).simulation, story(situation)["certainty"]
    chances = {option.label(): drawn.probability_cheapest(option.key).value for option in drawn.options}
    often = max(chances, key=lambda label: chances[label])
    assert often in slide.title
    assert f"{round(100 * chances[often])}\N{NO-BREAK SPACE}%" in slide.title
    assert ("Aucune option" in slide.title) == (chances[often] <= 0.5)
    assert ("coûte moins en moyenne" in slide.title) == (chances[often] > 0.5 and often != drawn.best.label())
