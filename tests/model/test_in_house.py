from __future__ import annotations

from typing import Any

from pytest import approx

from hds_tco.model import buy_hardware, other_in_house
from tests.builders import cost_lines, lines

# 5 TB of year 0 that double each year: 10, 20, 40 TB in years 1 to 3; the buyer believes in + 50 %.
SHORT: dict[str, Any] = {
    "hospital.structured_tb": 5,
    "volumes.structured_growth_per_year": 1.0,
    "volumes.structured_forecast_growth_per_year": 0.5,
    "hardware.structured_price_eur_per_tb": 1000,
    "in_house.emergency_premium_share": 0.5,
}
# 10 TB that do not grow; the buyer, two years ahead, believes in + 50 %: 22.5 TB.
IDLE: dict[str, Any] = {
    "hospital.structured_tb": 10,
    "volumes.structured_forecast_growth_per_year": 0.5,
    "hardware.structured_price_eur_per_tb": 1000,
    "hardware.maintenance_share_per_year": 0.1,
    "in_house.buy_ahead_years": 2,
}


def test_a_shortage_is_made_up_at_a_premium() -> None:
    made = lines(buy_hardware(), SHORT)
    # Planned 8, 5, 10 (worked out in test_purchase); missing 2, 5, 10 at 1000 x 1.5.
    assert made["purchase.structured"] == approx([8000, 5000, 10000, 0])
    assert made["emergency.structured"] == approx([0, 3000, 7500, 15000])
    assert made["too_early.structured"] == approx([0, 0, 0, 0])


def test_capacity_that_idles_is_a_cost_of_its_own() -> None:
    made = lines(buy_hardware(), IDLE)
    # 23 TB bought, 13 of them idle: 10 000 and 13 000. Maintenance 10 % of 23 000, shared 10 : 13.
    assert made["purchase.structured"] == approx([10000, 0, 0, 0])
    assert made["too_early.structured"] == approx([13000, 0, 0, 0])
    assert made["maintenance.structured"] == approx([0, 1000, 1000, 1000])
    assert made["idle_maintenance.structured"] == approx([0, 1300, 1300, 1300])
    assert made["emergency.structured"] == approx([0, 0, 0, 0])


def test_maintenance_follows_the_price_paid_premium_included_from_the_year_after() -> None:
    made = lines(buy_hardware(), SHORT | {"hardware.maintenance_share_per_year": 0.1})
    # Spent by the end of years 0, 1, 2: 8000; + 3000 + 5000 = 16 000; + 7500 + 10 000 = 33 500.
    assert made["maintenance.structured"] == approx([0, 800, 1600, 3350])


def test_a_refresh_pays_the_price_of_its_year_and_drops_the_old_machines_maintenance() -> None:
    values = {
        "hospital.structured_tb": 4,
        "hardware.structured_price_eur_per_tb": 1000,
        "hardware.structured_price_growth_per_year": -0.1,
        "hardware.maintenance_share_per_year": 0.1,
        "in_house.refresh_years": 2,
    }
    made = lines(buy_hardware(), values, horizon_years=4)
    assert made["purchase.structured"] == approx([4000, 0, 3240, 0, 0])  # 4 x 1000 x 0.81
    assert made["maintenance.structured"] == approx([0, 400, 400, 324, 324])


def test_what_is_not_worn_out_is_worth_something_at_the_horizon() -> None:
    values = {
        "hospital.structured_tb": 4,
        "hardware.structured_price_eur_per_tb": 1000,
        "in_house.refresh_years": 2,
        "in_house.residual_value_share": 0.2,
    }
    made = lines(buy_hardware(), values)
    # 4000 of year 2, one year old in year 3, half left: 2000 x 20 %. The 4000 of year 0 are worn out.
    assert made["residual.structured"] == approx([0, 0, 0, -400])
    assert cost_lines(buy_hardware(), values)["residual.structured"].nature == "income"


def test_a_second_site_doubles_a_share_of_servers_and_storage_but_no_backup() -> None:
    values = {
        "hospital.vms": 10,
        "hospital.structured_tb": 10,
        "volumes.backup_tb_per_tb": 2,
        "hardware.server_base_eur": 100,
        "hardware.structured_price_eur_per_tb": 10,
        "hardware.backup_price_eur_per_tb": 1,
        "protection.vm_share": 0.5,
        "protection.data_share": 0.5,
    }
    both, main, second = (lines(buy_hardware(sites), values) for sites in (("main", "second"), ("main",), ("second",)))
    assert [both[f"purchase.{of}"][0] for of in ("servers", "structured", "backup")] == approx([1500, 150, 20])
    assert [main[f"purchase.{of}"][0] for of in ("servers", "structured", "backup")] == approx([1000, 100, 20])
    assert [second[f"purchase.{of}"][0] for of in ("servers", "structured")] == approx([500, 50])
    assert "purchase.backup" not in second


def test_machines_bear_vat_and_no_index_but_their_own_price_path() -> None:
    values = {
        "hospital.vms": 1,
        "hardware.server_base_eur": 100,
        "in_house.refresh_years": 1,
        "finance.inflation_per_year": 0.5,
        "finance.vat_share": 0.2,
    }
    assert lines(buy_hardware(), values)["purchase.servers"] == approx([120, 120, 120, 0])


def test_sums_given_without_detail_are_taken_as_paid() -> None:
    values = {
        "in_house.other_investment_eur_by_year": [500, 50],
        "in_house.other_operating_eur_by_year": [0, 370, 370, 370, 999],
        "finance.inflation_per_year": 0.1,
        "finance.vat_share": 0.2,
    }
    made = lines(other_in_house, values)
    assert made["other_investment"] == approx([500, 50, 0, 0])  # nothing in the years that nobody wrote
    assert made["other_operating"] == approx([0, 370, 370, 370])  # year 4 is behind the horizon
    kinds = {key: (line.nature, line.eprd_title, line.bears_vat) for key, line in cost_lines(other_in_house).items()}
    assert kinds == {"other_investment": ("investment", 4, True), "other_operating": ("operating", 3, True)}


def test_natures_of_the_lines() -> None:
    made = cost_lines(buy_hardware())
    natures = {key.partition(".")[0]: (line.nature, line.eprd_title) for key, line in made.items()}
    assert natures == {
        "procurement": ("operating", 3),
        "purchase": ("investment", 4),
        "too_early": ("investment", 4),
        "emergency": ("investment", 4),
        "maintenance": ("operating", 3),
        "idle_maintenance": ("operating", 3),
        "disposal": ("operating", 3),
        "renewal": ("investment", 4),
        "residual": ("income", 4),
    }
