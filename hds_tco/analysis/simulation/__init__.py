"""Monte Carlo: the same model on draws of what is uncertain."""

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.analysis.simulation.run import simulate

__all__ = ["Estimate", "Simulation", "simulate"]
