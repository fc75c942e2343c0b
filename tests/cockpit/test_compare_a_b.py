"""What is on screen against A: only what compares is compared, and the words never contradict the headline."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.cockpit import Cockpit, cockpit
from hds_tco.cockpit.compare_a_b import changes
from hds_tco.locale import amount, text
from tests.builders import CLOSE_RACE
from tests.cockpit.screens import PRICE, gesture, press, words

DRAWS = 200


@pytest.fixture
def screen() -> Cockpit:
    screen = cockpit(CLOSE_RACE, draws=DRAWS)
    press(screen, "fix")
    return screen


def said(screen: Cockpit) -> list[str]:
    return changes(screen.session.now, screen.session.fixed, "fr")


def test_the_yearly_chart_has_both_net_totals_in_marks_that_differ(screen: Cockpit) -> None:
    before = screen.session.result["external"].amounts_eur / 1e3
    gesture(screen, PRICE, "typed", "105")
    marks = {trace["name"]: trace for trace in screen.views["yearly"].spec["data"] if trace["type"] == "scatter"}
    one, other = marks[text("cockpit.total_a")], marks[text("cockpit.total_b")]
    assert one["y"] == pytest.approx(before)
    assert other["y"] == pytest.approx(screen.session.result["external"].amounts_eur / 1e3)
    assert one["marker"]["symbol"] != other["marker"]["symbol"]


def test_another_horizon_is_compared_by_year(screen: Cockpit) -> None:
    before = screen.session.result
    gesture(screen, "horizon_years", "typed", "7")
    sentence, ground = said(screen)
    assert before.scenario.name in ground
    assert "7 ans" in ground
    assert "10 ans" in ground
    best = screen.session.result.best
    assert text("cockpit.a_year", cost=amount(best.equivalent_annual_cost_eur)) in sentence
    assert amount(best.net_present_cost_eur) not in sentence
    tiles = words(screen._answer.html)
    for option in before.options:
        assert words(amount(option.equivalent_annual_cost_eur)) in tiles
        assert words(amount(option.net_present_cost_eur)) not in tiles
    assert text("cockpit.lines.present_a_over.other", n="10") in screen._lines.html
    for view, last in (("cumulative", "10"), ("yearly", "2036")):  # A's years are named too
        assert screen.views[view].spec["layout"]["xaxis"]["ticktext"][-1] == last
    screen.draw_all()
    assert not any(trace.get("opacity") for trace in screen.views["exceedance"].spec["data"])


@pytest.mark.parametrize("name", ["chu-strasbourg-2017", "tout-a-zero", "chi-eure-seine-2017-total"])
def test_another_scenario_is_not_compared(screen: Cockpit, name: str) -> None:
    press(screen, "scenario", name)
    (sentence,) = said(screen)
    assert "GHT de référence" in sentence
    assert str(ht.load("reference-ght").decision_year) in sentence
    assert "passe devant" not in words(screen._answer.html)
    assert "hds-tile-a" not in screen._answer.html
    for view in ("cumulative", "yearly"):
        assert not any(trace.get("opacity") for trace in screen.views[view].spec["data"])
        assert all(trace["name"] != text("cockpit.total_a") for trace in screen.views[view].spec["data"])
    assert text("cockpit.lines.present_a") not in screen._lines.html
    assert not any("fixed" in state for state in screen._assumptions.values.values())


def test_a_variant_of_the_same_hospital_is_compared(screen: Cockpit) -> None:
    made = ht.with_values(ht.load("reference-ght"), {"name": "Variante", PRICE: 110.0})
    shown = cockpit(made, draws=DRAWS)
    (sentence,) = changes(shown.session.now, screen.session.fixed, "fr")
    assert sentence.startswith("Par rapport à A")


def test_what_costs_nothing_overtakes_nobody() -> None:
    screen = cockpit("tout-a-zero", draws=DRAWS)
    press(screen, "fix")
    assert said(screen) == []


def test_out_of_a_tie_the_winner_is_named(screen: Cockpit) -> None:
    gesture(screen, PRICE, "typed", "150")  # in-house and leased machines cost about the same
    press(screen, "fix")
    gesture(screen, PRICE, "typed", "90")
    (sentence,) = said(screen)
    assert "à égalité" in sentence.split(";")[0]
    assert screen.session.result.best.option.named("fr").the in sentence.split(";")[1]


def test_a_tie_is_no_change_of_the_answer(screen: Cockpit) -> None:
    two = ht.with_values(screen.session.scenario, {"options": ["in_house", "external"]})
    screen, seen = cockpit(two, draws=DRAWS), set()
    press(screen, "fix")
    for price in range(98, 120, 2):
        gesture(screen, PRICE, "typed", str(price))
        (sentence,) = said(screen)
        tied = screen.session.result.sentences()[0].startswith("À égalité")
        changed = screen.session.result.best.key != "external"
        assert ("la réponse change" in sentence) == (changed and not tied), price
        seen.add((tied, changed))
    assert {(True, True), (False, True), (False, False)} <= seen


def test_rows_say_what_a_had(screen: Cockpit) -> None:
    assert "fixed" not in screen._assumptions.values[PRICE]
    was = screen._assumptions.values[PRICE]["text"]
    gesture(screen, PRICE, "typed", "120")
    state = screen._assumptions.values[PRICE]
    assert state["fixed"].startswith(f"A\N{NO-BREAK SPACE}: {was}")
    assert [path for path, other in screen._assumptions.values.items() if "fixed" in other] == [PRICE]
    press(screen, "fix")
    assert "fixed" not in screen._assumptions.values[PRICE]
    press(screen, "reset")
    assert screen._assumptions.values[PRICE]["fixed"].startswith("A\N{NO-BREAK SPACE}: 120")
