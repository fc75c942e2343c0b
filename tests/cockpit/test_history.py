"""Steps back and forth."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.cockpit.history import DEEPEST, History, Opened, State
from hds_tco.cockpit.overrides import Move

START = History(State(Opened(ht.load("tout-a-zero"), "tout-a-zero")))
PATHS = st.sampled_from(["a", "b", "c"])
STEPS = st.lists(st.tuples(PATHS, st.none() | st.integers(0, 3).map(lambda value: Move(float(value)))), max_size=12)


def walk(steps: list[tuple[str, Move | None]], gesture: str = "") -> History:
    history = START
    for path, move in steps:
        history = history.then(history.now.with_move(path, move), gesture)
    return history


@given(STEPS)
def test_undo_takes_back_what_was_done_and_redo_does_it_again(steps: list[tuple[str, Move | None]]) -> None:
    history = walk(steps)
    back = history
    for _ in steps:
        back = back.undone()
    assert back.now == START.now
    forth = back
    for _ in steps:
        forth = forth.redone()
    assert forth.now == history.now
    assert (forth.past, forth.future) == (history.past, ())


@given(STEPS, st.tuples(PATHS, st.integers(5, 9)))
def test_a_new_step_forgets_what_was_taken_back(steps: list[tuple[str, Move | None]], last: tuple[str, int]) -> None:
    history = walk(steps).undone()
    after = history.then(history.now.with_move(last[0], Move(float(last[1]))))
    assert after.future == ()
    assert after.redone() == after
    assert after.undone().now == history.now


@given(STEPS)
def test_one_gesture_is_one_step(steps: list[tuple[str, Move | None]]) -> None:
    history = walk(steps, gesture="drag")
    assert len(history.past) <= 1
    assert history.undone().now == START.now


def test_two_gestures_are_two_steps() -> None:
    first = START.then(START.now.with_move("a", Move(1.0)), "one")
    second = first.then(first.now.with_move("a", Move(2.0)), "two")
    assert len(second.past) == 2
    assert second.undone().now == first.now


def test_nothing_to_undo_or_to_redo_changes_nothing() -> None:
    assert START.undone() is START
    assert START.redone() is START


def test_the_oldest_steps_are_forgotten() -> None:
    history = START
    for rank in range(DEEPEST + 5):
        history = history.then(history.now.with_move("a", Move(float(rank))))
    assert len(history.past) == DEEPEST
