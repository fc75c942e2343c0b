"""Which charts show a result: asked for by name, the first by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hds_tco.charts.chart import Chart
from hds_tco.charts.costs import (
    by_year_chart,
    cumulative_chart,
    natures_chart,
    readings_chart,
    side_by_side_chart,
    waterfall_chart,
)
from hds_tco.charts.studies import (
    ahead_chart,
    clauses_chart,
    exit_chart,
    growth_chart,
    hosting_chart,
    replay_chart,
    shares_chart,
    ways_chart,
)
from hds_tco.charts.uncertainty import (
    cheapest_chart,
    convergence_chart,
    exceedance_chart,
    information_chart,
    map_chart,
    sobol_chart,
    tornado_chart,
)
from hds_tco.locale import DEFAULT_LANGUAGE, Language

Draw = Callable[..., Chart]
# By class: by name, what draws it, and which part of the result it draws; empty for the result itself.
CHARTS: Mapping[str, Mapping[str, tuple[Draw, str]]] = {
    "Comparison": {
        "natures": (natures_chart, ""),
        "by_year": (by_year_chart, ""),
        "cumulative": (cumulative_chart, ""),
        "waterfall": (waterfall_chart, ""),
    },
    "SideBySide": {"options": (side_by_side_chart, ""), "readings": (readings_chart, "")},
    "HostingForOthers": {"numbers": (hosting_chart, ""), "shares": (shares_chart, "")},
    "SimulationReport": {
        "cheapest": (cheapest_chart, "simulation"),
        "exceedance": (exceedance_chart, "simulation"),
        "convergence": (convergence_chart, "simulation"),
    },
    "Study": {
        "tornado": (tornado_chart, "tornado"),
        "sobol": (sobol_chart, "sobol"),
        "information": (information_chart, "information"),
        "map": (map_chart, "map"),
    },
    "RestitutionStudy": {
        "exit": (exit_chart, "profile"),
        "replay": (replay_chart, "replay"),
        "clauses": (clauses_chart, "values"),
    },
    "FlexibilityStudy": {
        "comparison": (ways_chart, "comparison"),
        "growth": (growth_chart, "growth"),
        "ahead": (ahead_chart, "ahead"),
    },
    "BestMap": {"map": (map_chart, "")},
    "Tornado": {"tornado": (tornado_chart, "")},
}


def chart_of(result: Any, name: str | None = None, *more: Any, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return a chart of a result.

    Parameters
    ----------
    result : Result
    name : str, optional
        One of those that `CHARTS` has for its class; the first by default.
    *more
        What else the chart takes: options, assumptions, how many rows.
    lang : {"fr", "en"}

    Raises
    ------
    LookupError
        If there is no such chart, or what it draws was not computed.

    Examples
    --------
    >>> import hds_tco as ht
    >>> ht.compare(ht.load("reference-ght")).plot("cumulative", lang="en").kind
    'lines'
    """
    draw, part = _draw(result, name)
    drawn = getattr(result, part) if part else result
    if drawn is None:
        raise LookupError(f"{type(result).__name__} was made without {part}")
    return draw(drawn, *more, lang=lang)


def is_drawn(result: Any, name: str) -> bool:
    """Tell whether a result has figures for a chart of it: a part that was computed, and whose frame is not empty."""
    part = _draw(result, name)[1]
    drawn = getattr(result, part) if part else result
    return drawn is not None and not drawn.frame().empty


def _draw(result: Any, name: str | None) -> tuple[Draw, str]:
    charts = CHARTS.get(type(result).__name__, {})
    if not charts or name not in (None, *charts):
        raise LookupError(f"no chart {name or ''} of {type(result).__name__}: {', '.join(charts) or 'none'}")
    return charts[name or next(iter(charts))]
