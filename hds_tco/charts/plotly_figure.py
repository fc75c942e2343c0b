"""A chart on the screen: what plotly.js draws, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from hds_tco.charts.chart import CURVES, Chart, Series, Unit, beside, days_of, ruler, step_bars, top_of_shares
from hds_tco.charts.clear import Plot, spots
from hds_tco.charts.look import FONT, GRID, INK, MUTED, mark, separators
from hds_tco.charts.names import set_apart
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare_lines, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Words of a point, and about how wide a drawing is, in pixels: plotly places them before it knows its page.
POINT_PIXELS, PLOT_WIDTH = 12.0, 620.0
TITLE_LETTERS, SOURCE_LETTERS, NAME_LETTERS, ROW_LETTERS, POINT_LETTERS = 60, 96, 11, 34, 26
# Names along an axis before some are left out.
MOST_TICKS = 16
# Cells of a map that are named, on each side.
MOST_CELLS = 12
# Years that stand beside one another on a narrow screen.
MOST_YEARS = 11
# What is written at the end of a lying bar takes that share of the axis.
LABEL_ROOM = 0.12
# Room above the columns of a waterfall whose axis is cut, as a share of what it shows.
STEP_ROOM = 0.12
# Around lying bars (legend, figures, title of the axis), a line of their names, the words of a line above them.
AROUND, ROW_LINE, _ABOVE_ROWS = 110, 15, 20
# Names are not cut to fewer lines than that: legend and titles may stand outside, which leaves more room than is known.
FEWEST_LINES = 2
# White all around the letters of what is written on a hatched bar.
_HALO = ", ".join(f"{x}px {y}px 0 white" for x in (-3, -1, 1, 3) for y in (-3, -1, 1, 3))
# Of a hatched bar, the share that words may cover: a diamond may stand at its end.
_WORDS_SHARE = 0.85
_LEGEND_ROW, _TITLE_ROW, _SOURCE_ROW, _TICK_ROW = 22, 20, 14, 15
_TICKS: dict[Unit, str] = {"keur": ",.2~f", "share": ".0%", "rank": ",.2~f", "year": "d", "none": ""}
# Without plotly's button bar, which speaks English and offers to send the figures to its servers.
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True}


def plotly_spec(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 420) -> dict[str, Any]:
    r"""Return a chart as plotly.js takes it: ``data``, ``layout`` and ``config``, plain values all of them.

    Made without plotly's Python objects, which check every value: a slider's gesture has no time for that.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
        For the numbers on axes.
    height : int
        In pixels.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart, plotly_spec
    >>> spec = plotly_spec(natures_chart(ht.compare(ht.load("reference-ght"))))
    >>> sorted(spec), spec["data"][0]["type"], spec["layout"]["meta"]["alt"][:24]
    (['config', 'data', 'layout'], 'bar', 'Hébergement interne\xa0: 19')
    """
    title, source = _wrapped(chart.title, TITLE_LETTERS), _wrapped(chart.source, SOURCE_LETTERS)
    named = [series for series in chart.series if series.name] if chart.kind != "grid" else list(chart.options)
    legend = _LEGEND_ROW * -(-len(named) // 2) if len(named) > 1 else 0
    above = 24 + _TITLE_ROW * (1 + title.count("<br>")) + legend
    ticks = max((_wrapped(name).count("<br>") for name in chart.categories), default=0) if _upright(chart) else 0
    below = 62 + _TICK_ROW * ticks
    # Plotly's own title neither wraps nor stays clear of the legend.
    left = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left", "showarrow": False}
    left |= {"xshift": -68, "yanchor": "top"}
    annotations = [
        left | {"text": title, "y": 1, "yshift": above - 6, "font": {"size": 15, "weight": "bold", "color": INK}},
        left | {"text": source, "y": 0, "yshift": -below, "font": {"size": 11, "color": MUTED}},
    ]
    x_axis, y_axis = _axes(chart, lang, height - AROUND)
    shapes, words = _lines(chart)
    layout = {
        "height": height,
        "barmode": {"stacked": "relative", "bars": "overlay", "spans": "overlay"}.get(chart.kind, "group"),
        "bargap": 0.3,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "separators": separators(lang),
        "font": {"family": FONT, "size": 12, "color": INK},
        "margin": {"l": 80, "r": 30, "t": above, "b": below + 12 + _SOURCE_ROW * (1 + source.count("<br>"))},
        "showlegend": len(named) > 1,
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemwidth": 40},
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT}, "namelength": -1},
        "meta": {"alt": chart.alt, "key": chart.key},
        "xaxis": x_axis,
        "yaxis": y_axis,
        "shapes": shapes,
        "annotations": annotations + words + _points(chart, height - AROUND),
    }
    if chart.kind == "spans":
        layout["uniformtext"] = {"mode": "hide", "minsize": 10}  # a word wider than its bar
    return {"data": list(_traces(chart)), "layout": layout, "config": CONFIG}


def plotly_figure(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 420) -> go.Figure:
    r"""Return a chart as a figure of plotly's, which shows itself in a notebook and can be changed further.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
        For the numbers on axes.
    height : int
        In pixels.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart, plotly_figure
    >>> figure = plotly_figure(natures_chart(ht.compare(ht.load("reference-ght"))))
    >>> figure.layout.meta["alt"][:24]
    'Hébergement interne\xa0: 19'
    """
    import plotly.graph_objects as go

    spec = plotly_spec(chart, lang, height)
    return go.Figure({"data": spec["data"], "layout": spec["layout"]})


def _lines(chart: Chart) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines across the chart, and their words."""
    shapes, words = [], []
    for line in chart.lines:
        drawn = {"type": "line", "line": {"color": INK, "width": 1.5, "dash": "dash"}}
        said = {"text": _safe(line.label), "showarrow": False, "yanchor": "top", "bgcolor": "rgba(255, 255, 255, 0.8)"}
        if line.axis == "x" or chart.kind == "bars":  # lying bars have their values along x
            shapes.append(drawn | {"x0": line.at, "x1": line.at, "y0": 0, "y1": 1, "xref": "x", "yref": "y domain"})
            words.append(said | {"x": line.at, "y": 1, "xref": "x", "yref": "y domain", "xanchor": "left"})
            if chart.kind == "bars":  # above the first row, where `_rows` leaves room
                words[-1] |= {"xanchor": "center", "bgcolor": "white", "borderpad": 0}
        else:
            shapes.append(drawn | {"x0": 0, "x1": 1, "y0": line.at, "y1": line.at, "xref": "x domain", "yref": "y"})
            words.append(said | {"x": 1, "y": line.at, "xref": "x domain", "yref": "y", "xanchor": "right"})
            words[-1]["yanchor"] = "bottom"
    return shapes, words


def _longest(chart: Chart) -> int:
    return max((len(point.label) for point in chart.points), default=1)


def _plot(chart: Chart, room: float) -> Plot:
    """Return the drawing of curves about as plotly makes it: axes with a little room, a page of middle width."""
    xs = [x for series in chart.series for x in series.x] or [0.0, float(len(chart.categories) - 1)]
    ys = [y for series in chart.series for y in series.values if y is not None] or [0.0, 1.0]
    low, high = min(0.0, *ys), max(ys)
    across, up = 0.04 * (max(xs) - min(xs) or 1.0), 0.06 * (high - low or 1.0)
    return Plot(PLOT_WIDTH, room, (min(xs) - across, max(xs) + across), (low - up, high + up))


def _points(chart: Chart, room: float) -> list[dict[str, Any]]:
    arrow = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "bgcolor": "rgba(255, 255, 255, 0.8)"}
    if chart.kind in CURVES:
        return [
            arrow
            | {"x": spot.point.x, "y": spot.point.y, "text": _wrapped(spot.point.label, POINT_LETTERS)}
            | {"xanchor": "right" if spot.leftwards else "left", "yanchor": "middle"}
            | {"ax": spot.across_pt, "ay": -spot.up_pt}
            for spot in spots(chart, _plot(chart, room), POINT_PIXELS, -(-_longest(chart) // POINT_LETTERS))
        ]
    return [
        arrow
        | ({"arrowhead": 6, "arrowsize": 1.4, "arrowcolor": INK} if chart.kind == "grid" else {})
        | {"x": point.x, "y": point.y, "text": _wrapped(point.label, POINT_LETTERS)}
        | {"xanchor": "right" if right else "left"}
        | {"ax": -24 if right else 24, "ay": (-26 if low else 26) * (rank + 1)}
        for point, right, low, rank in beside(chart)
    ]


def _wrapped(words: str, letters: int = NAME_LETTERS) -> str:
    return "<br>".join(map(_safe, wrap(words, letters, break_long_words=False)))


def _safe(words: str) -> str:
    """Return words as plotly shows them: it takes what stands between angle brackets for markup."""
    return escape(bare_lines(words), quote=False)


def _upright(chart: Chart) -> bool:
    """Tell whether names stand below the chart."""
    return chart.kind in ("columns", "stacked", "steps", "lines")


def _axes(chart: Chart, lang: Language, room: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the lying axis and the upright one, on a plot of about so many pixels in height."""
    common: dict[str, Any] = {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID, "fixedrange": True}
    common |= {"automargin": True, "ticks": "", "zeroline": True, "zerolinewidth": 1.5}
    value = common | {"tickformat": _TICKS[chart.unit], "zerolinecolor": INK}

    def titled(axis: dict[str, Any], words: str, **more: Any) -> dict[str, Any]:
        return axis | {"title": {"text": _safe(words), "font": {"size": 12}, "standoff": 8}} | more

    if chart.kind == "bars":
        rows = common | _rows(chart, room) | {"ticklabelstandoff": 6}
        return titled(value, chart.y_title, range=_room_for_labels(chart)), rows
    if chart.kind == "spans":
        return _calendar(chart, titled(common, chart.y_title)), common | _rows(chart, room)
    if chart.kind == "grid":
        across, up = (
            _cells(chart.categories, chart.every[0]),
            _cells([row.name for row in chart.series], chart.every[1]),
        )
        return titled(common, chart.x_title, tickangle=0, **across), titled(common, chart.y_title, **up)
    upright = titled(value, chart.y_title)
    if chart.unit == "share":
        top = top_of_shares(chart)
        step = 0.2 if top > 0.6 else 0.1 if top > 0.3 else 0.05 if top > 0.15 else 0.01
        shares = [rank * step for rank in range(int(top / step + 1e-9) + 1)]
        # Plotly puts no space before the sign, the French do.
        upright |= {"range": [0, top], "tickvals": shares, "ticktext": [percent(share, lang, 0) for share in shares]}
    if chart.kind == "steps" and chart.base:
        bases, heights, _ = step_bars([value or 0.0 for value in chart.series[0].values], chart.base)
        top = max(map(sum, zip(bases, heights, strict=True)))
        upright |= {"range": [chart.base, top + STEP_ROOM * (top - chart.base)]}
    lying = titled(common, chart.x_title, zeroline=False)
    if _upright(chart):
        most = MOST_YEARS if all(name.isdigit() for name in chart.categories) else MOST_TICKS
        every = -(-len(chart.categories) // most)
        places = list(range(0, len(chart.categories), every))
        names = [_wrapped(chart.categories[place]) for place in places]
        lying |= {"tickvals": places, "ticktext": names, "tickangle": 0}
        lying["tickfont"] = {"size": 12 if len(chart.categories) < 8 else 10}
    if chart.kind == "curves":
        lying |= {"tickformat": _TICKS[chart.x_unit], "ticklabelstandoff": 5}  # the first is near the other axis' first
    return lying, upright


def _cells(names: Sequence[str], every: int) -> dict[str, Any]:
    """Return an axis of a map's cells, some of them named."""
    places = list(range(0, len(names), max(every, -(-len(names) // MOST_CELLS))))
    named = {"tickvals": places, "ticktext": [_safe(names[place]) for place in places]}
    return {"showgrid": False, "zeroline": False, "range": [-0.5, len(names) - 0.5]} | named


def _room_for_labels(chart: Chart) -> list[float]:
    """Return where the axis of lying bars begins and ends, so that what is written at their ends is not cut."""
    values = [value for series in chart.series for value in series.values if value is not None]
    values += [chart.base, *(line.at for line in chart.lines)]
    low, high = min(values), max(values)
    room = LABEL_ROOM * (high - low or 1.0)
    return [low - room if low < chart.base else low, high + room]


def _calendar(chart: Chart, common: dict[str, Any]) -> dict[str, Any]:
    """Return an axis of years: each named in its middle, a line where it begins."""
    years = ruler(chart, MOST_TICKS)
    names = {"tickvals": [year + 0.5 for year in years.named], "ticktext": list(map(str, years.named)), "tickangle": 0}
    edges = {"tickvals": years.edges, "showgrid": True, "gridcolor": GRID}
    return common | names | {"range": [years.first - 0.1, years.last + 0.1], "showgrid": False, "minor": edges}


def _rows(chart: Chart, room: float) -> dict[str, Any]:
    """Return an axis of names from top to bottom; names are words, places are numbers: two may be alike."""
    count = len(chart.categories)
    above = _ABOVE_ROWS if chart.kind == "bars" and chart.lines else 0
    row = max(room - above, ROW_LINE) / max(count, 1)
    most = max(FEWEST_LINES, int(row / ROW_LINE))
    names = [_wrapped(name, ROW_LETTERS) for name in set_apart(chart.categories, lambda name: lines_of(name) <= most)]
    places: dict[str, Any] = {"tickvals": list(range(count)), "ticktext": names, "tickfont": {"size": 11}}
    return places | {"range": [count - 0.4, -0.6 - above / row], "showgrid": False, "zeroline": False}


def lines_of(name: str) -> int:
    """Return how many lines the name of a lying bar takes.

    Examples
    --------
    >>> lines_of("Contrat de l'hébergeur"), lines_of("Centre hospitalier intercommunal du Val de Loire")
    (1, 2)
    """
    return len(wrap(name, ROW_LETTERS, break_long_words=False))


def _traces(chart: Chart) -> Iterator[dict[str, Any]]:
    if chart.kind == "grid":
        yield from _grid(chart)
        return
    if chart.kind == "steps":
        yield _steps(chart)
        return
    if chart.kind == "spans":
        days = days_of(chart)
        for series in chart.series:
            yield from _spans(series, days)
        return
    for series in chart.series:
        if chart.kind in ("lines", "curves"):
            yield _line(chart, series)
        elif chart.kind == "bars":
            yield {
                "type": "bar",
                "name": _safe(series.name),
                "x": [None if value is None else value - chart.base for value in series.values],
                "y": list(range(len(chart.categories))),
                "base": chart.base,
                "orientation": "h",
                "text": list(map(_safe, series.labels)),
                "textposition": "outside",
                "cliponaxis": False,
                "marker": _fill(series.rank),
            }
        else:
            trace = {
                "type": "bar",
                "name": _safe(series.name),
                "x": list(range(len(chart.categories))),
                "y": list(series.values),
                "marker": _fills(series.looks()),
            }
            yield trace | (
                {"text": list(map(_safe, series.labels)), "textposition": "outside"} if series.labels else {}
            )


def _line(chart: Chart, series: Series) -> dict[str, Any]:
    style = mark(series.rank)
    curve = chart.kind == "curves"
    return {
        "type": "scatter",
        "name": _safe(series.name),
        "x": list(series.x) if curve else list(range(len(chart.categories))),
        "y": list(series.values),
        "mode": "lines" if curve else "lines+markers",
        "line": {"color": style.colour, "dash": style.dash, "width": 2.5},
        "marker": {"symbol": style.symbol, "size": 8, "color": style.colour, "line": {"color": INK, "width": 1}},
    }


def _spans(series: Series, days: set[tuple[int, float]]) -> Iterator[dict[str, Any]]:
    """Return the bars of a series, what is written on those that are hatched, and diamonds where it lasts nothing."""
    labels = series.labels or ("",) * len(series.values)
    spans = [
        (row, start, value, _safe(label))
        for row, (start, value, label) in enumerate(zip(series.x, series.values, labels, strict=True))
        if value is not None
    ]
    shared = {
        "name": _safe(series.name),
        "legendgroup": str(series.rank),
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    shown = bool(series.name)
    for lasting in (True, False):
        rows = [span for span in spans if bool(span[2]) is lasting]
        if not rows:
            continue
        numbers, starts, values, words = (list(column) for column in zip(*rows, strict=True))
        trace: dict[str, Any] = shared | {
            "y": numbers,
            "text": words,
            "customdata": [_said(*span[1:]) for span in rows],
        }
        trace["showlegend"], shown = shown, False
        if lasting:
            inside = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0}
            bar = {"type": "bar", "orientation": "h", "base": starts, "x": values, "width": 0.62}
            hatched = bool(mark(series.rank).pattern)
            yield trace | inside | bar | {"marker": _fill(series.rank)} | ({"text": None} if hatched else {})
            if hatched and any(words):
                clear = [
                    value * (_WORDS_SHARE if (row, start + value) in days else 1.0) for row, start, value, _ in rows
                ]
                yield _written(trace | inside | bar | {"x": clear})
        else:
            style = {
                "symbol": "diamond",
                "size": 11,
                "color": mark(series.rank).colour,
                "line": {"color": INK, "width": 1},
            }
            place = {"mode": "markers+text", "textposition": "middle right", "cliponaxis": False}
            yield trace | place | {"type": "scatter", "x": starts, "marker": style}


def _written(bar: dict[str, Any]) -> dict[str, Any]:
    """Return a bar that is not seen, with its words on white."""
    font = {"color": INK, "shadow": _HALO}
    return bar | {
        "insidetextfont": font,
        "marker": {"color": "rgba(0,0,0,0)"},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _said(start: float, years: float, label: str) -> str:
    """Return the years that a span touches, and what is written on it."""
    first = floor(start + 1e-9)
    last = max(first, ceil(start + years - 1e-9) - 1)
    return " ".join(word for word in (str(first) if first == last else f"{first}–{last}", label) if word)


def _fill(rank: int) -> dict[str, Any]:
    style = mark(rank)
    return {"color": style.colour, "line": {"color": INK, "width": 0.6}, "pattern": {"shape": style.pattern}}


def _fills(looks: tuple[int, ...]) -> dict[str, Any]:
    styles = [mark(rank) for rank in looks]
    patterns = {"shape": [style.pattern for style in styles]}
    return {"color": [style.colour for style in styles], "line": {"color": INK, "width": 0.6}, "pattern": patterns}


def _steps(chart: Chart) -> dict[str, Any]:
    """Return the waterfall: totals at both ends, steps from where the last one ended."""
    series = chart.series[0]
    bases, heights, colours = step_bars([value or 0.0 for value in series.values], chart.base)
    return {
        "type": "bar",
        "x": list(range(len(chart.categories))),
        "y": heights,
        "base": bases,
        "text": list(map(_safe, series.labels)),
        "textposition": "outside",
        "cliponaxis": False,
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 10},
        "marker": _fills(tuple(colours)),
    }


def _cell(chart: Chart, name: str, row: Series, place: int) -> str:
    """Return a cell in words."""
    value = row.values[place]
    return _safe(" · ".join((name, row.name, "" if value is None else chart.options[int(value)])))


def _grid(chart: Chart) -> Iterator[dict[str, Any]]:
    count = len(chart.options)
    scale = [[edge, mark(rank).colour] for rank in range(count) for edge in (rank / count, (rank + 1) / count)]
    yield {
        "type": "heatmap",
        # By rank: names that are figures would be taken for places.
        "x": list(range(len(chart.categories))),
        "y": list(range(len(chart.series))),
        "z": [list(series.values) for series in chart.series],
        "text": [
            [_cell(chart, name, row, place) for place, name in enumerate(chart.categories)] for row in chart.series
        ],
        "hoverinfo": "text",
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
    }
    for rank, option in enumerate(chart.options):
        if not any(rank in series.values for series in chart.series):
            continue
        square = {"size": 12, "symbol": "square", "color": mark(rank).colour, "line": {"color": INK, "width": 0.6}}
        yield {"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": _safe(option), "marker": square}
