"""What plotly.js draws of a chart on its axes: bars, lines, diamonds, a map's cells."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import ceil, floor
from typing import Any

from hds_tco.charts.chart import Series
from hds_tco.charts.layout import Layout
from hds_tco.charts.layout.stacks import days_of
from hds_tco.charts.palette import INK, mark
from hds_tco.locale import bare_lines

# White all around the letters of what is written on a hatched bar.
_HALO = ", ".join(f"{x}px {y}px 0 white" for x in (-3, -1, 1, 3) for y in (-3, -1, 1, 3))
# Of a hatched bar, the share that words may cover: a diamond may stand at its end.
_WORDS_SHARE = 0.85


def safe(words: str) -> str:
    """Return words as plotly shows them: it takes what stands between angle brackets for markup."""
    return escape(bare_lines(words), quote=False)


def traces(drawn: Layout) -> Iterator[dict[str, Any]]:
    """Return what plotly draws of each series."""
    chart = drawn.chart
    if chart.kind == "grid":
        yield from _map(drawn)
    elif chart.kind == "steps":
        yield _steps(drawn)
    elif chart.kind == "spans":
        days = days_of(chart)
        for series in chart.series:
            yield from _spans(series, days, drawn.bar_share)
    elif drawn.by_number or chart.kind == "lines":
        yield from _lines(drawn)
    else:
        for series in chart.series:
            yield _bars(drawn, series)


def _bars(drawn: Layout, series: Series) -> dict[str, Any]:
    places, base = list(range(len(drawn.chart.categories))), drawn.chart.base
    written = {"text": list(map(safe, series.labels)), "textposition": "outside", "cliponaxis": False}
    trace = {"type": "bar", "name": safe(series.name)} | (written if series.labels else {})
    if not drawn.lies:
        return trace | {"x": places, "y": list(series.values), "marker": _fills(series.looks())}
    lengths = [None if value is None else value - base for value in series.values]
    return trace | {"x": lengths, "y": places, "base": base, "orientation": "h", "marker": _fill(series.rank)}


def _lines(drawn: Layout) -> Iterator[dict[str, Any]]:
    is_plain = drawn.chart.kind == "curves"
    for place, series in enumerate(drawn.chart.series):
        style = mark(series.rank)
        yield {
            "type": "scatter",
            "name": safe(series.name),
            "x": list(drawn.curves[place].xs) if drawn.by_number else list(range(len(series.values))),
            "y": list(series.values),
            "mode": "lines" if is_plain else "lines+markers",
            "cliponaxis": is_plain,  # the first and the last point stand on the ends of the axis
            "line": {"color": style.colour, "dash": style.dash, "width": 2.5},
            "marker": {"symbol": style.symbol, "size": 8, "color": style.colour, "line": {"color": INK, "width": 1}},
        }


def _spans(series: Series, days: set[tuple[int, float]], share: float) -> Iterator[dict[str, Any]]:
    """Return the bars of a series, what is written on those that are hatched, and diamonds where it lasts nothing."""
    labels = series.labels or ("",) * len(series.values)
    spans = [
        (row, start, value, safe(label))
        for row, (start, value, label) in enumerate(zip(series.x, series.values, labels, strict=True))
        if value is not None
    ]
    shared = {"name": safe(series.name), "legendgroup": str(series.rank)}
    shared |= {"hovertemplate": "%{customdata}<extra></extra>"}
    shown = bool(series.name)
    for lasting in (True, False):
        rows = [span for span in spans if bool(span[2]) is lasting]
        if not rows:
            continue
        numbers, starts, values, words = (list(column) for column in zip(*rows, strict=True))
        hover = [_dates(*span[1:]) for span in rows]
        trace: dict[str, Any] = shared | {"y": numbers, "text": words, "customdata": hover, "showlegend": shown}
        shown = False
        if lasting:
            inside = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0}
            bar = trace | inside | {"type": "bar", "orientation": "h", "base": starts, "x": values, "width": share}
            hatched = bool(mark(series.rank).pattern)
            yield bar | {"marker": _fill(series.rank)} | ({"text": None} if hatched else {})
            if hatched and any(words):
                clear = [
                    value * (_WORDS_SHARE if (row, start + value) in days else 1.0) for row, start, value, _ in rows
                ]
                yield _words_on_white(bar | {"x": clear})
        else:
            colour = mark(series.rank).colour
            style = {"symbol": "diamond", "size": 11, "color": colour, "line": {"color": INK, "width": 1}}
            place = {"mode": "markers+text", "textposition": "middle right", "cliponaxis": False}
            yield trace | place | {"type": "scatter", "x": starts, "marker": style}


def _words_on_white(bar: dict[str, Any]) -> dict[str, Any]:
    """Return a bar that is not seen, with its words on white."""
    font = {"color": INK, "shadow": _HALO}
    unseen = {"insidetextfont": font, "marker": {"color": "rgba(0,0,0,0)"}, "showlegend": False}
    return bar | unseen | {"hoverinfo": "skip"}


def _dates(start: float, years: float, label: str) -> str:
    """Return the years that a span touches, and what is written on it."""
    first = floor(start + 1e-9)
    last = max(first, ceil(start + years - 1e-9) - 1)
    return " ".join(word for word in (str(first) if first == last else f"{first}–{last}", label) if word)


def _steps(drawn: Layout) -> dict[str, Any]:
    """Return the waterfall: totals at both ends, steps from where the last one ended."""
    return {
        "type": "bar",
        "x": list(range(len(drawn.steps))),
        "y": [step.high - step.low for step in drawn.steps],
        "base": [step.low for step in drawn.steps],
        "text": list(map(safe, drawn.chart.series[0].labels)),
        "textposition": "outside",
        "cliponaxis": False,
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 10},
        "marker": _fills(tuple(step.rank for step in drawn.steps)),
    }


def _map(drawn: Layout) -> Iterator[dict[str, Any]]:
    chart = drawn.chart
    count = len(chart.options)
    scale = [[edge, mark(rank).colour] for rank in range(count) for edge in (rank / count, (rank + 1) / count)]
    yield {
        "type": "heatmap",
        # By place: names that are figures would be taken for places.
        "x": list(range(len(chart.categories))),
        "y": list(drawn.rows),
        "z": [list(series.values) for series in chart.series],
        "text": [
            [_cell(drawn, name, row, place) for place, name in enumerate(chart.categories)] for row in chart.series
        ],
        "hoverinfo": "text",
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
    }
    for key in drawn.legend:
        square = {"size": 12, "symbol": "square", "color": mark(key.rank).colour, "line": {"color": INK, "width": 0.6}}
        yield {"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": safe(key.name), "marker": square}


def _cell(drawn: Layout, name: str, row: Series, place: int) -> str:
    """Return a cell in words."""
    value = row.values[place]
    return safe(" · ".join((name, row.name, "" if value is None else drawn.chart.options[int(value)])))


def _fill(rank: int) -> dict[str, Any]:
    style = mark(rank)
    return {"color": style.colour, "line": {"color": INK, "width": 0.6}, "pattern": {"shape": style.pattern}}


def _fills(ranks: tuple[int, ...]) -> dict[str, Any]:
    styles = [mark(rank) for rank in ranks]
    patterns = {"shape": [style.pattern for style in styles]}
    return {"color": [style.colour for style in styles], "line": {"color": INK, "width": 0.6}, "pattern": patterns}
