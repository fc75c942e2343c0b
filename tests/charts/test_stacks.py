"""Waterfalls as stacked bars: each begins where the last one ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.charts import Chart, Series
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
