from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import hds_tco as ht
from hds_tco.analysis.answer import cumulative_message, yearly_message
from hds_tco.charts import Costs, costs_figure, source_line, update_costs
from hds_tco.charts.costs import SOURCE_LETTERS, TITLE_LETTERS
from hds_tco.locale import LANGUAGES, Language, text
from tests.builders import scenario

RESULT = ht.compare(ht.load("reference-ght"))


def costs(years: int = 3, options: tuple[str, ...] = ("Chez soi", "Ailleurs"), **words: str) -> Costs:
    index = pd.RangeIndex(years, name="year")
    yearly = pd.DataFrame({name: [1000.0 * (rank + 1)] * years for rank, name in enumerate(options)}, index=index)
    said = {"yearly_title": "Par an", "cumulative_title": "Cumulé", "source": "Source."} | words
    return Costs(yearly_eur=yearly, cumulative_eur=yearly.cumsum(), **said)


def traces(figure: Any, kind: str) -> list[Any]:
    return [trace for trace in figure.data if trace.type == kind]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_and_lines_are_the_frames_in_thousands_of_euros(lang: Language) -> None:
    figure = costs_figure(Costs.of(RESULT, lang), lang)
    for kind, frame in (("bar", RESULT.yearly(lang)), ("scatter", RESULT.cumulative(lang))):
        found = traces(figure, kind)
        assert [trace.name for trace in found] == list(frame.columns)
        for trace in found:
            assert list(trace.x) == list(frame.index)
            assert list(trace.y) == pytest.approx(frame[trace.name] / 1e3, abs=1e-6)
    assert {trace.xaxis for trace in traces(figure, "bar")} == {"x"}
    assert {trace.xaxis for trace in traces(figure, "scatter")} == {"x2"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_are_the_messages_and_the_source_stands_below(lang: Language) -> None:
    figure = costs_figure(Costs.of(RESULT, lang), lang)
    texts = [note.text.replace("<br>", " ") for note in figure.layout.annotations]
    assert texts == [yearly_message(RESULT, lang), cumulative_message(RESULT, lang), source_line(RESULT, lang)]
    heights = [note.y for note in figure.layout.annotations]
    assert heights == [1, 1, 0]
    assert [note.yanchor for note in figure.layout.annotations] == ["bottom", "bottom", "top"]


def test_long_titles_and_sources_are_wrapped_because_plotly_does_not() -> None:
    title, source = "un titre bien trop long " * 5, "une source bien trop longue " * 9
    figure = costs_figure(costs(yearly_title=title, source=source))
    for note, letters in zip(figure.layout.annotations[::2], (TITLE_LETTERS, SOURCE_LETTERS), strict=True):
        lines = note.text.split("<br>")
        assert len(lines) > 1
        assert max(len(line) for line in lines) <= letters
    assert figure.layout.annotations[0].text.replace("<br>", " ") == title.strip()


@pytest.mark.parametrize(
    ("lang", "decimal", "thousands", "hover"),
    [
        ("fr", ",", "\N{NARROW NO-BREAK SPACE}", "Année %{x}\N{NO-BREAK SPACE}: %{y:,.1f}\N{NO-BREAK SPACE}k€"),
        ("en", ".", ",", "Year %{x}: €%{y:,.1f}k"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(
    lang: Language, decimal: str, thousands: str, hover: str
) -> None:
    figure = costs_figure(costs(), lang)
    assert figure.layout.separators == decimal + thousands
    assert {trace.hovertemplate for trace in figure.data} == {f"{hover}<extra>%{{fullData.name}}</extra>"}
    assert {axis.tickformat for axis in (figure.layout.yaxis, figure.layout.yaxis2)} == {
        ",.2~f"
    }  # no more decimals than it takes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axes_say_what_they_measure_and_in_what_unit(lang: Language) -> None:
    layout = costs_figure(costs(), lang).layout
    titles = [layout.yaxis.title.text, layout.yaxis2.title.text]
    assert titles == [text("chart.yearly_axis", lang), text("chart.cumulative_axis", lang)]
    assert all("k€" in title or "€k" in title for title in titles)
    assert [layout.xaxis.title.text, layout.xaxis2.title.text] == [text("chart.year", lang)] * 2


@pytest.mark.parametrize("options", [("a",), ("a", "b")])
def test_each_chart_has_its_own_legend(options: tuple[str, ...]) -> None:
    figure = costs_figure(costs(options=options))
    assert figure.layout.showlegend is True
    assert {trace.legend for trace in traces(figure, "scatter")} == {"legend2"}
    assert {trace.legend for trace in traces(figure, "bar")} == {None}
    assert figure.layout.legend2.x == figure.layout.xaxis2.domain[0]


def test_series_differ_by_pattern_dash_and_point() -> None:
    figure = costs_figure(costs(options=("a", "b", "c", "d", "e")))
    bars, lines = traces(figure, "bar"), traces(figure, "scatter")
    for marks in (
        [trace.marker.pattern.shape for trace in bars],
        [trace.marker.color for trace in bars],
        [trace.line.dash for trace in lines],
        [trace.marker.symbol for trace in lines],
    ):
        assert len(set(marks)) == 5
    assert [trace.marker.color for trace in bars] == [trace.line.color for trace in lines]


@pytest.mark.parametrize(("years", "tick"), [(4, 1), (12, 1), (13, 2), (24, 2), (31, 5)])
def test_years_on_the_axis_leave_room_between_them(years: int, tick: int) -> None:
    figure = costs_figure(costs(years=years))
    assert (figure.layout.xaxis.dtick, figure.layout.xaxis2.dtick) == (tick, tick)


@pytest.mark.parametrize("options", [1, 3, 5])
def test_the_figure_grows_with_its_legend_not_the_charts(options: int) -> None:
    layout = costs_figure(costs(options=tuple("abcde"[:options]))).layout
    above = layout.annotations[0].yshift
    assert above == 20 * options + 8
    assert layout.margin.t >= above + 3 * 18  # a title of three lines
    assert layout.height - layout.margin.t - layout.margin.b == 228


def test_an_update_gives_what_drawing_anew_gives() -> None:
    figure = costs_figure(costs())
    other = Costs(
        yearly_eur=costs().yearly_eur * 2,
        cumulative_eur=costs().cumulative_eur - 5000,
        yearly_title="Autre message",
        cumulative_title="Encore un autre",
        source="Autre source.",
    )
    update_costs(figure, other)
    assert figure.to_dict() == costs_figure(other).to_dict()


def test_an_update_with_another_option_is_refused() -> None:
    figure = costs_figure(costs())
    with pytest.raises(ValueError, match="zip"):
        update_costs(figure, costs(options=("a", "b", "c")))


def test_in_words_the_figure_says_both_messages_and_where_each_option_ends() -> None:
    # Yearly 1 000 and 2 000 euros, three years each: 3 and 6 k€ at the last year, which is year 2.
    words = costs().in_words("fr").replace("\N{NO-BREAK SPACE}", " ")
    assert words == "Par an. Cumulé. Coût cumulé actualisé à l'année 2 : Chez soi 3 k€, Ailleurs 6 k€."
    assert costs().in_words("en").endswith("at year 2: Chez soi €3k, Ailleurs €6k.")


def test_the_source_names_the_scenario_and_counts_what_has_no_source() -> None:
    notice = next(notice for notice in RESULT.notices if notice.key == "hypotheses")
    assert source_line(RESULT, "en") == (
        f"Source: scenario “GHT de référence”. {notice.counted} assumptions of {notice.numbers['all']} have no source."
    )
    assert str(notice.counted) in source_line(RESULT, "fr")


def test_a_scenario_whose_figures_all_have_a_source_says_no_more_than_its_name() -> None:
    sourced = {"source": "devis", "confidence": "S1"}
    result = ht.compare(scenario())
    known = result.scenario
    assert "no source" in source_line(result, "en")
    tree = known.model_dump(exclude_none=True)

    def source(node: Any) -> None:
        for inner in node.values():
            if isinstance(inner, dict):
                inner.update(sourced if "confidence" in inner else {})
                source(inner)

    source(tree)
    every = ht.compare(type(known).model_validate(tree))
    assert source_line(every, "en") == f"Source: scenario “{known.name}”."
