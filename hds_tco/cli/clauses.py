"""`hds-tco clauses`: what a forced exit is like, what each clause of the contract is worth, which to obtain first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import COUNT, draw_options, euros_option
from hds_tco.cli.study import Needs, study_command
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from hds_tco.analysis.restitution.study import RestitutionStudy
    from hds_tco.scenario import Assumption, Scenario

TABLES = ("clauses", "sets", "exit", "years", "profiles", "hypotheses", "replay", "copy", "law")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "clauses",
        TABLES,
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
        _study,
        check=_check,
        help_text=f"{text('cli.clauses', lang)} {text('cli.all_or_nothing', lang)}",
    )


def _check(lang: Language, *, prices: tuple[str, ...], budget_eur: float | None, **_: Any) -> Needs:
    """Refuse a budget for clauses without a price."""
    if budget_eur is not None and not prices:
        raise click.UsageError(text("cli.budget_without_prices", lang))
    return {}


def _study(
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
    from hds_tco.cli.progress import progress_bar
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
