"""A table of the story as a native table, sober: rules between rows, no fills, numbers to the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hds_tco.analysis.table import Table
from hds_tco.board.deck.layouts import put_in
from hds_tco.board.deck.measure import LAST_RESORT, LINE, POINT, Box, Face, cut_to_lines, lines_of, width_pt
from hds_tco.charts.palette import GRID

# Sizes at which a table is looked at with pleasure; smaller to keep words whole; smaller still to find room.
_FINE = (14.0, 13.5, 13.0, 12.5, 12.0)
_LEAST_WHOLE = 9.0
_ACROSS = 5.0


@dataclass(frozen=True)
class Laid:
    """How a table is set: size, widths and heights in points, what is written, whether each cell is on one line."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]
    is_level: bool
    breaks_words: bool


def insert_table(holder: Any, box: Box, table: Table, face: Face = "wide") -> Any:
    """Put a native table on a slide, no higher than its rows take.

    Parameters
    ----------
    holder : python-pptx table placeholder or shapes
    box : Box
    table : Table
    face : {"arial", "wide"}
        How wide the page's font is.

    Returns
    -------
    GraphicFrame
    """
    laid = lay(table, box, face)
    high = round(sum(laid.heights) * POINT)
    frame = _plain_table(holder, 1 + len(table.rows), len(table.columns), Box(box.left, box.top, box.width, high))
    native = frame.table
    for column, width in zip(native.columns, laid.widths, strict=True):
        column.width = round(width * POINT)
    native.columns[len(table.columns) - 1].width += box.width - sum(column.width for column in native.columns)
    for row, height in zip(native.rows, laid.heights, strict=True):
        row.height = round(height * POINT)
    for down, cells in enumerate(laid.cells):
        bold = down == 0 or down - 1 in table.strong
        for across, words in enumerate(cells):
            cell = native.cell(down, across)
            align = "RIGHT" if across and table.numbers else "LEFT"
            _write(cell, words, laid.size, bold=bold, align=align)
            if down == 0:
                _edge(cell, "B", "accent1", 1.5)
            elif bold:
                _edge(cell, "T", "tx1", 1.0)
                _edge(cell, "B", "tx1", 1.0)
            elif down not in table.strong:
                _edge(cell, "B", GRID, 0.75)
    frame.height = sum(row.height for row in native.rows)
    return frame


def lay(table: Table, box: Box, face: Face = "wide") -> Laid:
    """Return the largest setting of a table that fits a box.

    Examples
    --------
    >>> rows = Table(("Poste", "k€"), (("Matériel", "1 200"), ("Personnel", "3 400")))
    >>> lay(rows, Box(0, 0, 6_000_000, 3_000_000)).size
    14.0
    """
    for size in _FINE:
        laid = _at(table, box, size, face)
        if laid.is_level and sum(laid.heights) <= box.height_pt:
            return laid
    size = _FINE[0]
    laid = _at(table, box, size, face)
    while (sum(laid.heights) > box.height_pt or (laid.breaks_words and size > _LEAST_WHOLE)) and size > LAST_RESORT:
        size -= 0.5
        laid = _at(table, box, size, face)
    lines = int((box.height_pt / len(laid.heights) - 2 * _down(size)) / (size * LINE))
    return laid if sum(laid.heights) <= box.height_pt else _at(table, box, size, face, max(1, lines))


def _at(table: Table, box: Box, size: float, face: Face, most_lines: int = 0) -> Laid:
    everything = [table.columns, *table.rows]
    bold = [True, *(rank in table.strong for rank in range(len(table.rows)))]
    # As wide as the longest cell, or at least its longest word, shared out when the box is narrower.
    around = 2 * _ACROSS + 1
    wanted, least = [], []
    for cells_down in zip(*everything, strict=True):
        column = list(zip(cells_down, bold, strict=True))
        wanted.append(max(width_pt(words, size, heavy, face) for words, heavy in column) + around)
        parts = ((word, heavy) for words, heavy in column for word in words.split(" "))
        least.append(max(width_pt(word, size, heavy, face) for word, heavy in parts) + around)
    widths = _share(wanted, least, box.width_pt)
    rooms = [max(1.0, width - 2 * _ACROSS) for width in widths]
    cells = tuple(map(tuple, everything))
    if most_lines:
        cells = tuple(
            tuple(
                cut_to_lines(words, most_lines, size, room, heavy, face) for words, room in zip(row, rooms, strict=True)
            )
            for row, heavy in zip(everything, bold, strict=True)
        )
    heights = tuple(
        max(lines_of(words, size, room, heavy, face) for words, room in zip(row, rooms, strict=True)) * size * LINE
        + 2 * _down(size)
        for row, heavy in zip(cells, bold, strict=True)
    )
    return Laid(size, widths, heights, cells, sum(wanted) <= box.width_pt, sum(least) > box.width_pt)


def _share(wanted: list[float], least: list[float], room: float) -> tuple[float, ...]:
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(wanted)
        return tuple(width + spare for width in wanted)
    if sum(least) >= room:
        return tuple(width * room / sum(least) for width in least)
    share = (room - sum(least)) / (sum(wanted) - sum(least))
    return tuple(low + (high - low) * share for low, high in zip(least, wanted, strict=True))


def _down(size: float) -> float:
    """Return the margin above and below text, in points."""
    return 6.0 if size >= 12 else 4.0 if size >= 10 else 2.0 if size >= 8 else 0.5


# Office's "no style, no grid": what is drawn is what is asked for, whatever the template.
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _plain_table(holder: Any, rows: int, columns: int, box: Box) -> Any:
    """Add a table without any style to a table placeholder or to shapes."""
    from pptx.oxml.ns import qn

    if hasattr(holder, "insert_table"):
        frame = holder.insert_table(rows, columns)
        put_in(frame, box)
    else:
        frame = holder.add_table(rows, columns, box.left, box.top, box.width, box.height)
    frame.table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    frame.table.horz_banding = False
    return frame


def _write(cell: Any, words: str, size: float, *, bold: bool, align: str) -> None:
    """Write in a cell."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.text.text import Font
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = round(_ACROSS * POINT)
    cell.margin_top = cell.margin_bottom = round(_down(size) * POINT)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = getattr(PP_ALIGN, align)
    paragraph.line_spacing, paragraph.space_before, paragraph.space_after = 1.0, Pt(0), Pt(0)
    if not words:  # an empty paragraph would be 18 points high
        for font in (paragraph.font, Font(paragraph._p.get_or_add_endParaRPr())):
            font.size = Pt(size)
        return
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold = Pt(size), bold


def _edge(cell: Any, side: str, colour: str, width_pt: float) -> None:
    """Draw the top edge of a cell (``T``), then the one at its bottom (``B``); a theme colour or ``#rrggbb``."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    ink = f'srgbClr val="{colour[1:].upper()}"' if colour.startswith("#") else f'schemeClr val="{colour}"'
    line = parse_xml(
        f'<a:ln{side} {nsdecls("a")} w="{round(width_pt * POINT)}" cap="flat" cmpd="sng" algn="ctr">'
        f'<a:solidFill><a:{ink}/></a:solidFill><a:prstDash val="solid"/></a:ln{side}>'
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(len(properties.findall("{*}lnT")), line)
