"""`hds-tco compare`: the three options priced on a scenario."""

from __future__ import annotations

from pathlib import Path

import click

from hds_tco.cli.delivery import FORMATS, FRENCH_CSV, checked_form, write_or_say
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import csv_option, format_option, lang_option, out_options, scenario_argument, set_option
from hds_tco.locale import Language, text


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="compare",
        callback=compare,
        params=[
            scenario_argument(),
            set_option(lang),
            format_option(lang, FORMATS),
            csv_option(lang),
            click.Option(["--lines", "with_lines"], is_flag=True, help=text("cli.lines", lang)),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.compare", lang),
    )


def compare(
    scenario: str,
    settings: tuple[str, ...],
    form: str | None,
    csv: str | None,
    with_lines: bool,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Price the options and write the answer."""
    from hds_tco.analysis import compare as price
    from hds_tco.analysis.report import as_csv, as_json
    from hds_tco.cli.reading import read_scenario

    form = checked_form(form, out, lang, force=force, csv=csv)
    result = price(read_scenario(scenario, settings, lang, with_doubts=False))
    if form == "table":
        from hds_tco.cli.screen import as_text, show
        from hds_tco.cli.tables import comparison_parts

        parts = comparison_parts(result, lang, with_lines)
        if out is None:
            show(parts)
            return
        written = as_text(parts)
    else:
        written = as_json(result, lang) if form == "json" else as_csv(result, lang, french=form == FRENCH_CSV)
    write_or_say(written, form, out, lang, force=force)
