"""A frame as lists and dictionaries that JSON can hold."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from hds_tco.locale import bare_sign

if TYPE_CHECKING:
    import pandas as pd


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
