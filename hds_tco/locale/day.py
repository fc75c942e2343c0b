"""Days as the French write them (12 janv.), or as the English do, by Babel's tables."""

from __future__ import annotations

from datetime import date

from hds_tco.locale.language import DEFAULT_LANGUAGE, Language

_BABEL = {"fr": "fr_FR", "en": "en_GB"}


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
