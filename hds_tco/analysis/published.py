"""What was published of the eight hospital hosts of 2017: cards, facts with their sources, calendars."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hds_tco.analysis.table import Table
from hds_tco.analysis.timeline import timeline_frame
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.assumption import Confidence, origin_faults
from hds_tco.scenario.files import data_folder


class Fact(BaseModel):
    """One fact of a card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    value: float | None = None
    unit: str = ""
    source: Annotated[str, Field(min_length=1)]
    url: str = ""
    date: str = ""
    confidence: Confidence

    @model_validator(mode="after")
    def _rests_on_something(self) -> Fact:
        said = {"source": self.source, "url": self.url, "date": self.date, "confidence": self.confidence}
        faults = origin_faults(said)
        if faults:
            raise ValueError("; ".join(fault.sentence() for fault in faults))
        return self


class Card(BaseModel):
    """One hospital: what is known, with sources, and what is not.

    Parameters
    ----------
    name, city, summary : str
    scenario : tuple of str
        Shipped scenarios of this hospital.
    facts : tuple of Fact
    unknown : tuple of str
        What no source says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    city: str = ""
    scenario: tuple[str, ...]
    summary: str
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]


def hospital_cards() -> dict[str, Card]:
    """Return the shipped cards by key.

    Examples
    --------
    >>> len(hospital_cards())
    8
    """
    paths = sorted((data_folder() / "hospitals").glob("*.toml"))
    return {path.stem: Card.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in paths}


def cards_table(cards: Mapping[str, Card], lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the hospitals, one row each: what is known of them, how many facts, how many from a source that was read.

    Parameters
    ----------
    cards : mapping
        From `hospital_cards`; what they hold is in French.
    lang : {"fr", "en"}

    Examples
    --------
    >>> from hds_tco.analysis.published import hospital_cards
    >>> len(cards_table(hospital_cards()).rows)
    8
    """
    rows = tuple(
        (
            card.name,
            card.summary,
            decimal(len(card.facts), lang),
            decimal(sum(fact.confidence.startswith("S") for fact in card.facts), lang),
            decimal(len(card.unknown), lang),
        )
        for card in cards.values()
    )
    names = ("hospital", "summary", "facts", "sourced", "unknown")
    return Table(
        columns=tuple(text(f"published.{name}", lang) for name in names),
        rows=rows,
        title=text("published.cards", lang),
        caption=text("published.cards_caption", lang),
        words=(1,),
    )


def facts_table(card: Card, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return one hospital's facts with their sources, then what no source says."""
    rows = [
        (fact.text, text(f"confidence.{fact.confidence}", lang), _source(fact.source, fact.date)) for fact in card.facts
    ]
    rows.append((text("screen.not_known", lang), "", ""))
    rows += [(words, text("confidence.N", lang), "") for words in card.unknown]
    return Table(
        columns=tuple(text(f"screen.{name}", lang) for name in ("fact", "confidence", "source")),
        rows=tuple(rows),
        title=card.name,
        numbers=False,
        words=(1, 2),
    )


def calendar_table(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return a case's calendar: its files, certificates, renewals and arrivals, year by year.

    Parameters
    ----------
    scenario : Scenario
    lang : {"fr", "en"}
    """
    frame = timeline_frame(scenario, lang)
    return Table(
        columns=(text("screen.year", lang), text("screen.event", lang)),
        rows=tuple((str(row.calendar_year), str(row.event)) for row in frame.itertuples()),
        title=scenario.name,
        caption=text("published.steps_caption", lang),
        numbers=False,
    )


def _source(source: str, date: str) -> str:
    return source if not date or date[:4] in source else f"{source} ({date})"
