"""The bar on top: which scenario, A, back and forth, files, language; what its buttons do and have to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.cockpit.html_widget import tag, words
from hds_tco.cockpit.scenario_files import files_of, titles_of
from hds_tco.cockpit.session import Session
from hds_tco.locale import Language, number_of, text
from hds_tco.scenario import ScenarioError, shipped_scenarios


class Toolbar:
    """The bar, as HTML, and what its buttons do to a session.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    panel : {"", "open", "save", "export"}
        Which form is open.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.panel = ""
        self._confirmed: Callable[[], None] | None = None  # what to do once the reader agrees that files are replaced

    def press(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        """Do what a button says; whatever goes wrong is told, and the cockpit lives on.

        Parameters
        ----------
        what : str
            Name of the button.
        value : str
            What it stands for: a scenario's name or path, another page's state.
        fields : mapping
            What stands in the form around it.
        """
        confirmed, self._confirmed = self._confirmed, None
        writes = what in ("save_do", "export_do") or (what == "replace" and confirmed is not None)
        self._session.say(stays=writes)
        try:
            if what == "replace" and confirmed is not None:
                confirmed()
            else:
                self._act(what, value, fields)
        except ScenarioError as error:
            self._session.say(error=error.message(self._session.lang), stays=writes)
        except MissingLibraryError as error:
            self._session.say(error=str(error), stays=writes)

    def _act(self, what: str, value: Any, fields: Mapping[str, Any]) -> None:
        session = self._session
        simple: dict[str, Callable[[], None]] = {
            "undo": session.undo,
            "redo": session.redo,
            "reset": session.reset,
            "fix": session.fix_as_a,
            "unfix": session.forget_a,
        }
        if what in simple:
            simple[what]()
        elif what == "language":
            session.set_language("en" if session.lang == "fr" else "fr")
        elif what in ("open", "save", "export"):
            self.panel = "" if self.panel == what else what
        elif what == "close":
            self.panel = ""
        elif what == "resume":
            session.resume(str(value))
        elif what == "scenario":
            session.open(str(value))
        elif what == "open_do":
            session.open(self._path(fields, "path"))
        elif what == "save_do":
            path, name = self._path(fields, "path"), str(fields.get("name", "")).strip()
            self._write(lambda force: self._save(path, name, force))
        elif what == "export_do":
            folder = self._path(fields, "folder")
            self._write(lambda force: self._export(folder, force))

    def _path(self, fields: Mapping[str, Any], name: str) -> Path:
        typed = str(fields.get(name, "")).strip().strip('"')
        path = Path(typed).expanduser()
        return path if path.is_absolute() or typed in shipped_scenarios() else self._session.folder / path

    def _write(self, write: Callable[[bool], str], force: bool = False) -> None:
        """Write something, and say so; if files stand in the way, ask before they are replaced."""
        try:
            message = write(force)
        except ScenarioError as error:
            if force or any(fault.code != "out_exists" for fault in error.faults):
                raise
            names = ", ".join(fault.file for fault in error.faults)
            question = number_of("cockpit.file.exists", len(error.faults), self._session.lang, files=names)
            self._session.say(error=question, stays=True)
            self._confirmed = lambda: self._write(write, force=True)
            return
        self.panel = ""
        self._session.say(message, stays=True)

    def _save(self, path: Path, name: str, force: bool) -> str:
        file = self._session.save(path, force, name or None)
        return text("cockpit.file.saved", self._session.lang, file=file)

    def _export(self, folder: Path, force: bool) -> str:
        files = self._session.export(folder, force)
        names = ", ".join(file.name for file in files)
        return text("cockpit.file.exported", self._session.lang, folder=files[0].parent, files=names)

    def html(self) -> str:
        """Return the bar as HTML."""
        lang = self._session.lang
        return self._buttons(lang) + self._form(lang) + self._messages(lang)

    def _buttons(self, lang: Language) -> str:
        def button(name: str, *, on: bool = True, pressed: bool | None = None, help_: str = "", sign: str = "") -> str:
            label = text(f"cockpit.bar.{name}", lang)
            return tag(
                "button",
                words(sign or label),
                type="button",
                class_="hds-button",
                aria_label=label if sign else None,
                aria_disabled=None if on else "true",
                aria_expanded=None if pressed is None else str(pressed).lower(),
                title=help_ or (label if sign else None),
                data_do=name,
                data_key=f"bar-{name}",
            )

        history = self._session.history
        moves = len(history.now.moves)
        changed = number_of("cockpit.bar.changed", moves, lang) if moves else text("cockpit.bar.unchanged", lang)
        fix = button("fix", help_=text("cockpit.bar.fix_help", lang)) + (
            button("unfix") if history.now.fixed is not None else ""
        )
        language = tag(
            "button",
            "EN" if lang == "fr" else "FR",
            type="button",
            class_="hds-button hds-language",
            aria_label=text("cockpit.bar.language", lang),
            lang="en" if lang == "fr" else "fr",
            title=text("cockpit.bar.language_help", lang),
            data_do="language",
            data_key="bar-language",
        )
        return tag(
            "div",
            tag("h1", words(text("cockpit.title", lang)), class_="hds-title"),
            self._scenarios(lang),
            tag("span", words(changed), class_="hds-changed", role="status"),
            button("undo", on=bool(history.past), sign="↶"),
            button("redo", on=bool(history.future), sign="↷"),
            button("reset", on=moves > 0, help_=text("cockpit.bar.reset_help", lang)),
            fix,
            *(button(name, pressed=self.panel == name) for name in ("open", "save", "export")),
            language,
            class_="hds-bar",
            role="group",
            aria_label=text("cockpit.bar.label", lang),
            data_resume=True,
        )

    def _scenarios(self, lang: Language) -> str:
        opened = self._session.history.now.opened
        file_titles = titles_of({str(file): file for file in files_of(self._session.folder)})
        shipped_titles = titles_of(shipped_scenarios())

        def options(title: str, titles: Mapping[str, str]) -> str:
            rows = (
                tag("option", words(name), value=source, selected=source == opened.source)
                for source, name in titles.items()
            )
            return tag("optgroup", *rows, label=text(f"cockpit.bar.{title}", lang)) if titles else ""

        name, file = opened.scenario.name, Path(opened.source).name
        listed = opened.source in {**shipped_titles, **file_titles}
        other = {} if listed else {opened.source: f"{name} ({file})" if file else name}
        select = tag(
            "select",
            options("other", other),
            options("shipped", shipped_titles),
            options("of_folder", file_titles),
            class_="hds-select hds-scenario",
            data_do="scenario",
            data_key="bar-scenario",
            aria_label=text("cockpit.bar.scenario", lang),
            title=name,
        )
        return tag("label", tag("span", words(text("cockpit.bar.scenario", lang))), select, class_="hds-scenarios")

    def _form(self, lang: Language) -> str:
        if not self.panel:
            return ""

        def field(name: str, value: str, *, first: bool = False) -> str:
            box = tag(
                "input",
                type="text",
                name=name,
                value=value,
                class_="hds-box",
                data_keep=f"{self.panel}-{name}",
                data_key=f"{self.panel}-{name}",
                data_enter=f"{self.panel}_do",
                data_focus=first,
                spellcheck="false",
            )
            return tag(
                "label", tag("span", words(text(f"cockpit.file.{self.panel}_{name}", lang))), box, class_="hds-field"
            )

        folder, draft = self._session.folder, Path(self._session.history.now.opened.source).stem or "scenario"
        if self.panel == "open":
            fields = field("path", "", first=True)
        elif self.panel == "save":
            fields = field("path", str(folder / f"{draft}-variante.toml"), first=True) + field(
                "name", self._session.title
            )
        else:
            fields = field("folder", str(folder / "dossier"), first=True)

        def act(name: str, key: str) -> str:
            return tag(
                "button",
                words(text(f"cockpit.file.{key}", lang)),
                type="button",
                class_="hds-button" + (" hds-main" if key != "close" else ""),
                data_do=name,
                data_key=f"form-{name}",
            )

        return tag(
            "div",
            tag("h2", words(text(f"cockpit.file.{self.panel}_title", lang))),
            tag("div", fields, act(f"{self.panel}_do", f"{self.panel}_do"), act("close", "close"), class_="hds-fields"),
            class_="hds-form",
            data_form=True,
        )

    def _messages(self, lang: Language) -> str:
        session, parts = self._session, []
        if session.progress:
            done, total = session.progress
            working = text("cockpit.file.working", lang, done=done, total=total)
            bar = tag("progress", value=done, max=total, aria_label=working)
            parts.append(tag("p", bar, words(working), class_="hds-note", role="status"))
        if session.message:
            parts.append(tag("p", words(session.message), class_="hds-note", role="status"))
        if session.error:
            lines = "".join(tag("p", words(line)) for line in session.error.splitlines())
            parts.append(tag("div", lines, class_="hds-error", role="alert"))
        if self._confirmed is not None:
            button = tag(
                "button",
                words(text("cockpit.file.replace", lang)),
                type="button",
                class_="hds-button hds-main",
                data_do="replace",
                data_key="replace",
            )
            parts.append(tag("div", button, class_="hds-ask"))
        return "".join(parts)
