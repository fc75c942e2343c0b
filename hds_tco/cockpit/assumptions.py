"""The assumptions on the page: those that weigh in hand, all others behind a door."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from hds_tco.cockpit.html_widget import in_turn
from hds_tco.cockpit.rows import Row, grouped, values_state
from hds_tco.cockpit.session import Session
from hds_tco.locale import text

_HERE = Path(__file__).parent
_WORDS = ("hypothesis", "hypothesis_help", "about", "about_title", "back", "sure", "all", "find")


class Assumptions(anywidget.AnyWidget):
    """Rows of assumptions, whose gestures move those of a session.

    Rows, whatever their number, are one widget: two hundred and fifty widgets would take the page seconds.

    Parameters
    ----------
    session : Session
    foldable : bool
        Whether all other assumptions stand behind a door.
    """

    _esm = _HERE / "assumptions.js"
    _css = _HERE / "assumptions.css"
    words = traitlets.Dict().tag(sync=True)
    first: traitlets.List[Any] = traitlets.List().tag(sync=True)
    more: traitlets.List[Any] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    faults = traitlets.Dict().tag(sync=True)
    foldable = traitlets.Bool(True).tag(sync=True)
    unfolded = traitlets.Bool(False).tag(sync=True)
    gestures = traitlets.List(traitlets.Dict()).tag(sync=True, echo_update=False)

    def __init__(self, session: Session, *, foldable: bool = True) -> None:
        super().__init__(foldable=foldable)
        self._session = session
        self._in_hand: Mapping[str, Row] | None = None
        each = in_turn(self.act)
        self.observe(lambda change: each(change["new"]), names="gestures")
        self.observe(lambda _: self.show(), names="unfolded")

    def show(self) -> None:
        """Show where each assumption stands, and where it stood in A."""
        session = self._session
        if self._in_hand is not session.in_hand:
            self._build()
        if self.unfolded and not self.more:
            session.unfold()
            self.more = grouped(session.others.values(), session.lang)
        a, moves = session.comparable_a, session.history.now.moves
        before = None if a is None else a.result.scenario
        self.values = values_state(session.rows, moves, session.scenario, session.lang, before)
        self.faults = dict(session.faults)

    def _build(self) -> None:
        """Make the rows of another scenario, or in another language."""
        lang, self._in_hand = self._session.lang, self._session.in_hand
        self.words = (
            {"lang": lang, "title": text("app.title", lang)}
            | {name: text(f"cockpit.row.{name}", lang) for name in _WORDS}
            | {f"found_{number}": text(f"cockpit.row.found.{number}", lang, n="{n}") for number in ("one", "other")}
        )
        self.more = []
        self.first = grouped(self._in_hand.values(), lang)

    def act(self, gesture: Mapping[str, Any]) -> None:
        """Do what the reader did to a row; what no row offers is ignored.

        Parameters
        ----------
        gesture : mapping
            ``path``; ``what`` ("at", "typed", "on", "key", "sure", "reset", "still"); its ``value``; the name of the
            ``gesture`` that it belongs to.
        """
        path, what, value = gesture["path"], gesture["what"], gesture["value"]
        session, row = self._session, self._session.rows.get(path)
        if row is None:
            return
        if what == "at" and 0 <= int(value) < len(row.positions):
            session.move(path, row.positions[int(value)], gesture=str(gesture["gesture"]))
        elif what == "typed":
            session.enter(path, str(value))
        elif what == "on":
            session.move(path, float(bool(value)))
        elif what == "key" and value in row.keys:
            session.move(path, value)
        elif what == "sure":
            move = session.history.now.moves.get(path)
            session.move(path, row.value if move is None else move.value, sure=bool(value))
        elif what == "reset":
            session.put_back(path)
        elif what == "still":
            session.end_gesture()
