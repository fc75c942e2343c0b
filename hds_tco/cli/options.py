"""Arguments that several commands share, and the scenario that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.click_i18n import PlainCommand
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


def command(
    lang: Language,
    name: str,
    callback: Callable[..., None],
    params: Iterable[click.Parameter],
    *,
    remark: str = "",
) -> click.Command:
    """Return a command: its own parameters, then ``--lang``; its help, then a remark if there is one.

    Parameters
    ----------
    lang : {"fr", "en"}
        Of its help.
    name : str
        Its help is ``cli.<name>`` in the catalogue.
    callback : callable
    params : iterable of Parameter
    remark : str
    """
    help_text = f"{text(f'cli.{name}', lang)} {remark}".strip()
    return PlainCommand(lang, name=name, callback=callback, params=[*params, lang_option(lang)], help=help_text)


def scenario_argument() -> click.Argument:
    """Return the scenario: a file, or the name of a shipped case."""
    return click.Argument(["scenario"], metavar="SCENARIO")


def option(lang: Language, names: str, key: str, **settings: Any) -> click.Option:
    """Return an option: its names, parted by blanks, its help's key in the catalogue, what Click takes besides."""
    return click.Option(names.split(), help=text(key, lang), **settings)


def flag(lang: Language, names: str, key: str) -> click.Option:
    """Return an option without a value."""
    return option(lang, names, key, is_flag=True)


def count_option(
    lang: Language, names: str, key: str, least: int = 1, most: int | None = None, default: Any = None
) -> click.Option:
    """Return a whole number within bounds."""
    return option(lang, names, key, type=click.IntRange(least, most), default=default, metavar=COUNT)


def path_option(
    lang: Language, name: str, key: str, metavar: str = "cli.file_metavar", **settings: Any
) -> click.Option:
    """Return a file, or a folder."""
    return option(lang, name, key, type=click.Path(path_type=Path), metavar=text(metavar, lang), **settings)


def euros_option(lang: Language, name: str, key: str) -> click.Option:
    """Return an amount that may be left out."""
    names = f"{name} {name.lstrip('-')}_eur"
    return option(lang, names, key, type=FiniteRange(min=0), metavar=text("cli.euros_metavar", lang))


def lang_option(lang: Language) -> click.Option:
    """Return the language of screens and messages."""
    return option(lang, "--lang", "cli.lang", type=click.Choice(LANGUAGES), default=lang)


def set_option(lang: Language) -> click.Option:
    """Return the overrides of single values."""
    return option(lang, "--set settings", "cli.set", multiple=True, metavar=text("cli.set_metavar", lang))


def format_options(lang: Language, formats: tuple[str, ...]) -> list[click.Parameter]:
    """Return the output's format, and whom a CSV is for: programs, or a spreadsheet of one's language."""
    return [
        option(lang, "--format form", "cli.format", type=click.Choice(formats)),
        option(lang, "--csv", "cli.csv", type=click.Choice(("en", "fr"))),
    ]


def out_options(lang: Language) -> list[click.Parameter]:
    """Return where to write, and whether over what stands there."""
    return [path_option(lang, "--out", "cli.out"), flag(lang, "--force", "cli.force")]


def draw_options(
    lang: Language, draws: int = 10_000, threads: bool = True, held: bool = False
) -> list[click.Parameter]:
    """Return how many draws, from which seed, and on how many threads; fewer draws where all are held at once."""
    most = MOST_HELD_DRAWS if held else MOST_DRAWS
    explained = text("cli.held_draws", lang, most=decimal(most, lang)) if held else text("cli.draws", lang)
    options: list[click.Parameter] = [
        click.Option(["--draws"], type=click.IntRange(1, most), default=draws, metavar=COUNT, help=explained),
        count_option(lang, "--seed", "cli.seed", least=0, default=_default_seed),
    ]
    return [*options, count_option(lang, "--threads", "cli.threads", most=64)] if threads else options


def _default_seed() -> int:
    from hds_tco.sampling import DEFAULT_SEED  # imported once a command runs: every command's options are made first

    return DEFAULT_SEED


def table_option(lang: Language, names: Iterable[str]) -> click.Option:
    """Return which of a study's tables a CSV holds, the first by default."""
    chosen = tuple(names)
    explained = text("cli.table", lang, names=", ".join(chosen), first=chosen[0])
    metavar = text("cli.name_metavar", lang)
    return click.Option(["--table"], type=click.Choice(chosen), metavar=metavar, help=explained)


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
