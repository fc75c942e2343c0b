"""Frame in, chart out, one look everywhere."""

from hds_tco.charts.costs import Costs, costs_figure, update_costs
from hds_tco.charts.source import source_line

__all__ = ["Costs", "costs_figure", "source_line", "update_costs"]
