"""A chart on the screen: what plotly.js draws, as plain data, and the script that draws it without the network."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from hds_tco.charts.chart import CURVES, Chart, Unit
from hds_tco.charts.layout import Axis, Layout, layout
from hds_tco.charts.layout.layout import beside
from hds_tco.charts.palette import FONT, GRID, INK, MUTED, separators
from hds_tco.charts.plotly_traces import safe, traces
from hds_tco.charts.words import set_apart
from hds_tco.locale import DEFAULT_LANGUAGE, Language

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Words of a point, and about how wide a drawing is, in pixels: plotly places them before it knows its page.
POINT_PIXELS, PLOT_WIDTH = 12.0, 620.0
TITLE_LETTERS, SOURCE_LETTERS, NAME_LETTERS, ROW_LETTERS, POINT_LETTERS = 60, 96, 11, 34, 26
# Around lying bars (legend, figures, title of the axis), a line of their names, the words of a line above them.
AROUND, ROW_LINE, _ABOVE_ROWS = 110, 15, 20
# Names are not cut to fewer lines than that: legend and titles may stand outside, which leaves more room than is known.
FEWEST_LINES = 2
_LEGEND_ROW, _TITLE_ROW, _SOURCE_ROW, _TICK_ROW = 22, 20, 14, 15
# How plotly writes figures when the reader points at them.
_FORMATS: dict[Unit, str] = {"keur": ",.2~f", "share": ".0%", "rank": ",.2~f", "year": "d", "none": ""}
# The message and the source, which plotly neither wraps nor moves: a page says them instead.
_AROUND_PICTURE = 2
# Without plotly's button bar, which speaks English and offers to send the figures to its servers.
CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True}
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
    shapes, words = _lines(chart)
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
    return {"data": list(traces(drawn)), "layout": figure, "config": CONFIG}


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
    figure["annotations"] = figure["annotations"][_AROUND_PICTURE:]
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
        said = {"text": safe(line.label), "showarrow": False, "yanchor": "top", "bgcolor": "rgba(255, 255, 255, 0.8)"}
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


def _points(drawn: Layout, room: float) -> list[dict[str, Any]]:
    arrow = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "bgcolor": "rgba(255, 255, 255, 0.8)"}
    chart = drawn.chart
    if chart.kind in CURVES:
        return [
            arrow
            | {"x": spot.point.x, "y": spot.point.y, "text": _wrapped(spot.point.label, POINT_LETTERS)}
            | {"xanchor": "right" if spot.leftwards else "left", "yanchor": "middle"}
            | {"ax": spot.across_pt, "ay": -spot.up_pt}
            for spot in drawn.spots(PLOT_WIDTH, room, POINT_PIXELS, -(-_longest(chart) // POINT_LETTERS))
        ]
    at = dict(zip(chart.points, drawn.points, strict=True))
    return [
        arrow
        | ({"arrowhead": 6, "arrowsize": 1.4, "arrowcolor": INK} if chart.kind == "grid" else {})
        | {"x": at[point].x, "y": at[point].y, "text": _wrapped(point.label, POINT_LETTERS)}
        | {"xanchor": "right" if right else "left"}
        | {"ax": -24 if right else 24, "ay": (-26 if low else 26) * (rank + 1)}
        for point, right, low, rank in beside(chart)
    ]


def _wrapped(words: str, letters: int = NAME_LETTERS) -> str:
    return "<br>".join(map(safe, wrap(words, letters, break_long_words=False)))


def ticked(axis: Axis) -> dict[str, Any]:
    """Return where an axis begins and ends, and its ticks with their words, in plotly's terms."""
    words = list(map(safe, axis.words))
    return {"range": [axis.low, axis.high], "tickvals": list(axis.ticks), "ticktext": words, "tickangle": 0}


def _axes(drawn: Layout, room: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the axis across and the one upward, on a plot of about so many pixels in height."""
    chart = drawn.chart
    common: dict[str, Any] = {"gridcolor": GRID, "linecolor": GRID, "zerolinecolor": GRID, "fixedrange": True}
    common |= {"automargin": True, "ticks": "", "zeroline": True, "zerolinewidth": 1.5}
    axes = []
    for axis in (drawn.across, drawn.up):
        title = {"title": {"text": safe(axis.title), "font": {"size": 12}, "standoff": 8}}
        shown = common | ticked(axis) | title
        if axis.names is None:
            shown |= {"tickformat": _FORMATS[axis.unit]}
        if axis is drawn.values and chart.kind not in ("grid", "spans"):
            shown |= {"zerolinecolor": INK}
        axes.append(shown)
    across, up = axes
    if chart.kind == "grid":
        # The name of the first column stands beside that of the lowest row.
        across |= {"showgrid": False, "zeroline": False, "ticklabelstandoff": 5}
        up |= {"showgrid": False, "zeroline": False}
    elif drawn.lies:
        up |= _rows(drawn, room)
    else:
        across |= {"zeroline": False}
        if drawn.across.names is not None:
            across |= {"ticktext": list(map(_wrapped, drawn.across.words))}
            across |= {"tickfont": {"size": 12 if len(chart.categories) < 8 else 10}}
        else:
            across |= {"ticklabelstandoff": 5}  # the first is near the other axis' first
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
    """Return how many lines the name of a lying bar takes.

    Examples
    --------
    >>> lines_of("Contrat de l'hébergeur"), lines_of("Centre hospitalier intercommunal du Val de Loire")
    (1, 2)
    """
    return len(wrap(name, ROW_LETTERS, break_long_words=False))


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
