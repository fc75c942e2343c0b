"""A scenario in a reader's hands, without a page or a widget: assumptions moved, steps taken back, A and B, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from hds_tco.analysis import Comparison, compare
from hds_tco.analysis.sensitivity.tornado import Tornado, first_tornado
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.variant import named_variant
from hds_tco.cockpit.compare_a_b import comparable
from hds_tco.cockpit.history import History, Opened, State, state_from_json
from hds_tco.cockpit.overrides import Move
from hds_tco.cockpit.parse_number import EntryError, parse_number
from hds_tco.cockpit.rows import Row, all_paths, row_of
from hds_tco.cockpit.scenario_files import write_scenario
from hds_tco.cockpit.slider import first_paths
from hds_tco.cockpit.snapshot import Draws, Snapshot
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, load

DRAWS = 10_000

# What changed: another scenario is about to show; any figure or word; the faults beside rows; the message alone.
Change = Literal["opened", "all", "faults", "message"]


class Session:
    """A scenario, what the reader made of it, and what that costs.

    Parameters
    ----------
    opened : Opened
        Where to start.
    lang : {"fr", "en"}
    draws : int
    folder : Path, optional
        Where the reader's files are; by default the current one.
    paths : sequence of str, optional
        Assumptions in hand, where the scenario has them; by default the horizon, then those that weigh most.
    live_draws : bool
        Whether the draws follow each step; otherwise `simulation` computes them once it is asked for.

    Attributes
    ----------
    history : History
        What the reader did.
    now, fixed : Snapshot, and Snapshot or None
        What there is to show of the scenario as it stands, and of A.
    in_hand, others : dict of str to Row
        The assumptions in hand, by path; all of them, once `unfold` made their rows.
    faults : dict of str to str
        Why a figure was refused, by path.
    chosen : str
        Key of the option that is taken apart: the cheapest until the reader picks one.
    message, error : str
        What the last action had to say.
    progress : tuple of int
        Steps done and to do of what is being written; empty if nothing is.

    Examples
    --------
    >>> session = Session(Opened(load("reference-ght"), "reference-ght"), "en")
    >>> session.move("external.price_eur_per_vm_per_month", 150.0)
    >>> session.result.best.key, len(session.history.past)
    ('in_house', 1)
    >>> session.undo()
    >>> session.scenario == load("reference-ght")
    True
    """

    def __init__(
        self,
        opened: Opened,
        lang: Language = DEFAULT_LANGUAGE,
        draws: int = DRAWS,
        folder: Path | None = None,
        *,
        paths: Sequence[str] | None = None,
        live_draws: bool = True,
    ) -> None:
        self.lang = lang
        self.draws = draws
        self.folder = Path.cwd() if folder is None else folder
        self.history = History(State(opened))
        self.fixed: Snapshot | None = None
        self.in_hand: dict[str, Row] = {}
        self.others: dict[str, Row] = {}
        self.faults: dict[str, str] = {}
        self.message = self.error = ""
        self.progress: tuple[int, int] | tuple[()] = ()
        self._message_stays = False
        self._listeners: list[Callable[[Change], None]] = []
        self._draws = Draws(draws, self._on_draws)
        self._live_draws = live_draws
        self._paths = paths
        self.now = Snapshot(compare(opened.scenario))
        self.chosen, self._picked = self.result.best.key, False
        self._build_rows()
        self._refresh()

    def subscribe(self, listener: Callable[[Change], None]) -> None:
        """Call this with what changed, each time that something did."""
        self._listeners.append(listener)

    # What there is to show.

    @property
    def scenario(self) -> Scenario[Assumption]:
        """The scenario as it stands, moves included."""
        return self.now.result.scenario

    @property
    def result(self) -> Comparison:
        """Its comparison."""
        return self.now.result

    @property
    def simulation(self) -> Simulation:
        """Its simulation; waits for it if it is not ready."""
        return self.now.simulation or self._draws.wait(self.scenario)[0]

    @property
    def comparable_a(self) -> Snapshot | None:
        """A, unless nothing is fixed or it is another scenario."""
        return comparable(self.now, self.fixed)

    @property
    def rows(self) -> dict[str, Row]:
        """The rows made so far, by path: those in hand, and all others after `unfold`."""
        return self.others | self.in_hand

    @property
    def title(self) -> str:
        """The scenario's name; that of a variant once something was moved."""
        name = self.history.now.opened.scenario.name
        return text("cockpit.file.variant", self.lang, name=name) if self.history.now.moves else name

    def tornado(self) -> Tornado:
        """Return what weighs on the decision."""
        return self._draws.tornado(self.scenario)

    def unfold(self) -> None:
        """Make the rows of all assumptions."""
        if not self.others:
            opened = self.history.now.opened.scenario
            self.others = {path: row_of(opened, path, self.lang, slider=False) for path in all_paths(opened)}

    # What the reader does.

    def move(self, path: str, value: Any, *, sure: bool | None = None, gesture: str = "") -> None:
        """Move an assumption; if that makes no scenario, nothing changes and `faults` says why.

        Parameters
        ----------
        path : str
            An assumption, a choice or the horizon.
        value : float, bool or str
        sure : bool, optional
            Whether the figure is known for certain; by default as it was.
        gesture : str
            Moves of one gesture are one step to take back.

        Raises
        ------
        KeyError
            If the scenario has no such assumption.
        """
        if path not in self.rows:
            self.unfold()
        row, before = self.rows[path], self.history.now.moves.get(path)
        certain = before is not None and before.sure if sure is None else sure
        move = None if value == row.value and not certain else Move(value, certain)
        self._step(self.history.now.with_move(path, move), path, gesture)

    def enter(self, path: str, typed: str) -> None:
        """Move an assumption to a figure as it was typed; if it is none, `faults` says why."""
        try:
            self.move(path, parse_number(path, typed, self.lang))
        except EntryError as error:
            self._refuse(path, str(error))

    def put_back(self, path: str) -> None:
        """Put one assumption back where the scenario has it."""
        self._step(self.history.now.with_move(path, None), path, "")

    def end_gesture(self) -> None:
        """Take the cheapest option apart again, now that the reader's hand is still."""
        self.history = replace(self.history, gesture="")
        if not self._picked and self.chosen != self.result.best.key:
            self.chosen = self.result.best.key
            self._notify("all")

    def undo(self) -> None:
        """Take the last step back."""
        self._go(self.history.undone())

    def redo(self) -> None:
        """Take it again."""
        self._go(self.history.redone())

    def reset(self) -> None:
        """Put every assumption back where the scenario has it."""
        self._step(State(self.history.now.opened, fixed=self.history.now.fixed), "", "")

    def fix_as_a(self) -> None:
        """Keep what is on screen to compare with."""
        now = self.history.now
        self.say(text("cockpit.bar.saved_as_a", self.lang))
        self._go(self.history.then(State(now.opened, now.moves, State(now.opened, now.moves))))

    def forget_a(self) -> None:
        """Compare with nothing any more."""
        now = self.history.now
        self._go(self.history.then(State(now.opened, now.moves)))

    def choose(self, key: str) -> None:
        """Take an option apart from now on; one that the scenario has not is ignored."""
        if key in [option.key for option in self.result.options]:
            self.chosen, self._picked = key, True
            self._notify("all")

    def set_language(self, lang: Language) -> None:
        """Say everything in another language."""
        self.lang = lang
        self.say()
        self.faults = {}
        self._build_rows()
        self._refresh()

    def say(self, message: str = "", error: str = "", *, stays: bool = False) -> None:
        """Replace the message; one that stays is still there after an assumption moved."""
        self.message, self.error, self._message_stays = message, error, stays

    # Files.

    def open(self, source: str | Path) -> None:
        """Open a scenario, A kept as it is.

        Raises
        ------
        ScenarioError
            If it cannot be used: nothing changes.
        """
        scenario = load(source, lang=self.lang)
        now = self._snapshot(scenario)  # what no model can price changes nothing either
        self.say(text("cockpit.file.opened", self.lang, name=scenario.name))
        self._notify("opened")
        self._go(self.history.then(State(Opened(scenario, str(source)), fixed=self.history.now.fixed)), now)

    def resume(self, state_json: str) -> None:
        """Show what another page showed before it was stopped: its scenario, what was moved, A, its language.

        Raises
        ------
        ScenarioError
            If it cannot be shown: nothing changes.
        """
        state, lang = state_from_json(state_json, self.lang)
        now = self._snapshot(state.scenario(self.lang))
        if state.fixed is not None:
            self._snapshot(state.fixed.scenario(self.lang))
        self.lang = lang
        self.say(text("cockpit.bar.resumed", lang))
        self._go(self.history.then(state), now)

    def save(self, path: str | Path, force: bool = False, name: str | None = None) -> Path:
        """Write the scenario as it stands to a file.

        Parameters
        ----------
        path : path
            Ends in ``.toml``.
        force : bool
            Whether a file that stands there may be replaced.
        name : str, optional
            The scenario's name; by default `title`.

        Raises
        ------
        ScenarioError
            If the file stands in the way or cannot be written.
        """
        return write_scenario(self.history.now, Path(path), name or self.title, force, self.lang)

    def export(self, folder: str | Path, force: bool = False) -> tuple[Path, ...]:
        """Write the board pack of the scenario as it stands.

        Raises
        ------
        ScenarioError
            If files stand in the way.
        """
        from hds_tco.board.pack import write_pack

        def on_progress(done: int, total: int) -> None:
            self.progress = (done, total)
            self._notify("message")

        variant = named_variant(self.history.now.opened.scenario, self.scenario, self.lang)
        try:
            return write_pack(variant, folder, draws=self.draws, lang=self.lang, force=force, progress=on_progress)
        finally:
            self.progress = ()

    # Draws.

    def wait_for_draws(self) -> None:
        """Wait until the draws of the scenario as it stands are there, and show them."""
        self.now = Snapshot(self.result, *self._draws.wait(self.scenario))
        self._notify("all")

    def warm(self) -> None:
        """Wait until every gesture is as fast as it will be: for those who time it."""
        self._draws.warm(self.scenario)

    def _on_draws(self) -> None:
        """Show what came out of the draws; if some are beyond all measure, go back to where they were not."""
        try:
            self._refresh()
        except ScenarioError as error:
            self.error = error.message(self.lang)
            if self.history.past:
                self.history = self.history.undone()
                self._build_rows()
                self._on_draws()
            else:
                self._notify("message")

    def _notify(self, change: Change) -> None:
        for listener in self._listeners:
            listener(change)

    def _step(self, state: State, path: str, gesture: str) -> None:
        """Go to another state, unless it makes no scenario: then say why."""
        try:
            now = self._snapshot(state.scenario(self.lang))
        except ScenarioError as error:
            self._refuse(path, " ".join(_without_place(fault).sentence(self.lang) for fault in error.faults))
            return
        if not self._message_stays:
            self.say()
        self._go(self.history.then(state, gesture), now)

    def _refuse(self, path: str, why: str) -> None:
        """Say beside a row why nothing changes."""
        self.faults = {path: why}
        self._notify("faults")

    def _snapshot(self, scenario: Scenario[Assumption]) -> Snapshot:
        """Return what there is to show of a scenario.

        Raises
        ------
        ScenarioError
            If its costs, or those of some draw, are beyond all measure.
        """
        return Snapshot(compare(scenario), *(self._draws.simulate(scenario) if self._live_draws else ()))

    def _go(self, history: History, now: Snapshot | None = None) -> None:
        before, self.history, self.faults = self.history.now, history, {}
        a = history.now.fixed
        if a is not before.fixed:
            self.fixed = None if a is None else self._snapshot(a.scenario(self.lang))
        if history.now.opened is not before.opened:
            self._build_rows()
        self._refresh(now)

    def _build_rows(self) -> None:
        """Make the rows in hand of the scenario that is open."""
        opened = self.history.now.opened.scenario
        if self._paths is None:
            paths = ["horizon_years", *first_paths(opened, first_tornado(opened))]
        else:
            paths = [path for path in self._paths if path in all_paths(opened)]
        self.in_hand = {path: row_of(opened, path, self.lang) for path in paths}
        self.others = {}

    def _refresh(self, now: Snapshot | None = None) -> None:
        """Compute what there is to show, and tell it."""
        self.now = now or self._snapshot(self.history.now.scenario(self.lang))
        if self.fixed is not None and self.fixed.simulation is None:
            self.fixed = self._snapshot(self.fixed.result.scenario)
        known = self.chosen in [option.key for option in self.result.options]
        in_hand = self.history.gesture and known  # no other option's years under the reader's hand
        if not (self._picked and known) and not in_hand:
            self.chosen, self._picked = self.result.best.key, False
        self._notify("all")


def _without_place(fault: Fault) -> Fault:
    """Return a fault without its place in a file."""
    return replace(fault, file="", line=0, path="")
