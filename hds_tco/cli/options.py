"""Arguments that several commands share, and the scenario that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.locale import LANGUAGES, Language, decimal, text

if TYPE_CHECKING:
    from hds_tco.scenario import Assumption, Scenario

# What stands for a whole number in the help, in every language.
COUNT = "N"
# A thousand million: an hour's work, and past all use.
MOST_DRAWS = 10**9
# Studies that hold every draw at once: a column of a million is 8 MB, and they have hundreds.
MOST_HELD_DRAWS = 10**6


class FiniteRange(click.FloatRange):
    """A number within bounds, and a number indeed: neither nan nor infinite, which no bound stops."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or refuse the word."""
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value!r} is not finite", param, ctx)
        return number


def scenario_argument() -> click.Argument:
    """Return the scenario: a file, or the name of a shipped case."""
    return click.Argument(["scenario"], metavar="SCENARIO")


def lang_option(lang: Language) -> click.Option:
    """Return the language of screens and messages."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), default=lang, help=text("cli.lang", lang))


def set_option(lang: Language) -> click.Option:
    """Return the overrides of single values."""
    metavar = text("cli.set_metavar", lang)
    return click.Option(["--set", "settings"], multiple=True, metavar=metavar, help=text("cli.set", lang))


def format_option(lang: Language, formats: tuple[str, ...]) -> click.Option:
    """Return the output's format."""
    return click.Option(["--format", "form"], type=click.Choice(formats), default=None, help=text("cli.format", lang))


def csv_option(lang: Language) -> click.Option:
    """Return whom a CSV is for: programs, or a spreadsheet of one's language."""
    return click.Option(["--csv"], type=click.Choice(("en", "fr")), default=None, help=text("cli.csv", lang))


def out_options(lang: Language) -> list[click.Parameter]:
    """Return where to write, and whether over what stands there."""
    path = click.Path(path_type=Path)
    metavar = text("cli.file_metavar", lang)
    return [
        click.Option(["--out"], type=path, default=None, metavar=metavar, help=text("cli.out", lang)),
        click.Option(["--force"], is_flag=True, help=text("cli.force", lang)),
    ]


def euros_option(lang: Language, name: str, key: str) -> click.Option:
    """Return an amount that may be left out."""
    metavar = text("cli.euros_metavar", lang)
    return click.Option(
        [name, f"{name.lstrip('-')}_eur"],
        type=FiniteRange(min=0),
        default=None,
        metavar=metavar,
        help=text(key, lang),
    )


def draw_options(
    lang: Language, draws: int = 10_000, threads: bool = True, held: bool = False
) -> list[click.Parameter]:
    """Return how many draws, from which seed, and on how many threads; fewer draws where all are held at once."""
    count = click.IntRange(1, MOST_HELD_DRAWS if held else MOST_DRAWS)
    said = text("cli.held_draws", lang, most=decimal(MOST_HELD_DRAWS, lang)) if held else text("cli.draws", lang)
    options: list[click.Parameter] = [
        click.Option(["--draws"], type=count, default=draws, metavar=COUNT, help=said),
        click.Option(
            ["--seed"], type=click.IntRange(0), default=_default_seed, metavar=COUNT, help=text("cli.seed", lang)
        ),
    ]
    if threads:
        among = click.IntRange(1, 64)
        options.append(
            click.Option(["--threads"], type=among, default=None, metavar=COUNT, help=text("cli.threads", lang))
        )
    return options


def _default_seed() -> int:
    from hds_tco.sampling import DEFAULT_SEED  # imported once a command runs: every command's options are made first

    return DEFAULT_SEED


def table_option(lang: Language, names: Iterable[str]) -> click.Option:
    """Return which of a study's tables a CSV holds, the first by default."""
    chosen = tuple(names)
    said = text("cli.table", lang, names=", ".join(chosen), first=chosen[0])
    return click.Option(
        ["--table"], type=click.Choice(chosen), default=None, metavar=text("cli.name_metavar", lang), help=said
    )


def refuse_table(
    table: str | None, form: str, lang: Language, needs: Mapping[str, tuple[str, bool]] | None = None
) -> None:
    """Check that one table of a study can be written.

    Parameters
    ----------
    table : str or None
        What ``--table`` says.
    form : str
        Of the output.
    lang : {"fr", "en"}
    needs : mapping of str to (str, bool), optional
        By table, the option that computes it, and whether it was given.

    Raises
    ------
    UsageError
        If the output is no CSV, which has them all, or nothing computes the table.
    """
    if table is None:
        return
    if form != "csv":
        raise click.UsageError(text("cli.table_of_csv", lang))
    option, given = (needs or {}).get(table, ("", True))
    if not given:
        raise click.UsageError(text("cli.table_not_computed", lang, table=table, option=option))


def left_out(table: str | None, asked: Iterable[str], lang: Language) -> str:
    """Return what was asked for that the first table of a CSV does not hold, and how to have it; nothing if nothing."""
    names = ", ".join(asked)
    return text("cli.table_left_out", lang, names=names) if names and table is None else ""


def read_scenario(
    source: str, settings: Sequence[str], lang: Language, *, with_doubts: bool = True
) -> Scenario[Assumption]:
    """Return a scenario; where `--set` changed something, its name says so; what in it looks wrong is said at once.

    Parameters
    ----------
    source : str
        A file, or the name of a shipped case.
    settings : sequence of str
        As typed after ``--set``.
    lang : {"fr", "en"}
    with_doubts : bool
        Whether to say what looks wrong on the error stream; false if the command shows all notices itself.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    from hds_tco.scenario import load, parse_settings

    read = load(source, parse_settings(tuple(settings)), lang)
    if with_doubts:
        from hds_tco.analysis.notices import doubts_of

        for doubt in doubts_of(read):
            click.echo(f"! {doubt.sentence(lang)}", err=True)
    if not settings:
        return read
    from hds_tco.analysis.variant import named_variant

    return named_variant(load(source, lang=lang), read, lang)
