"""A figure as one types it: in the unit that stands beside it, with the reader's comma and blanks."""

from __future__ import annotations

import re
from math import isfinite

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, percent, text
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.format_value import readable, unit_behind
from hds_tco.scenario.kinds import MOST, Kind
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.suggestions import mended_number

Value = float | tuple[float, ...]
# Whole years, not assumptions: the bounds of the schema.
YEARS: dict[str, Kind] = {"horizon_years": Kind("life", ("years",), low=1.0, high=30.0, whole=True)}


class EntryError(ValueError):
    """What was typed is no figure for this field; the message says what is expected, in the reader's language."""


def kind_at(path: str) -> Kind | None:
    """Return the kind of the field at a path, None for a choice in words."""
    if path in YEARS:
        return YEARS[path]
    place = field_at(path)
    return kind_of(*place) if place is not None and place[0] is not Scenario else None


def unit_beside(path: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the unit that stands beside a box.

    Examples
    --------
    >>> unit_beside("finance.inflation_per_year"), unit_beside("finance.vat_share"), unit_beside("external.setup_eur")
    ('% par an', '%', '€')
    """
    kind = kind_at(path)
    if kind is None or kind.flag:
        return ""
    unit = unit_behind(kind, lang)
    return f"% {unit}".strip() if kind.in_percent else unit


def format_number(path: str, value: Value, lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Return a value as it stands in the box, without its unit.

    Examples
    --------
    >>> format_number("finance.inflation_per_year", 0.025), format_number("external.setup_eur", 1234.5, "en")
    ('2,5', '1,234.5')
    """
    kind = kind_at(path)
    values = value if isinstance(value, tuple) else (value,)
    if kind is not None and kind.in_percent:
        return " ; ".join(decimal(readable(round(item * 100, 9)), lang) for item in values)
    return " ; ".join(decimal(readable(item), lang) for item in values)


def parse_number(path: str, typed: str, lang: Language = DEFAULT_LANGUAGE) -> Value:
    r"""Return the value that was typed.

    Parameters
    ----------
    path : str
    typed : str
        With or without the unit, a percent sign, k€ or M€; figures by year are parted by semicolons.
    lang : {"fr", "en"}

    Raises
    ------
    EntryError
        If it is no figure, or one that the field cannot hold.

    Examples
    --------
    >>> parse_number("external.setup_eur", "1 234,5"), parse_number("external.setup_eur", "€1,234.50", "en")
    (1234.5, 1234.5)
    >>> parse_number("external.price_eur_per_vm_per_month", "€98.5 per VM per month", "en")
    98.5
    >>> parse_number("finance.inflation_per_year", "2,5"), parse_number("finance.vat_share", "20 %")
    (0.025, 0.2)
    """
    kind = kind_at(path)
    if kind is None:
        raise EntryError(text("cockpit.entry.not_typed", lang))
    if not kind.per_year:
        return _number(kind, typed, lang)
    parts = [part for part in typed.split(";") if part.strip()]
    if not parts or (kind.length and len(parts) != kind.length):
        raise EntryError(text("cockpit.entry.by_year", lang, example=format_number(path, (1000.0, 500.0), lang)))
    return tuple(_number(kind, part, lang) for part in parts)


def _number(kind: Kind, typed: str, lang: Language) -> float:
    plain = typed.strip()
    if lang == "en":
        plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
        plain = re.sub(r"^(-?)€\s*(.*)$", r"\1\2", plain)
        plain = re.sub(r"(?<=\d)\s*([kM])$", r" \1€", plain)
    if kind.in_percent:  # the percent sign stands beside the box, typed or not
        plain = re.sub(r"\s*%.*$", "", plain)
    number = mended_number(plain, kind.suffixes)
    if not number or not isfinite(float(number)):
        example = decimal(1234.5, lang)
        raise EntryError(text("cockpit.entry.number", lang, read=typed.strip()[:40], example=example))
    value = float(number)
    if kind.in_percent:
        value = float(f"{value / 100:.12g}")
    if kind.whole and value != int(value):
        raise EntryError(text("cockpit.entry.whole", lang))
    if not kind.low <= value <= kind.high:
        key = "cockpit.entry.bounds" if kind.high < MOST else "cockpit.entry.at_least"
        low, high = (_bound(kind, bound, lang) for bound in (kind.low, kind.high))
        raise EntryError(text(key, lang, low=low, high=high))
    return value


def _bound(kind: Kind, value: float, lang: Language) -> str:
    return percent(value, lang) if kind.in_percent else decimal(value, lang)
