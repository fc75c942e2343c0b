"""Frames of rows that keep their columns when there is no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
