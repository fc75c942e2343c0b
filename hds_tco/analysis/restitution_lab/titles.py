"""Columns of the lab's frames as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text

if TYPE_CHECKING:
    import pandas as pd

ERROR = "_standard_error"


def titled(frame: pd.DataFrame, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return a frame of this package with columns as a person reads them; one that has no title keeps its name.

    Examples
    --------
    >>> import pandas as pd
    >>> titled(pd.DataFrame({"exit_days": [1.0], "exit_days_standard_error": [0.1]}), "en").columns.tolist()
    ['Exit (days)', '± Exit (days)']
    """
    return frame.rename(columns={name: title for name in frame.columns if (title := _title(str(name), lang))})


def _title(name: str, lang: Language) -> str:
    if name.endswith(ERROR):
        said = _title(name.removesuffix(ERROR), lang)
        return f"± {said}" if said else ""
    key = f"restitution_lab.column.{name}"
    return text(key, lang) if has_text(key, lang) else ""
