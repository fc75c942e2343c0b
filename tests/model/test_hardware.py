from __future__ import annotations

from typing import Any

import pytest
from pytest import approx

from hds_tco.model.hardware import (
    Resource,
    data_copies,
    machine_copies,
    resources,
    server_power,
    server_price,
    spare_servers,
    vms_per_server,
)
from tests.builders import world

MACHINES: dict[str, Any] = {
    "hospital.vms": 120,
    "hospital.structured_tb": 40,
    "hospital.imaging_tb": 160,
    "volumes.backup_tb_per_tb": 1.5,
    "hardware.ram_gb_per_server": 10,
    "hardware.servers_per_module": 2,
    "hardware.server_base_eur": 9000,
    "hardware.server_price_growth_per_year": -0.10,
    "hardware.structured_module_tb": 20,
    "hardware.structured_price_eur_per_tb": 500,
    "hardware.imaging_module_tb": 40,
    "hardware.imaging_price_eur_per_tb": 200,
    "hardware.imaging_price_growth_per_year": -0.10,
    "hardware.backup_module_tb": 50,
    "hardware.backup_price_eur_per_tb": 100,
    "hardware.structured_price_growth_per_year": -0.20,
    "protection.vm_share": 0.5,
    "protection.data_share": 0.25,
}


def by_key(found: tuple[Resource, ...]) -> dict[str, Resource]:
    return {resource.key: resource for resource in found}


def need_in_year_1(resource: Resource) -> list[float]:
    return [float(need.modules[1]) for need in resource.needs]


def test_one_site_stands_once_and_the_second_doubles_a_share() -> None:
    here = world(MACHINES)
    assert machine_copies(here, ("main",)) == data_copies(here, ("main",)) == 1.0
    assert [float(copies(here, ("second",))) for copies in (machine_copies, data_copies)] == [0.5, 0.25]
    assert [float(copies(here)) for copies in (machine_copies, data_copies)] == [1.5, 1.25]


def test_need_is_counted_in_modules() -> None:
    result = by_key(resources(world(MACHINES)))
    assert need_in_year_1(result["servers"]) == approx([9.0, 0.0])  # 120 x 1.5 / (10 x 2); no spare server
    assert need_in_year_1(result["structured"]) == approx([2.5])  # 40 x 1.25 / 20
    assert need_in_year_1(result["imaging"]) == approx([5.0])  # 160 x 1.25 / 40
    assert need_in_year_1(result["backup"]) == approx([1.2, 4.8])  # 40 x 1.5 / 50; 160 x 1.5 / 50: kept once


def test_backup_stands_on_the_main_site_only() -> None:
    second = by_key(resources(world(MACHINES), ("second",)))
    assert set(second) == {"servers", "structured", "imaging"}
    assert need_in_year_1(second["servers"]) == approx([3.0, 0.0])  # 120 x 0.5 / 20
    main = by_key(resources(world(MACHINES), ("main",)))
    assert need_in_year_1(main["servers"]) == approx([6.0, 0.0])
    assert need_in_year_1(main["backup"]) == approx([1.2, 4.8])


def test_a_module_costs_its_machines_at_the_price_of_the_year() -> None:
    result = by_key(resources(world(MACHINES)))
    assert result["servers"].module_price_eur.tolist() == approx([18000, 16200, 14580, 13122])  # 2 x 9000 x 0.9^t
    assert result["structured"].module_price_eur.tolist() == approx([10000, 8000, 6400, 5120])  # 20 x 500 x 0.8^t
    assert result["imaging"].module_price_eur.tolist() == approx([8000, 7200, 6480, 5832])  # 40 x 200 x 0.9^t
    assert result["backup"].module_price_eur.tolist() == approx([5000, 4500, 4050, 3645])  # 50 x 100, as imaging's


def test_each_need_is_forecast_at_its_own_pace() -> None:
    paces = {
        "volumes.vm_growth_per_year": 0.25,
        "volumes.vm_forecast_growth_per_year": 0.0,
        "volumes.structured_growth_per_year": 0.0,
        "volumes.structured_forecast_growth_per_year": 0.1,
        "volumes.imaging_growth_per_year": 0.2,
        "volumes.imaging_forecast_growth_per_year": 0.5,
    }
    result = by_key(resources(world(MACHINES | paces)))
    assert [float(need.forecast_to_actual) for need in result["servers"].needs] == approx([0.8, 1.0])  # 1 / 1.25
    assert [float(need.forecast_to_actual) for need in result["structured"].needs] == approx([1.1])
    assert [float(need.forecast_to_actual) for need in result["imaging"].needs] == approx([1.25])  # 1.5 / 1.2
    assert [float(need.forecast_to_actual) for need in result["backup"].needs] == approx([1.1, 1.25])


def test_headroom_is_bought_and_stays_empty() -> None:
    headroom = {"hardware.server_headroom_share": 0.25, "hardware.storage_headroom_share": 0.2}
    result = by_key(resources(world(MACHINES | headroom)))
    assert need_in_year_1(result["servers"])[0] == approx(12.0)  # 120 x 1.5 / (10 x 0.75 x 2)
    assert need_in_year_1(result["structured"]) == approx([3.125])  # 2.5 / 0.8
    assert need_in_year_1(result["imaging"]) == approx([6.25])  # 5 / 0.8
    assert need_in_year_1(result["backup"]) == approx([1.5, 6.0])
    assert float(vms_per_server(world(MACHINES | headroom))) == 7.5


def test_a_spare_server_stands_on_each_site_that_carries_machines_and_no_forecast_moves_it() -> None:
    spare = MACHINES | {"hardware.spare_servers_per_site": 3, "volumes.vm_forecast_growth_per_year": 0.5}
    both, main = world(spare), world(spare | {"protection.vm_share": 0})
    assert spare_servers(both).tolist() == [0, 6, 6, 6]  # nothing stands before the first machine is served
    assert spare_servers(both, ("second",)).tolist() == [0, 3, 3, 3]
    assert spare_servers(main).tolist() == [0, 3, 3, 3]
    assert spare_servers(world(spare | {"hospital.vms": 0})).tolist() == [0, 0, 0, 0]
    servers = by_key(resources(both))["servers"]
    assert need_in_year_1(servers) == approx([9.0, 3.0])  # 6 servers in modules of 2
    assert float(servers.needs[1].forecast_to_actual) == 1.0


SIZES: dict[str, Any] = {
    "volumes.ram_gb_per_vm": 12,
    "volumes.vcpus_per_vm": 3,
    "hardware.ram_gb_per_server": 384,
    "hardware.cores_per_server": 32,
    "hardware.vcpus_per_core": 2.5,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 80 / 3),  # 32 x 2.5 / 3 machines by the cores, 384 / 12 = 32 by the memory
        ({"hardware.vcpus_per_core": 4}, 32.0),  # 128 / 3 by the cores
        ({"hardware.vcpus_per_core": 4, "hardware.server_headroom_share": 0.25}, 24.0),
        ({"volumes.vcpus_per_vm": 2, "volumes.ram_gb_per_vm": 16}, 24.0),
    ],
)
def test_a_server_carries_what_memory_and_cores_both_allow(changes: dict[str, Any], expected: float) -> None:
    assert float(vms_per_server(world(SIZES | changes))) == approx(expected)


def test_a_servers_price_and_power_follow_its_size() -> None:
    priced = SIZES | {
        "hardware.server_base_eur": 5000,
        "hardware.server_eur_per_core": 100,
        "hardware.server_eur_per_gb": 25,
        "hardware.server_base_power_kw": 0.2,
        "hardware.server_power_kw_per_core": 0.01,
    }
    assert float(server_price(world(priced))) == approx(17_800)  # 5000 + 32 x 100 + 384 x 25
    assert float(server_power(world(priced))) == approx(0.52)  # 0.2 + 32 x 0.01
