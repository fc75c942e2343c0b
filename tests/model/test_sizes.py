"""Size, price, power and licences of a server are one choice: what holds whatever the size."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.model import operations
from hds_tco.model.hardware import resources, vms_per_server
from hds_tco.model.options import IN_HOUSE, world_of
from hds_tco.scenario import Assumption, Scenario, resolve
from tests.builders import Array, lines, world
from tests.model.test_properties import Change, raised, run, yearly
from tests.strategies import WHOLE_SCENARIOS, scenarios

BIGGER = ("hardware.ram_gb_per_server", "hardware.cores_per_server", "hardware.vcpus_per_core")
HUNGRIER = ("volumes.ram_gb_per_vm", "volumes.vcpus_per_vm")


def server_need(scenario: Scenario[Assumption], change: Change) -> Array:
    made = world_of(IN_HOUSE, resolve(scenario, change), np.arange(scenario.horizon_years + 1))
    return next(resource for resource in resources(made) if resource.key == "servers").needs[0].modules


@WHOLE_SCENARIOS
@given(scenarios(), st.integers(1, 500))
def test_a_bigger_server_never_makes_more_of_them_nor_a_hungrier_machine_fewer(
    scenario: Scenario[Assumption], more: int
) -> None:
    today = server_need(scenario, lambda path, value: value)
    for path in BIGGER:
        assert np.all(server_need(scenario, raised(path, float(more))) <= today * (1 + 1e-12)), path
    for path in HUNGRIER:
        assert np.all(server_need(scenario, raised(path, float(more))) >= today * (1 - 1e-12)), path


@WHOLE_SCENARIOS
@given(scenarios(), st.integers(1, 100))
def test_cores_that_nothing_is_paid_by_and_nothing_waits_for_change_nothing(
    scenario: Scenario[Assumption], more: int
) -> None:
    def wide(path: str, value: Array) -> Array:
        free = ("server_eur_per_core", "server_power_kw_per_core", "_eur_per_core_per_year")
        return value * 0.0 if path.endswith(free) else value * 1e6 if path == "hardware.vcpus_per_core" else value

    def wider(path: str, value: Array) -> Array:
        return value * float(more) if path == "hardware.cores_per_server" else wide(path, value)

    assert np.array_equal(yearly(run(IN_HOUSE, scenario, wide)), yearly(run(IN_HOUSE, scenario, wider)))


def test_one_number_of_machines_by_server_may_be_said_in_two_ways() -> None:
    by_memory = {"volumes.ram_gb_per_vm": 12, "hardware.ram_gb_per_server": 300}
    by_cores = {
        "hardware.ram_gb_per_server": 1000,
        "volumes.vcpus_per_vm": 4,
        "hardware.cores_per_server": 40,
        "hardware.vcpus_per_core": 2.5,
    }
    assert float(vms_per_server(world(by_memory))) == float(vms_per_server(world(by_cores))) == 25.0
    machines = {"hospital.vms": 60, "hardware.server_base_power_kw": 0.5, "operations.electricity_price_eur_per_kwh": 1}
    assert lines(operations, machines | by_memory) == lines(operations, machines | by_cores)
