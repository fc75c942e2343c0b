"""The assumptions on the page: those that weigh in hand, all others behind a door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from hds_tco.cockpit.html_widget import in_turn
from hds_tco.cockpit.overrides import Move
from hds_tco.cockpit.rows import Row, all_paths, grouped, row_of, values_state
from hds_tco.locale import Language, text
from hds_tco.scenario import Assumption, Scenario

_HERE = Path(__file__).parent


class Assumptions(anywidget.AnyWidget):
    """Rows of assumptions; says each gesture to whoever asked to be told.

    Rows, whatever their number, are one widget: two hundred and fifty widgets would take the page seconds.

    Parameters
    ----------
    on_gesture : callable
        Gets each gesture: a mapping with ``path``, ``what`` ("at", "typed", "on", "key", "sure", "reset"), ``value``
        and ``gesture``.
    """

    _esm = _HERE / "assumptions.js"
    _css = _HERE / "cockpit.css"
    words = traitlets.Dict().tag(sync=True)
    first: traitlets.List[Any] = traitlets.List().tag(sync=True)
    more: traitlets.List[Any] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    faults = traitlets.Dict().tag(sync=True)
    unfolded = traitlets.Bool(False).tag(sync=True)
    gestures = traitlets.List(traitlets.Dict()).tag(sync=True, echo_update=False)

    def __init__(self, on_gesture: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__()
        self.rows: dict[str, Row] = {}
        self._opened: Scenario[Assumption] | None = None
        self._moves: Mapping[str, Move] = {}
        self._now: Scenario[Assumption] | None = None
        self._fixed: Scenario[Assumption] | None = None
        self._lang: Language = "fr"
        tell = in_turn(on_gesture)
        self.observe(lambda change: tell(change["new"]), names="gestures")
        self.observe(lambda _: self._fill(), names="unfolded")

    def build(self, opened: Scenario[Assumption], paths: Sequence[str], lang: Language) -> None:
        """Make the rows of a scenario that was opened; `update` then fills them."""
        self._opened, self._lang = opened, lang
        self.rows = {path: row_of(opened, path, lang) for path in paths}
        named = ("hypothesis", "hypothesis_help", "about", "about_title", "back", "sure", "all", "find")
        self.words = {"lang": lang, "title": text("app.title", lang)} | {
            name: text(f"cockpit.row.{name}", lang) for name in named
        }
        self.words |= {
            f"found_{number}": text(f"cockpit.row.found.{number}", lang, n="{n}") for number in ("one", "other")
        }
        self.more = []
        self.first = grouped(self.rows.values(), lang)

    def update(
        self,
        moves: Mapping[str, Move],
        now: Scenario[Assumption],
        faults: Mapping[str, str],
        fixed: Scenario[Assumption] | None = None,
    ) -> None:
        """Show where each assumption stands, and where it stood in A."""
        self._moves, self._now, self._fixed = moves, now, fixed
        self._fill()
        state = values_state(self.rows, moves, now, self._lang, fixed)
        for path, row in self.rows.items():
            if row.positions:
                state[path]["home"] = row.place(row.value)
        self.values = state
        self.faults = dict(faults)

    def _fill(self) -> None:
        """Make the rows of all assumptions, the first time that somebody opens the door."""
        if not self.unfolded or self.more or self._opened is None or self._now is None:
            return
        everything = {path: row_of(self._opened, path, self._lang, slider=False) for path in all_paths(self._opened)}
        self.rows = everything | self.rows
        self.more = grouped(everything.values(), self._lang)
        self.update(self._moves, self._now, self.faults, self._fixed)
