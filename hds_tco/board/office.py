"""What slides and workbooks share: columns of charts' sheets, numbers in a language on any machine, files undated."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from hds_tco.charts.chart import Unit
from hds_tco.locale import Language

# Office's own numbers of languages: without them a format follows the machine that opens the file.
_LOCALES = {"fr": "[$-40C]", "en": "[$-809]"}

# The earliest that a zip can say.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


@dataclass(frozen=True)
class Column:
    """A heading and the cells below."""

    name: str
    cells: Sequence[float | str | None]


def number_format(unit: Unit, lang: Language, digits: int = 0) -> str:
    r"""Return the format code of a unit's numbers.

    Examples
    --------
    >>> number_format("keur", "fr"), number_format("share", "en"), number_format("year", "fr")
    ('[$-40C]#,##0', '[$-809]0%', '0')
    >>> number_format("share", "fr", 1) == '[$-40C]0.0"\N{NO-BREAK SPACE}"%'
    True
    """
    if unit == "year":
        return "0"
    decimals = "." + "0" * digits if digits else ""
    if unit == "share":
        gap = '"\N{NO-BREAK SPACE}"' if lang == "fr" else ""
        return f"{_LOCALES[lang]}0{decimals}{gap}%"
    return f"{_LOCALES[lang]}#,##0{decimals}"


def undated(content: bytes) -> bytes:
    """Return an Office file without its dates."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            blob = before.read(name)
            if name == "docProps/core.xml":
                blob = _DATES.sub(b"", blob)
            info = zipfile.ZipInfo(name, _NO_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, blob)
    return copy.getvalue()
