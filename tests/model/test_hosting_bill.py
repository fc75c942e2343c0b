from __future__ import annotations

from typing import Any

from hypothesis import given
from pytest import approx

from hds_tco.model import EXTERNAL, provider, years
from hds_tco.model.hosting_bill import HostedVolumes, prices_of, whole_bill
from hds_tco.model.options import world_of
from hds_tco.scenario import Assumption, Scenario, resolve, with_values
from tests.builders import lines, world
from tests.strategies import FEWER_SCENARIOS, scenarios

Case = Scenario[Assumption]
SHAPE: dict[str, Any] = {
    "volumes.vcpus_per_vm": 4,
    "volumes.ram_gb_per_vm": 16,
    "volumes.windows_vm_share": 0.25,
    "volumes.backup_tb_per_tb": 2,
    "external.price_eur_per_vm_per_month": 10,
    "external.price_eur_per_vcpu_per_month": 3,
    "external.price_eur_per_gb_per_month": 0.5,
    "external.windows_eur_per_vm_per_month": 20,
    "external.structured_price_eur_per_tb_per_month": 20,
    "external.imaging_price_eur_per_tb_per_month": 5,
    "external.backup_price_eur_per_tb_per_month": 1,
}


def test_a_bill_is_the_sum_of_its_services() -> None:
    here = world(SHAPE, EXTERNAL)
    bill = whole_bill(here, HostedVolumes(*(here.year * 0.0 + volume for volume in (80, 10, 30))), prices_of(here))
    # 80 x (10 + 12 + 8 + 25 % x 20), 10 x 20, 30 x 5, and 80 TB of backup, a month.
    assert bill[1] == approx((80 * 35 + 200 + 150 + 80) * 12)


@FEWER_SCENARIOS
@given(scenarios())
def test_the_bill_of_what_is_committed_is_what_the_provider_bills_where_nothing_more_is_needed(case: Case) -> None:
    """One bill, reckoned whole or service by service, second site and surcharges in it."""
    huge = {"committed_vms": 1e6, "committed_structured_tb": 1e6, "committed_imaging_tb": 1e6}
    plain = {"finance.vat_share": 0, "external.indexation_cap_per_year": 0, "external.contract_years": 30}
    alone = with_values(
        case,
        {
            **{f"external.{name}": value for name, value in huge.items()},
            **plain,
            "external.commitment_ended_share": 0,
            "finance.syntec_growth_per_year": 0,
        },
    )
    found = resolve(alone)
    here = world_of(EXTERNAL, found, years(alone.horizon_years))
    volumes = HostedVolumes(*(here.year * 0.0 + 1e6 for _ in range(3)))
    bill = whole_bill(here, volumes, prices_of(here))
    made = lines(provider, found)
    for year in range(1, alone.horizon_years + 1):
        services = sum(amounts[year] for key, amounts in made.items() if key.startswith("service."))
        assert services == approx(bill[year], rel=1e-9)
