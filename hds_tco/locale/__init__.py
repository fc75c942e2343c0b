"""Words and numbers as the reader writes them: French first, English on request."""

from hds_tco.locale.catalogue import has_text, text
from hds_tco.locale.day import day
from hds_tco.locale.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from hds_tco.locale.name import Name
from hds_tco.locale.numbers import amount, decimal, euros, percent
from hds_tco.locale.plural import number_of, points
from hds_tco.locale.signs import bare, bare_lines, bare_sign

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
    "number_of",
    "percent",
    "points",
    "text",
]
