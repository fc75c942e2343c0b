"""The pages of the story, one function each: a message, a few points, a chart or a table, and what the speaker says."""

from hds_tco.board.chapters.doubts import assumptions, border, changes, unknown
from hds_tco.board.chapters.hazards import calendar, contract, risks
from hds_tco.board.chapters.money import accounts, budget, costs, reasons, years
from hds_tco.board.chapters.opening import answer, certainty, question

__all__ = [
    "accounts",
    "answer",
    "assumptions",
    "border",
    "budget",
    "calendar",
    "certainty",
    "changes",
    "contract",
    "costs",
    "question",
    "reasons",
    "risks",
    "unknown",
    "years",
]
