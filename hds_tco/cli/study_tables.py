"""What `simulate` and `sensitivity` show: the answer, figures with their sampling errors, what weighs, notices."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.sensitivity.labels import said
from hds_tco.analysis.sensitivity.study import Study
from hds_tco.analysis.sensitivity.two_way import BestMap
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.report import (
    chance,
    figure_rows,
    made_how,
    simulation_notices,
    simulation_sentences,
    tolerance_sentence,
)
from hds_tco.analysis.table import amount_and_error, share_and_error
from hds_tco.cli.tables import bullets, notice_parts, plain_table, rich_table, sentences, title
from hds_tco.locale import Language, amount, decimal, text

# Bounds shown when the board states no line: the recommended option's mean, a tenth and a quarter more.
ABOVE_MEAN = (0.10, 0.25)


def simulation_parts(
    result: Simulation, tolerance_eur: float | None, lang: Language, with_convergence: bool = False
) -> list[RenderableType]:
    """Return the simulation: title, answer, options, how figures settled if asked for, what must be said."""
    parts: list[RenderableType] = [title(result.scenario.name)]
    parts += sentences(simulation_sentences(result, lang), "bold")
    if tolerance_eur is not None:
        parts += sentences([tolerance_sentence(result, tolerance_eur, lang)], "bold")
    parts.append(_options(result, tolerance_eur, lang))
    if with_convergence:
        parts.append(_convergence(result, lang))
    parts += notice_parts(simulation_notices(result), lang)
    parts.append(Text(made_how(result, lang), style="dim"))
    return parts


def _options(result: Simulation, tolerance_eur: float | None, lang: Language) -> RenderableType:
    table = plain_table(
        text("simulation.title", lang),
        text("screen.amounts_in", lang),
        [result.marked(option, lang) for option in result.ranked],
        text("simulation.caption", lang),
    )
    keys = [option.key for option in result.ranked]

    for row in figure_rows(result, lang):
        table.add_row(row.label, *row.cells, style=row.weight)
    base = result.mean(result.best.key).value
    bounds = [base * (1 + more) for more in ABOVE_MEAN if base > 0]
    for bound in [tolerance_eur] if tolerance_eur is not None else bounds:
        label = text("simulation.above", lang, bound=amount(bound, lang))
        table.add_row(label, *(chance(result.probability_above(key, bound), lang) for key in keys), style="dim")
    return table


def _convergence(result: Simulation, lang: Language) -> RenderableType:
    """Return the running means and chances, as draws came in."""
    frame = result.convergence(lang)
    table = plain_table(
        text("simulation.convergence", lang),
        text("charts.draws", lang),
        [option.label(lang) for option in result.options],
        text("simulation.convergence_caption", lang),
    )
    for draws, rows in frame.groupby("draws", sort=True):
        cells = [
            f"{amount_and_error(row, 'mean_eur', lang)} ({share_and_error(row, 'probability_cheapest', lang)})"
            for row in rows.to_dict("records")
        ]
        table.add_row(decimal(int(draws), lang), *cells)
    return table


# Rows and columns of a map that a terminal shows; a file has them all.
MAP_ROWS, MAP_COLUMNS = 21, 41
# Where the scenario stands.
HERE = "*"


def sensitivity_parts(study: Study, top: int, lang: Language) -> list[RenderableType]:
    """Return the study: title, answer, tornado, break-even values, when it loses, value of information, notes."""
    parts: list[RenderableType] = [title(study.simulation.scenario.name), *sentences(study.sentences(lang), "bold")]
    for name, table in study.tables(lang, top).items():
        if name == "information":
            parts.append(Text(text("study.when_it_loses", lang), style="bold"))
            parts += [*bullets(study.losing.sentences(lang) if study.losing else [study.missing]), Text("")]
        parts.append(rich_table(table))
    if study.map is not None:
        parts += _map(study.map, lang)
    parts.append(Text(text("screen.notices", lang), style="bold"))
    return [*parts, *bullets(study.notes(lang)), Text("")]


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
    places = min(count, most)
    return [round(rank * (count - 1) / max(places - 1, 1)) for rank in range(places)]
