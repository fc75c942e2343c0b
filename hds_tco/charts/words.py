"""How charts string facts together in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text


def listed(facts: Iterable[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return facts one after the other, set apart as the language does; nothing for none.

    Examples
    --------
    >>> listed(["A 1", "B 2", "C 3"], "en"), listed([])
    ('A 1; B 2; C 3', '')
    """
    said = list(facts)
    return reduce(lambda one, other: text("charts.pair", lang, one=one, other=other), said) if said else ""
