"""Cards of the eight hospitals that had become hosts by 2017: what is known, sourced, and what is not."""

from __future__ import annotations

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hds_tco.scenario.assumption import Confidence
from hds_tco.scenario.files import data_folder
from hds_tco.scenario.origin import origin_faults


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
