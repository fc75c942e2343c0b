"""`hds-tco sensitivity`: what weighs, how far it may go, when the recommended option loses, what to find out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hds_tco.cli.delivery import FORMATS, checked_form, deliver
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import (
    COUNT,
    csv_option,
    draw_options,
    format_option,
    lang_option,
    left_out,
    out_options,
    scenario_argument,
    set_option,
    table_option,
)
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

TABLES = ("assumptions", "tornado", "break_even", "left_out", "information", "losing", "sobol", "map")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    path = text("cli.path_metavar", lang)
    return PlainCommand(
        lang,
        name="sensitivity",
        callback=sensitivity,
        params=[
            scenario_argument(),
            set_option(lang),
            click.Option(
                ["--top"], type=click.IntRange(1, 1000), default=10, metavar=COUNT, help=text("cli.top", lang)
            ),
            click.Option(
                ["--map", "map_paths"], nargs=2, default=None, metavar=f"{path} {path}", help=text("cli.map", lang)
            ),
            click.Option(["--sobol", "with_sobol"], is_flag=True, help=text("cli.with_sobol", lang)),
            *draw_options(lang, draws=20_000),
            format_option(lang, FORMATS),
            csv_option(lang),
            table_option(lang, TABLES),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.sensitivity", lang),
    )


def sensitivity(
    scenario: str,
    settings: tuple[str, ...],
    top: int,
    map_paths: tuple[str, str] | None,
    with_sobol: bool,
    draws: int,
    seed: int,
    threads: int | None,
    form: str | None,
    csv: str | None,
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Study what would change the answer and write what was found."""
    from hds_tco.analysis.sensitivity.study import study
    from hds_tco.cli.progress import cut_short, progress_bar
    from hds_tco.cli.reading import read_scenario

    needs = {"sobol": ("--sobol", with_sobol), "map": ("--map", map_paths is not None)}
    form = checked_form(form, out, lang, force=force, table=table, csv=csv, needs=needs)
    read = read_scenario(scenario, settings, lang)
    with progress_bar(lang) as progress:
        found = study(
            read, draws, seed, with_sobol=with_sobol, map_paths=map_paths, threads=threads, progress=progress, lang=lang
        )

    def parts() -> list[RenderableType]:
        from hds_tco.cli.sensitivity_tables import sensitivity_parts

        return sensitivity_parts(found, top, lang)

    def frame() -> pd.DataFrame:
        made = found.table(table or TABLES[0], lang)
        if made is None:  # no scikit-learn
            raise click.UsageError(found.missing)
        return made

    # What a file of figures has no place for.
    beside = [
        cut_short(found.simulation, lang),
        text("study.nothing_to_learn", lang) if found.nothing_uncertain else "",
    ]
    if table == "sobol" and found.sobol is not None:
        beside.append(found.sobol.made_how(lang))
    asked = [name for name, (_, given) in needs.items() if given]
    deliver(
        form,
        out,
        lang,
        parts,
        lambda: found.as_data(lang),
        frame,
        "\n".join(filter(None, (*beside, left_out(table, asked, lang)))),
        force=force,
    )
