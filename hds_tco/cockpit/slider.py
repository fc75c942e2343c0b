"""One assumption in hand, for those who drive the cockpit from a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hds_tco.cockpit.rows import Row

if TYPE_CHECKING:
    from hds_tco.cockpit.cockpit import Cockpit


class Slider:
    """One assumption in hand: set ``.value`` to move it, as a reader does.

    Parameters
    ----------
    cockpit : Cockpit
    row : Row
    """

    def __init__(self, cockpit: Cockpit, row: Row) -> None:
        self._cockpit = cockpit
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
        move = self._cockpit.history.now.moves.get(self.row.path)
        return self.row.value if move is None else move.value

    @value.setter
    def value(self, value: Any) -> None:
        self._cockpit.move(self.row.path, value)
