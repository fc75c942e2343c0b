"""Charts say the figures of the results they are drawn from, in every renderer."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.simulation import Simulation
from hds_tco.charts import (
    Chart,
    Series,
    by_year_chart,
    cheapest_chart,
    convergence_chart,
    cumulative_chart,
    exceedance_chart,
    map_chart,
    natures_chart,
    plotly_figure,
    plotly_spec,
    svg,
    timeline_chart,
    tornado_chart,
    waterfall_chart,
    yearly_chart,
)
from hds_tco.charts.costs import by_family
from hds_tco.locale import LANGUAGES, Language


@cache
def compared() -> ht.analysis.Comparison:
    return ht.compare(ht.load("reference-ght"))


@cache
def simulated() -> Simulation:
    return ht.simulate(ht.load("reference-ght"), 2000)


CHARTS: dict[str, Callable[[Language], Chart]] = {
    "by_year": lambda lang: by_year_chart(compared(), lang),
    "natures": lambda lang: natures_chart(compared(), lang),
    "yearly": lambda lang: yearly_chart(compared(), compared()["in_house"], lang),
    "cumulative": lambda lang: cumulative_chart(compared(), lang),
    "waterfall": lambda lang: waterfall_chart(compared(), "external", "leasing", lang),
    "exceedance": lambda lang: exceedance_chart(simulated(), 22e6, lang),
    "cheapest": lambda lang: cheapest_chart(simulated(), lang),
    "convergence": lambda lang: convergence_chart(simulated(), lang),
    "tornado": lambda lang: tornado_chart(ht.sensitivity.tornado(compared().scenario), 10, lang),
    "timeline": lambda lang: timeline_chart(compared().scenario, lang),
    "map": lambda lang: map_chart(ht.sensitivity.best_map(compared().scenario, points=11), lang),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_with_its_message_source_and_words(name: str, lang: Language) -> None:
    chart = CHARTS[name](lang)
    assert not chart.is_empty
    assert "GHT de référence" in chart.source
    assert chart.alt.startswith(chart.title)
    figure = plotly_figure(chart, lang)
    said = " ".join(annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations)
    assert chart.title.split()[0] in said
    assert figure.layout.meta["alt"] == chart.alt
    picture = svg(chart, lang)
    ElementTree.fromstring(picture)
    assert picture == svg(chart, lang)  # the same bytes each time
    written = picture.decode()
    for title in (chart.y_title, chart.x_title):
        assert title.replace("'", "&apos;") in written or title in written


def test_natures_and_families_sum_to_the_net_present_costs() -> None:
    result = compared()
    for frame in (natures_chart(result).frame().T, by_family(result).drop(columns="label") / 1e3):
        sums = frame.sum()
        for option in result.options:
            name = option.option.label() if option.option.label() in sums.index else option.key
            assert sums[name] == pytest.approx(option.net_present_cost_eur / 1e3)


def test_years_sum_to_the_amounts() -> None:
    option = compared()["leasing"]
    frame = yearly_chart(compared(), option).frame()
    assert np.allclose(frame.sum(axis=1), option.amounts_eur / 1e3)
    assert list(frame.index) == [str(2026 + year) for year in range(11)]


def test_a_waterfall_goes_from_one_cost_to_the_other() -> None:
    result = compared()
    steps = waterfall_chart(result, "external", "in_house").series[0].values
    assert steps[0] == pytest.approx(result["external"].net_present_cost_eur / 1e3)
    assert sum(step or 0.0 for step in steps[:-1]) == pytest.approx(result["in_house"].net_present_cost_eur / 1e3)
    moves = [abs(step or 0.0) for step in steps[1:-1]]
    assert moves == sorted(moves, reverse=True)
    same = waterfall_chart(result, "leasing", "leasing")
    assert len(same.categories) == 2
    assert "coûtent autant" in same.title


def test_exceedance_falls_from_one_to_zero_and_is_the_share_of_draws_above() -> None:
    chart = exceedance_chart(simulated(), 22e6)
    for series, option in zip(chart.series, simulated().options, strict=True):
        chances = [value or 0.0 for value in series.values]
        assert chances == sorted(chances, reverse=True)
        middle = len(chances) // 2
        assert chances[middle] == pytest.approx(
            (simulated().costs(option.key) > series.x[middle] * 1e3).mean(), abs=1e-9
        )
    assert chart.lines[0].at == 22e3


def test_each_option_keeps_its_colour() -> None:
    looks = cheapest_chart(simulated()).series[0].looks()
    by_name = dict(zip(cheapest_chart(simulated()).categories, looks, strict=True))
    for series in exceedance_chart(simulated()).series:
        assert by_name[series.name] == series.rank


def test_the_tornado_says_what_its_frame_holds() -> None:
    found = ht.sensitivity.tornado(compared().scenario)
    chart, frame = tornado_chart(found, 5), found.frame().head(5)
    assert list(chart.series[0].values) == pytest.approx(list(frame["gap_low_eur"] / 1e3))
    assert chart.base == pytest.approx(found.central_gap_eur / 1e3)
    with pytest.raises(ValueError, match="one option"):
        tornado_chart(ht.sensitivity.tornado(compared().scenario, [ht.model.OPTIONS["in_house"]]))


def test_the_map_holds_the_rank_of_the_best_option() -> None:
    found = ht.sensitivity.best_map(compared().scenario, points=7)
    chart = map_chart(found)
    assert np.array_equal(np.array([series.values for series in chart.series]), found.best)
    assert chart.options == tuple(option.label() for option in found.options)


def test_the_crossing_point_lies_on_the_curve() -> None:
    cheap = ht.compare(ht.load("reference-ght", {"external.price_eur_per_vm_per_month": 120}))
    chart = cumulative_chart(cheap)
    best = dict(zip([series.name for series in chart.series], chart.series, strict=True))[cheap.best.option.label()]
    assert chart.points
    for point in chart.points:
        assert point.y == pytest.approx(np.interp(point.x, range(11), [value or 0.0 for value in best.values]))


def test_words_are_never_taken_for_markup() -> None:
    name = "<b>A</b> & <a href='x'>B</a>"
    series = Series(name, (1.0, 2.0), labels=(name, name))
    chart = Chart("x", "columns", name, (name, name), (series, series), "keur", name, name, name, name)
    spec = plotly_spec(chart)
    assert spec["layout"]["meta"]["alt"] == name
    del spec["layout"]["meta"]
    said = json.dumps(spec).replace("<br>", "")
    assert "<" not in said
    assert "&lt;b&gt;A&lt;/b&gt; &amp;" in said


@pytest.mark.parametrize("name", CHARTS)
def test_what_the_page_gets_is_plain_and_what_plotly_knows(name: str) -> None:
    chart = CHARTS[name]("fr")
    spec = plotly_spec(chart)
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    kinds = {"bar", "scatter", "heatmap"}
    assert {trace["type"] for trace in spec["data"]} <= kinds  # all that the bundle of pages can draw
    assert plotly_figure(chart).data[0].type == spec["data"][0]["type"]


def test_figures_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="has not 2 values"):
        Chart("x", "columns", "", ("a", "b"), (Series("s", (1.0,)),), "keur", "", "", "", "")
