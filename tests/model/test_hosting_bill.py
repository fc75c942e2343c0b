from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from pytest import approx

import hds_tco as ht
from hds_tco.model import EXTERNAL, lines_of, provider, restitution, years
from hds_tco.model.events import Events
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.hosting_bill import prices_of, whole_bill, years_left
from hds_tco.model.options import world_of
from hds_tco.model.world import Volumes
from hds_tco.scenario import Assumption, Scenario, resolve, with_values
from tests.builders import given as given_of
from tests.builders import lines, scenario, world
from tests.strategies import FEWER_SCENARIOS, grid, scenarios

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
    bill = whole_bill(here, Volumes(*(here.year * 0.0 + volume for volume in (80, 10, 30))), prices_of(here))
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
    resolved = resolve(alone)
    here = world_of(EXTERNAL, resolved, years(alone.horizon_years))
    volumes = Volumes(*(here.year * 0.0 + 1e6 for _ in range(3)))
    bill = whole_bill(here, volumes, prices_of(here))
    eur_by_line = lines(provider, resolved)
    for year in range(1, alone.horizon_years + 1):
        services = sum(amounts[year] for key, amounts in eur_by_line.items() if key.startswith("service."))
        assert services == approx(bill[year], rel=1e-9)


# 100 machines used, 200 committed, at 10 a month.
BOUGHT: dict[str, Any] = {
    "hospital.vms": 100,
    "external.price_eur_per_vm_per_month": 10,
    "external.committed_vms": 200,
}
DUE = BOUGHT | {"external.contract_years": 5, "external.commitment_due_share": 0.5}
VOLUMES = ("committed_vms", "committed_structured_tb", "committed_imaging_tb")


def external_costs(case: Case) -> dict[str, list[float]]:
    return {
        line.key: line.amounts_eur.tolist() for line in lines_of(EXTERNAL, resolve(case), years(case.horizon_years))
    }


# ─── what binds while one stays ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("ended", "billed"), [(0, 200), (0.25, 150), (0.5, 100), (1, 100)])
def test_what_the_right_to_leave_ends_is_billed_no_more(ended: float, billed: int) -> None:
    amounts = lines(provider, BOUGHT | {"external.commitment_ended_share": ended}, decision_year=2026)
    assert amounts["service.vms"] == approx([0] + [billed * 120] * 3)


def test_a_right_that_has_not_begun_ends_nothing() -> None:
    ended = BOUGHT | {"external.commitment_ended_share": 1}
    # The right governs 2026 and after; decided in 2024, that is year 2.
    assert lines(provider, ended, decision_year=2024)["service.vms"] == approx([0, 24_000, 12_000, 12_000])
    later = lines(provider, ended, decision_year=2026, law={"right_to_leave": {"start_year": 3}})
    assert later["service.vms"] == approx([0, 24_000, 24_000, 12_000])
    never = lines(provider, ended, decision_year=2026, law={"right_to_leave": {"start_year": 50}})
    assert never["service.vms"] == approx([0, 24_000, 24_000, 24_000])


@FEWER_SCENARIOS
@given(scenarios())
def test_a_commitment_ended_is_none_and_one_that_holds_is_as_written(case: Case) -> None:
    at_once = {"law": {"right_to_leave": {"start_year": 0}}}
    here = with_values(case, {"external.commitment_due_share": 0, **at_once})
    ended = external_costs(with_values(here, {"external.commitment_ended_share": 1}))
    assert ended == external_costs(with_values(here, {f"external.{name}": 0 for name in VOLUMES}))
    whole = with_values(here, {"external.commitment_ended_share": 0})
    never = with_values(here, {"external.commitment_ended_share": 1, "law": {"right_to_leave": {"start_year": 50}}})
    assert external_costs(whole) == external_costs(never)


@given(grid(0, 1, 100), grid(0, 1, 100))
def test_the_more_the_right_ends_the_less_is_billed(one: float, other: float) -> None:
    less, more = sorted((one, other))
    bills = [lines(provider, BOUGHT | {"external.commitment_ended_share": share}) for share in (less, more)]
    assert bills[0]["service.vms"][1] >= bills[1]["service.vms"][1]


# ─── what is due on leaving early ───────────────────────────────────────────────────────────────────────────────────


def test_a_contract_has_the_years_left_that_it_has_not_run() -> None:
    here = world(option=EXTERNAL, horizon_years=7)
    three: Any = 3
    assert years_left(here, three).tolist() == [0, 2, 1, 0, 2, 1, 0, 2]


def test_a_contract_left_at_the_horizon_before_its_term_owes_its_share_of_the_rest() -> None:
    # Left at the end of year 3 of 5: two years at 24 000, half of it.
    assert lines(provider, DUE)["planned_exit.commitment"] == approx([0, 0, 0, 24_000])
    counted = DUE | {"external.planned_exit_share": 0.25}
    assert lines(provider, counted)["planned_exit.commitment"][3] == approx(6_000)
    for length in (1, 3):
        assert lines(provider, DUE | {"external.contract_years": length})["planned_exit.commitment"][3] == 0
    ended = DUE | {"external.commitment_ended_share": 0.5}
    assert lines(provider, ended)["planned_exit.commitment"][3] == approx(12_000)


def test_it_bears_the_bills_vat_its_index_and_its_surcharges() -> None:
    bill = {
        "finance.vat_share": 0.2,
        "vat.hosting_exempt_share": 0.5,
        "finance.syntec_growth_per_year": 0.1,
        "external.indexation_cap_per_year": 1,
        "external.hds_surcharge_share": 0.1,
        "external.secnumcloud_premium_share": 0.2,
    }
    eur = lines(provider, DUE | bill)["planned_exit.commitment"][3]
    assert eur == approx(24_000 * 1.1 * 1.331 * 1.1 * 1.2)


@pytest.mark.parametrize("cause", CAUSES)
def test_only_a_client_that_leaves_by_itself_owes_the_rest(cause: str) -> None:
    eur = lines(restitution, DUE | {f"restitution.{cause}.rate_per_year": 0.1})["restitution.commitment"]
    chance = [exp(-0.1 * (year - 1)) - exp(-0.1 * year) for year in (1, 2, 3)]
    # Left at the end of year 1: four years of 24 000, half of it; then three, then two.
    rest = [0.0, *(one * 12_000 * left for one, left in zip(chance, (4, 3, 2), strict=True))]
    assert eur == approx(rest if cause == "price_rise" else [0, 0, 0, 0])


def test_the_rest_is_at_the_price_of_the_contract_that_is_left() -> None:
    stepped = DUE | {
        "external.contract_years": 2,
        "external.renewal_price_step_share": 0.5,
        "restitution.price_rise.rate_per_year": 0.1,
    }
    eur = lines(restitution, stepped)["restitution.commitment"]
    chance = [exp(-0.1 * (year - 1)) - exp(-0.1 * year) for year in (1, 2, 3)]
    assert eur == approx([0, chance[0] * 12_000, 0, chance[2] * 12_000 * 1.5])


@FEWER_SCENARIOS
@given(scenarios(), grid(0, 1, 100), grid(0, 1, 100))
def test_nothing_due_costs_nothing_and_more_due_never_costs_less(case: Case, one: float, other: float) -> None:
    few, many = sorted((one, other))
    none, less, more = (
        external_costs(with_values(case, {"pooling.billing": "per_use", "external.commitment_due_share": share}))
        for share in (0, few, many)
    )
    due = ("restitution.commitment", "planned_exit.commitment")
    for key, amounts in none.items():
        if key in due:
            assert not any(amounts)
            assert all(before <= after + 1e-9 for before, after in zip(less[key], more[key], strict=True))
        elif key != "hosted_vat":  # what is deducted follows the VAT that is borne
            assert less[key] == amounts


def test_a_drawn_exit_owes_the_rest_if_it_is_the_client_that_leaves() -> None:
    """Half the exits are an unbearable rise, half an insolvency: the cause drawn says who leaves."""
    rates = {f"restitution.{cause}.rate_per_year": 0.05 for cause in ("price_rise", "insolvency")}
    read = given_of(DUE | rates | {"restitution.successor_hazard_factor": 0})
    # At 0.1 a year, -ln(chance) / 0.1 falls in year 2, in year 2 again, and beyond the horizon. Insolvency is first in
    # the order of causes, so a chance above half draws the rise.
    chance = np.array([exp(-0.15), exp(-0.15), exp(-0.9)])
    cause = np.array([0.75, 0.25, 0.75])
    none, ones = np.zeros((4, 1)), np.ones(3)
    events = Events(chance, cause, ones, ones, ones, ones, ones, none, none, none, none, none, most_in_a_year=1)
    here = world_of(EXTERNAL, read, years(3)[:, None], events)
    eur = {line.key: line.amounts_eur for line in restitution(here)}["restitution.commitment"]
    owed = np.zeros((4, 3))
    owed[2, 0] = 3 * 12_000
    assert eur == approx(owed)


def test_what_is_owed_is_drawn_with_the_doubt_about_it() -> None:
    doubt = {"external.commitment_due_share": {"values": [0, 1], "weights": [0.5, 0.5], "confidence": "G"}}
    case = scenario(DUE | doubt | {"restitution.price_rise.rate_per_year": 0.1})
    central = ht.compare(case)["external"].net_present_cost_eur
    drawn = ht.simulate(case, draws=4096).mean("external")
    assert drawn.value == approx(central, abs=4 * drawn.standard_error)
    assert drawn.standard_error > 0
