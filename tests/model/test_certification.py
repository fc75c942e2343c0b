from __future__ import annotations

from typing import Any

import pytest
from pytest import approx

from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING, certification, duty
from hds_tco.model.certification import granted_year, hosting_delay_years, initial_audit_days
from tests.builders import given, hosted, lines, step, steps, world

CONDITIONS = ("ght_convention_delegates_hosting", "ght_joint_controllers", "ght_security_measures")
GHT: dict[str, Any] = {f"certification.{name}": True for name in CONDITIONS} | {"hospital.legal_form": "ght_support"}
MEMBER = {"member": hosted(in_same_ght=True)}
FOREIGN = {"clinic": hosted(in_same_ght=False)}


def needed(values: dict[str, Any], **top: Any) -> bool:
    return bool(duty(given(values, **top)).needed == 1.0)


def reason(values: dict[str, Any], **top: Any) -> str:
    read = given(values, **top)
    return duty(read).reason(read)


def test_own_patients_only_need_no_certificate() -> None:
    assert not needed({})
    assert not needed({"certification.regime": "agrement_2006"})
    assert not needed({"hospital.legal_form": "gcs"})
    assert reason({}) == "certificate_reason.own_patients"


def test_one_foreign_establishment_needs_a_certificate() -> None:
    assert needed({}, hosted=FOREIGN)
    assert needed(GHT, hosted=FOREIGN)
    assert needed(GHT, hosted=MEMBER | FOREIGN)
    assert reason(GHT, hosted=MEMBER | FOREIGN) == "certificate_reason.outside_ght"


def test_a_block_that_holds_no_establishment_needs_none() -> None:
    assert not needed({}, hosted={"nobody": hosted(establishments=0)})


def test_members_of_the_same_ght_are_exempt_under_three_conditions() -> None:
    assert not needed(GHT, hosted=MEMBER)
    assert not needed(GHT | {"hospital.legal_form": "hospital"}, hosted=MEMBER)
    assert reason(GHT, hosted=MEMBER) == "certificate_reason.ght_exempt"


@pytest.mark.parametrize("missing", CONDITIONS)
def test_each_condition_that_is_missing_ends_the_exemption(missing: str) -> None:
    without = GHT | {f"certification.{missing}": False}
    assert needed(without, hosted=MEMBER)
    assert reason(without, hosted=MEMBER) == "certificate_reason.ght_conditions"
    nobody = {"nobody": hosted(establishments=0)}
    assert reason(without, hosted=MEMBER | nobody) == "certificate_reason.ght_conditions"


@pytest.mark.parametrize("form", ["gcs", "gip", "gie", "private_clinic"])
def test_a_grouping_or_a_clinic_that_hosts_for_others_needs_a_certificate(form: str) -> None:
    host = GHT | {"hospital.legal_form": form}
    assert needed(host, hosted=MEMBER)
    assert reason(host, hosted=MEMBER) == "certificate_reason.legal_form"


def test_a_block_that_holds_no_establishment_brings_neither_volumes_nor_fees() -> None:
    nobody = {"nobody": hosted(establishments=0, vms=5, fee_eur_per_year=100)}
    assert world(hosted=nobody).demand.hosted_vms.tolist() == [0, 0, 0, 0]
    assert lines(IN_HOUSE, hosted=nobody)["hosted_fees"] == [0, 0, 0, 0]


def test_the_approval_of_2006_knew_no_exemption() -> None:
    approval = GHT | {"certification.regime": "agrement_2006"}
    assert needed(approval, hosted=MEMBER)
    assert reason(approval, hosted=MEMBER) == "certificate_reason.agrement"
    assert not needed(GHT | {"certification.regime": "certification_2018"}, hosted=MEMBER)


def test_duty_says_who_is_hosted_and_who_is_exempt() -> None:
    result = [duty(given(GHT, hosted=blocks)) for blocks in ({}, MEMBER, FOREIGN)]
    assert [float(one.hosts_others) for one in result] == [0, 1, 1]
    assert [float(one.exempt) for one in result] == [0, 1, 0]


def test_only_a_hospital_that_hosts_by_itself_needs_the_certificate() -> None:
    assert world({}, IN_HOUSE, hosted=FOREIGN).certificate_needed == 1
    assert world({}, LEASING, hosted=FOREIGN).certificate_needed == 1
    assert world({}, EXTERNAL, hosted=FOREIGN).certificate_needed == 0


@pytest.mark.parametrize(
    ("staff", "days"),
    [
        (1, 5),
        (10, 5),
        (11, 6),
        (15, 6),
        (16, 7),
        (25, 7),
        (26, 8.5),
        (45, 8.5),
        (46, 10),
        (65, 10),
        (66, 11),
        (85, 11),
        (86, 12),
        (125, 12),
        (126, 13),
        (900, 13),
    ],
)
def test_days_of_the_initial_audit_by_head_count(staff: int, days: float) -> None:
    assert initial_audit_days(staff, 0.0) == approx(days)  # type: ignore[arg-type]
    assert initial_audit_days(staff, 2.5) == approx(days + 2.5)  # type: ignore[arg-type]


def test_a_file_is_granted_after_its_preparation_and_its_instruction() -> None:
    assert granted_year(1.0, 4.0, 5.0) == approx(1.75)  # type: ignore[arg-type]


def test_hosting_opens_with_the_first_step_that_opens_it() -> None:
    approvals = steps(
        application=step(file_months=3, instruction_months=3, opens_hosting=False),
        imaging=step(start_year=2, file_months=6, instruction_months=0),
        generic=step(start_year=1, file_months=12, instruction_months=9),
    )
    assert hosting_delay_years(given(approvals)) == approx(2.5)  # 2 + 6/12 before 1 + 21/12


def test_hosting_never_opens_without_a_step_that_opens_it() -> None:
    closed = steps(only=step(opens_hosting=False))
    assert hosting_delay_years(given(closed)) >= 100
    assert world(closed, hosted={"clinic": hosted(vms=5)}).demand.hosted_vms.tolist() == [0, 0, 0, 0]


# Granted after 6 + 6 months, at the end of year 1. Audit: 20 people: 7 days + 1 for HDS, at 1500: 12 000.
CYCLE: dict[str, Any] = steps(only=step(file_months=6, instruction_months=6)) | {
    "certification.preparation_person_days": 100,
    "certification.preparation_per_activity_person_days": 10,
    "certification.activities": (1, 2, 3),
    "certification.upkeep_person_days_per_year": 20,
    "certification.person_day_eur": 400,
    "certification.consultancy_eur": 30_000,
    "certification.legal_eur": 5000,
    "certification.staff_in_scope": 20,
    "certification.hds_extra_audit_days": 1,
    "certification.auditor_eur_per_day": 1500,
    "certification.surveillance_share": 0.25,
    "certification.renewal_share": 0.5,
    "certification.validity_years": 3,
}


@pytest.mark.parametrize("regime", ["certification_2018", "hds_v2"])
def test_a_certificate_over_nine_years(regime: str) -> None:
    amounts = lines(certification, CYCLE | {"certification.regime": regime}, hosted=FOREIGN, horizon_years=9)
    # Preparation: (100 + 10 x 3) x 400 in the year that the file is begun.
    assert amounts["certification.preparation"] == approx([52_000, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert amounts["certification.help"] == approx([35_000, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    # Initial audit in year 1; renewal, half of it, in years 4 and 7.
    assert amounts["certification.audit"] == approx([0, 12_000, 0, 0, 6000, 0, 0, 6000, 0, 0])
    # Surveillance, a quarter, in the years between.
    assert amounts["certification.surveillance"] == approx([0, 0, 3000, 3000, 0, 3000, 3000, 0, 3000, 3000])
    # Upkeep: 20 x 400 in every year that the certificate is held.
    assert amounts["certification.upkeep"] == approx([0] + [8000] * 9)


def test_an_approval_of_2006_over_nine_years() -> None:
    amounts = lines(certification, CYCLE | {"certification.regime": "agrement_2006"}, hosted=FOREIGN, horizon_years=9)
    # No audit is invoiced; each renewal, in years 4 and 7, is a file again: half the effort and half the help.
    assert amounts["certification.preparation"] == approx([52_000, 0, 0, 0, 26_000, 0, 0, 26_000, 0, 0])
    assert amounts["certification.help"] == approx([35_000, 0, 0, 0, 17_500, 0, 0, 17_500, 0, 0])
    assert amounts["certification.audit"] == approx([0] * 10)
    assert amounts["certification.surveillance"] == approx([0] * 10)
    assert amounts["certification.upkeep"] == approx([0] + [8000] * 9)


def test_who_needs_no_certificate_pays_for_none() -> None:
    eur_by_line = lines(certification, CYCLE | GHT, hosted=MEMBER, horizon_years=9)
    assert set(eur_by_line) == {
        f"certification.{part}" for part in ("preparation", "help", "audit", "surveillance", "upkeep")
    }
    assert all(amounts == [0] * 10 for amounts in eur_by_line.values())


def test_several_steps_share_the_effort() -> None:
    two = steps(
        application=step(effort_share=0.4, file_months=12, opens_hosting=False),
        generic=step(effort_share=0.6, start_year=2, file_months=6, instruction_months=6),
    )
    amounts = lines(certification, CYCLE | two, hosted=FOREIGN, horizon_years=6)
    assert amounts["certification.preparation"] == approx([20_800, 0, 31_200, 0, 0, 0, 0])
    assert amounts["certification.help"] == approx([14_000, 0, 21_000, 0, 0, 0, 0])
    # First granted in year 1, renewed in 4; second granted in year 3, renewed in 6.
    # 0.4 x 12 000; 0.6 x 12 000; 0.4 x 6000; 0.6 x 6000
    assert amounts["certification.audit"] == approx([0, 4800, 0, 7200, 2400, 0, 3600])
    # 0.4 x 3000 in years 2, 3, 5, 6; 0.6 x 3000 in years 4, 5
    assert amounts["certification.surveillance"] == approx([0, 0, 1200, 1200, 1800, 3000, 1200])
    # 0.4 x 8000 from year 1, 0.6 x 8000 more from year 3
    assert amounts["certification.upkeep"] == approx([0, 3200, 3200, 8000, 8000, 8000, 8000])


def test_a_step_begun_within_a_year_is_paid_in_that_year_and_audited_in_the_year_that_it_ends() -> None:
    late = steps(only=step(start_year=1.5, file_months=3, instruction_months=1))  # granted at 1.83: year 2
    amounts = lines(certification, CYCLE | late, hosted=FOREIGN, horizon_years=3)
    assert amounts["certification.preparation"] == approx([0, 52_000, 0, 0])
    assert amounts["certification.audit"] == approx([0, 0, 12_000, 0])
    assert amounts["certification.upkeep"] == approx([0, 0, 8000, 8000])


def test_own_work_follows_wages_and_what_is_bought_follows_prices_and_bears_vat() -> None:
    money = {
        "finance.wage_growth_per_year": 0.1,
        "finance.inflation_per_year": 0.05,
        "finance.vat_share": 0.2,
    }
    second_year = steps(only=step(start_year=1, file_months=12))
    amounts = lines(certification, CYCLE | money | second_year, hosted=FOREIGN)
    assert amounts["certification.preparation"][1] == approx(52_000 * 1.1)
    assert amounts["certification.upkeep"][2] == approx(8000 * 1.21)
    assert amounts["certification.help"][1] == approx(35_000 * 1.05 * 1.2)
    assert amounts["certification.audit"][2] == approx(12_000 * 1.1025 * 1.2)
    assert amounts["certification.surveillance"][3] == approx(3000 * 1.157625 * 1.2)


def test_a_certificate_valid_for_one_year_is_renewed_each_year_and_never_watched() -> None:
    amounts = lines(certification, CYCLE | {"certification.validity_years": 1}, hosted=FOREIGN)
    assert amounts["certification.audit"] == approx([0, 12_000, 6000, 6000])
    assert amounts["certification.surveillance"] == approx([0, 0, 0, 0])


@pytest.mark.parametrize(
    ("option", "blocks", "fees"),
    [
        (IN_HOUSE, FOREIGN, [0, 0, -500, -1000]),  # 6 + 12 months: half of year 2
        (LEASING, FOREIGN, [0, 0, -500, -1000]),
        (IN_HOUSE, MEMBER, [0, -1000, -1000, -1000]),  # exempt: no certificate to wait for
        (EXTERNAL, FOREIGN, [0, -1000, -1000, -1000]),  # the provider holds it already
    ],
)
def test_time_to_certificate_delays_the_income(option: Any, blocks: dict[str, Any], fees: list[float]) -> None:
    paying = {key: block | {"fee_eur_per_year": 1000} for key, block in blocks.items()}
    slow = GHT | steps(slow=step(file_months=6, instruction_months=12))
    served = {"external.serves_hosted_establishments": True}
    assert lines(option, slow | served, hosted=paying)["hosted_fees"] == approx(fees)


# ─── reselling what a provider hosts ─────────────────────────────────────────────────────────────────────────────────

# The clinic is served through the provider, and the hospital keeps the databases.
RESOLD: dict[str, Any] = CYCLE | {
    "external.serves_hosted_establishments": True,
    "external.reseller_certificate_needed": True,
    "external.reseller_activities": (5,),
}


def certificate_lines(option: Any, values: dict[str, Any], **top: Any) -> dict[str, list[float]]:
    return {key: amounts for key, amounts in lines(option, values, **top).items() if key.startswith("certification.")}


def test_a_reseller_pays_for_the_activity_that_it_keeps_by_hand() -> None:
    amounts = certificate_lines(EXTERNAL, RESOLD, hosted=FOREIGN)
    assert amounts["certification.preparation"] == approx([44_000, 0, 0, 0])  # (100 + 10) x 400
    assert amounts["certification.help"] == approx([35_000, 0, 0, 0])
    assert amounts["certification.audit"] == approx([0, 12_000, 0, 0])  # (7 + 1) days x 1500
    assert amounts["certification.surveillance"] == approx([0, 0, 3000, 3000])
    assert amounts["certification.upkeep"] == approx([0, 8000, 8000, 8000])


def test_a_reseller_pays_what_a_host_pays_for_the_same_activities() -> None:
    same = RESOLD | {"certification.activities": (5,)}
    assert certificate_lines(EXTERNAL, same, hosted=FOREIGN) == certificate_lines(IN_HOUSE, same, hosted=FOREIGN)


@pytest.mark.parametrize(
    ("change", "blocks"),
    [
        ({"external.reseller_certificate_needed": False}, FOREIGN),
        ({"external.serves_hosted_establishments": False}, FOREIGN),
        ({"external.provider_runs_databases": True}, FOREIGN),  # nothing of the administration is kept
        (GHT, MEMBER),
        ({}, {}),
    ],
)
def test_who_resells_nothing_that_takes_a_certificate_pays_none(change: dict[str, Any], blocks: dict[str, Any]) -> None:
    eur_by_line = certificate_lines(EXTERNAL, RESOLD | change, hosted=blocks)
    assert {amount for amounts in eur_by_line.values() for amount in amounts} == {0}


def test_a_provider_that_runs_the_databases_without_being_certified_for_it_leaves_the_administration() -> None:
    uncovered = {"external.provider_runs_databases": True, "external.covered_activities": (1, 2, 3, 4, 6)}
    assert certificate_lines(EXTERNAL, RESOLD | uncovered, hosted=FOREIGN) == certificate_lines(
        EXTERNAL, RESOLD, hosted=FOREIGN
    )


def test_a_reseller_waits_for_its_certificate_as_a_host_does() -> None:
    blocks = {key: block | {"fee_eur_per_year": 1000} for key, block in (MEMBER | FOREIGN).items()}
    waiting = GHT | RESOLD | steps(slow=step(file_months=6, instruction_months=12))
    fees = [lines(option, waiting, hosted=blocks)["hosted_fees"] for option in (IN_HOUSE, EXTERNAL)]
    assert fees[1] == approx([0, -1000, -1500, -2000])  # the member at once, the clinic after 18 months
    assert fees[1] == fees[0]
