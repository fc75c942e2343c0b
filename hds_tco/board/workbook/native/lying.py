"""Lying bars from a base: a tornado. The axes cross at the base, so the figures are the true ones."""

from __future__ import annotations

from typing import Any

from hds_tco.board.drawn.column import Column
from hds_tco.board.drawn.scale import bounds, digits_for
from hds_tco.board.workbook.native.block import Block
from hds_tco.board.workbook.native.dress import bounded, filled, finish, labels, names_axis, values_axis
from hds_tco.charts import Chart
from hds_tco.locale import Language

# What is written at the ends of bars, as a share of the axis.
_ROOM = 0.12


def draw(book: Any, block: Block, chart: Chart, lang: Language) -> Any:
    """Draw bars from a base, the first on top."""
    native = book.add_chart({"type": "bar"})
    names = block.put(Column(chart.x_title, chart.categories))
    for series in chart.series:
        cells = block.put(Column(series.name or chart.y_title, series.values))
        look = filled(series.rank) | {"gap": 40, "overlap": 100}
        look |= labels(series.labels, "outside_end") if any(series.labels) else {}
        native.add_series({"name": [cells[0], block.head, cells[2]], "categories": names, "values": cells} | look)
    low, high, step = _bounds(chart)
    values = bounded(values_axis(block.words(chart.y_title), chart.unit, lang, digits_for(step)), low, high, step)
    values["num_format"] = _told(values["num_format"], chart)
    native.set_x_axis(values | {"crossing": chart.base, "label_position": "high"})
    native.set_y_axis(names_axis(block.words(chart.x_title)) | {"reverse": True, "crossing": "max"})
    for line in chart.lines:
        block.put(Column(line.label, [line.at]))
    finish(native, block.title, legend=sum(bool(series.name) for series in chart.series) > 1)
    return native


def _told(shown: str, chart: Chart) -> str:
    """Return the format of the axis, in which a line across the bars is a figure that says its name.

    Only thin bars on a second axis could draw it, and programs differ on where those begin.

    Examples
    --------
    >>> from hds_tco.charts import Line
    >>> bars = Chart("x", "bars", "", (), (), "keur", "", "", "", "", lines=(Line(0.0, "tie", "y"),))
    >>> _told("[$-809]#,##0", bars)
    '[=0][$-809]#,##0" : tie";[<0][$-809]-#,##0;[$-809]#,##0'
    """
    if not chart.lines:
        return shown
    mark, figure = shown.split("]", 1)
    line, label = chart.lines[0], chart.lines[0].label.replace('"', "")
    return f'[={line.at:g}]{shown}" : {label}";[<0]{mark}]-{figure};{shown}'


def _bounds(chart: Chart) -> tuple[float, float, float]:
    """Return bounds that leave room for what is written at the ends of bars."""
    reached = [value for series in chart.series for value in series.values if value is not None]
    reached += [chart.base, *(line.at for line in chart.lines)]
    low, high = min(reached), max(reached)
    return bounds(low - _ROOM * (high - low), high + _ROOM * (high - low))
