"""The story, told once: about a dozen pages, each sentence computed from what was found."""

from __future__ import annotations

from collections.abc import Callable

from hds_tco.board import chapters
from hds_tco.board.chapters.opening import cover
from hds_tco.board.findings import Findings
from hds_tco.board.slide import Slide, Story, stamp
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text

Chapter = Callable[[Findings, Language], Slide | None]

# In the order in which a board asks: what, how sure, how much, why, what it does to the accounts, what can go wrong.
CHAPTERS: tuple[Chapter, ...] = (
    chapters.question,
    chapters.answer,
    chapters.certainty,
    chapters.costs,
    chapters.years,
    chapters.budget,
    chapters.reasons,
    chapters.accounts,
    chapters.risks,
    chapters.contract,
    chapters.changes,
    chapters.border,
    chapters.calendar,
    chapters.unknown,
    chapters.assumptions,
)


def tell(found: Findings, lang: Language = DEFAULT_LANGUAGE) -> Story:
    """Return the story of what was found; a chapter for which there is no ground is left out.

    Parameters
    ----------
    found : Findings
    lang : {"fr", "en"}

    Examples
    --------
    >>> import hds_tco as ht
    >>> from hds_tco.board.findings import find
    >>> story = tell(find(ht.load("chi-eure-seine-2017-total"), draws=200), "en")
    >>> [slide.key for slide in story.slides][:3]
    ['question', 'answer', 'costs']
    """
    scenario = found.scenario
    told = (chapter(found, lang) for chapter in CHAPTERS)
    return Story(
        title=cover(found, lang),
        subtitle=text(
            "story.subtitle",
            lang,
            scenario=scenario.name,
            year=scenario.decision_year,
            years=number_of("count.years", scenario.horizon_years, lang),
        ),
        lang=lang,
        slides=tuple(slide for slide in told if slide is not None),
        footer=text("story.footer", lang, scenario=scenario.name),
        stamp=stamp(scenario, found.simulation),
    )
