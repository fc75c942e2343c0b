"""What a page shows, as text: what one writes, another reads back; nothing else passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.cockpit import Cockpit, cockpit
from hds_tco.cockpit.history import Opened, State, state_from_json, state_to_json
from hds_tco.cockpit.overrides import Move
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import ScenarioError

CASE = "reference-ght"
OTHER = "chu-strasbourg-2017"
PRICE = "external.price_eur_per_vm_per_month"
YEARS = "horizon_years"
OPENED = {source: Opened(ht.load(source), source) for source in (CASE, OTHER)}

moves = st.fixed_dictionaries(
    {},
    optional={
        PRICE: st.builds(Move, st.floats(1.0, 500.0), st.booleans()),
        YEARS: st.builds(Move, st.integers(1, 30)),
        "migration.migrated_share_by_year": st.lists(st.floats(0, 1), min_size=1).map(lambda by: Move(tuple(by))),
        "certification.ght_joint_controllers": st.builds(Move, st.sampled_from([0.0, 1.0]), st.booleans()),
        "hospital.legal_form": st.just(Move("ght_support")),
    },
)
states = st.builds(State, st.sampled_from(list(OPENED.values())), moves)


@settings(max_examples=30, deadline=None)
@given(states, st.none() | states, st.sampled_from(LANGUAGES))
def test_what_one_page_writes_another_reads_back(now: State, fixed: State | None, lang: Language) -> None:
    state = State(now.opened, now.moves, fixed)
    assert state_from_json(state_to_json(state, lang)) == (state, lang)


@settings(max_examples=200, deadline=None)
@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(st.sampled_from(["lang", "source", "moves", "fixed", PRICE]), inside, max_size=5)
        ),
    ).map(json.dumps)
)
def test_anything_else_is_refused_in_words(said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        state_from_json(said)
    assert "illisibles" in caught.value.message("fr")


@pytest.mark.parametrize("value", ["NaN", "1e999", "-5", '"beaucoup"', "true"])
def test_a_value_that_does_not_fit_changes_nothing(value: str, tmp_path: Path) -> None:
    screen = cockpit(draws=100, folder=tmp_path)
    before = screen.session.history
    said = f'{{"lang": "fr", "source": "{CASE}", "moves": {{"{PRICE}": [{value}, false]}}, "fixed": null}}'
    with pytest.raises(ScenarioError):
        screen.session.resume(said)
    assert screen.session.history == before


def test_another_page_shows_what_the_stopped_one_did(tmp_path: Path) -> None:
    first, second = cockpit(draws=100, folder=tmp_path), cockpit(draws=100, folder=tmp_path)
    first.session.move(PRICE, 150.0)
    first.session.fix_as_a()
    first.session.move(PRICE, 60.0, sure=True)
    first.session.set_language("en")
    second._on_bar("resume", on_page(first), {})
    assert second.session.history.now == first.session.history.now
    assert second.session.lang == "en"
    assert second._answer.html == first._answer.html
    assert second.session.message.startswith("Started again")
    second.session.undo()
    assert second.session.scenario == ht.load(CASE)


def test_a_page_on_no_file_offers_nothing() -> None:
    assert state_to_json(State(Opened(ht.load(CASE)))) == ""


def on_page(screen: Cockpit) -> str:
    """Return the session that the page holds for the case that it is stopped."""
    said: str = screen._answer.attributes["data-session"]
    return said
