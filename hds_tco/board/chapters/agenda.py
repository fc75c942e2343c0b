"""When things happen."""

from __future__ import annotations

from hds_tco.analysis.timeline import schedule, timeline, when
from hds_tco.board.chapters.common import MOST_POINTS
from hds_tco.board.findings import Findings
from hds_tco.board.slide import Slide
from hds_tco.charts import timeline_chart
from hds_tco.charts.words import listed
from hds_tco.locale import Language, text


def calendar(found: Findings, lang: Language) -> Slide | None:
    """Return the calendar of certificates, migration, contracts and arrivals."""
    chart = timeline_chart(found.scenario, lang, "external" if _is_bought(found) else None)
    if chart.is_empty:
        return None
    first = found.scenario.decision_year
    told = [f"{first + event.ledger_year} – {event.sentence(lang)}" for event in timeline(found.scenario)]
    points = _dates(found, lang)
    reason = [notice.sentence(lang) for notice in found.comparison.notices if notice.key == "certificate"]
    points = [*points, *reason] if _is_bought(found) else [*reason, *points]
    notes = (chart.alt, *([listed(told, lang) + "."] if told else []))
    return Slide(
        "calendar", chart.title, tuple(points[:MOST_POINTS]), (*notes, text("story.calendar_notes", lang)), chart
    )


def _dates(found: Findings, lang: Language) -> list[str]:
    """Return the dates that ask for a decision: renewals, end of the move, machines to replace, ends of contracts."""
    spans = schedule(found.scenario)
    horizon = found.scenario.horizon_years

    due = sorted({event.year for event in timeline(found.scenario) if event.key == "renewal"})
    days = ", ".join(when(found.scenario, day, lang) for day in due)
    renewals = [text("story.renewals", lang, when=days)]
    said = []
    for row in ("migration", "machines", "lease", "contract"):
        found_spans = [span for span in spans if span.row == row]
        if not found_spans:
            continue
        nature = "milestone" if row == "migration" else "in_force"
        ends = [span.start_year + span.years for span in found_spans if span.nature == nature]
        if ends and (row == "migration" or ends[0] < horizon):
            said.append(text(f"story.ends.{row}", lang, when=when(found.scenario, ends[0], lang)))
    kept = renewals if due else []
    return [*said, *kept] if _is_bought(found) else [*kept, *said]


def _is_bought(found: Findings) -> bool:
    """Tell whether the provider is the answer: what hosting oneself would ask then comes last."""
    return found.best.key == "external" and found.verdict != "tie"
