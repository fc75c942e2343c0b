"""Since when an option leads: the year in words, as the curves cross between two year ends."""

from __future__ import annotations

from math import ceil

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text


def in_words(crossing_year: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return since when, in words.

    Parameters
    ----------
    crossing_year : float
        Interpolated between two year ends, as in `hds_tco.model.finance.crossing_year`: 9.1 falls in year 10, 9 is the
        end of year 9, after which year 10 begins.
    lang : {"fr", "en"}

    Examples
    --------
    >>> in_words(0.0), in_words(9.0), in_words(9.1), in_words(0.2, "en")
    ('dès le départ', "dès l'année 10", "au cours de l'année 10", 'during year 1')
    """
    if crossing_year == 0:
        return text("screen.from_start", lang)
    year, begins = year_of(crossing_year)
    return text("screen.from_year" if begins else "screen.during_year", lang, year=year)


def year_of(crossing_year: float) -> tuple[int, bool]:
    """Return the year in which the curves cross, and whether it is as that year begins, to a tenth of a year.

    Examples
    --------
    >>> year_of(9.1), year_of(9.0), year_of(8.98)
    ((10, False), (10, True), (10, True))
    """
    at = round(crossing_year, 1)
    return (int(at) + 1, True) if at == int(at) else (ceil(at), False)
