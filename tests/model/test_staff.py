from __future__ import annotations

from typing import Any

from pytest import approx

from hds_tco.model import staff
from tests.builders import cost_lines, lines, role

PEOPLE: dict[str, Any] = {
    "engineer": role(
        label="Ingénieur", loaded_cost_eur_per_year=60_000, in_house_fte=2, leasing_extra_fte=-0.5, external_fte=0.5
    ),
    "database": role(
        label="Bases",
        loaded_cost_eur_per_year=50_000,
        in_house_fte=1,
        external_fte=0.8,
        freed_if_provider_runs_databases=True,
    ),
}


def test_each_option_pays_its_own_head_count() -> None:
    assert lines(staff("in_house"), staff=PEOPLE)["staff.engineer"] == approx([0, 120_000, 120_000, 120_000])
    assert lines(staff("leasing"), staff=PEOPLE)["staff.engineer"] == approx([0, 90_000, 90_000, 90_000])
    assert lines(staff("external"), staff=PEOPLE)["staff.engineer"] == approx([0, 30_000, 30_000, 30_000])


def test_database_staff_stays_unless_the_provider_runs_the_databases() -> None:
    assert lines(staff("external"), staff=PEOPLE)["staff.database"] == approx([0, 40_000, 40_000, 40_000])
    runs = {"external.provider_runs_databases": True}
    amounts = lines(staff("external"), runs, staff=PEOPLE)
    assert amounts["staff.database"] == approx([0, 0, 0, 0])
    assert amounts["staff.engineer"] == approx([0, 30_000, 30_000, 30_000])
    assert lines(staff("in_house"), runs, staff=PEOPLE)["staff.database"] == approx([0, 50_000, 50_000, 50_000])


def test_those_who_run_the_old_platform_stay_with_what_has_not_moved() -> None:
    ramp = {"migration.migrated_share_by_year": [0, 0.2, 0.5, 1]}
    amounts = lines(staff("external"), ramp, staff=PEOPLE)
    # 60 000 x (0.5 x 0.2 + 2 x 0.8), then (0.5 x 0.5 + 2 x 0.5), then 0.5
    assert amounts["staff.engineer"] == approx([0, 102_000, 75_000, 30_000])


def test_staff_follows_wages_and_bears_no_vat() -> None:
    values = {
        "finance.wage_growth_per_year": 0.03,
        "finance.inflation_per_year": 0.5,
        "finance.vat_share": 0.2,
    }
    # 120 000 x 1.03, 1.0609, 1.092727
    assert lines(staff("in_house"), values, staff=PEOPLE)["staff.engineer"] == approx([0, 123_600, 127_308, 131_127.24])


def test_a_trade_is_named_on_its_line_under_title_1() -> None:
    line = cost_lines(staff("in_house"), staff=PEOPLE)["staff.engineer"]
    assert (line.detail, line.nature, line.eprd_title, line.bears_vat) == ("Ingénieur", "operating", 1, False)
