"""`hds-tco new`: a commented scenario file to fill."""

from __future__ import annotations

from pathlib import Path

import click

from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import lang_option
from hds_tco.locale import Language, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    path = click.Path(path_type=Path)
    return PlainCommand(
        lang,
        name="new",
        callback=new,
        params=[
            click.Argument(["file"], type=path, metavar=text("cli.file_metavar", lang)),
            click.Option(["--from", "base"], default="reference-ght", metavar="SCENARIO", help=text("cli.from", lang)),
            click.Option(["--force"], is_flag=True, help=text("cli.force", lang)),
            lang_option(lang),
        ],
        help=text("cli.new", lang),
    )


def new(file: Path, base: str, force: bool, lang: Language) -> None:
    """Write a scenario file that holds a scenario's values, each with its label, unit and help."""
    from hds_tco.cli.output import refuse_overwrite, write_whole
    from hds_tco.scenario import load
    from hds_tco.scenario.files import stands
    from hds_tco.scenario.template import template

    folder = stands(file) and file.is_dir()
    target = file if file.suffix or folder else file.with_suffix(".toml")
    refuse_overwrite(target, force)
    write_whole(target, template(load(base, lang=lang), lang))
    click.echo(text("cli.new_written", lang, file=str(target)))
