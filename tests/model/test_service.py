"""What an option leaves out of the service, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from hds_tco.model import OPTIONS, status_quo
from hds_tco.model.service import LACKS, lack_count, lacks_of
from hds_tco.scenario import resolve
from tests.builders import hosted, scenario

KEPT: dict[str, Any] = {"existing.keep_years": 3, "hospital.vms": 10, "hospital.imaging_tb": 5}
CLINIC = {"clinic": hosted(join_year=2, vms=20)}


def lacking(option: Any, values: dict[str, Any], **top: Any) -> list[str]:
    given = resolve(scenario(values, **top))
    result: list[str] = [key for key, lack in lacks_of(option, given).items() if float(lack)]
    assert float(lack_count(option, given)) == len(result)
    assert tuple(lacks_of(option, given)) == LACKS
    return result


@pytest.mark.parametrize("way", OPTIONS)
def test_an_option_that_starts_at_once_leaves_nothing_out(way: str) -> None:
    values = KEPT | {"protection.vm_share": 0.5, "volumes.vm_growth_per_year": 0.1}
    assert lacking(OPTIONS[way], values | {"external.serves_hosted_establishments": True}, hosted=CLINIC) == []


@pytest.mark.parametrize("way", OPTIONS)
@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({}, []),
        ({"protection.vm_share": 0.5}, ["second_site"]),
        ({"protection.data_share": 0.5}, ["second_site"]),
        ({"protection.vm_share": 0.5, "hospital.vms": 0}, []),  # nothing to protect
        ({"volumes.vm_growth_per_year": 0.1}, ["growth"]),
        ({"volumes.vm_growth_per_year": -0.1}, []),
        ({"volumes.vm_growth_per_year": 0.1, "hospital.vms": 0}, []),
        ({"volumes.vm_growth_per_year": 0.1, "existing.cost_growth_per_year": 0.1}, []),  # paid for
        ({"volumes.imaging_growth_per_year": 0.2, "existing.cost_growth_per_year": 0.1}, ["growth"]),
        ({"volumes.structured_growth_per_year": 0.2}, []),  # no structured data
        ({"protection.vm_share": 0.5, "volumes.vm_growth_per_year": 0.1, "existing.keep_years": 0}, []),
    ],
)
def test_a_status_quo_leaves_out_what_its_scenario_does_not_pay(
    way: str, values: dict[str, Any], lacks: list[str]
) -> None:
    assert lacking(status_quo(way), KEPT | values) == lacks


@pytest.mark.parametrize(
    ("join_year", "keep_years", "late"), [(1, 1, True), (2, 1, False), (2, 2, True), (4, 3, False), (11, 50, False)]
)
def test_a_status_quo_hosts_those_who_join_once_it_is_over(join_year: int, keep_years: int, late: bool) -> None:
    block = {"clinic": hosted(join_year=join_year, vms=20)}
    result = lacking(status_quo("in_house"), {"existing.keep_years": keep_years}, hosted=block, horizon_years=10)
    assert result == (["hosted"] if late else [])


def test_a_provider_that_serves_nobody_else_leaves_them_out() -> None:
    alone: dict[str, Any] = {"external.serves_hosted_establishments": False}
    assert lacking(OPTIONS["external"], alone, hosted=CLINIC) == ["hosted"]
    assert lacking(OPTIONS["external"], alone) == []
    assert lacking(status_quo("external"), alone, hosted=CLINIC) == ["hosted"]
    nobody = {"clinic": hosted(establishments=0)}
    assert lacking(OPTIONS["external"], alone, hosted=nobody) == []
