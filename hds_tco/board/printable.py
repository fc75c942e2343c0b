"""Texts that every page can show: one line, no control sign, only signs that the pages' font has."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path

from hds_tco.charts import Chart
from hds_tco.charts.words import set_apart
from hds_tco.charts.words import shortened as middle_cut
from hds_tco.locale import bare_sign
from hds_tco.locale.catalogue import UNKNOWN

# A word longer than that has places to break every so many letters.
LONGEST_WORD, BREAK_EVERY = 26, 20
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
# Names drawn in a picture; whole in what is said of it.
LONGEST_NAME, SHORTEST_NAME = 70, 12
# A legend's columns, the width of its keys, and of a letter, in points: about what matplotlib makes of them.
_LEGEND_COLUMNS, _KEY_PT, _LETTER_PT = 3, 34.0, 5.8


def font_folder() -> Path:
    """Return where matplotlib ships DejaVu Sans (free to embed), with which it also measures the charts."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


@cache
def _drawn() -> frozenset[str]:
    """Return the signs that both fonts have."""
    from matplotlib.ft2font import FT2Font

    files = (font_folder() / f"{name}.ttf" for name in ("DejaVuSans", "DejaVuSans-Bold"))
    regular, bold = (frozenset(map(chr, FT2Font(str(path)).get_charmap())) for path in files)
    return regular & bold


@cache
def _usual() -> frozenset[str]:
    """Return the signs that stay as they are."""
    return frozenset(sign for sign in _drawn() if _sign(sign) == sign)


def plain(words: str) -> str:
    r"""Return a text as one line of signs that the font has; what it has not becomes a question mark in a lozenge.

    Examples
    --------
    >>> plain("un\n\tdeux\x00 \u202e三")
    'un deux �'
    """
    composed = unicodedata.normalize("NFC", words)
    if not _usual().issuperset(composed):
        composed = "".join(map(_sign, composed))
    return re.sub("[ \t\n\r\f\v]+", " ", composed).strip()


def _sign(sign: str) -> str:
    bared = bare_sign(sign)
    return bared if bared in ("", " ") or (bared in _drawn() and unicodedata.category(bared) != "Co") else UNKNOWN


def breakable(words: str, at: str = ZERO_WIDTH_SPACE, every: int = BREAK_EVERY) -> str:
    """Give very long words places where a line may end, every so many letters.

    Examples
    --------
    >>> breakable("a" * 25, "|"), breakable("b " + "a" * 30, "|") == "b " + "a" * 20 + "|" + "a" * 10
    ('aaaaaaaaaaaaaaaaaaaaaaaaa', True)
    """
    return re.sub(
        rf"\S{{{LONGEST_WORD - BREAK_EVERY + every + 1},}}",
        lambda word: at.join(re.findall(rf".{{1,{every}}}", word[0])),
        words,
    )


def shortened(words: str, letters: int = LONGEST_NAME) -> str:
    """Return a text cut to a number of letters, with an ellipsis where it was longer.

    Examples
    --------
    >>> shortened("abcdef", 4), shortened("abcd", 4)
    ('abc…', 'abcd')
    """
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"


def legend_letters(names: tuple[str, ...], width_pt: float) -> int:
    """Return how many letters of each name a legend of three columns can hold.

    Examples
    --------
    >>> legend_letters(("Achat", "Location"), 400), legend_letters(("a" * 60, "b" * 60, "c" * 60), 504)
    (70, 23)
    """
    columns = min(len(names), _LEGEND_COLUMNS)
    room = (width_pt - columns * _KEY_PT) / _LETTER_PT
    for letters in range(LONGEST_NAME, SHORTEST_NAME, -1):
        if sum(sorted((min(len(name), letters) for name in names), reverse=True)[:columns]) <= room:
            return letters
    return SHORTEST_NAME


def drawable(chart: Chart, width_pt: float) -> Chart:
    """Return the same chart with names of a length that can be drawn in a width."""
    names = chart.options or tuple(series.name for series in chart.series)
    legend = legend_letters(names, width_pt)

    def name(words: str) -> str:
        return breakable(middle_cut(plain(words), LONGEST_NAME), " ")

    def apart(words: tuple[str, ...], letters: int) -> tuple[str, ...]:
        return set_apart(tuple(map(plain, words)), lambda each: len(each) <= letters)

    short = dict(zip(names, apart(names, legend), strict=True))
    return replace(
        chart,
        title=plain(chart.title),
        source=plain(chart.source),
        alt=plain(chart.alt),
        x_title=name(chart.x_title),
        y_title=name(chart.y_title),
        categories=tuple(breakable(each, " ") for each in apart(chart.categories, LONGEST_NAME)),
        options=tuple(short[each] for each in chart.options),
        series=tuple(
            replace(
                series,
                name=name(series.name) if chart.options else short[series.name],
                labels=tuple(map(name, series.labels)),
            )
            for series in chart.series
        ),
        lines=tuple(replace(line, label=name(line.label)) for line in chart.lines),
        points=tuple(replace(point, label=name(point.label)) for point in chart.points),
    )
