"""What hosting health data really costs a hospital: in-house, certified provider or leasing, restitution inside.

Examples
--------
>>> import hds_tco as ht
>>> scenario = ht.load("chi-eure-seine-2017-total")
>>> result = ht.compare(scenario)
>>> round(result.best.net_present_cost_eur)
730000
>>> result.frame().columns.tolist()[:3]
['option', 'option_label', 'line']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hds_tco.analysis import Comparison, Explanation, allocation, compare, explain, timeline, timeline_frame
    from hds_tco.analysis.flexibility import (
        break_even_growth,
        break_even_volatility,
        buying_ahead,
        flexibility,
        flexibility_premium,
    )
    from hds_tco.analysis.hosting import hosting_for_others
    from hds_tco.analysis.information import value_of_information
    from hds_tco.analysis.restitution import (
        best_clauses,
        clause_list,
        clause_values,
        exit_profile,
        independent_copy,
        replay,
    )
    from hds_tco.analysis.sensitivity import best_map, break_even, losing_conditions, sobol_indices, tornado
    from hds_tco.analysis.side_by_side import side_by_side, usual_variants
    from hds_tco.analysis.simulation import Simulation, simulate
    from hds_tco.model import OPTIONS, CostLine, Option
    from hds_tco.scenario import Assumption, Scenario, ScenarioError, load, shipped_scenarios, with_values

__version__ = "0.1.0"

__all__ = [
    "OPTIONS",
    "Assumption",
    "Comparison",
    "CostLine",
    "Explanation",
    "Option",
    "Scenario",
    "ScenarioError",
    "Simulation",
    "allocation",
    "best_clauses",
    "best_map",
    "break_even",
    "break_even_growth",
    "break_even_volatility",
    "buying_ahead",
    "clause_list",
    "clause_values",
    "compare",
    "exit_profile",
    "explain",
    "flexibility",
    "flexibility_premium",
    "hosting_for_others",
    "independent_copy",
    "load",
    "losing_conditions",
    "replay",
    "shipped_scenarios",
    "side_by_side",
    "simulate",
    "sobol_indices",
    "timeline",
    "timeline_frame",
    "tornado",
    "usual_variants",
    "value_of_information",
    "with_values",
]

# Where each name comes from: a module is imported when one of its names is first asked for, so that the program can
# answer Ctrl-C before anything heavy is read.
_MODULES = {
    "hds_tco.analysis": ("Comparison", "Explanation", "allocation", "compare", "explain", "timeline", "timeline_frame"),
    "hds_tco.analysis.flexibility": (
        "break_even_growth",
        "break_even_volatility",
        "buying_ahead",
        "flexibility",
        "flexibility_premium",
    ),
    "hds_tco.analysis.hosting": ("hosting_for_others",),
    "hds_tco.analysis.information": ("value_of_information",),
    "hds_tco.analysis.restitution": (
        "best_clauses",
        "clause_list",
        "clause_values",
        "exit_profile",
        "independent_copy",
        "replay",
    ),
    "hds_tco.analysis.sensitivity": ("best_map", "break_even", "losing_conditions", "sobol_indices", "tornado"),
    "hds_tco.analysis.side_by_side": ("side_by_side", "usual_variants"),
    "hds_tco.analysis.simulation": ("Simulation", "simulate"),
    "hds_tco.model": ("OPTIONS", "CostLine", "Option"),
    "hds_tco.scenario": ("Assumption", "Scenario", "ScenarioError", "load", "shipped_scenarios", "with_values"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULE_OF[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
