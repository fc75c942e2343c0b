"""What `law` shows: what changes before the horizon, the rules of the decision, what such statements are worth."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.law_outlook import LawOutlook, changes_table, rules_table
from hds_tco.analysis.legal_notices import STATEMENTS
from hds_tco.cli.tables import notice_parts, rich_table, title
from hds_tco.locale import Language


def law_parts(found: LawOutlook, lang: Language, *, every: bool = False) -> list[RenderableType]:
    """Return the law around a case: title, changes, rules, notices that state the law."""
    parts: list[RenderableType] = [title(found.scenario.name), Text("")]
    if found.changes:
        parts.append(rich_table(changes_table(found, lang)))
    parts.append(rich_table(rules_table(found, lang, every=every)))
    said = [one for one in found.comparison.notices if one.key in STATEMENTS or one.key == "not_legal_advice"]
    return [*parts, *notice_parts(said, lang)]
