"""What is wrong in a file, so that a hospital can mend it: where, what was read, what is expected, a likely mend."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text

# What went wrong is not in the scenario: where to write, what to show.
BESIDE_THE_SCENARIO = ("out_exists", "out_is_folder", "out_unwritable", "no_line", "no_card", "no_slider")


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
            parts.append(shown(self.path, limit=120))
        parts.append(text(f"fault.{self.code}", lang, read=shown(self.read, limit=200), **said))
        sentence = text("fault_frame.colon", lang).join(parts)
        mend = shown(self.mend, limit=200)
        return f"{sentence} {text('fault_frame.mend', lang, mend=mend)}" if mend else sentence


class ScenarioError(ValueError):
    """A scenario that cannot be used, with every fault found in it.

    Parameters
    ----------
    faults : iterable of Fault
    lang : {"fr", "en"}
        Language of ``str(error)``.

    Examples
    --------
    >>> print(ScenarioError([Fault("empty", file="empty.toml")], "en"))
    1 error in the scenario:
    - empty.toml: the file is empty.
    """

    def __init__(self, faults: Iterable[Fault], lang: Language = DEFAULT_LANGUAGE) -> None:
        self.faults = tuple(faults)
        super().__init__(self.message(lang))

    def message(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the whole report, a line a fault."""
        in_scenario = any(fault.code not in BESIDE_THE_SCENARIO for fault in self.faults)
        head = number_of(f"fault_frame.{'head' if in_scenario else 'plain_head'}", len(self.faults), lang)
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
    typed = word.lower().replace("-", "_").replace(" ", "_")[:80]
    found = get_close_matches(typed, folded, n=1, cutoff=0.55)
    begun = [name for name in folded if len(typed) > 2 and name.startswith(typed)]
    return folded[found[0]] if found else folded[begun[0]] if len(begun) == 1 else ""


def shown(value: Any, limit: int = 60) -> str:
    """Return what was read as a file would hold it, on one line and not too long.

    Examples
    --------
    >>> shown([0.5, True, "a"]), shown({"low": 5.0}), shown("much too long", 9)
    ('[0.5, true, "a"]', '{ low = 5 }', 'much too…')
    """
    written = " ".join((value if isinstance(value, str) else _written(value)).split())
    written = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in written)
    return written if len(written) <= limit else written[: limit - 1] + "…"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_written(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    if isinstance(value, int) and value.bit_length() > 200:  # longer than a line, and str() refuses the longest
        return "−1e60…" if value < 0 else "1e60…"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def refusal(error: OSError) -> str:
    """Return the catalogue key of why the system refuses a file."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "@refusal.denied"
    if error.errno in (errno.ENOSPC, errno.EFBIG):
        return "@refusal.full"
    if error.errno == errno.ENAMETOOLONG:
        return "@refusal.name_too_long"
    return "@refusal.other"
