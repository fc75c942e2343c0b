"""One thing to say beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hds_tco.locale import DEFAULT_LANGUAGE, Language, day, decimal, number_of, percent, text
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.law import rule


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

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the sentence."""
        said = {name: decimal(value, lang, 1 if value % 1 else 0) for name, value in self.numbers.items()}
        said |= {name: percent(value, lang, 0) for name, value in self.shares.items()}
        said |= {name: day(value, lang) for name, value in self.days.items()}
        said |= {name: text(key, lang) for name, key in self.keys.items()}
        said |= self.words
        if self.counted is not None:
            return number_of(f"notice.{self.key}", self.counted, lang, **said)
        sentence = text(f"notice.{self.key}", lang, **said)
        if not self.rules:
            return sentence
        confidence = max((rule(key).confidence for key in self.rules), key=CONFIDENCES.index)
        return text("notice.of_the_law", lang, sentence=sentence, confidence=confidence)
