"""Frame in, chart out, one look everywhere: a chart is described once, drawn on screens, slides, sheets and pages."""

from hds_tco.charts.chart import Chart, Line, Point, Series
from hds_tco.charts.costs import (
    by_year_chart,
    cumulative_chart,
    natures_chart,
    readings_chart,
    side_by_side_chart,
    waterfall_chart,
    yearly_chart,
)
from hds_tco.charts.of_results import chart_of, is_drawn
from hds_tco.charts.plotly_figure import plotly_figure, plotly_spec
from hds_tco.charts.studies import (
    ahead_chart,
    clauses_chart,
    exit_chart,
    growth_chart,
    hosting_chart,
    replay_chart,
    shares_chart,
    ways_chart,
)
from hds_tco.charts.svg import svg
from hds_tco.charts.timeline import timeline_chart
from hds_tco.charts.uncertainty import (
    cheapest_chart,
    convergence_chart,
    exceedance_chart,
    information_chart,
    map_chart,
    sobol_chart,
    tornado_chart,
)
from hds_tco.charts.words import scenario_line, source_line

__all__ = [
    "Chart",
    "Line",
    "Point",
    "Series",
    "ahead_chart",
    "by_year_chart",
    "chart_of",
    "cheapest_chart",
    "clauses_chart",
    "convergence_chart",
    "cumulative_chart",
    "exceedance_chart",
    "exit_chart",
    "growth_chart",
    "hosting_chart",
    "information_chart",
    "is_drawn",
    "map_chart",
    "natures_chart",
    "plotly_figure",
    "plotly_spec",
    "readings_chart",
    "replay_chart",
    "scenario_line",
    "shares_chart",
    "side_by_side_chart",
    "sobol_chart",
    "source_line",
    "svg",
    "timeline_chart",
    "tornado_chart",
    "waterfall_chart",
    "ways_chart",
    "yearly_chart",
]
