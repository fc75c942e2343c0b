"""The restitution lab: what being forced out of a provider would be like, and what each clause against it is worth."""

from hds_tco.analysis.restitution.best_clauses import BestClauses, ClauseSet, best_clauses
from hds_tco.analysis.restitution.clause_values import ClauseValue, ClauseValues, Worth, clause_values
from hds_tco.analysis.restitution.clauses import (
    CLAUSES,
    ClauseItem,
    LegalBasis,
    cause_label,
    clause_items,
    clause_label,
    clause_list,
    held_clauses,
    legal_bases,
)
from hds_tco.analysis.restitution.exit_profile import (
    ExitProfile,
    ProfileComparison,
    compare_profiles,
    exit_profile,
)
from hds_tco.analysis.restitution.independent_copy import CopySense, IndependentCopy, independent_copy
from hds_tco.analysis.restitution.providers import (
    Failure,
    ProviderProfile,
    documented_failures,
    provider_profiles,
    with_profile,
)
from hds_tco.analysis.restitution.replay import Outcome, Replay, replay
from hds_tco.analysis.restitution.study import RestitutionStudy, restitution_study

__all__ = [
    "CLAUSES",
    "BestClauses",
    "ClauseItem",
    "ClauseSet",
    "ClauseValue",
    "ClauseValues",
    "CopySense",
    "ExitProfile",
    "Failure",
    "IndependentCopy",
    "LegalBasis",
    "Outcome",
    "ProfileComparison",
    "ProviderProfile",
    "Replay",
    "RestitutionStudy",
    "Worth",
    "best_clauses",
    "cause_label",
    "clause_items",
    "clause_label",
    "clause_list",
    "clause_values",
    "compare_profiles",
    "documented_failures",
    "exit_profile",
    "held_clauses",
    "independent_copy",
    "legal_bases",
    "provider_profiles",
    "replay",
    "restitution_study",
    "with_profile",
]
