"""What `sensitivity` shows: what is nearest to changing the answer, what weighs, when it loses, what to find out."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.sensitivity.labels import said
from hds_tco.analysis.sensitivity.study import Study
from hds_tco.analysis.sensitivity.two_way import BestMap
from hds_tco.cli.tables import bullets, rich_table, sentences, title
from hds_tco.locale import Language, text

# Rows and columns of a map that a terminal shows; a file has them all.
MAP_ROWS, MAP_COLUMNS = 21, 41
# Where the scenario stands.
HERE = "*"


def sensitivity_parts(found: Study, top: int, lang: Language) -> list[RenderableType]:
    """Return the study: title, answer, tornado, break-even values, when it loses, value of information, notes."""
    parts: list[RenderableType] = [title(found.simulation.scenario.name), *sentences(found.sentences(lang), "bold")]
    for name, table in found.tables(lang, top).items():
        if name == "information":
            parts.append(Text(text("study.when_it_loses", lang), style="bold"))
            parts += [*bullets(found.losing.sentences(lang) if found.losing else [found.missing]), Text("")]
        parts.append(rich_table(table))
    if found.map is not None:
        parts += _map(found.map, lang)
    parts.append(Text(text("screen.notices", lang), style="bold"))
    return [*parts, *bullets(found.notes(lang)), Text("")]


def _map(chart: BestMap, lang: Language) -> list[RenderableType]:
    """Draw the map in letters, the vertical axis upwards, the present place marked."""
    name_x, name_y = chart.axis_labels(lang)
    letters = "ABCDEFGH"
    best = chart.best
    columns, rows = _spread(best.shape[1], MAP_COLUMNS), _spread(best.shape[0], MAP_ROWS)
    x, y = chart.central
    here = min(rows, key=lambda row: abs(chart.y[row] - y)), min(columns, key=lambda column: abs(chart.x[column] - x))
    lines = []
    for row in reversed(rows):
        value = said(chart.path_y, float(chart.y[row]), lang)
        cells = (HERE if (row, column) == here else letters[int(best[row, column])] for column in columns)
        lines.append(f"{value:>28}  " + "".join(cells))
    low, high = (said(chart.path_x, float(chart.x[end]), lang) for end in (0, -1))
    lines.append(" " * 30 + f"{low} → {high}")
    legend = ", ".join(f"{letters[rank]} {option.label(lang)}" for rank, option in enumerate(chart.options))
    heading = text("study.map", lang, x=name_x, y=name_y)
    return [
        Text(heading, style="bold"),
        Text(f"{legend}, {text('study.here', lang)}"),
        Text("\n".join(lines)),
        Text(""),
    ]


def _spread(count: int, most: int) -> list[int]:
    """Return places spread over a range, ends included, `most` at most."""
    shown = min(count, most)
    return [round(rank * (count - 1) / max(shown - 1, 1)) for rank in range(shown)]
