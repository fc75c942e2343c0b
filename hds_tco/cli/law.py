"""`hds-tco law`: the rules of law around a case, what of them changes before the horizon, and what that moves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hds_tco.cli.delivery import FORMATS, checked_form, deliver
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import (
    csv_option,
    format_option,
    lang_option,
    out_options,
    scenario_argument,
    set_option,
    table_option,
)
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

TABLES = ("changes", "rules")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="law",
        callback=law,
        params=[
            scenario_argument(),
            set_option(lang),
            click.Option(["--all", "every"], is_flag=True, help=text("cli.law_all", lang)),
            format_option(lang, FORMATS),
            csv_option(lang),
            table_option(lang, TABLES),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.law", lang),
    )


def law(
    scenario: str,
    settings: tuple[str, ...],
    every: bool,
    form: str | None,
    csv: str | None,
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """List the rules, their changes and what they move."""
    from hds_tco.analysis.law_outlook import law_outlook
    from hds_tco.cli.reading import read_scenario

    form = checked_form(form, out, lang, force=force, table=table, csv=csv)
    found = law_outlook(read_scenario(scenario, settings, lang))

    def parts() -> list[RenderableType]:
        from hds_tco.cli.law_tables import law_parts

        return law_parts(found, lang, every=every)

    deliver(
        form,
        out,
        lang,
        parts,
        lambda: found.as_data(lang),
        lambda: found.table(table or TABLES[0], lang),
        force=force,
    )
