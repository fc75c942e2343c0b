"""What the leases of an option cost by year, and a lessor that may fail."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.lease_rate import rent_at_rate
from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING, lease_hardware
from tests.builders import cost_lines, lines, scenario

# 10 modules of 1 TB at 1000 euros from year 1 on, at a zero rate.
TEN: dict[str, Any] = {"hospital.structured_tb": 10, "hardware.structured_price_eur_per_tb": 1000}
# 10, 5, then 2.5 TB: 3 modules.
FALLING: dict[str, Any] = {
    "hospital.structured_tb": 20,
    "volumes.structured_growth_per_year": -0.5,
    "hardware.structured_price_eur_per_tb": 1000,
    "leasing.term_years": 4,
}


def test_rent_is_paid_each_year_of_the_term_then_for_new_machines_at_their_price() -> None:
    terms = {"leasing.term_years": 4, "leasing.implicit_rate_per_year": 0.05, "leasing.residual_share": 0.10}
    amounts = lines(lease_hardware(), TEN | terms, horizon_years=6)
    # 10 000 x 0.2588107 a year.
    assert amounts["rent.structured"] == approx([0] + [2588.107] * 6, abs=0.001)
    falling = {"hardware.structured_price_growth_per_year": -0.5, "hardware.structured_price_eur_per_tb": 2000}
    amounts = lines(lease_hardware(), TEN | terms | falling, horizon_years=6)
    # For year 1 signed at the end of year 0, at 2000; anew for year 5 at 2000 x 0.5^4 = 125: 5176.213 / 16.
    assert amounts["rent.structured"] == approx([0] + [5176.213] * 4 + [323.513] * 2, abs=0.001)


def test_nothing_is_leased_in_the_year_of_the_decision() -> None:
    amounts = lines(lease_hardware(), TEN | {"leasing.term_years": 2, "migration.migrated_share_by_year": [1]})
    assert amounts["rent.structured"] == approx([0, 5000, 5000, 5000])


def test_machines_are_added_at_the_price_of_the_year_before_as_a_purchase_is() -> None:
    ramp = {
        "migration.migrated_share_by_year": [0, 0.4, 1],
        "hardware.structured_price_growth_per_year": -0.5,
        "leasing.term_years": 5,
    }
    amounts = lines(lease_hardware(), TEN | ramp)
    # 4 modules for year 1 at year 0's 1000: 4000 / 5 = 800. 6 more for year 2 at year 1's 500: + 3000 / 5 = 600.
    assert amounts["rent.structured"] == approx([0, 800, 1400, 1400])


def test_rent_of_what_the_contract_keeps_beyond_the_need_is_a_cost_of_its_own() -> None:
    amounts = lines(lease_hardware(), FALLING | {"leasing.minimum_kept_share": 0.8})
    # 10 modules contracted at 250 a year; billed: 10, then never under 8, though 5, then 3, are needed.
    assert amounts["rent.structured"] == approx([0, 2500, 1250, 750])
    assert amounts["unused_rent.structured"] == approx([0, 0, 750, 1250])


def test_what_is_given_up_is_paid_during_the_notice() -> None:
    # 73 days are a fifth of a year. Without minimum: 5 given up in year 2, 2 in year 3, at 250 x 0.2 = 50 each.
    assert lines(lease_hardware(), FALLING | {"leasing.notice_days": 73})["notice_rent.structured"] == approx(
        [0, 0, 250, 100]
    )
    # With a minimum of 8: 2 given up in year 2, none in year 3.
    kept = FALLING | {"leasing.notice_days": 73, "leasing.minimum_kept_share": 0.8}
    assert lines(lease_hardware(), kept)["notice_rent.structured"] == approx([0, 0, 100, 0])


def test_machines_that_reach_their_end_need_no_notice() -> None:
    # Term 2: the 10 of year 1 leave in year 3, when 3 are signed; 5 of the 10 were given up in year 2, at 500 x 0.2.
    amounts = lines(lease_hardware(), FALLING | {"leasing.term_years": 2, "leasing.notice_days": 73})
    assert amounts["notice_rent.structured"] == approx([0, 0, 500, 0])
    assert amounts["rent.structured"] == approx([0, 5000, 2500, 1500])


ADVANCE = TEN | {"leasing.term_years": 2, "leasing.rent_in_advance": True}


def test_a_rent_due_on_delivery_stands_where_a_purchase_does() -> None:
    # 5000 a year. In advance the first one is due as year 0 ends; what serves after the horizon is not counted.
    assert lines(lease_hardware(), ADVANCE)["rent.structured"] == approx([5000, 5000, 5000, 0])
    assert lines(lease_hardware(), ADVANCE | {"leasing.rents_per_year": 4})["rent.structured"] == approx(
        [1250, 5000, 5000, 3750]
    )
    monthly = TEN | {"leasing.term_years": 2, "leasing.rents_per_year": 12}
    assert lines(lease_hardware(), monthly)["rent.structured"] == approx([0, 5000, 5000, 5000])


def test_unused_rents_are_due_with_the_others_and_days_as_they_run() -> None:
    late = {"leasing.minimum_kept_share": 0.8, "leasing.notice_days": 73, "leasing.rent_in_advance": True}
    amounts = lines(lease_hardware(), FALLING | late)
    assert amounts["rent.structured"] == approx([2500, 1250, 750, 0])
    assert amounts["unused_rent.structured"] == approx([0, 750, 1250, 0])
    assert amounts["notice_rent.structured"] == approx([0, 0, 100, 0])
    back = {"leasing.late_return_days": 73, "leasing.prolongation_factor": 1.5}
    assert lines(lease_hardware(), ADVANCE | back)["late_return.structured"] == approx([0, 0, 0, 1500])


def test_a_rent_that_is_quoted_is_what_is_paid_whatever_the_rate() -> None:
    quoted = ADVANCE | {
        "leasing.rent_basis": "quoted_rent",
        "leasing.quoted_rent_share": 0.0235,
        "leasing.rents_per_year": 12,
        "leasing.implicit_rate_per_year": 0.09,
    }
    # 235 a month, the first on delivery.
    assert lines(lease_hardware(), quoted)["rent.structured"] == approx([235, 2820, 2820, 2585])
    extend = {"leasing.end_of_term": "extend", "leasing.extension_years": 1, "leasing.extension_rent_share": 0.4}
    assert lines(lease_hardware(), quoted | extend)["rent.structured"] == approx([235, 2820, 11 * 235 + 94, 11 * 94])
    dearer = quoted | {"leasing.quoted_rent_share": 0.03}
    assert lines(lease_hardware(), dearer)["rent.structured"] == approx([300, 3600, 3600, 3300])


def test_a_quote_counts_only_where_the_offer_gives_the_rent() -> None:
    ignored = ADVANCE | {"leasing.quoted_rent_share": 0.5}
    assert lines(lease_hardware(), ignored) == lines(lease_hardware(), ADVANCE)


LOAN = {"leasing.implicit_rate_per_year": 0.06, "finance.real_discount_rate_per_year": 0.06, "finance.vat_share": 0.2}


def advantage(values: dict[str, Any], term: int) -> float:
    """Return what leasing costs beside buying, as a share of the price, over one term, at the lessor's own rate."""
    terms = {"leasing.term_years": term, "in_house.refresh_years": term}
    result = ht.compare(scenario(TEN | LOAN | terms | values, horizon_years=term), [IN_HOUSE, LEASING])
    assert result["in_house"].net_present_cost_eur == approx(12_000)
    return result["leasing"].net_present_cost_eur / 12_000 - 1


@pytest.mark.parametrize("term", [1, 4, 7])
@pytest.mark.parametrize("in_advance", [False, True])
@pytest.mark.parametrize("rents", [1, 2, 4, 12])
def test_a_lease_at_the_buyers_own_rate_has_no_advantage(rents: int, in_advance: bool, term: int) -> None:
    values = {"leasing.rents_per_year": rents, "leasing.rent_in_advance": in_advance}
    assert advantage(values, term) == approx(0.0, abs=1e-12)


@pytest.mark.parametrize("in_advance", [False, True])
@pytest.mark.parametrize("rents", [2, 4, 12])
def test_a_rent_quoted_by_the_month_stands_at_the_years_end_as_a_hosts_bill_does(rents: int, in_advance: bool) -> None:
    """What a lessor quotes at the buyer's own rate looks cheaper by less than half a year's interest."""
    quoted = float(rent_at_rate(0.06, 4, 0.0, rents, in_advance))
    quote = {"leasing.rent_basis": "quoted_rent", "leasing.quoted_rent_share": quoted}
    got = advantage(quote | {"leasing.rents_per_year": rents, "leasing.rent_in_advance": in_advance}, 4)
    # Mean wait to the year's end, in years: (m - 1) / 2m of a year, whether one rent falls a year early or none.
    assert got == approx(1.06 ** -((rents - 1) / (2 * rents)) - 1, abs=5e-4)
    assert -0.03 < got < 0
    # A host that bills the same sums by the month is worth the same.
    host = {"external.other_eur_by_year": [0, *[quoted * rents * 12_000] * 4]}
    bill = ht.compare(scenario(LOAN | host, horizon_years=4), [EXTERNAL])["external"].net_present_cost_eur
    if not in_advance:
        assert got == approx(bill / 12_000 - 1)


def test_an_insurance_is_charged_on_what_is_leased_without_vat_nor_index() -> None:
    insured = TEN | {
        "leasing.insurance_share_per_year": 0.01,
        "finance.vat_share": 0.2,
        "finance.inflation_per_year": 0.1,
    }
    assert lines(lease_hardware(), insured)["lease_insurance"] == approx([0, 100, 100, 100])
    bought_out = {"leasing.end_of_term": "buy_out", "leasing.term_years": 1, "leasing.extension_years": 9}
    assert lines(lease_hardware(), insured | bought_out)["lease_insurance"] == approx([0, 100, 0, 0])


def test_other_costs_of_leasing_are_as_paid() -> None:
    values = {"leasing.other_eur_by_year": [5, 6], "finance.vat_share": 0.2, "finance.inflation_per_year": 0.1}
    assert lines(lease_hardware(), values)["other_leasing"] == approx([5, 6, 0, 0])


RETURN = {"leasing.term_years": 2, "leasing.return_cost_share": 0.03}


def test_at_the_end_of_term_machines_go_back_at_a_cost() -> None:
    amounts = lines(lease_hardware(), TEN | RETURN, horizon_years=5)
    assert amounts["rent.structured"] == approx([0, 5000, 5000, 5000, 5000, 5000])
    assert amounts["return.structured"] == approx([0, 0, 0, 300, 0, 300])  # 10 000 x 3 %, in years 3 and 5
    assert amounts["buy_out.structured"] == approx([0] * 6)


def test_a_late_return_costs_rent_times_the_prolongation_coefficient() -> None:
    late = {"leasing.late_return_days": 73, "leasing.prolongation_factor": 1.5}
    # 5000 x 1.5 x 73 / 365 = 1500
    assert lines(lease_hardware(), TEN | RETURN | late)["late_return.structured"] == approx([0, 0, 0, 1500])


def test_an_extension_keeps_the_machines_at_a_lower_rent() -> None:
    extend = {
        "leasing.end_of_term": "extend",
        "leasing.extension_years": 1,
        "leasing.extension_rent_share": 0.4,
        "leasing.buy_out_share": 0.1,
        "hardware.maintenance_share_per_year": 0.08,
    }
    amounts = lines(lease_hardware(), TEN | RETURN | extend, horizon_years=5)
    assert amounts["lease_maintenance.structured"] == approx([0] + [800] * 5)
    # Term in years 1 and 2, extension in year 3 at 40 %, back in year 4, when new ones come.
    assert amounts["rent.structured"] == approx([0, 5000, 5000, 2000, 5000, 5000])
    assert amounts["return.structured"] == approx([0, 0, 0, 0, 300, 0])
    assert amounts["buy_out.structured"] == approx([0] * 6)


def test_machines_that_are_bought_out_serve_on_without_rent_and_never_go_back() -> None:
    buy_out = {
        "leasing.end_of_term": "buy_out",
        "leasing.extension_years": 2,
        "leasing.extension_rent_share": 0.4,
        "leasing.buy_out_share": 0.1,
        "leasing.late_return_days": 73,
        "hardware.maintenance_share_per_year": 0.08,
    }
    amounts = lines(lease_hardware(), TEN | RETURN | buy_out, horizon_years=5)
    assert amounts["rent.structured"] == approx([0, 5000, 5000, 0, 0, 5000])
    assert amounts["buy_out.structured"] == approx([0, 0, 0, 1000, 0, 0])  # 10 000 x 10 % after two years
    assert amounts["return.structured"] == approx([0] * 6)
    assert amounts["late_return.structured"] == approx([0] * 6)
    assert amounts["lease_maintenance.structured"] == approx([0] + [800] * 5)
    assert cost_lines(lease_hardware(), TEN)["buy_out.structured"].nature == "investment"


def test_an_extension_that_nobody_chose_changes_nothing() -> None:
    ignored = {"leasing.extension_years": 2, "leasing.extension_rent_share": 0.4, "leasing.buy_out_share": 0.5}
    assert lines(lease_hardware(), TEN | RETURN | ignored) == lines(lease_hardware(), TEN | RETURN)


def test_maintenance_is_paid_on_what_is_under_contract_unless_the_rent_includes_it() -> None:
    upkeep = TEN | {"hardware.maintenance_share_per_year": 0.08}
    assert lines(lease_hardware(), upkeep)["lease_maintenance.structured"] == approx([0, 800, 800, 800])
    included = upkeep | {"leasing.maintenance_included": True}
    assert lines(lease_hardware(), included)["lease_maintenance.structured"] == approx([0, 0, 0, 0])


LESSOR = {
    "leasing.lessor.failure_rate_per_year": 0.1,
    "leasing.lessor.replaced_share": 0.5,
    "leasing.lessor.emergency_premium_share": 0.2,
    "leasing.lessor.legal_eur": 1000,
    "leasing.lessor.notice_days": 30,
    "leasing.lessor.replacement_days": 90,
    "incidents.degraded_eur_per_day": 100,
}


def test_a_lessor_may_fail() -> None:
    amounts = lines(lease_hardware(), TEN | LESSOR)
    chance = [0, 1 - exp(-0.1), exp(-0.1) - exp(-0.2), exp(-0.2) - exp(-0.3)]
    assert amounts["lessor.replacement"] == approx([p * 10_000 * 0.5 * 1.2 for p in chance])
    assert amounts["lessor.legal"] == approx([p * 1000 for p in chance])
    assert amounts["lessor.interruption"] == approx([p * (90 - 30) * 0.5 * 100 for p in chance])


def test_a_lessor_that_announces_its_end_early_enough_interrupts_nothing() -> None:
    amounts = lines(lease_hardware(), TEN | LESSOR | {"leasing.lessor.notice_days": 120})
    assert amounts["lessor.interruption"] == approx([0, 0, 0, 0])


def test_what_is_extended_still_falls_with_the_lessor_and_is_still_maintained_by_it() -> None:
    extend = {
        "leasing.end_of_term": "extend",
        "leasing.term_years": 1,
        "leasing.extension_years": 9,
        "hardware.maintenance_share_per_year": 0.08,
        "leasing.maintenance_included": True,
    }
    amounts = lines(lease_hardware(), TEN | LESSOR | extend)
    assert amounts["lessor.replacement"] == lines(lease_hardware(), TEN | LESSOR)["lessor.replacement"]
    assert amounts["lease_maintenance.structured"] == [0, 0, 0, 0]


BOUGHT_OUT = {"leasing.end_of_term": "buy_out", "leasing.term_years": 1, "leasing.extension_years": 9}


def test_what_was_bought_out_does_not_fall_with_the_lessor() -> None:
    amounts = lines(lease_hardware(), TEN | LESSOR | BOUGHT_OUT)
    assert amounts["lessor.replacement"] == approx([0, (1 - exp(-0.1)) * 6000, 0, 0])


def test_what_was_bought_out_is_maintained_at_the_hospitals_cost() -> None:
    upkeep = {"hardware.maintenance_share_per_year": 0.08, "leasing.maintenance_included": True}
    amounts = lines(lease_hardware(), TEN | BOUGHT_OUT | upkeep)
    assert amounts["lease_maintenance.structured"] == approx([0, 0, 800, 800])


def test_rents_bear_vat_and_no_index_but_lawyers_and_degraded_days_follow_prices() -> None:
    taxed = {"finance.vat_share": 0.2, "finance.inflation_per_year": 0.1, "leasing.term_years": 2}
    amounts = lines(lease_hardware(), TEN | LESSOR | taxed)
    assert amounts["rent.structured"] == approx([0, 6000, 6000, 6000])
    assert amounts["lessor.legal"][1] == approx((1 - exp(-0.1)) * 1000 * 1.1 * 1.2)
    assert amounts["lessor.replacement"][1] == approx((1 - exp(-0.1)) * 6000 * 1.2)
    assert amounts["lessor.interruption"][1] == approx((1 - exp(-0.1)) * 3000 * 1.1)


def test_the_second_site_alone_may_be_leased() -> None:
    values = TEN | {
        "protection.vm_share": 0.5,
        "protection.data_share": 0.5,
        "volumes.backup_tb_per_tb": 1,
        "hardware.backup_price_eur_per_tb": 100,
        "leasing.term_years": 2,
    }
    second = lines(lease_hardware(("second",)), values)
    both = lines(lease_hardware(), values)
    assert second["rent.structured"] == approx([0, 2500, 2500, 2500])  # 5 modules
    assert "rent.backup" not in second
    assert both["rent.structured"] == approx([0, 7500, 7500, 7500])  # 15 modules
    assert both["rent.backup"] == approx([0, 500, 500, 500])


def test_structured_data_and_imaging_stand_in_modules_of_their_own() -> None:
    values = TEN | {"hospital.structured_tb": 1.4, "hospital.imaging_tb": 1.4, "leasing.term_years": 2}
    amounts = lines(lease_hardware(), values | {"hardware.imaging_price_eur_per_tb": 500})
    assert amounts["rent.structured"] == approx([0, 1000, 1000, 1000])  # 2 modules of 1000 over 2 years
    assert amounts["rent.imaging"] == approx([0, 500, 500, 500])
