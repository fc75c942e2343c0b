"""The cockpit: the answer on top, the assumptions in hand, what they change before one's eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from hds_tco.analysis import Comparison, compare
from hds_tco.analysis.first_look import first_tornado
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.variant import named_variant
from hds_tco.cockpit.actions import Actions
from hds_tco.cockpit.answer import answer_html, risk_html
from hds_tco.cockpit.assumptions import Assumptions
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.charts_panel import Charts
from hds_tco.cockpit.compare_a_b import comparable
from hds_tco.cockpit.cost_lines import lines_html
from hds_tco.cockpit.groups import first_paths
from hds_tco.cockpit.history import History, Opened, State
from hds_tco.cockpit.html_widget import HtmlWidget
from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.cockpit.parse_number import EntryError, parse_number
from hds_tco.cockpit.scenario_files import files_of, scenario_toml, titles_of
from hds_tco.cockpit.slider import Slider
from hds_tco.cockpit.snapshot import Draws, Snapshot
from hds_tco.cockpit.state_json import handover_attributes, state_from_json
from hds_tco.cockpit.toolbar import Bar
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, load, shipped_scenarios
from hds_tco.scenario.output import refuse_ending, refuse_overwrite, write_whole

DRAWS = 10_000


class Cockpit(widgets.VBox):  # type: ignore[misc]  # ipywidgets carries no types
    """Sliders, the answer, charts, cost lines, files.

    Parameters
    ----------
    opened : Opened
        Where to start.
    lang : {"fr", "en"}
    draws : int
    folder : Path
        Where the reader's files are.

    Attributes
    ----------
    history : History
        What the reader did.
    result : Comparison
        The comparison on screen.
    sliders : dict
        The assumptions in hand, by path.
    """

    def __init__(self, opened: Opened, lang: Language, draws: int, folder: Path) -> None:
        self.lang = lang
        self.folder = folder
        self.history = History(State(opened))
        self._draws = Draws(draws, self._drawn)
        self._scenario = opened.scenario
        self._shown = Snapshot(compare(opened.scenario))
        self._fixed: Snapshot | None = None
        self._faults: dict[str, str] = {}
        self._chosen = self._shown.result.best.key
        self._picked = False  # until the reader picks an option, the cheapest is the one taken apart
        self._line = ""
        self._actions = Actions(self)
        self._bar = HtmlWidget("hds-top", self._on_bar)
        self._answer = HtmlWidget("hds-answer", self._on_choice)
        self._assumptions = Assumptions(self._on_gesture)
        self._charts = Charts(lambda shown: self._draws.tornado(shown.result.scenario))
        self._risk = HtmlWidget("hds-risk")
        self._lines = HtmlWidget("hds-lines", self._on_choice)
        views = self._charts.views
        self._risks = widgets.Box([self._risk, views["exceedance"]])
        self._risks.add_class("hds-risks")
        grid = widgets.Box([views["cumulative"], views["yearly"], self._risks, views["tornado"]])
        grid.add_class("hds-charts")
        right = widgets.Box([self._answer, grid, self._lines])
        right.add_class("hds-right")
        middle = widgets.Box([self._assumptions, right])
        middle.add_class("hds-middle")
        super().__init__([self._bar, middle])
        self.add_class("hds-cockpit")
        self._build()
        self._refresh()

    # What is on screen.

    @property
    def scenario(self) -> Scenario[Assumption]:
        """The scenario on screen, moves included."""
        return self._scenario

    @property
    def result(self) -> Comparison:
        """The comparison on screen."""
        return self._shown.result

    @property
    def simulation(self) -> Simulation:
        """The simulation of what is on screen; waits for it if it is not ready."""
        return self._shown.simulation or self._draws.wait(self._scenario)[0]

    @property
    def sliders(self) -> dict[str, Slider]:
        """The assumptions in hand, by path."""
        return {path: Slider(self, row) for path, row in self._assumptions.rows.items()}

    @property
    def views(self) -> dict[str, ChartView]:
        """The charts: ``cumulative``, ``yearly``, ``exceedance``, ``tornado``."""
        return self._charts.views

    @property
    def message(self) -> str:
        """What the last action had to say, error or not."""
        return self._actions.error or self._actions.message

    # What the reader does.

    def move(self, path: str, value: Any, *, sure: bool | None = None, gesture: str = "") -> None:
        """Move an assumption.

        Parameters
        ----------
        path : str
            One that the page has a row for.
        value : float, bool or str
        sure : bool, optional
            Whether the figure is known for certain; by default as it was.
        gesture : str
            Moves of one gesture are one step to take back.
        """
        row = self._assumptions.rows[path]
        before = self.history.now.moves.get(path)
        certain = before is not None and before.sure if sure is None else sure
        move = None if value == row.value and not certain else Move(value, certain)
        self._step(self.history.now.with_move(path, move), path, gesture)

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
        self._actions.message = text("cockpit.bar.saved_as_a", self.lang)
        self._go(self.history.then(State(now.opened, now.moves, State(now.opened, now.moves))))

    def forget_a(self) -> None:
        """Compare with nothing any more."""
        now = self.history.now
        self._go(self.history.then(State(now.opened, now.moves)))

    def open(self, source: str | Path | None = None) -> None:
        """Open a scenario, A kept as it is; without a source, what every widget does to reach the page.

        Raises
        ------
        ScenarioError
            If it cannot be used: nothing changes.
        """
        if source is None:
            super().open()
            return
        scenario = load(source, lang=self.lang)
        shown = self._priced(scenario)  # what no model can price changes nothing either
        self._actions.message = text("cockpit.file.opened", self.lang, name=scenario.name)
        self._actions.panel = self._actions.error = ""
        self._charts.forget()
        self._line = ""
        self._go(self.history.then(State(Opened(scenario, str(source)), fixed=self.history.now.fixed)), shown)

    def resume(self, said: str) -> None:
        """Show what another page showed before it was stopped: its scenario, what was moved, A, its language.

        Parameters
        ----------
        said : str
            As `hds_tco.cockpit.session.session` wrote it.

        Raises
        ------
        ScenarioError
            If it cannot be shown: nothing changes.
        """
        state, lang = state_from_json(said, self.lang)
        shown = self._priced(with_moves(state.opened.scenario, state.moves, self.lang))
        if state.fixed is not None:
            self._priced(with_moves(state.fixed.opened.scenario, state.fixed.moves, self.lang))
        self.lang = lang
        self._go(self.history.then(state), shown)
        self._actions.message = text("cockpit.bar.resumed", lang)

    def save(self, path: str | Path, force: bool = False, name: str | None = None) -> Path:
        """Write what is on screen as a scenario file.

        Parameters
        ----------
        path : path
            Ends in ``.toml``.
        force : bool
            Whether a file that stands there may be replaced.
        name : str, optional
            The scenario's name.

        Raises
        ------
        ScenarioError
            If the file stands in the way or cannot be scenario_toml.
        """
        target = Path(path)
        refuse_ending(target, (".toml",), lang=self.lang)
        refuse_overwrite(target, force=force, lang=self.lang)
        write_whole(target, scenario_toml(self.history.now, target, name or self._title(), self.lang), force=force)
        return target

    def export(self, folder: str | Path, force: bool = False) -> tuple[Path, ...]:
        """Write the board pack of what is on screen.

        Raises
        ------
        ScenarioError
            If files stand in the way.
        """
        from hds_tco.board.pack import write_pack

        def progress(done: int, total: int) -> None:
            self._actions.busy = (done, total)
            self._show_bar()

        try:
            told = named_variant(self.history.now.opened.scenario, self._scenario, self.lang)
            return write_pack(told, folder, draws=self._draws.draws, lang=self.lang, force=force, progress=progress)
        finally:
            self._actions.busy = ()

    def set_language(self, lang: Language) -> None:
        """Say everything in another language."""
        self.lang = lang
        self._actions.message = self._actions.error = ""
        self._faults = {}
        self._build()
        self._refresh()

    def warm(self) -> None:
        """Wait until every gesture is as fast as it will be: for those who time it."""
        self._draws.warm(self._scenario)

    def draw_all(self) -> None:
        """Wait for the draws, and draw what is not seen either: for tests, and for a page that is printed."""
        self._shown = Snapshot(self._shown.result, *self._draws.wait(self._scenario))
        self._show()
        self._charts.draw_all()

    # How it is done.

    def _step(self, state: State, path: str, gesture: str) -> None:
        """Go to another state, unless it makes no scenario: then say why."""
        try:
            shown = self._priced(with_moves(state.opened.scenario, state.moves, self.lang))
        except ScenarioError as error:
            self._refuse(path, " ".join(_bare(fault).sentence(self.lang) for fault in error.faults))
            return
        self._actions.pass_on()
        self._go(self.history.then(state, gesture), shown)

    def _refuse(self, path: str, why: str) -> None:
        """Say beside a row why nothing changes."""
        self._faults = {path: why}
        self._show_rows()

    def _priced(self, scenario: Scenario[Assumption]) -> Snapshot:
        """Return what there is to show of a scenario.

        Raises
        ------
        ScenarioError
            If its costs, or those of some draw, are beyond all measure.
        """
        return Snapshot(compare(scenario), *self._draws.simulate(scenario))

    def _go(self, history: History, shown: Snapshot | None = None) -> None:
        opened, fixed = self.history.now.opened, self.history.now.fixed
        self.history = history
        self._faults = {}
        if history.now.fixed is not fixed:
            a = history.now.fixed
            self._fixed = None if a is None else self._priced(with_moves(a.opened.scenario, a.moves, self.lang))
        if history.now.opened is not opened:
            self._build()
        self._refresh(shown)

    def _build(self) -> None:
        """Make the rows of the scenario that is open."""
        opened = self.history.now.opened.scenario
        paths = ("horizon_years", *first_paths(opened, first_tornado(opened)))
        self._assumptions.build(opened, paths, self.lang)

    def _refresh(self, shown: Snapshot | None = None) -> None:
        """Compute what is on screen, and show it."""
        now = self.history.now
        self._shown = shown or self._priced(with_moves(now.opened.scenario, now.moves, self.lang))
        self._scenario = self._shown.result.scenario
        if self._fixed is not None and self._fixed.simulation is None:
            self._fixed = self._priced(self._fixed.result.scenario)
        keys = [option.key for option in self.result.options]
        in_hand = self.history.gesture and self._chosen in keys  # no other option's years under the reader's hand
        if not (self._picked and self._chosen in keys) and not in_hand:
            self._chosen, self._picked = self.result.best.key, False
        self._show()

    def _drawn(self) -> None:
        """Show what came out of the draws; if some are beyond all measure, go back to where they were not."""
        try:
            self._refresh()
        except ScenarioError as error:
            self._actions.error = error.message(self.lang)
            if self.history.past:
                self.history = self.history.undone()
                self._build()
                self._drawn()
            else:
                self._show_bar()

    def _show(self) -> None:
        with self._answer.hold_sync(), self._assumptions.hold_sync():
            self._answer.html = answer_html(self._shown, self._fixed, self._chosen, self.lang)
            self._answer.attributes = {"lang": self.lang} | handover_attributes(
                self.history.now, self._assumptions.rows, self.lang
            )
            self._show_rows()
        self._risk.html = risk_html(self._shown, self.lang)
        self._risks.layout.display = "none" if self._shown.certain and not self._risk.html else None
        self._charts.show(self._shown, self._fixed, self._chosen, self.lang)
        self._show_lines()
        self._show_bar()

    def _show_rows(self) -> None:
        known = comparable(self._shown, self._fixed)
        fixed = None if known is None else known.result.scenario
        self._assumptions.update(self.history.now.moves, self._scenario, self._faults, fixed)

    def _show_lines(self) -> None:
        known = comparable(self._shown, self._fixed)
        fixed = None if known is None else known.result
        self._lines.html = lines_html(self.result, fixed, self._chosen, self._line, self.lang)
        self._lines.attributes = {"lang": self.lang}

    def _show_bar(self) -> None:
        now = self.history.now
        self._bar.attributes = {"lang": self.lang}
        self._bar.html = Bar(
            source=now.opened.source,
            name=now.opened.scenario.name,
            shipped=titles_of(shipped_scenarios()),
            files=titles_of({str(file): file for file in files_of(self.folder)}),
            changed=len(now.moves),
            has_fixed=now.fixed is not None,
            can_undo=bool(self.history.past),
            can_redo=bool(self.history.future),
            panel=self._actions.panel,
            message=self._actions.message,
            error=self._actions.error,
            ask="replace" if self._actions.again else "",
            folder=self.folder,
            draft=f"{Path(now.opened.source).stem or 'scenario'}-variante.toml",
            title=self._title(),
            busy=self._actions.busy,
        ).html(self.lang)

    def _title(self) -> str:
        now = self.history.now
        name = now.opened.scenario.name
        return text("cockpit.file.variant", self.lang, name=name) if now.moves else name

    # What the page says.

    def _on_gesture(self, said: Mapping[str, Any]) -> None:
        path, what, value = said["path"], said["what"], said["value"]
        row = self._assumptions.rows.get(path)
        if row is None:
            return
        now = self.history.now.moves.get(path)
        if what == "at" and 0 <= int(value) < len(row.positions):
            self.move(path, row.positions[int(value)], gesture=str(said["gesture"]))
        elif what == "typed":
            try:
                self.move(path, parse_number(path, str(value), self.lang))
            except EntryError as error:
                self._refuse(path, str(error))
        elif what == "on":
            self.move(path, float(bool(value)))
        elif what == "key" and value in row.keys:
            self.move(path, value)
        elif what == "sure":
            self.move(path, row.value if now is None else now.value, sure=bool(value))
        elif what == "reset":
            self._step(self.history.now.with_move(path, None), path, "")
        elif what == "still":
            self._let_go()

    def _let_go(self) -> None:
        """Take the cheapest option apart again, now that the reader's hand is still."""
        self.history = replace(self.history, gesture="")
        if not self._picked and self._chosen != self.result.best.key:
            self._chosen = self.result.best.key
            self._show()

    def _on_choice(self, what: str, value: Any, _: Mapping[str, Any]) -> None:
        if what == "choose" and value in [option.key for option in self.result.options]:
            self._chosen, self._line, self._picked = str(value), "", True
            self._show()
        elif what == "line":
            self._line = "" if value == self._line else str(value)
            self._show_lines()

    def _on_bar(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        self._actions(what, value, fields)
        self._show_bar()


def _bare(fault: Fault) -> Fault:
    """Return a fault without the place in a file, which a screen has none of."""
    return replace(fault, file="", line=0, path="")


def cockpit(
    scenario: str | Path | Scenario[Assumption] = "reference-ght",
    lang: Language = DEFAULT_LANGUAGE,
    draws: int = DRAWS,
    folder: Path | str | None = None,
) -> Cockpit:
    """Return the cockpit: make it a notebook cell's last line.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A shipped case, a file, or a scenario already loaded.
    lang : {"fr", "en"}
    draws : int
    folder : path, optional
        Where the reader's files are; by default where the notebook is.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used.

    Examples
    --------
    >>> screen = cockpit(lang="en")
    >>> screen.result.best.key
    'in_house'
    >>> screen.sliders["external.price_eur_per_vm_per_month"].value = 150.0
    >>> screen.result.best.key, len(screen.history.past)
    ('in_house', 1)
    """
    opened = Opened(scenario) if isinstance(scenario, Scenario) else Opened(load(scenario, lang=lang), str(scenario))
    return Cockpit(opened, lang, draws, Path.cwd() if folder is None else Path(folder))
