"""What the reader did, step by step, so that each step can be taken back; as text, so that another page goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, get_args

from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.cockpit.parse_number import kind_at
from hds_tco.cockpit.rows import Row, row_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, load
from hds_tco.scenario.fields import field_at
from hds_tco.scenario.format_value import with_unit

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
    >>> moved = start.then(start.now.with_move("finance.vat_share", Move(0.1)))
    >>> moved.undone().now == start.now, moved.undone().redone().now == moved.now
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


def state_to_json(state: State, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a state as text; nothing for a scenario that was made in memory, which no other page could open.

    Examples
    --------
    >>> start = State(Opened(load("reference-ght"), "reference-ght"))
    >>> state_to_json(start.with_move("finance.vat_share", Move(0.1)))
    '{"lang": "fr", "source": "reference-ght", "moves": {"finance.vat_share": [0.1, false]}, "fixed": null}'
    """
    a = state.fixed
    if not state.opened.source or (a is not None and not a.opened.source):
        return ""
    return json.dumps({"lang": lang} | _plain(state) | {"fixed": None if a is None else _plain(a)}, ensure_ascii=False)


def _plain(state: State) -> dict[str, Any]:
    moves = {path: [move.value, move.sure] for path, move in state.moves.items()}
    return {"source": state.opened.source, "moves": moves}


def state_from_json(content: str, lang: Language = DEFAULT_LANGUAGE) -> tuple[State, Language]:
    """Return the state and the language that a text holds; whether the moves fit is for `with_moves` to say.

    Raises
    ------
    ScenarioError
        If it is no session, or its scenario cannot be opened any more.

    Examples
    --------
    >>> start = State(Opened(load("reference-ght"), "reference-ght")).with_move("finance.vat_share", Move(0.1))
    >>> state_from_json(state_to_json(start, "en")) == (start, "en")
    True
    """
    try:
        data = json.loads(content)
        now, a, language = _read(data), data["fixed"], data["lang"]
        before = None if a is None else _read(a)
        if language not in get_args(Language):
            raise ValueError(language)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ScenarioError([Fault("session_unreadable")], lang) from None
    opened = {source: Opened(load(source, lang=lang), source) for source, _ in filter(None, (now, before))}
    fixed = None if before is None else State(opened[before[0]], before[1])
    return State(opened[now[0]], now[1], fixed), language


def _read(data: Mapping[str, Any]) -> tuple[str, dict[str, Move]]:
    """Return a source and moves of known fields, plain values only."""
    source, moves = data["source"], data["moves"]
    if not isinstance(source, str) or not source:
        raise ValueError(source)
    if not isinstance(moves, dict):
        raise TypeError(moves)
    return source, {path: _read_move(path, *pair) for path, pair in moves.items()}


def _read_move(path: str, value: Any, sure: Any) -> Move:
    """Return a move whose value is of the field's nature."""
    kind = kind_at(path)
    figures = value if isinstance(value, list) else [value]
    if kind is None:
        fits = field_at(path) is not None and isinstance(value, str)
    elif kind.flag:
        fits = isinstance(value, bool | int | float)
    else:
        fits = isinstance(value, list) == kind.per_year and all(
            isinstance(figure, int | float) and not isinstance(figure, bool) for figure in figures
        )
    if not fits or not isinstance(sure, bool):
        raise ValueError(path)
    return Move(tuple(value) if isinstance(value, list) else value, sure)


def handover_attributes(state: State, rows: Mapping[str, Row], lang: Language) -> dict[str, str]:
    """Return what the answer carries, unseen, beside its figures, for `watch.js` to read once the page is stopped."""
    moves = moves_in_words(state, rows, lang)
    return {"data-session": state_to_json(state, lang), "data-moves": json.dumps(moves, ensure_ascii=False)}


def moves_in_words(state: State, rows: Mapping[str, Row], lang: Language = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    r"""Return what the reader moved, a line each, to be copied where no page can be opened again.

    Examples
    --------
    >>> start = State(Opened(load("reference-ght"), "reference-ght"))
    >>> moves_in_words(start.with_move("horizon_years", Move(8)), {}, "en")
    ('Horizon (years): 8\xa0years',)
    """
    lines = []
    for path, move in state.moves.items():
        row = rows.get(path) or row_of(state.opened.scenario, path, lang, slider=False)
        value = with_unit(row.text(move.value, lang), row.unit, lang)
        lines.append(f"{row.label}{': ' if lang == 'en' else ' : '}{value}")
    return tuple(lines)
