"""What can go wrong, when things happen, what would change the answer, and what we do not know."""

from __future__ import annotations

from typing import Literal

from hds_tco.analysis.restitution import clause_label
from hds_tco.analysis.sensitivity import BreakEven
from hds_tco.analysis.sensitivity.information import Worth
from hds_tco.analysis.sensitivity.labels import labels_of, said
from hds_tco.analysis.table import Table
from hds_tco.analysis.timeline import schedule, timeline, when
from hds_tco.board.findings import Findings
from hds_tco.board.printable import shortened
from hds_tco.board.slide import LEAST_EUR, MOST_ASSUMPTIONS, MOST_POINTS, MOST_ROWS, Slide, keur
from hds_tco.charts import exceedance_chart, map_chart, scenario_line, timeline_chart, tornado_chart
from hds_tco.charts.words import listed
from hds_tco.locale import Language, decimal, number_of, percent, text
from hds_tco.scenario import Assumption, assumptions_of, uncertain_paths
from hds_tco.scenario.format_value import shown_value

# Letters of a source, in a table.
LONGEST_SOURCE = 60


def changes(findings: Findings, lang: Language) -> Slide | None:
    """Return what would change the answer: tornado and break-even values."""
    if findings.tornado is None or findings.break_even is None:
        return None
    chart = tornado_chart(findings.tornado, 8, lang)
    near = [item for item in findings.break_even.values if item.value is not None and item.next_best is not None][:3]
    points = tuple(threshold(findings, item, lang, "threshold") for item in near)
    notes = (chart.alt, *findings.tornado.notes(lang), *findings.break_even.notes(lang))
    return Slide("changes", chart.title, points or (text("story.never", lang),), notes, chart)


def border(findings: Findings, lang: Language) -> Slide | None:
    """Return when the recommended option loses: the map of the two heaviest assumptions, and the rules."""
    if findings.map is None:
        return None
    chart = map_chart(findings.map, lang)
    sentences = findings.losing.sentences(lang) if findings.losing is not None else []
    return Slide(
        "border", chart.title, tuple(sentences[:2]), (chart.alt, *sentences[2:], *findings.map.notes(lang)), chart
    )


def unknown(findings: Findings, lang: Language) -> Slide:
    """Return what we do not know, and what finding out is worth."""
    assumptions = assumptions_of(findings.scenario).values()
    bare = sum(item.is_hypothesis for item in assumptions)
    words = {"bare": decimal(bare, lang), "all": decimal(len(assumptions), lang)}
    title, points = text("story.unknown_plain", lang, **words), [text("story.replace", lang)]
    notes: tuple[str, ...] = (text("story.unknown_notes", lang),)
    table = None
    if not uncertain_paths(findings.scenario):
        points.append(text("study.nothing_to_learn", lang))
    if findings.information is not None and findings.information.perfect.value > LEAST_EUR:
        worths = [worth for worth in findings.information.worths if worth.value.value > LEAST_EUR][: MOST_ROWS - 1]
        perfect = findings.information.perfect
        known = {"value": keur(perfect.value, lang), "error": keur(perfect.standard_error, lang)}
        points.append(text("story.perfect", lang, **known))
        if worths:
            table = _worths(findings, worths, lang)
            first = worths[0].value
            if first.value > 2 * first.standard_error:  # else the luck of the draws ranks them
                title = text("story.unknown", lang, label=table.rows[0][0], value=keur(first.value, lang))
                points[0] = text("story.bare", lang, **words)
        notes = (*notes, *findings.information.notes(lang)[:1])  # no shuffled values here
    return Slide("unknown", title, tuple(points), notes, table=table)


def _worths(findings: Findings, worths: list[Worth], lang: Language) -> Table:
    names = [labels_of(findings.scenario, worth.paths, lang)[0] for worth in worths]
    rows = tuple(
        (name, f"{keur(worth.value.value, lang)} ±\N{NO-BREAK SPACE}{keur(worth.value.standard_error, lang)}")
        for name, worth in zip(names, worths, strict=True)
    )
    return Table((text("study.known", lang), text("study.value", lang)), rows, text("story.evppi", lang))


def assumptions(findings: Findings, lang: Language) -> Slide:
    """Return the assumptions that weigh most, with what they rest on; where none is known to, those with a source."""
    known = assumptions_of(findings.scenario)
    sourced = [path for path, item in known.items() if not item.is_hypothesis]
    if findings.tornado is not None:
        paths = list(findings.tornado.paths[:MOST_ASSUMPTIONS])
        count = len(set(paths) & set(sourced))
        key = "story.weigh_sourced" if count else "story.weigh_bare"
        title = number_of(key, len(paths), lang, sourced=decimal(count, lang))
    else:
        paths = (sourced or list(known))[:MOST_ASSUMPTIONS]
        title = number_of("story.sourced", len(sourced), lang) if sourced else text("story.none_sourced", lang)
    names = labels_of(findings.scenario, paths, lang)
    rows = tuple(
        (
            name,
            _figure(path, known[path], lang),
            shortened(known[path].source or text("story.hypothesis", lang), LONGEST_SOURCE),
            known[path].date or "–",
            known[path].confidence,
        )
        for path, name in zip(paths, names, strict=True)
    )
    headings = tuple(text(f"story.{name}", lang) for name in ("assumption", "value", "source", "date", "code"))
    notes = [f"{name} – {known[path].note}" for path, name in zip(paths, names, strict=True) if known[path].note]
    return Slide(
        "assumptions",
        title,
        (text("story.codes", lang),),
        tuple(notes) or (text("story.unknown_notes", lang),),
        table=Table(headings, rows, scenario_line(findings.scenario, lang), numbers=False),
    )


def _figure(path: str, known: Assumption, lang: Language) -> str:
    """Return a value as a slide says it; figures by year and yes or no as they are."""
    if isinstance(known.value, tuple) or known.distribution is None:
        return shown_value(path, known.value, lang)
    return said(path, known.value, lang)


def risks(findings: Findings, lang: Language) -> Slide | None:
    """Return what can go wrong, restitution first; nothing where no draw differs from another."""
    drawn = findings.simulation
    if not findings.varies:
        return None
    chart = exceedance_chart(drawn, findings.tolerance_eur, lang, option=findings.best.key)
    points: list[str] = []
    if findings.exits is not None:
        chance = percent(findings.exits.closed_form().value, lang, 0)
        years = number_of("count.years", findings.scenario.horizon_years, lang)
        points.append(text("story.exit_chance", lang, chance=chance, years=years))
        if findings.exits.exits:
            points.append(
                text(
                    "story.exit_cost",
                    lang,
                    days=number_of("count.days", round(findings.exits.quantile("interruption_days", 0.5).value), lang),
                    cost=keur(findings.exits.mean("cost_eur").value, lang),
                )
            )
    options = (findings.best, findings.rival) if len(drawn.compared) > 1 else (findings.best,)
    for option in options:
        tail = keur(drawn.tail_mean(option.key).value, lang)
        points.append(text("story.tail_of", lang, option=option.option.label(lang), tail=tail))
    notes = [chart.alt, text("story.risks_notes", lang)]
    if findings.exits is not None:
        notes.append(text("story.restitution_notes", lang))
    return Slide("risks", chart.title, tuple(points[:MOST_POINTS]), tuple(notes), chart)


def contract(findings: Findings, lang: Language) -> Slide | None:
    """Return the clauses to obtain, and what each is worth."""
    if findings.clauses is None:
        return None
    missing = sorted(
        (value for value in findings.clauses.values if not value.held),
        key=lambda value: -value.gross["today"].expected.value,
    )
    held = [clause_label(value.clause, lang) for value in findings.clauses.values if value.held]
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
        provider = any(option.key == "external" for option in findings.answers)
        key = "story.contract" if provider else "story.contract_if"
        title = text(key, lang, clause=clause_label(best.clause, lang), value=worth)
    headings = tuple(
        text(key, lang) for key in ("clauses.clause", "story.worth", "story.tail_worth", "story.net_worth")
    )
    table = Table(headings, rows, text("story.clauses_caption", lang)) if rows else None
    return Slide(
        "contract",
        title,
        tuple(points),
        (text("story.contract_notes", lang), *findings.clauses.notes(lang)[1:2]),
        table=table,
    )


def calendar(findings: Findings, lang: Language) -> Slide | None:
    """Return the calendar of certificates, migration, contracts and arrivals."""
    chart = timeline_chart(findings.scenario, lang, "external" if _is_bought(findings) else None)
    if chart.is_empty:
        return None
    first = findings.scenario.decision_year
    options = [f"{first + event.ledger_year} – {event.sentence(lang)}" for event in timeline(findings.scenario)]
    points = _dates(findings, lang)
    reason = [notice.sentence(lang) for notice in findings.comparison.notices if notice.key == "certificate"]
    points = [*points, *reason] if _is_bought(findings) else [*reason, *points]
    notes = (chart.alt, *([listed(options, lang) + "."] if options else []))
    return Slide(
        "calendar", chart.title, tuple(points[:MOST_POINTS]), (*notes, text("story.calendar_notes", lang)), chart
    )


def _dates(findings: Findings, lang: Language) -> list[str]:
    """Return the dates that ask for a decision: renewals, end of the move, machines to replace, ends of contracts."""
    spans = schedule(findings.scenario)
    horizon = findings.scenario.horizon_years

    due = sorted({event.year for event in timeline(findings.scenario) if event.key == "renewal"})
    days = ", ".join(when(findings.scenario, day, lang) for day in due)
    renewals = [text("story.renewals", lang, when=days)]
    said = []
    for row in ("migration", "machines", "lease", "contract"):
        found_spans = [span for span in spans if span.row == row]
        if not found_spans:
            continue
        nature = "milestone" if row == "migration" else "in_force"
        ends = [span.start_year + span.years for span in found_spans if span.nature == nature]
        if ends and (row == "migration" or ends[0] < horizon):
            said.append(text(f"story.ends.{row}", lang, when=when(findings.scenario, ends[0], lang)))
    kept = renewals if due else []
    return [*said, *kept] if _is_bought(findings) else [*kept, *said]


def _is_bought(findings: Findings) -> bool:
    """Tell whether the provider is the answer: what hosting oneself would ask then comes last."""
    return findings.best.key == "external" and findings.verdict != "tie"


def threshold(findings: Findings, item: BreakEven, lang: Language, key: Literal["until", "tied", "threshold"]) -> str:
    """Return at what value of an assumption another option comes first.

    Parameters
    ----------
    findings : Findings
    item : BreakEven
        With a value.
    lang : {"fr", "en"}
    key : {"until", "tied", "threshold"}
        Of the catalogue, section ``story``; ``_up``, ``_down`` or, where both figures read alike, ``_at_once`` follows.
    """
    if item.value is None or item.next_best is None:
        raise ValueError(f"{item.path} has no break-even value")
    central, value = said(item.path, item.central, lang), said(item.path, item.value, lang)
    way = "at_once" if central == value else "up" if item.value > item.central else "down"
    label, following = labels_of(findings.scenario, [item.path], lang)[0], item.next_best.named(lang)
    return text(f"story.{key}_{way}", lang, label=label, central=central, value=value, next=following)
