"""Waterfalls as stacked bars: each begins where the last one ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.charts import Chart, Series
from hds_tco.charts.layout import layout
from hds_tco.charts.stacks import FALL, RISE, TOTAL, layers_of, steps_of

MOVES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8)


@given(MOVES, st.floats(1, 1e6))
def test_steps_begin_where_the_last_one_ended(moves: list[float], start: float) -> None:
    steps = steps_of([start, *moves, start + sum(moves)])
    reached = start
    for move, step in zip(moves, steps[1:-1], strict=True):
        assert step.low == pytest.approx(min(reached, reached + move), abs=1e-6)
        assert step.high == pytest.approx(max(reached, reached + move), abs=1e-6)
        assert step.rank == (RISE if move >= 0 else FALL)
        reached += move
    assert steps[0].rank == steps[-1].rank == TOTAL
    assert len(steps) == len(moves) + 2


@given(MOVES, st.floats(1, 1e6))
def test_stacked_layers_show_the_same_bars(moves: list[float], start: float) -> None:
    values = (start, *moves, start + sum(moves))
    names = tuple(map(str, values))
    chart = Chart("x", "steps", "", names, (Series("", values),), "keur", "", "", "", "")
    layers = layers_of(chart, "fr")
    for place, step in enumerate(steps_of(values)):
        seen = [(layer.cells[place] or 0.0, layer.rank) for layer in layers[1:-1]]
        assert sum(abs(cell) for cell, _ in seen) == pytest.approx(step.high - step.low, abs=1e-6)
        assert {rank for cell, rank in seen if cell} <= {step.rank}
        end = (layers[0].cells[place] or 0.0) + sum(cell for cell, _ in seen)  # of what stands on the base, or hangs
        crosses = step.low < 0 < step.high
        want = step.high + step.low if crosses else step.high if step.low >= 0 else step.low
        assert end == pytest.approx(want, abs=1e-6)


@pytest.mark.parametrize(
    "names", [("-2", "-1", "0", "1"), ("-4", "-3", "-2", "-1"), ("0", "1", "2", "3"), tuple("abcd")]
)
def test_the_rows_of_a_map_stand_on_both_sides_of_zero(names: tuple[str, ...]) -> None:
    """Programs stack bars from zero, upward and downward: each row lies half a step around its value."""
    options = (0.0, 1.0, 1.0, 0.0)
    series = tuple(Series(name, (option,)) for name, option in zip(names, options, strict=True))
    drawn = layout(Chart("x", "grid", "", ("a",), series, "rank", "", "", "", "", options=("A", "B")), "en")
    reached, cells = {True: 0.0, False: 0.0}, []
    for layer in drawn.layers:
        length = layer.cells[0] or 0.0
        start = reached[length > 0]
        reached[length > 0] += length
        if layer.rank is not None:
            cells.append((min(start, start + length), max(start, start + length), float(layer.rank)))
    for row, option in zip(drawn.rows, options, strict=True):
        halves = [rank for at in (row - 0.25, row + 0.25) for low, high, rank in cells if low < at < high]
        assert halves == [option, option]
