"""A chart on the screen: what plotly.js draws, as plain data, and the script that draws it without the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from math import ceil, floor
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from hds_tco.charts.chart import CURVES, Chart, Point, Unit
from hds_tco.charts.layout import Layout, layout
from hds_tco.charts.palette import FONT, GRID, INK, MUTED, mark, separators
from hds_tco.charts.stacks import days_of
from hds_tco.charts.words import set_apart
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare_lines

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Words of a point, and about how wide a drawing is, in pixels: plotly places them before it knows its page.
POINT_PIXELS, PLOT_WIDTH = 12.0, 620.0
TITLE_LETTERS, SOURCE_LETTERS, NAME_LETTERS, ROW_LETTERS, POINT_LETTERS = 60, 96, 11, 34, 26
# Around horizontal bars (legend, figures, title of the axis), a line of their names, the words of a line above them.
AROUND, ROW_LINE, _ABOVE_ROWS = 110, 15, 20
# Names are not cut to fewer lines than that: legend and titles may stand outside, which leaves more room than is known.
FEWEST_LINES = 2
_LEGEND_ROW, _TITLE_ROW, _SOURCE_ROW, _TICK_ROW = 22, 20, 14, 15
# How plotly writes figures when the reader points at them.
_FORMATS: dict[Unit, str] = {"keur": ",.2~f", "share": ".0%", "rank": ",.2~f", "year": "d", "none": ""}
# Without plotly's button bar, which speaks English and offers to send the figures to its servers.
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True}
# White that lets lines through, behind words.
_VEIL = "rgba(255, 255, 255, 0.8)"
# White all around the letters of what is written on a hatched bar.
_HALO = ", ".join(f"{x}px {y}px 0 white" for x in (-3, -1, 1, 3) for y in (-3, -1, 1, 3))
# Of a hatched bar, the share that words may cover: a diamond may stand at its end.
_WORDS_SHARE = 0.85
_VENDOR = Path(__file__).with_name("vendor")


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
    drawn = layout(chart, lang)
    title, source = _wrapped(chart.title, TITLE_LETTERS), _wrapped(chart.source, SOURCE_LETTERS)
    above = 24 + _TITLE_ROW * (1 + title.count("<br>")) + _LEGEND_ROW * -(-len(drawn.legend) // 2)
    breaks = max((_wrapped(name).count("<br>") for name in drawn.across.names or ()), default=0)
    below = 62 + _TICK_ROW * (breaks if chart.kind != "grid" else 0)
    # Plotly's own title neither wraps nor stays clear of the legend.
    left = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left", "showarrow": False}
    left |= {"xshift": -68, "yanchor": "top"}
    annotations = [
        left | {"text": title, "y": 1, "yshift": above - 6, "font": {"size": 15, "weight": "bold", "color": INK}},
        left | {"text": source, "y": 0, "yshift": -below, "font": {"size": 11, "color": MUTED}},
    ]
    x_axis, y_axis = _axes(drawn, height - AROUND)
    shapes, words = _lines(drawn)
    figure = {
        "height": height,
        "barmode": {"stacked": "relative", "bars": "overlay", "spans": "overlay"}.get(chart.kind, "group"),
        "bargap": 1 - drawn.bar_share,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "separators": separators(lang),
        "font": {"family": FONT, "size": 12, "color": INK},
        "margin": {"l": 80, "r": 30, "t": above, "b": below + 12 + _SOURCE_ROW * (1 + source.count("<br>"))},
        "showlegend": bool(drawn.legend),
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "itemwidth": 40},
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT}, "namelength": -1},
        "meta": {"alt": chart.alt, "key": chart.key},
        "xaxis": x_axis,
        "yaxis": y_axis,
        "shapes": shapes,
        "annotations": annotations + words + _points(drawn, height - AROUND),
    }
    if chart.kind == "spans":
        figure["uniformtext"] = {"mode": "hide", "minsize": 10}  # a word wider than its bar
    return {"data": list(_traces(drawn)), "layout": figure, "config": CONFIG}


def spec_of(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 380) -> dict[str, Any]:
    """Return what plotly draws on a page of any width: the message and the source stand around it, as text.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
    height : int
        Of the picture alone, in pixels.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart
    >>> spec = spec_of(natures_chart(ht.compare(ht.load("reference-ght"))), height=300)
    >>> spec["layout"]["height"], spec["layout"]["annotations"], spec["config"]["locale"]
    (300, [], 'fr')
    """
    spec = plotly_spec(chart, lang, height)
    figure = dict(spec["layout"])
    figure["annotations"] = figure["annotations"][
        2:
    ]  # without message and source, which plotly neither wraps nor moves
    # Plotly makes room by itself for a legend above and for the names along the axes.
    figure["margin"] = {"l": 8, "r": 16, "t": 8, "b": 8}
    figure["legend"] = figure["legend"] | {"y": 1.02, "itemwidth": 30}
    figure["font"] = figure["font"] | {"size": 11}
    if any(any(series.labels) for series in chart.series):  # what is written may stand beyond the axis
        figure["margin"] |= {"r": 48, "t": 24} if chart.kind == "bars" else {"t": 20}
    config = spec["config"] | {"locale": lang if lang != "en" else "en-US", "responsive": False}
    return {"data": spec["data"], "layout": figure, "config": config}


def plotly_figure(chart: Chart, lang: Language = DEFAULT_LANGUAGE, height: int = 420) -> go.Figure:
    r"""Return a chart as a figure of plotly's, which shows itself in a notebook and can be changed further.

    Parameters
    ----------
    chart, lang, height
        As `plotly_spec` takes them.

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


def _lines(drawn: Layout) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the lines across the chart, and their words."""
    shapes, words = [], []
    for line in drawn.chart.lines:
        upright, at, edge = drawn.is_upright(line), (line.at, line.at), (0, 1)
        x, y = (at, edge) if upright else (edge, at)
        refs = {"xref": "x", "yref": "y domain"} if upright else {"xref": "x domain", "yref": "y"}
        style = {"type": "line", "line": {"color": INK, "width": 1.5, "dash": "dash"}}
        shapes.append(style | {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]} | refs)
        label = {"text": safe(line.label), "showarrow": False, "yanchor": "top" if upright else "bottom"}
        label |= {"bgcolor": _VEIL, "x": x[1], "y": y[1]}
        words.append(label | refs | {"xanchor": "left" if upright else "right"})
        if drawn.is_horizontal:  # above the first row, where `_rows` leaves room
            words[-1] |= {"xanchor": "center", "bgcolor": "white", "borderpad": 0}
    return shapes, words


def _points(drawn: Layout, room: float) -> list[dict[str, Any]]:
    chart = drawn.chart
    arrow = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "bgcolor": _VEIL}
    middle: dict[str, Any] = {"yanchor": "middle"} if chart.kind in CURVES else {}
    places: list[tuple[Point, bool, float, float]]
    if chart.kind in CURVES:
        lines = -(-max((len(point.label) for point in chart.points), default=1) // POINT_LETTERS)
        spots = drawn.spots(PLOT_WIDTH, room, POINT_PIXELS, lines)
        places = [(spot.point, spot.leftwards, spot.across_pt, -spot.up_pt) for spot in spots]
    else:
        places = [
            (point, right, -24 if right else 24, (-26 if low else 26) * (rank + 1))
            for point, right, low, rank in drawn.beside()
        ]
        arrow |= {"arrowhead": 6, "arrowsize": 1.4, "arrowcolor": INK} if chart.kind == "grid" else {}
    return [
        arrow
        | {"x": point.x, "y": point.y, "text": _wrapped(point.label, POINT_LETTERS)}
        | ({"xanchor": "right" if leftwards else "left"} | middle | {"ax": across, "ay": down})
        for point, leftwards, across, down in places
    ]


def safe(words: str) -> str:
    """Return words as plotly shows them: it takes what stands between angle brackets for markup."""
    return escape(bare_lines(words), quote=False)


def _wrapped(words: str, letters: int = NAME_LETTERS) -> str:
    return "<br>".join(map(safe, wrap(words, letters, break_long_words=False)))


def _axes(drawn: Layout, room: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the axis across and the one upward, on a plot of about so many pixels in height."""
    chart = drawn.chart
    across, up = ({"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID, "fixedrange": True} for _ in range(2))
    for options, axis in ((across, drawn.across), (up, drawn.up)):
        options |= {"automargin": True, "ticks": "", "zeroline": True, "zerolinewidth": 1.5}
        options |= {
            "range": [axis.low, axis.high],
            "tickvals": list(axis.ticks),
            "ticktext": list(map(safe, axis.words)),
        }
        options |= {"tickangle": 0, "title": {"text": safe(axis.title), "font": {"size": 12}, "standoff": 8}}
        if axis.names is None:
            options |= {"tickformat": _FORMATS[axis.unit]}
        if axis is drawn.values and chart.kind not in ("grid", "spans"):
            options |= {"zerolinecolor": INK}
    if chart.kind == "grid":
        across |= {"showgrid": False, "zeroline": False, "ticklabelstandoff": 5}  # its first name is near the rows'
        up |= {"showgrid": False, "zeroline": False}
    elif drawn.is_horizontal:
        up |= _rows(drawn, room)
    elif drawn.across.names is not None:
        across |= {"zeroline": False, "ticktext": list(map(_wrapped, drawn.across.words))}
        across |= {"tickfont": {"size": 12 if len(chart.categories) < 8 else 10}}
    else:
        across |= {"zeroline": False, "ticklabelstandoff": 5}  # the first is near the other axis' first
    return across, up


def _rows(drawn: Layout, room: float) -> dict[str, Any]:
    """Return an axis of names from top to bottom; names are words, places are numbers: two may be alike."""
    names = drawn.chart.categories
    above = _ABOVE_ROWS if drawn.chart.lines else 0
    row = max(room - above, ROW_LINE) / max(len(names), 1)
    most = max(FEWEST_LINES, int(row / ROW_LINE))
    cut = [_wrapped(name, ROW_LETTERS) for name in set_apart(names, lambda name: lines_of(name) <= most)]
    rows = {"ticktext": cut, "tickfont": {"size": 11}, "ticklabelstandoff": 6, "showgrid": False, "zeroline": False}
    return rows | {"range": [drawn.up.high, drawn.up.low - above / row]}


def lines_of(name: str) -> int:
    """Return how many lines the name of a horizontal bar takes.

    Examples
    --------
    >>> lines_of("Contrat de l'hébergeur"), lines_of("Centre hospitalier intercommunal du Val de Loire")
    (1, 2)
    """
    return len(wrap(name, ROW_LETTERS, break_long_words=False))


def _traces(drawn: Layout) -> Iterator[dict[str, Any]]:
    """Return what plotly draws of each series."""
    draw = {"grid": _map, "steps": _steps, "spans": _spans}.get(drawn.chart.kind)
    return draw(drawn) if draw else _curves(drawn) if drawn.curves else _bars(drawn)


def _bars(drawn: Layout) -> Iterator[dict[str, Any]]:
    places, base = list(range(len(drawn.chart.categories))), drawn.chart.base
    for series in drawn.chart.series:
        trace: dict[str, Any] = {"type": "bar", "name": safe(series.name)}
        if series.labels:
            trace |= {"text": list(map(safe, series.labels)), "textposition": "outside", "cliponaxis": False}
        if drawn.is_horizontal:
            lengths = [None if value is None else value - base for value in series.values]
            trace |= {"x": lengths, "y": places, "base": base, "orientation": "h", "marker": _fill(series.rank)}
        else:
            trace |= {"x": places, "y": list(series.values), "marker": _fills(series.looks())}
        yield trace


def _curves(drawn: Layout) -> Iterator[dict[str, Any]]:
    is_plain = drawn.chart.kind == "curves"
    for curve, series in zip(drawn.curves, drawn.chart.series, strict=True):
        style = mark(series.rank)
        yield {
            "type": "scatter",
            "name": safe(series.name),
            "x": list(curve.xs),
            "y": list(series.values),
            "mode": "lines" if is_plain else "lines+markers",
            "cliponaxis": is_plain,  # the first and the last point stand on the ends of the axis
            "line": {"color": style.colour, "dash": style.dash, "width": 2.5},
            "marker": {"symbol": style.symbol, "size": 8, "color": style.colour, "line": {"color": INK, "width": 1}},
        }


def _spans(drawn: Layout) -> Iterator[dict[str, Any]]:
    """Return bars, words on white on those that are hatched, and diamonds for what lasts nothing."""
    days = days_of(drawn.chart)
    for series in drawn.chart.series:
        style, is_first = mark(series.rank), True
        for lasts in (True, False):
            spans = [span for span in series.spans() if bool(span.years) is lasts]
            if not spans:
                continue
            starts, words = [span.start for span in spans], [safe(span.label) for span in spans]
            trace: dict[str, Any] = {"name": safe(series.name), "legendgroup": str(series.rank)}
            trace |= {"hovertemplate": "%{customdata}<extra></extra>", "y": [span.row for span in spans], "text": words}
            trace |= {"customdata": [_dates(span.start, span.years, safe(span.label)) for span in spans]}
            trace |= {"showlegend": bool(series.name) and is_first}
            is_first = False
            if not lasts:
                marker = {"symbol": "diamond", "size": 11, "color": style.colour, "line": {"color": INK, "width": 1}}
                place = {"mode": "markers+text", "textposition": "middle right", "cliponaxis": False}
                yield trace | place | {"type": "scatter", "x": starts, "marker": marker}
                continue
            bar = trace | {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0}
            bar |= {"type": "bar", "orientation": "h", "base": starts, "x": [span.years for span in spans]}
            bar |= {"width": drawn.bar_share}
            yield bar | {"marker": _fill(series.rank)} | ({"text": None} if style.pattern else {})
            if style.pattern and any(words):
                met = ((span.row, span.start + span.years) in days for span in spans)
                clear = [span.years * (_WORDS_SHARE if day else 1.0) for span, day in zip(spans, met, strict=True)]
                unseen = {"insidetextfont": {"color": INK, "shadow": _HALO}, "marker": {"color": "rgba(0,0,0,0)"}}
                yield bar | {"x": clear} | unseen | {"showlegend": False, "hoverinfo": "skip"}


def _dates(start: float, years: float, label: str) -> str:
    """Return the years that a span touches, and what is written on it."""
    first = floor(start + 1e-9)
    last = max(first, ceil(start + years - 1e-9) - 1)
    return " ".join(word for word in (str(first) if first == last else f"{first}–{last}", label) if word)


def _steps(drawn: Layout) -> Iterator[dict[str, Any]]:
    """Return the waterfall: totals at both ends, steps from where the last one ended."""
    heights, feet = [step.high - step.low for step in drawn.steps], [step.low for step in drawn.steps]
    words = list(map(safe, drawn.chart.series[0].labels))
    yield (
        {"type": "bar", "x": list(range(len(feet))), "y": heights, "base": feet, "text": words}
        | {"textposition": "outside", "cliponaxis": False, "textangle": 0, "constraintext": "none"}
        | {"textfont": {"size": 10}, "marker": _fills(tuple(step.rank for step in drawn.steps))}
    )


def _map(drawn: Layout) -> Iterator[dict[str, Any]]:
    chart = drawn.chart
    count = len(chart.options)
    options = [["" if value is None else chart.options[int(value)] for value in row.values] for row in chart.series]
    scale = [[edge, mark(rank).colour] for rank in range(count) for edge in (rank / count, (rank + 1) / count)]
    yield {
        "type": "heatmap",
        # By place: names that are figures would be taken for places.
        "x": list(range(len(chart.categories))),
        "y": list(drawn.rows),
        "z": [list(series.values) for series in chart.series],
        "text": [
            [safe(" · ".join((name, row.name, option))) for name, option in zip(chart.categories, cells, strict=True)]
            for row, cells in zip(chart.series, options, strict=True)
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


def _fill(rank: int) -> dict[str, Any]:
    style = mark(rank)
    return {"color": style.colour, "line": {"color": INK, "width": 0.6}, "pattern": {"shape": style.pattern}}


def _fills(ranks: tuple[int, ...]) -> dict[str, Any]:
    styles = [mark(rank) for rank in ranks]
    patterns = {"shape": [style.pattern for style in styles]}
    return {"color": [style.colour for style in styles], "line": {"color": INK, "width": 0.6}, "pattern": patterns}


@cache
def plotly_script(lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a script that sets ``window.Plotly``, in a page or in a module, speaking a language.

    About 1.5 MB. Charts of that script are the cartesian ones: bars, lines, heat maps.

    Examples
    --------
    >>> "Plotly.register" in plotly_script("fr"), "Plotly.register" in plotly_script("en").splitlines()[-1]
    (True, False)
    """
    bundle = (_VENDOR / "plotly-cartesian.min.js").read_text("utf-8")
    # The bundle sets window.Plotly itself; a page's module system must not catch it.
    script = f"(function (module, exports, define) {{{bundle}\n}}).call(window);\n"
    if lang == "fr":
        locale = (_VENDOR / "plotly-locale-fr.js").read_text("utf-8")
        script += (
            f"(function (module) {{{locale}\nwindow.Plotly.register(module.exports);"
            'window.Plotly.setPlotConfig({locale: "fr"});})({exports: {}});\n'
        )
    return script
