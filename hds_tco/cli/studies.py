"""The studies: `hds-tco verdict`, `simulate`, `sensitivity`, `clauses`, `flexibility` and `law`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import count_option, draw_options, euros_option, flag, left_out, option
from hds_tco.cli.study import Needs, cut_short, study_command, study_parts
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.flexibility.study import FlexibilityStudy
    from hds_tco.analysis.law_outlook import LawOutlook
    from hds_tco.analysis.restitution.study import RestitutionStudy
    from hds_tco.analysis.results import Result
    from hds_tco.analysis.sensitivity.study import Study
    from hds_tco.analysis.simulation.report import SimulationReport
    from hds_tco.analysis.verdict import Verdict
    from hds_tco.scenario import Assumption, Scenario


def _only(asked: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return those of a command's options that a study takes."""
    return {name: asked[name] for name in names}


def _listed_parts(study: Result, lang: Language, **_: Any) -> list[RenderableType]:
    return study_parts(study, lang, listed=True)


VERDICT_TABLES = ("pairs", "variants")


def verdict_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = draw_options(lang, threads=False)
    return study_command(lang, "verdict", VERDICT_TABLES, options, _verdict, parts=_listed_parts)


def _verdict(scenario: Scenario[Assumption], **asked: Any) -> Verdict:
    from hds_tco.analysis.simulation import simulate
    from hds_tco.analysis.verdict import verdict

    return verdict(scenario, simulation=simulate(scenario, **_only(asked, "draws", "seed", "progress")))


SAMPLERS = ("random", "sobol")
SIMULATE_TABLES = ("summary", "convergence", "exceedance")


def simulate_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = [
        *draw_options(lang),
        option(lang, "--sampler", "cli.sampler", type=click.Choice(SAMPLERS), default=SAMPLERS[0]),
        euros_option(lang, "--tolerance", "cli.tolerance"),
        flag(lang, "--convergence with_convergence", "cli.convergence"),
    ]
    return study_command(
        lang, "simulate", SIMULATE_TABLES, options, _report, parts=_simulate_parts, beside=_simulate_beside
    )


def _report(scenario: Scenario[Assumption], *, tolerance_eur: float | None, **asked: Any) -> SimulationReport:
    from hds_tco.analysis.simulation import simulate
    from hds_tco.analysis.simulation.report import SimulationReport

    return SimulationReport(
        simulate(scenario, **_only(asked, "draws", "seed", "sampler", "threads", "progress")), tolerance_eur
    )


def _simulate_parts(
    report: SimulationReport, lang: Language, *, with_convergence: bool, **_: Any
) -> list[RenderableType]:
    from hds_tco.cli.study_tables import simulation_parts

    return simulation_parts(report.simulation, report.tolerance_eur, lang, with_convergence)


def _simulate_beside(
    report: SimulationReport, lang: Language, table: str | None, *, with_convergence: bool, **_: Any
) -> list[str]:
    """Return what a file of figures has no place for."""
    return [cut_short(report.simulation, lang), left_out(table, ["convergence"] * with_convergence, lang)]


SENSITIVITY_TABLES = ("assumptions", "tornado", "break_even", "left_out", "information", "losing", "sobol", "map")


def sensitivity_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    path = text("cli.path_metavar", lang)
    options = [
        count_option(lang, "--top", "cli.top", most=1000, default=10),
        option(lang, "--map map_paths", "cli.map", nargs=2, default=None, metavar=f"{path} {path}"),
        flag(lang, "--sobol with_sobol", "cli.with_sobol"),
        *draw_options(lang, draws=20_000),
    ]
    return study_command(
        *(lang, "sensitivity", SENSITIVITY_TABLES, options, _sensitivity_study),
        parts=_sensitivity_parts,
        check=_sensitivity_check,
        beside=_sensitivity_beside,
    )


def _sensitivity_check(_: Language, *, with_sobol: bool, map_paths: tuple[str, str] | None, **__: Any) -> Needs:
    return {"sobol": ("--sobol", with_sobol), "map": ("--map", map_paths is not None)}


def _sensitivity_study(scenario: Scenario[Assumption], **asked: Any) -> Study:
    from hds_tco.analysis.sensitivity.study import sensitivity_study

    names = ("draws", "seed", "with_sobol", "map_paths", "threads", "progress", "lang")
    return sensitivity_study(scenario, **_only(asked, *names))


def _sensitivity_parts(study: Study, lang: Language, *, top: int, **_: Any) -> list[RenderableType]:
    from hds_tco.cli.study_tables import sensitivity_parts

    return sensitivity_parts(study, top, lang)


def _sensitivity_beside(study: Study, lang: Language, table: str | None, **asked: Any) -> list[str]:
    """Return what a file of figures has no place for."""
    computed = [name for name, (_, given) in _sensitivity_check(lang, **asked).items() if given]
    return [
        cut_short(study.simulation, lang),
        text("study.nothing_to_learn", lang) if study.nothing_uncertain else "",
        study.sobol.made_how(lang) if table == "sobol" and study.sobol is not None else "",
        left_out(table, computed, lang),
    ]


CLAUSES_TABLES = ("clauses", "sets", "exit", "years", "profiles", "hypotheses", "replay", "copy", "law")


def clauses_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = [
        option(lang, "--price prices", "cli.price", multiple=True, metavar=text("cli.price_metavar", lang)),
        euros_option(lang, "--budget", "cli.budget"),
        count_option(lang, "--year", "cli.year", most=30),
        *draw_options(lang, draws=20_000, threads=False, held=True),
    ]
    remark = text("cli.all_or_nothing", lang)
    return study_command(lang, "clauses", CLAUSES_TABLES, options, _clauses_study, check=_clauses_check, remark=remark)


def _clauses_check(lang: Language, *, prices: tuple[str, ...], budget_eur: float | None, **_: Any) -> Needs:
    """Refuse a budget for clauses without a price."""
    if budget_eur is not None and not prices:
        raise click.UsageError(text("cli.budget_without_prices", lang))
    return {}


def _clauses_study(
    scenario: Scenario[Assumption], *, prices: tuple[str, ...], lang: Language, **asked: Any
) -> RestitutionStudy:
    from hds_tco.analysis.restitution.study import restitution_study
    from hds_tco.scenario import ScenarioError

    asking_prices = dict(_price(item, lang) for item in prices) or None
    try:
        return restitution_study(scenario, prices=asking_prices, lang=lang, **asked)
    except ScenarioError:
        raise
    except ValueError as error:  # a clause, a price or a year that makes no sense, already said in words
        raise click.UsageError(str(error)) from None


def _price(typed: str, lang: Language) -> tuple[str, float]:
    """Return a clause and what is asked for it."""
    clause, _, euros = typed.partition("=")
    try:
        return clause.strip(), float(euros)
    except ValueError:
        raise click.UsageError(text("cli.bad_price", lang, read=typed)) from None


FLEXIBILITY_TABLES = ("comparison", "growth", "volatility", "premium", "ahead")


def flexibility_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = draw_options(lang, threads=False, held=True)
    remark = text("cli.all_or_nothing", lang)
    return study_command(
        lang, "flexibility", FLEXIBILITY_TABLES, options, _flexibility_study, parts=_listed_parts, remark=remark
    )


def _flexibility_study(scenario: Scenario[Assumption], **asked: Any) -> FlexibilityStudy:
    from hds_tco.analysis.flexibility.study import flexibility_study

    return flexibility_study(scenario, **_only(asked, "draws", "seed", "progress"))


LAW_TABLES = ("changes", "rules")


def law_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    options = [flag(lang, "--all every", "cli.law_all")]
    return study_command(lang, "law", LAW_TABLES, options, _outlook, parts=_law_parts)


def _outlook(scenario: Scenario[Assumption], **_: Any) -> LawOutlook:
    from hds_tco.analysis.law_outlook import law_outlook

    return law_outlook(scenario)


def _law_parts(outlook: LawOutlook, lang: Language, *, every: bool) -> list[RenderableType]:
    """Return the law around a case: title, changes, rules, notices that state the law."""
    from rich.text import Text

    from hds_tco.cli.tables import notice_parts, rich_table, title

    tables = (rich_table(table) for table in outlook.tables(lang, every=every).values())
    return [title(outlook.title), Text(""), *tables, *notice_parts(outlook.statements, lang)]
