"""The calendar of a scenario: files, certificates, audits and renewals, establishments that join, contract ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.certification import duty, granted_year, hosting_delay_years
from hds_tco.model.options import options_of
from hds_tco.scenario import Assumption, Scenario, resolve

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Event:
    """One thing that happens.

    Parameters
    ----------
    year : float
        Years from the decision.
    key : str
        Sentence of the catalogues, section ``event``.
    what : str
        What it happens to, as the scenario calls it.
    """

    year: float
    key: str
    what: str

    @property
    def ledger_year(self) -> int:
        """The year of the ledger in which it falls: year 1 is the twelve months after the decision."""
        return ceil(self.year - 1e-9)

    def sentence(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the sentence."""
        return text(f"event.{self.key}", lang, what=self.what)


def timeline(scenario: Scenario[Assumption]) -> tuple[Event, ...]:
    """Return what happens within the horizon, in order.

    Certification steps appear when a certificate is needed, with their renewals; hosted establishments when they join;
    and the end of a status quo.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> [(event.year, event.key) for event in timeline(load("ap-hm-2017"))][-1][1]
    'renewal'
    """
    given = resolve(scenario)
    events: list[Event] = []
    found, delay = duty(given), float(hosting_delay_years(given))
    starts = {
        key: floor(max(float(block.join_year) - 1.0, float(found.blocks[key]) * delay, 0.0))
        for key, block in given.hosted.items()
    }
    if found.needed:
        for step in given.certification.steps.values():
            granted = float(granted_year(step.start_year, step.file_months, step.instruction_months))
            events.append(Event(float(step.start_year), "file", step.label))
            events.append(Event(granted, "granted", step.label))
            validity = int(given.certification.validity_years)
            due = np.arange(granted + validity, scenario.horizon_years + 1e-9, validity)
            events.extend(Event(float(year), "renewal", step.label) for year in due)
    events.extend(
        Event(float(start + 1), "joins", given.hosted[key].label)
        for key, start in starts.items()
        if start < scenario.horizon_years
    )
    kept = int(float(given.existing.keep_years))
    if 0 < kept < scenario.horizon_years and any(option.then for option in options_of(scenario)):
        events.append(Event(float(kept), "status_quo_ends", ""))
    return tuple(sorted(events, key=lambda event: event.year))


def timeline_frame(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return the calendar as a frame: ``year``, ``calendar_year``, ``event``."""
    import pandas as pd

    rows = [
        {"year": event.year, "calendar_year": scenario.decision_year + event.ledger_year, "event": event.sentence(lang)}
        for event in timeline(scenario)
    ]
    return pd.DataFrame(rows, columns=["year", "calendar_year", "event"])
