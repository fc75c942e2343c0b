"""The scenario that a command works on: read, and changed as the command line says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hds_tco.locale import Language

if TYPE_CHECKING:
    from hds_tco.scenario import Assumption, Scenario


def read_scenario(source: str, settings: Sequence[str], lang: Language) -> Scenario[Assumption]:
    """Return a scenario; where `--set` changed something, its name says so.

    Parameters
    ----------
    source : str
        A file, or the name of a shipped case.
    settings : sequence of str
        As typed after ``--set``.
    lang : {"fr", "en"}

    Raises
    ------
    ScenarioError
        With all that is wrong.
    """
    from hds_tco.analysis.variant import named_variant
    from hds_tco.scenario import load, parse_settings

    if not settings:
        return load(source, lang=lang)
    changed = load(source, parse_settings(tuple(settings)), lang)
    return named_variant(load(source, lang=lang), changed, lang)
