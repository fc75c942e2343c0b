"""Words of points stand clear of the curves, by hand and on drawn charts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.charts import Chart, Point, Series, cumulative_chart, plotly_spec
from hds_tco.charts.layout import Plot, Spot, spots_of
from tests.builders import CLOSE_RACE

PLOT, SIZE_PT = Plot(400.0, 220.0, (-0.5, 10.5), (-1_000.0, 24_000.0)), 9.0
# The provider is overtaken; a status quo is drawn with the others; two options alone.
DEAR: dict[str, Any] = {"external.price_eur_per_vm_per_month": 150}
CASES: dict[str, dict[str, Any]] = {
    "three": DEAR | {"leasing.implicit_rate_per_year": 0.15},
    "four": DEAR
    | {"options": ["in_house", "external", "leasing", "status_quo"], "existing.keep_years": 3}
    | {"leasing.implicit_rate_per_year": 0.15},
    "two": DEAR | {"options": ["in_house", "external"]},
}


def box_of(spot: Spot, plot: Plot) -> tuple[float, float, float, float]:
    """Return about where the words of a spot stand, smaller than the rule counts them."""
    x, y = plot.place(np.array([spot.point.x]), np.array([spot.point.y]))[0]
    wide, high = len(spot.point.label) * SIZE_PT * 0.55, SIZE_PT
    end = x + spot.across_pt
    left, middle = (end - wide, y + spot.up_pt) if spot.leftwards else (end, y + spot.up_pt)
    return left, middle - high / 2, left + wide, middle + high / 2


def touches(box: tuple[float, float, float, float], chart: Chart, plot: Plot) -> bool:
    left, low, right, high = box
    for series in chart.series:
        xs = np.linspace(0, len(series.values) - 1, 4_000)
        ys = np.interp(xs, np.arange(len(series.values)), np.array(series.values, dtype=float))
        at = plot.place(xs, ys)
        if np.any((at[:, 0] > left) & (at[:, 0] < right) & (at[:, 1] > low) & (at[:, 1] < high)):
            return True
    return False


@pytest.mark.parametrize("name", CASES)
def test_words_at_a_crossing_touch_no_curve_and_stay_in_the_drawing(name: str) -> None:
    chart = cumulative_chart(ht.compare(ht.load(CLOSE_RACE, CASES[name])))
    found = spots_of(chart, PLOT, SIZE_PT)
    assert len(found) == len(chart.points) > 0
    for spot in found:
        box = box_of(spot, PLOT)
        assert not touches(box, chart, PLOT), spot
        assert box[0] >= 0
        assert box[2] <= PLOT.width_pt
        assert 0 <= box[1] < box[3] <= PLOT.height_pt


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 10), min_size=2, max_size=4, unique=True), st.floats(0.2, 3.0))
def test_words_never_write_on_each_other(places: list[float], slope: float) -> None:
    values = tuple(slope * year * 700.0 for year in range(11))
    points = tuple(Point(x, slope * x * 700.0, f"passe sous « {rank} »") for rank, x in enumerate(places))
    chart = Chart(
        "x", "lines", "", tuple(map(str, range(11))), (Series("s", values),), "keur", "", "", "", "", points=points
    )
    boxes = [box_of(spot, PLOT) for spot in spots_of(chart, PLOT, SIZE_PT)]
    for rank, one in enumerate(boxes):
        for other in boxes[rank + 1 :]:
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_a_page_places_them_by_the_same_rule() -> None:
    chart = cumulative_chart(ht.compare(ht.load(CLOSE_RACE, CASES["three"])))
    words = [note for note in plotly_spec(chart)["layout"]["annotations"] if note.get("showarrow")]
    assert len(words) == len(chart.points)
    assert all(note["yanchor"] == "middle" for note in words)
    assert len({(note["ax"], note["ay"]) for note in words} | {(0, 0)}) > 1
