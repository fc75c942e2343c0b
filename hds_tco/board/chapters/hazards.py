"""What can go wrong, restitution first, what the contract should hold against it, and when things happen."""

from __future__ import annotations

from hds_tco.analysis.restitution import clause_label
from hds_tco.analysis.timeline import schedule, timeline, when
from hds_tco.board.chapters.common import LEAST_EUR, MOST_POINTS, keur
from hds_tco.board.findings import Findings
from hds_tco.board.slide import Slide, Table
from hds_tco.charts import exceedance_chart, timeline_chart
from hds_tco.charts.words import listed
from hds_tco.locale import Language, number_of, percent, text


def risks(found: Findings, lang: Language) -> Slide | None:
    """Return what can go wrong, restitution first; nothing where no draw differs from another."""
    drawn = found.simulation
    if not found.varies:
        return None
    chart = exceedance_chart(drawn, found.tolerance_eur, lang, option=found.best.key)
    points: list[str] = []
    if found.exits is not None:
        chance = percent(found.exits.closed_form().value, lang, 0)
        years = number_of("count.years", found.scenario.horizon_years, lang)
        points.append(text("story.exit_chance", lang, chance=chance, years=years))
        if found.exits.exits:
            points.append(
                text(
                    "story.exit_cost",
                    lang,
                    days=number_of("count.days", round(found.exits.quantile("interruption_days", 0.5).value), lang),
                    cost=keur(found.exits.mean("cost_eur").value, lang),
                )
            )
    told = (found.best, found.rival) if len(drawn.compared) > 1 else (found.best,)
    for option in told:
        tail = keur(drawn.tail_mean(option.key).value, lang)
        points.append(text("story.tail_of", lang, option=option.option.label(lang), tail=tail))
    notes = [chart.alt, text("story.risks_notes", lang)]
    if found.exits is not None:
        notes.append(text("story.restitution_notes", lang))
    return Slide("risks", chart.title, tuple(points[:MOST_POINTS]), tuple(notes), chart)


def _is_told_of_provider(found: Findings) -> bool:
    """Tell whether the provider is the answer, or one of the two on a par."""
    told = (found.best, found.rival) if found.verdict == "tie" else (found.best,)
    return any(option.key == "external" for option in told)


def contract(found: Findings, lang: Language) -> Slide | None:
    """Return the clauses to obtain, and what each is worth."""
    if found.clauses is None:
        return None
    missing = sorted(
        (value for value in found.clauses.values if not value.held),
        key=lambda value: -value.gross["today"].expected.value,
    )
    held = [clause_label(value.clause, lang) for value in found.clauses.values if value.held]
    rows = tuple(
        (
            clause_label(value.clause, lang),
            keur(value.gross["today"].expected.value, lang),
            keur(value.gross["today"].cvar95.value, lang),
            keur(value.net["today"].expected.value, lang) if value.net else "–",
        )
        for value in missing
    )
    points = [text("story.held", lang, clauses=", ".join(held)) if held else text("story.none_held", lang)]
    points.append(text("story.clauses_hypothesis", lang))
    if not missing:
        title = text("story.contract_full", lang)
    elif missing[0].gross["today"].expected.value < LEAST_EUR:
        title = text("story.contract_none", lang)
    else:
        best = missing[0]
        worth = keur(best.gross["today"].expected.value, lang)
        key = "story.contract" if _is_told_of_provider(found) else "story.contract_if"
        title = text(key, lang, clause=clause_label(best.clause, lang), value=worth)
    headings = tuple(
        text(key, lang) for key in ("clauses.clause", "story.worth", "story.tail_worth", "story.net_worth")
    )
    table = Table(headings, rows, text("story.clauses_caption", lang)) if rows else None
    return Slide(
        "contract",
        title,
        tuple(points),
        (text("story.contract_notes", lang), *found.clauses.notes(lang)[1:2]),
        table=table,
    )


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
