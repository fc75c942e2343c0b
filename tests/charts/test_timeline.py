"""The calendar as lying bars: each span of the frame is drawn once, where it falls."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import hds_tco as ht
from hds_tco.analysis.timeline import schedule_frame
from hds_tco.charts import Chart, Series, plotly_figure, plotly_spec, svg, timeline_chart
from hds_tco.charts.layout import layout
from hds_tco.locale import LANGUAGES, Language

CASES: list[tuple[str, dict[str, Any]]] = [
    ("reference-ght", {}),
    ("reference-ght", {"horizon_years": 1}),
    ("reference-ght", {"horizon_years": 15, "leasing.end_of_term": "extend", "leasing.extension_years": 1}),
    ("reference-ght", {"options": ["in_house", "status_quo"], "existing.keep_years": 3}),
    ("ap-hm-2017", {}),
    ("chi-eure-seine-2017-total", {}),
]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_every_span_is_drawn_once(name: str, values: dict[str, Any]) -> None:
    scenario = ht.load(name, values)
    chart, frame = timeline_chart(scenario), schedule_frame(scenario)
    drawn = chart.frame().reset_index(names="row").sort_values(["row", "start", "years"], ignore_index=True)
    said = frame[["row", "start", "years"]].sort_values(["row", "start", "years"], ignore_index=True)
    pd.testing.assert_frame_equal(drawn, said, check_dtype=False)
    assert list(chart.categories) == list(dict.fromkeys(frame["row"]))
    named = [series.name for series in chart.series if series.name]
    assert len(named) == len(set(named)) == frame["nature"].nunique()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "values"), CASES)
def test_the_picture_names_each_row_and_year(name: str, values: dict[str, Any], lang: Language) -> None:
    chart = timeline_chart(ht.load(name, values), lang)
    picture = svg(chart, lang)
    assert picture == svg(chart, lang)
    written = picture.decode()
    for year in layout(chart, lang).across.words:
        assert f">{year}</text>" in written
    for category in chart.categories:
        assert f">{category.split()[0]}" in written


def test_the_title_says_when_it_begins_to_count() -> None:
    def title(lang: Language = "fr", name: str = "reference-ght", **values: Any) -> str:
        return timeline_chart(
            ht.load(name, {path.replace("__", "."): value for path, value in values.items()}), lang
        ).title

    assert title() == "Certificat attendu en 2027\N{NO-BREAK SPACE}; premiers établissements hébergés en 2028"
    assert title("en", horizon_years=1) == "Certificate expected in 2027"
    assert title(certification__steps__certificat__start_year=10).startswith("Pas de certificat d'ici 2036")
    assert title(certification__steps__certificat__start_year=20).startswith("Pas de certificat d'ici 2036")
    assert title(options=["external"]) == "Migration achevée fin 2028\N{NO-BREAK SPACE}; aucun certificat à obtenir"
    assert title("en", "ap-hm-2017").startswith("Approval expected at the end of 2012")  # which is year 0
    assert title(name="tout-a-zero").startswith("Rien à préparer")


@pytest.mark.parametrize(("length", "end"), [(4, 2030), (10, 2036), (50, 2036)])
def test_the_title_of_the_providers_calendar_says_when_the_first_contract_ends(length: int, end: int) -> None:
    scenario = ht.load("reference-ght", {"external.contract_years": length})
    assert timeline_chart(scenario, "en", option="external").title.endswith(f"until the end of {end}")


def test_the_years_of_the_title_are_those_of_the_ledger() -> None:
    # 20 % in 2027, 50 % in 2028, all in 2029: what moves last moves before 2029.
    result = ht.compare(ht.load("reference-ght"))["external"]
    old = result.line("old_platform").amounts_eur
    assert [2026 + year for year in range(11) if old[year]][-1] == 2028


def test_starts_are_asked_for_and_nothing_is_empty() -> None:
    words = {"unit": "year", "x_title": "", "y_title": "", "source": "", "alt": ""}
    with pytest.raises(ValueError, match="has not 2 starts"):
        Chart("x", "spans", "", ("a", "b"), (Series("s", (1.0, None)),), **words)  # type: ignore[arg-type]
    day = Chart("x", "spans", "", ("a",), (Series("s", (0.0,), x=(2027.0,)),), **words)  # type: ignore[arg-type]
    assert not day.is_empty
    assert Chart("x", "spans", "", ("a",), (Series("s", (None,), x=(2027.0,)),), **words).is_empty  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_the_screen_draws_each_span_where_it_falls(name: str, values: dict[str, Any]) -> None:
    chart = timeline_chart(ht.load(name, values))
    spec = plotly_spec(chart)
    drawn = sorted(
        (chart.categories[row], start, years)
        for trace in spec["data"]
        if trace.get("hoverinfo") != "skip"  # words on white, on a bar that is not seen
        for row, start, years in zip(
            trace["y"],
            trace["base"] if trace["type"] == "bar" else trace["x"],
            trace["x"] if trace["type"] == "bar" else [0.0] * len(trace["y"]),
            strict=True,
        )
    )
    said = chart.frame().reset_index(names="row")
    assert drawn == sorted(said.itertuples(index=False, name=None))
    legend = [trace["name"] for trace in spec["data"] if trace["showlegend"]]
    assert legend == [series.name for series in chart.series if series.name]
    plotly_figure(chart)  # plotly's own checks
