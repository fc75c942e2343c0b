"""`hds-tco board`: what a board reads: slides, workbook, document, page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from hds_tco.cli.click_i18n import say
from hds_tco.cli.options import (
    command,
    draw_options,
    euros_option,
    flag,
    option,
    path_option,
    scenario_argument,
    set_option,
)
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from hds_tco.board.pack import Form

FORMS = ("pptx", "xlsx", "pdf", "html")


def board_command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    params = [
        scenario_argument(),
        set_option(lang),
        path_option(lang, "--out", "cli.board_out", "cli.folder_metavar", default=Path()),
        option(lang, "--format forms", "cli.board_format", type=click.Choice(FORMS), multiple=True),
        path_option(lang, "--template", "cli.template"),
        *draw_options(lang, threads=False),
        euros_option(lang, "--tolerance", "cli.tolerance"),
        flag(lang, "--force", "cli.force"),
    ]
    return command(lang, "board", board, params)


def board(
    scenario: str,
    settings: tuple[str, ...],
    out: Path,
    forms: tuple[str, ...],
    template: Path | None,
    draws: int,
    seed: int,
    tolerance_eur: float | None,
    force: bool,
    lang: Language,
) -> None:
    """Compute and write the pack."""
    from hds_tco.board.pack import file_name, write_pack
    from hds_tco.cli.options import read_scenario
    from hds_tco.cli.study import progress_bar

    priced = read_scenario(scenario, settings, lang)
    with progress_bar(lang, text("cli.board_working", lang)) as progress:
        written = write_pack(
            priced,
            out,
            draws=draws,
            seed=seed,
            lang=lang,
            tolerance_eur=tolerance_eur,
            forms=cast("tuple[Form, ...]", tuple(dict.fromkeys(forms)) or FORMS),
            template=template,
            name=file_name(Path(scenario).stem),
            force=force,
            progress=progress,
        )
    for path in written:
        say(text("cli.written", lang, file=str(path)))
