"""What Excel's charts are made of: blocks of cells that they are drawn from, fills, dashes, points, axes, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hds_tco.board.office import Column, number_format
from hds_tco.board.workbook.worksheet import Page
from hds_tco.charts import Chart
from hds_tco.charts.axes import Axis
from hds_tco.charts.chart import Unit
from hds_tco.charts.palette import GRID, INK, MUTED, PATTERN_CODES, darker, mark
from hds_tco.charts.stacks import Layer
from hds_tco.locale import Language
from hds_tco.scenario.workbook.style import FONT

if TYPE_CHECKING:
    from xlsxwriter.format import Format

# A place on the workbook's sheet of figures: sheet, row, column; or sheet, first row, column, last row, column.
Cell = list[Any]
_DIGITS: dict[Unit, int] = {"keur": 1, "share": 1, "none": 2}
# First row of the blocks, and rows between two of them.
_TOP, _BETWEEN = 3, 2
WORDS: Mapping[str, Any] = {"name": FONT["font_name"], "size": 9, "color": INK}
GRIDLINES: Mapping[str, Any] = {"visible": True, "line": {"color": GRID, "width": 0.75}}
# What draws nothing: a series that only carries others.
UNSEEN: Mapping[str, Any] = {"fill": {"none": True}, "border": {"none": True}}
# A line across a chart, and a place to look at.
REFERENCE: Mapping[str, Any] = {
    "line": {"color": INK, "width": 1.5, "dash_type": "dash"},
    "marker": {"type": "none"},
}
RING: Mapping[str, Any] = {
    "line": {"none": True},
    "marker": {"type": "circle", "size": 11, "fill": {"none": True}, "border": {"color": INK, "width": 1.75}},
}
_PATTERNS = {
    "wdUpDiag": "wide_upward_diagonal",
    "openDmnd": "outlined_diamond",
    "pct20": "percent_20",
    "narHorz": "narrow_horizontal",
}
_DASHES = {"solid": "solid", "dash": "dash", "dot": "round_dot", "dashdot": "dash_dot", "longdash": "long_dash"}
_SYMBOLS = {"triangle-up": "triangle", "cross": "x"}


def filled(rank: int | None) -> dict[str, Any]:
    """Return the fill, pattern and edge of a rank; None is not seen.

    Examples
    --------
    >>> filled(0)["fill"], filled(1)["pattern"]["pattern"]
    ({'color': '#0072B2'}, 'wide_upward_diagonal')
    """
    if rank is None:
        return dict(UNSEEN)
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


def labels(
    words: Sequence[str],
    position: str,
    *,
    size: float = 9,
    bold: bool = False,
    colour: str = INK,
    covered: bool = False,
) -> dict[str, Any]:
    """Return what is written at each value, nothing where it is empty; on white where a pattern lies behind."""
    if not any(words):
        return {}
    font = {"name": FONT["font_name"], "size": size, "bold": bold, "color": colour}
    ground = {"fill": {"color": "#FFFFFF"}} if covered else {}
    # A label that begins as a formula would be read as one.
    own = [
        {"value": label.lstrip("=") or " ", "font": font, **ground} if label else {"delete": True} for label in words
    ]
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
        "major_gridlines": GRIDLINES,
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


class Block:
    """One chart's figures: its message above, headings, then the cells.

    Parameters
    ----------
    page : Page
    row : int
        Of the message.
    chart : Chart
    lang : {"fr", "en"}
    """

    def __init__(self, page: Page, row: int, chart: Chart, lang: Language) -> None:
        self.page = page
        self.chart = chart
        self.lang = lang
        self.head = row + 2
        self.top = row + 3
        self.columns = 0
        self.bottom = self.top
        self.notes = -1
        page.words(row, 0, chart.title, page.look("topic", "low", "quoted"))
        self.title: Cell = [page.name, row, 0]

    def put(self, column: Column | Layer, unit: Unit | None = None, style: Sequence[Format] = ()) -> Cell:
        """Write a column in a unit (the chart's by default) or in styles, and return where its cells are."""
        at, look = self.columns, self.page.look
        self.page.words(self.head, at, column.name, look("head", "small", "quoted", *(() if at == 0 else ("right",))))
        own = number_unit(unit or self.chart.unit, self.lang)
        for rank, cell in enumerate(column.cells):
            if isinstance(cell, str):
                self.page.words(self.top + rank, at, cell, look("frozen", "quoted"))
            elif cell is not None:
                self.page.number(self.top + rank, at, cell, style[rank] if style else look("frozen", shown=own))
        self.columns += 1
        self.bottom = max(self.bottom, self.top + len(column.cells) - 1)
        return [self.page.name, self.top, at, self.top + max(1, len(column.cells)) - 1, at]

    def series(self, column: Column | Layer, names: Cell, look: Mapping[str, Any], unit: Unit | None = None) -> Any:
        """Write a column and return the series that is drawn from it, along names or numbers already written."""
        cells = self.put(column, unit)
        return {"name": [cells[0], self.head, cells[2]], "categories": names, "values": cells} | dict(look)

    def words(self, words: str) -> Cell | None:
        """Write words that a chart shows in a cell below the message, and return where."""
        if not words:
            return None
        self.notes += 1
        self.page.words(self.head - 1, self.notes, words, self.page.look("small", "quoted"))
        return [self.page.name, self.head - 1, self.notes]


def number_unit(unit: Unit, lang: Language) -> str:
    """Return the format in which the figures of a unit are listed.

    Examples
    --------
    >>> number_unit("keur", "fr"), number_unit("year", "en")
    ('[$-40C]#,##0.0', '[$-809]0.00')
    """
    if unit == "year":
        return number_format("none", lang, 2).replace("#,##", "")
    return number_format(unit, lang, _DIGITS.get(unit, 0))


class Blocks:
    """The blocks of all charts, one below the other.

    Parameters
    ----------
    page : Page
    lang : {"fr", "en"}
    """

    def __init__(self, page: Page, lang: Language) -> None:
        self.page = page
        self.lang = lang
        self.all: list[Block] = []

    def new(self, chart: Chart) -> Block:
        """Begin the block of a chart, below the last."""
        row = self.all[-1].bottom + 1 + _BETWEEN if self.all else _TOP
        self.all.append(Block(self.page, row, chart, self.lang))
        return self.all[-1]
