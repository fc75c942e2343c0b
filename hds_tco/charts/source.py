"""The line below a chart: where its figures come from, and how far they can be trusted."""

from __future__ import annotations

from hds_tco.analysis import Comparison
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of


def source_line(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the scenario's name, and how many of its assumptions rest on no source.

    Examples
    --------
    >>> import hds_tco as ht
    >>> source_line(ht.compare(ht.load("chi-eure-seine-2017-total")), "en").startswith("Source: scenario “CHI")
    True
    """
    return scenario_line(result.scenario, lang)


def scenario_line(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the same of a scenario.

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario_line(ht.load("reference-ght"), "en").split(".")[0]
    'Source: scenario “GHT de référence”'
    """
    assumptions = assumptions_of(scenario).values()
    bare = sum(item.is_hypothesis for item in assumptions)
    name = text("chart.source", lang, scenario=scenario.name)
    return f"{name} {number_of('chart.no_source', bare, lang, all=len(assumptions))}" if bare else name
