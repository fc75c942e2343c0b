"""A status quo: the present platform and team until a year, then one of the ways, with everything later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.model import OPTIONS, lines_of, option_of, options_of, status_quo, years
from hds_tco.model.ledger import total
from hds_tco.model.options import world_of
from hds_tco.scenario import load, resolve, with_values
from tests.builders import cost_lines, hosted, lines, role, scenario
from tests.strategies import FEWER_SCENARIOS, scenarios

WAYS = tuple(OPTIONS)
CASE: dict[str, Any] = {
    "existing.keep_years": 2,
    "hospital.vms": 10,
    "migration.migrated_share_by_year": [0, 0.5, 1],
    "migration.migration_eur_per_vm": 100,
    "migration.old_platform_eur_per_year": 1000,
    "incidents.in_house_rate_per_year": 0.1,
    "incidents.leasing_rate_per_year": 0.2,
    "incidents.external_rate_per_year": 0.02,
    "incidents.rebuild_eur": 1000,
}
PEOPLE = {"admin": role(loaded_cost_eur_per_year=100, in_house_fte=3, leasing_extra_fte=-1, external_fte=1)}


def test_a_status_quo_of_no_year_is_what_follows_it() -> None:
    for way in WAYS:
        read = resolve(load("reference-ght", {"existing.then": way}))
        at_once = lines_of(OPTIONS[way], read, years(10))
        kept = lines_of(status_quo(way), read, years(10))
        assert [line.key for line in kept] == [line.key for line in at_once]
        for line, other in zip(kept, at_once, strict=True):
            assert line.amounts_eur == approx(other.amounts_eur, rel=1e-9, abs=1e-9), line.key


@FEWER_SCENARIOS
@each(scenarios({"existing.keep_years": 0}), st.sampled_from(WAYS))
def test_a_status_quo_of_no_year_is_what_follows_it_whatever_the_hospital(random: Any, way: str) -> None:
    read = resolve(random)
    kept, at_once = cost_lines(status_quo(way), read), cost_lines(OPTIONS[way], read)
    for key, line in at_once.items():
        assert kept[key].amounts_eur == approx(line.amounts_eur, rel=1e-9, abs=1e-9), key


TODAY = ("staff", "contractors", "old_platform", "extended_support", "incidents", "cyber_insurance")


@FEWER_SCENARIOS
@each(scenarios(), st.sampled_from(WAYS))
def test_kept_to_the_horizon_it_is_todays_platform_all_along(random: Any, way: str) -> None:
    kept = with_values(random, {"existing.keep_years": random.horizon_years})
    by_key = cost_lines(status_quo(way), resolve(kept))
    beyond = cost_lines(status_quo(way), resolve(with_values(random, {"existing.keep_years": 50})))
    for key, line in by_key.items():
        assert beyond[key].amounts_eur == approx(line.amounts_eur)
        if not key.startswith(TODAY):
            assert not np.any(line.amounts_eur), key


@FEWER_SCENARIOS
@each(scenarios(), st.integers(1, 4))
def test_while_it_lasts_it_costs_the_same_whatever_follows(random: Any, keep: int) -> None:
    read = resolve(with_values(random, {"existing.keep_years": keep}))
    last = min(keep, random.horizon_years)
    like = np.zeros(random.horizon_years + 1)
    result = [total(cost_lines(status_quo(way), read).values(), like)[1:last] for way in WAYS]
    assert result[1] == approx(result[0])
    assert result[2] == approx(result[0])


def test_the_move_the_machines_and_the_project_come_later() -> None:
    values = CASE | {"operations.project_eur": 500, "hardware.server_base_eur": 10, "finance.inflation_per_year": 0.1}
    amounts = lines(status_quo("in_house"), values, horizon_years=5)
    # Half of 10 x 100 in years 3 and 4, at the prices of then; the machines the year before.
    assert amounts["migration"] == approx([0, 0, 0, 500 * 1.331, 500 * 1.4641, 0])
    assert amounts["project"] == approx([0, 0, 500 * 1.21, 0, 0, 0])
    assert amounts["purchase.servers"] == approx([0, 0, 50, 50, 0, 0])
    assert amounts["old_platform"] == approx([0, 1100, 1210, 1331 / 2, 0, 0])


def test_the_old_platform_ages_until_it_is_left() -> None:
    ageing = CASE | {
        "existing.cost_growth_per_year": 0.1,
        "existing.incident_rate_factor": 2,
        "migration.migrated_share_by_year": [0, 1],
        "migration.extended_support_eur_per_year": 10,
        "migration.disposal_eur": 7,
        "existing.contract_penalty_eur": 100,
        "existing.contract_left_years": 4,
    }
    amounts = lines(status_quo("external"), ageing, horizon_years=4)
    assert amounts["old_platform"] == approx([0, 1100, 1210, 0, 0])
    assert amounts["extended_support"] == approx([0, 10, 10, 0, 0])
    assert amounts["old_disposal"] == approx([0, 0, 0, 7, 0])
    assert amounts["old_contracts"] == approx(
        [0, 0, 0, 25, 0]
    )  # one year in four is left; two had been without waiting
    assert amounts["incidents"] == approx([0, 200, 200, 20, 20])


def test_the_team_stays_until_then() -> None:
    for way, after in (("in_house", 300), ("leasing", 200)):
        amounts = lines(status_quo(way), CASE, staff=PEOPLE, horizon_years=4)
        assert amounts["staff.admin"] == approx([0, 300, 300, after, after])
    amounts = lines(status_quo("external"), CASE, staff=PEOPLE, horizon_years=4)
    assert amounts["staff.admin"] == approx([0, 300, 300, 200, 100])  # as the hospital moves


def test_who_is_freed_is_freed_later() -> None:
    paid = CASE | {"staffing.freed_paid_share_by_year": [1, 0.5, 0], "migration.migrated_share_by_year": [0, 1]}
    for way, freed in (("leasing", 1), ("external", 2)):
        at_once = lines(OPTIONS[way], paid, staff=PEOPLE, horizon_years=5)["freed_staff.admin"]
        later = lines(status_quo(way), paid, staff=PEOPLE, horizon_years=5)["freed_staff.admin"]
        assert at_once == approx([0, 100 * freed, 50 * freed, 0, 0, 0])
        assert later == approx([0, 0, 0, 100 * freed, 50 * freed, 0])


def test_contracts_count_from_the_start_of_the_option() -> None:
    values = CASE | {
        "external.contract_years": 2,
        "external.procurement_eur": 10,
        "external.setup_eur": 7,
        "external.planned_exit_project_eur": 3,
        "external.other_eur_by_year": [1, 2],
    }
    amounts = lines(status_quo("external"), values, horizon_years=5)
    assert amounts["procurement.hosting"] == approx([0, 0, 10, 0, 10, 0])
    assert amounts["setup.expensed"] == approx([0, 0, 7, 0, 0, 0])
    assert amounts["planned_exit.project"] == approx([0, 0, 0, 0, 0, 3])
    assert amounts["other_external"] == approx([0, 0, 1, 2, 0, 0])


def test_sums_of_a_lease_given_by_year_count_from_its_start() -> None:
    amounts = lines(status_quo("leasing"), CASE | {"leasing.other_eur_by_year": [5, 6]}, horizon_years=5)
    assert amounts["other_leasing"] == approx([0, 0, 5, 6, 0, 0])


def test_exits_are_met_only_once_there_is_somebody_to_leave() -> None:
    exposed = CASE | {"restitution.insolvency.rate_per_year": 0.1, "restitution.legal_eur": 1000}
    at_once = lines(OPTIONS["external"], exposed, horizon_years=5)["restitution.legal"]
    later = lines(status_quo("external"), exposed, horizon_years=5)["restitution.legal"]
    assert later == approx([0, 0, *at_once[:-2]])


def test_others_are_hosted_later_and_certificates_come_later() -> None:
    block = {"clinic": hosted(join_year=1, vms=20, fee_eur_per_year=100)}
    amounts = lines(status_quo("in_house"), CASE | {"certification.legal_eur": 9}, hosted=block, horizon_years=4)
    assert amounts["hosted_fees"] == approx([0, 0, 0, -100, -100])
    assert amounts["certification.help"] == approx([0, 0, 9, 0, 0])
    # Who would have joined after the start joins when it would have.
    late = {"clinic": hosted(join_year=4, vms=20, fee_eur_per_year=100)}
    assert lines(status_quo("in_house"), CASE, hosted=late, horizon_years=4)["hosted_fees"] == approx(
        [0, 0, 0, 0, -100]
    )


def test_the_scenario_says_what_follows() -> None:
    case = scenario({"existing.then": "leasing"}, options=["in_house", "status_quo"])
    assert [option.key for option in options_of(case)] == ["in_house", "status_quo"]
    result = option_of("status_quo", case)
    assert (result.then, result.way, result.hosts_itself) == ("leasing", "leasing", True)
    assert not option_of("status_quo", scenario({"existing.then": "external"})).hosts_itself
    assert result.label() == "Statu quo, puis location de l'infrastructure"
    name = f"{result.named():the}".replace("\N{NO-BREAK SPACE}", " ")
    assert name == "l'option « statu quo, puis location de l'infrastructure »"


def test_a_status_quo_asks_for_the_sections_of_what_follows() -> None:
    with pytest.raises(ht.scenario.ScenarioError, match="external"):
        load("tout-a-zero", {"options": ["in_house", "status_quo"], "existing.then": "external"})


def test_its_draws_agree_with_what_is_expected() -> None:
    case = scenario(
        CASE
        | {
            "existing.incident_rate_factor": 2,
            "existing.then": "external",
            "restitution.insolvency.rate_per_year": 0.2,
            "restitution.legal_eur": 5000,
            "external.contract_years": 2,
            "external.change_probability": 0.4,
            "external.planned_exit_project_eur": 3000,
            "incidents.own_data_loss_share": 0.3,
            "incidents.external_data_loss_share": 0.1,
            "incidents.data_loss_eur": 20_000,
        },
        options=["external", "status_quo"],
        horizon_years=8,
    )
    drawn = ht.simulate(case, 40_000, 1)
    for key, expected in zip(("external", "status_quo"), ht.compare(case).options, strict=True):
        mean = drawn.summary().loc[key, "mean_eur"]
        assert mean == approx(expected.net_present_cost_eur, rel=0.02), key


def test_its_demand_starts_with_it() -> None:
    read = resolve(scenario(CASE | {"existing.then": "in_house"}, horizon_years=4))
    world = world_of(status_quo("in_house"), read, years(4))
    assert world.demand.vms.tolist() == approx([0, 0, 0, 5, 10])
    assert world.waiting.tolist() == [0, 1, 1, 0, 0]
