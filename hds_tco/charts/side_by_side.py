"""Scenarios side by side: what each option costs a year in each."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis.result import Comparison
from hds_tco.analysis.side_by_side import SideBySide
from hds_tco.charts.chart import Chart, Series
from hds_tco.charts.costs_by import KEUR
from hds_tco.charts.source import scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, number_of, text


def side_by_side_chart(found: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each option costs a year, scenarios side by side.

    Parameters
    ----------
    found : SideBySide
    lang : {"fr", "en"}
    """
    results = found.comparisons
    first = next(iter(results.values()))
    words = {"option": first.best.option.named(lang)}
    if found.is_single:
        title = text("charts.scenarios_single", lang, **words)
    elif found.changing:
        title = number_of("charts.scenarios_change", len(found.changing), lang, **words)
    else:
        title = text("charts.scenarios_same", lang, **words)
    told = "; ".join(
        f"{name}: {result.best.option.label(lang)} {amount(result.best.equivalent_annual_cost_eur, lang, digits=0)}"
        for name, result in results.items()
    )
    return Chart(
        key="scenarios",
        kind="columns",
        title=title,
        categories=tuple(results),
        series=tuple(
            Series(option.label(lang), tuple(_cost(result, option.key) for result in results.values()), rank)
            for rank, option in enumerate(found.options)
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.annual_keur", lang),
        source=scenario_line(first.scenario, lang),
        alt=f"{title}. {told}.",
    )


def readings_chart(found: SideBySide, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what the cheapest option costs each year, scenario by scenario: published cases, as read.

    Parameters
    ----------
    found : SideBySide
    lang : {"fr", "en"}
    """
    results = found.comparisons
    last = max(len(result.best.amounts_eur) for result in results.values())
    totals = ", ".join(
        text("charts.reading", lang, name=name, total=amount(float(np.sum(result.best.amounts_eur)), lang, digits=0))
        for name, result in results.items()
    )
    title = text("charts.readings", lang, totals=totals)
    return Chart(
        key="readings",
        kind="columns",
        title=title,
        categories=tuple(str(year) for year in range(last)),
        series=tuple(
            Series(name, tuple(_amount(result, year) for year in range(last)), rank)
            for rank, (name, result) in enumerate(results.items())
        ),
        unit="keur",
        x_title=text("chart.year", lang),
        y_title=text("charts.published_keur", lang),
        source=scenario_line(next(iter(results.values())).scenario, lang),
        alt=f"{title}.",
    )


def _cost(result: Comparison, key: str) -> float | None:
    known = {option.key: option.equivalent_annual_cost_eur / KEUR for option in result.options}
    return known.get(key)


def _amount(result: Comparison, year: int) -> float | None:
    amounts = result.best.amounts_eur
    return float(amounts[year]) / KEUR if year < len(amounts) else None
