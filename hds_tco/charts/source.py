"""The line below a chart: where its figures come from, and how far they can be trusted."""

from __future__ import annotations

from hds_tco.analysis import Comparison
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text
from hds_tco.scenario import assumptions_of


def source_line(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the scenario's name, and how many of its assumptions rest on no source.

    Examples
    --------
    >>> import hds_tco as ht
    >>> source_line(ht.compare(ht.load("chi-eure-seine-2017-total")), "en").startswith("Source: scenario “CHI")
    True
    """
    assumptions = assumptions_of(result.scenario).values()
    bare = sum(item.confidence == "G" for item in assumptions)  # as the notice counts them; what is unknown has its own
    name = text("chart.source", lang, scenario=result.scenario.name)
    return f"{name} {number_of('chart.no_source', bare, lang, all=len(assumptions))}" if bare else name
