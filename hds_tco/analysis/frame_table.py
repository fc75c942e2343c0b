"""Frames of studies as a person reads them: the columns of a small table, declared once; titles of a frame's own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, has_text, text

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = Mapping[Hashable, Any]
# How a cell is written, from its row and the name of its column.
Writer: TypeAlias = Callable[[Row, str, Language], str]
# By the key of its heading in the catalogue: the name of the frame's column, and how its cells are written.
Columns: TypeAlias = dict[str, tuple[str, Writer]]
ERROR = "_standard_error"


def table_of(frame: pd.DataFrame, columns: Columns, lang: Language, title: str, **others: Any) -> Table:
    """Return a table of some columns of a frame.

    Parameters
    ----------
    frame : DataFrame
    columns : Columns
    lang : {"fr", "en"}
    title : str
    others
        See `Table`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"label": ["A", ""], "swing_eur": [2000.0, 3000.0]})
    >>> columns = {"study.known": ("label", as_words), "study.swing": ("swing_eur", as_amount)}
    >>> table_of(frame, columns, "en", "Swings").rows
    (('A', '€2.0k'), ('–', '€3.0k'))
    """
    return Table(
        columns=tuple(text(heading, lang) for heading in columns),
        rows=tuple(
            tuple(write(row, name, lang) for name, write in columns.values()) for row in frame.to_dict("records")
        ),
        title=title,
        **others,
    )


def as_words(row: Row, name: str, _: Language) -> str:
    """Return a cell that holds words, a dash where it is empty."""
    return str(row[name]) or "–"


def as_amount(row: Row, name: str, lang: Language) -> str:
    """Return a cell that holds an amount, without its sampling error."""
    return amount(row[name], lang)


def cells_of(figures: Mapping[str, Estimate]) -> dict[str, float]:
    """Return the cells of a frame's row for some figures, each beside its sampling error.

    Examples
    --------
    >>> cells_of({"mean_eur": Estimate(2.0, 0.5)})
    {'mean_eur': 2.0, 'mean_eur_standard_error': 0.5}
    """
    cells: dict[str, float] = {}
    for name, estimate in figures.items():
        cells |= estimate.cells(name)
    return cells


def titled(frame: pd.DataFrame, study: str, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return a frame with columns as a person reads them; one that has no title keeps its name.

    Parameters
    ----------
    frame : DataFrame
    study : str
        Whose frame it is: ``sensitivity`` or ``restitution_lab``.
    lang : {"fr", "en"}

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"exit_days": [1.0], "exit_days_standard_error": [0.1]})
    >>> titled(frame, "restitution_lab", "en").columns.tolist()
    ['Exit (days)', '± Exit (days)']
    """

    def title(name: str) -> str:
        key = f"{study}.column.{name}"
        if has_text(key, lang):
            return text(key, lang)
        of = title(name.removesuffix(ERROR)) if name.endswith(ERROR) else name
        return name if of == name.removesuffix(ERROR) else f"± {of}"

    return frame.rename(columns=title)
