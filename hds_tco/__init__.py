"""What hosting health data really costs a hospital: in-house, certified provider or leasing, restitution inside.

Six functions do most of the work, and `with_values` changes a scenario; everything else stands in a room named after
what it is about: `hds_tco.scenario`, `model`, `analysis`, `sensitivity`, `restitution`, `flexibility`, `charts`,
`board`, `cockpit`.

Examples
--------
>>> import hds_tco as ht
>>> scenario = ht.load("chi-eure-seine-2017-total")
>>> result = ht.compare(scenario)
>>> round(result.best.net_present_cost_eur)
730000
>>> result.frame().columns.tolist()[:3]
['option', 'option_label', 'line']
>>> ht.analysis.side_by_side({"2017": scenario}).frame()["is_best"].tolist()
[True]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hds_tco import analysis, board, charts, cockpit, model, scenario
    from hds_tco.analysis import compare, explain, flexibility, restitution, sensitivity
    from hds_tco.analysis.simulation import simulate
    from hds_tco.analysis.verdict import verdict
    from hds_tco.cockpit import show
    from hds_tco.scenario import load, with_values

__version__ = "0.1.0"

__all__ = [
    "analysis",
    "board",
    "charts",
    "cockpit",
    "compare",
    "explain",
    "flexibility",
    "load",
    "model",
    "restitution",
    "scenario",
    "sensitivity",
    "show",
    "simulate",
    "verdict",
    "with_values",
]

# Where each name comes from, imported when it is first asked for, so that the program can answer Ctrl-C before anything
# heavy is read. A module stands for itself.
_FUNCTIONS = {
    "compare": "hds_tco.analysis",
    "explain": "hds_tco.analysis",
    "load": "hds_tco.scenario",
    "show": "hds_tco.cockpit",
    "simulate": "hds_tco.analysis.simulation",
    "verdict": "hds_tco.analysis.verdict",
    "with_values": "hds_tco.scenario",
}
_STUDIES = ("flexibility", "restitution", "sensitivity")


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        value = getattr(import_module(_FUNCTIONS[name]), name)
    elif name in __all__:
        value = import_module(f"{__name__}.analysis.{name}" if name in _STUDIES else f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
