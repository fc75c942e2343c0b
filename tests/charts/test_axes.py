"""Axes: round ends and ticks around all that is drawn; a map's values named where a reader looks for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.sensitivity.two_way import round_steps
from hds_tco.charts import Chart, Series, map_chart, plotly_spec, svg
from hds_tco.charts.axes import MOST_NAMED, foot_of_steps, named_every
from hds_tco.charts.layout import layout
from hds_tco.locale import LANGUAGES, Language
from tests.builders import CLOSE_RACE

X, Y = "external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server"


@given(st.floats(-1e6, 1e6), st.floats(0.01, 10.0))
def test_round_values_cover_the_range_and_are_named_at_round_places(low: float, share: float) -> None:
    width = share * max(abs(low), 0.001)
    values = round_steps(low, low + width, 31)
    assert values[0] <= low + 1e-6 * width
    assert values[-1] >= low + width * (1 - 1e-6)
    assert values[-1] - values[0] <= 2 * width
    assert 15 <= len(values) <= 61
    assert np.diff(values) == pytest.approx(np.diff(values)[0])
    every, is_round = named_every(values.tolist())
    assert is_round
    assert 3 <= len(values[::every]) <= MOST_NAMED


def test_what_may_not_be_passed_is_not() -> None:
    assert round_steps(0.002, 0.98, 21, (0.0, 1.0)).tolist() == pytest.approx(np.arange(21) / 20)
    inside = round_steps(0.07, 0.93, 21, (0.06, 0.94))
    assert inside[0] >= 0.06 and inside[-1] <= 0.94


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest) -> tuple[Chart, Language]:
    return map_chart(
        ht.sensitivity.best_map(ht.load(CLOSE_RACE), X, Y, points=11, round_values=True), request.param
    ), request.param


def test_the_map_names_round_values_on_the_screen_and_on_paper(drawn: tuple[Chart, Language]) -> None:
    chart, lang = drawn
    axis = plotly_spec(chart, lang)["layout"]["xaxis"]
    assert axis["ticktext"] == ["60", "70", "80", "90", "100", "110", "120", "130", "140", "150"]
    assert [chart.categories[int(place)] for place in axis["tickvals"]] == axis["ticktext"]
    picture = svg(chart, lang).decode()
    for name in axis["ticktext"]:
        assert f">{name}</text>" in picture


def test_every_row_of_a_map_is_as_high_as_another() -> None:
    """Rows of 20 to 24: the first and the last are not cut by half, and ticks stay on the rows."""
    series = tuple(Series(str(row), (0.0, 1.0)) for row in range(20, 25))
    up = layout(Chart("x", "grid", "", ("a", "b"), series, "rank", "", "", "", "", options=("A", "B"), every=(1, 2))).up
    assert (up.low, up.high, up.ticks) == (19.5, 24.5, (20.0, 22.0, 24.0))
    assert up.tick_low == 18.0  # for programs whose ticks begin where the axis does


def test_the_scenario_stands_where_its_values_are(drawn: tuple[Chart, Language]) -> None:
    chart, _ = drawn
    found = ht.sensitivity.best_map(ht.load(CLOSE_RACE), X, Y, points=11, round_values=True)
    point = chart.points[0]
    for at, along, central in zip((point.x, point.y), (found.x, found.y), found.central, strict=True):
        assert along[0] + at * (along[1] - along[0]) == pytest.approx(central)
    assert found.costs_eur.shape == (len(found.options), len(found.y), len(found.x))


KINDS_OF_FIGURES = ("columns", "stacked", "lines", "curves", "bars", "steps")
VALUES = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 1e6), st.floats(-1e6, -0.01)), min_size=1, max_size=12)


def of_values(kind: str, values: list[float], unit: str = "keur") -> Chart:
    names = () if kind == "curves" else tuple(f"n{rank}" for rank in range(len(values)))
    xs = tuple(10.0 * rank for rank in range(len(values))) if kind == "curves" else ()
    labels = tuple("12 345" for _ in values) if kind in ("columns", "bars", "steps") else ()
    rows = (Series("a", tuple(values), x=xs, labels=labels), Series("b", tuple(reversed(values)), 1, xs, labels))
    series = rows[:1] if kind == "steps" else rows
    return Chart("x", kind, "", names, series, unit, "x", "y", "", "", x_unit="rank")  # type: ignore[arg-type]


def reach(kind: str, values: list[float]) -> list[float]:
    """Return what is reached, by hand."""
    if kind == "stacked":
        pairs = list(zip(values, reversed(values), strict=True))
        return [sum(max(0.0, part) for part in pair) for pair in pairs] + [
            sum(min(0.0, part) for part in pair) for pair in pairs
        ]
    if kind == "steps":
        return [sum(values[: rank + 1]) for rank in range(len(values) - 1)] + [values[-1]]
    return values


@given(st.sampled_from(KINDS_OF_FIGURES), VALUES)
def test_all_that_is_drawn_lies_between_the_ends_and_ticks_are_round(kind: str, values: list[float]) -> None:
    drawn = layout(of_values(kind, values), "fr")
    axis = drawn.values
    near = 1e-6 * (axis.high - axis.low)
    assert axis.low - near <= min(reach(kind, values))
    assert max(reach(kind, values)) <= axis.high + near
    leading = axis.step / 10.0 ** np.floor(np.log10(axis.step) + 1e-9)
    assert any(leading == pytest.approx(factor) for factor in (1.0, 2.0, 2.5, 5.0, 10.0))
    assert all(tick / axis.step == pytest.approx(round(tick / axis.step), abs=1e-4) for tick in axis.ticks)
    assert (axis.ticks[0], axis.ticks[-1]) == pytest.approx((axis.low, axis.high))
    assert len(axis.ticks) == len(set(axis.words)) <= 10  # told apart


@given(VALUES.map(lambda values: [abs(value) / 1e6 for value in values]))
def test_shares_never_go_beyond_one(values: list[float]) -> None:
    axis = layout(of_values("columns", values, "share"), "en").up
    assert axis.low == 0 and max(values) <= axis.high <= 1
    assert (axis.high == 1) == (max(values) > 0.6 or not any(values)) or max(values) > 0.5


@given(st.integers(1, 90), st.booleans())
def test_names_along_an_axis_are_few_and_the_first_is_one(count: int, years: bool) -> None:
    names = tuple(str(2026 + rank) if years else f"n{rank}" for rank in range(count))
    axis = layout(Chart("x", "columns", "", names, (Series("s", (1.0,) * count),), "keur", "", "", "", "")).across
    assert axis.words[0] == names[0]
    assert len(axis.words) <= (11 if years else 16)
    assert [names[int(tick)] for tick in axis.ticks] == list(axis.words)


@given(st.floats(1e3, 1e6), st.lists(st.floats(-0.02, 0.02), min_size=1, max_size=6))
def test_a_cut_axis_begins_where_its_title_says(start: float, shares: list[float]) -> None:
    values = [start, *(share * start for share in shares)]
    values.append(sum(values))
    foot = foot_of_steps(values)
    names = tuple(f"n{rank}" for rank in range(len(values)))
    chart = Chart("x", "steps", "", names, (Series("", tuple(values)),), "keur", "", "", "", "", base=foot)
    axis = layout(chart).up
    assert axis.low == pytest.approx(foot)
    assert axis.high >= max(reach("steps", values)) - 1e-6 * start
