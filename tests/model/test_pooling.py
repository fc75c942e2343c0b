from __future__ import annotations

from math import exp
from typing import Any

import pytest
from pytest import approx

from hds_tco.model import LEASING, Piece, incidents, operations, other_in_house, pooling
from hds_tco.model.pooling import hosted_cost_share
from tests.builders import cost_lines, hosted, lines, step, steps, world

# Hospital: 80 VMs, 30 + 40 TB, 30 000 patients. Hosted: 3 establishments, 20 VMs, 10 + 20 TB, 10 000 patients.
HOSPITAL: dict[str, Any] = {
    "hospital.vms": 80,
    "hospital.structured_tb": 30,
    "hospital.imaging_tb": 40,
    "hospital.patients_per_year": 30_000,
}
BLOCK: dict[str, Any] = {
    "clinics": hosted(
        establishments=3, vms=20, structured_tb=10, imaging_tb=20, patients_per_year=10_000, fee_eur_per_year=7000
    )
}
SHARES = {"equal": 0.75, "vms": 0.20, "storage": 0.30, "patients": 0.25}  # 3 of 4; 20 of 100; 30 of 100; 10 of 40


def test_billing_by_establishment_is_the_yearly_fee() -> None:
    made = lines(pooling, HOSPITAL | {"pooling.billing": "per_establishment"}, hosted=BLOCK)
    assert made["hosted_fees"] == approx([0, -7000, -7000, -7000])
    assert made["hosted_recovery"] == approx([0, 0, 0, 0])


def test_billing_by_use_is_by_vm_and_by_terabyte() -> None:
    use = {
        "pooling.billing": "per_use",
        "pooling.fee_eur_per_vm_per_year": 100,
        "pooling.fee_eur_per_tb_per_year": 50,
    }
    made = lines(pooling, HOSPITAL | use, hosted=BLOCK)
    assert made["hosted_fees"] == approx([0, -3500, -3500, -3500])  # 20 x 100 + 30 x 50
    assert made["hosted_recovery"] == approx([0, 0, 0, 0])


@pytest.mark.parametrize(("key", "share"), SHARES.items())
def test_cost_recovery_bills_a_share_of_the_cost_under_the_key_and_a_margin(key: str, share: float) -> None:
    recovery = {
        "pooling.billing": "cost_recovery",
        "pooling.cost_key": key,
        "pooling.margin_share": 0.1,
        "operations.project_eur": 500_000,  # year 0: before anyone is hosted
        "operations.room_eur_per_year": 60_000,
        "operations.security_eur_per_year": 40_000,
    }
    made = lines((operations, pooling), HOSPITAL | recovery, hosted=BLOCK)
    assert made["hosted_recovery"] == approx([0] + [-100_000 * share * 1.1] * 3)
    assert made["hosted_fees"] == approx([0, 0, 0, 0])


@pytest.mark.parametrize(("key", "share"), SHARES.items())
def test_the_share_of_the_hosted_under_each_key(key: str, share: float) -> None:
    here = world(HOSPITAL | {"pooling.cost_key": key}, hosted=BLOCK)
    assert hosted_cost_share(here).tolist() == approx([0, share, share, share])


@pytest.mark.parametrize("key", SHARES)
def test_nobody_hosted_bears_nothing(key: str) -> None:
    assert hosted_cost_share(world({"pooling.cost_key": key})).tolist() == [0, 0, 0, 0]


def test_recovery_takes_the_cost_as_it_is_borne_and_adds_no_index_of_its_own() -> None:
    recovery = {
        "pooling.billing": "cost_recovery",
        "operations.room_eur_per_year": 60_000,
        "finance.inflation_per_year": 0.1,
        "finance.vat_share": 0.2,
    }
    made = lines((operations, pooling), HOSPITAL | recovery, hosted=BLOCK)
    assert made["hosted_recovery"][2] == approx(-60_000 * 1.21 * 1.2 * 0.75)


def test_no_income_is_recovered_from_a_cost_that_is_negative() -> None:
    refund = {"pooling.billing": "cost_recovery", "in_house.other_operating_eur_by_year": [0, -500, 500, 0]}
    made = lines((other_in_house, pooling), HOSPITAL | refund, hosted=BLOCK)
    assert made["hosted_recovery"] == approx([0, 0, -375, 0])


def test_risk_below_is_not_recovered() -> None:
    risk = {
        "pooling.billing": "cost_recovery",
        "incidents.in_house_rate_per_year": 0.5,
        "incidents.rebuild_eur": 1000,
    }
    pieces: tuple[Piece, ...] = (operations, pooling, incidents("in_house"))
    made = lines(pieces, HOSPITAL | risk, hosted=BLOCK)
    assert made["incidents"][1] == approx(500)
    assert made["hosted_recovery"] == approx([0, 0, 0, 0])


def test_the_risk_of_a_lessors_failure_is_not_recovered() -> None:
    risk = {
        "pooling.billing": "cost_recovery",
        "leasing.lessor.failure_rate_per_year": 0.1,
        "leasing.lessor.legal_eur": 1000,
    }
    assert lines(LEASING, HOSPITAL | risk, hosted=BLOCK)["hosted_recovery"] == approx([0, 0, 0, 0])


def test_an_establishment_that_may_leave_is_expected_to_pay_less() -> None:
    made = lines(pooling, HOSPITAL | {"pooling.leaving_rate_per_year": 0.1}, hosted=BLOCK)
    assert made["hosted_fees"] == approx([0, -7000, -7000 * exp(-0.1), -7000 * exp(-0.2)])


def test_fees_follow_prices_and_bear_no_vat() -> None:
    made = lines(pooling, HOSPITAL | {"finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}, hosted=BLOCK)
    assert made["hosted_fees"] == approx([0, -7700, -8470, -9317])


def test_fees_by_use_grow_with_the_volumes() -> None:
    use = {
        "pooling.billing": "per_use",
        "pooling.fee_eur_per_vm_per_year": 100,
        "volumes.vm_growth_per_year": 0.5,
    }
    assert lines(pooling, HOSPITAL | use, hosted=BLOCK)["hosted_fees"] == approx([0, -3000, -4500, -6750])


def test_each_hosted_establishment_asks_for_support_staff() -> None:
    support = {
        "pooling.support_fte": 0.2,
        "pooling.support_loaded_cost_eur_per_year": 50_000,
        "finance.wage_growth_per_year": 0.1,
        "finance.vat_share": 0.2,
    } | steps(slow=step(file_months=18))
    # 3 x 0.2 x 50 000 = 30 000 a year, half of it in year 2, when hosting opens; wages + 10 % a year.
    made = lines(pooling, HOSPITAL | support, hosted=BLOCK)
    assert made["hosted_support"] == approx([0, 0, 15_000 * 1.21, 30_000 * 1.331])


def test_what_hosting_brings_is_income() -> None:
    made = cost_lines(pooling)
    assert {key: line.nature for key, line in made.items()} == {
        "hosted_support": "operating",
        "hosted_fees": "income",
        "hosted_recovery": "income",
    }
