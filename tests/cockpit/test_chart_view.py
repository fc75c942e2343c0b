"""Charts on the page, without a browser: what the page is told."""

from __future__ import annotations

import json

import pytest

import hds_tco as ht
from hds_tco.charts import Chart, cumulative_chart, exceedance_chart, natures_chart, plotly_spec, tornado_chart
from hds_tco.cockpit import ChartView, show
from hds_tco.locale import LANGUAGES, Language, text

SCENARIO = ht.load("reference-ght")
RESULT = ht.compare(SCENARIO)


def charts(lang: Language) -> list[Chart]:
    drawn = ht.simulate(SCENARIO, draws=64)
    return [
        natures_chart(RESULT, lang),
        cumulative_chart(RESULT, lang),
        exceedance_chart(drawn, lang=lang),
        tornado_chart(ht.sensitivity.tornado(SCENARIO), lang=lang),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_told_the_figures_the_message_the_source_and_the_words(lang: Language) -> None:
    for chart in charts(lang):
        view = show(chart, lang, height=300)
        assert view.caption["title"] == chart.title
        assert view.caption["source"] == chart.source
        assert view.caption["alt"] == chart.alt
        assert view.caption["figures"] == text("cockpit.figures", lang)
        assert view.spec["data"] == plotly_spec(chart, lang)["data"]
        assert view.spec["layout"]["height"] == 300
        # Said around the picture, where words wrap: in the picture only what is marked on it.
        inside = [note["text"] for note in view.spec["layout"]["annotations"]]
        assert len(inside) == len(chart.lines) + len(chart.points)


def test_the_whole_state_is_plain_data() -> None:
    view = show(natures_chart(RESULT))
    assert json.loads(json.dumps(view.spec)) == view.spec
    assert view.spec["config"]["displayModeBar"] is False  # it speaks English, and offers to send the figures away


def test_plotly_is_sent_once_whatever_the_number_of_charts() -> None:
    first, second = show(natures_chart(RESULT)), show(cumulative_chart(RESULT))
    assert first.library is second.library
    assert len(first.library._esm) > 1_000_000
    assert len(str(ChartView._esm)) < 10_000


def test_another_chart_takes_the_place_of_the_first() -> None:
    view = show(natures_chart(RESULT))
    other = cumulative_chart(RESULT)
    view.show(other, "en")
    assert view.chart is other
    assert (view.caption["lang"], view.caption["title"]) == ("en", other.title)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_holds_every_figure_and_is_made_when_asked_for(lang: Language) -> None:
    for chart in charts(lang):
        view = show(chart, lang)
        assert view.table == {}
        view.table_open = True
        head, rows = view.table["head"], view.table["rows"]
        assert len(head) == 1 + len(chart.series)
        assert {len(row) for row in rows} == {len(head)}
        places = {x for item in chart.series for x in item.x} or chart.categories
        assert len(rows) == len(places)


def test_the_table_follows_the_chart() -> None:
    view = show(natures_chart(RESULT))
    view.table_open = True
    before = view.table
    view.show(natures_chart(ht.compare(ht.with_values(SCENARIO, {"finance.inflation_per_year": 0.05}))))
    assert view.table != before
