"""`hds-tco flexibility`: buying capacity ahead on a forecast, or leasing what follows the need."""

from __future__ import annotations

from pathlib import Path

import click

from hds_tco.cli.delivery import FORMATS, deliver, form_of
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import (
    draw_options,
    format_option,
    lang_option,
    out_options,
    refuse_table,
    scenario_argument,
    set_option,
    table_option,
)
from hds_tco.locale import Language, text

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
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Study buying against leasing and write what was found."""
    from hds_tco.analysis.flexibility.study import flexibility_study
    from hds_tco.cli.progress import progress_bar
    from hds_tco.cli.reading import read_scenario
    from hds_tco.scenario.output import refuse_overwrite

    form = form_of(form, out)
    refuse_table(table, form, lang)
    if out is not None:
        refuse_overwrite(out, force=force, lang=lang)
    read = read_scenario(scenario, settings, lang)
    with progress_bar(lang) as progress:
        found = flexibility_study(read, draws, seed, progress=progress)

    def parts() -> list[object]:
        from hds_tco.cli.flexibility_tables import flexibility_parts

        return list(flexibility_parts(found, lang))

    deliver(
        form,
        out,
        lang,
        parts,  # type: ignore[arg-type]
        lambda: found.as_data(lang),
        lambda: found.table(table or TABLES[0], lang),
    )
