"""What tells the files of one pack from those of another: version, scenario, seed, draws; the same on each."""

from __future__ import annotations

from hds_tco.analysis.simulation import Simulation
from hds_tco.scenario import Assumption, Scenario, digest


def stamp(scenario: Scenario[Assumption], simulation: Simulation) -> str:
    """Return the stamp of a result, for the keywords of each file: no clock, so the same result bears the same.

    Parameters
    ----------
    scenario : Scenario
    simulation : Simulation

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario = ht.load("chi-eure-seine-2017-total")
    >>> stamp(scenario, ht.simulate(scenario, draws=200, seed=7)).endswith("seed 7; draws 200")
    True
    """
    from hds_tco import __version__

    return f"hds_tco {__version__}; scenario {digest(scenario)}; seed {simulation.seed}; draws {simulation.asked_draws}"
