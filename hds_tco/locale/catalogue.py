"""The texts of the catalogues, a folder a language, a file a topic, read once; and the signs that a text may bear."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
DEFAULT_LANGUAGE: Language = "fr"


def text(key: str, lang: Language = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return a text of the catalogue, its holes filled.

    Parameters
    ----------
    key : str
        Dotted key, as in ``"nature.investment"``.
    lang : {"fr", "en"}
        The reader's language.
    **values
        What fills the text's ``{holes}``, already formatted.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If the catalogue has no such text: a missing translation is a fault, never a silent fall-back.

    Examples
    --------
    >>> text("nature.investment"), text("nature.investment", "en")
    ('investissement', 'investment')
    """
    return _catalogue(lang)[key].format(**values)


def has_text(key: str, lang: Language = DEFAULT_LANGUAGE) -> bool:
    """Tell whether the catalogue holds a text."""
    return key in _catalogue(lang)


def keys(lang: Language) -> frozenset[str]:
    """Return every key that a catalogue holds."""
    return frozenset(_catalogue(lang))


@cache
def _catalogue(lang: Language) -> dict[str, str]:
    topics = sorted(files("hds_tco.locale").joinpath(lang).iterdir(), key=lambda item: item.name)
    rows: dict[str, str] = {}
    for topic in topics:
        if topic.name.endswith(".toml"):
            rows.update(_flat(tomllib.loads(topic.read_text("utf-8")), ""))
    return rows


def _flat(tree: dict[str, Any], above: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in tree.items():
        path = f"{above}.{key}" if above else key
        rows.extend(_flat(value, path) if isinstance(value, dict) else [(path, value)])
    return rows


class Name(str):
    """A label, and what a sentence calls the same thing; the template chooses which.

    The text itself is the label: what stands in a table, a legend, or before a colon.

    Attributes
    ----------
    the : str
        What stands inside a sentence, article included.

    Examples
    --------
    >>> name = Name("Hébergement interne", "l'hébergement interne")
    >>> "{option}, {option:the}, {option:The}".format(option=name)
    "Hébergement interne, l'hébergement interne, L'hébergement interne"
    """

    the: str

    def __new__(cls, label: str, the: str) -> Self:
        """Keep both."""
        name = super().__new__(cls, label)
        name.the = the
        return name

    def __format__(self, form: str) -> str:
        """Return the form that a template asks for: ``the``, ``The`` at the beginning of a sentence, or the label."""
        if form == "the":
            return self.the
        if form == "The":
            return self.the[:1].upper() + self.the[1:]
        return super().__format__(form)


UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Ends of lines and tabs: a space in the text; every other control sign goes.
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_KNOWN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205f\u20a0-\u20bf]*")


def bare(words: str) -> str:
    r"""Return a text as one line without control signs, marks of direction or signs that cannot be seen.

    What ends a line becomes a space; what is no sign at all becomes a question mark in a lozenge.

    Examples
    --------
    >>> bare("un\n\x1b[31mdeux\u202e\u200b"), bare("\ud800")
    ('un [31mdeux', '�')
    """
    return words if _KNOWN.fullmatch(words) else "".join(map(bare_sign, words))


def bare_sign(sign: str) -> str:
    """Return what stands for a sign: itself, a space, nothing, or a question mark in a lozenge."""
    kind = unicodedata.category(sign)
    if sign in _SPACES:
        return " "
    if kind in ("Cc", "Cf"):
        return ""
    return UNKNOWN if kind in ("Cs", "Cn") else sign


def bare_lines(words: str) -> str:
    r"""Return a text of several lines, each of them bare; the mark of order at its beginning stays.

    Examples
    --------
    >>> bare_lines("un\ndeux\x9b\n")
    'un\ndeux\n'
    """
    mark = "\ufeff" if words.startswith("\ufeff") else ""
    return mark + "\n".join(map(bare, words.split("\n")))
