"""Singular or plural, as each language counts."""

from __future__ import annotations

from hds_tco.locale.catalogue import text
from hds_tco.locale.language import DEFAULT_LANGUAGE, Language
from hds_tco.locale.numbers import decimal


def number_of(key: str, count: float, lang: Language = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return a text in the singular or plural that `count` asks for (French: 0 and 1 are singular).

    Examples
    --------
    >>> number_of("count.years", 1), number_of("count.years", 10), number_of("count.years", 0, "en")
    ('1 an', '10 ans', '0 years')
    """
    singular = abs(count) < 2 if lang == "fr" else abs(count) == 1
    return text(f"{key}.{'one' if singular else 'other'}", lang, n=decimal(count, lang), **values)
