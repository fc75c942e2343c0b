"""One thing to say beside the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hds_tco.analysis.formula_text import Writer
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, day, decimal, number_of, percent, text
from hds_tco.model.options import Option
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.format_value import shown_range, shown_value
from hds_tco.scenario.law import rule

# Amounts in euros of options, in the order in which they are told.
ByOption = tuple[tuple[Option, float], ...]


@dataclass(frozen=True)
class Notice:
    """One thing to say.

    Parameters
    ----------
    key : str
        Sentence of the catalogues, section ``notice``.
    level : {"info", "warning"}
    numbers, shares : mapping
        What fills its holes: numbers, and shares shown in percent.
    days : mapping
        Days.
    keys : mapping
        Holes filled by another text of the catalogues.
    words : mapping
        Holes filled as they stand: what a user wrote.
    counted : float, optional
        Number that asks for the singular or the plural.
    rules : tuple of str
        Rules of the law that it states (`data/law/`): what it says is as sure as the least sure of them.
    figures : mapping
        Holes filled by a figure of a scenario, as its field shows it: path and value.
    ranges : mapping
        Holes filled by a range of such figures: path, low and high.
    fields : mapping
        Holes filled by the label of a field, by its path.
    labels : mapping
        Names of the user's choosing, by path, for these labels.
    more : tuple of str
        Further sentences of the same section, with the same holes.
    keur : mapping
        Amounts in euros, shown in thousands.
    fine_shares : mapping
        Shares shown in percent, to the hundredth.
    later : mapping
        Amounts likewise, reckoned only when the sentence is written: an amount, or amounts by option.
    """

    key: str
    level: Literal["info", "warning"] = "info"
    numbers: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    counted: float | None = None
    rules: tuple[str, ...] = ()
    figures: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[str, float, float]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    keur: Mapping[str, float] = field(default_factory=dict)
    fine_shares: Mapping[str, float] = field(default_factory=dict)
    later: Mapping[str, Callable[[], float | ByOption]] = field(default_factory=dict)

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the sentence."""
        said = {name: decimal(value, lang, 1 if value % 1 else 0) for name, value in self.numbers.items()}
        said |= {name: percent(value, lang, 0) for name, value in self.shares.items()}
        said |= {name: percent(value, lang, 2) for name, value in self.fine_shares.items()}
        said |= {name: amount(value, lang, digits=0) for name, value in self.keur.items()}
        said |= {name: _shown(find(), lang) for name, find in self.later.items()}
        said |= {name: day(value, lang) for name, value in self.days.items()}
        said |= {name: text(key, lang) for name, key in self.keys.items()}
        said |= self.words
        said |= {name: shown_value(path, value, lang) for name, (path, value) in self.figures.items()}
        said |= {name: shown_range(*ends, lang) for name, ends in self.ranges.items()}
        writer = Writer(lang, dict(self.labels), {})
        said |= {name: writer.input_name(path) for name, path in self.fields.items()}
        if self.counted is not None:
            return number_of(f"notice.{self.key}", self.counted, lang, **said)
        sentence = " ".join(text(f"notice.{key}", lang, **said) for key in (self.key, *self.more))
        if not self.rules:
            return sentence
        confidence = max((rule(key).confidence for key in self.rules), key=CONFIDENCES.index)
        return text("notice.of_the_law", lang, sentence=sentence, confidence=confidence)


def _shown(found: float | ByOption, lang: Language) -> str:
    """Return an amount in thousands, or one for each option with its name."""
    if isinstance(found, tuple):
        return ", ".join(f"{option.label(lang)} {amount(value, lang, digits=0)}" for option, value in found)
    return amount(found, lang, digits=0)
