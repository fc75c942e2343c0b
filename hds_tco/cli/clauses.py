"""`hds-tco clauses`: what a forced exit is like, what each clause of the contract is worth, which to obtain first."""

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
    euros_option,
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

TABLES = ("clauses", "sets", "exit", "years", "profiles", "hypotheses", "replay", "copy", "law")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return PlainCommand(
        lang,
        name="clauses",
        callback=clauses,
        params=[
            scenario_argument(),
            set_option(lang),
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
            format_option(lang, FORMATS),
            csv_option(lang),
            table_option(lang, TABLES),
            *out_options(lang),
            lang_option(lang),
        ],
        help=f"{text('cli.clauses', lang)} {text('cli.all_or_nothing', lang)}",
    )


def clauses(
    scenario: str,
    settings: tuple[str, ...],
    prices: tuple[str, ...],
    budget_eur: float | None,
    year: int | None,
    draws: int,
    seed: int,
    form: str | None,
    csv: str | None,
    table: str | None,
    out: Path | None,
    force: bool,
    lang: Language,
) -> None:
    """Study forced exits and clauses, and write what was found."""
    from hds_tco.analysis.restitution_lab.study import restitution_study
    from hds_tco.cli.progress import progress_bar
    from hds_tco.cli.reading import read_scenario
    from hds_tco.scenario import ScenarioError

    form = checked_form(form, out, lang, force=force, table=table, csv=csv)
    if budget_eur is not None and not prices:
        raise click.UsageError(text("cli.budget_without_prices", lang))
    read = read_scenario(scenario, settings, lang)
    asked = dict(_price(item, lang) for item in prices) or None
    try:
        with progress_bar(lang) as progress:
            found = restitution_study(
                read, draws, seed, year=year, prices=asked, budget_eur=budget_eur, progress=progress, lang=lang
            )
    except ScenarioError:
        raise
    except ValueError as error:  # a clause, a price or a year that makes no sense, already said in words
        raise click.UsageError(str(error)) from None

    def parts() -> list[RenderableType]:
        from hds_tco.cli.clauses_tables import clauses_parts

        return clauses_parts(found, lang)

    deliver(
        form,
        out,
        lang,
        parts,
        lambda: found.as_data(lang),
        lambda: found.table(table or TABLES[0], lang),
        force=force,
    )


def _price(written: str, lang: Language) -> tuple[str, float]:
    """Return a clause and what is asked for it."""
    clause, _, euros = written.partition("=")
    try:
        return clause.strip(), float(euros)
    except ValueError:
        raise click.UsageError(text("cli.bad_price", lang, read=written)) from None
