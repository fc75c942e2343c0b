"""One assumption in hand, for those who drive a cockpit or an explorer from a notebook."""

from __future__ import annotations

from typing import Any

from hds_tco.cockpit.rows import Row
from hds_tco.cockpit.session import Session


class Slider:
    """One assumption in hand: set ``.value`` to move it, as a reader does.

    Parameters
    ----------
    session : Session
    row : Row
    """

    def __init__(self, session: Session, row: Row) -> None:
        self._session = session
        self.row = row

    @property
    def label(self) -> str:
        """Its words."""
        return self.row.label

    @property
    def options(self) -> tuple[tuple[str, Any], ...]:
        """Where it may stand: words, value."""
        return tuple(zip(self.row.words, self.row.positions or self.row.keys, strict=True))

    @property
    def value(self) -> Any:
        """Where it stands."""
        move = self._session.history.now.moves.get(self.row.path)
        return self.row.value if move is None else move.value

    @value.setter
    def value(self, value: Any) -> None:
        self._session.move(self.row.path, value)


def sliders_of(session: Session) -> dict[str, Slider]:
    """Return a session's sliders, by path."""
    return {path: Slider(session, row) for path, row in session.rows.items()}
