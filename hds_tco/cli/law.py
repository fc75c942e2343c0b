"""`hds-tco law`: the rules of law around a case, what of them changes before the horizon, and what that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hds_tco.cli.study import study_command
from hds_tco.locale import Language, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hds_tco.analysis.law_outlook import LawOutlook
    from hds_tco.scenario import Assumption, Scenario

TABLES = ("changes", "rules")


def command(lang: Language) -> click.Command:
    """Return the command, its help in one language."""
    every = click.Option(["--all", "every"], is_flag=True, help=text("cli.law_all", lang))
    return study_command(lang, "law", TABLES, [every], _outlook, parts=_parts, help_text=text("cli.law", lang))


def _outlook(scenario: Scenario[Assumption], **_: Any) -> LawOutlook:
    from hds_tco.analysis.law_outlook import law_outlook

    return law_outlook(scenario)


def _parts(found: LawOutlook, lang: Language, *, every: bool) -> list[RenderableType]:
    """Return the law around a case: title, changes, rules, notices that state the law."""
    from rich.text import Text

    from hds_tco.cli.tables import notice_parts, rich_table, title

    tables = (rich_table(table) for table in found.tables(lang, every=every).values())
    return [title(found.title), Text(""), *tables, *notice_parts(found.statements, lang)]
