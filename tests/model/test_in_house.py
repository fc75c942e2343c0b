from __future__ import annotations

from typing import Any

import pytest
from pytest import approx

from hds_tco.model import buy_hardware, operations, other_in_house
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
    amounts = lines(buy_hardware(), SHORT)
    # Planned 8, 5, 10 (worked out in test_purchase); missing 2, 5, 10 at 1000 x 1.5.
    assert amounts["purchase.structured"] == approx([8000, 5000, 10000, 0])
    assert amounts["emergency.structured"] == approx([0, 3000, 7500, 15000])
    assert amounts["too_early.structured"] == approx([0, 0, 0, 0])


def test_capacity_that_idles_is_a_cost_of_its_own() -> None:
    amounts = lines(buy_hardware(), IDLE)
    # 23 TB bought, 13 of them idle: 10 000 and 13 000. Maintenance 10 % of 23 000, shared 10 : 13.
    assert amounts["purchase.structured"] == approx([10000, 0, 0, 0])
    assert amounts["too_early.structured"] == approx([13000, 0, 0, 0])
    assert amounts["maintenance.structured"] == approx([0, 1000, 1000, 1000])
    assert amounts["idle_maintenance.structured"] == approx([0, 1300, 1300, 1300])
    assert amounts["emergency.structured"] == approx([0, 0, 0, 0])


def test_maintenance_follows_the_price_paid_premium_included_from_the_year_after() -> None:
    amounts = lines(buy_hardware(), SHORT | {"hardware.maintenance_share_per_year": 0.1})
    # Spent by the end of years 0, 1, 2: 8000; + 3000 + 5000 = 16 000; + 7500 + 10 000 = 33 500.
    assert amounts["maintenance.structured"] == approx([0, 800, 1600, 3350])


def test_a_refresh_pays_the_price_of_its_year_and_drops_the_old_machines_maintenance() -> None:
    values = {
        "hospital.structured_tb": 4,
        "hardware.structured_price_eur_per_tb": 1000,
        "hardware.structured_price_growth_per_year": -0.1,
        "hardware.maintenance_share_per_year": 0.1,
        "in_house.refresh_years": 2,
    }
    amounts = lines(buy_hardware(), values, horizon_years=4)
    assert amounts["purchase.structured"] == approx([4000, 0, 3240, 0, 0])  # 4 x 1000 x 0.81
    assert amounts["maintenance.structured"] == approx([0, 400, 400, 324, 324])


def test_what_is_not_worn_out_is_worth_something_at_the_horizon() -> None:
    values = {
        "hospital.structured_tb": 4,
        "hardware.structured_price_eur_per_tb": 1000,
        "in_house.refresh_years": 2,
        "in_house.residual_value_share": 0.2,
    }
    amounts = lines(buy_hardware(), values)
    # 4000 of year 2, one year old in year 3, half left: 2000 x 20 %. The 4000 of year 0 are worn out.
    assert amounts["residual.structured"] == approx([0, 0, 0, -400])
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
    amounts = lines(other_in_house, values)
    assert amounts["other_investment"] == approx([500, 50, 0, 0])  # nothing in the years that nobody wrote
    assert amounts["other_operating"] == approx([0, 370, 370, 370])  # year 4 is behind the horizon
    kinds = {key: (line.nature, line.eprd_title, line.bears_vat) for key, line in cost_lines(other_in_house).items()}
    assert kinds == {"other_investment": ("investment", 4, True), "other_operating": ("operating", 3, True)}


def test_natures_of_the_lines() -> None:
    by_key = cost_lines(buy_hardware())
    natures = {key.partition(".")[0]: (line.nature, line.eprd_title) for key, line in by_key.items()}
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


# 12 VMs on servers of 10 VMs and 0.5 kW; 40 TB at 17.5 W and 60 TB at 5 W a TB: 1 kW.
POWER: dict[str, Any] = {
    "hospital.vms": 12,
    "hospital.structured_tb": 40,
    "hospital.imaging_tb": 60,
    "hardware.ram_gb_per_server": 10,
    "hardware.server_base_power_kw": 0.5,
    "hardware.structured_power_kw_per_tb": 0.0175,
    "hardware.imaging_power_kw_per_tb": 0.005,
    "operations.pue": 1.8,
    "operations.electricity_price_eur_per_kwh": 0.2,
}


PROTECTION = ("protection.vm_share", "protection.data_share", "protection.standby_running_share")


def test_electricity_is_kilowatts_by_hours_by_pue_by_price() -> None:
    # 2 servers x 0.5 + 1 = 2 kW; 2 x 8760 x 1.8 x 0.2 = 6307.2
    assert lines(operations, POWER)["electricity"] == approx([0, 6307.2, 6307.2, 6307.2])


def test_the_second_site_and_the_backup_draw_power_too() -> None:
    doubled = POWER | dict.fromkeys(PROTECTION, 1) | {"volumes.backup_tb_per_tb": 1.5}
    # 24 VMs: 3 servers x 0.5 = 1.5 kW; twice 1 kW, and 150 TB of backup x 0.005 = 0.75 kW; 4.25 x 8760 x 1.8 x 0.2
    assert lines(operations, doubled)["electricity"][1] == approx(13_402.8)


def test_electricity_follows_the_price_of_energy() -> None:
    dearer = POWER | {"finance.energy_price_growth_per_year": 0.1, "finance.inflation_per_year": 0.5}
    assert lines(operations, dearer)["electricity"] == approx([0, 6307.2 * 1.1, 6307.2 * 1.21, 6307.2 * 1.331])


def test_licences_are_paid_by_the_server_in_use_and_follow_their_own_price() -> None:
    values = POWER | {
        "migration.migrated_share_by_year": [0, 0.5, 1],
        "operations.licence_eur_per_core_per_year": 1000,
        "operations.licence_price_growth_per_year": 0.2,
    }
    # 6 VMs: 1 server; 12 VMs: 2 servers. 1000 x 1.2; 2000 x 1.44; 2000 x 1.728
    assert lines(operations, values)["licences"] == approx([0, 1200, 2880, 3456])


def test_licences_are_paid_by_core_in_use_and_by_machine_served() -> None:
    values = POWER | {
        "hardware.cores_per_server": 16,
        "operations.licence_eur_per_core_per_year": 100,
        "operations.licence_eur_per_vm_per_year": 50,
    }
    # 2 servers x 16 cores x 100 + 12 machines x 50
    assert lines(operations, values)["licences"] == approx([0, 3800, 3800, 3800])


def test_windows_is_paid_on_the_share_of_servers_that_carries_it() -> None:
    values = POWER | {
        "volumes.windows_vm_share": 0.25,
        "hardware.cores_per_server": 16,
        "operations.windows_eur_per_core_per_year": 100,
        "operations.licence_price_growth_per_year": 0.1,
    }
    # 2 servers x 16 cores x 25 % x 100
    assert lines(operations, values)["windows"] == approx([0, 880, 968, 1064.8])
    assert lines(operations, values | {"volumes.windows_vm_share": 0})["windows"] == [0, 0, 0, 0]


def test_headroom_and_spare_servers_draw_power_and_bear_licences() -> None:
    values = POWER | {
        "hardware.server_headroom_share": 0.4,
        "hardware.spare_servers_per_site": 1,
        "protection.vm_share": 0.5,
        "protection.data_share": 0.5,
        "protection.standby_running_share": 1,
        "operations.licence_eur_per_core_per_year": 1000,
    }
    amounts = lines(operations, values)
    # 18 VMs on servers of 6, and one spare on each of two sites: 5 servers; (2.5 + 1.5 x 1) kW
    assert amounts["licences"][1] == approx(5000)
    assert amounts["electricity"][1] == approx(4 * 8760 * 1.8 * 0.2)


def test_servers_that_stand_by_idle_draw_no_power_and_bear_no_licence() -> None:
    values = POWER | {
        "hospital.vms": 40,
        "hardware.spare_servers_per_site": 2,
        "protection.vm_share": 0.5,
        "operations.licence_eur_per_core_per_year": 1000,
    }
    # 4 servers and 2 spare on the main site; 2 and 2 on the second, of which half run: 1 and 1.
    for running, servers in ((0, 6), (0.5, 8), (1, 10)):
        amounts = lines(operations, values | {"protection.standby_running_share": running})
        assert amounts["licences"][1] == approx(servers * 1000)
        assert amounts["electricity"][1] == approx((servers * 0.5 + 1) * 8760 * 1.8 * 0.2)  # and 1 kW of storage


@pytest.mark.parametrize("field", ["project", "room_investment", "network_investment"])
def test_investments_are_made_once_in_year_0(field: str) -> None:
    values = {f"operations.{field}_eur": 100, "finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    assert lines(operations, values)[field] == approx([120, 0, 0, 0])
    assert cost_lines(operations)[field].nature == "investment"


@pytest.mark.parametrize(
    ("field", "vat"), [("room", 1.2), ("network", 1.2), ("security", 1.2), ("second_site", 1.2), ("insurance", 1.0)]
)
def test_running_costs_are_paid_each_running_year_and_follow_prices(field: str, vat: float) -> None:
    values = {f"operations.{field}_eur_per_year": 100, "finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    eur_by_line = lines(operations, values)
    assert eur_by_line.pop(field) == approx([0, 110 * vat, 121 * vat, 133.1 * vat])  # premiums bear no VAT
    assert all(amounts == [0, 0, 0, 0] for amounts in eur_by_line.values())


def test_on_call_duty_is_staff() -> None:
    values = {
        "operations.on_call_eur_per_year": 100,
        "finance.wage_growth_per_year": 0.1,
        "finance.inflation_per_year": 0.5,
        "finance.vat_share": 0.2,
    }
    assert lines(operations, values)["on_call"] == approx([0, 110, 121, 133.1])
    assert cost_lines(operations)["on_call"].eprd_title == 1
