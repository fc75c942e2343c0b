"""The move, once and again, what the old platform costs while it waits, and what leaving it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING, OPTIONS, buy_hardware, incidents, lease_hardware, migration
from hds_tco.model.external import move_to_provider, provider
from hds_tco.model.finance import net_present_cost
from hds_tco.model.options import lines_of, years
from hds_tco.scenario import assumptions_of, resolve, with_values
from tests.builders import cost_lines, hosted, lines
from tests.strategies import FEWER_SCENARIOS, grid, scenarios

MOVE: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 4,
    "hospital.imaging_tb": 6,
    "migration.migrated_share_by_year": [0, 0.2, 0.5, 1],
    "migration.migration_eur_per_vm": 50,
    "migration.migration_eur_per_tb": 100,
    "migration.old_platform_eur_per_year": 100_000,
    "migration.old_platform_fixed_share": 0.4,
}


def test_the_move_is_paid_as_it_is_made() -> None:
    # 100 x 50 + 10 x 100 = 6000; 20 %, 30 %, 50 % of it.
    assert lines(migration, MOVE, horizon_years=4)["migration"] == approx([0, 1200, 1800, 3000, 0])
    assert cost_lines(migration)["migration"].nature == "investment"


def test_what_moves_in_year_0_is_paid_in_year_0() -> None:
    early = MOVE | {"migration.migrated_share_by_year": [0.5, 1]}
    assert lines(migration, early)["migration"] == approx([3000, 3000, 0, 0])


def test_the_old_platform_keeps_its_fixed_share_until_everything_has_moved() -> None:
    # 0.4 + 0.6 x 0.8 = 0.88; 0.4 + 0.6 x 0.5 = 0.7; nothing once all has moved. Year 0 is the same in every option:
    # left out.
    amounts = lines(migration, MOVE | {"finance.vat_share": 0.2}, horizon_years=4)
    assert amounts["old_platform"] == approx([0, 105_600, 84_000, 0, 0])


def test_an_old_platform_without_fixed_cost_falls_with_the_move() -> None:
    amounts = lines(migration, MOVE | {"migration.old_platform_fixed_share": 0})
    assert amounts["old_platform"] == approx([0, 80_000, 50_000, 0])


def test_a_move_that_never_ends_pays_the_old_platform_for_ever() -> None:
    amounts = lines(migration, MOVE | {"migration.migrated_share_by_year": [0, 0.9]})
    assert amounts["old_platform"] == approx([0, 46_000, 46_000, 46_000])  # 0.4 + 0.6 x 0.1


def test_hosted_establishments_move_when_they_join() -> None:
    block = {"clinic": hosted(join_year=2.5, vms=20, structured_tb=1, imaging_tb=3)}
    # 20 x 50 + 4 x 100 = 1400, half of it in year 2, half in year 3.
    assert lines(migration, MOVE, hosted=block)["migration"] == approx([0, 1200, 1800 + 700, 3000 + 700])


def test_the_move_follows_prices() -> None:
    dearer = MOVE | {"finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    # 1200 x 1.1 x 1.2; 1800 x 1.21 x 1.2; 3000 x 1.331 x 1.2
    assert lines(migration, dearer)["migration"] == approx([0, 1584, 2613.6, 4791.6])


# ─── the price of a move ────────────────────────────────────────────────────────────────────────────────────────────
CHEAPER_AT_HOME = MOVE | {
    "migration.own_move_share": 0.25,
    "migration.retest_eur_per_vm": 200,
    "migration.own_retested_share": 0.1,
    "migration.provider_retested_share": 0.5,
}


def test_machines_of_ones_own_are_moved_to_at_a_share_of_the_price_and_with_fewer_tests() -> None:
    # At home: 100 x (50 x 0.25 + 200 x 0.1) + 10 x 100 x 0.25 = 3500. At a host: 100 x (50 + 100) + 1000 = 16 000.
    assert lines(migration, CHEAPER_AT_HOME)["migration"] == approx([0, 700, 1050, 1750])
    away = lines(move_to_provider, CHEAPER_AT_HOME)
    assert away["migration.expensed"] == approx([0, 3200, 4800, 8000])


def test_who_joins_pays_the_whole_price_in_every_option() -> None:
    block = {"clinic": hosted(join_year=2, vms=20, structured_tb=1, imaging_tb=3)}
    # 20 x (50 + 100) + 4 x 100 = 3400, in year 2.
    assert lines(migration, CHEAPER_AT_HOME, hosted=block)["migration"] == approx([0, 700, 1050 + 3400, 1750])
    assert lines(move_to_provider, CHEAPER_AT_HOME, hosted=block)["migration.expensed"][2] == approx(4800 + 3400)


def test_leaving_a_provider_costs_the_move_with_its_tests() -> None:
    amounts = lines((move_to_provider, provider), CHEAPER_AT_HOME | {"external.contract_years": 2}, horizon_years=3)
    assert amounts["planned_exit.migration"] == approx([0, 0, 0, 16_000])
    changing = CHEAPER_AT_HOME | {"external.contract_years": 2, "external.change_probability": 0.5}
    # Half of the hospital has moved by the end of the first contract: 8000, one time in two.
    assert lines((move_to_provider, provider), changing)["change.migration"] == approx([0, 0, 4000, 0])


def test_a_forced_exit_costs_the_move_with_its_tests() -> None:
    forced = CHEAPER_AT_HOME | {
        "migration.migrated_share_by_year": [1],
        "restitution.insolvency.rate_per_year": 2,
        "restitution.emergency_premium_share": 0.5,
        "restitution.throughput_tb_per_day": 1,
    }
    assert lines(EXTERNAL, forced)["restitution.migration"][1] == approx((1 - np.exp(-2)) * 16_000 * 1.5)


ONE_PRICE = {
    "migration.own_move_share": 1.0,
    "migration.own_retested_share": 0.5,
    "migration.provider_retested_share": 0.5,
}


@FEWER_SCENARIOS
@each(scenarios(ONE_PRICE))
def test_with_one_price_for_all_a_move_costs_the_same_wherever_it_leads(random: Any) -> None:
    read = resolve(random)
    at_home, away = cost_lines(migration, read), cost_lines(move_to_provider, read)
    both = away["migration"].amounts_eur + away["migration.expensed"].amounts_eur
    assert both == approx(at_home["migration"].amounts_eur)


# ─── renewal ────────────────────────────────────────────────────────────────────────────────────────────────────────
RENEWED: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 4,
    "hospital.imaging_tb": 6,
    "volumes.ram_gb_per_vm": 1,
    "hardware.ram_gb_per_server": 1,
    "hardware.server_base_eur": 10,
    "hardware.structured_price_eur_per_tb": 20,
    "hardware.imaging_price_eur_per_tb": 20,
    "migration.migration_eur_per_vm": 50,
    "migration.migration_eur_per_tb": 100,
    "migration.own_move_share": 0.5,
    "migration.refresh_move_share": 0.2,
    "in_house.refresh_years": 2,
    "leasing.term_years": 2,
}


def test_what_ran_on_machines_whose_life_is_over_moves_the_year_after() -> None:
    # Bought in year 0 for years 1 and 2, again in year 2 for 3 and 4: moved in years 3 and 5. 100 x 25 x 0.2 = 500;
    # 4 x 50 x 0.2 = 40, 6 x 50 x 0.2 = 60. Nothing for what ends with the horizon.
    for piece, line in ((buy_hardware(), "renewal"), (lease_hardware(), "lease_renewal")):
        amounts = lines(piece, RENEWED, horizon_years=6)
        assert amounts[f"{line}.servers"] == approx([0, 0, 0, 500, 0, 500, 0])
        assert amounts[f"{line}.structured"] == approx([0, 0, 0, 40, 0, 40, 0])
        assert amounts[f"{line}.imaging"] == approx([0, 0, 0, 60, 0, 60, 0])
        assert amounts[f"{line}.backup"] == [0] * 7


def test_only_the_share_that_ends_is_moved() -> None:
    # 50 machines in year 1, 100 from year 2 on: half ends with year 2, half with year 3. 50 x 25 x 0.2.
    growing = RENEWED | {"migration.migrated_share_by_year": [0, 0.5, 1]}
    for piece, line in ((buy_hardware(), "renewal"), (lease_hardware(), "lease_renewal")):
        assert lines(piece, growing, horizon_years=5)[f"{line}.servers"] == approx([0, 0, 0, 250, 250, 250])


def test_machines_of_the_second_site_are_filled_again_by_replication() -> None:
    doubled = RENEWED | {"protection.vm_share": 1, "protection.data_share": 1}
    assert lines(buy_hardware(), doubled)["renewal.servers"] == approx([0, 0, 0, 500])
    assert lines(buy_hardware(("second",)), doubled)["renewal.servers"] == [0, 0, 0, 0]
    assert lines(lease_hardware(("second",)), doubled)["lease_renewal.servers"] == [0, 0, 0, 0]


@pytest.mark.parametrize("end", ["extend", "buy_out"])
def test_a_longer_lease_moves_later(end: str) -> None:
    longer = RENEWED | {"leasing.end_of_term": end, "leasing.extension_years": 1}
    assert lines(lease_hardware(), longer, horizon_years=5)["lease_renewal.servers"] == approx([0, 0, 0, 0, 500, 0])


def test_a_lessor_that_fails_costs_a_renewal_in_a_hurry() -> None:
    failing = RENEWED | {
        "leasing.lessor.failure_rate_per_year": 1,
        "leasing.lessor.replaced_share": 0.5,
        "leasing.lessor.emergency_premium_share": 0.4,
    }
    # (500 + 100) x 0.5 x 1.4
    assert lines(lease_hardware(), failing)["lessor.migration"][1] == approx((1 - np.exp(-1)) * 420)


@FEWER_SCENARIOS
@each(scenarios(), grid(0, 1, 100))
def test_a_dearer_renewal_never_costs_less(random: Any, share: float) -> None:
    for option in (IN_HOUSE, LEASING):
        none, some = (
            sum(
                line.amounts_eur.sum()
                for line in cost_lines(
                    option, resolve(with_values(random, {"migration.refresh_move_share": value}))
                ).values()
                if "renewal" in line.key or line.key == "lessor.migration"
            )
            for value in (0.0, share)
        )
        assert none == 0
        assert some >= 0


def test_machines_of_ones_own_are_disposed_of_the_year_after_their_last() -> None:
    ending = RENEWED | {"hardware.disposal_share": 0.1, "finance.vat_share": 0.2, "finance.inflation_per_year": 0.5}
    # 100 x 10 x 0.1 x 1.2: a share of a past price, which inflation leaves alone.
    amounts = lines(buy_hardware(), ending, horizon_years=6)
    assert amounts["disposal.servers"] == approx([0, 0, 0, 120, 0, 120, 0])
    assert amounts["disposal.structured"] == approx([0, 0, 0, 9.6, 0, 9.6, 0])
    assert amounts["disposal.imaging"] == approx([0, 0, 0, 14.4, 0, 14.4, 0])


def test_leased_machines_are_disposed_of_by_who_owns_them_at_the_end() -> None:
    ending = RENEWED | {"hardware.disposal_share": 0.1, "leasing.return_cost_share": 0.03, "leasing.extension_years": 1}
    back = lines(lease_hardware(), ending, horizon_years=5)
    assert back["return.servers"] == approx([0, 0, 0, 30, 0, 30])
    assert back["bought_out_disposal.servers"] == [0] * 6
    kept = lines(lease_hardware(), ending | {"leasing.end_of_term": "buy_out"}, horizon_years=5)
    assert kept["return.servers"] == [0] * 6
    assert kept["bought_out_disposal.servers"] == approx([0, 0, 0, 0, 100, 0])


def test_a_lease_and_a_purchase_of_the_same_life_are_disposed_of_alike() -> None:
    same = RENEWED | {"hardware.disposal_share": 0.1, "leasing.return_cost_share": 0.1}
    bought, leased = lines(buy_hardware(), same, horizon_years=9), lines(lease_hardware(), same, horizon_years=9)
    assert bought["disposal.servers"] == approx(leased["return.servers"])
    assert bought["renewal.servers"] == approx(leased["lease_renewal.servers"])


# ─── what exists ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_extended_support_falls_with_the_old_platform() -> None:
    amounts = lines(migration, MOVE | {"migration.extended_support_eur_per_year": 1000, "finance.vat_share": 0.2})
    assert amounts["extended_support"] == approx([0, 1056, 840, 0])  # 0.88, 0.7, with VAT


def test_the_old_platform_is_disposed_of_when_all_has_moved() -> None:
    values = MOVE | {"migration.disposal_eur": 1000, "finance.inflation_per_year": 0.1}
    assert lines(migration, values, horizon_years=4)["old_disposal"] == approx([0, 0, 0, 1331, 0])
    stuck = values | {"migration.migrated_share_by_year": [0, 0.9]}
    assert lines(migration, stuck)["old_disposal"] == [0, 0, 0, 0]
    at_once = values | {"migration.migrated_share_by_year": [1]}
    assert lines(migration, at_once)["old_disposal"] == approx([1000, 0, 0, 0])


def test_an_old_platform_grows_dearer_as_it_waits() -> None:
    amounts = lines(migration, MOVE | {"existing.cost_growth_per_year": 0.1, "finance.inflation_per_year": 0.2})
    assert amounts["old_platform"] == approx([0, 88_000 * 1.1 * 1.2, 70_000 * 1.21 * 1.44, 0])


def test_a_contract_that_runs_is_ended_at_a_penalty_that_falls_with_time() -> None:
    running = MOVE | {"existing.contract_penalty_eur": 1000, "existing.contract_left_years": 4}
    # Left at the end of year 3: one year in four is left to run.
    assert lines(migration, running)["old_contracts"] == approx([0, 0, 0, 250])
    assert lines(migration, running | {"existing.contract_left_years": 3})["old_contracts"] == [0, 0, 0, 0]
    at_once = running | {"migration.migrated_share_by_year": [1]}
    assert lines(migration, at_once)["old_contracts"] == approx([1000, 0, 0, 0])


def test_what_waits_on_the_old_platform_brings_incidents_of_its_own() -> None:
    ageing = {
        "migration.migrated_share_by_year": [0, 0.2, 1],
        "existing.incident_rate_factor": 1.5,
        "incidents.in_house_rate_per_year": 0.1,
        "incidents.external_rate_per_year": 0.02,
        "incidents.rebuild_eur": 1000,
    }
    # 0.1 x 0.5 x 0.8 = 0.04 more in year 1, wherever the hospital goes.
    assert lines(incidents("in_house"), ageing)["incidents"] == approx([0, 140, 100, 100])
    assert lines(incidents("external"), ageing)["incidents"] == approx([0, 60, 20, 20])


OLD = ("old_platform", "extended_support", "old_disposal", "old_contracts")


@FEWER_SCENARIOS
@each(scenarios())
def test_what_exists_costs_the_same_in_every_option(random: Any) -> None:
    read = resolve(random)
    by_option = {key: cost_lines(option, read) for key, option in OPTIONS.items()}
    for line in OLD:
        for key in ("external", "leasing"):
            assert by_option[key][line].amounts_eur.tolist() == by_option["in_house"][line].amounts_eur.tolist()


WORSE = st.sampled_from(
    [
        ("migration.retest_eur_per_vm", 900),
        ("migration.own_move_share", 1),
        ("migration.refresh_move_share", 1),
        ("migration.own_retested_share", 1),
        ("migration.provider_retested_share", 1),
        ("migration.extended_support_eur_per_year", 300_000),
        ("migration.disposal_eur", 300_000),
        ("hardware.disposal_share", 1),
        ("external.local_room_eur_per_year", 300_000),
        ("existing.contract_penalty_eur", 300_000),
        ("existing.cost_growth_per_year", 0.4),
        ("existing.incident_rate_factor", 4),
    ]
)


@FEWER_SCENARIOS
@each(scenarios({"finance.recoverable_vat_share": 0, "pooling.billing": "per_use"}), WORSE)
def test_none_of_it_makes_an_option_cheaper(random: Any, worse: tuple[str, float]) -> None:
    path, value = worse
    dearer = with_values(random, {path: max(value, float(assumptions_of(random)[path].value))})  # type: ignore[arg-type]
    at_par = np.ones(random.horizon_years + 1)
    for option in OPTIONS.values():
        before, after = (
            sum(
                float(net_present_cost(line.amounts_eur, at_par))
                for line in lines_of(option, resolve(case), years(case.horizon_years))
            )
            for case in (random, dearer)
        )
        assert after >= before - 1e-6 * max(abs(before), 1)


def test_a_room_stays_on_site_whoever_hosts() -> None:
    kept = {"external.local_room_eur_per_year": 1000, "finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    assert lines(EXTERNAL, kept)["local_room"] == approx([0, 1320, 1452, 1597.2])
