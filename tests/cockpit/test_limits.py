"""Whatever figure is typed, the cockpit lives on, and says beside the row why nothing changed."""

from __future__ import annotations

import pytest

from hds_tco.cockpit import Cockpit, cockpit
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Fault, ScenarioError
from tests.cockpit.screens import PRICE, costs, gesture, press

DRAWS = 64


@pytest.fixture
def screen() -> Cockpit:
    return cockpit(draws=DRAWS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_beyond_all_measure_is_told_and_changes_nothing(lang: Language) -> None:
    screen = cockpit(lang=lang, draws=DRAWS)
    before, state = costs(screen), screen.history
    gesture(screen, PRICE, "typed", "98333333333")
    beyond = {"fr": "hors de toute mesure", "en": "beyond all measure"}[lang]
    assert beyond in screen._assumptions.faults[PRICE]
    assert (costs(screen), screen.history) == (before, state)


def test_later_gestures_count(screen: Cockpit) -> None:
    gesture(screen, PRICE, "typed", "98333333333")
    gesture(screen, PRICE, "typed", "120")
    assert screen._assumptions.faults == {}
    assert screen.sliders[PRICE].value == 120.0
    assert len(screen.history.past) == 1


def test_a_draw_beyond_all_measure_is_told_too(screen: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.draw_all()
    before = costs(screen)

    def refuse(_: object) -> object:
        raise ScenarioError([Fault("beyond_measure", read="1e+17", values={"option": "@option.external"})])

    monkeypatch.setattr(screen._draws, "simulate", refuse)
    gesture(screen, PRICE, "typed", "120")
    assert "hors de toute mesure" in screen._assumptions.faults[PRICE]
    assert (costs(screen), screen.history.past) == (before, ())


def test_draws_that_come_late_and_beyond_measure_take_the_step_back(
    screen: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = costs(screen)
    screen.sliders[PRICE].value = 140.0
    priced = screen._draws.simulate
    faults = iter([ScenarioError([Fault("beyond_measure", read="1e+17", values={"option": "@option.external"})])])

    def once(scenario: object) -> object:
        for error in faults:
            raise error
        return priced(scenario)  # type: ignore[arg-type]

    monkeypatch.setattr(screen._draws, "simulate", once)
    screen._drawn()
    assert "hors de toute mesure" in screen.message
    assert costs(screen) == before


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["98333333333", "-90"])
def test_no_field_freezes_the_cockpit(screen: Cockpit, typed: str) -> None:
    screen._assumptions.unfolded = True
    for path, row in tuple(screen._assumptions.rows.items()):
        if row.nature != "number":
            continue
        gesture(screen, path, "typed", typed)
        assert list(screen._assumptions.faults) in ([path], []), path
        told = bool(screen._assumptions.faults)
        assert told is not bool(screen.history.now.moves), path  # either it counts, or the row says why not
        press(screen, "reset")
