"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from hds_tco.locale import LANGUAGES, Language, text

# A thousand million: an hour's work, and past all use.
MOST_DRAWS = 10**9


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


def out_options(lang: Language) -> list[click.Parameter]:
    """Return where to write, and whether over what stands there."""
    path = click.Path(path_type=Path)
    metavar = text("cli.file_metavar", lang)
    return [
        click.Option(["--out"], type=path, default=None, metavar=metavar, help=text("cli.out", lang)),
        click.Option(["--force"], is_flag=True, help=text("cli.force", lang)),
    ]


def draw_options(lang: Language, draws: int = 10_000, threads: bool = True) -> list[click.Parameter]:
    """Return how many draws, from which seed, and on how many threads."""
    from hds_tco.sampling import DEFAULT_SEED

    count = click.IntRange(1, MOST_DRAWS)
    options: list[click.Parameter] = [
        click.Option(["--draws"], type=count, default=draws, help=text("cli.draws", lang)),
        click.Option(["--seed"], type=click.IntRange(0), default=DEFAULT_SEED, help=text("cli.seed", lang)),
    ]
    if threads:
        among = click.IntRange(1, 64)
        options.append(click.Option(["--threads"], type=among, default=None, help=text("cli.threads", lang)))
    return options
