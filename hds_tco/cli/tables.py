"""What the commands show, as Rich parts: the answer first, then why, then the detail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from rich import box
from rich.console import JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hds_tco.analysis import Comparison, Explanation, OptionResult
from hds_tco.analysis.explain import source_words
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.published import hospital_cards
from hds_tco.analysis.table import Table as PlainTable
from hds_tco.analysis.timeline import timeline
from hds_tco.locale import Language, amount, decimal, euros, has_text, text
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, shipped_scenarios
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.format_value import shown_value

# Words need some room beside figures that do not wrap.
FIRST_COLUMN = 16
# How much of the answer rests on hypotheses stands right under it.
UNDER_THE_ANSWER = "hypotheses"


def comparison_parts(result: Comparison, lang: Language, with_lines: bool = False) -> list[RenderableType]:
    """Return the comparison: title, answer, table of options, main lines, return, calendar, what must be said."""
    parts: list[RenderableType] = [title(result.scenario.name), *sentences(result.sentences(lang), "bold")]
    parts += sentences((notice.sentence(lang) for notice in result.notices if notice.key == UNDER_THE_ANSWER), "italic")
    parts += [rich_table(table) for table in result.tables(lang).values()]
    if with_lines:
        parts += [_by_year(option, result, lang) for option in result.options]
    parts += _calendar(result.scenario, lang)
    parts += notice_parts(result.notices, lang)
    parts.append(Text(text("screen.next", lang), style="dim"))
    return parts


def title(words: str) -> RenderableType:
    """Return a page's title."""
    return Padding(Text(words, style="bold underline"), (1, 0, 0, 0))


def sentences(lines: Iterable[str], style: str = "") -> list[RenderableType]:
    """Return sentences, each on lines of its own."""
    return [Text(sentence, style=style) for sentence in lines]


def plain_table(title: str, first: str, others: Sequence[str], caption: str = "") -> Table:
    """Return an empty table: words in the first column, figures on the right in the others."""
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD, caption=caption or None, caption_justify="left"
    )
    table.add_column(first, overflow="fold", min_width=FIRST_COLUMN if others else None)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def rich_table(plain: PlainTable) -> Table:
    """Return a table as a terminal shows it: words wrap, figures do not, parts stand apart."""
    table = plain_table(plain.title, plain.columns[0], [], plain.caption)
    for rank, name in enumerate(plain.columns[1:], start=1):
        if rank in plain.words:
            table.add_column(name, overflow="fold")
        else:
            table.add_column(name, justify="right" if plain.numbers else "left", no_wrap=True)
    if len(plain.columns) > 1:
        table.columns[0].min_width = FIRST_COLUMN
    for rank, row in enumerate(plain.rows):
        if rank in plain.parts:
            table.add_section()
        faint = rank in plain.parts or rank in plain.faint
        table.add_row(*row, style="bold" if rank in plain.strong else "dim" if faint else "")
    return table


def _by_year(option: OptionResult, result: Comparison, lang: Language) -> Table:
    first = result.scenario.decision_year
    years = [str(first + year) for year in range(len(option.amounts_eur))]
    table = plain_table(
        text("screen.by_year", lang, option=option.option.label(lang)), text("screen.line_keur", lang), years
    )
    for line in option.lines:
        if np.any(line.amounts_eur):
            table.add_row(line.label(lang), *(decimal(value / 1e3, lang, 1) for value in line.amounts_eur))
    table.add_section()
    table.add_row(
        text("screen.total", lang), *(decimal(value / 1e3, lang, 1) for value in option.amounts_eur), style="bold"
    )
    return table


def _calendar(scenario: Scenario[Assumption], lang: Language) -> list[RenderableType]:
    events = timeline(scenario)
    if not events:
        return []
    table = plain_table(text("screen.calendar", lang), text("screen.when", lang), [])
    table.add_column(text("screen.event", lang), overflow="fold")
    for event in events:
        calendar = scenario.decision_year + event.ledger_year
        when = text("screen.when_value", lang, year=event.ledger_year, calendar=calendar)
        table.add_row(when, event.sentence(lang))
    return [table]


def notice_parts(notices: Sequence[Notice], lang: Language) -> list[RenderableType]:
    """Return what must be said, but for what stands under the answer already."""
    rows: list[RenderableType] = [Text(text("screen.notices", lang), style="bold")]
    marks = {"warning": ("!", "bold"), "info": ("·", "")}
    for notice in (notice for notice in notices if notice.key != UNDER_THE_ANSWER):
        mark, style = marks[notice.level]
        own = f"cli_notice.{notice.key}"  # what a command may do about it
        rows.append(_hanging(mark, text(own, lang) if has_text(own, lang) else notice.sentence(lang), style))
    return [*rows, Text("")] if notices else []


def bullets(lines: Iterable[str]) -> list[RenderableType]:
    """Return sentences as a list."""
    return [_hanging("·", sentence) for sentence in lines]


def _hanging(mark: str, words: str, style: str = "") -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark, style=style), Text(words, style=style))
    return grid


def explanation_parts(explanation: Explanation, lang: Language) -> list[RenderableType]:
    """Return a line taken apart: what it is, amounts, formula step by step, assumptions."""
    line, option = explanation.line, explanation.option
    traits = text(
        "screen.traits",
        lang,
        nature=text(f"nature.{line.nature}", lang),
        title=line.eprd_title,
        index=text(f"index_name.{line.index}", lang),
        vat=text("screen.with_vat" if line.bears_vat else "screen.without_vat", lang),
    )
    parts: list[RenderableType] = [
        title(f"{line.label(lang)} — {option.label(lang)}"),
        Text(traits),
        Text(text("screen.line_is", lang, name=line.key), style="dim"),
        _amounts(explanation, lang),
        Text(text("screen.formula", lang), style="bold"),
    ]
    parts += [_hanging("=", formula, "bold") for formula in explanation.sentences(lang)]
    parts += bullets(explanation.notes(lang))
    parts.append(Text(text("screen.steps", lang), style="bold"))
    for rank, step in enumerate(explanation.from_the_line_down(lang)[1:], start=1):
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=3, justify="right")
        grid.add_column(overflow="fold")
        grid.add_row(str(rank), Text.assemble((step.label, "bold"), f" = {step.formula}"))
        grid.add_row("", Text(_values(step.values, lang), style="dim"))
        parts.append(grid)
    parts += [Text(text("screen.brackets", lang), style="dim"), _inputs(explanation, lang)]
    return parts


def _amounts(explanation: Explanation, lang: Language) -> Table:
    table = Table(title=text("screen.amounts_by_year", lang), title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("year", "calendar_year", "amount"):
        table.add_column(text(f"screen.{name}", lang), justify="right")
    for year, value in enumerate(explanation.line.amounts_eur):
        table.add_row(str(year), str(explanation.scenario.decision_year + year), euros(float(value), lang, 2))
    table.add_section()
    total = euros(float(explanation.line.amounts_eur.sum()), lang, 2)
    table.add_row(text("screen.total", lang), "", total, style="bold")
    return table


def _values(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], lang: Language) -> str:
    flat = np.atleast_1d(values).astype(float)
    if len(flat) == 1 or np.all(flat == flat[0]):
        return _step_value(float(flat[0]), lang)
    return " | ".join(_step_value(float(value), lang) for value in flat)


def _step_value(value: float, lang: Language) -> str:
    return decimal(_short(value), lang) if abs(value) < 1e15 else f"{value:.3g}"


def _short(value: float) -> float:
    """Keep eight significant digits of what is small, cents of what is large."""
    return round(value, 2) if abs(value) >= 100 else float(f"{value:.8g}")


def _inputs(explanation: Explanation, lang: Language) -> Table:
    columns = ("input", "value", "confidence", "source")
    table = Table(title=text("screen.inputs", lang), title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        justify: JustifyMethod = "right" if column == "value" else "left"
        table.add_column(text(f"screen.{column}", lang), justify=justify, overflow="fold")
    for item in explanation.inputs(lang):
        name = Text.assemble(item.label, ("\n" + item.path, "dim"))
        if item.assumption is None:
            table.add_row(name, item.choice, "", "")
            continue
        known = item.assumption
        confidence = text(f"confidence.{known.confidence}", lang)
        table.add_row(name, shown_value(item.path, known.value, lang), confidence, source_words(known))
    return table


def line_list_parts(result: Comparison, lang: Language) -> list[RenderableType]:
    """Return the lines that `explain` can take apart."""
    parts: list[RenderableType] = [Text(text("screen.pick_line", lang), style="bold")]
    for option in result.options:
        table = plain_table(option.option.label(lang), text("screen.line", lang), [text("screen.sum_of_years", lang)])
        table.add_column(text("screen.line_key", lang))
        for line in option.lines:
            if np.any(line.amounts_eur):
                table.add_row(line.label(lang), amount(float(line.amounts_eur.sum()), lang), line.key)
        parts.append(table)
    return parts


def shipped_parts(lang: Language) -> list[RenderableType]:
    """Return the shipped scenarios and hospital cards."""
    import tomllib

    names = {
        name: str(tomllib.loads(path.read_text("utf-8")).get("name", "")) for name, path in shipped_scenarios().items()
    }
    cards = {key: f"{card.name} — {card.summary}" for key, card in hospital_cards().items()}
    parts: list[RenderableType] = []
    for name, rows in (("scenario", names), ("card", cards)):
        table = Table(title=text(f"screen.{name}s", lang), title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column(text(f"screen.{name}", lang), no_wrap=True)
        table.add_column(text("screen.what", lang), overflow="fold")
        for row in rows.items():
            table.add_row(*row)
        parts.append(table)
    return [*parts, Text(text("screen.list_next", lang), style="dim")]


def card_parts(key: str, lang: Language) -> list[RenderableType]:
    """Return one hospital's card.

    Raises
    ------
    ScenarioError
        If there is no such card.
    """
    cards = hospital_cards()
    if key not in cards:
        raise ScenarioError([Fault("no_card", read=key, mend=close_to(key, cards))], lang)
    card = cards[key]
    table = Table(box=box.SIMPLE_HEAD)
    for name, ratio in (("fact", 3), ("confidence", 1), ("source", 2)):
        table.add_column(text(f"screen.{name}", lang), overflow="fold", ratio=ratio)
    for fact in card.facts:
        table.add_row(fact.text, text(f"confidence.{fact.confidence}", lang), fact.source)
    unknown = [_hanging("·", words) for words in card.unknown]
    return [title(card.name), Text(card.summary), table, Text(text("screen.not_known", lang), style="bold"), *unknown]
