"""The cockpit: the answer on top, the assumptions in hand, what they change before one's eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from hds_tco.analysis import Comparison, compare
from hds_tco.analysis.first_look import first_tornado
from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.variant import named_variant
from hds_tco.cockpit.answer import Shown, answer_html, risk_html
from hds_tco.cockpit.assumptions import Assumptions
from hds_tco.cockpit.bar import Bar
from hds_tco.cockpit.chart_view import ChartView
from hds_tco.cockpit.charts_panel import Charts
from hds_tco.cockpit.draws import Draws
from hds_tco.cockpit.entry import EntryError, read_entry
from hds_tco.cockpit.files import files_of, written
from hds_tco.cockpit.fragment import Fragment
from hds_tco.cockpit.groups import first_paths
from hds_tco.cockpit.history import History, Opened, State
from hds_tco.cockpit.lines import lines_html
from hds_tco.cockpit.moved import Move, moved
from hds_tco.cockpit.rows import Row
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, load, shipped_scenarios
from hds_tco.scenario.output import refuse_overwrite, write_whole

DRAWS = 10_000


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
        self._shown = Shown(compare(opened.scenario))
        self._fixed: Shown | None = None
        self._faults: dict[str, str] = {}
        self._chosen = self._shown.result.best.key
        self._picked = False  # until the reader picks an option, the cheapest is the one taken apart
        self._line = ""
        self._panel = self._message = self._error = ""
        self._again: Callable[[bool], None] | None = None
        self._busy: tuple[int, int] | tuple[()] = ()
        self._bar = Fragment("hds-top", self._on_bar)
        self._answer = Fragment("hds-answer", self._on_choice)
        self._assumptions = Assumptions(self._on_gesture)
        self._charts = Charts(lambda shown: self._draws.tornado(shown.result.scenario))
        self._risk = Fragment("hds-risk")
        self._lines = Fragment("hds-lines", self._on_choice)
        views = self._charts.views
        grid = widgets.Box([views["cumulative"], views["yearly"], views["exceedance"], views["tornado"]])
        grid.add_class("hds-charts")
        right = widgets.Box([self._answer, grid, self._risk, self._lines])
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
        return self._shown.simulation or self._draws.wait(self._scenario)

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
        return self._error or self._message

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
        self._message = text("cockpit.bar.saved_as_a", self.lang)
        self._go(self.history.then(State(now.opened, now.moves, self._scenario)))

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
        compare(scenario)  # what no model can price changes nothing either
        self._message = text("cockpit.file.opened", self.lang, name=scenario.name)
        self._panel = self._error = ""
        self._charts.forget()
        self._line = ""
        self._go(self.history.then(State(Opened(scenario, str(source)), fixed=self.history.now.fixed)))

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
            If the file stands in the way or cannot be written.
        """
        target = Path(path)
        if target.suffix.lower() != ".toml":
            raise ScenarioError([Fault("out_not_toml", file=str(path), mend=f"{target.stem}.toml")], self.lang)
        refuse_overwrite(target, force=force, lang=self.lang)
        write_whole(target, written(self.history.now, target, name or self._title(), self.lang))
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
            self._busy = (done, total)
            self._show_bar()

        try:
            told = named_variant(self.history.now.opened.scenario, self._scenario, self.lang)
            return write_pack(told, folder, draws=self._draws.draws, lang=self.lang, force=force, progress=progress)
        finally:
            self._busy = ()

    def set_language(self, lang: Language) -> None:
        """Say everything in another language."""
        self.lang = lang
        self._message = self._error = ""
        self._faults = {}
        self._build()
        self._refresh()

    def warm(self) -> None:
        """Wait until every gesture is as fast as it will be: for those who time it."""
        self._draws.warm(self._scenario)

    def draw_all(self) -> None:
        """Wait for the draws, and draw what is not seen either: for tests, and for a page that is printed."""
        self._shown = Shown(self._shown.result, self.simulation)
        self._show()
        self._charts.draw_all()

    # How it is done.

    def _step(self, state: State, path: str, gesture: str) -> None:
        """Go to another state, unless it makes no scenario: then say why."""
        try:
            scenario = moved(state.opened.scenario, state.moves, self.lang)
        except ScenarioError as error:
            self._faults = {path: " ".join(_bare(fault).sentence(self.lang) for fault in error.faults)}
            self._assumptions.update(self.history.now.moves, self._scenario, self._faults)
            return
        self._message = self._error = ""
        self._go(self.history.then(state, gesture), scenario)

    def _go(self, history: History, scenario: Scenario[Assumption] | None = None) -> None:
        opened, fixed = self.history.now.opened, self.history.now.fixed
        self.history = history
        self._faults = {}
        if history.now.fixed is not fixed:
            a = history.now.fixed
            self._fixed = None if a is None else Shown(compare(a), self._draws.simulate(a))
        if history.now.opened is not opened:
            self._build()
        self._refresh(scenario)

    def _build(self) -> None:
        """Make the rows of the scenario that is open."""
        opened = self.history.now.opened.scenario
        paths = ("horizon_years", *first_paths(opened, first_tornado(opened)))
        self._assumptions.build(opened, paths, self.lang)

    def _refresh(self, scenario: Scenario[Assumption] | None = None) -> None:
        """Compute what is on screen, and show it."""
        now = self.history.now
        self._scenario = scenario or moved(now.opened.scenario, now.moves, self.lang)
        self._shown = Shown(compare(self._scenario), self._draws.simulate(self._scenario))
        if self._fixed is not None and self._fixed.simulation is None:
            self._fixed = Shown(self._fixed.result, self._draws.simulate(self._fixed.result.scenario))
        if not self._picked or self._chosen not in [option.key for option in self.result.options]:
            self._chosen, self._picked = self.result.best.key, False
        self._show()

    def _drawn(self) -> None:
        """Show what came out of the draws."""
        self._refresh()

    def _show(self) -> None:
        with self._answer.hold_sync(), self._assumptions.hold_sync():
            self._answer.html = answer_html(self._shown, self._fixed, self._chosen, self.lang)
            self._answer.dress = {"lang": self.lang}
            self._assumptions.update(self.history.now.moves, self._scenario, self._faults)
        self._risk.html = risk_html(self._shown, self.lang)
        self._charts.show(self._shown, self._fixed, self._chosen, self.lang)
        self._show_lines()
        self._show_bar()

    def _show_lines(self) -> None:
        fixed = self._fixed.result if self._fixed else None
        self._lines.html = lines_html(self.result, fixed, self._chosen, self._line, self.lang)
        self._lines.dress = {"lang": self.lang}

    def _show_bar(self) -> None:
        now = self.history.now
        self._bar.dress = {"lang": self.lang}
        self._bar.html = Bar(
            source=now.opened.source,
            name=now.opened.scenario.name,
            shipped=tuple(sorted(shipped_scenarios())),
            files=files_of(self.folder),
            changed=len(now.moves),
            has_fixed=now.fixed is not None,
            can_undo=bool(self.history.past),
            can_redo=bool(self.history.future),
            panel=self._panel,
            message=self._message,
            error=self._error,
            ask="replace" if self._again else "",
            folder=self.folder,
            draft=f"{Path(now.opened.source).stem or 'scenario'}-variante.toml",
            title=self._title(),
            busy=self._busy,
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
                self.move(path, read_entry(path, str(value), self.lang))
            except EntryError as error:
                self._faults = {path: str(error)}
                self._assumptions.update(self.history.now.moves, self._scenario, self._faults)
        elif what == "on":
            self.move(path, float(bool(value)))
        elif what == "key" and value in row.keys:
            self.move(path, value)
        elif what == "sure":
            self.move(path, row.value if now is None else now.value, sure=bool(value))
        elif what == "reset":
            self._step(self.history.now.with_move(path, None), path, "")

    def _on_choice(self, what: str, value: Any, _: Mapping[str, Any]) -> None:
        if what == "choose" and value in [option.key for option in self.result.options]:
            self._chosen, self._line, self._picked = str(value), "", True
            self._show()
        elif what == "line":
            self._line = "" if value == self._line else str(value)
            self._show_lines()

    def _on_bar(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        """Do what a button says; whatever goes wrong is told, and the cockpit lives on."""
        again, self._again = self._again, None
        self._message = self._error = ""
        try:
            if what == "replace" and again is not None:
                again(True)
            else:
                self._act(what, value, fields)
        except ScenarioError as error:
            self._error = error.message(self.lang)
        except MissingLibraryError as error:
            self._error = str(error)
        self._show_bar()

    def _act(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        simple: dict[str, Callable[[], None]] = {
            "undo": self.undo,
            "redo": self.redo,
            "reset": self.reset,
            "fix": self.fix_as_a,
            "unfix": self.forget_a,
        }
        if what in simple:
            simple[what]()
        elif what == "language":
            self.set_language("en" if self.lang == "fr" else "fr")
        elif what in ("open", "save", "export"):
            self._panel = "" if self._panel == what else what
        elif what == "close":
            self._panel = ""
        elif what == "scenario":
            self.open(str(value))
        elif what == "open_do":
            self.open(self._path(fields, "path"))
        elif what == "save_do":
            path, name = self._path(fields, "path"), str(fields.get("name", "")).strip()
            self._write(lambda force: text("cockpit.file.saved", self.lang, file=self.save(path, force, name or None)))
        elif what == "export_do":
            folder = self._path(fields, "folder")
            self._write(lambda force: self._exported(self.export(folder, force)))

    def _path(self, fields: Mapping[str, Any], name: str) -> Path:
        said = str(fields.get(name, "")).strip().strip('"')
        path = Path(said).expanduser()
        return path if path.is_absolute() or said in shipped_scenarios() else self.folder / path

    def _write(self, write: Callable[[bool], str], force: bool = False) -> None:
        """Write something, and say so; if files stand in the way, ask before they are replaced."""
        try:
            said = write(force)
        except ScenarioError as error:
            if force or any(fault.code != "out_exists" for fault in error.faults):
                raise
            names = ", ".join(fault.file for fault in error.faults)
            self._error = number_of("cockpit.file.exists", len(error.faults), self.lang, files=names)
            self._again = lambda force: self._write(write, force)
            return
        self._panel, self._message = "", said

    def _exported(self, files: Sequence[Path]) -> str:
        names = ", ".join(file.name for file in files)
        return text("cockpit.file.exported", self.lang, folder=files[0].parent, files=names)


def _bare(fault: Fault) -> Fault:
    """Return a fault without the place in a file, which a screen has none of."""
    from dataclasses import replace

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
    'external'
    >>> screen.sliders["external.price_eur_per_vm_per_month"].value = 150.0
    >>> screen.result.best.key, len(screen.history.past)
    ('in_house', 1)
    """
    opened = Opened(scenario) if isinstance(scenario, Scenario) else Opened(load(scenario, lang=lang), str(scenario))
    return Cockpit(opened, lang, draws, Path.cwd() if folder is None else Path(folder))
