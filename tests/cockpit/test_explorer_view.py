"""The explorer without a browser: what it computes, says and draws when a slider moves."""

from __future__ import annotations

from html import unescape
from re import findall

import pytest

import hds_tco as ht
from hds_tco.analysis.report import cumulative_message, yearly_message
from hds_tco.charts import by_year_chart, cumulative_chart
from hds_tco.cockpit import FIRST_SLIDERS, Explorer, explore, sliders
from hds_tco.cockpit.session import Change
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.scenario import ScenarioError, with_values

REFERENCE = ht.load("reference-ght")
PRICE = "external.price_eur_per_vm_per_month"


@pytest.fixture
def explorer() -> Explorer:
    return explore(REFERENCE)


def said(explorer: Explorer) -> list[str]:
    return [unescape(words) for words in findall(r"<p>(.*?)</p>", explorer.children[0].html)]


def drawn(explorer: Explorer) -> list[list[float]]:
    return [list(trace["y"]) for view in explorer.charts for trace in view.spec["data"]]


def values(explorer: Explorer) -> dict[str, float]:
    return {path: move.value for path, move in explorer.session.history.now.moves.items()}


def far_end(explorer: Explorer, path: str) -> float:
    return float(explorer.sliders[path].options[-1][1])


def test_it_starts_from_the_scenario_itself(explorer: Explorer) -> None:
    assert values(explorer) == {}
    assert said(explorer) == ht.compare(REFERENCE).sentences("fr")
    assert list(explorer.sliders) == list(FIRST_SLIDERS)


@pytest.mark.parametrize("path", FIRST_SLIDERS)
def test_each_slider_moves_the_result_the_answer_and_the_charts(explorer: Explorer, path: str) -> None:
    before = drawn(explorer)
    end = far_end(explorer, path)
    explorer.sliders[path].value = end

    expected = ht.compare(with_values(REFERENCE, {path: end}))
    result = explorer.session.result
    assert values(explorer) == {path: end}
    assert [option.net_present_cost_eur for option in result.options] == pytest.approx(
        [option.net_present_cost_eur for option in expected.options], rel=1e-9
    )
    assert said(explorer) == expected.sentences("fr")
    assert drawn(explorer) != before
    fresh = [chart_of(result, "fr") for chart_of in (by_year_chart, cumulative_chart)]
    assert drawn(explorer) == [list(series.values) for chart in fresh for series in chart.series]
    assert [view.caption["title"] for view in explorer.charts] == [chart.title for chart in fresh]
    assert [view.caption["alt"] for view in explorer.charts] == [chart.alt for chart in fresh]


def test_sliders_add_up(explorer: Explorer) -> None:
    for path in FIRST_SLIDERS:
        explorer.sliders[path].value = far_end(explorer, path)
    expected = ht.compare(with_values(REFERENCE, {path: far_end(explorer, path) for path in FIRST_SLIDERS}))
    cost = explorer.session.result.best.net_present_cost_eur
    assert cost == pytest.approx(expected.best.net_present_cost_eur, rel=1e-9)


def test_a_moved_figure_is_the_readers_hypothesis(explorer: Explorer) -> None:
    explorer.sliders[PRICE].value = far_end(explorer, PRICE)
    moved = explorer.session.result.scenario.external
    assert moved is not None
    assert moved.price_eur_per_vm_per_month.is_hypothesis


def test_the_button_computes_once_and_brings_all_back(explorer: Explorer) -> None:
    before, sentences = drawn(explorer), said(explorer)
    for path in FIRST_SLIDERS:
        explorer.sliders[path].value = far_end(explorer, path)
    assert drawn(explorer) != before

    changes: list[Change] = []
    explorer.session.subscribe(changes.append)
    (button,) = findall("<button.*?</button>", explorer.children[2].html)
    assert unescape(button).endswith(f">{text('cockpit.reset')}</button>")
    (name,) = findall('data-do="(.*?)"', button)
    explorer.children[2].events = [{"do": name, "value": "", "fields": {}, "serial": 1}]
    assert changes == ["all"]
    assert values(explorer) == {}
    assert drawn(explorer) == before
    assert said(explorer) == sentences


def test_a_row_is_moved_and_answers_as_the_cockpits_do(explorer: Explorer) -> None:
    rows = explorer.children[1]
    rows.act({"path": PRICE, "what": "typed", "value": "120", "gesture": ""})
    assert values(explorer) == {PRICE: 120.0}
    assert rows.values[PRICE]["text"] == "120"
    before = said(explorer)
    rows.act({"path": PRICE, "what": "typed", "value": "beaucoup", "gesture": ""})
    assert list(rows.faults) == [PRICE]
    assert said(explorer) == before
    assert rows.foldable is False


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_readers_language(lang: Language) -> None:
    explorer = explore(REFERENCE, lang=lang)
    result = ht.compare(REFERENCE)
    assert said(explorer) == result.sentences(lang)
    titles = [view.caption["title"] for view in explorer.charts]
    assert titles == [yearly_message(result, lang), cumulative_message(result, lang)]
    answer, rows, below, _ = explorer.children
    told = {answer.attributes["lang"], rows.words["lang"], below.attributes["lang"]}
    assert {view.caption["lang"] for view in explorer.charts} == told == {lang}


def test_a_page_that_joins_late_gets_the_charts_as_they_now_are(explorer: Explorer) -> None:
    explorer.sliders[PRICE].value = far_end(explorer, PRICE)
    states = [view.get_state()["spec"]["data"] for view in explorer.charts]
    assert [list(trace["y"]) for data in states for trace in data] == drawn(explorer)


def test_the_charts_offer_no_button_that_sends_them_away(explorer: Explorer) -> None:
    assert [view.get_state()["spec"]["config"]["displayModeBar"] for view in explorer.charts] == [False, False]


@pytest.mark.parametrize("name", sorted(ht.scenario.shipped_scenarios()))
def test_every_case_is_explored_with_the_sliders_it_holds(name: str) -> None:
    of = ht.load(name)
    explorer = explore(of)
    assert said(explorer) == ht.compare(of).sentences("fr")
    for path in explorer.sliders:
        explorer.sliders[path].value = far_end(explorer, path)
    assert set(values(explorer)) <= set(explorer.sliders)
    explorer.session.reset()
    assert values(explorer) == {}


def test_without_provider_nor_lease_their_sliders_are_left_out() -> None:
    alone = with_values(REFERENCE, {"options": ["in_house"]})
    assert list(explore(alone).sliders) == ["volumes.imaging_growth_per_year", "hardware.imaging_price_eur_per_tb"]


def test_a_slider_that_would_change_nothing_is_left_out_unless_asked_for() -> None:
    # The sources of this case give no volume: no growth of it costs anything.
    case, growth = ht.load("chi-eure-seine-2017-total"), "volumes.imaging_growth_per_year"
    explorer = explore(case)
    assert list(explorer.sliders) == []
    assert list(explore(case, [growth]).sliders) == [growth]
    assert [trace["name"] for view in explorer.charts for trace in view.spec["data"]] == ["Hébergement interne"] * 2


def test_without_any_slider_the_answer_and_the_charts_still_show() -> None:
    explorer = explore(REFERENCE, [])
    assert explorer.sliders == {}
    assert said(explorer) == ht.compare(REFERENCE).sentences("fr")
    assert explorer.children[1].first == []
    assert unescape(explorer.children[2].html) == f"<p>{text('cockpit.no_slider')}</p>"
    explorer.session.reset()


def test_paths_that_lead_nowhere_are_all_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        explore(REFERENCE, [PRICE, "no.such", "leasing.compulsory_transfer", "external.setup_eurr"], "en")
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [
        ("unknown_field", "no.such"),
        ("no_slider", "leasing.compulsory_transfer"),
        ("unknown_field", "external.setup_eurr"),
    ]
    assert "slider" in str(caught.value)


def test_other_sliders_can_be_asked_for() -> None:
    explorer = explore(REFERENCE, ["finance.vat_share", "leasing.term_years"])
    assert list(explorer.sliders) == ["finance.vat_share", "leasing.term_years"]
    explorer.sliders["leasing.term_years"].value = far_end(explorer, "leasing.term_years")
    assert values(explorer) == {"leasing.term_years": far_end(explorer, "leasing.term_years")}


def test_sliders_are_those_that_can_be_moved() -> None:
    moved = sliders(REFERENCE, ["nowhere.at_all", "leasing.implicit_rate_per_year", "hospital.legal_form"])
    assert moved is not None
    assert list(moved.sliders) == ["leasing.implicit_rate_per_year"]
    assert sliders(ht.load("chi-eure-seine-2017-total"), ["leasing.implicit_rate_per_year"]) is None
