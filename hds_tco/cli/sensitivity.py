"""`hds-tco sensitivity`: what weighs, how far it may go, when the recommended option loses, what to find out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import COUNT, draw_options, left_out
from hds_tco.cli.study import Needs, study_command
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.sensitivity.study import Study
    from hds_tco.scenario import Assumption, Scenario

TABLES = ("assumptions", "tornado", "break_even", "left_out", "information", "losing", "sobol", "map")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    path = text("cli.path_metavar", lang)
    return study_command(
        lang,
        "sensitivity",
        TABLES,
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
        _study,
        parts=_parts,
        check=_check,
        beside=_beside,
        help_text=text("cli.sensitivity", lang),
    )


def _check(_: Language, *, with_sobol: bool, map_paths: tuple[str, str] | None, **__: Any) -> Needs:
    return {"sobol": ("--sobol", with_sobol), "map": ("--map", map_paths is not None)}


def _study(
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
    from hds_tco.analysis.sensitivity.study import study
    from hds_tco.cli.progress import progress_bar

    with progress_bar(lang) as progress:
        return study(
            scenario,
            draws,
            seed,
            with_sobol=with_sobol,
            map_paths=map_paths,
            threads=threads,
            progress=progress,
            lang=lang,
        )


def _parts(found: Study, lang: Language, *, top: int, **_: Any) -> list[RenderableType]:
    from hds_tco.cli.sensitivity_tables import sensitivity_parts

    return sensitivity_parts(found, top, lang)


def _beside(found: Study, lang: Language, table: str | None, **asked: Any) -> list[str]:
    """Return what a file of figures has no place for."""
    from hds_tco.cli.progress import cut_short

    beside = [
        cut_short(found.simulation, lang),
        text("study.nothing_to_learn", lang) if found.nothing_uncertain else "",
    ]
    if table == "sobol" and found.sobol is not None:
        beside.append(found.sobol.made_how(lang))
    return [*beside, left_out(table, [name for name, (_, given) in _check(lang, **asked).items() if given], lang)]
