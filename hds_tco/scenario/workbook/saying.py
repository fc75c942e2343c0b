"""How a fault speaks of a cell: in its words, its percentages, its column headings, not in those of a TOML file."""

from __future__ import annotations

from hds_tco.locale import Language, percent, text
from hds_tco.scenario.distributions import DISTRIBUTIONS
from hds_tco.scenario.workbook.layout import PARTS
from hds_tco.scenario.workbook.words import said


def in_cell(
    words: str,
    lang: Language,
    what: str,
    family: str = "",
    codes: tuple[str, ...] = (),
    in_percent: bool = False,
    written: bool = False,
) -> str:
    """Return what a file says as a cell would show it: yes, 3,2 %, the name of a choice or of a column.

    Parameters
    ----------
    words : str
        As a file says it.
    lang : {"fr", "en"}
    what : str
        ``"read"`` for what was read, ``"mend"`` for a mend, else the name of a hole.
    family, codes : str, tuple of str
        What a cell may hold, see `hds_tco.scenario.workbook.words`.
    in_percent : bool
        Whether the cell shows percent.
    written : bool
        Whether it holds a text, which is shown as read.

    Examples
    --------
    >>> in_cell("0.2", "en", "mend", in_percent=True), in_cell("low, mode", "en", "a"), in_cell("true", "fr", "read")
    ('20%', 'Lowest, Most likely', 'oui')
    """
    if what == "read" and (written or words[:1] == "["):
        return words
    if what == "mend" and words[:1] in ("[", "{"):
        return ""
    if what == "count":
        return words
    if words in ("true", "false"):
        return text("screen.yes" if words == "true" else "screen.no", lang)
    if what == "mend" and written and _is_number(words):
        return text("sheet.error.as_number", lang, number=_number(words, lang, in_percent))
    parts = [_token(part, lang, what, family, codes, in_percent) for part in words.split(", ")]
    return ", ".join(parts)


def _token(word: str, lang: Language, what: str, family: str, codes: tuple[str, ...], in_percent: bool) -> str:
    if word in codes:
        return said(family, word, lang)
    if what != "read" and word in DISTRIBUTIONS:
        return said("law", word, lang)
    if what != "read" and word in PARTS:
        return text(f"sheet.column.{word}", lang).partition(":")[0].strip()
    if _is_number(word):
        return _number(word, lang, in_percent)
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _number(word: str, lang: Language, in_percent: bool) -> str:
    if in_percent:
        return percent(float(word), lang)
    return word.replace(".", ",") if lang == "fr" else word
