"""Frames and small tables, said once: terminals, notebooks, slides and pages set them each in its way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, percent

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """A small table.

    Parameters
    ----------
    columns : tuple of str
        Headings; the first column holds words, the others what `rows` hold, already written as the reader reads it.
    rows : tuple of tuple of str
    caption : str
        What is said below.
    strong : tuple of int
        Rows that stand out.
    numbers : bool
        Whether the columns after the first are set to the right.
    title : str
        What is said above.
    words : tuple of int
        Columns after the first that hold words all the same, and may be wrapped.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    strong: tuple[int, ...] = ()
    numbers: bool = True
    title: str = ""
    words: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} headings")

    @property
    def parts(self) -> tuple[int, ...]:
        """Rows that only head those below: nothing but a first cell."""
        return tuple(rank for rank, row in enumerate(self.rows) if len(row) > 1 and not any(row[1:]))


def amount_and_error(row: Mapping[Hashable, Any], name: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return an amount of a frame's row and its sampling error, which stands beside it in the frame; ``?``: not known.

    Examples
    --------
    >>> amount_and_error({"mean_eur": 2000.0, "mean_eur_standard_error": 100.0}, "mean_eur", "en")
    '€2.0k ± €0.1k'
    """
    return plus_minus(row[name], row[f"{name}_standard_error"], lambda value: amount(value, lang))


def share_and_error(row: Mapping[Hashable, Any], name: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a share of a frame's row and its sampling error.

    Examples
    --------
    >>> share_and_error({"chance": 0.25, "chance_standard_error": float("nan")}, "chance", "en")
    '25.0% ± ?'
    """
    return plus_minus(row[name], row[f"{name}_standard_error"], lambda value: percent(value, lang, 1))


def count_and_error(row: Mapping[Hashable, Any], name: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a whole number of a frame's row and its sampling error.

    Examples
    --------
    >>> count_and_error({"days": 12.3, "days_standard_error": 1.6}, "days")
    '12 ± 2'
    """
    return plus_minus(row[name], row[f"{name}_standard_error"], lambda value: decimal(value, lang, 0))


def plus_minus(value: float, error: float, say: Callable[[float], str]) -> str:
    """Return a figure and its sampling error, each as `say` writes it: one way for all tables; a dash for no figure.

    Examples
    --------
    >>> plus_minus(1.0, float("nan"), lambda value: decimal(value, "en", 1))
    '1.0 ± ?'
    >>> plus_minus(float("nan"), float("nan"), lambda value: decimal(value, "en", 1))
    '–'
    """
    if isnan(value):
        return "–"
    return f"{say(value)} ± {say(error)}"


def frame_of(rows: Iterable[Mapping[str, object]], columns: Iterable[str]) -> pd.DataFrame:
    """Return rows as a frame with these columns: pandas alone makes a frame without any of no rows.

    Parameters
    ----------
    rows : iterable of mapping
        A cell that a row leaves out is missing in the frame.
    columns : iterable of str

    Raises
    ------
    ValueError
        If a row has a cell that no column is for: it would be dropped without a word.

    Examples
    --------
    >>> frame_of([], ["path", "value_eur"]).columns.tolist()
    ['path', 'value_eur']
    >>> frame_of([{"path": "a.b", "value": 1.0}], ["path", "value_eur"])
    Traceback (most recent call last):
    ...
    ValueError: no column for value
    """
    import pandas as pd

    names, given = list(columns), list(rows)
    unknown = dict.fromkeys(name for row in given for name in row if name not in names)
    if unknown:
        raise ValueError(f"no column for {', '.join(unknown)}")
    return pd.DataFrame(given, columns=names)


def with_errors(names: Iterable[str]) -> Iterator[str]:
    """Yield each name of an estimate, then that of its standard error.

    Examples
    --------
    >>> list(with_errors(["mean_eur"]))
    ['mean_eur', 'mean_eur_standard_error']
    """
    for name in names:
        yield name
        yield f"{name}_standard_error"
