"""The calendar: in order, within the horizon, with what is due."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.analysis import timeline, timeline_frame
from hds_tco.locale import LANGUAGES, Language
from tests.builders import hosted, scenario, step, steps


def events(made: ht.Scenario[ht.Assumption]) -> list[tuple[float, str, str]]:
    return [(event.year, event.key, event.what) for event in timeline(made)]


def test_nothing_happens_where_nobody_is_hosted() -> None:
    assert timeline(scenario()) == ()


def test_a_file_its_grant_its_renewals_and_who_joins() -> None:
    made = scenario(
        steps(one=step(label="HDS", start_year=1, file_months=6, instruction_months=6)),
        hosted={"b": hosted(label="Bloc", join_year=3), "late": hosted(label="Tard", join_year=9)},
        horizon_years=8,
    )
    assert events(made) == [
        (1.0, "file", "HDS"),
        (2.0, "granted", "HDS"),  # 1 + (6 + 6) / 12
        (3.0, "joins", "Bloc"),
        (5.0, "renewal", "HDS"),  # valid for 3 years
        (8.0, "renewal", "HDS"),
    ]


def test_a_certificate_that_is_not_needed_has_no_calendar() -> None:
    inside = {
        "certification.ght_convention_delegates_hosting": True,
        "certification.ght_joint_controllers": True,
        "certification.ght_security_measures": True,
    }
    made = scenario(inside, hosted={"b": hosted(label="Bloc", in_same_ght=True)})
    assert events(made) == [(1.0, "joins", "Bloc")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ht.shipped_scenarios())
def test_the_frame_says_the_same(name: str, lang: Language) -> None:
    made = ht.load(name)
    frame = timeline_frame(made, lang)
    found = timeline(made)
    assert list(frame.columns) == ["year", "calendar_year", "event"]
    assert frame["year"].tolist() == [event.year for event in found]
    assert frame["event"].tolist() == [event.sentence(lang) for event in found]
    assert frame["year"].is_monotonic_increasing
    assert all(0 <= event.year <= made.horizon_years for event in found)


def test_the_case_of_marseille_has_three_approvals() -> None:
    granted = [event for event in events(ht.load("ap-hm-2017")) if event[1] == "granted"]
    assert [year for year, _, _ in granted] == [0, 2, 5]  # 2012, 2014, 2017


def test_the_end_of_a_status_quo_is_an_event() -> None:
    for years, found in ((3, [(3.0, "status_quo_ends", "")]), (0, []), (9, [])):
        made = scenario({"existing.keep_years": years}, options=["in_house", "status_quo"], horizon_years=8)
        assert events(made) == found
    assert events(scenario({"existing.keep_years": 3}, horizon_years=8)) == []
