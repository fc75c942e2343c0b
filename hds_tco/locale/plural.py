"""Singular or plural, as each language counts."""

from __future__ import annotations

from math import isfinite

from hds_tco.locale.catalogue import text
from hds_tco.locale.language import DEFAULT_LANGUAGE, Language
from hds_tco.locale.numbers import decimal


def points(count: float, lang: Language = DEFAULT_LANGUAGE, digits: int = 1) -> str:
    """Return a number of percentage points with the word, as many as it says: less than two are singular in French.

    Examples
    --------
    >>> points(-1.3), points(2.0), points(0.8, "en"), points(float("nan"), "en")
    ('-1,3 point', '2,0 points', '0.8 points', '? points')
    """
    if not isfinite(count):
        return text("count.points.other", lang, n="?")
    shown = round(count, digits)
    singular = abs(shown) < 2 if lang == "fr" else abs(shown) == 1
    return text("count.points.one" if singular else "count.points.other", lang, n=decimal(shown, lang, digits))


def number_of(key: str, count: float, lang: Language = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return a text in the singular or plural that `count` asks for (French: 0 and 1 are singular).

    Examples
    --------
    >>> number_of("count.years", 1), number_of("count.years", 10), number_of("count.years", 0, "en")
    ('1 an', '10 ans', '0 years')
    """
    singular = abs(count) < 2 if lang == "fr" else abs(count) == 1
    return text(f"{key}.{'one' if singular else 'other'}", lang, n=decimal(count, lang), **values)
