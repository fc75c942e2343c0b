"""A formula copied from one year to the next, as a spreadsheet does when one drags it."""

from __future__ import annotations

import re
from functools import lru_cache

from hds_tco.board.workbook.place import column_name

# Texts and sheets' names in quotes, then references whose column moves; names hold an underscore and are no references.
_PIECES = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![A-Za-z0-9_$.])([A-Z]{1,3})(?=\$?\d+(?![A-Za-z0-9_(.]))""")


def copied(formula: str, columns: int) -> str:
    """Return a formula moved to the right.

    Examples
    --------
    >>> copied("='Feuille A1'!F12*$E$7*(G$4>=1)+n_A1+1E-09+SUM($F3:H3)", 2)
    "='Feuille A1'!H12*$E$7*(I$4>=1)+n_A1+1E-09+SUM($F3:J3)"
    """
    return _PIECES.sub(lambda found: found[1] or _moved(found[2], columns), formula)


@lru_cache(maxsize=4096)
def _moved(name: str, columns: int) -> str:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return column_name(number - 1 + columns)
