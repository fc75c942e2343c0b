"""The bar on top: which scenario, A, back and forth, files, language; what its buttons do and have to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hds_tco.analysis.optional import MissingLibraryError
from hds_tco.cockpit.html_widget import button, paragraphs, tag, words
from hds_tco.cockpit.scenario_files import files_of, titles_of
from hds_tco.cockpit.session import Session
from hds_tco.locale import Language, number_of, text
from hds_tco.scenario import ScenarioError, shipped_scenarios

PANELS = ("open", "save", "export")


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
        steps: dict[str, Callable[[], None]] = {
            "undo": session.undo,
            "redo": session.redo,
            "reset": session.reset,
            "fix": session.fix_as_a,
            "unfix": session.forget_a,
        }
        if what in steps:
            steps[what]()
        elif what == "language":
            session.set_language("en" if session.lang == "fr" else "fr")
        elif what in (*PANELS, "close"):
            self.panel = "" if what in ("close", self.panel) else what
        elif what == "resume":
            session.resume(str(value))
        elif what in ("scenario", "open_do"):
            session.open(str(value) if what == "scenario" else self._path(fields, "path"))
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
        def of_bar(name: str, *, on: bool = True, **attributes: str) -> str:
            label, disabled = text(f"cockpit.bar.{name}", lang), None if on else "true"
            return button(name, label, key=f"bar-{name}", aria_disabled=disabled, **attributes)

        def sign(name: str, letter: str, on: bool) -> str:
            label, disabled = text(f"cockpit.bar.{name}", lang), None if on else "true"
            return button(name, letter, key=f"bar-{name}", aria_disabled=disabled, aria_label=label, title=label)

        history = self._session.history
        moves = len(history.now.moves)
        changed = number_of("cockpit.bar.changed", moves, lang) if moves else text("cockpit.bar.unchanged", lang)
        other = "en" if lang == "fr" else "fr"
        return tag(
            "div",
            tag("h1", words(text("cockpit.title", lang)), class_="hds-title"),
            self._scenarios(lang),
            tag("span", words(changed), class_="hds-changed", role="status"),
            sign("undo", "↶", bool(history.past)),
            sign("redo", "↷", bool(history.future)),
            of_bar("reset", on=moves > 0, title=text("cockpit.bar.reset_help", lang)),
            of_bar("fix", title=text("cockpit.bar.fix_help", lang)),
            of_bar("unfix") if history.now.fixed is not None else "",
            *(of_bar(name, aria_expanded=str(self.panel == name).lower()) for name in PANELS),
            button(
                "language",
                other.upper(),
                key="bar-language",
                class_="hds-button hds-language",
                aria_label=text("cockpit.bar.language", lang),
                lang=other,
                title=text("cockpit.bar.language_help", lang),
            ),
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

        panel, folder = self.panel, self._session.folder
        draft = Path(self._session.history.now.opened.source).stem or "scenario"
        drafts = {
            "open": {"path": ""},
            "save": {"path": str(folder / f"{draft}-variante.toml"), "name": self._session.title},
            "export": {"folder": str(folder / "dossier")},
        }[panel]

        def field(name: str, value: str, *, first: bool) -> str:
            box = tag(
                "input",
                type="text",
                name=name,
                value=value,
                class_="hds-box",
                data_keep=f"{panel}-{name}",
                data_key=f"{panel}-{name}",
                data_enter=f"{panel}_do",
                data_focus=first,
                spellcheck="false",
            )
            return tag("label", tag("span", words(text(f"cockpit.file.{panel}_{name}", lang))), box, class_="hds-field")

        fields = (field(name, value, first=rank == 0) for rank, (name, value) in enumerate(drafts.items()))
        act, close = text(f"cockpit.file.{panel}_do", lang), text("cockpit.file.close", lang)
        return tag(
            "div",
            tag("h2", words(text(f"cockpit.file.{panel}_title", lang))),
            tag(
                "div",
                *fields,
                button(f"{panel}_do", act, key=f"form-{panel}_do", class_="hds-button hds-main"),
                button("close", close, key="form-close"),
                class_="hds-fields",
            ),
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
            parts.append(tag("div", paragraphs(session.error.splitlines()), class_="hds-error", role="alert"))
        if self._confirmed is not None:
            replace = button("replace", text("cockpit.file.replace", lang), class_="hds-button hds-main")
            parts.append(tag("div", replace, class_="hds-ask"))
        return "".join(parts)
