"""One folder a language, one file a topic, read once: the only place where a label or a sentence is written."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from hds_tco.locale.language import DEFAULT_LANGUAGE, Language


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
