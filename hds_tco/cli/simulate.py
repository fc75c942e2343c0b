"""`hds-tco simulate`: what could happen, and how sure the answer is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hds_tco.cli.delivery import FORMATS, checked_form, deliver
from hds_tco.cli.help import PlainCommand
from hds_tco.cli.options import (
    csv_option,
    draw_options,
    euros_option,
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

SAMPLERS = ("random", "sobol")
TABLES = ("summary", "convergence", "exceedance")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="simulate",
        callback=simulate,
        params=[
            scenario_argument(),
            set_option(lang),
            *draw_options(lang),
            click.Option(
                ["--sampler"], type=click.Choice(SAMPLERS), default=SAMPLERS[0], help=text("cli.sampler", lang)
            ),
            euros_option(lang, "--tolerance", "cli.tolerance"),
            click.Option(["--convergence", "with_convergence"], is_flag=True, help=text("cli.convergence", lang)),
            format_option(lang, FORMATS),
            csv_option(lang),
            table_option(lang, TABLES),
            *out_options(lang),
            lang_option(lang),
        ],
        help=text("cli.simulate", lang),
    )


def simulate(
    scenario: str,
    settings: tuple[str, ...],
    draws: int,
    seed: int,
    threads: int | None,
    sampler: str,
    tolerance_eur: float | None,
    with_convergence: bool,
    form: str | None,
    csv: str | None,
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Draw, price and write what was found."""
    from typing import cast

    from hds_tco.analysis.simulation import report
    from hds_tco.analysis.simulation import simulate as draw
    from hds_tco.cli.progress import cut_short, progress_bar
    from hds_tco.cli.reading import read_scenario
    from hds_tco.sampling import SamplerName

    form = checked_form(form, out, lang, force=force, table=table, csv=csv)
    priced = read_scenario(scenario, settings, lang)
    with progress_bar(lang) as progress:
        result = draw(priced, draws, seed, cast("SamplerName", sampler), threads=threads, progress=progress)

    def parts() -> list[RenderableType]:
        from hds_tco.cli.simulation_tables import simulation_parts

        return simulation_parts(result, tolerance_eur, lang, with_convergence)

    def frame() -> pd.DataFrame:
        if table == "convergence":
            return result.convergence(lang)
        return result.exceedance(lang=lang) if table == "exceedance" else result.summary(lang, tolerance_eur)

    deliver(
        form,
        out,
        lang,
        parts,
        lambda: report.as_data(result, tolerance_eur, lang),
        frame,
        "\n".join(filter(None, (cut_short(result, lang), left_out(table, ["convergence"] * with_convergence, lang)))),
        force=force,
    )
