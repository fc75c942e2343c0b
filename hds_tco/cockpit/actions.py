"""What the bar's buttons do, what they had to say, and what they ask before they go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.locale import number_of, text
from hds_tco.scenario import ScenarioError, shipped_scenarios

if TYPE_CHECKING:
    from hds_tco.cockpit.cockpit import Cockpit


class Actions:
    """The bar's buttons.

    Parameters
    ----------
    cockpit : Cockpit

    Attributes
    ----------
    panel : {"", "open", "save", "export"}
        Which form is open.
    message, error : str
        What the last action had to say.
    again : callable or None
        What to do once the reader agrees that files are replaced.
    busy : tuple of int
        Steps done and to do of what is being written; empty if nothing is.
    """

    def __init__(self, cockpit: Cockpit) -> None:
        self._cockpit = cockpit
        self.panel = self.message = self.error = ""
        self.again: Callable[[bool], None] | None = None
        self.busy: tuple[int, int] | tuple[()] = ()
        self._lasts = False

    def __call__(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        """Do what a button says; whatever goes wrong is told, and the cockpit lives on."""
        again, self.again = self.again, None
        self.message = self.error = ""
        self._lasts = False
        try:
            if what == "replace" and again is not None:
                again(True)
            else:
                self._act(what, value, fields)
        except ScenarioError as error:
            self.error = error.message(self._cockpit.lang)
        except MissingLibraryError as error:
            self.error = str(error)

    def pass_on(self) -> None:
        """Forget what was said, now that a slider moved: but for files written or refused, which stay to be read."""
        if not self._lasts:
            self.message = self.error = ""

    def _act(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        screen = self._cockpit
        simple: dict[str, Callable[[], None]] = {
            "undo": screen.undo,
            "redo": screen.redo,
            "reset": screen.reset,
            "fix": screen.fix_as_a,
            "unfix": screen.forget_a,
        }
        if what in simple:
            simple[what]()
        elif what == "language":
            screen.set_language("en" if screen.lang == "fr" else "fr")
        elif what in ("open", "save", "export"):
            self.panel = "" if self.panel == what else what
        elif what == "close":
            self.panel = ""
        elif what == "resume":
            screen.resume(str(value))
        elif what == "scenario":
            screen.open(str(value))
        elif what == "open_do":
            screen.open(self._path(fields, "path"))
        elif what == "save_do":
            path, name = self._path(fields, "path"), str(fields.get("name", "")).strip()
            self._write(lambda force: self._saved(screen.save(path, force, name or None)))
        elif what == "export_do":
            folder = self._path(fields, "folder")
            self._write(lambda force: self._exported(screen.export(folder, force)))

    def _path(self, fields: Mapping[str, Any], name: str) -> Path:
        said = str(fields.get(name, "")).strip().strip('"')
        path = Path(said).expanduser()
        return path if path.is_absolute() or said in shipped_scenarios() else self._cockpit.folder / path

    def _write(self, write: Callable[[bool], str], force: bool = False) -> None:
        """Write something, and say so; if files stand in the way, ask before they are replaced."""
        self._lasts = True
        try:
            said = write(force)
        except ScenarioError as error:
            if force or any(fault.code != "out_exists" for fault in error.faults):
                raise
            names = ", ".join(fault.file for fault in error.faults)
            lang = self._cockpit.lang
            self.error = number_of("cockpit.file.exists", len(error.faults), lang, files=names)
            self.again = lambda force: self._write(write, force)
            return
        self.panel, self.message = "", said

    def _saved(self, file: Path) -> str:
        return text("cockpit.file.saved", self._cockpit.lang, file=file)

    def _exported(self, files: Sequence[Path]) -> str:
        names = ", ".join(file.name for file in files)
        return text("cockpit.file.exported", self._cockpit.lang, folder=files[0].parent, files=names)
