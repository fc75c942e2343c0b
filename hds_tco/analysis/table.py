"""Frames and small tables, stated once: terminals, notebooks, slides and pages set them each in its way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import isnan
from typing import TYPE_CHECKING, Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, bare_lines, decimal, percent

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

# How a notebook sets a table.
_LOOK = [
    {"selector": "", "props": "border-collapse: collapse;"},
    {"selector": "caption", "props": "caption-side: top; text-align: left; padding: 4px 0;"},
    {"selector": "th, td", "props": "padding: 4px 10px; vertical-align: top;"},
    {"selector": "th.col_heading", "props": "vertical-align: bottom;"},
]


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
    faint : tuple of int
        Rows that stand back: parts of a row above, or the rest of many.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    strong: tuple[int, ...] = ()
    numbers: bool = True
    title: str = ""
    words: tuple[int, ...] = ()
    faint: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} headings")

    @property
    def parts(self) -> tuple[int, ...]:
        """Rows that only head those below: nothing but a first cell."""
        return tuple(rank for rank, row in enumerate(self.rows) if len(row) > 1 and not any(row[1:]))


def styled_table(table: Table) -> Styler:
    """Return a table as a notebook shows it: title and explanation on top, words to the left, figures to the right.

    Parameters
    ----------
    table : Table

    Examples
    --------
    >>> "1\u202f234" in styled_table(Table(("Poste", "k€"), (("Loyer", "1\u202f234"),))).to_html()
    True
    """
    import pandas as pd

    frame = pd.DataFrame(list(table.rows), columns=pd.RangeIndex(len(table.columns)))
    aligned = ["left" if rank == 0 or rank in table.words or not table.numbers else "right" for rank in frame.columns]
    look = [
        {
            "selector": f"th.col{rank}, td.col{rank}",
            "props": f"text-align: {side}; max-width: 36em; white-space: normal;",
        }
        for rank, side in enumerate(aligned)
    ]
    styles = dict.fromkeys(table.parts, "font-style: italic;") | dict.fromkeys(table.strong, "font-weight: bold;")
    # The catalogue indents with blanks, which a page would swallow.
    indents = [len(row[0]) - len(row[0].lstrip()) for row in table.rows]
    above = [f"<b>{escape(bare_lines(table.title))}</b>"] if table.title else []
    above += [escape(bare_lines(table.caption))] if table.caption else []
    styler = frame.style.set_table_styles([*_LOOK, *look]).hide(axis="index").format(_cell)
    styler = styler.format_index(lambda rank: _cell(table.columns[rank]), axis="columns")
    styler = styler.apply(lambda row: [styles.get(row.name, "")] * len(row), axis="columns")
    if any(indents):
        styler = styler.apply(
            lambda _: [f"text-indent: {indent}ex;" if indent else "" for indent in indents], subset=[0]
        )
    return styler.set_caption("<br>".join(above)) if above else styler


def _cell(words: str) -> str:
    return escape(bare_lines(words.lstrip()), quote=False)


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
