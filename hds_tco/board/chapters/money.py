"""What each option costs, when, and why; what it does to the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.table import Table
from hds_tco.board.findings import Findings
from hds_tco.board.slide import LEAST_EUR, Slide, keur
from hds_tco.charts import cumulative_chart, natures_chart, scenario_line, waterfall_chart, yearly_chart
from hds_tco.charts.costs import by_family
from hds_tco.charts.words import signed
from hds_tco.locale import Language, number_of, percent, text
from hds_tco.model.accounting import depreciation, left_to_depreciate

Array = npt.NDArray[np.float64]
NBSP = "\N{NO-BREAK SPACE}"


def costs(findings: Findings, lang: Language) -> Slide:
    """Return what each option costs, by nature."""
    result = findings.comparison
    chart = natures_chart(result, lang)
    points = tuple(
        text(
            "story.cost_of" if result.scenario.horizon_years > 1 else "story.cost_only",
            lang,
            option=option.marked(lang),
            cost=keur(option.net_present_cost_eur, lang),
            annual=keur(option.equivalent_annual_cost_eur, lang),
        )
        for option in result.ranked
    )
    rate = percent(result.nominal_discount_rate, lang, 2)
    return Slide("costs", chart.title, points, (chart.alt, text("story.costs_notes", lang, rate=rate)), chart)


def years(findings: Findings, lang: Language) -> Slide:
    """Return the cumulative cost: since when the cheapest option is the cheapest."""
    result = findings.comparison
    chart = cumulative_chart(result, lang)
    points = []
    for option in result.ranked:
        label, spent = option.option.label(lang), option.amounts_eur * result.discount_factors
        points.append(
            text(
                "story.year_of",
                lang,
                option=label,
                start=keur(float(spent[0]), lang),
                mean=keur(float(spent[1:].mean()), lang),
            )
        )
    notes = (chart.alt, text("story.years_notes", lang), *result.sentences(lang)[1:])
    return Slide("years", chart.title, tuple(points), notes, chart)


def budget(findings: Findings, lang: Language) -> Slide:
    """Return what the cheapest option asks for each year: the figure for the budget."""
    result, option = findings.comparison, findings.best
    chart = yearly_chart(result, option, lang)
    spent, first = option.amounts_eur, result.scenario.decision_year
    least, most = int(np.argmin(spent[1:])) + 1, int(np.argmax(spent[1:])) + 1
    points = [text("story.first_year", lang, year=first, cost=keur(float(spent[0]), lang))]
    low, high = (keur(float(spent[year]), lang) for year in (least, most))
    if len(spent) == 2:
        points.append(text("story.one_year", lang, cost=low, year=first + 1))
    elif low == high:
        points.append(text("story.each_year", lang, cost=low))
    else:
        points.append(text("story.span_of_years", lang, low=low, least=first + least, high=high, most=first + most))
    points.append(text("story.current_euros", lang))
    return Slide("budget", chart.title, tuple(points), (chart.alt, text("story.budget_notes", lang)), chart)


def reasons(findings: Findings, lang: Language) -> Slide | None:
    """Return the way from the cheapest option to its rival, family by family."""
    result = findings.comparison
    if len(result.compared) < 2:
        return None
    best, second = findings.best, findings.rival
    chart = waterfall_chart(result, best.key, second.key, lang)
    frame = by_family(result, lang)
    moves = (frame[second.key] - frame[best.key]).sort_values(key=abs, ascending=False, kind="stable")
    points = tuple(
        text(
            "story.move_of",
            lang,
            family=str(frame["label"][family]),
            move=signed(float(move), lang),
            low=keur(float(frame[best.key][family]), lang),
            high=keur(float(frame[second.key][family]), lang),
        )
        for family, move in moves.head(3).items()
        if abs(move) >= LEAST_EUR
    )
    return Slide("reasons", chart.title, points, (chart.alt, text("story.reasons_notes", lang)), chart)


def accounts(findings: Findings, lang: Language) -> Slide:
    """Return what each option does to the EPRD: mean of the running years by title, and the investment plan."""
    result, best = findings.comparison, findings.best.option.label(lang)
    frame = result.eprd(lang)
    options = [option.option.label(lang) for option in result.ranked]
    investment, title_4 = text("eprd.investment", lang), text("eprd.title_4", lang)
    headings = [name for name in frame.index.get_level_values("heading").unique() if name != investment]
    yearly = {name: [_mean(frame.loc[(option, name)]) for option in options] for name in headings}
    bought = [frame.loc[(option, investment)].to_numpy() for option in options]
    life = int(float(np.asarray(result.scenario.finance.depreciation_years.value)))
    rows = [(name, cells) for name, cells in yearly.items() if any(abs(cell) > 0.5 for cell in cells)]
    place = next((rank for rank, (name, _) in enumerate(rows, 1) if name == title_4), None)
    if place is not None:
        of_existing = [option.existing_eur for option in result.ranked]
        written_off = [_mean(depreciation(own, life) + old) for own, old in zip(bought, of_existing, strict=True)]
        rows.insert(place, (text("story.written_off", lang), written_off))
    net = [float(sum(cells)) for cells in zip(*yearly.values(), strict=True)]
    rows += [(text("story.net_charges", lang), net)]
    # The mean is that of the running years: what the year of the decision bears stands beside it.
    first = [sum(float(frame.loc[(option, name)].iloc[0]) for name in headings) for option in options]
    rows += [(text("story.first_charges", lang, year=f"{result.scenario.decision_year}"), first)]
    rows += [(text("story.investment_total", lang), [float(outlays.sum()) for outlays in bought])]
    strong, last = len(rows) - 3, f"{result.scenario.decision_year + result.scenario.horizon_years}"
    today = float(np.asarray(result.scenario.existing.book_value_eur.value))
    left = [
        float(left_to_depreciate(outlays, life)[-1] + today - option.existing_eur.sum())
        for outlays, option in zip(bought, result.ranked, strict=True)
    ]
    remains = []
    if any(amount > LEAST_EUR for amount in left):
        rows += [(text("story.left_to_depreciate", lang, year=last), left)]
        remains = [_still_borne(options, left, last, lang)]
    own = options.index(best)
    words = {"option": best, "charges": keur(net[own], lang), "investment": keur(float(bought[own].sum()), lang)}
    key = "story.accounts" if bought[own].sum() > LEAST_EUR else "story.accounts_without"
    years = number_of("count.years", result.scenario.horizon_years, lang)
    return Slide(
        key="accounts",
        title=text(key, lang, years=years, **words),
        points=(text("story.accounts_mean", lang), *_plan(findings, bought[own], lang), *remains),
        notes=(text("story.accounts_notes", lang),),
        table=Table(
            (text("story.heading", lang), *options),
            tuple((name, *(keur(cell, lang) for cell in cells)) for name, cells in rows),
            scenario_line(findings.scenario, lang),
            strong=(strong,),
        ),
    )


def _still_borne(options: Sequence[str], left: Sequence[float], last: str, lang: Language) -> str:
    """Say what each option leaves to the budgets after the horizon."""
    borne = [
        f"{name}{NBSP}({keur(amount, lang)})" for name, amount in zip(options, left, strict=True) if amount > LEAST_EUR
    ]
    return text("story.left_to_depreciate_of", lang, year=last, amounts=", ".join(borne))


def _mean(amounts: Any) -> float:
    """Return the mean of the running years: the decision's own year left out."""
    return float(np.asarray(amounts)[1:].mean())


def _plan(findings: Findings, outlays: Array, lang: Language) -> list[str]:
    """Return the investment plan, year by year."""
    first = findings.scenario.decision_year
    plan = [f"{first + year}{NBSP}({keur(float(cost), lang)})" for year, cost in enumerate(outlays) if cost > LEAST_EUR]
    return [text("story.plan", lang, option=findings.best.option.label(lang), years=", ".join(plan))] if plan else []
