"""Frame in, chart out, one look everywhere."""

from hds_tco.charts.costs import costs_figure

__all__ = ["costs_figure"]
