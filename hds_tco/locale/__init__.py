"""Words and numbers as the reader writes them: French first, English on request."""

from hds_tco.locale.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Language, has_text, number_of, text
from hds_tco.locale.numbers import amount, decimal, euros, percent

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Language",
    "amount",
    "decimal",
    "euros",
    "has_text",
    "number_of",
    "percent",
    "text",
]
