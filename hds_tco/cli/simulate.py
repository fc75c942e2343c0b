"""`hds-tco simulate`: what could happen, and how sure the answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import draw_options, euros_option, left_out
from hds_tco.cli.study import study_command
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.simulation.report import SimulationReport
    from hds_tco.sampling import SamplerName
    from hds_tco.scenario import Assumption, Scenario

SAMPLERS = ("random", "sobol")
TABLES = ("summary", "convergence", "exceedance")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "simulate",
        TABLES,
        [
            *draw_options(lang),
            click.Option(
                ["--sampler"], type=click.Choice(SAMPLERS), default=SAMPLERS[0], help=text("cli.sampler", lang)
            ),
            euros_option(lang, "--tolerance", "cli.tolerance"),
            click.Option(["--convergence", "with_convergence"], is_flag=True, help=text("cli.convergence", lang)),
        ],
        _report,
        parts=_parts,
        beside=_beside,
        help_text=text("cli.simulate", lang),
    )


def _report(
    scenario: Scenario[Assumption],
    *,
    draws: int,
    seed: int,
    threads: int | None,
    sampler: SamplerName,
    tolerance_eur: float | None,
    lang: Language,
    **_: Any,
) -> SimulationReport:
    from hds_tco.analysis.simulation import simulate
    from hds_tco.analysis.simulation.report import SimulationReport
    from hds_tco.cli.progress import progress_bar

    with progress_bar(lang) as progress:
        drawn = simulate(scenario, draws, seed, sampler, threads=threads, progress=progress)
    return SimulationReport(drawn, tolerance_eur)


def _parts(found: SimulationReport, lang: Language, *, with_convergence: bool, **_: Any) -> list[RenderableType]:
    from hds_tco.cli.simulation_tables import simulation_parts

    return simulation_parts(found.simulation, found.tolerance_eur, lang, with_convergence)


def _beside(
    found: SimulationReport, lang: Language, table: str | None, *, with_convergence: bool, **_: Any
) -> list[str]:
    """Return what a file of figures has no place for."""
    from hds_tco.cli.progress import cut_short

    return [cut_short(found.simulation, lang), left_out(table, ["convergence"] * with_convergence, lang)]
