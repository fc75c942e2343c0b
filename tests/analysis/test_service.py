"""An option of a lesser service is priced, and never ranked with the others: whatever it costs, in every presenter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.report import cumulative_message
from hds_tco.analysis.sensitivity.tornado import tornado
from hds_tco.analysis.side_by_side import side_by_side
from hds_tco.analysis.simulation.accumulators import totals_of
from hds_tco.analysis.simulation.draw_cache import LiveDraws
from hds_tco.analysis.simulation.report import SimulationReport, simulation_sentences
from hds_tco.cockpit.answer import answer_html
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Assumption, Scenario
from tests.builders import CLOSE_RACE
from tests.ranking import unnamed

FOUR: dict[str, Any] = {"options": ["in_house", "external", "leasing", "status_quo"], "existing.keep_years": 3}
# Everything that a status quo would leave out is paid for, or asked of nobody.
WHOLE = FOUR | {
    "protection.vm_share": 0,
    "protection.data_share": 0,
    "existing.cost_growth_per_year": 0.9,
    "migration.old_platform_eur_per_year": 0,
    "options": ["in_house", "status_quo"],
}
# What makes each option of a lesser service the cheapest by far, and which it is.
CHEAP: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        f"then_{way}": ("status_quo", FOUR | {"existing.then": way, "migration.old_platform_eur_per_year": 1})
        for way in ("in_house", "external", "leasing")
    },
    "kept_throughout": ("status_quo", FOUR | {"existing.keep_years": 10, "migration.old_platform_eur_per_year": 1}),
    "one_other": ("status_quo", FOUR | {"options": ["external", "status_quo"]}),
    "perimeter": (
        "external",
        {
            "options": ["in_house", "external", "leasing"],
            "external.serves_hosted_establishments": False,
            "external.price_eur_per_vm_per_month": 1,
        },
    ),
}


def case(name: str) -> Scenario[Assumption]:
    return ht.load(CLOSE_RACE, CHEAP[name][1])


def sentences_of(scenario: Scenario[Assumption], lang: Language) -> Iterator[str]:
    """Yield what the analyses say."""
    result, drawn = ht.compare(scenario), ht.simulate(scenario, 400)
    yield from result.sentences(lang)
    yield cumulative_message(result, lang)
    yield from simulation_sentences(drawn, lang)
    yield from result.data(lang)["sentences"]
    yield from side_by_side({"one": scenario, "two": scenario}).sentences(lang)
    yield from tornado(scenario).notes(lang)
    if len(result.compared) > 1:
        evens = ht.sensitivity.break_even(scenario)
        yield from evens.notes(lang)
        yield from (
            f"{item.next_best.label(lang)} passe devant, comes first" for item in evens.values if item.next_best
        )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHEAP)
def test_no_sentence_puts_a_lesser_service_ahead_without_naming_what_is_missing(name: str, lang: Language) -> None:
    key, scenario = CHEAP[name][0], case(name)
    result = ht.compare(scenario)
    assert min(result.options, key=lambda option: option.net_present_cost_eur).key == key
    said = list(sentences_of(scenario, lang))
    assert unnamed(said, result[key].option.label(lang), lang) == []
    told = [sentence for sentence in said if {"fr": "service moindre", "en": "lesser service"}[lang] in sentence]
    assert len(told) >= 3


@pytest.mark.parametrize("name", CHEAP)
def test_it_is_shown_apart_and_never_the_best(name: str) -> None:
    key, scenario = CHEAP[name][0], case(name)
    result, drawn = ht.compare(scenario), ht.simulate(scenario, 400)
    assert result[key].service.apart
    assert result.best.key != key
    assert result.ranked[-1].key == key
    assert [option.key for option in result.apart] == [key]
    assert result.summary()["gap_eur"].loc[key] < 0
    assert key not in [option.key for option in (drawn.best, *drawn.compared)]
    assert np.isnan(drawn.probability_cheapest(key).value)
    assert np.isnan(drawn.expected_regret(key).value)
    assert sum(drawn.probability_cheapest(option.key).value for option in drawn.compared) == approx(1)
    assert key not in [option.key for option in tornado(scenario).options]
    data, of_draws = result.data(), SimulationReport(drawn).data()
    assert data["best_option"] != key
    assert of_draws["best_option"] != key
    assert [option["key"] for option in data["options"] if option["stands_apart"]] == [key]
    assert [option["key"] for option in of_draws["options"] if option["stands_apart"]] == [key]
    assert next(option["probability_cheapest"] for option in of_draws["options"] if option["key"] == key) is None


def test_without_a_rival_of_its_own_it_is_told_alone() -> None:
    alone = ht.compare(ht.load(CLOSE_RACE, FOUR | {"options": ["status_quo"]}))
    assert not alone["status_quo"].service.apart
    assert alone.best.key == "status_quo"


def test_a_status_quo_that_leaves_nothing_out_is_compared_as_the_others() -> None:
    scenario = ht.load(CLOSE_RACE, WHOLE)
    late = {f"hosted.{key}.join_year": 9 for key in scenario.hosted}
    result = ht.compare(ht.with_values(scenario, late))
    assert result["status_quo"].service.lacks == ()
    assert result.best.key == "status_quo"
    assert {option.key for option in result.compared} == {"in_house", "status_quo"}
    assert "À service égal" not in result.sentences()[0]
    assert ht.compare(scenario)["status_quo"].service.lacks == ("hosted",)


def test_what_is_missing_is_said_until_when() -> None:
    for years, said in ((3, "until the end of 2029"), (10, "up to the horizon")):
        result = ht.compare(ht.load(CLOSE_RACE, FOUR | {"existing.keep_years": years}))
        words = result["status_quo"].service.words("en")
        assert words == f"no second site, no room for growth, no hosted establishments ({said})"
    both = FOUR | {"existing.then": "external", "external.serves_hosted_establishments": False}
    words = ht.compare(ht.load(CLOSE_RACE, both))["status_quo"].service.words("en")
    assert (
        words
        == "no second site, no room for growth (until the end of 2029), no hosted establishments (up to the horizon)"
    )


def test_draws_never_let_an_option_that_stands_apart_come_first() -> None:
    values = np.array([[1.0, 1.0, 1.0], [2.0, 5.0, 9.0], [3.0, 4.0, 5.0]])
    found = totals_of(values, [0, 1, 2], [0, 1, 2], [1, 2])
    assert found.cheapest.tolist() == [0, 1, 2]
    assert found.regret.tolist() == approx([-8 / 3, (0 + 1 + 4) / 3, 1 / 3])
    assert found.best_expected == approx((2 + 4 + 5) / 3)


def test_draws_that_stand_ready_rank_as_the_others() -> None:
    scenario = case("then_in_house")
    live = LiveDraws(scenario, 500).simulate(scenario)
    fresh = ht.simulate(scenario, 500)
    assert [option.key for option in live.ranked] == [option.key for option in fresh.ranked]
    assert live.probability_cheapest("external") == fresh.probability_cheapest("external")
    assert LiveDraws(scenario, 500).tornado(scenario).best.key == tornado(scenario).best.key


def test_the_app_gives_no_chance_to_an_option_that_stands_apart_nor_to_one_that_has_no_rival() -> None:
    scenario = ht.load(CLOSE_RACE, FOUR | {"options": ["in_house", "status_quo"]})
    shown = Snapshot(ht.compare(scenario), ht.simulate(scenario, 100))
    html = answer_html(shown, None, "in_house", "fr")
    assert "hds-bar" not in html
    assert "la moins chère" not in html
    assert html.count("service moindre") >= 2
