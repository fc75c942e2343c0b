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
    "allocation",
    "compare",
    "explain",
    "load",
    "shipped_scenarios",
    "timeline",
    "timeline_frame",
    "with_values",
]
