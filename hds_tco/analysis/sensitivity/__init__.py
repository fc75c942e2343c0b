"""What would change our mind: which assumptions weigh, how far they may go, and when the recommended option loses."""

from hds_tco.analysis.sensitivity.break_even import BreakEven, BreakEvens, break_even
from hds_tco.analysis.sensitivity.information import ValueOfInformation, value_of_information
from hds_tco.analysis.sensitivity.scenario_discovery import (
    Condition,
    LosingConditions,
    Rule,
    losing_conditions,
    losing_rules,
)
from hds_tco.analysis.sensitivity.sobol import Indices, SobolIndices, indices_of, sobol_indices
from hds_tco.analysis.sensitivity.study import Study, sensitivity_study
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado
from hds_tco.analysis.sensitivity.two_way import BestMap, best_map

__all__ = [
    "BestMap",
    "BreakEven",
    "BreakEvens",
    "Condition",
    "Indices",
    "LosingConditions",
    "Rule",
    "SobolIndices",
    "Study",
    "Tornado",
    "ValueOfInformation",
    "best_map",
    "break_even",
    "indices_of",
    "losing_conditions",
    "losing_rules",
    "sensitivity_study",
    "sobol_indices",
    "tornado",
    "value_of_information",
]
