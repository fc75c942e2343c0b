"""Commands that make a study and write it: one shape for all, with a bar while they work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import command, format_options, out_options, scenario_argument, set_option, table_option
from hds_tco.cli.output import FORMATS, FRENCH_CSV, checked_form, csv_of, deliver
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.results import Result
    from hds_tco.analysis.simulation import Simulation
    from hds_tco.scenario import Assumption, Scenario

Needs = Mapping[str, tuple[str, bool]]


def study_command(
    lang: Language,
    name: str,
    tables: Sequence[str],
    options: Sequence[click.Parameter],
    make: Callable[..., Result],
    *,
    remark: str = "",
    parts: Callable[..., list[RenderableType]] | None = None,
    check: Callable[..., Needs] | None = None,
    beside: Callable[..., list[str]] | None = None,
    data: Callable[..., dict[str, Any]] | None = None,
    csv: Callable[..., str] | None = None,
    with_doubts: bool = True,
) -> click.Command:
    """Return the command of a study.

    Parameters
    ----------
    lang : {"fr", "en"}
        Of its help.
    name : str
    tables : sequence of str
        What ``--table`` may name: the study's frames; without any there is no such option.
    options : sequence of Parameter
        Its own; the scenario, ``--set``, the output's and the language's are those of every study.
    make : callable
        From a scenario, its own options by name, ``lang`` and ``progress`` to the study.
    remark : str
        What its help says besides.
    parts : callable, optional
        From the study, the language and its own options to what a terminal shows; `study_parts` by default.
    check : callable, optional
        From the language and its own options, before any work: by table, the option that computes it and whether it
        was given; refuses what cannot be asked for.
    beside : callable, optional
        From the study, the language, the table and its own options: what a CSV has no place for.
    data : callable, optional
        From the study, the language and its own options to what JSON holds; the study's own by default.
    csv : callable, optional
        From the study, the language and whether it is ``french`` to the CSV; that of a frame by default.
    with_doubts : bool
        See `hds_tco.cli.options.read_scenario`.
    """
    own_data, own_csv = data, csv

    def callback(
        scenario: str,
        settings: tuple[str, ...],
        form: str | None,
        csv: str | None,
        out: Path | None,
        force: bool,
        lang: Language,
        table: str | None = None,
        **asked: Any,
    ) -> None:
        from hds_tco.cli.options import read_scenario

        wanted = check(lang, **asked) if check else {}
        chosen = checked_form(form, out, lang, force=force, table=table, csv=csv, needs=wanted)
        read: Scenario[Assumption] = read_scenario(scenario, settings, lang, with_doubts=with_doubts)
        with progress_bar(lang) if "draws" in asked else nullcontext() as progress:
            result = make(read, lang=lang, progress=progress, **asked)

        def terminal_parts() -> list[RenderableType]:
            return parts(result, lang, **asked) if parts else study_parts(result, lang)

        def json_data() -> dict[str, Any]:
            return own_data(result, lang, **asked) if own_data else result.data(lang)

        def csv_file() -> str:
            french = chosen == FRENCH_CSV
            if own_csv:
                return own_csv(result, lang, french=french)
            try:
                return csv_of(result.frame(lang, table), french=french)
            except LookupError as error:  # a library that is not installed
                raise click.UsageError(str(error)) from None

        warning = "\n".join(filter(None, beside(result, lang, table, **asked) if beside else []))
        deliver(chosen, out, lang, terminal_parts, json_data, csv_file, warning, force=force)

    params = [
        scenario_argument(),
        set_option(lang),
        *options,
        *format_options(lang, FORMATS),
        *([table_option(lang, tables)] if tables else []),
        *out_options(lang),
    ]
    return command(lang, name, callback, params, remark=remark)


def study_parts(result: Result, lang: Language, *, listed: bool = False) -> list[RenderableType]:
    """Return a study: title, answer, tables, notes.

    Parameters
    ----------
    result : Result
    lang : {"fr", "en"}
    listed : bool
        Whether the sentences after the first stand as a list.
    """
    from rich.text import Text

    from hds_tco.cli.tables import bullets, rich_table, sentences, title

    answer = result.sentences(lang)
    rows: list[RenderableType] = [title(result.title)]
    rows += [*sentences(answer[:1], "bold"), *bullets(answer[1:]), Text("")] if listed else sentences(answer, "bold")
    rows += [rich_table(table) for table in result.tables(lang).values()]
    return [*rows, Text(text("screen.notices", lang), style="bold"), *bullets(result.notes(lang)), Text("")]


@contextmanager
def progress_bar(lang: Language, words: str | None = None) -> Iterator[Callable[[int, int], None] | None]:
    """Give what long work calls with what is done and what there is to do; nothing if nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words or text("simulation.drawing", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def cut_short(result: Simulation, lang: Language) -> str:
    """Return how many draws of those asked for were made, if Ctrl-C stopped them; nothing otherwise."""
    from hds_tco.analysis.simulation.report import interruption

    notice = interruption(result)
    return notice.sentence(lang) if notice is not None else ""
