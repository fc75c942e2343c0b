"""Charts of the laboratories say the figures of the studies they are drawn from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

import hds_tco as ht
from hds_tco.analysis.hosting import HostingForOthers, hosting_for_others
from hds_tco.analysis.side_by_side import SideBySide, side_by_side, usual_variants
from hds_tco.charts import (
    Chart,
    Series,
    ahead_chart,
    clauses_chart,
    exit_chart,
    growth_chart,
    hosting_chart,
    information_chart,
    plotly_figure,
    readings_chart,
    replay_chart,
    shares_chart,
    side_by_side_chart,
    sobol_chart,
    svg,
    ways_chart,
)
from hds_tco.locale import LANGUAGES, Language
from tests.builders import CLOSE_RACE

REFERENCE = ht.load("reference-ght")
CASES = ("chi-eure-seine-2017-total", "chi-eure-seine-2017-par-an")


@cache
def variants() -> SideBySide:
    return side_by_side(usual_variants(REFERENCE))


@cache
def cases() -> SideBySide:
    return side_by_side({name: ht.load(name) for name in CASES})


@cache
def hosting() -> HostingForOthers:
    return hosting_for_others(REFERENCE)


@cache
def study(name: str) -> Any:
    """Return a study, made once for both languages."""
    return {
        "exit": lambda: ht.restitution.exit_profile(REFERENCE, 2000),
        "replay": lambda: ht.restitution.replay(REFERENCE),
        "clauses": lambda: ht.restitution.clause_values(REFERENCE, 300),
        "ways": lambda: ht.flexibility.flexibility(REFERENCE, 300),
        "growth": lambda: ht.flexibility.break_even_growth(REFERENCE, draws=200, steps=8),
        "ahead": lambda: ht.flexibility.buying_ahead(REFERENCE, draws=200),
        "sobol": lambda: ht.sensitivity.sobol_indices(REFERENCE, base_samples=16),
        "information": lambda: ht.sensitivity.value_of_information(ht.simulate(ht.load(CLOSE_RACE), 1000)),
    }[name]()


CHARTS: dict[str, Callable[[Language], Chart]] = {
    "scenarios": lambda lang: side_by_side_chart(variants(), lang),
    "readings": lambda lang: readings_chart(cases(), lang),
    "exit": lambda lang: exit_chart(study("exit"), lang),
    "replay": lambda lang: replay_chart(study("replay"), None, lang),
    "clauses": lambda lang: clauses_chart(study("clauses"), lang),
    "ways": lambda lang: ways_chart(study("ways"), lang),
    "growth": lambda lang: growth_chart(study("growth"), lang),
    "ahead": lambda lang: ahead_chart(study("ahead"), lang),
    "hosting": lambda lang: hosting_chart(hosting(), lang),
    "shares": lambda lang: shares_chart(hosting(), None, lang),
    "sobol": lambda lang: sobol_chart(study("sobol"), 8, lang),
    "information": lambda lang: information_chart(study("information"), 8, lang),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_with_its_message_source_and_words(name: str, lang: Language) -> None:
    chart = CHARTS[name](lang)
    assert chart.key == name
    assert not chart.is_empty
    assert chart.source.startswith("Source")
    assert chart.alt.startswith(chart.title)
    assert plotly_figure(chart, lang).layout.meta["alt"] == chart.alt
    ElementTree.fromstring(svg(chart, lang))
    assert not chart.frame().empty


def test_exits_add_up_cause_by_cause_to_the_probability_of_leaving() -> None:
    found = study("exit")
    frame = exit_chart(found).frame()
    assert frame.iloc[-1].sum() == pytest.approx(found.probability().value)
    assert (frame.diff().iloc[1:] >= 0).all(axis=None)
    for year in range(1, 11):
        assert frame.iloc[:year].sum(axis=1).iloc[-1] == pytest.approx(
            sum(found.probability(before).value for before in range(1, year + 1))
        )


def test_a_provider_that_never_stops_has_a_chart_all_the_same() -> None:
    causes = ("insolvency", "market_exit", "certificate_loss", "disaster", "price_rise")
    safe = ht.with_values(REFERENCE, {f"restitution.{cause}.rate_per_year": 0 for cause in causes})
    chart = exit_chart(ht.restitution.exit_profile(safe, 200))
    assert chart.is_empty
    assert chart.title.startswith("0\N{NO-BREAK SPACE}%")
    assert plotly_figure(chart).layout.yaxis.range == (0, 1)


def test_failures_are_replayed_at_their_cost_and_by_name() -> None:
    found = study("replay")
    chart = replay_chart(found, ("2e2", "Coaxis"))
    assert len(chart.categories) == 2
    ours = dict(zip(chart.categories, chart.series[0].values, strict=True))
    assert ours["2e2 2013"] == pytest.approx(found.of("2e2")["ours"].cost_eur / 1e3)
    with pytest.raises(ValueError, match="replayed"):
        replay_chart(found, ("nobody",))


def test_clauses_that_are_held_are_not_offered() -> None:
    found = study("clauses")
    chart = clauses_chart(found)
    assert len(chart.categories) == sum(not value.held for value in found.values) == 8
    values = [value or 0.0 for value in chart.series[0].values]
    assert values == sorted(values, reverse=True)


def test_both_ways_are_the_sum_of_their_parts() -> None:
    found = study("ways")
    sums = ways_chart(found).frame().sum(axis=1)
    assert list(sums) == pytest.approx([found.buying.mean.value / 1e3, found.leasing.mean.value / 1e3])


def test_the_curves_of_growth_cross_where_the_line_stands() -> None:
    found = study("growth")
    chart = growth_chart(found)
    (line,) = chart.lines
    gaps = [
        (other or 0.0) - (one or 0.0) for one, other in zip(chart.series[0].values, chart.series[1].values, strict=True)
    ]
    before = [gap for x, gap in zip(chart.series[0].x, gaps, strict=True) if x < line.at]
    after = [gap for x, gap in zip(chart.series[0].x, gaps, strict=True) if x > line.at]
    assert before[-1] * after[0] < 0


def test_the_balance_of_hosting_is_what_lies_between_the_curves() -> None:
    chart = hosting_chart(hosting())
    income, cost = (dict(zip(series.x, series.values, strict=True)) for series in chart.series)
    balance = (income[10.0] or 0.0) - (cost[10.0] or 0.0)
    assert balance == pytest.approx(hosting().balance.surplus_eur / 1e3)
    assert chart.lines[0].at == 10


def test_published_cases_show_their_years() -> None:
    frame = readings_chart(cases()).frame()
    assert frame["chi-eure-seine-2017-total"].tolist() == pytest.approx([500, 70, 70, 70, 20])
    assert frame["chi-eure-seine-2017-par-an"].tolist() == pytest.approx([500, 170, 170, 170, 20])


def test_a_share_alone_is_never_drawn_beyond_the_share_in_all() -> None:
    total, alone = (series.values for series in sobol_chart(study("sobol")).series)
    assert all((one or 0.0) <= (other or 0.0) for one, other in zip(alone, total, strict=True))


@pytest.mark.parametrize(
    ("kind", "values", "top"), [("columns", (0.9, 0.2), 1.0), ("columns", (0.1, 0.2), 0.2), ("stacked", (0.4,), 1.0)]
)
def test_an_axis_of_shares_ends_above_what_is_drawn(kind: str, values: tuple[float, ...], top: float) -> None:
    names = tuple(str(rank) for rank in range(len(values)))
    rows = (Series("a", values), Series("b", values, 1))
    chart = Chart("x", kind, "t", names, rows, "share", "", "", "s", "t")  # type: ignore[arg-type]
    assert plotly_figure(chart).layout.yaxis.range == (0, top)


def test_what_is_written_at_the_ends_of_lying_bars_has_room() -> None:
    chart = Chart("x", "bars", "t", ("a",), (Series("s", (100.0,), labels=("100",)),), "keur", "", "", "s", "t")
    low, high = plotly_figure(chart).layout.xaxis.range
    assert (low, high) == (0, 120)
