from __future__ import annotations

from math import exp
from typing import Any

import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.model import (
    EXTERNAL,
    IN_HOUSE,
    LEASING,
    Option,
    Piece,
    incidents,
    operations,
    other_in_house,
    pooling,
)
from hds_tco.model.pooling import hosted_cost_share
from tests.builders import cost_lines, hosted, lines, scenario, step, steps, world

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
    amounts = lines(pooling, HOSPITAL | {"pooling.billing": "per_establishment"}, hosted=BLOCK)
    assert amounts["hosted_fees"] == approx([0, -7000, -7000, -7000])
    assert amounts["hosted_recovery"] == approx([0, 0, 0, 0])


def test_billing_by_use_is_by_vm_and_by_terabyte() -> None:
    use = {
        "pooling.billing": "per_use",
        "pooling.fee_eur_per_vm_per_year": 100,
        "pooling.fee_eur_per_tb_per_year": 50,
    }
    amounts = lines(pooling, HOSPITAL | use, hosted=BLOCK)
    assert amounts["hosted_fees"] == approx([0, -3500, -3500, -3500])  # 20 x 100 + 30 x 50
    assert amounts["hosted_recovery"] == approx([0, 0, 0, 0])


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
    amounts = lines((operations, pooling), HOSPITAL | recovery, hosted=BLOCK)
    assert amounts["hosted_recovery"] == approx([0] + [-100_000 * share * 1.1] * 3)
    assert amounts["hosted_fees"] == approx([0, 0, 0, 0])


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
    amounts = lines((operations, pooling), HOSPITAL | recovery, hosted=BLOCK)
    assert amounts["hosted_recovery"][2] == approx(-60_000 * 1.21 * 1.2 * 0.75)


def test_no_income_is_recovered_from_a_cost_that_is_negative() -> None:
    refund = {"pooling.billing": "cost_recovery", "in_house.other_operating_eur_by_year": [0, -500, 500, 0]}
    amounts = lines((other_in_house, pooling), HOSPITAL | refund, hosted=BLOCK)
    assert amounts["hosted_recovery"] == approx([0, 0, -375, 0])


def test_risk_below_is_not_recovered() -> None:
    risk = {
        "pooling.billing": "cost_recovery",
        "incidents.in_house_rate_per_year": 0.5,
        "incidents.rebuild_eur": 1000,
    }
    pieces: tuple[Piece, ...] = (operations, pooling, incidents("in_house"))
    amounts = lines(pieces, HOSPITAL | risk, hosted=BLOCK)
    assert amounts["incidents"][1] == approx(500)
    assert amounts["hosted_recovery"] == approx([0, 0, 0, 0])


def test_the_risk_of_a_lessors_failure_is_not_recovered() -> None:
    risk = {
        "pooling.billing": "cost_recovery",
        "leasing.lessor.failure_rate_per_year": 0.1,
        "leasing.lessor.legal_eur": 1000,
    }
    assert lines(LEASING, HOSPITAL | risk, hosted=BLOCK)["hosted_recovery"] == approx([0, 0, 0, 0])


def test_an_establishment_that_may_leave_is_expected_to_pay_less() -> None:
    amounts = lines(pooling, HOSPITAL | {"pooling.leaving_rate_per_year": 0.1}, hosted=BLOCK)
    assert amounts["hosted_fees"] == approx([0, -7000, -7000 * exp(-0.1), -7000 * exp(-0.2)])


def test_fees_follow_prices_and_bear_no_vat() -> None:
    amounts = lines(pooling, HOSPITAL | {"finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}, hosted=BLOCK)
    assert amounts["hosted_fees"] == approx([0, -7700, -8470, -9317])


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
    amounts = lines(pooling, HOSPITAL | support, hosted=BLOCK)
    assert amounts["hosted_support"] == approx([0, 0, 15_000 * 1.21, 30_000 * 1.331])


def test_what_hosting_brings_is_income() -> None:
    by_key = cost_lines(pooling)
    assert {key: line.nature for key, line in by_key.items()} == {
        "hosted_support": "operating",
        "hosted_fees": "income",
        "hosted_recovery": "income",
        "hosted_vat": "income",
    }


# ─── VAT of fees ────────────────────────────────────────────────────────────────────────────────────────────────────

TAXED: dict[str, Any] = {"finance.vat_share": 0.2, "pooling.fee_taxed_share": 1, "pooling.cost_key": "vms"}
# Outside the GHT 20 VMs of 100, in it none.
ROOM: dict[str, Any] = {"operations.room_eur_per_year": 60_000, "operations.on_call_eur_per_year": 10_000}
INSIDE: dict[str, Any] = {"clinics": BLOCK["clinics"] | {"in_same_ght": True}}


def test_a_fee_that_holds_its_vat_leaves_what_the_state_does_not_take() -> None:
    values = HOSPITAL | TAXED | {"pooling.fees_hold_vat": True}
    assert lines(pooling, values, hosted=BLOCK)["hosted_fees"] == approx([0] + [-7000 / 1.2] * 3)
    half = values | {"pooling.fee_taxed_share": 0.5}
    assert lines(pooling, half, hosted=BLOCK)["hosted_fees"] == approx([0] + [-7000 * (0.5 + 0.5 / 1.2)] * 3)


def test_vat_on_top_of_a_fee_is_the_hosted_establishments_business() -> None:
    assert lines(pooling, HOSPITAL | TAXED, hosted=BLOCK)["hosted_fees"] == approx([0, -7000, -7000, -7000])


def test_taxed_income_opens_a_right_to_deduct_the_vat_of_what_serves_it() -> None:
    amounts = lines((operations, pooling), HOSPITAL | TAXED | ROOM, hosted=BLOCK)
    # A room of 72 000 with VAT holds 12 000, of which 20 VMs of 100: 2400. On-call duty holds none.
    assert amounts["hosted_vat"] == approx([0, -2400, -2400, -2400])
    # Half of the VAT is deducted anyway (recoverable share), half of the fees are taxed: 6000 x 0.2 x 0.5.
    partly = TAXED | {"finance.recoverable_vat_share": 0.5, "pooling.fee_taxed_share": 0.5}
    assert lines((operations, pooling), HOSPITAL | partly | ROOM, hosted=BLOCK)["hosted_vat"][1] == approx(-600)


def test_vat_is_deducted_at_the_rate_that_each_bill_bore() -> None:
    bill = {"external.price_eur_per_vm_per_month": 10, "external.hds_surcharge_share": 0.5}
    links = {"external.network_links_eur_per_year": 1000, "external.other_eur_by_year": [0, 500, 500]}
    values = HOSPITAL | TAXED | bill | links | {"external.serves_hosted_establishments": True}
    # 100 VMs x 10 x 12 = 12 000, and half as much: 3600 of VAT; 200 on links; what is given with VAT is not known.
    assert lines(EXTERNAL, values, hosted=BLOCK)["hosted_vat"][1] == approx(-0.2 * 3800)
    exempt = values | {"vat.hosting_exempt_share": 1}
    assert lines(EXTERNAL, exempt, hosted=BLOCK)["hosted_vat"][1] == approx(-0.2 * 200)


def test_within_the_ght_and_untaxed_nothing_changes() -> None:
    holding = HOSPITAL | ROOM | TAXED | {"pooling.fees_hold_vat": True}
    for billing in ("per_establishment", "per_use", "cost_recovery"):
        values = holding | {"pooling.billing": billing, "pooling.fee_eur_per_vm_per_year": 100}
        none = values | {"pooling.fee_taxed_share": 0}
        assert lines((operations, pooling), values, hosted=INSIDE) == lines((operations, pooling), none, hosted=INSIDE)
        untaxed = none | {"pooling.fees_hold_vat": False}
        assert lines((operations, pooling), none, hosted=BLOCK) == lines((operations, pooling), untaxed, hosted=BLOCK)


def test_fees_by_use_are_taxed_for_whoever_is_outside() -> None:
    use = {"pooling.billing": "per_use", "pooling.fee_eur_per_vm_per_year": 120, "pooling.fees_hold_vat": True}
    both = {"in": INSIDE["clinics"] | {"vms": 5}, "out": BLOCK["clinics"]}
    amounts = lines(pooling, HOSPITAL | TAXED | use, hosted=both)
    assert amounts["hosted_fees"][1] == approx(-(5 * 120 + 20 * 100))


@pytest.mark.parametrize(("key", "share"), SHARES.items())
@pytest.mark.parametrize("taxed", [0.4, 1])
def test_billed_at_cost_with_vat_on_top_nobody_gains_or_loses(taxed: float, key: str, share: float) -> None:
    """The bill falls by the VAT that is deducted; what the hospital bears does not move."""
    at_cost = HOSPITAL | TAXED | ROOM | {"pooling.billing": "cost_recovery", "pooling.cost_key": key}
    before = lines((operations, pooling), at_cost | {"pooling.fee_taxed_share": 0}, hosted=BLOCK)
    after = lines((operations, pooling), at_cost | {"pooling.fee_taxed_share": taxed}, hosted=BLOCK)
    assert after["hosted_vat"][1] == approx(-12_000 * share * taxed)
    assert after["hosted_recovery"][1] - before["hosted_recovery"][1] == approx(12_000 * share * taxed)


def test_a_bill_at_cost_that_holds_its_vat_leaves_the_rest() -> None:
    at_cost = HOSPITAL | TAXED | ROOM | {"pooling.billing": "cost_recovery", "pooling.fees_hold_vat": True}
    amounts = lines((operations, pooling), at_cost, hosted=BLOCK)
    # (72 000 + 10 000) x 0.2 - 2400 billed, VAT inside.
    assert amounts["hosted_recovery"][1] == approx(-14_000 / 1.2)


@pytest.mark.parametrize("option", [IN_HOUSE, EXTERNAL, LEASING])
def test_more_doubt_about_fees_that_hold_vat_never_costs_less_than_the_deduction_gives_back(option: Option) -> None:
    """Fees that cost no VAT to earn: taxing them can only cost."""
    values = HOSPITAL | TAXED | {"pooling.fees_hold_vat": True, "external.serves_hosted_establishments": True}
    costs = [
        sum(line[1] for line in lines(option, values | {"pooling.fee_taxed_share": share}, hosted=BLOCK).values())
        for share in (0, 0.25, 0.5, 1)
    ]
    assert costs == sorted(costs) and costs[-1] - costs[0] == approx(7000 - 7000 / 1.2)


def test_the_doubt_is_drawn_and_its_mean_is_its_expectation() -> None:
    doubt = {"pooling.fee_taxed_share": {"values": [0, 1], "weights": [0.6, 0.4], "confidence": "G"}}
    case = scenario(HOSPITAL | TAXED | ROOM | doubt | {"pooling.fees_hold_vat": True}, hosted=BLOCK)
    central = ht.compare(case)["in_house"].net_present_cost_eur
    drawn = ht.simulate(case, draws=4096).mean("in_house")
    assert drawn.value == approx(central, abs=4 * drawn.standard_error)
    assert drawn.standard_error > 0
