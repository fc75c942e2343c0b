from __future__ import annotations

import pytest

from hds_tco.analysis.frame_table import titled
from hds_tco.analysis.restitution import (
    best_clauses,
    clause_list,
    clause_values,
    compare_profiles,
    exit_profile,
    independent_copy,
    replay,
)
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import load


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_of_every_frame_has_a_title_of_its_own(lang: Language) -> None:
    reference = load("reference-ght")
    profiles = compare_profiles(reference, draws=60)
    exits = exit_profile(reference, draws=60)
    frames = [
        exits.by_year(lang),
        exits.frame(lang),
        profiles.frame(lang),
        profiles.hypotheses(lang),
        replay(reference).frame(lang),
        clause_values(reference, draws=60).frame(lang),
        best_clauses(reference, {"step_in": 1}, draws=60).frame(lang),
        independent_copy(reference, draws=60).frame(lang),
        clause_list(lang),
    ]
    for frame in frames:
        titles = titled(frame, "restitution_lab", lang).columns
        assert [title for name, title in zip(frame.columns, titles, strict=True) if name == title] == []
        assert titles.is_unique
