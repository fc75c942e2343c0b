"""What the user says: typed, validated, loaded, with distributions and sources."""

from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.errors import Fault, ScenarioError
from hds_tco.scenario.fields import resolve
from hds_tco.scenario.files import data_folder, shipped_scenarios
from hds_tco.scenario.load import load, parse_setting, parse_settings, with_values
from hds_tco.scenario.scenario import Scenario, assumptions_of, digest, uncertain_paths

__all__ = [
    "Assumption",
    "Fault",
    "Scenario",
    "ScenarioError",
    "assumptions_of",
    "data_folder",
    "digest",
    "load",
    "parse_setting",
    "parse_settings",
    "resolve",
    "shipped_scenarios",
    "uncertain_paths",
    "with_values",
]
