"""The texts of the catalogues: one folder a language, one file a topic, read once; no label is written elsewhere."""

from __future__ import annotations

import tomllib
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
