"""The one look of charts, in XlsxWriter's terms: fills, patterns, dashes, points, axes, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hds_tco.board.office import number_format
from hds_tco.charts.layout import Axis
from hds_tco.charts.palette import GRID, INK, MUTED, PATTERN_CODES, darker, mark
from hds_tco.locale import Language
from hds_tco.scenario.workbook.style import FONT

# A column of the workbook's sheet of figures: sheet, row, column; or sheet, first row, column, last row, column.
Cell = list[Any]
WORDS: Mapping[str, Any] = {"name": FONT["font_name"], "size": 9, "color": INK}
# What draws nothing: a series that only carries others.
UNSEEN: Mapping[str, Any] = {"fill": {"none": True}, "border": {"none": True}}
_PATTERNS = {
    "wdUpDiag": "wide_upward_diagonal",
    "openDmnd": "outlined_diamond",
    "pct20": "percent_20",
    "narHorz": "narrow_horizontal",
}
_DASHES = {"solid": "solid", "dash": "dash", "dot": "round_dot", "dashdot": "dash_dot", "longdash": "long_dash"}
_SYMBOLS = {"triangle-up": "triangle", "cross": "x"}


def filled(rank: int) -> dict[str, Any]:
    """Return the fill, pattern and edge of a rank.

    Examples
    --------
    >>> filled(0)["fill"], filled(1)["pattern"]["pattern"]
    ({'color': '#0072B2'}, 'wide_upward_diagonal')
    """
    style, edge = mark(rank), {"color": INK, "width": 0.5}
    if not style.pattern:
        return {"fill": {"color": style.colour}, "border": edge}
    name = _PATTERNS[PATTERN_CODES[style.pattern]]
    ground = {"pattern": name, "fg_color": darker(style.colour), "bg_color": style.colour}
    return {"pattern": ground, "border": edge}


def lined(rank: int, *, points: bool) -> dict[str, Any]:
    """Return the colour, dash and points of a rank."""
    style = mark(rank)
    look: dict[str, Any] = {"line": {"color": style.colour, "width": 2.25, "dash_type": _DASHES[style.dash]}}
    if not points:
        return look | {"marker": {"type": "none"}}
    symbol = {"type": _SYMBOLS.get(style.symbol, style.symbol), "size": 6}
    return look | {"marker": symbol | {"fill": {"color": style.colour}, "border": {"color": style.colour}}}


def across_it() -> dict[str, Any]:
    """Return the look of a line across a chart."""
    return {"line": {"color": INK, "width": 1.5, "dash_type": "dash"}, "marker": {"type": "none"}}


def ringed() -> dict[str, Any]:
    """Return the look of a place to look at."""
    ring = {"type": "circle", "size": 11, "fill": {"none": True}, "border": {"color": INK, "width": 1.75}}
    return {"line": {"none": True}, "marker": ring}


def labels(
    words: Sequence[str],
    position: str,
    *,
    size: float = 9,
    bold: bool = False,
    colour: str = INK,
    covered: bool = False,
) -> Any:
    """Return what is written at each value, nothing where it is empty; on white where a pattern lies behind."""
    font = {"name": FONT["font_name"], "size": size, "bold": bold, "color": colour}
    # A label that begins as a formula would be read as one.
    ground = {"fill": {"color": "#FFFFFF"}} if covered else {}
    own = [{"value": said.lstrip("=") or " ", "font": font, **ground} if said else {"delete": True} for said in words]
    return {"data_labels": {"value": True, "position": position, "font": font, "custom": own}}


def values_axis(axis: Axis, name: Cell | None, lang: Language) -> dict[str, Any]:
    """Return an axis of figures: its ends, ticks and words; `name` is the cell of its title."""
    code = number_format(axis.unit, lang, axis.digits)
    shown = {
        "min": axis.tick_low,
        "max": axis.high,
        "major_unit": axis.step,
        "num_format": code if axis.tick_low == axis.low else f'[<{axis.low:.9g}]"";{code}',  # nothing below
        "num_font": WORDS,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.75}},
    }
    return shown | _named(name)


def names_axis(axis: Axis, name: Cell | None) -> dict[str, Any]:
    """Return an axis of names, clear of what lies below zero; some are left out where there are many."""
    shown: dict[str, Any] = {
        "num_font": WORDS,
        "line": {"color": INK},
        "label_position": "low",
        "major_tick_mark": "none",
        "major_gridlines": {"visible": False},
    }
    if axis.step > 1:
        shown |= {"interval_unit": round(axis.step), "interval_tick": round(axis.step)}
    return shown | _named(name)


def finish(chart: Any, title: Cell, *, legend: bool, hidden: Sequence[int] = ()) -> None:
    """Set title, legend (some series left out of it), ground and frame."""
    chart.set_title({"name": title, "name_font": {**WORDS, "size": 12, "bold": True}, "overlay": False})
    shown = {"position": "top", "font": {**WORDS, "size": 10}}
    chart.set_legend(shown | ({"delete_series": list(hidden)} if hidden else {}) if legend else {"none": True})
    chart.set_chartarea({"border": {"color": GRID}, "fill": {"color": "#FFFFFF"}})
    chart.show_blanks_as("gap")


def _named(name: Cell | None) -> dict[str, Any]:
    return {"name": name, "name_font": {**WORDS, "size": 10, "bold": False, "color": MUTED}} if name else {}
