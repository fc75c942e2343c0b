"""Axes: round bounds, and numbers that are French, or English, on any machine."""

from __future__ import annotations

from math import ceil, floor, log10

from hds_tco.charts.chart import Unit
from hds_tco.locale import Language

# Office's own numbers of languages: without them a format follows the machine that opens the file.
_LOCALES = {"fr": "[$-40C]", "en": "[$-809]"}


def bounds(low: float, high: float, steps: int = 6) -> tuple[float, float, float]:
    """Return round bounds around two values, and the step between ticks.

    Examples
    --------
    >>> bounds(-130.0, 1180.0)
    (-250.0, 1250.0, 250.0)
    >>> bounds(5.0, 5.0)
    (4.0, 6.0, 0.5)
    """
    if high <= low:
        low, high = low - max(1.0, abs(low) * 0.1), high + max(1.0, abs(high) * 0.1)
    step = nice((high - low) / steps)
    return floor(low / step) * step, ceil(high / step) * step, step


def nice(rough: float) -> float:
    """Return the first of 1, 2, 2.5, 5, 10… that is not less.

    Examples
    --------
    >>> nice(3.0), nice(0.12), nice(1.0)
    (5.0, 0.2, 1.0)
    """
    power = 10.0 ** floor(log10(rough))
    return next(round(factor * power, 12) for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))


def digits_for(step: float) -> int:
    """Return how many decimals tell ticks apart.

    Examples
    --------
    >>> digits_for(250.0), digits_for(2.5), digits_for(0.05)
    (0, 1, 2)
    """
    return next((digits for digits in range(6) if abs(round(step, digits) - step) < step * 1e-6), 6)


def number_format(unit: Unit, lang: Language, digits: int = 0) -> str:
    r"""Return the format code of a unit's numbers.

    Examples
    --------
    >>> number_format("keur", "fr"), number_format("share", "en"), number_format("year", "fr")
    ('[$-40C]#,##0', '[$-809]0%', '0')
    >>> number_format("share", "fr", 1) == '[$-40C]0.0"\N{NO-BREAK SPACE}"%'
    True
    """
    if unit == "year":
        return "0"
    decimals = "." + "0" * digits if digits else ""
    if unit == "share":
        gap = '"\N{NO-BREAK SPACE}"' if lang == "fr" else ""
        return f"{_LOCALES[lang]}0{decimals}{gap}%"
    return f"{_LOCALES[lang]}#,##0{decimals}"
