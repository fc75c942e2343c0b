"""What the reader did, step by step, so that each step can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Assumption, Scenario

# Steps that can be taken back: more than anyone remembers.
DEEPEST = 200


@dataclass(frozen=True)
class Opened:
    """A scenario as it was opened.

    Parameters
    ----------
    scenario : Scenario
    source : str
        The name or path that it was opened by; empty for one that was made in memory.
    """

    scenario: Scenario[Assumption]
    source: str = ""


@dataclass(frozen=True)
class State:
    """What is on screen.

    Parameters
    ----------
    opened : Opened
        Where the sliders start.
    moves : mapping of str to Move
        What the reader moved.
    fixed : State or None
        What was fixed as A, to compare with.
    """

    opened: Opened
    moves: Mapping[str, Move] = field(default_factory=lambda: MappingProxyType({}))
    fixed: State | None = None

    def scenario(self, lang: Language = DEFAULT_LANGUAGE) -> Scenario[Assumption]:
        """Return the scenario as the reader moved it.

        Raises
        ------
        ScenarioError
            If a value does not fit.
        """
        return with_moves(self.opened.scenario, self.moves, lang)

    def with_move(self, path: str, move: Move | None) -> State:
        """Return the state with an assumption moved; back where the scenario has it if `move` is None."""
        rest = {key: value for key, value in self.moves.items() if key != path}
        return replace(self, moves=MappingProxyType(rest if move is None else rest | {path: move}))


@dataclass(frozen=True)
class History:
    """The states that one can go back to, the one on screen, and those that were taken back.

    Parameters
    ----------
    now : State
    past, future : tuple of State
        The last one is the nearest.
    gesture : str
        Name of the gesture that made `now`: what it goes on to do is the same step.

    Examples
    --------
    >>> import hds_tco as ht
    >>> start = History(State(Opened(ht.load("reference-ght"))))
    >>> there = start.then(start.now.with_move("finance.vat_share", Move(0.1)))
    >>> there.undone().now == start.now, there.undone().redone().now == there.now
    (True, True)
    """

    now: State
    past: tuple[State, ...] = ()
    future: tuple[State, ...] = ()
    gesture: str = ""

    def then(self, state: State, gesture: str = "") -> History:
        """Return the history with another state on screen: a step of its own, unless the same gesture goes on."""
        if state == self.now:
            return self
        going_on = bool(gesture) and gesture == self.gesture
        past = self.past if going_on else (*self.past, self.now)[-DEEPEST:]
        if going_on and past and past[-1] == state:  # a slider that came back to where it was taken
            return History(state, past[:-1], (), gesture="")
        return History(state, past, (), gesture)

    def undone(self) -> History:
        """Return the history one step back; itself at the beginning."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.now))

    def redone(self) -> History:
        """Return the history one step forward again; itself where nothing was taken back."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.now), self.future[:-1])
