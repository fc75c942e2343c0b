"""`hds-tco explain`: a cost line taken apart."""

from __future__ import annotations

from pathlib import Path

import click

from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import lang_option, out_options, scenario_argument, set_option
from hds_tco.locale import Language, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="explain",
        callback=explain,
        params=[
            scenario_argument(),
            click.Argument(["line"], metavar=text("cli.line_metavar", lang), required=False),
            set_option(lang),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.explain", lang),
    )


def explain(
    scenario: str, line: str | None, settings: tuple[str, ...], out: Path | None, force: bool, lang: Language
) -> None:
    """Write the formula of a cost line, step by step; without a line, the lines that there are."""
    from hds_tco.analysis import compare as price
    from hds_tco.analysis import explain as take_apart
    from hds_tco.cli.output import refuse_overwrite, write_whole
    from hds_tco.cli.screen import as_text, show
    from hds_tco.cli.tables import explanation_parts, line_list_parts
    from hds_tco.scenario import load, parse_settings

    if out is not None:
        refuse_overwrite(out, force)
    loaded = load(scenario, parse_settings(settings), lang)
    if line is None:
        parts = line_list_parts(price(loaded), lang)
    else:
        parts = explanation_parts(take_apart(loaded, line, lang=lang), loaded, lang)
    if out is None:
        show(parts)
        return
    write_whole(out, as_text(parts))
    click.echo(text("cli.written", lang, file=str(out)), err=True)
