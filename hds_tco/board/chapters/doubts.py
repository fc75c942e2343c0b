"""What would change the answer, what we do not know, and what all of it rests on."""

from __future__ import annotations

from hds_tco.analysis.sensitivity.information import Worth
from hds_tco.analysis.sensitivity.labels import labels_of, said
from hds_tco.board.chapters.common import LEAST_EUR, MOST_ASSUMPTIONS, MOST_ROWS, keur, threshold
from hds_tco.board.findings import Findings
from hds_tco.board.slide import Slide, Table
from hds_tco.charts import map_chart, scenario_line, tornado_chart
from hds_tco.locale import Language, decimal, number_of, text
from hds_tco.scenario import Assumption, assumptions_of, uncertain_paths
from hds_tco.scenario.format_value import shown_value


def changes(found: Findings, lang: Language) -> Slide | None:
    """Return what would change the answer: tornado and break-even values."""
    if found.tornado is None or found.break_even is None or found.verdict == "nothing":
        return None
    chart = tornado_chart(found.tornado, 8, lang)
    near = [item for item in found.break_even.values if item.value is not None and item.next_best is not None][:3]
    points = tuple(threshold(found, item, lang, "threshold") for item in near)
    notes = (chart.alt, *found.tornado.notes(lang), *found.break_even.notes(lang))
    return Slide("changes", chart.title, points or (text("story.never", lang),), notes, chart)


def border(found: Findings, lang: Language) -> Slide | None:
    """Return when the recommended option loses: the map of the two heaviest assumptions, and the rules."""
    if found.map is None or found.verdict == "nothing":
        return None
    chart = map_chart(found.map, lang)
    sentences = found.losing.sentences(lang) if found.losing is not None else []
    return Slide(
        "border", chart.title, tuple(sentences[:2]), (chart.alt, *sentences[2:], *found.map.notes(lang)), chart
    )


def unknown(found: Findings, lang: Language) -> Slide:
    """Return what we do not know, and what finding out is worth."""
    assumptions = assumptions_of(found.scenario).values()
    bare = sum(item.is_hypothesis for item in assumptions)
    words = {"bare": decimal(bare, lang), "all": decimal(len(assumptions), lang)}
    title, points = text("story.unknown_plain", lang, **words), [text("story.replace", lang)]
    notes: tuple[str, ...] = (text("story.unknown_notes", lang),)
    table = None
    if not uncertain_paths(found.scenario):
        points.append(text("study.nothing_to_learn", lang))
    if found.information is not None and found.information.perfect.value > LEAST_EUR:
        worths = [worth for worth in found.information.worths if worth.value.value > LEAST_EUR][: MOST_ROWS - 1]
        perfect = found.information.perfect
        known = {"value": keur(perfect.value, lang), "error": keur(perfect.standard_error, lang)}
        points.append(text("story.perfect", lang, **known))
        if worths:
            table = _worths(found, worths, lang)
            first = worths[0].value
            if first.value > 2 * first.standard_error:  # else the luck of the draws ranks them
                title = text("story.unknown", lang, label=table.rows[0][0], value=keur(first.value, lang))
                points[0] = text("story.bare", lang, **words)
        notes = (*notes, *found.information.notes(lang)[:1])  # no shuffled values here
    return Slide("unknown", title, tuple(points), notes, table=table)


def _worths(found: Findings, worths: list[Worth], lang: Language) -> Table:
    names = [labels_of(found.scenario, worth.paths, lang)[0] for worth in worths]
    rows = tuple(
        (name, f"{keur(worth.value.value, lang)} ±\N{NO-BREAK SPACE}{keur(worth.value.standard_error, lang)}")
        for name, worth in zip(names, worths, strict=True)
    )
    return Table((text("study.known", lang), text("study.value", lang)), rows, text("story.evppi", lang))


def assumptions(found: Findings, lang: Language) -> Slide:
    """Return the assumptions that weigh most, with what they rest on; where none is known to, those with a source."""
    known = assumptions_of(found.scenario)
    sourced = [path for path, item in known.items() if not item.is_hypothesis]
    if found.tornado is not None:
        paths = list(found.tornado.paths[:MOST_ASSUMPTIONS])
        count = len(set(paths) & set(sourced))
        key = "story.weigh_sourced" if count else "story.weigh_bare"
        title = number_of(key, len(paths), lang, sourced=decimal(count, lang))
    else:
        paths = (sourced or list(known))[:MOST_ASSUMPTIONS]
        title = number_of("story.sourced", len(sourced), lang) if sourced else text("story.none_sourced", lang)
    names = labels_of(found.scenario, paths, lang)
    rows = tuple(
        (
            name,
            _figure(path, known[path], lang),
            _brief(known[path].source or text("story.hypothesis", lang)),
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
        table=Table(headings, rows, scenario_line(found.scenario, lang), numbers=False),
    )


def _figure(path: str, known: Assumption, lang: Language) -> str:
    """Return a value as a slide says it; figures by year and yes or no as they are."""
    if isinstance(known.value, tuple) or known.distribution is None:
        return shown_value(path, known.value, lang)
    return said(path, known.value, lang)


def _brief(source: str, letters: int = 60) -> str:
    return source if len(source) <= letters else source[: letters - 1].rstrip() + "…"
