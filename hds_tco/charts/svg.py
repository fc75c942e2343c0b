"""A chart as a vector picture, for pages that are printed: no browser, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import wrap
from typing import Any

import numpy as np

from hds_tco.charts.chart import CURVES, Chart, Unit, beside, days_of, ruler, step_bars, top_of_shares
from hds_tco.charts.clear import Plot, spots
from hds_tco.charts.fit import DPI, fit
from hds_tco.charts.look import GRID, INK, MUTED, mark
from hds_tco.charts.names import set_apart
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, percent

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
# Names along an axis before every other is left out.
MOST_TICKS = 16
MOST_YEARS = 12
BACKEND = ("backend", "backend_fallback", "interactive")
# Cells of a map that are named on each side, and where names are long.
MOST_CELLS, FEW_CELLS = 12, 5


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
        _draw(axes, chart, lang)
        _mark(axes, chart)
        fit(figure, axes, chart)
        if chart.kind in ("bars", "spans") and not _fit_rows(axes, chart.categories):
            _name_rows(axes, ("",) * len(chart.categories))
            fit(figure, axes, chart)  # as high as it may be
            _cut_rows(axes, chart.categories)
            fit(figure, axes, chart)
        if chart.kind in CURVES:
            _mark_curves(axes, chart)
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


def _draw(axes: Any, chart: Chart, lang: Language) -> None:
    if chart.kind == "grid":
        _draw_grid(axes, chart)
        return
    if chart.kind == "spans":
        _draw_spans(axes, chart)
        return
    if chart.kind == "bars":
        _draw_bars(axes, chart)
        _number(axes.xaxis, chart.unit, lang)
        _title(axes, x=chart.y_title, room=BARS_SHARE)
        axes.grid(axis="x", color=GRID)
    else:
        {"columns": _draw_columns, "stacked": _draw_stacked, "steps": _draw_steps}.get(chart.kind, _draw_lines)(
            axes, chart
        )
        _number(axes.yaxis, chart.unit, lang)
        _title(axes, chart.x_title, chart.y_title)
        axes.grid(axis="y", color=GRID)
        if chart.kind == "curves":
            _number(axes.xaxis, chart.x_unit, lang)
    if chart.unit == "share":
        (axes.set_xlim if chart.kind == "bars" else axes.set_ylim)(0, top_of_shares(chart))
    axes.set_axisbelow(True)


def _look(rank: int) -> dict[str, Any]:
    style = mark(rank)
    return {"facecolor": style.colour, "hatch": FILLS[style.pattern], "edgecolor": INK, "linewidth": 0.6}


def _each(ranks: tuple[int, ...]) -> dict[str, Any]:
    """Return the looks of bars that differ."""
    styles = [mark(rank) for rank in ranks]
    fills = {"color": [style.colour for style in styles], "hatch": [FILLS[style.pattern] for style in styles]}
    return fills | {"edgecolor": INK, "linewidth": 0.6}


def _draw_columns(axes: Any, chart: Chart) -> None:
    places, width = np.arange(len(chart.categories)), 0.7 / len(chart.series)
    for rank, series in enumerate(chart.series):
        at = places + (rank - (len(chart.series) - 1) / 2) * width
        axes.bar(at, _numbers(series.values), width, label=series.name or None, **_each(series.looks()))
        for place, value, label in zip(at, series.values, series.labels or [""] * len(at), strict=True):
            axes.text(place, value or 0.0, label, ha="center", va="bottom")
    _name(axes, chart)


def _draw_stacked(axes: Any, chart: Chart) -> None:
    up, down = np.zeros(len(chart.categories)), np.zeros(len(chart.categories))
    for series in chart.series:
        values = _numbers(series.values)
        axes.bar(
            np.arange(len(values)),
            values,
            0.7,
            np.where(values >= 0, up, down),
            label=series.name,
            **_look(series.rank),
        )
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
    axes.axhline(0, color=INK, linewidth=0.8)
    _name(axes, chart)


def _draw_steps(axes: Any, chart: Chart) -> None:
    series = chart.series[0]
    bases, heights, looks = step_bars(_numbers(series.values).tolist(), chart.base)
    axes.bar(range(len(bases)), heights, 0.7, bases, **_each(tuple(looks)))
    for place, label in enumerate(series.labels):
        axes.text(place, bases[place] + heights[place], label, ha="center", va="bottom", fontsize=8.5)
    axes.axhline(chart.base, color=INK, linewidth=0.8)
    axes.margins(y=0.12)
    if chart.base:
        axes.set_ylim(bottom=chart.base)
    _name(axes, chart)


def _draw_lines(axes: Any, chart: Chart) -> None:
    curve = chart.kind == "curves"
    for series in chart.series:
        style = mark(series.rank)
        places = series.x if curve else np.arange(len(chart.categories))
        points = {} if curve else {"marker": POINTS[style.symbol], "markeredgecolor": INK, "markersize": 6}
        axes.plot(
            *(places, _numbers(series.values)),
            **{"color": style.colour, "linestyle": DASHES[style.dash], "linewidth": 2.2, "label": series.name or None},
            **points,
        )
    if not curve:
        _name(axes, chart)


def _draw_bars(axes: Any, chart: Chart) -> None:
    places = np.arange(len(chart.categories))
    for series in chart.series:
        values = _numbers(series.values)
        axes.barh(places, values - chart.base, 0.7, chart.base, label=series.name, **_look(series.rank))
        for place, value, label in zip(places, values, series.labels, strict=True):
            right = value >= chart.base
            axes.annotate(
                *(label, (value, place)),
                **{"xytext": (3 if right else -3, 0), "textcoords": "offset points", "fontsize": 8},
                **{"ha": "left" if right else "right", "va": "center"},
            )
    _name_rows(axes, chart.categories)
    axes.invert_yaxis()
    axes.margins(x=0.22)
    axes.axvline(chart.base, color=INK, linewidth=0.8)


def _draw_spans(axes: Any, chart: Chart) -> None:
    years = ruler(chart, MOST_YEARS)
    letter = 0.075 * (years.last - years.first) / (0.62 * axes.figure.get_figwidth())  # years under a letter, about
    paper = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15"}
    met = days_of(chart)
    for series in chart.series:
        look, name = _look(series.rank), series.name or None
        labels = series.labels or ("",) * len(series.values)
        there = [
            (row, start, value, label)
            for row, (start, value, label) in enumerate(zip(series.x, series.values, labels, strict=True))
            if value is not None
        ]
        lasting, days = [span for span in there if span[2]], [span for span in there if not span[2]]
        if lasting:
            rows, starts, lengths, _ = zip(*lasting, strict=True)
            axes.barh(rows, lengths, 0.62, starts, label=name, **look)
            name = None
        if days:
            rows, starts, *_ = zip(*days, strict=True)
            axes.plot(starts, rows, "D", color=look["facecolor"], markeredgecolor=INK, label=name, ls="", ms=7)
        for row, start, value, label in lasting:
            free = value - 0.8 * letter * ((row, start + value) in met)  # a diamond covers the end
            if label and letter * (len(label) + 0.5) <= free:
                axes.text(start + free / 2, row, label, ha="center", va="center", fontsize=8, bbox=paper)
        for row, start, _, label in days:
            axes.annotate(label, (start, row), xytext=(7, 0), textcoords="offset points", va="center", fontsize=8)
    _name_rows(axes, chart.categories)
    axes.set_ylim(len(chart.categories) - 0.4, -0.6)
    axes.set_xlim(years.first - 0.15, years.last + 0.15)
    axes.set_xticks(years.edges, [""] * len(years.edges))
    axes.set_xticks([year + 0.5 for year in years.named], [str(year) for year in years.named], minor=True, fontsize=9)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.grid(axis="x", color=GRID)
    _title(axes, x=chart.y_title)
    axes.set_axisbelow(True)


def _draw_grid(axes: Any, chart: Chart) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Rectangle

    cells = [series.values for series in chart.series]
    for rank, name in enumerate(chart.options):
        look = _look(rank) | {"hatch": ""}
        if not any(rank in values for values in cells):
            continue
        axes.add_patch(Rectangle((0, 0), 0, 0, label=name, **look))
        # Cells alike side by side are one piece: no seams, and a file ten times smaller.
        pieces = [
            [(first, row), (last, row), (last, row + 1), (first, row + 1)]
            for row, values in enumerate(cells)
            for first, last in _runs([value == rank for value in values])
        ]
        axes.add_collection(PolyCollection(pieces, facecolor=look["facecolor"], edgecolor=look["facecolor"], lw=0.5))
    axes.set_xlim(0, len(chart.categories))
    axes.set_ylim(0, len(cells))
    sides = ((axes.xaxis, chart.categories), (axes.yaxis, tuple(series.name for series in chart.series)))
    for (axis, names), every in zip(sides, chart.every, strict=True):
        most = MOST_CELLS if max(map(len, names)) <= CELL_LETTERS // 2 else FEW_CELLS
        shown = np.arange(0, len(names), max(every, -(-len(names) // most)))
        axis.set_ticks(shown + 0.5, [_lines(names[place], CELL_LETTERS) for place in shown], fontsize=8.5)
    _title(axes, chart.x_title, chart.y_title)


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return where rows of True begin and end.

    Examples
    --------
    >>> _runs([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(flags, dtype=int), [0]])))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _mark(axes: Any, chart: Chart) -> None:
    for line in chart.lines:
        draw = axes.axvline if line.axis == "x" or chart.kind == "bars" else axes.axhline
        draw(line.at, color=INK, linewidth=1.2, linestyle="--")
        axes.annotate(
            *(line.label, (line.at, 1.0)),
            **{"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 9},
            **({"xytext": (0, 3), "ha": "center"} if chart.kind == "bars" else {"xytext": (3, -2), "va": "top"}),
        )
    if chart.kind in CURVES:  # once the axes have their size
        return
    half = 0.5 if chart.kind == "grid" else 0.0  # cells are drawn from their corner
    for point, right, low, rank in beside(chart):
        at = (point.x + half, point.y + half)
        axes.plot(*at, "o", color=INK, markersize=5, markeredgecolor="white")
        place = (-10 if right else 10, 10 + 14 * rank if low else -16 - 14 * rank)
        axes.annotate(
            *(point.label, at, place),
            **{"bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}} if half else {},
            **{"textcoords": "offset points", "fontsize": 9, "ha": "right" if right else "left"},
            **{"va": "center", "arrowprops": {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkB": 3}},
        )


def _mark_curves(axes: Any, chart: Chart) -> None:
    """Mark the points of curves, their words clear of what is drawn, on axes that have their size."""
    plot = Plot(axes.bbox.width, axes.bbox.height, axes.get_xlim(), axes.get_ylim())
    for spot in spots(chart, plot, POINT_SIZE):
        at = (spot.point.x, spot.point.y)
        axes.plot(*at, "o", color=INK, markersize=5, markeredgecolor="white", scalex=False, scaley=False)
        axes.annotate(
            *(spot.point.label, at, (spot.across_pt, spot.up_pt)),
            **{"textcoords": "offset points", "fontsize": POINT_SIZE, "ha": "right" if spot.leftwards else "left"},
            **{"va": "center", "arrowprops": {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkB": 3}},
        )


# Share of the width that is left below lying bars, beside their names.
BARS_SHARE = 0.62


def _name(axes: Any, chart: Chart) -> None:
    count = len(chart.categories)
    room = int(axes.figure.get_figwidth() * TITLE_LETTERS)
    names = [_lines(name, max(8, room // max(count, 1))) for name in chart.categories]
    every = -(-count // MOST_TICKS)
    axes.set_xticks(np.arange(count)[::every], names[::every], fontsize=9 if count < 8 else 8)


def _name_rows(axes: Any, names: tuple[str, ...], size: float = ROW_SIZES[0]) -> None:
    axes.set_yticks(range(len(names)), [_lines(name, _row_letters(size)) for name in names], fontsize=size)


def _row_letters(size: float) -> int:
    return int(LABEL_LETTERS * ROW_SIZES[0] / size)


def _fit_rows(axes: Any, names: tuple[str, ...], size: float = ROW_SIZES[0]) -> bool:
    """Tell whether names are no taller than their rows as they now stand."""
    low, high = axes.get_ylim()
    lines = max(1, int(axes.bbox.height / abs(high - low) / (size * ROW_LINE)))
    return all(_lines(name, _row_letters(size)).count("\n") < lines for name in names)


def _cut_rows(axes: Any, names: tuple[str, ...]) -> None:
    """Write names smaller if they then have room in their rows, and cut if they have not."""
    size = next((size for size in ROW_SIZES if _fit_rows(axes, names, size)), ROW_SIZES[-1])
    _name_rows(axes, set_apart(names, lambda name: _fit_rows(axes, (name,), size)), size)


def _title(axes: Any, x: str = "", y: str = "", room: float = 1.0) -> None:
    """Name the axes, in lines no longer than they are likely to be."""
    width, height = axes.figure.get_size_inches()
    axes.set_xlabel(_lines(x, round(width * TITLE_LETTERS * room)))
    axes.set_ylabel(_lines(y, round(height * TITLE_LETTERS)))


def _lines(name: str, letters: int) -> str:
    return "\n".join(wrap(name, letters, break_long_words=False))


def _number(axis: Any, unit: Unit, lang: Language) -> None:
    from matplotlib.ticker import FuncFormatter

    if unit == "share":
        axis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, lang, 0)))
    elif unit != "none":
        axis.set_major_formatter(FuncFormatter(lambda value, _: decimal(value, lang)))


def _numbers(values: tuple[float | None, ...]) -> Any:
    return np.array([np.nan if value is None else value for value in values])
