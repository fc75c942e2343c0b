"""What every study answers with: sentences, frames, tables, notes, data; and a page in a notebook."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from html import escape
from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from hds_tco.analysis.table import Table, styled_table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare_lines, bare_sign

if TYPE_CHECKING:
    import pandas as pd


class Result(ABC):
    """A study, whoever shows it: a terminal, a file, a notebook, a chapter.

    A class declares its frames once, in `frames`; `frame`, `data` and the command line read them there.

    Attributes
    ----------
    keys : mapping of str to str
        What JSON calls a frame, where it is not its own name.
    missing : str
        Why a frame was not computed, if one was not.
    """

    keys: ClassVar[Mapping[str, str]] = {}
    missing: str = ""

    @property
    @abstractmethod
    def title(self) -> str:
        """What was studied: the scenario's name."""

    @property
    @abstractmethod
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame | None]]:
        """The study's frames by name, the main one first; None where one was not computed."""

    @abstractmethod
    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer, its first sentence first."""

    @abstractmethod
    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures, each thing once."""

    @abstractmethod
    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return what a reader is shown, in order, by name."""

    def facts(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return what no frame holds."""
        return {"scenario": self.title, "sentences": self.sentences(lang)}

    def frame(self, lang: Language = DEFAULT_LANGUAGE, name: str | None = None) -> pd.DataFrame:
        """Return a frame of the study, the main one by default.

        Raises
        ------
        KeyError
            If the study has no such frame.
        LookupError
            If it was not computed: why, in words.
        """
        made = self.frames[name or next(iter(self.frames))](lang)
        if made is None:
            raise LookupError(self.missing)
        return made

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the study as JSON holds it: facts, every frame as records, notes."""
        frames = {self.keys.get(name, name): _records_or_none(made(lang)) for name, made in self.frames.items()}
        return {**self.facts(lang), **frames, "notes": self.notes(lang)}

    def plot(self, name: str | None = None, *more: Any, lang: Language = DEFAULT_LANGUAGE) -> Any:
        """Return a chart of the result: see `hds_tco.charts.chart_of`; `hds_tco.show` puts it on a page.

        Parameters
        ----------
        name : str, optional
            Which chart; the result's first by default.
        *more
            What else that chart takes.
        lang : {"fr", "en"}
        """
        # By name, as pandas finds what draws its frames: an analysis knows no chart.
        return import_module("hds_tco.charts").chart_of(self, name, *more, lang=lang)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the answer, the tables, the notes."""
        answer = [f"<p><strong>{escape(bare_lines(sentence))}</strong></p>" for sentence in self.sentences()]
        tables = [str(styled_table(table).to_html()) for table in self.tables().values()]
        return "\n".join([*answer, *tables, *(f"<p>{escape(bare_lines(note))}</p>" for note in self.notes())])


def _records_or_none(frame: pd.DataFrame | None) -> list[dict[str, Any]] | None:
    return None if frame is None else records(frame)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dictionary a row; what is no number is None.

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"a": [1.0, float("nan")]}))
    [{'a': 1.0}, {'a': None}]
    """
    return [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def json_of(data: Any) -> str:
    r"""Return data as JSON; signs that a terminal would obey, or that cannot be seen, are written as escapes.

    Examples
    --------
    >>> print(json_of(["été \u202e"]))
    [
      "été \u202e"
    ]
    <BLANKLINE>
    """
    written = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return re.sub(r"[^ -~\n]", lambda sign: _escaped(sign[0]), written)


def _escaped(sign: str) -> str:
    return sign if bare_sign(sign) == sign else json.dumps(sign)[1:-1]
