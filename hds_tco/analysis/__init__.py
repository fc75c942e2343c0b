"""What it means: options compared, cost lines explained, several cases side by side, hosting for others, the law."""

from hds_tco.analysis.allocation import allocation
from hds_tco.analysis.compare import compare
from hds_tco.analysis.comparison import Comparison, OptionResult
from hds_tco.analysis.explain import Explanation, explain, trace
from hds_tco.analysis.hosting import HostingForOthers, hosting_for_others
from hds_tco.analysis.law_outlook import LawOutlook, law_outlook
from hds_tco.analysis.published import calendar_table, cards_table, facts_table, hospital_cards
from hds_tco.analysis.results import Result
from hds_tco.analysis.side_by_side import SideBySide, side_by_side, usual_variants
from hds_tco.analysis.table import Table, styled_table
from hds_tco.analysis.timeline import timeline, timeline_frame

__all__ = [
    "Comparison",
    "Explanation",
    "HostingForOthers",
    "LawOutlook",
    "OptionResult",
    "Result",
    "SideBySide",
    "Table",
    "allocation",
    "calendar_table",
    "cards_table",
    "compare",
    "explain",
    "facts_table",
    "hospital_cards",
    "hosting_for_others",
    "law_outlook",
    "side_by_side",
    "styled_table",
    "timeline",
    "timeline_frame",
    "trace",
    "usual_variants",
]
