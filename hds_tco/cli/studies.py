"""The studies: `hds-tco verdict`, `simulate`, `sensitivity`, `clauses`, `flexibility` and `law`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import COUNT, draw_options, euros_option, left_out
from hds_tco.cli.study import Needs, study_command, study_parts
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.flexibility.study import FlexibilityStudy
    from hds_tco.analysis.law_outlook import LawOutlook
    from hds_tco.analysis.restitution.study import RestitutionStudy
    from hds_tco.analysis.sensitivity.study import Study
    from hds_tco.analysis.simulation.report import SimulationReport
    from hds_tco.analysis.verdict import Verdict
    from hds_tco.sampling import SamplerName
    from hds_tco.scenario import Assumption, Scenario

VERDICT_TABLES = ("pairs", "variants")


def verdict_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "verdict",
        VERDICT_TABLES,
        draw_options(lang, threads=False),
        _verdict,
        parts=lambda found, lang, **_: study_parts(found, lang, listed=True),
        help_text=text("cli.verdict", lang),
    )


def _verdict(scenario: Scenario[Assumption], *, draws: int, seed: int, **_: Any) -> Verdict:
    from hds_tco.analysis.verdict import verdict

    return verdict(scenario, draws, seed)


SAMPLERS = ("random", "sobol")
SIMULATE_TABLES = ("summary", "convergence", "exceedance")


def simulate_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "simulate",
        SIMULATE_TABLES,
        [
            *draw_options(lang),
            click.Option(
                ["--sampler"], type=click.Choice(SAMPLERS), default=SAMPLERS[0], help=text("cli.sampler", lang)
            ),
            euros_option(lang, "--tolerance", "cli.tolerance"),
            click.Option(["--convergence", "with_convergence"], is_flag=True, help=text("cli.convergence", lang)),
        ],
        _report,
        parts=_simulate_parts,
        beside=_simulate_beside,
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
    from hds_tco.cli.study import progress_bar

    with progress_bar(lang) as progress:
        drawn = simulate(scenario, draws, seed, sampler, threads=threads, progress=progress)
    return SimulationReport(drawn, tolerance_eur)


def _simulate_parts(
    found: SimulationReport, lang: Language, *, with_convergence: bool, **_: Any
) -> list[RenderableType]:
    from hds_tco.cli.study_tables import simulation_parts

    return simulation_parts(found.simulation, found.tolerance_eur, lang, with_convergence)


def _simulate_beside(
    found: SimulationReport, lang: Language, table: str | None, *, with_convergence: bool, **_: Any
) -> list[str]:
    """Return what a file of figures has no place for."""
    from hds_tco.cli.study import cut_short

    return [cut_short(found.simulation, lang), left_out(table, ["convergence"] * with_convergence, lang)]


SENSITIVITY_TABLES = ("assumptions", "tornado", "break_even", "left_out", "information", "losing", "sobol", "map")


def sensitivity_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    path = text("cli.path_metavar", lang)
    return study_command(
        lang,
        "sensitivity",
        SENSITIVITY_TABLES,
        [
            click.Option(
                ["--top"], type=click.IntRange(1, 1000), default=10, metavar=COUNT, help=text("cli.top", lang)
            ),
            click.Option(
                ["--map", "map_paths"], nargs=2, default=None, metavar=f"{path} {path}", help=text("cli.map", lang)
            ),
            click.Option(["--sobol", "with_sobol"], is_flag=True, help=text("cli.with_sobol", lang)),
            *draw_options(lang, draws=20_000),
        ],
        _sensitivity_study,
        parts=_sensitivity_parts,
        check=_sensitivity_check,
        beside=_sensitivity_beside,
        help_text=text("cli.sensitivity", lang),
    )


def _sensitivity_check(_: Language, *, with_sobol: bool, map_paths: tuple[str, str] | None, **__: Any) -> Needs:
    return {"sobol": ("--sobol", with_sobol), "map": ("--map", map_paths is not None)}


def _sensitivity_study(
    scenario: Scenario[Assumption],
    *,
    map_paths: tuple[str, str] | None,
    with_sobol: bool,
    draws: int,
    seed: int,
    threads: int | None,
    lang: Language,
    **_: Any,
) -> Study:
    from hds_tco.analysis.sensitivity.study import sensitivity_study
    from hds_tco.cli.study import progress_bar

    with progress_bar(lang) as progress:
        return sensitivity_study(
            scenario,
            draws,
            seed,
            with_sobol=with_sobol,
            map_paths=map_paths,
            threads=threads,
            progress=progress,
            lang=lang,
        )


def _sensitivity_parts(found: Study, lang: Language, *, top: int, **_: Any) -> list[RenderableType]:
    from hds_tco.cli.study_tables import sensitivity_parts

    return sensitivity_parts(found, top, lang)


def _sensitivity_beside(found: Study, lang: Language, table: str | None, **asked: Any) -> list[str]:
    """Return what a file of figures has no place for."""
    from hds_tco.cli.study import cut_short

    beside = [
        cut_short(found.simulation, lang),
        text("study.nothing_to_learn", lang) if found.nothing_uncertain else "",
    ]
    if table == "sobol" and found.sobol is not None:
        beside.append(found.sobol.made_how(lang))
    return [
        *beside,
        left_out(table, [name for name, (_, given) in _sensitivity_check(lang, **asked).items() if given], lang),
    ]


CLAUSES_TABLES = ("clauses", "sets", "exit", "years", "profiles", "hypotheses", "replay", "copy", "law")


def clauses_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "clauses",
        CLAUSES_TABLES,
        [
            click.Option(
                ["--price", "prices"],
                multiple=True,
                metavar=text("cli.price_metavar", lang),
                help=text("cli.price", lang),
            ),
            euros_option(lang, "--budget", "cli.budget"),
            click.Option(
                ["--year"], type=click.IntRange(1, 30), default=None, metavar=COUNT, help=text("cli.year", lang)
            ),
            *draw_options(lang, draws=20_000, threads=False, held=True),
        ],
        _clauses_study,
        check=_clauses_check,
        help_text=f"{text('cli.clauses', lang)} {text('cli.all_or_nothing', lang)}",
    )


def _clauses_check(lang: Language, *, prices: tuple[str, ...], budget_eur: float | None, **_: Any) -> Needs:
    """Refuse a budget for clauses without a price."""
    if budget_eur is not None and not prices:
        raise click.UsageError(text("cli.budget_without_prices", lang))
    return {}


def _clauses_study(
    scenario: Scenario[Assumption],
    *,
    prices: tuple[str, ...],
    budget_eur: float | None,
    year: int | None,
    draws: int,
    seed: int,
    lang: Language,
) -> RestitutionStudy:
    from hds_tco.analysis.restitution.study import restitution_study
    from hds_tco.cli.study import progress_bar
    from hds_tco.scenario import ScenarioError

    asked = dict(_price(item, lang) for item in prices) or None
    try:
        with progress_bar(lang) as progress:
            return restitution_study(
                scenario, draws, seed, year=year, prices=asked, budget_eur=budget_eur, progress=progress, lang=lang
            )
    except ScenarioError:
        raise
    except ValueError as error:  # a clause, a price or a year that makes no sense, already said in words
        raise click.UsageError(str(error)) from None


def _price(written: str, lang: Language) -> tuple[str, float]:
    """Return a clause and what is asked for it."""
    clause, _, euros = written.partition("=")
    try:
        return clause.strip(), float(euros)
    except ValueError:
        raise click.UsageError(text("cli.bad_price", lang, read=written)) from None


FLEXIBILITY_TABLES = ("comparison", "growth", "volatility", "premium", "ahead")


def flexibility_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "flexibility",
        FLEXIBILITY_TABLES,
        draw_options(lang, threads=False, held=True),
        _flexibility_study,
        parts=_flexibility_parts,
        help_text=f"{text('cli.flexibility', lang)} {text('cli.all_or_nothing', lang)}",
    )


def _flexibility_study(scenario: Scenario[Assumption], *, draws: int, seed: int, lang: Language) -> FlexibilityStudy:
    from hds_tco.analysis.flexibility.study import flexibility_study
    from hds_tco.cli.study import progress_bar

    with progress_bar(lang) as progress:
        return flexibility_study(scenario, draws, seed, progress=progress)


def _flexibility_parts(found: FlexibilityStudy, lang: Language, **_: Any) -> list[RenderableType]:
    return study_parts(found, lang, listed=True)


LAW_TABLES = ("changes", "rules")


def law_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    every = click.Option(["--all", "every"], is_flag=True, help=text("cli.law_all", lang))
    return study_command(lang, "law", LAW_TABLES, [every], _outlook, parts=_law_parts, help_text=text("cli.law", lang))


def _outlook(scenario: Scenario[Assumption], **_: Any) -> LawOutlook:
    from hds_tco.analysis.law_outlook import law_outlook

    return law_outlook(scenario)


def _law_parts(found: LawOutlook, lang: Language, *, every: bool) -> list[RenderableType]:
    """Return the law around a case: title, changes, rules, notices that state the law."""
    from rich.text import Text

    from hds_tco.cli.tables import notice_parts, rich_table, title

    tables = (rich_table(table) for table in found.tables(lang, every=every).values())
    return [title(found.title), Text(""), *tables, *notice_parts(found.statements, lang)]
