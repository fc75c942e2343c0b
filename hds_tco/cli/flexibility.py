"""`hds-tco flexibility`: buying capacity ahead on a forecast, or leasing what follows the need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.options import draw_options
from hds_tco.cli.study import study_command, study_parts
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.flexibility.study import FlexibilityStudy
    from hds_tco.scenario import Assumption, Scenario

TABLES = ("comparison", "growth", "volatility", "premium", "ahead")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    return study_command(
        lang,
        "flexibility",
        TABLES,
        draw_options(lang, threads=False, held=True),
        _study,
        parts=_parts,
        help_text=f"{text('cli.flexibility', lang)} {text('cli.all_or_nothing', lang)}",
    )


def _study(scenario: Scenario[Assumption], *, draws: int, seed: int, lang: Language) -> FlexibilityStudy:
    from hds_tco.analysis.flexibility.study import flexibility_study
    from hds_tco.cli.progress import progress_bar

    with progress_bar(lang) as progress:
        return flexibility_study(scenario, draws, seed, progress=progress)


def _parts(found: FlexibilityStudy, lang: Language, **_: Any) -> list[RenderableType]:
    return study_parts(found, lang, listed=True)
