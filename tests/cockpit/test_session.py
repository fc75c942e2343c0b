"""A session without a page: what it computes and keeps, whatever the reader does; and that it needs no widget."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.cockpit import Session
from hds_tco.cockpit.history import Opened
from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.cockpit.session import Change
from hds_tco.cockpit.slider import sliders_of
from hds_tco.locale import text
from hds_tco.scenario import Fault, ScenarioError, assumptions_of
from tests.builders import CLOSE_RACE

PRICE = "external.price_eur_per_vm_per_month"
SERVERS = "hardware.ram_gb_per_server"
END = "leasing.end_of_term"
OPENED = Opened(ht.load(CLOSE_RACE), CLOSE_RACE)
DRAWS = 64


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(OPENED, "fr", DRAWS, tmp_path, paths=["horizon_years", PRICE, SERVERS])


def costs(session: Session) -> list[float]:
    return [option.net_present_cost_eur for option in session.result.options]


def test_it_needs_no_widget() -> None:
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['ipywidgets', 'anywidget', 'traitlets', 'IPython']))\n"
        "import hds_tco as ht; from hds_tco.cockpit import Session; from hds_tco.cockpit.history import Opened\n"
        "session = Session(Opened(ht.load('tout-a-zero'), 'tout-a-zero'), draws=64)\n"
        "session.move('horizon_years', 8); session.fix_as_a(); session.undo(); session.set_language('en')\n"
        "print(session.simulation.draws, session.scenario.horizon_years)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    assert run.stdout.split() == ["64", "8"]


# ─── moves and steps ─────────────────────────────────────────────────────────────────────────────────────────────


def test_any_assumption_can_be_moved_in_hand_or_not(session: Session) -> None:
    session.move(END, "extend")
    assert session.scenario == with_moves(OPENED.scenario, {END: Move("extend")})
    assert list(session.in_hand) == ["horizon_years", PRICE, SERVERS]
    assert set(session.rows) > {END, *session.in_hand}
    with pytest.raises(KeyError, match="nowhere"):
        session.move("nowhere.at_all", 1.0)


steps = st.one_of(
    st.tuples(st.just("move"), st.sampled_from([PRICE, SERVERS]), st.sampled_from([64.0, 96.0, 128.0])),
    st.tuples(st.just("put_back"), st.sampled_from([PRICE, SERVERS])),
    st.tuples(st.sampled_from(["undo", "redo", "reset", "fix_as_a", "forget_a"])),
)


@settings(deadline=None, max_examples=15)
@given(st.lists(steps, max_size=8))
def test_what_shows_is_always_what_the_history_says(does: list[tuple[object, ...]]) -> None:
    session = Session(OPENED, draws=DRAWS, paths=[PRICE, SERVERS], live_draws=False)
    for name, *arguments in does:
        getattr(session, str(name))(*arguments)
        now = session.history.now
        assert session.scenario == with_moves(OPENED.scenario, now.moves)
        assert (session.fixed is None) is (now.fixed is None)
        if session.fixed is not None and now.fixed is not None:
            assert session.fixed.result.scenario == with_moves(OPENED.scenario, now.fixed.moves)
    depth = len(session.history.past)
    for _ in range(depth):
        session.undo()
    assert (session.scenario, session.history.past) == (OPENED.scenario, ())


def test_a_value_put_where_the_scenario_has_it_is_no_move(session: Session) -> None:
    session.move(PRICE, 140.0)
    session.move(PRICE, session.in_hand[PRICE].value)
    assert session.history.now.moves == {}
    session.move(PRICE, session.in_hand[PRICE].value, sure=True)  # known for certain: that is one
    assert list(session.history.now.moves) == [PRICE]
    session.put_back(PRICE)
    assert session.history.now.moves == {}


def test_moves_of_one_gesture_are_one_step(session: Session) -> None:
    for value in (120.0, 130.0, 140.0):
        session.move(PRICE, value, gesture="drag")
    session.end_gesture()
    session.move(PRICE, 150.0, gesture="drag")
    assert len(session.history.past) == 2
    session.undo()
    assert sliders_of(session)[PRICE].value == 140.0


def test_a_slider_says_where_it_may_stand_and_moves_the_session(session: Session) -> None:
    slider = sliders_of(session)[PRICE]
    assert slider.label == session.in_hand[PRICE].label
    words, value = slider.options[-1]
    slider.value = value
    assert (slider.value, session.history.now.moves[PRICE]) == (value, Move(value))
    assert session.in_hand[PRICE].text(value, "fr") == words


# ─── what does not fit ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["beaucoup", "98333333333", "-5"])
def test_a_figure_that_does_not_fit_is_told_in_its_row_and_changes_nothing(session: Session, typed: str) -> None:
    session.say("Écrit.")
    before, history = costs(session), session.history
    session.enter(PRICE, typed)
    assert list(session.faults) == [PRICE]
    assert (costs(session), session.history, session.message) == (before, history, "Écrit.")
    session.enter(PRICE, "120")
    assert (session.faults, session.message) == ({}, "")
    assert assumptions_of(session.scenario)[PRICE].value == pytest.approx(120.0)


def test_draws_beyond_all_measure_refuse_a_move_and_late_ones_take_it_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, simulate = costs(session), session._draws.simulate
    beyond = ScenarioError([Fault("beyond_measure", read="1e+17", values={"option": "@option.external"})])
    errors = [beyond]

    def once(scenario: object) -> object:
        if errors:
            raise errors.pop()
        return simulate(scenario)  # type: ignore[arg-type]

    monkeypatch.setattr(session._draws, "simulate", once)
    session.move(PRICE, 120.0)
    assert "hors de toute mesure" in session.faults[PRICE]
    assert (costs(session), session.history.past) == (before, ())
    session.move(PRICE, 120.0)
    assert costs(session) != before
    errors.append(beyond)
    session._on_draws()
    assert "hors de toute mesure" in session.error
    assert (costs(session), session.history.past) == (before, ())


def test_a_scenario_that_cannot_be_opened_changes_nothing(session: Session, tmp_path: Path) -> None:
    history = session.history
    for source in ("nowhere.toml", tmp_path):
        with pytest.raises(ScenarioError):
            session.open(source)
    with pytest.raises(ScenarioError):
        session.resume("{}")
    assert (session.history, session.message) == (history, "")


# ─── the option taken apart, A, messages, listeners ──────────────────────────────────────────────────────────────


def test_the_cheapest_is_taken_apart_but_under_a_hand_or_once_another_is_picked(session: Session) -> None:
    assert session.chosen == session.result.best.key == "external"
    session.move(PRICE, 140.0, gesture="drag")
    assert (session.result.best.key, session.chosen) == ("in_house", "external")
    session.end_gesture()
    assert session.chosen == "in_house"
    session.choose("nowhere")
    assert session.chosen == "in_house"
    session.choose("leasing")
    session.move(PRICE, 60.0)
    assert (session.result.best.key, session.chosen) == ("external", "leasing")


def test_a_is_kept_when_another_scenario_opens_and_is_not_compared_with_it(session: Session) -> None:
    session.fix_as_a()
    assert session.message == text("cockpit.bar.saved_as_a")
    assert session.comparable_a is session.fixed is not None
    session.open("chi-eure-seine-2017-total")
    assert session.comparable_a is None
    assert session.fixed is not None
    session.undo()
    assert session.comparable_a is not None


def test_rows_speak_the_language_and_are_those_of_the_scenario_that_is_open(session: Session) -> None:
    before = session.in_hand
    session.unfold()
    session.set_language("en")
    assert session.in_hand[PRICE].label == "Price of a VM" != before[PRICE].label
    assert session.others == {}
    session.move(PRICE, 140.0)
    assert session.title == text("cockpit.file.variant", "en", name=OPENED.scenario.name)


def test_listeners_are_told_what_changed(session: Session) -> None:
    heard: list[Change] = []
    session.subscribe(heard.append)
    session.move(PRICE, 140.0)
    session.enter(PRICE, "beaucoup")
    session.open("chi-eure-seine-2017-total")
    assert heard == ["all", "faults", "opened", "all"]


def test_draws_follow_each_step_only_if_they_should() -> None:
    still = Session(OPENED, draws=DRAWS, paths=[PRICE], live_draws=False)
    still.wait_for_draws()
    still.move(PRICE, 140.0)
    assert still.now.simulation is None
    assert still.simulation.draws == DRAWS
    live = Session(OPENED, draws=DRAWS, paths=[PRICE])
    live.wait_for_draws()
    live.move(PRICE, 140.0)
    assert live.now.simulation is not None


def test_a_saved_file_is_named_as_asked_and_loads_back(session: Session, tmp_path: Path) -> None:
    session.move(PRICE, 140.0)
    file = session.save(tmp_path / "b.toml")
    loaded = ht.load(file)
    assert loaded.name == session.title
    assert Session(Opened(loaded), draws=DRAWS, paths=[]).result.best.key == session.result.best.key
    with pytest.raises(ScenarioError):
        session.save(file)
    assert ht.load(session.save(file, force=True, name="Autre")).name == "Autre"
