"""The calendar of a scenario: what falls due, and what lasts: certificates, migration, contracts, leases, arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, percent, text
from hds_tco.model.certification import duty, granted_year, hosting_delay_years
from hds_tco.model.external import DAYS_PER_YEAR
from hds_tco.model.options import options_of
from hds_tco.scenario import Assumption, Scenario, resolve

if TYPE_CHECKING:
    import pandas as pd

# under_way: prepared, moved or left; in_force: held, served, paid for; milestone: a day.
Nature = Literal["under_way", "in_force", "milestone"]
# Written on a span: a share, or a number of years.
Written = tuple[Literal["none", "share", "years"], float]
# More hosted establishments than that share a row when they arrive together.
MOST_ARRIVALS = 5


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


@dataclass(frozen=True)
class Span:
    """Something that lasts, or a day when it lasts nothing.

    Parameters
    ----------
    row : str
        Key of the catalogues, section ``schedule``: what it belongs to.
    what : str
        As the scenario calls it, where the row needs a name; or a number of establishments.
    nature : {"under_way", "in_force", "milestone"}
    start_year : float
        Years from the decision; year 1 of the ledger is from 0 to 1.
    years : float
    said : tuple
        Written on it: a share moved, or a number of years.
    """

    row: str
    what: str
    nature: Nature
    start_year: float
    years: float
    said: Written = ("none", 0.0)

    def name(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what it belongs to, in words."""
        if self.row == "arrivals":
            return number_of("schedule.arrivals", float(self.what), lang)
        return text(f"schedule.{self.row}", lang, what=self.what)

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what is written on it."""
        kind, value = self.said
        if kind == "share":
            return percent(value, lang, 0)
        return number_of("count.years", value, lang) if kind == "years" else ""


def schedule(scenario: Scenario[Assumption]) -> tuple[Span, ...]:
    """Return what lasts within the horizon, row after row, each row in the order of time.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> [span.years for span in schedule(load("reference-ght")) if span.row == "lease"]
    [4.0, 4.0, 2.0]
    """
    given, horizon = resolve(scenario), float(scenario.horizon_years)
    moves = [*_migration(given), *_status_quo(scenario, given)]
    spans = [*_certificates(scenario, given), *moves, *_contracts(scenario, given), *_arrivals(scenario)]
    kept = [_cut(span, horizon) for span in spans if span.start_year <= horizon]
    return tuple(span for span in kept if span.nature == "milestone" or span.years > 0)


def schedule_frame(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return the schedule as a frame: ``row``, ``nature``, ``start`` (calendar), ``years``, ``label``.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> schedule_frame(load("reference-ght"))["start"].min()
    np.float64(2027.0)
    """
    import pandas as pd

    first = scenario.decision_year + 1  # year 1 of the ledger begins when the year of the decision ends
    rows = [
        {
            "row": span.name(lang),
            "nature": span.nature,
            "start": first + span.start_year,
            "years": span.years,
            "label": span.label(lang),
        }
        for span in schedule(scenario)
    ]
    return pd.DataFrame(rows, columns=["row", "nature", "start", "years", "label"])


def needs_certificate(scenario: Scenario[Assumption]) -> bool:
    """Tell whether hosting takes a certificate, for one option at least.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> needs_certificate(load("reference-ght")), needs_certificate(load("reference-ght", {"options": ["external"]}))
    (True, False)
    """
    return bool(duty(resolve(scenario)).needed) and any(option.hosts_itself for option in options_of(scenario))


def when(scenario: Scenario[Assumption], moment: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return when a moment falls, in words: in a year, or at its end, which is where the next one begins.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> case = load("reference-ght")
    >>> when(case, 0.75), when(case, 1.0), when(case, 1.0, "en")
    ('en 2027', 'fin 2027', 'at the end of 2027')
    """
    year = ceil(moment - 1e-9)
    key = "end_of" if abs(moment - year) < 1e-9 else "within"
    return text(f"schedule.{key}", lang, year=scenario.decision_year + year)


def _cut(span: Span, horizon: float) -> Span:
    """Return a span that ends with the horizon; what is cut no longer says how long it lasts."""
    if span.start_year + span.years <= horizon + 1e-9:
        return span
    said: Written = ("none", 0.0) if span.said[0] == "years" else span.said
    return Span(span.row, span.what, span.nature, span.start_year, horizon - span.start_year, said)


def _certificates(scenario: Scenario[Assumption], given: Any) -> Iterator[Span]:
    rules = given.certification
    if not needs_certificate(scenario):
        return
    approval, validity = str(rules.regime) == "agrement_2006", float(rules.validity_years)
    audits: dict[float, Span] = {}
    for step in rules.steps.values():
        row = "approval" if approval else "certificate"
        start = float(step.start_year)
        granted = float(granted_year(step.start_year, step.file_months, step.instruction_months))
        yield Span(row, step.label, "under_way", start, float(step.file_months) / 12.0)
        filed = start + float(step.file_months) / 12.0
        yield Span(row, step.label, "under_way", filed, granted - filed)
        ends = scenario.horizon_years
        for begins in np.arange(granted, ends, validity):
            yield Span(row, step.label, "in_force", float(begins), validity, ("years", validity))
        for age in range(int(np.floor(ends - granted + 1e-9)) + 1):
            audits.setdefault(granted + age, Span("audits", "", "milestone", granted + age, 0.0))
    if not approval:
        yield from (audits[when] for when in sorted(audits))


def _migration(given: Any) -> Iterator[Span]:
    """Return the years in which only a share is served by the new platform, and the day when all is."""
    hospital = given.hospital
    if not float(hospital.vms) + float(hospital.structured_tb) + float(hospital.imaging_tb):
        return
    shares = [float(share) for share in given.migration.migrated_share_by_year][1:]
    if not shares or shares[0] >= 1.0:
        return
    begun = 0
    for share, years in groupby(shares):
        length = len(list(years))
        if share >= 1.0:
            yield Span("migration", "", "milestone", float(begun), 0.0, ("share", share))
            return
        yield Span("migration", "", "under_way", float(begun), float(length), ("share", share))
        begun += length


def _status_quo(scenario: Scenario[Assumption], given: Any) -> Iterator[Span]:
    """Return the years in which a status quo keeps the present platform, then its move."""
    kept = float(given.existing.keep_years)
    if not kept or not any(option.then for option in options_of(scenario)):
        return
    yield Span("status_quo", "", "in_force", 0.0, kept, ("years", kept))
    for span in _migration(given):
        yield replace(span, row="status_quo", start_year=kept + span.start_year)


def _contracts(scenario: Scenario[Assumption], given: Any) -> Iterator[Span]:
    """Return the lives of the first machines bought and of those that replace them; leases; the provider's contract."""
    horizon = float(scenario.horizon_years)
    served = _first_served_year(scenario, given)
    if served is None:
        return
    priced = _machines_have_a_price(given.hardware)
    for option in scenario.options:
        if option == "in_house" and given.in_house is not None and priced:
            life = float(given.in_house.refresh_years)
            for begins in np.arange(served, horizon, life):
                yield Span("machines", "", "in_force", float(begins), life, ("years", life))
        elif option == "leasing" and given.leasing is not None and priced:
            terms = given.leasing
            longer = float(terms.extension_years) if str(terms.end_of_term) in ("extend", "buy_out") else 0.0
            term = float(terms.term_years)
            for begins in np.arange(served, horizon, term + longer):
                yield Span("lease", "", "in_force", float(begins), term, ("years", term))
                yield Span("lease", "", "under_way", float(begins) + term, longer)
        elif option == "external" and given.external is not None:
            length = min(float(given.external.contract_years), horizon)
            for begins in np.arange(0.0, horizon, length):
                yield Span("contract", "", "in_force", float(begins), length, ("years", length))
            exit_years = min(float(given.external.planned_exit_double_running_days) / DAYS_PER_YEAR, horizon)
            if given.external.planned_exit_share > 0:
                yield Span("planned_exit", "", "under_way", horizon - exit_years, exit_years)


def _machines_have_a_price(hardware: Any) -> bool:
    """Tell whether a machine has a price: where none is known, none is shown as bought or leased."""
    return hardware is not None and bool(
        hardware.server_base_eur
        or hardware.server_eur_per_core
        or hardware.server_eur_per_gb
        or hardware.structured_price_eur_per_tb
        or hardware.imaging_price_eur_per_tb
        or hardware.backup_price_eur_per_tb
    )


def _first_served_year(scenario: Scenario[Assumption], given: Any) -> float | None:
    """Return when machines first serve; None where nothing is ever served."""
    hospital = given.hospital
    starts = [event.year - 1.0 for event in timeline(scenario) if event.key == "joins"]
    if float(hospital.vms) + float(hospital.structured_tb) + float(hospital.imaging_tb):
        moved = np.flatnonzero(given.migration.migrated_share_by_year[1:] > 0)
        starts += [float(moved[0])] if len(moved) else []
    return max(min(starts), 0.0) if starts else None


def _arrivals(scenario: Scenario[Assumption]) -> Iterator[Span]:
    """Return from when each establishment is hosted, at home: a certificate may delay it."""
    given = resolve(scenario)
    blocks, delay = duty(given).blocks, float(hosting_delay_years(given))
    itself = any(option.hosts_itself for option in options_of(scenario))
    starts: list[tuple[float, str, float]] = []
    for key, block in given.hosted.items():
        waiting = float(blocks[key]) * delay if itself else 0.0
        start = max(float(block.join_year) - 1.0, waiting, 0.0)
        if start < scenario.horizon_years and float(block.establishments):
            starts.append((start, block.label, float(block.establishments)))
    if len(starts) <= MOST_ARRIVALS:
        for start, label, _ in sorted(starts, key=lambda item: item[0]):
            yield Span("arrival", label, "in_force", start, scenario.horizon_years - start)
        return
    for start, together in groupby(sorted(starts, key=lambda item: item[0]), key=lambda item: item[0]):
        count = sum(establishments for _, _, establishments in together)
        yield Span("arrivals", f"{count:g}", "in_force", start, scenario.horizon_years - start)
