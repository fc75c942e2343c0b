"""Size, price, power and licences of a server are one choice, and what is protected is another: what always holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.model import operations, years
from hds_tco.model.arrays import whole
from hds_tco.model.hardware import machine_copies, resources, servers_in_use, spare_servers, vms_per_server
from hds_tco.model.options import EXTERNAL, IN_HOUSE, LEASING, world_of
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.sections import Protection
from tests.builders import Array, lines, world
from tests.model.test_properties import Change, raised, run, setting, yearly
from tests.strategies import WHOLE_SCENARIOS, scenarios

BIGGER = ("hardware.ram_gb_per_server", "hardware.cores_per_server", "hardware.vcpus_per_core")
UNPRICED = {"windows_eur_per_core_per_year": 0.0, "windows_eur_per_vm_per_month": 0.0}
HUNGRIER = ("volumes.ram_gb_per_vm", "volumes.vcpus_per_vm")


def server_need(scenario: Scenario[Assumption], change: Change) -> Array:
    here = world_of(IN_HOUSE, resolve(scenario, change), years(scenario.horizon_years))
    return next(resource for resource in resources(here) if resource.key == "servers").needs[0].modules


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


@WHOLE_SCENARIOS
@given(scenarios({f"protection.{name}": 0.5 for name in Protection.model_fields}))
def test_more_protection_never_costs_less_and_none_needs_no_second_machine(scenario: Scenario[Assumption]) -> None:
    for name in Protection.model_fields:
        less, more = setting(**{f"protection__{name}": 0.25}), setting(**{f"protection__{name}": 0.75})
        before, after = run(IN_HOUSE, scenario, less), run(IN_HOUSE, scenario, more)
        for key in ("electricity", "licences", "windows"):
            assert np.all(yearly(before, key) <= yearly(after, key) * (1 + 1e-12)), (name, key)
        before, after = run(EXTERNAL, scenario, less), run(EXTERNAL, scenario, more)
        assert np.all(yearly(before, "service.") <= yearly(after, "service.") * (1 + 1e-12)), name
    none = setting(protection__vm_share=0.0, protection__data_share=0.0)
    assert not np.any(yearly(run(EXTERNAL, scenario, none), "service.second_site"))
    for resource in resources(world_of(IN_HOUSE, resolve(scenario, none), years(scenario.horizon_years)), ("second",)):
        assert not any(np.any(need.modules) for need in resource.needs), resource.key


@WHOLE_SCENARIOS
@given(scenarios())
def test_a_running_share_of_one_is_what_all_servers_of_both_sites_owe(scenario: Scenario[Assumption]) -> None:
    here = world_of(IN_HOUSE, resolve(scenario, setting(standby_running_share=1.0)), years(scenario.horizon_years))
    needed = here.demand.vms * machine_copies(here) / vms_per_server(here)
    assert np.array_equal(servers_in_use(here), whole(needed) + spare_servers(here))


@WHOLE_SCENARIOS
@given(scenarios(), st.integers(1, 50))
def test_more_windows_never_costs_less_and_without_a_price_changes_nothing(
    scenario: Scenario[Assumption], more: int
) -> None:
    none, some, twice = (setting(windows_vm_share=share / 100) for share in (0, more, 2 * more))
    for option, key in ((IN_HOUSE, "windows"), (LEASING, "windows"), (EXTERNAL, "service.")):
        before, after = yearly(run(option, scenario, some), key), yearly(run(option, scenario, twice), key)
        assert np.all(before <= after * (1 + 1e-12)), option.key
        assert not np.any(yearly(run(option, scenario, none), key.replace("service.", "service.windows")))
        without, with_some = (
            yearly(run(option, scenario, setting(windows_vm_share=share, **UNPRICED))) for share in (0.0, more / 100)
        )
        assert np.array_equal(without, with_some), option.key
