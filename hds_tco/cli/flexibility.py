"""`hds-tco flexibility`: buying capacity ahead on a forecast, or leasing what follows the need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hds_tco.cli.delivery import FORMATS, checked_form, deliver
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import (
    csv_option,
    draw_options,
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

TABLES = ("comparison", "growth", "volatility", "premium", "ahead")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="flexibility",
        callback=flexibility,
        params=[
            scenario_argument(),
            set_option(lang),
            *draw_options(lang, threads=False, held=True),
            format_option(lang, FORMATS),
            csv_option(lang),
            table_option(lang, TABLES),
            *out_options(lang),
            lang_option(lang),
        ],
        help=f"{text('cli.flexibility', lang)} {text('cli.all_or_nothing', lang)}",
    )


def flexibility(
    scenario: str,
    settings: tuple[str, ...],
    draws: int,
    seed: int,
    form: str | None,
    csv: str | None,
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Study buying against leasing and write what was found."""
    from hds_tco.analysis.flexibility.study import flexibility_study
    from hds_tco.cli.progress import progress_bar
    from hds_tco.cli.reading import read_scenario

    form = checked_form(form, out, lang, force=force, table=table, csv=csv)
    read = read_scenario(scenario, settings, lang)
    with progress_bar(lang) as progress:
        found = flexibility_study(read, draws, seed, progress=progress)

    def parts() -> list[RenderableType]:
        from hds_tco.cli.flexibility_tables import flexibility_parts

        return flexibility_parts(found, lang)

    deliver(
        form,
        out,
        lang,
        parts,
        lambda: found.as_data(lang),
        lambda: found.table(table or TABLES[0], lang),
        force=force,
    )
