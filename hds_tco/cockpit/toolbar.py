"""The bar on top: which scenario, A, back and forth, files, language; and what the last action had to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hds_tco.cockpit.html_widget import tag, words
from hds_tco.locale import Language, number_of, text


@dataclass(frozen=True)
class Bar:
    """What the bar shows.

    Parameters
    ----------
    source, name : str
        What the scenario was opened by, and its own name.
    shipped, files : mapping of str to str
        Scenarios to choose from: how each is listed, by what it is opened by.
    changed : int
        How many assumptions were moved.
    has_fixed, can_undo, can_redo : bool
    panel : {"", "open", "save", "export"}
        Which form is open.
    message, error : str
        What the last action had to say.
    ask : str
        What to do again with `force` once the reader agrees; empty if nothing is asked.
    folder : Path
        Where files go unless told otherwise.
    draft : str
        Name proposed for a file to save.
    title : str
        Name proposed for the scenario in it.
    busy : tuple of int
        Steps done and to do of what is being written; empty if nothing is.
    """

    source: str
    name: str
    shipped: Mapping[str, str]
    files: Mapping[str, str]
    changed: int
    has_fixed: bool
    can_undo: bool
    can_redo: bool
    panel: str
    message: str
    error: str
    ask: str
    folder: Path
    draft: str
    title: str
    busy: tuple[int, int] | tuple[()] = ()

    def html(self, lang: Language) -> str:
        """Return the bar as HTML."""
        return self._buttons(lang) + self._form(lang) + self._said(lang)

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

        changed = (
            number_of("cockpit.bar.changed", self.changed, lang)
            if self.changed
            else text("cockpit.bar.unchanged", lang)
        )
        fix = button("fix", help_=text("cockpit.bar.fix_help", lang)) + (button("unfix") if self.has_fixed else "")
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
            button("undo", on=self.can_undo, sign="↶"),
            button("redo", on=self.can_redo, sign="↷"),
            button("reset", on=self.changed > 0, help_=text("cockpit.bar.reset_help", lang)),
            fix,
            *(button(name, pressed=self.panel == name) for name in ("open", "save", "export")),
            language,
            class_="hds-bar",
            role="group",
            aria_label=text("cockpit.bar.label", lang),
            data_resume=True,
        )

    def _scenarios(self, lang: Language) -> str:
        def options(title: str, known: Mapping[str, str]) -> str:
            rows = (
                tag("option", words(name), value=value, selected=value == self.source) for value, name in known.items()
            )
            return tag("optgroup", *rows, label=text(f"cockpit.bar.{title}", lang)) if known else ""

        file = Path(self.source).name
        other = {} if self.source in {**self.shipped, **self.files} else {self.source: self.name}
        if other and file:
            other = {self.source: f"{self.name} ({file})"}
        select = tag(
            "select",
            options("other", other),
            options("shipped", self.shipped),
            options("of_folder", self.files),
            class_="hds-select hds-scenario",
            data_do="scenario",
            data_key="bar-scenario",
            aria_label=text("cockpit.bar.scenario", lang),
            title=self.name,
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

        if self.panel == "open":
            fields = field("path", "", first=True)
        elif self.panel == "save":
            fields = field("path", str(self.folder / self.draft), first=True) + field("name", self.title)
        else:
            fields = field("folder", str(self.folder / "dossier"), first=True)

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

    def _said(self, lang: Language) -> str:
        parts = []
        if self.busy:
            done, total = self.busy
            said = text("cockpit.file.working", lang, done=done, total=total)
            bar = tag("progress", value=done, max=total, aria_label=said)
            parts.append(tag("p", bar, words(said), class_="hds-note", role="status"))
        if self.message:
            parts.append(tag("p", words(self.message), class_="hds-note", role="status"))
        if self.error:
            lines = "".join(tag("p", words(line)) for line in self.error.splitlines())
            parts.append(tag("div", lines, class_="hds-error", role="alert"))
        if self.ask:
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
