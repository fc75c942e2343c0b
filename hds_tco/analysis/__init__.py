"""What it means: options compared, cost lines explained, the calendar."""

from hds_tco.analysis.allocation import allocation
from hds_tco.analysis.compare import compare
from hds_tco.analysis.comparison import Comparison, OptionResult
from hds_tco.analysis.explain import Explanation, explain, trace
from hds_tco.analysis.timeline import timeline, timeline_frame

__all__ = [
    "Comparison",
    "Explanation",
    "OptionResult",
    "allocation",
    "compare",
    "explain",
    "timeline",
    "timeline_frame",
    "trace",
]
