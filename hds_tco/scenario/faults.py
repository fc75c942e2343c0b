"""What is wrong in a file, so that a hospital can mend it: where, what was read, what is expected, a likely mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text


@dataclass(frozen=True)
class Fault:
    """One fault.

    Parameters
    ----------
    code : str
        Key of the sentence in the catalogues, section ``fault``.
    path : str
        Dotted path of the field, empty when the whole file is at fault.
    read : str
        What was found, as the user wrote it.
    values : mapping
        What fills the sentence's holes: a text, or a catalogue key behind ``@`` that is looked up in the reader's
        language.
    mend : str
        What to write instead, when that can be guessed.
    file : str
        The file (or ``--set``) that holds the fault.
    line : int
        Its line there, 0 if not known.
    """

    code: str
    path: str = ""
    read: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    mend: str = ""
    file: str = ""
    line: int = 0

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the fault as the user reads it."""
        said = {key: text(value[1:], lang) if value.startswith("@") else value for key, value in self.values.items()}
        parts = []
        if self.file:
            parts.append(self.file + (text("fault_frame.line", lang, line=self.line) if self.line else ""))
        if self.path:
            parts.append(self.path)
        parts.append(text(f"fault.{self.code}", lang, read=self.read, **said))
        sentence = text("fault_frame.colon", lang).join(parts)
        return f"{sentence} {text('fault_frame.mend', lang, mend=self.mend)}" if self.mend else sentence


class ScenarioError(ValueError):
    """A scenario that cannot be used, with every fault found in it.

    Parameters
    ----------
    faults : iterable of Fault
    lang : {"fr", "en"}
        Language of ``str(error)``.

    Examples
    --------
    >>> print(ScenarioError([Fault("empty", file="vide.toml")]))
    1 erreur dans le scénario :
    - vide.toml : le fichier est vide.
    """

    def __init__(self, faults: Iterable[Fault], lang: Language = DEFAULT_LANGUAGE) -> None:
        self.faults = tuple(faults)
        super().__init__(self.message(lang))

    def message(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the whole report, a line a fault."""
        head = number_of("fault_frame.head", len(self.faults), lang)
        return "\n".join([head, *(f"- {fault.sentence(lang)}" for fault in self.faults)])


def close_to(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to what was typed, or an empty string.

    Examples
    --------
    >>> close_to("notice_month", ["notice_days", "rate_per_year"])
    'notice_days'
    """
    known = list(known)
    folded = {name.lower(): name for name in known}
    found = get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), folded, n=1, cutoff=0.55)
    return folded[found[0]] if found else ""


def shown(value: Any, limit: int = 60) -> str:
    """Return what was read, short enough for one line."""
    written = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    written = " ".join(written.split())
    return written if len(written) <= limit else written[: limit - 1] + "…"
