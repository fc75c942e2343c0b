"""A map's axes: round values, from round ends, named where a reader looks for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.sensitivity.round_axis import round_values
from hds_tco.charts import Chart, map_chart, plotly_spec, svg
from hds_tco.charts.layout.axes import MOST_NAMED, named_every
from hds_tco.locale import LANGUAGES, Language
from tests.builders import CLOSE_RACE

X, Y = "external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server"


@given(st.floats(-1e6, 1e6), st.floats(0.01, 10.0))
def test_round_values_cover_the_range_and_are_named_at_round_places(low: float, share: float) -> None:
    width = share * max(abs(low), 0.001)
    values = round_values(low, low + width, 31)
    assert values[0] <= low + 1e-6 * width
    assert values[-1] >= low + width * (1 - 1e-6)
    assert values[-1] - values[0] <= 2 * width
    assert 15 <= len(values) <= 61
    assert np.diff(values) == pytest.approx(np.diff(values)[0])
    every, is_round = named_every(values.tolist())
    assert is_round
    assert 3 <= len(values[::every]) <= MOST_NAMED


def test_what_may_not_be_passed_is_not() -> None:
    assert round_values(0.002, 0.98, 21, (0.0, 1.0)).tolist() == pytest.approx(np.arange(21) / 20)
    inside = round_values(0.07, 0.93, 21, (0.06, 0.94))
    assert inside[0] >= 0.06 and inside[-1] <= 0.94


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest) -> tuple[Chart, Language]:
    return map_chart(ht.best_map(ht.load(CLOSE_RACE), X, Y, points=11, round_values=True), request.param), request.param


def test_the_map_names_round_values_on_the_screen_and_on_paper(drawn: tuple[Chart, Language]) -> None:
    chart, lang = drawn
    axis = plotly_spec(chart, lang)["layout"]["xaxis"]
    assert axis["ticktext"] == ["60", "70", "80", "90", "100", "110", "120", "130", "140", "150"]
    assert [chart.categories[int(place)] for place in axis["tickvals"]] == axis["ticktext"]
    picture = svg(chart, lang).decode()
    for name in axis["ticktext"]:
        assert f">{name}</text>" in picture


def test_the_scenario_stands_where_its_values_are(drawn: tuple[Chart, Language]) -> None:
    chart, _ = drawn
    found = ht.best_map(ht.load(CLOSE_RACE), X, Y, points=11, round_values=True)
    point = chart.points[0]
    for at, along, central in zip((point.x, point.y), (found.x, found.y), found.central, strict=True):
        assert along[0] + at * (along[1] - along[0]) == pytest.approx(central)
    assert found.costs_eur.shape == (len(found.options), len(found.y), len(found.x))
