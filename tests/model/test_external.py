from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.model import EXTERNAL, IN_HOUSE, provider
from hds_tco.model.accounting import eprd, left_to_depreciate
from hds_tco.scenario import resolve
from tests.builders import cost_lines, hosted, lines, scenario

# 80 VMs, 10 TB structured, 30 TB imaging, twice as much backup.
VOLUMES: dict[str, Any] = {
    "hospital.vms": 80,
    "hospital.structured_tb": 10,
    "hospital.imaging_tb": 30,
    "volumes.backup_tb_per_tb": 2,
}
PRICES: dict[str, Any] = {
    "external.price_eur_per_vm_per_month": 10,
    "external.structured_price_eur_per_tb_per_month": 20,
    "external.imaging_price_eur_per_tb_per_month": 5,
    "external.backup_price_eur_per_tb_per_month": 1,
}


def test_what_is_served_is_billed_by_the_month() -> None:
    amounts = lines(provider, VOLUMES | PRICES)
    assert amounts["service.vms"] == approx([0, 9600, 9600, 9600])  # 80 x 10 x 12
    assert amounts["service.structured"] == approx([0, 2400, 2400, 2400])  # 10 x 20 x 12
    assert amounts["service.imaging"] == approx([0, 1800, 1800, 1800])  # 30 x 5 x 12
    assert amounts["service.backup"] == approx([0, 960, 960, 960])  # (10 + 30) x 2 x 1 x 12


def test_a_commitment_is_billed_until_the_need_outgrows_it() -> None:
    committed = {
        "external.committed_vms": 60,
        "external.committed_structured_tb": 8,
        "external.committed_imaging_tb": 20,
        "migration.migrated_share_by_year": [0, 0.5, 1],
    }
    amounts = lines(provider, VOLUMES | PRICES | committed, horizon_years=2)
    # Year 1: 60 of 40 needed, 8 of 5, 20 of 15, backup of 28 TB; nothing in year 0, when nothing is served.
    assert amounts["service.vms"] == approx([0, 7200, 9600])
    assert amounts["service.structured"] == approx([0, 1920, 2400])
    assert amounts["service.imaging"] == approx([0, 1200, 1800])
    assert amounts["service.backup"] == approx([0, 672, 960])


def test_prices_per_tb_follow_a_path_of_their_own_and_that_of_a_vm_does_not() -> None:
    amounts = lines(provider, VOLUMES | PRICES | {"external.storage_price_growth_per_year": -0.5})
    assert amounts["service.vms"] == approx([0, 9600, 9600, 9600])
    assert amounts["service.imaging"] == approx([0, 900, 450, 225])
    assert amounts["service.backup"] == approx([0, 480, 240, 120])


PROTECTED: dict[str, Any] = {
    "protection.vm_share": 0.5,
    "protection.data_share": 0.25,
    "external.protected_vm_price_share": 0.4,
    "external.protected_tb_price_share": 0.8,
}


def test_what_is_protected_is_billed_a_share_of_its_price_and_backup_is_not() -> None:
    values = VOLUMES | PRICES | PROTECTED | {"finance.vat_share": 0.2}
    # (9 600 x 0.5 x 0.4 + (2 400 + 1 800) x 0.25 x 0.8) x 1.2 of VAT, once
    assert lines(provider, values)["service.second_site"] == approx([0, 3312, 3312, 3312])
    windows = {"volumes.windows_vm_share": 0.25, "external.windows_eur_per_vm_per_month": 20}
    # and 80 x 25 % x 20 x 12 x 0.5 x 0.4 of Windows
    assert lines(provider, values | windows)["service.second_site"][1] == approx((2760 + 960) * 1.2)


@pytest.mark.parametrize("nothing", ["vm_share protected_tb_price_share", "data_share protected_vm_price_share"])
def test_nothing_protected_or_nothing_billed_for_it_costs_nothing(nothing: str) -> None:
    zeros = {path: 0 for path in PROTECTED if path.partition(".")[2] in nothing.split()}
    assert lines(provider, VOLUMES | PRICES | PROTECTED | zeros)["service.second_site"] == [0, 0, 0, 0]


def test_protected_at_full_price_the_bill_of_machines_and_data_is_what_two_would_be() -> None:
    whole = VOLUMES | PRICES | dict.fromkeys(PROTECTED, 1)
    amounts = lines(provider, whole)
    assert amounts["service.second_site"][1] == approx(9600 + 2400 + 1800)


def test_a_machine_is_billed_as_such_by_processor_and_by_gigabyte() -> None:
    shape = {
        "volumes.vcpus_per_vm": 4,
        "volumes.ram_gb_per_vm": 16,
        "external.price_eur_per_vcpu_per_month": 3,
        "external.price_eur_per_gb_per_month": 0.5,
    }
    # 80 x (10 + 4 x 3 + 16 x 0.5) x 12
    assert lines(provider, VOLUMES | PRICES | shape)["service.vms"] == approx([0, 28800, 28800, 28800])


def test_what_is_reserved_above_the_need_is_billed_and_a_commitment_holds_still() -> None:
    reserved = VOLUMES | PRICES | {"external.reserved_above_need_share": 0.25, "external.committed_imaging_tb": 40}
    amounts = lines(provider, reserved)
    assert amounts["service.vms"][1] == approx(80 * 1.25 * 10 * 12)
    assert amounts["service.structured"][1] == approx(10 * 1.25 * 20 * 12)
    assert amounts["service.imaging"][1] == approx(40 * 5 * 12)  # 30 x 1.25 is less than the commitment
    assert amounts["service.backup"][1] == approx((12.5 + 40) * 2 * 1 * 12)


def test_certified_hosting_then_a_qualified_cloud_stand_on_what_is_before_them_second_site_too() -> None:
    shares = PROTECTED | {"external.hds_surcharge_share": 0.1, "external.secnumcloud_premium_share": 0.2}
    amounts = lines(provider, VOLUMES | PRICES | shares)
    assert amounts["service.second_site"][1] == approx(2760)
    assert amounts["service.hds"][1] == approx(1752)  # (14 760 + 2 760) x 0.1
    assert amounts["service.secnumcloud"][1] == approx(3854.4)  # 19 272 x 0.2


def test_windows_is_billed_on_its_share_of_billed_machines() -> None:
    values = VOLUMES | PRICES | {"volumes.windows_vm_share": 0.25, "external.windows_eur_per_vm_per_month": 20}
    values |= {"external.committed_vms": 100, "external.hds_surcharge_share": 0.1}
    amounts = lines(provider, values)
    assert amounts["service.windows"] == approx([0, 6000, 6000, 6000])  # 100 x 25 % x 20 x 12
    assert amounts["service.hds"][1] == approx((100 * 10 * 12 + 2400 + 1800 + 960 + 6000) * 0.1)
    assert lines(provider, values | {"volumes.windows_vm_share": 0})["service.windows"] == [0, 0, 0, 0]


def test_what_a_host_bills_without_vat_bears_none_whatever_else_does() -> None:
    values = VOLUMES | PRICES | {"external.setup_eur": 100, "external.network_links_eur_per_year": 10}
    values |= {"finance.vat_share": 0.2, "finance.recoverable_vat_share": 0.5}
    half = lines(provider, values | {"vat.hosting_exempt_share": 0.5})
    none = lines(provider, values | {"vat.hosting_exempt_share": 1})
    assert half["service.vms"][1] == approx(9600 * 1.05)  # 20 % x half not recovered x half not exempt
    assert none["service.vms"][1] == approx(9600)
    assert none["setup.expensed"][0] == approx(100)
    assert none["links"][1] == approx(11)  # an operator's, not the host's


@given(
    st.sampled_from(
        [
            "price_eur_per_vcpu_per_month",
            "price_eur_per_gb_per_month",
            "reserved_above_need_share",
            "hds_surcharge_share",
            "secnumcloud_premium_share",
            "windows_eur_per_vm_per_month",
            "protected_vm_price_share",
            "protected_tb_price_share",
        ]
    ),
    st.floats(0.01, 1),
)
def test_more_of_what_a_provider_bills_never_costs_less(name: str, more: float) -> None:
    values = VOLUMES | PRICES | {"volumes.vcpus_per_vm": 2, "volumes.ram_gb_per_vm": 8, "volumes.windows_vm_share": 0.5}
    values |= {"protection.vm_share": 0.5, "protection.data_share": 0.5}
    before, after = (
        np.sum(list(lines(provider, values | {f"external.{name}": figure}).values()), axis=0)
        for figure in (more / 2, more)
    )
    assert (after[1:] > before[1:]).all()


def test_what_the_hospital_keeps_of_operations_follows_prices() -> None:
    values = {
        "external.kept_operations_eur_per_year": 1000,
        "finance.inflation_per_year": 0.1,
        "finance.vat_share": 0.2,
    }
    assert lines(provider, values)["kept_operations"] == approx([0, 1320, 1452, 1597.2])


def test_prices_follow_syntec_no_faster_than_the_contracts_cap() -> None:
    index = {"finance.syntec_growth_per_year": 0.04, "finance.inflation_per_year": 0.5, "finance.vat_share": 0.2}
    capped = lines(provider, VOLUMES | PRICES | index | {"external.indexation_cap_per_year": 0.02})
    free = lines(provider, VOLUMES | PRICES | index | {"external.indexation_cap_per_year": 0.10})
    assert capped["service.vms"] == approx([0, 9600 * 1.2 * 1.02, 9600 * 1.2 * 1.0404, 9600 * 1.2 * 1.061208])
    assert free["service.vms"][2] == approx(9600 * 1.2 * 1.0816)  # 1.04²


def test_set_up_is_paid_in_year_0_and_links_in_the_running_years() -> None:
    values = {
        "external.setup_eur": 100,
        "external.network_links_setup_eur": 10,
        "external.network_links_eur_per_year": 1,
        "finance.inflation_per_year": 0.1,
    }
    amounts = lines(provider, values)
    assert amounts["setup.expensed"] == approx([100, 0, 0, 0])
    assert amounts["links_setup.expensed"] == approx([10, 0, 0, 0])
    assert amounts["links"] == approx([0, 1.1, 1.21, 1.331])


def test_an_activity_that_the_certificate_misses_stays_with_the_hospital() -> None:
    values = {
        "external.covered_activities": (1, 2, 4),
        "external.uncovered_eur_per_year_by_activity": [100_000, 20_000, 3000, 400, 50, 6],
    }
    assert lines(provider, values)["uncovered_activities"] == approx([0, 3056, 3056, 3056])  # 3000 + 50 + 6
    all_covered = values | {"external.covered_activities": (1, 2, 3, 4, 5, 6)}
    assert lines(provider, all_covered)["uncovered_activities"] == approx([0, 0, 0, 0])


def test_an_independent_copy_is_paid_only_if_the_contract_holds_it() -> None:
    copy = VOLUMES | {"external.independent_copy_eur_per_tb_per_year": 7}
    assert lines(provider, copy)["independent_copy"] == approx([0, 0, 0, 0])
    held = copy | {"restitution.clauses.independent_copy": True}
    assert lines(provider, held)["independent_copy"] == approx([0, 280, 280, 280])  # 40 TB x 7
    no_clauses = resolve(scenario(held).model_copy(update={"restitution": None}))
    assert lines(provider, no_clauses)["independent_copy"] == approx([0, 0, 0, 0])


def test_other_sums_are_taken_as_paid() -> None:
    values = {"external.other_eur_by_year": [5, 6], "finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    assert lines(provider, values)["other_external"] == approx([5, 6, 0, 0])


EXIT: dict[str, Any] = {
    "external.planned_exit_project_eur": 1000,
    "external.planned_exit_double_running_days": 73,
    "migration.migration_eur_per_vm": 50,
    "migration.migration_eur_per_tb": 100,
}


def test_the_planned_exit_is_paid_at_the_horizon() -> None:
    amounts = lines(provider, VOLUMES | PRICES | EXIT)
    assert amounts["planned_exit.project"] == approx([0, 0, 0, 1000])
    assert amounts["planned_exit.migration"] == approx([0, 0, 0, 8000])  # 80 x 50 + 40 x 100
    # 73 days, a fifth of a year, of 9600 + 2400 + 1800 + 960 = 14 760
    assert amounts["planned_exit.double_running"] == approx([0, 0, 0, 2952])


def test_the_planned_exit_bears_vat_and_the_price_of_its_year_once() -> None:
    money = {
        "finance.inflation_per_year": 0.1,
        "finance.vat_share": 0.2,
        "finance.syntec_growth_per_year": 0.04,
        "external.indexation_cap_per_year": 0.04,
    }
    amounts = lines(provider, VOLUMES | PRICES | EXIT | money)
    assert amounts["planned_exit.project"][3] == approx(1000 * 1.331 * 1.2)
    assert amounts["planned_exit.migration"][3] == approx(8000 * 1.331 * 1.2)
    assert amounts["planned_exit.double_running"][3] == approx(2952 * 1.04**3 * 1.2)


def test_natures_of_the_lines() -> None:
    by_key = cost_lines(provider)
    investments = {key for key, line in by_key.items() if line.nature == "investment"}
    assert investments == {"setup", "links_setup"}
    assert all(line.nature == "operating" for key, line in by_key.items() if key not in investments)


@pytest.mark.parametrize(("serves", "vms"), [(True, 100), (False, 80)])
def test_hosted_establishments_are_billed_with_the_hospital_if_the_provider_serves_them(serves: bool, vms: int) -> None:
    values = VOLUMES | PRICES | {"external.serves_hosted_establishments": serves}
    amounts = lines(EXTERNAL, values, hosted={"clinic": hosted(vms=20)})
    assert amounts["service.vms"][1] == approx(vms * 10 * 12)


# ─── the move to the provider in the accounts ────────────────────────────────────────────────────────────────────────

# 80 VMs x 50 + 40 TB x 100 in the year of the move; set-up and connection in year 0.
MOVE: dict[str, Any] = VOLUMES | {
    "external.setup_eur": 100,
    "external.network_links_setup_eur": 10,
    "migration.migration_eur_per_vm": 50,
    "migration.migration_eur_per_tb": 100,
    "finance.inflation_per_year": 0.1,
    "finance.vat_share": 0.2,
}
MOVED = {"migration": [0, 8000 * 1.1 * 1.2, 0, 0], "setup": [120, 0, 0, 0], "links_setup": [12, 0, 0, 0]}


@pytest.mark.parametrize("capitalised", [False, True])
def test_the_move_to_a_provider_is_a_charge_unless_it_is_capitalised(capitalised: bool) -> None:
    by_key = cost_lines(EXTERNAL, MOVE | {"external.capitalise_move": capitalised})
    for key, amounts in MOVED.items():
        asset, charge = by_key[key], by_key[f"{key}.expensed"]
        assert (asset.nature, asset.eprd_title) == ("investment", 4)
        assert (charge.nature, charge.eprd_title) == ("operating", 3)
        assert (asset if capitalised else charge).amounts_eur.tolist() == approx(amounts)
        assert not (charge if capitalised else asset).amounts_eur.any()


def test_capitalising_the_move_changes_the_accounts_and_no_cost() -> None:
    charged, capitalised = (
        ht.compare(scenario(MOVE | {"external.capitalise_move": flag, "finance.depreciation_years": 4}))["external"]
        for flag in (False, True)
    )
    assert charged.net_present_cost_eur == capitalised.net_present_cost_eur
    as_charges, as_assets = (eprd(option.lines, 4) for option in (charged, capitalised))
    assert as_charges["investment"].tolist() == [0, 0, 0, 0]
    assert (as_charges["title_3"] - as_assets["title_3"]).tolist() == approx([132, 10_560, 0, 0])
    assert (as_assets["title_4"] - as_charges["title_4"]).tolist() == approx([0, 33, 33 + 2640, 33 + 2640])
    # After year 3: a fourth of the set-up and half of the move, made a year later.
    assert left_to_depreciate(as_assets["investment"], 4)[-1] == approx(33 + 5280)


def test_the_move_to_a_provider_costs_what_a_move_to_ones_own_machines_costs() -> None:
    at_home, away = (cost_lines(option, MOVE) for option in (IN_HOUSE, EXTERNAL))
    assert away["migration.expensed"].amounts_eur.tolist() == at_home["migration"].amounts_eur.tolist()
