"""The first pages: what is asked, what the answer is, and how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from hds_tco.analysis.notices import DOUBTS
from hds_tco.analysis.simulation.report import made_how, simulation_notices, simulation_sentences
from hds_tco.analysis.table import Table
from hds_tco.board.chapters.risks import threshold
from hds_tco.board.findings import Findings
from hds_tco.board.slide import MOST_POINTS, Slide, keur
from hds_tco.charts import cheapest_chart, scenario_line
from hds_tco.charts.words import listed
from hds_tco.locale import Language, decimal, has_text, number_of, percent, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of


def cover(findings: Findings, lang: Language) -> str:
    """Return the title of it all: the ways that are compared, in their order."""
    options = [option.option for option in findings.comparison.options]
    if len(options) == 1:
        return text("story.title_single", lang)
    *others, last = (_way(option, lang) for option in options)
    joined = text("story.ways" if len(others) > 1 else "story.two_ways", lang, others=", ".join(others), last=last)
    return text("story.title", lang, ways=joined)


def _way(option: Option, lang: Language) -> str:
    key = f"story.way.{option.key}"
    known = not option.own_label and has_text(key, lang)
    return text(key, lang) if known else text("story.way_own", lang, label=option.label(lang))


def question(findings: Findings, lang: Language) -> Slide:
    """Return the question: who asks, for how long, between what."""
    scenario = findings.scenario
    hospital = scenario.hospital
    years = number_of("count.years", scenario.horizon_years, lang)

    def size(name: str) -> float:
        return float(np.asarray(getattr(hospital, name).value))

    stored = size("structured_tb") + size("imaging_tb")
    partial = any(item.is_unknown for item in assumptions_of(scenario).values())
    scope = "story.scope_partial" if partial else "story.scope"
    points = [text(scope, lang, year=scenario.decision_year, years=years)]
    if size("vms") or stored:
        points.append(text("story.volumes", lang, vms=decimal(size("vms"), lang, 0), tb=decimal(stored, lang, 0)))
    if scenario.hosted:
        known = [block.establishments for block in scenario.hosted.values() if not block.establishments.is_unknown]
        if known:
            points.append(number_of("story.hosted", sum(float(np.asarray(item.value)) for item in known), lang))
    rows = tuple(
        (option.option.label(lang), _meaning(option.key, scenario, lang)) for option in findings.comparison.options
    )
    waits = any(option.option.then for option in findings.comparison.options)
    key = "question_single" if len(rows) == 1 else "question_when" if waits else "question"
    return Slide(
        key="question",
        title=text(f"story.{key}", lang, years=years),
        points=tuple(points),
        notes=(scenario.description, text("story.question_notes", lang)),
        table=Table((text("story.option", lang), text("story.meaning", lang)), rows, numbers=False),
    )


def _meaning(key: str, scenario: Scenario[Assumption], lang: Language) -> str:
    if not has_text(f"story.means.{key}", lang):
        return ""
    kept = min(int(float(np.asarray(scenario.existing.keep_years.value))), scenario.horizon_years)
    return text(f"story.means.{key}", lang, year=scenario.decision_year + kept)


def answer(findings: Findings, lang: Language) -> Slide:
    """Return the answer in one sentence with its certainty, and the options side by side."""
    result, drawn = findings.comparison, findings.simulation
    best = findings.best
    words = {
        "option": best.option.named(lang),
        "cost": keur(best.net_present_cost_eur, lang),
        "years": number_of("count.years", result.scenario.horizon_years, lang),
        "probability": percent(drawn.probability_cheapest(best.key).value, lang, 0),
    }
    doubtful = sum(notice.key in DOUBTS for notice in result.notices)
    points = [number_of("story.doubtful", doubtful, lang)] if doubtful else []
    if findings.verdict != "nothing":
        points += result.apart_sentences(lang)
    if len(result.compared) > 1 and findings.verdict != "nothing":
        second = findings.rival
        words |= {"second": second.option.named(lang)}
        words |= {"gap": keur(second.net_present_cost_eur - best.net_present_cost_eur, lang)}
        points += [text("story.answer_gap", lang, **words), _until(findings, lang)]
    points += _bad_cases(findings, lang)
    points += _tolerance(findings, lang)
    notices = [notice.sentence(lang) for notice in (*result.notices, *simulation_notices(drawn))]
    return Slide(
        key="answer",
        title=_verdict(findings, words, lang),
        points=tuple(points[: MOST_POINTS + len(result.apart)]),
        notes=(*result.sentences(lang), *simulation_sentences(drawn, lang), *notices, made_how(drawn, lang)),
        table=_side_by_side(findings, lang),
    )


def _verdict(findings: Findings, words: dict[str, Any], lang: Language) -> str:
    """Return the answer; it says that only equal services are ranked, where an option stands apart."""
    sentence = text(f"story.answer.{findings.verdict}", lang, **words)
    return findings.comparison.at_equal_service(sentence, lang) if findings.verdict in ("clear", "open") else sentence


def _until(findings: Findings, lang: Language) -> str:
    """Return what would end the lead: the nearest break-even value."""
    nearest = None
    if findings.break_even is not None:
        nearest = next((item for item in findings.break_even.values if item.value is not None), None)
    if nearest is None or nearest.next_best is None:
        return text("story.never", lang)
    return threshold(findings, nearest, lang, "tied" if findings.verdict == "tie" else "until")


def _bad_cases(findings: Findings, lang: Language) -> list[str]:
    """Return how dear it may become: of the best option, of both where two are on a par."""
    if not findings.varies:
        return []
    drawn = findings.simulation
    return [
        text(
            "story.bad_case",
            lang,
            option=option.option.label(lang),
            high=keur(drawn.quantile(option.key, 0.95).value, lang),
            share=percent(0.05, lang, 0),
            tail=keur(drawn.tail_mean(option.key).value, lang),
        )
        for option in findings.answers
    ]


def _tolerance(findings: Findings, lang: Language) -> list[str]:
    """Return how likely each option is to cost more than the board's line."""
    line = findings.tolerance_eur
    if line is None:
        return []
    drawn = findings.simulation
    chances = [
        f"{drawn.marked(option, lang)} {percent(drawn.probability_above(option.key, line).value, lang, 0)}"
        for option in drawn.ranked
    ]
    return [text("story.tolerance", lang, line=keur(line, lang), chances=listed(chances, lang))]


def _side_by_side(findings: Findings, lang: Language) -> Table:
    drawn = findings.simulation
    rows: tuple[tuple[str, ...], ...] = tuple(
        (
            option.marked(lang),
            keur(option.net_present_cost_eur, lang),
            keur(option.equivalent_annual_cost_eur, lang),
            keur(drawn.mean(option.key).value, lang),
            text(
                "story.from_to",
                lang,
                low=keur(drawn.quantile(option.key, 0.05).value, lang),
                high=keur(drawn.quantile(option.key, 0.95).value, lang),
            ),
            "–" if option.service.apart else percent(drawn.probability_cheapest(option.key).value, lang, 0),
        )
        for option in findings.comparison.ranked
    )
    headings = ["option", "net_present", "annual", "mean", "range", "chance"]
    # Without anything uncertain there is nothing to draw; alone, an option is always the cheapest.
    kept = 3 if not findings.varies else 5 if len(findings.comparison.compared) == 1 else 6
    headings, rows = headings[:kept], tuple(row[:kept] for row in rows)
    answers = findings.answers
    strong = tuple(rank for rank, option in enumerate(findings.comparison.ranked) if option in answers)
    return Table(
        tuple(text(f"story.{name}", lang) for name in headings), rows, scenario_line(findings.scenario, lang), strong
    )


def certainty(findings: Findings, lang: Language) -> Slide | None:
    """Return how often each option ends up the cheapest, and what being wrong costs; nothing where nothing varies."""
    drawn = findings.simulation
    if len(drawn.compared) < 2 or not findings.varies:
        return None
    chart = cheapest_chart(drawn, lang)
    first, second = sorted((findings.best, findings.rival), key=lambda option: drawn.mean(option.key).value)
    gap, regret = drawn.gap(second.key, first.key), drawn.expected_regret(findings.best.key)
    words: dict[str, str] = {"option": first.option.named(lang), "second": second.option.named(lang)}
    words |= {"gap": keur(gap.value, lang), "error": keur(gap.standard_error, lang)}
    points = [
        text("story.gap_lost" if drawn.within_noise else "story.gap_mean", lang, **words),
        text("story.regret", lang, option=findings.best.option.named(lang), regret=keur(regret.value, lang)),
        text("story.not_service", lang),
    ]
    notes = (chart.alt, text("story.certainty_notes", lang), *simulation_sentences(drawn, lang)[-1:])
    return Slide("certainty", chart.title, tuple(points), notes, chart)
