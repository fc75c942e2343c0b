"""Numbers as the French write them (1 234,5 k€), or as the English do, by Babel's tables."""

from __future__ import annotations

from functools import lru_cache
from math import isnan
from typing import Literal

from babel.numbers import format_decimal

from hds_tco.locale.language import DEFAULT_LANGUAGE, Language

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
