"""A chart as a vector picture, for pages that are printed: no browser, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import wrap
from typing import Any

import numpy as np

from hds_tco.charts.chart import CURVES, Chart, Point
from hds_tco.charts.layout import Layout, layout
from hds_tco.charts.palette import GRID, INK, MUTED, mark
from hds_tco.charts.stacks import days_of
from hds_tco.charts.words import set_apart
from hds_tco.locale import DEFAULT_LANGUAGE, Language

# matplotlib's names for plotly's dashes, points and fills.
DASHES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3))}
POINTS = {"circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "cross": "X"}
FILLS = {"": "", "/": "///", "x": "xxx", ".": "...", "-": "---"}
WIDE, HIGH = 9.0, 4.2
LABEL_LETTERS, CELL_LETTERS = 34, 14
# Size of the words of a point, in points.
POINT_SIZE = 9.0
# Sizes of the names of rows, in points, the second where the first has no room; height of a line of text.
ROW_SIZES, ROW_LINE = (8.5, 7.5), 1.22
# Letters of an axis' title for each inch of the picture.
TITLE_LETTERS = 11.0
# Points to the inch, between what is drawn and the edge, and between legend and axes.
DPI, EDGE, GAP = 72, 4.0, 6.0
LEGEND_COLUMNS = 3
# Width of a legend's key with its gaps, and of a letter, about.
KEY, LETTER = 48.0, 6.2
# Where the axes stand before words are measured: left, bottom, width, height.
FIRST_GUESS = (0.16, 0.16, 0.80, 0.70)
BACKEND = ("backend", "backend_fallback", "interactive")


def svg(chart: Chart, lang: Language = DEFAULT_LANGUAGE, size: tuple[float, float] = (WIDE, HIGH)) -> bytes:
    """Draw a chart as SVG; title and source are left to the page.

    Parameters
    ----------
    chart : Chart
    lang : {"fr", "en"}
        For the numbers on axes.
    size : tuple of float
        Width and height in inches.

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.charts import natures_chart
    >>> svg(natures_chart(ht.compare(ht.load("reference-ght"))))[:5]
    b'<?xml'
    """
    from matplotlib.figure import Figure

    settings = {
        **{"svg.fonttype": "none", "svg.hashsalt": chart.key, "font.family": ["DejaVu Sans"], "font.size": 10},
        **{"hatch.linewidth": 0.6, "axes.edgecolor": MUTED, "axes.spines.top": False, "axes.spines.right": False},
        "text.parse_math": False,  # a name may hold dollar signs
    }
    with _set(settings):
        figure = Figure(figsize=size, dpi=DPI)
        axes = figure.add_subplot()
        drawn = layout(chart, lang)
        _draw(axes, drawn)
        _set_axes(axes, drawn)
        _mark(axes, drawn)
        _fit(figure, axes, drawn)
        if drawn.is_horizontal and not _fit_rows(axes, chart.categories):
            _name_rows(axes, ("",) * len(chart.categories))
            _fit(figure, axes, drawn)  # as high as it may be
            _cut_rows(axes, chart.categories)
            _fit(figure, axes, drawn)
        if chart.kind in CURVES:
            _mark_curves(axes, drawn)
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Title": chart.alt})
    return written.getvalue()


@contextmanager
def _set(settings: dict[str, Any]) -> Iterator[None]:
    """Draw with matplotlib's own settings and these, whatever style the reader's notebook or another library has set.

    Its own way of doing so copies all three hundred of them each time.
    """
    import matplotlib as mpl

    known: Any = mpl.rcParams
    defaults: Any = mpl.rcParamsDefault
    # To read the backend's name is to start it.
    others = {key: defaults[key] for key in defaults if key not in BACKEND and known[key] != defaults[key]}
    before = {key: known[key] for key in (*others, *settings)}
    known.update(others | settings)
    try:
        yield
    finally:
        known.update(before)


def _draw(axes: Any, drawn: Layout) -> None:
    draw = {"columns": _draw_columns, "stacked": _draw_stacked, "steps": _draw_steps, "bars": _draw_bars}
    draw |= {"spans": _draw_spans, "grid": _draw_map}
    draw.get(drawn.chart.kind, _draw_lines)(axes, drawn)


def _set_axes(axes: Any, drawn: Layout) -> None:
    """Give both axes their ends, ticks, words and titles."""
    chart = drawn.chart
    axes.set_xlim(drawn.across.low, drawn.across.high)
    axes.set_ylim(drawn.up.low, drawn.up.high)
    if drawn.is_horizontal:
        axes.invert_yaxis()  # names from top to bottom
        _name_rows(axes, drawn.up.words)
        axes.set_xticks(drawn.across.ticks, drawn.across.words)
    else:
        axes.set_xticks(drawn.across.ticks, _names(axes, drawn), fontsize=_names_size(drawn))
        cells = {"labels": [_broken(word, CELL_LETTERS) for word in drawn.up.words], "fontsize": 8.5}
        axes.set_yticks(drawn.up.ticks, **(cells if chart.kind == "grid" else {"labels": drawn.up.words}))
    width, height = axes.figure.get_size_inches()
    # In lines no longer than the axes are likely to be.
    room = width * TITLE_LETTERS * (BARS_SHARE if chart.kind == "bars" else 1.0)
    axes.set_xlabel(_broken(drawn.across.title, round(room)))
    axes.set_ylabel("" if drawn.is_horizontal else _broken(drawn.up.title, round(height * TITLE_LETTERS)))
    if chart.kind != "grid":
        axes.grid(axis="x" if drawn.is_horizontal else "y", color=GRID)
        axes.set_axisbelow(True)


def _names(axes: Any, drawn: Layout) -> list[str]:
    """Return what stands below the axis across, names broken to their places."""
    if drawn.across.names is None:
        return list(drawn.across.words)
    room = int(axes.figure.get_figwidth() * TITLE_LETTERS)
    letters = max(8, room // max(len(drawn.across.names), 1)) if drawn.chart.kind != "grid" else CELL_LETTERS
    return [_broken(word, letters) for word in drawn.across.words]


def _names_size(drawn: Layout) -> float:
    if drawn.chart.kind == "grid":
        return 8.5
    return 10 if drawn.chart.kind == "curves" else 9 if len(drawn.chart.categories) < 8 else 8


def _look(rank: int) -> dict[str, Any]:
    style = mark(rank)
    return {"facecolor": style.colour, "hatch": FILLS[style.pattern], "edgecolor": INK, "linewidth": 0.6}


def _each(ranks: tuple[int, ...]) -> dict[str, Any]:
    """Return the looks of bars that differ."""
    styles = [mark(rank) for rank in ranks]
    fills = {"color": [style.colour for style in styles], "hatch": [FILLS[style.pattern] for style in styles]}
    return fills | {"edgecolor": INK, "linewidth": 0.6}


def _draw_columns(axes: Any, drawn: Layout) -> None:
    chart = drawn.chart
    places, width = np.arange(len(chart.categories)), drawn.bar_share / len(chart.series)
    for place, series in enumerate(chart.series):
        at = places + (place - (len(chart.series) - 1) / 2) * width
        axes.bar(at, _numbers(series.values), width, label=series.name or None, **_each(series.looks()))
        for middle, value, label in zip(at, series.values, series.labels or [""] * len(at), strict=True):
            axes.text(middle, value or 0.0, label, ha="center", va="bottom")


def _draw_stacked(axes: Any, drawn: Layout) -> None:
    count = len(drawn.chart.categories)
    up, down = np.zeros(count), np.zeros(count)
    for series in drawn.chart.series:
        values = _numbers(series.values)
        feet = np.where(values >= 0, up, down)
        axes.bar(np.arange(count), values, drawn.bar_share, feet, label=series.name, **_look(series.rank))
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
    axes.axhline(0, color=INK, linewidth=0.8)


def _draw_steps(axes: Any, drawn: Layout) -> None:
    looks = _each(tuple(step.rank for step in drawn.steps))
    heights, feet = [step.high - step.low for step in drawn.steps], [step.low for step in drawn.steps]
    axes.bar(range(len(feet)), heights, drawn.bar_share, feet, **looks)
    for place, (step, label) in enumerate(zip(drawn.steps, drawn.chart.series[0].labels, strict=False)):
        axes.text(place, step.high, label, ha="center", va="bottom", fontsize=8.5)
    axes.axhline(drawn.chart.base, color=INK, linewidth=0.8)


def _draw_lines(axes: Any, drawn: Layout) -> None:
    is_plain = drawn.chart.kind == "curves"
    for curve, series in zip(drawn.curves, drawn.chart.series, strict=True):
        style = mark(series.rank)
        points = {} if is_plain else {"marker": POINTS[style.symbol], "markeredgecolor": INK, "markersize": 6}
        line = {"color": style.colour, "linestyle": DASHES[style.dash], "linewidth": 2.2, "label": series.name or None}
        # The first and the last point stand on the ends of the axis.
        axes.plot(curve.xs, _numbers(series.values), clip_on=is_plain, **line, **points)


def _draw_bars(axes: Any, drawn: Layout) -> None:
    chart = drawn.chart
    places = np.arange(len(chart.categories))
    for series in chart.series:
        values = _numbers(series.values)
        look = _look(series.rank)
        axes.barh(places, values - chart.base, drawn.bar_share, chart.base, label=series.name, **look)
        for place, value, label in zip(places, values, series.labels, strict=True):
            right = value >= chart.base
            axes.annotate(
                *(label, (value, place)),
                **{"xytext": (3 if right else -3, 0), "textcoords": "offset points", "fontsize": 8},
                **{"ha": "left" if right else "right", "va": "center"},
            )
    axes.axvline(chart.base, color=INK, linewidth=0.8)


def _draw_spans(axes: Any, drawn: Layout) -> None:
    chart, years = drawn.chart, drawn.across
    letter = 0.075 * (years.high - years.low) / (0.62 * axes.figure.get_figwidth())  # years under a letter, about
    paper = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    met = days_of(chart)
    for series in chart.series:
        look, name = _look(series.rank), series.name or None
        lasting, days = ([span for span in series.spans() if bool(span.years) is lasts] for lasts in (True, False))
        if lasting:
            rows, starts, lengths, *_ = zip(*lasting, strict=True)
            axes.barh(rows, lengths, drawn.bar_share, starts, label=name, **look)
            name = None
        if days:
            rows, starts, *_ = zip(*days, strict=True)
            diamonds = {"color": look["facecolor"], "markeredgecolor": INK, "ls": "", "ms": 7, "clip_on": False}
            axes.plot(starts, rows, "D", label=name, **diamonds)
        for span in lasting:
            free = span.years - 0.8 * letter * ((span.row, span.start + span.years) in met)  # a diamond covers the end
            if span.label and letter * (len(span.label) + 0.5) <= free:
                middle = span.start + free / 2
                axes.text(middle, span.row, span.label, ha="center", va="center", fontsize=8, bbox=paper)
        for span in days:
            beside = {"xytext": (7, 0), "textcoords": "offset points", "va": "center", "fontsize": 8}
            axes.annotate(span.label, (span.start, span.row), **beside)


def _draw_map(axes: Any, drawn: Layout) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Rectangle

    half, high = 0.5, drawn.row_height
    for key in drawn.legend:
        look = _look(key.rank) | {"hatch": ""}
        axes.add_patch(Rectangle((0, drawn.up.low), 0, 0, label=key.name, **look))
        # Cells alike side by side are one piece: no seams, and a file ten times smaller.
        pieces = [
            [(first - half, low), (last - half, low), (last - half, low + high), (first - half, low + high)]
            for low, series in zip((row - high / 2 for row in drawn.rows), drawn.chart.series, strict=True)
            for first, last in _runs([value == key.rank for value in series.values])
        ]
        axes.add_collection(PolyCollection(pieces, facecolor=look["facecolor"], edgecolor=look["facecolor"], lw=0.5))


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return where rows of True begin and end.

    Examples
    --------
    >>> _runs([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(flags, dtype=int), [0]])))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _mark(axes: Any, drawn: Layout) -> None:
    chart = drawn.chart
    for line in chart.lines:
        draw = axes.axvline if drawn.is_upright(line) else axes.axhline
        draw(line.at, color=INK, linewidth=1.2, linestyle="--")
        axes.annotate(
            *(line.label, (line.at, 1.0)),
            **{"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 9},
            **({"xytext": (0, 3), "ha": "center"} if drawn.is_horizontal else {"xytext": (3, -2), "va": "top"}),
        )
    if chart.kind in CURVES:  # once the axes have their size
        return
    ground = {"bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}}
    for point, right, low, rank in drawn.beside():
        place = (-10 if right else 10, 10 + 14 * rank if low else -16 - 14 * rank)
        _point(axes, point, place, right, ground if chart.kind == "grid" else {})


def _mark_curves(axes: Any, drawn: Layout) -> None:
    """Mark the points of curves, their words clear of what is drawn, on axes that have their size."""
    for spot in drawn.spots(axes.bbox.width, axes.bbox.height, POINT_SIZE):
        _point(axes, spot.point, (spot.across_pt, spot.up_pt), spot.leftwards, {})


def _point(axes: Any, point: Point, place: tuple[float, float], leftwards: bool, ground: dict[str, Any]) -> None:
    """Mark a point, its words so many points beside and above it."""
    axes.plot(point.x, point.y, "o", color=INK, markersize=5, markeredgecolor="white", scalex=False, scaley=False)
    axes.annotate(
        *(point.label, (point.x, point.y), place),
        **{"textcoords": "offset points", "fontsize": POINT_SIZE, "ha": "right" if leftwards else "left"},
        **{"va": "center", "arrowprops": {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkB": 3}},
        **ground,
    )


def _fit(figure: Any, axes: Any, drawn: Layout) -> None:
    """Put the legend above, and the axes in what is left: as large as their words leave room for.

    Matplotlib's own engine measures every word four times and draws twice; a page of charts waits for that.
    """
    from matplotlib.backends.backend_agg import RendererAgg

    width, height = figure.bbox.width, figure.bbox.height
    pen = RendererAgg(width, height, DPI)  # type: ignore[no-untyped-call]
    axes.set_position(FIRST_GUESS)
    top = height - EDGE
    for old in list(figure.legends):
        old.remove()
    if drawn.legend:
        handles, labels = axes.get_legend_handles_labels()
        in_a_row = KEY * len(labels) + LETTER * sum(map(len, labels)) < width
        columns = len(labels) if in_a_row else min(len(labels), LEGEND_COLUMNS)
        legend = figure.legend(
            *(handles, labels),
            **{"loc": "upper left", "bbox_to_anchor": (0, 1), "ncols": columns, "frameon": False, "borderaxespad": 0.2},
        )
        top = legend.get_window_extent(pen).y0 - GAP
    outside, inside = axes.get_tightbbox(pen), axes.bbox
    left, right = inside.x0 - outside.x0 + EDGE, max(outside.x1 - inside.x1, 0.0) + EDGE
    below, above = inside.y0 - outside.y0 + EDGE, max(outside.y1 - inside.y1, 0.0)
    room = (max(width - left - right, 0.2 * width), max(top - above - below, 0.2 * height))
    axes.set_position((left / width, below / height, room[0] / width, room[1] / height))


# Share of the width that is left below lying bars, beside their names.
BARS_SHARE = 0.62


def _name_rows(axes: Any, names: tuple[str, ...], size: float = ROW_SIZES[0]) -> None:
    axes.set_yticks(range(len(names)), [_broken(name, _row_letters(size)) for name in names], fontsize=size)


def _row_letters(size: float) -> int:
    return int(LABEL_LETTERS * ROW_SIZES[0] / size)


def _fit_rows(axes: Any, names: tuple[str, ...], size: float = ROW_SIZES[0]) -> bool:
    """Tell whether names are no taller than their rows as they now stand."""
    low, high = axes.get_ylim()
    lines = max(1, int(axes.bbox.height / abs(high - low) / (size * ROW_LINE)))
    return all(_broken(name, _row_letters(size)).count("\n") < lines for name in names)


def _cut_rows(axes: Any, names: tuple[str, ...]) -> None:
    """Write names smaller if they then have room in their rows, and cut if they have not."""
    size = next((size for size in ROW_SIZES if _fit_rows(axes, names, size)), ROW_SIZES[-1])
    _name_rows(axes, set_apart(names, lambda name: _fit_rows(axes, (name,), size)), size)


def _broken(name: str, letters: int) -> str:
    return "\n".join(wrap(name, letters, break_long_words=False))


def _numbers(values: tuple[float | None, ...]) -> Any:
    return np.array([np.nan if value is None else value for value in values])
