"""The calendar: in order, within the horizon, with what is due."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis import timeline, timeline_frame
from hds_tco.analysis.timeline import Span, schedule, schedule_frame
from hds_tco.locale import LANGUAGES, Language
from tests.builders import CLOSE_RACE, hosted, scenario, step, steps


def events(made: ht.scenario.Scenario[ht.scenario.Assumption]) -> list[tuple[float, str, str]]:
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
@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
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


def spans(row: str, scenario: str = CLOSE_RACE, **values: Any) -> list[Span]:
    given_values = {path.replace("__", "."): value for path, value in values.items()}
    return [span for span in schedule(ht.load(scenario, given_values)) if span.row == row]


def test_a_certificate_is_prepared_instructed_then_valid_three_years_at_a_time() -> None:
    found = spans(
        "certificate",
        certification__steps__certificat__file_months=6,
        certification__steps__certificat__instruction_months=3,
    )
    assert [(span.nature, span.start_year, span.years) for span in found] == [
        ("under_way", 0.0, 0.5),
        ("under_way", 0.5, 0.25),
        ("in_force", 0.75, 3.0),
        ("in_force", 3.75, 3.0),
        ("in_force", 6.75, 3.0),
        ("in_force", 9.75, 0.25),  # cut by the horizon
    ]
    assert [span.label() for span in found] == ["", "", "3 ans", "3 ans", "3 ans", ""]


def test_audits_fall_in_the_years_in_which_the_model_pays_them() -> None:
    result = ht.compare(ht.load(CLOSE_RACE))["in_house"]
    paid = result.line("certification.audit").amounts_eur + result.line("certification.surveillance").amounts_eur
    audited = [int(np.ceil(span.start_year - 1e-9)) for span in spans("audits")]
    assert list(np.flatnonzero(paid)) == audited


def test_no_audit_under_the_approval_of_2006() -> None:
    assert spans("audits", "ap-hm-2017") == []
    assert {span.what for span in spans("approval", "ap-hm-2017")} == {
        "2012 : une application",
        "2014 : imagerie médicale",
        "2015-2017 : agrément générique",
    }


def test_migration_lasts_until_all_is_served() -> None:
    # 20 % in year 1, 50 % in year 2, all from year 3, which begins two years after the decision.
    assert [(span.start_year, span.years, span.said[1]) for span in spans("migration")] == [
        (0.0, 1.0, 0.2),
        (1.0, 1.0, 0.5),
        (2.0, 0.0, 1.0),
    ]
    stuck = spans("migration", migration__migrated_share_by_year=[0, 0.4])
    assert [(span.start_year, span.years) for span in stuck] == [(0.0, 10.0)]
    assert spans("migration", migration__migrated_share_by_year=[0, 1]) == []


@pytest.mark.parametrize("row", ["machines", "lease"])
def test_no_machine_is_shown_where_none_has_a_price(row: str) -> None:
    assert spans(row, "ap-hm-2017") == []
    free: dict[str, Any] = {
        "hardware__server_base_eur": 0,
        "hardware__structured_price_eur_per_tb": 0,
        "hardware__imaging_price_eur_per_tb": 0,
    }
    assert spans(row, **free) != []
    assert spans(row, **free, hardware__backup_price_eur_per_tb=0) == []


def test_machines_and_leases_are_renewed_when_the_first_batch_ends() -> None:
    assert [(span.start_year, span.years) for span in spans("machines")] == [(0.0, 5.0), (5.0, 5.0)]
    assert spans("machines", migration__migrated_share_by_year=[0, 0, 0, 1])[0].start_year == 1.0
    extended = spans("lease", leasing__end_of_term="extend", leasing__extension_years=2)
    assert [(span.nature, span.start_year, span.years) for span in extended] == [
        ("in_force", 0.0, 4.0),
        ("under_way", 4.0, 2.0),
        ("in_force", 6.0, 4.0),
    ]


def test_the_provider_is_left_at_the_horizon() -> None:
    (contract,), (leaving,) = spans("contract"), spans("planned_exit", external__planned_exit_double_running_days=73)
    assert (contract.start_year, contract.years) == (0.0, 10.0)
    assert (leaving.start_year, leaving.years) == pytest.approx((9.8, 0.2))


@pytest.mark.parametrize(
    ("length", "shown"),
    [(4, [(0.0, 4.0), (4.0, 4.0), (8.0, 2.0)]), (5, [(0.0, 5.0), (5.0, 5.0)]), (50, [(0.0, 10.0)])],
)
def test_contracts_follow_each_other_up_to_the_horizon(length: int, shown: list[tuple[float, float]]) -> None:
    found = spans("contract", external__contract_years=length)
    assert [(span.start_year, span.years) for span in found] == shown


def test_nobody_is_hosted_before_the_certificate() -> None:
    late = spans("arrival", certification__steps__certificat__file_months=48)
    held = spans("certificate", certification__steps__certificat__file_months=48)[2].start_year
    outside = [span for span in late if "hors du GHT" in span.what]
    assert outside[0].start_year == pytest.approx(held)
    assert spans("certificate", options=["external"]) == []
    assert [span.start_year for span in spans("arrival", options=["external"])] == [1.0, 1.0, 2.0, 2.0, 2.0]


def test_many_establishments_share_a_row() -> None:
    scenario = ht.load(CLOSE_RACE)
    many = scenario.model_copy(
        update={"hosted": {f"{key}{rank}": block for rank in range(2) for key, block in scenario.hosted.items()}}
    )
    found = [span for span in schedule(many) if span.row == "arrivals"]
    everyone = 2 * sum(float(np.asarray(block.establishments.value)) for block in scenario.hosted.values())
    assert sum(float(span.what) for span in found) == everyone
    assert len({span.start_year for span in found}) == len(found)


def test_nothing_to_do_is_nothing_to_show() -> None:
    assert schedule(ht.load("tout-a-zero")) == ()
    assert schedule_frame(ht.load("tout-a-zero")).empty


@settings(max_examples=30, deadline=None)
@given(
    horizon=st.integers(1, 30),
    start=st.floats(0, 12),
    months=st.floats(0, 60),
    validity=st.integers(1, 8),
    life=st.integers(1, 9),
    term=st.integers(1, 9),
)
def test_all_of_it_lies_within_the_horizon_and_no_row_overlaps(
    horizon: int, start: float, months: float, validity: int, life: int, term: int
) -> None:
    values: dict[str, Any] = {
        "horizon_years": horizon,
        "certification.steps.certificat.start_year": start,
        "certification.steps.certificat.file_months": months,
        "certification.validity_years": validity,
        "in_house.refresh_years": life,
        "leasing.term_years": term,
    }
    found = schedule(ht.load(CLOSE_RACE, values))
    for span in found:
        assert 0 <= span.start_year <= horizon
        assert span.start_year + span.years <= horizon + 1e-9
        assert (span.nature == "milestone") == (span.years == 0)
    for row in {(span.row, span.what) for span in found}:
        ends = 0.0
        for span in found:
            if (span.row, span.what) == row:
                assert span.start_year >= ends - 1e-9
                ends = span.start_year + span.years


def test_a_status_quo_is_drawn_with_the_move_that_follows() -> None:
    four: dict[str, Any] = {"options": ["in_house", "external", "status_quo"], "existing__keep_years": 3}
    assert [(span.nature, span.start_year, span.years, span.said) for span in spans("status_quo", **four)] == [
        ("in_force", 0.0, 3.0, ("years", 3.0)),
        ("under_way", 3.0, 1.0, ("share", 0.2)),
        ("under_way", 4.0, 1.0, ("share", 0.5)),
        ("milestone", 5.0, 0.0, ("share", 1.0)),
    ]
    assert [span.start_year for span in spans("migration", **four)] == [0.0, 1.0, 2.0]  # of those that start at once
    assert spans("status_quo", **four | {"existing__keep_years": 0}) == []
    assert spans("status_quo", existing__keep_years=3) == []  # not compared
    kept = spans("status_quo", **four | {"existing__keep_years": 12})
    assert [(span.start_year, span.years) for span in kept] == [(0.0, 10.0)]
