"""What is wrong in a file, so that a hospital can mend it: where, what was read, what is expected, a likely mend."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, number_of, text

# What went wrong is not in the scenario: where to write, what to show.
BESIDE_THE_SCENARIO = (
    "out_exists",
    "out_is_folder",
    "out_unwritable",
    "out_unchanged",
    "out_changed",
    "out_busy",
    "out_ending",
    "out_ending_of_board",
    "out_is_file",
    "no_line",
    "no_card",
    "no_slider",
    "no_sampler",
    "no_share",
    "library_missing",
    "no_notebooks",
    "port_refused",
    "port_taken",
)
# Names of the extra `board` by module.
_LIBRARIES = {"xlsxwriter": "XlsxWriter", "openpyxl": "openpyxl"}
# From what a file says, a language and what it is ("read", "mend", a hole's name) to what a cell shows.
Saying = Callable[[str, Language, str], str]


@dataclass(frozen=True)
class Place:
    """Where in a workbook a fault stands.

    Parameters
    ----------
    sheet, cell : str
        Name of the sheet and of the cell, empty if not known.
    rank : tuple of int
        Sheet, row and column, to set faults in order.
    say : callable, optional
        How what a file says is said of a cell: 3,2 % for 0.032.
    path : str
        Path that the sheet shows there, when it is not the fault's own.
    """

    sheet: str = ""
    cell: str = ""
    rank: tuple[int, int, int] = (0, 0, 0)
    say: Saying | None = None
    path: str = ""

    def sentence(self, lang: Language) -> str:
        """Return what stands behind the file's name."""
        if not self.sheet:
            return ""
        key = "fault_place.cell" if self.cell else "fault_place.sheet"
        return text(key, lang, sheet=self.sheet, cell=self.cell)

    def text_of(self, words: str, lang: Language, what: str) -> str:
        """Return words of a file as a cell shows them."""
        return self.say(words, lang, what) if self.say is not None else words


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
    place : Place, optional
        Its sheet and cell, when the file is a workbook.
    """

    code: str
    path: str = ""
    read: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    mend: str = ""
    file: str = ""
    line: int = 0
    place: Place | None = None

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the fault as the user reads it."""
        parts = []
        if self.file:
            place = self.place.sentence(lang) if self.place else ""
            parts.append(self.file + (text("fault_frame.line", lang, line=self.line) if self.line else place))
        if self.path:
            path = self.place.path or self.path.removesuffix(".value") if self.place else self.path
            parts.append(shown(path, limit=120))
        key = f"fault_cell.{self.code}" if self.place and has_text(f"fault_cell.{self.code}", lang) else None
        holes = {hole: self._text_of(value, lang, hole) for hole, value in self.values.items()}
        read = self._text_of(shown(self.read, limit=200), lang, "read")
        parts.append(text(key or f"fault.{self.code}", lang, read=read, **holes))
        sentence = text("fault_frame.colon", lang).join(parts)
        mend = shown(self._text_of(self.mend, lang, "mend"), limit=200)
        return f"{sentence} {text('fault_frame.mend', lang, mend=mend)}" if mend else sentence

    def _text_of(self, words: str, lang: Language, what: str) -> str:
        """Return what fills a hole, as a file or as a cell shows it."""
        if words.startswith("@") and what not in ("read", "mend"):
            of_cell = words.replace("@expected.", "expected_cell.")
            return text(of_cell if self.place and has_text(of_cell, lang) else words[1:], lang)
        return self.place.text_of(words, lang, what) if self.place else words


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

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows: the message, without the lines of code that led there."""
        return str(self).splitlines()

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
    near = get_close_matches(typed, folded, n=1, cutoff=0.55)
    begun = [name for name in folded if len(typed) > 2 and name.startswith(typed)]
    return folded[near[0]] if near else folded[begun[0]] if len(begun) == 1 else ""


def shown(value: Any, limit: int = 60) -> str:
    """Return what was read as a file would hold it, on one line and not too long.

    Examples
    --------
    >>> shown([0.5, True, "a"]), shown({"low": 5.0}), shown("much too long", 9)
    ('[0.5, true, "a"]', '{ low = 5 }', 'much too…')
    """
    line = " ".join((value if isinstance(value, str) else _as_toml(value)).split())
    line = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_as_toml(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_as_toml(item) for item in value) + "]"
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


def library(module: str, lang: Language = DEFAULT_LANGUAGE) -> Any:
    """Return a module of the extra `board`.

    Raises
    ------
    ScenarioError
        If it is not installed: how to install it.

    Examples
    --------
    >>> library("openpyxl").__name__
    'openpyxl'
    """
    try:
        return import_module(module)
    except ImportError:
        words = {"library": _LIBRARIES[module], "extra": "board"}
        raise ScenarioError([Fault("library_missing", values=words)], lang) from None
