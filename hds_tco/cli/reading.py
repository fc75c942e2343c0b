"""The scenario that a command works on: read, and changed as the command line says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hds_tco.locale import Language

if TYPE_CHECKING:
    from hds_tco.scenario import Assumption, Scenario


def read_scenario(
    source: str, settings: Sequence[str], lang: Language, *, with_doubts: bool = True
) -> Scenario[Assumption]:
    """Return a scenario; where `--set` changed something, its name says so; what in it looks wrong is said at once.

    Parameters
    ----------
    source : str
        A file, or the name of a shipped case.
    settings : sequence of str
        As typed after ``--set``.
    lang : {"fr", "en"}
    with_doubts : bool
        Whether to say what looks wrong on the error stream; false if the command shows all notices itself.

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    from hds_tco.scenario import load, parse_settings

    read = load(source, parse_settings(tuple(settings)), lang)
    if with_doubts:
        from hds_tco.analysis.notices import doubts_of

        for doubt in doubts_of(read):
            click.echo(f"! {doubt.sentence(lang)}", err=True)
    if not settings:
        return read
    from hds_tco.analysis.variant import named_variant

    return named_variant(load(source, lang=lang), read, lang)
