"""What `clauses` shows: the exit, the clauses by worth, what to obtain, documented failures replayed, the law."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from hds_tco.analysis.restitution_lab.study import RestitutionStudy
from hds_tco.analysis.restitution_lab.tables import (
    copy_table,
    exit_table,
    law_table,
    profiles_table,
    replay_table,
    sets_table,
    tails_table,
    values_table,
    years_table,
)
from hds_tco.cli.tables import bullets, rich_table, sentences, title
from hds_tco.locale import Language, text


def clauses_parts(found: RestitutionStudy, lang: Language) -> list[RenderableType]:
    """Return the study: title, answer, clauses, sets, exit, failures, copy, list of the law, notes."""
    tables = (
        values_table(found.values, lang),
        tails_table(found.values, lang),
        sets_table(found.best, lang),
        exit_table(found.profile, lang),
        years_table(found.profile, lang),
        profiles_table(found.profiles, lang),
        replay_table(found.replay, lang=lang),
        copy_table(found.copy, lang),
        law_table(lang),
    )
    parts: list[RenderableType] = [title(found.scenario.name), *sentences(found.sentences(lang), "bold")]
    parts += [rich_table(table) for table in tables]
    parts.append(Text(text("screen.notices", lang), style="bold"))
    return [*parts, *bullets(found.notes(lang)), Text("")]
