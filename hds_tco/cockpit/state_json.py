"""What a page shows, as text: with it, another page starts again where this one was stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from hds_tco.cockpit.history import Opened, State
from hds_tco.cockpit.overrides import Move
from hds_tco.cockpit.parse_number import kind_at
from hds_tco.cockpit.rows import Row, row_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Fault, ScenarioError, load
from hds_tco.scenario.fields import field_at
from hds_tco.scenario.format_value import with_unit


def state_to_json(state: State, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a state as text; nothing for a scenario that was made in memory, which no other page could open.

    Examples
    --------
    >>> import hds_tco as ht
    >>> start = State(Opened(ht.load("reference-ght"), "reference-ght"))
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


def state_from_json(written: str, lang: Language = DEFAULT_LANGUAGE) -> tuple[State, Language]:
    """Return the state and the language that a text holds; whether the moves fit is for `moved` to say.

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
        data = json.loads(written)
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
    >>> import hds_tco as ht
    >>> start = State(Opened(ht.load("reference-ght"), "reference-ght"))
    >>> moves_in_words(start.with_move("horizon_years", Move(8)), {}, "en")
    ('Horizon (years): 8\xa0years',)
    """
    lines = []
    for path, move in state.moves.items():
        row = rows.get(path) or row_of(state.opened.scenario, path, lang, slider=False)
        value = with_unit(row.text(move.value, lang), row.unit, lang)
        lines.append(f"{row.label}{': ' if lang == 'en' else ' : '}{value}")
    return tuple(lines)
