"""Numbers, days and counts as the French write them (1 234,5 k€, 12 janv.), or as the English do, by Babel's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import isfinite, isnan
from typing import Literal

from babel.numbers import format_decimal

from hds_tco.locale.catalogue import DEFAULT_LANGUAGE, Language, text

Scale = Literal["eur", "keur", "meur"]
_SCALES: dict[Scale, tuple[float, str]] = {"eur": (1.0, "€"), "keur": (1e3, "k€"), "meur": (1e6, "M€")}
_BABEL = {"fr": "fr_FR", "en": "en_GB"}
_NO_BREAK = "\N{NO-BREAK SPACE}"
# What stands for a number that is not known: a sampling error of too few draws.
UNKNOWN = "?"


@lru_cache(maxsize=8192)  # a screen says most of its numbers again after each gesture, and Babel takes its time
def decimal(value: float, lang: Language = DEFAULT_LANGUAGE, digits: int | None = None) -> str:
    r"""Write a number; `digits` fixes the decimals, otherwise up to six are kept as needed. Not a number: ``?``.

    Examples
    --------
    >>> decimal(1234.5).replace("\u202f", " "), decimal(1234.5, "en", 2), decimal(float("nan"))
    ('1 234,5', '1,234.50', '?')
    """
    if isnan(value):
        return UNKNOWN
    pattern = "#,##0.######" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    rounded = round(float(value), 6 if digits is None else digits) + 0.0  # + 0.0 turns -0.0 into 0.0
    return format_decimal(rounded, pattern, locale=_BABEL[lang])


def percent(value: float, lang: Language = DEFAULT_LANGUAGE, digits: int | None = None) -> str:
    r"""Write a share or a rate in percent.

    Examples
    --------
    >>> percent(0.032).replace("\u00a0", " "), percent(0.5, "en", 0)
    ('3,2 %', '50%')
    """
    number = decimal(round(value * 100, 6), lang, digits)
    if number == UNKNOWN:
        return number
    return f"{number}{_NO_BREAK}%" if lang == "fr" else f"{number}%"


def euros(value: float, lang: Language = DEFAULT_LANGUAGE, digits: int = 0) -> str:
    r"""Write an amount in euros.

    Examples
    --------
    >>> euros(730000).replace("\u202f", " ").replace("\u00a0", " "), euros(730000, "en")
    ('730 000 €', '€730,000')
    """
    return amount(value, lang, "eur", digits)


def amount(value: float, lang: Language = DEFAULT_LANGUAGE, scale: Scale = "keur", digits: int = 1) -> str:
    r"""Write an amount at a scale, k€ unless told.

    Examples
    --------
    >>> amount(1234500).replace("\u202f", " ").replace("\u00a0", " "), amount(-1234500, "en", "meur", 2)
    ('1 234,5 k€', '-€1.23M')
    """
    unit, symbol = _SCALES[scale]
    number = decimal(value / unit, lang, digits)
    if number == UNKNOWN:
        return number
    if lang == "fr":
        return f"{number}{_NO_BREAK}{symbol}"
    sign = "-" if number.startswith("-") else ""
    return f"{sign}€{number.removeprefix('-')}{symbol.removesuffix('€')}"


def rounded_amount(value_eur: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Write an amount as a headline gives it: two or three digits, in k€ below a million, in M€ from there on.

    Examples
    --------
    >>> [rounded_amount(value, "en") for value in (284_731.0, 6_982_000.0, 999_700.0, 123_400_000.0, -1_500.0)]
    ['€285k', '€7.0M', '€1.0M', '€123M', '-€2k']
    """
    thousands = abs(round(value_eur / 1e3))
    if thousands < 1_000:
        return amount(value_eur, lang, digits=0)
    return amount(value_eur, lang, "meur", 1 if thousands < 99_950 else 0)


def joined(names: Sequence[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return names one after the other as a sentence lists them.

    Examples
    --------
    >>> joined(["A", "B", "C"]), joined(["A", "B"], "en"), joined([])
    ('A, B et C', 'A and B', '')
    """
    from babel.lists import format_list

    return format_list(names, locale=_BABEL[lang])


def day(value: date, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Write a day, its month short.

    Examples
    --------
    >>> day(date(2027, 1, 12)), day(date(2027, 1, 12), "en")
    ('12 janv. 2027', '12 Jan 2027')
    >>> day(date(2028, 1, 1))
    '1er janv. 2028'
    """
    from babel.dates import format_date  # its tables take their time, and few screens say a day

    first = lang == "fr" and value.day == 1
    return format_date(value, "d'er' MMM y" if first else "d MMM y", locale=_BABEL[lang])


def points(count: float, lang: Language = DEFAULT_LANGUAGE, digits: int = 1) -> str:
    """Return a number of percentage points with the word, as many as it says: less than two are singular in French.

    Examples
    --------
    >>> points(-1.3), points(2.0), points(0.8, "en"), points(float("nan"), "en")
    ('-1,3 point', '2,0 points', '0.8 points', '? points')
    """
    if not isfinite(count):
        return text("count.points.other", lang, n="?")
    rounded = round(count, digits)
    return text(f"count.points.{_plural(rounded, lang)}", lang, n=decimal(rounded, lang, digits))


def number_of(key: str, count: float, lang: Language = DEFAULT_LANGUAGE, **values: object) -> str:
    """Return a text in the singular or plural that `count` asks for (French: 0 and 1 are singular).

    Examples
    --------
    >>> number_of("count.years", 1), number_of("count.years", 10), number_of("count.years", 0, "en")
    ('1 an', '10 ans', '0 years')
    """
    return text(f"{key}.{_plural(count, lang)}", lang, n=decimal(count, lang), **values)


def _plural(count: float, lang: Language) -> str:
    """Return the ending of a text's key; Babel's own rules ask for a written number, and take their time."""
    return "one" if (abs(count) < 2 if lang == "fr" else abs(count) == 1) else "other"
