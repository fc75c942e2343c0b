"""Words of charts: facts in a row, the line on sources below a chart, names cut to their room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import takewhile
from typing import Protocol

from hds_tco.analysis import Comparison
from hds_tco.charts.chart import Series, keur
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of

ELLIPSIS = "…"
# A name is not cut to fewer letters than that, whatever its place.
FEWEST = 8
# A space that near, as a share of what is kept on that side, is where the cut is made.
_NEAR = 0.3


class Drawn(Protocol):
    """A result that rests on draws."""

    @property
    def scenario(self) -> Scenario[Assumption]:
        """What was drawn."""

    @property
    def draws(self) -> int:
        """How many times."""


def listed(facts: Iterable[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return facts one after the other, set apart as the language does; nothing for none.

    Examples
    --------
    >>> listed(["A 1", "B 2", "C 3"], "en"), listed([])
    ('A 1; B 2; C 3', '')
    """
    texts = list(facts)
    return reduce(lambda one, other: text("charts.pair", lang, one=one, other=other), texts) if texts else ""


def items(pairs: Iterable[tuple[object, str]], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return names, each with what is said of it, one after the other.

    Examples
    --------
    >>> items([("A", "€1k"), ("B", "€2k")], "en")
    'A: €1k; B: €2k'
    """
    return listed((text("charts.item", lang, name=name, value=value) for name, value in pairs), lang)


def euros(value_eur: float, lang: Language) -> str:
    """Return an amount as charts say it.

    Examples
    --------
    >>> euros(1_500_000.0, "en")
    '€1,500k'
    """
    return amount(value_eur, lang, digits=0)


def signed(value_eur: float, lang: Language) -> str:
    """Return an amount with its sign, plus included.

    Examples
    --------
    >>> signed(1500.0, "en"), signed(-1500.0, "en")
    ('+€2k', '-€2k')
    """
    words = euros(value_eur, lang)
    return words if value_eur < 0 else f"+{words}"


def labelled_keur(values_eur: Iterable[float], lang: Language) -> Series:
    """Return amounts as a series that the legend does not name, each with its figure."""
    values = keur(values_eur)
    return Series("", values, labels=tuple(decimal(value, lang, 0) for value in values))


def source_line(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the scenario's name, and how many of its assumptions rest on no source.

    Examples
    --------
    >>> import hds_tco as ht
    >>> source_line(ht.compare(ht.load("chi-eure-seine-2017-total")), "en").startswith("Source: scenario “CHI")
    True
    """
    return scenario_line(result.scenario, lang)


def scenario_line(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the same of a scenario.

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario_line(ht.load("reference-ght"), "en").split(".")[0]
    'Source: scenario “GHT de référence”'
    """
    assumptions = assumptions_of(scenario).values()
    bare = sum(item.is_hypothesis for item in assumptions)
    name = text("chart.source", lang, scenario=scenario.name)
    return f"{name} {number_of('chart.no_source', bare, lang, all=len(assumptions))}" if bare else name


def drawn_line(result: Drawn, lang: Language) -> str:
    """Return the same of what was drawn, and how many draws there were."""
    return f"{scenario_line(result.scenario, lang)} {number_of('charts.drawn', result.draws, lang)}"


def shortened(words: str, letters: int) -> str:
    """Return a text of so many letters at most: its beginning and its end, where names say most, around an ellipsis.

    Examples
    --------
    >>> shortened("Centre hospitalier intercommunal du Val de Loire", 30), shortened("Court", 30)
    ('Centre hospital…Val de Loire', 'Court')
    >>> shortened("abcdefgh", 5)
    'ab…gh'
    """
    if len(words) <= letters:
        return words
    return _joined(words, letters - 1, (letters - 1) // 2)


def set_apart(names: Sequence[str], fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Return names cut until each fits; those that differ stay different.

    Parameters
    ----------
    names : sequence of str
    fits : callable
        Tells whether a name has room; what is shorter than a name that fits is expected to fit too.

    Examples
    --------
    >>> same = "Centre hospitalier du Val de Loire, {}, ouvert en même temps que les autres"
    >>> set_apart([same.format("site nord"), same.format("site sud"), "EHPAD"], lambda name: len(name) <= 26)
    ('Centre…nord, ouve…autres', 'Centre…sud, ouver…autres', 'EHPAD')
    """
    cuts = {name: name if fits(name) else _longest(name, fits, shortened) for name in names}
    for short in dict.fromkeys(cuts.values()):
        alike = [name for name, cut in cuts.items() if cut == short]
        if len(alike) > 1:
            cuts |= _distinct(alike, fits)
    return tuple(cuts[name] for name in names)


def _longest(name: str, fits: Callable[[str], bool], cut: Callable[[str, int], str]) -> str:
    """Return the longest cut of a name that fits, or the shortest there is."""
    tried = (cut(name, letters) for letters in range(len(name) - 1, FEWEST, -1))
    return next((short for short in tried if fits(short)), cut(name, FEWEST))


def _distinct(names: Sequence[str], fits: Callable[[str], bool]) -> dict[str, str]:
    """Return cuts that show where names begin to differ; numbered where that is not enough."""
    columns = zip(*names, strict=False)
    differ = sum(1 for _ in takewhile(lambda signs: len(set(signs)) == 1, columns))

    def cut(name: str, letters: int) -> str:
        first = max(1, letters // 4)
        at = max(first, name.rfind(" ", 0, differ + 1) + 1)
        return name[:first].rstrip() + ELLIPSIS + shortened(name[at:], max(3, letters - first - 1))

    cuts = {name: _longest(name, fits, cut) for name in names}
    if len(set(cuts.values())) == len(names):
        return cuts
    numbers = {name: f" ({rank})" for rank, name in enumerate(names, 1)}
    return {
        name: _longest(name, lambda short, end=end: fits(short + end), shortened) + end  # type: ignore[misc]
        for name, end in numbers.items()
    }


def _joined(words: str, letters: int, last: int) -> str:
    """Return the beginning and the last letters of a text, each ending at a space if one is near."""
    head, tail = words[: letters - last], words[len(words) - last :] if last else ""
    if not words[letters - last].isspace():
        space = head.rfind(" ")
        head = head[:space] if space >= len(head) * (1 - _NEAR) else head
    if tail and not words[-last - 1].isspace():
        space = tail.find(" ")
        tail = tail[space:] if 0 <= space <= len(tail) * _NEAR else tail
    head, tail = head.partition(ELLIPSIS)[0], tail.rpartition(ELLIPSIS)[2]  # what was cut before is cut once
    return head.rstrip(" ,;:") + ELLIPSIS + tail.lstrip()
