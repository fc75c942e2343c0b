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
from hds_tco.analysis.restitution_lab import (
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
