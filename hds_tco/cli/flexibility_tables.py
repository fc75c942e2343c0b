"""What `flexibility` shows: the answer, both ways side by side, growth, volatility, how far ahead to buy."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.flexibility.study import FlexibilityStudy
from hds_tco.analysis.flexibility.tables import ahead_table, growth_table, volatility_table, ways_table
from hds_tco.cli.tables import bullets, rich_table, title
from hds_tco.locale import Language, text


def flexibility_parts(found: FlexibilityStudy, lang: Language) -> list[RenderableType]:
    """Return the study: title, answer, tables, notes."""
    first, *more = found.sentences(lang)
    tables = (
        ways_table(found.comparison, lang),
        growth_table(found.growth, lang),
        volatility_table(found.volatility, lang),
        ahead_table(found.ahead, lang),
    )
    parts: list[RenderableType] = [title(found.comparison.scenario.name), Text(first, style="bold"), *bullets(more)]
    parts += [Text(""), *(rich_table(table) for table in tables)]
    parts.append(Text(text("screen.notices", lang), style="bold"))
    return [*parts, *bullets(found.notes(lang)), Text("")]
