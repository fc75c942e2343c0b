"""Words and numbers as the reader writes them: French first, English on request."""

from hds_tco.locale.catalogue import (
    DEFAULT_LANGUAGE,
    LANGUAGES,
    Language,
    Name,
    bare,
    bare_lines,
    bare_sign,
    has_text,
    text,
)
from hds_tco.locale.numbers import amount, day, decimal, euros, joined, number_of, percent, points, rounded_amount

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Language",
    "Name",
    "amount",
    "bare",
    "bare_lines",
    "bare_sign",
    "day",
    "decimal",
    "euros",
    "has_text",
    "joined",
    "number_of",
    "percent",
    "points",
    "rounded_amount",
    "text",
]
