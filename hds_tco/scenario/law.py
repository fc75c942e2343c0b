"""The law as data: each rule with its value, the days it holds, its reference, and how sure that is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.assumption import Confidence
from hds_tco.scenario.files import data_folder

Bound = Literal["maximum", "minimum", "exact"]
Unit = Literal["days", "working_days", "months", "years", "eur", "share", "items", "conditions"]


class Step(BaseModel):
    """One step of a staircase: above a bound, the value it takes.

    Parameters
    ----------
    above, value : float
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: float
    value: float


class Rule(BaseModel):
    """One rule of the law, over the days that it holds.

    Parameters
    ----------
    key : str
        A rule whose value changes has one row for each period, all with the same key.
    text, text_en : str
        What it says, in our words.
    value, unit, bound
        The figure, if it holds one, and whether that is a maximum, a minimum, or the figure itself.
    steps : tuple of Step
        What the figure becomes above each bound, where it depends on a size.
    in_force_from, in_force_to : date, optional
        First and last day. Without a first day it is not in force in France; without a last one it still is.
    official_date : date, optional
        Day that the text bears, where it is known.
    field : str
        Path of the scenario's assumption that takes the rule's place, for who disputes it.
    reference, reference_en : str
        The text and its article.
    citations : tuple of str
        How our words may name it: ``"L.2191-5"``, ``"Data Act"``.
    url : str
    seen_on : date, optional
        When a source last showed it to hold, if that day was kept.
    confidence : str
        Code of `data/README.md`.
    note : str
        What the code leaves out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    text: Annotated[str, Field(min_length=1)]
    text_en: Annotated[str, Field(min_length=1)]
    value: float | None = None
    unit: Unit | None = None
    bound: Bound | None = None
    steps: tuple[Step, ...] = ()
    in_force_from: date | None = None
    in_force_to: date | None = None
    official_date: date | None = None
    field: str = ""
    reference: Annotated[str, Field(min_length=1)]
    reference_en: Annotated[str, Field(min_length=1)]
    citations: Annotated[tuple[str, ...], Field(min_length=1)]
    url: Annotated[str, Field(pattern=r"^(https?://|$)")] = ""
    seen_on: date | None = None
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [part is not None for part in (self.value, self.unit, self.bound)]
        if any(given) != all(given):
            raise ValueError(f"{self.key}: value, unit and bound go together")
        if self.in_force_to and not (self.in_force_from and self.in_force_from <= self.in_force_to):
            raise ValueError(f"{self.key}: a last day comes after a first one")
        bounds = [step.above for step in self.steps]
        if bounds and (self.value is None or bounds != sorted(set(bounds))):
            raise ValueError(f"{self.key}: steps rise from a first figure")
        return self

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return self.in_force_from is not None and self.in_force_from <= day <= (self.in_force_to or date.max)

    def holds_in(self, year: int) -> bool:
        """Tell whether the rule governs a calendar year: amounts are yearly, so it must hold on its middle day."""
        return self.holds_on(date(year, 7, 1))

    @property
    def first_year(self) -> int:
        """The first calendar year that the rule governs.

        Raises
        ------
        ValueError
            If it never was in force.
        """
        first = self.in_force_from
        if first is None:
            raise ValueError(f"{self.key} is not in force")
        return first.year if self.holds_in(first.year) else first.year + 1

    def text_in(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what it says, in a language."""
        return self.text if lang == "fr" else self.text_en

    def reference_in(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the reference in a language."""
        return self.reference if lang == "fr" else self.reference_en


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule of `data/law/`, by file.

    Examples
    --------
    >>> len({rule.key for rule in rules()}) > 20
    True
    """
    paths = sorted((data_folder() / "law").glob("*.toml"))
    return tuple(
        Rule.model_validate(table) for path in paths for table in tomllib.loads(path.read_text("utf-8"))["rule"]
    )


@cache  # the model asks for it at each evaluation
def rule(key: str, day: date | None = None) -> Rule:
    """Return a rule: the row that holds on a day, or its last row.

    Parameters
    ----------
    key : str
    day : date, optional

    Raises
    ------
    KeyError
        If the table has no such rule, or none that holds on that day.

    Examples
    --------
    >>> rule("procurement.formal_threshold", date(2025, 3, 1)).value
    221000.0
    >>> rule("switching.charges").first_year
    2027
    """
    rows = [row for row in rules() if row.key == key and (day is None or row.holds_on(day))]
    if not rows:
        raise KeyError(key if day is None else f"{key}, {day}")
    return rows[-1]


@cache
def disputable() -> Mapping[str, str]:
    """Return the rules that the model applies by date, by the name that a scenario disputes them under.

    Examples
    --------
    >>> disputable()["switching_charges"]
    'switching.charges'
    """
    rows = (row for row in rules() if row.field.startswith("law."))
    return MappingProxyType({row.field.split(".")[1]: row.key for row in rows})


def last_seen() -> date:
    """Return the day of the latest reading: what the table cannot know came after it."""
    return max(row.seen_on for row in rules() if row.seen_on)
