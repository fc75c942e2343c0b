from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytest import approx

from hds_tco.model import EXTERNAL, IN_HOUSE
from hds_tco.model.demand import hosted_share
from tests.builders import hosted, step, steps, world


def share(join: float, leaving: float = 0.0, delay: float = 0.0, horizon: int = 4) -> list[float]:
    year = np.arange(horizon + 1)
    return hosted_share(np.float64(join), np.float64(leaving), np.float64(delay), year).tolist()  # type: ignore[arg-type, no-any-return]


@pytest.mark.parametrize(
    ("join", "delay", "expected"),
    [
        (1, 0, [0, 1, 1, 1, 1]),
        (3, 0, [0, 0, 0, 1, 1]),
        (0, 0, [0, 1, 1, 1, 1]),  # nobody is hosted in the year of the decision
        (2.5, 0, [0, 0, 0.5, 1, 1]),  # joins in the middle of year 2
        (1, 1.25, [0, 0, 0.75, 1, 1]),  # allowed after 15 months
        (3, 1.25, [0, 0, 0, 1, 1]),  # allowed before it joins
        (9, 0, [0, 0, 0, 0, 0]),
    ],
)
def test_an_establishment_is_hosted_once_it_joins_and_once_it_may(
    join: float, delay: float, expected: list[float]
) -> None:
    assert share(join, delay=delay) == approx(expected)


def test_an_establishment_may_leave_from_the_year_after_it_joins() -> None:
    # Joins at the start of year 2; survival exp(-0.1 x years since then).
    assert share(2, leaving=0.1) == approx([0, 0, 1, np.exp(-0.1), np.exp(-0.2)])


def test_an_establishment_that_joins_late_in_a_year_has_been_there_less_long() -> None:
    # Joins at 1.5: half of year 2, then exp(-0.2 x 0.5), exp(-0.2 x 1.5).
    assert share(1, leaving=0.2, delay=1.5) == approx([0, 0, 0.5, np.exp(-0.1), np.exp(-0.3)])


HOSPITAL: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 50,
    "hospital.imaging_tb": 200,
    "migration.migrated_share_by_year": [0, 0.2, 0.5, 1],
    "volumes.vm_growth_per_year": 0.10,
    "volumes.structured_growth_per_year": 0.20,
    "volumes.imaging_growth_per_year": -0.50,
}


def test_the_hospital_is_served_as_it_migrates_and_grows() -> None:
    demand = world(HOSPITAL, horizon_years=4).demand
    # 100 x 0; x 0.2 x 1.1; x 0.5 x 1.21; x 1.331; the ramp holds: x 1.4641
    assert demand.vms.tolist() == approx([0, 22, 60.5, 133.1, 146.41])
    # 50 x 0; x 0.2 x 1.2; x 0.5 x 1.44; x 1.728; x 2.0736
    assert demand.structured_tb.tolist() == approx([0, 12, 36, 86.4, 103.68])
    # 200 x 0; x 0.2 x 0.5; x 0.5 x 0.25; x 0.125; x 0.0625
    assert demand.imaging_tb.tolist() == approx([0, 20, 25, 25, 12.5])
    assert demand.primary_tb.tolist() == approx([0, 32, 61, 111.4, 116.18])
    assert demand.migrated_share.tolist() == [0, 0.2, 0.5, 1, 1]


CLINIC = hosted(
    establishments=2, join_year=2, vms=50, structured_tb=10, imaging_tb=40, patients_per_year=3000, fee_eur_per_year=1
)


def test_hosted_establishments_add_their_grown_volumes_from_the_year_they_join() -> None:
    demand = world(HOSPITAL, hosted={"clinic": CLINIC}).demand
    # 50 x 1.21, 50 x 1.331: volumes are those of year 0 and have grown since
    assert demand.hosted_vms.tolist() == approx([0, 0, 60.5, 66.55])
    assert demand.vms.tolist() == approx([0, 22, 60.5 + 60.5, 133.1 + 66.55])
    # 10 x 1.44 + 40 x 0.25 = 24.4; 10 x 1.728 + 40 x 0.125 = 22.28
    assert demand.hosted_tb.tolist() == approx([0, 0, 24.4, 22.28])
    assert demand.structured_tb.tolist() == approx([0, 12, 36 + 14.4, 86.4 + 17.28])
    assert demand.imaging_tb.tolist() == approx([0, 20, 25 + 10, 25 + 5])
    block = demand.blocks["clinic"]
    assert block.vms.tolist() == approx([0, 0, 60.5, 66.55])
    assert block.primary_tb.tolist() == approx([0, 0, 24.4, 22.28])
    assert block.patients.tolist() == approx([0, 0, 3000, 3000])
    assert block.establishments.tolist() == approx([0, 0, 2, 2])
    # People and houses do not grow.
    assert demand.hosted_patients.tolist() == approx([0, 0, 3000, 3000])
    assert demand.hosted_establishments.tolist() == approx([0, 0, 2, 2])


def test_blocks_join_each_in_its_year_and_add_up() -> None:
    blocks = {"first": hosted(join_year=1, vms=1), "second": hosted(join_year=3, vms=10)}
    demand = world(hosted=blocks).demand
    assert demand.hosted_vms.tolist() == approx([0, 1, 1, 11])
    assert [demand.blocks[key].vms.tolist() for key in blocks] == [approx([0, 1, 1, 1]), approx([0, 0, 0, 10])]
    assert demand.hosted_share["second"].tolist() == approx([0, 0, 0, 1])


def test_a_hospital_that_hosts_waits_for_its_certificate_and_a_certified_provider_does_not() -> None:
    slow = steps(slow=step(file_months=6, instruction_months=12))
    block = {"clinic": hosted(vms=10)}
    served = {"external.serves_hosted_establishments": True}
    assert world(slow, IN_HOUSE, hosted=block).demand.hosted_vms.tolist() == approx([0, 0, 5, 10])
    assert world(slow | served, EXTERNAL, hosted=block).demand.hosted_vms.tolist() == approx([0, 10, 10, 10])


def test_an_exempt_member_does_not_wait_for_the_certificate_that_another_block_needs() -> None:
    conditions = {f"certification.ght_{name}": True for name in ("joint_controllers", "security_measures")}
    conditions |= {"certification.ght_convention_delegates_hosting": True}
    slow = conditions | steps(slow=step(file_months=6, instruction_months=12))
    blocks = {"member": hosted(vms=10, in_same_ght=True), "neighbour": hosted(vms=4)}
    shares = world(slow, IN_HOUSE, hosted=blocks).demand.hosted_share
    assert shares["member"].tolist() == approx([0, 1, 1, 1])
    assert shares["neighbour"].tolist() == approx([0, 0, 0.5, 1])


def test_a_provider_serves_the_hosted_establishments_only_if_it_is_asked_to() -> None:
    assert world({}, EXTERNAL, hosted={"clinic": hosted(vms=10)}).demand.hosted_vms.tolist() == [0, 0, 0, 0]
    assert world({}, IN_HOUSE, hosted={"clinic": hosted(vms=10)}).demand.hosted_vms.tolist() == [0, 10, 10, 10]
