"""The calendar, drawn: what is prepared, what is in force, and when."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from hds_tco.analysis.timeline import Nature, needs_certificate, schedule, schedule_frame, timeline, when
from hds_tco.charts.chart import Chart, Series
from hds_tco.charts.words import items, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text
from hds_tco.scenario import Assumption, Scenario

if TYPE_CHECKING:
    import pandas as pd

# What lasts and will pass, what stands, and days.
RANKS: dict[Nature, int] = {"in_force": 0, "under_way": 1, "milestone": 3}


def timeline_chart(
    scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE, option: str | None = None
) -> Chart:
    """Return the calendar as horizontal bars: certificates and audits, migration, contracts, machines, arrivals.

    Parameters
    ----------
    scenario : Scenario
    lang : {"fr", "en"}
    option : str, optional
        Key of the one that the title is about; by default what hosts itself, if anything does.

    Examples
    --------
    >>> import hds_tco as ht
    >>> timeline_chart(ht.load("reference-ght"), "en").categories[2]
    'Migration, share served'
    """
    frame = schedule_frame(scenario, lang)
    names = tuple(dict.fromkeys(frame["row"]))
    layers: dict[tuple[Nature, int], dict[str, tuple[float, float, str]]] = {}
    for (nature, row), spans in frame.groupby(["nature", "row"], sort=False):
        for layer, span in enumerate(spans.itertuples()):
            layers.setdefault((nature, layer), {})[row] = (float(span.start), float(span.years), str(span.label))
    ordered = sorted(layers.items(), key=lambda item: (list(RANKS).index(item[0][0]), item[0][1]))
    title = _message(scenario, lang, option)
    pairs = ((name, _years(spans, lang)) for name, spans in frame.groupby("row", sort=False))
    first = scenario.decision_year + 1.0
    return Chart(
        key="timeline",
        kind="spans",
        title=title,
        categories=names,
        series=tuple(_layer(nature, layer, spans, names, first, lang) for (nature, layer), spans in ordered),
        unit="year",
        x_unit="year",
        y_title=text("charts.budget_year", lang),
        source=scenario_line(scenario, lang),
        alt=f"{title}. {items(pairs, lang)}.",
    )


def _layer(
    nature: Nature,
    layer: int,
    spans: dict[str, tuple[float, float, str]],
    names: tuple[str, ...],
    first: float,
    lang: Language,
) -> Series:
    """Return one span of a nature for each row; the first of a nature names it in the legend."""
    starts, years, labels = zip(*(spans.get(name, (first, None, "")) for name in names), strict=True)
    name = "" if layer else text(f"charts.spans.{nature}", lang)
    return Series(name, years, RANKS[nature], starts, labels)


def _years(spans: pd.DataFrame, lang: Language) -> str:
    """Return the years of each bar of a row, and what is written on it."""
    parts = []
    for span in spans.itertuples():
        begins, ends = int(float(span.start) + 1e-9), ceil(float(span.start) + float(span.years) - 1e-9) - 1
        years = str(begins) if ends <= begins else text("charts.spans.from_to", lang, start=begins, end=ends)
        parts.append(f"{years} ({span.label})" if span.label else years)
    return ", ".join(dict.fromkeys(parts))


def _message(scenario: Scenario[Assumption], lang: Language, option: str | None) -> str:
    """Return when the certificate is expected and the first establishment arrives; else when the migration ends."""
    spans, first = schedule(scenario), scenario.decision_year
    held = [span.start_year for span in spans if span.row in ("certificate", "approval") and span.nature == "in_force"]
    arrivals = [event.ledger_year for event in timeline(scenario) if event.key == "joins"]
    moved = [span.start_year for span in spans if span.row == "migration" and span.nature == "milestone"]
    if option == "external":
        ends = [span.start_year + span.years for span in spans if span.row == "contract"]
        end = first + round(min(ends, default=float(scenario.horizon_years)))
        key = "charts.spans.provider_moved" if moved else "charts.spans.provider"
        return text(key, lang, year=first + round(moved[0]) if moved else "", end=end)
    if needs_certificate(scenario):
        approval = scenario.certification.regime == "agrement_2006"
        key = f"charts.spans.{'approval' if approval else 'certificate'}"
        if not held:
            return text(f"{key}_late", lang, year=first + scenario.horizon_years)
        granted = when(scenario, min(held), lang)
        if arrivals:
            return text(f"{key}_hosting", lang, when=granted, hosting=first + min(arrivals))
        return text(key, lang, when=granted)
    if moved:
        return text("charts.spans.moved", lang, year=first + round(moved[0]))
    return text("charts.spans.plain", lang, years=number_of("count.years", scenario.horizon_years, lang))
