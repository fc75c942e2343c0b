from __future__ import annotations

from typing import Any

import pytest
from pytest import approx

from hds_tco.model import incidents
from hds_tco.model.staff import StaffOf
from hds_tco.scenario import ScenarioError
from tests.builders import cost_lines, lines, scenario

# An incident: 5 days at 10 000, and 50 000 to rebuild: 100 000.
INCIDENT: dict[str, Any] = {
    "incidents.in_house_rate_per_year": 0.2,
    "incidents.leasing_rate_per_year": 0.1,
    "incidents.external_rate_per_year": 0.05,
    "incidents.down_days": 5,
    "incidents.degraded_eur_per_day": 10_000,
    "incidents.rebuild_eur": 50_000,
}


@pytest.mark.parametrize(("option", "yearly"), [("in_house", 20_000), ("leasing", 10_000), ("external", 5000)])
def test_each_option_has_its_own_rate(option: StaffOf, yearly: float) -> None:
    assert lines(incidents(option), INCIDENT)["incidents"] == approx([0, yearly, yearly, yearly])


def test_an_incident_costs_the_prices_of_its_year_and_no_vat() -> None:
    money = {"finance.inflation_per_year": 0.1, "finance.vat_share": 0.2}
    assert lines(incidents("in_house"), INCIDENT | money)["incidents"] == approx([0, 22_000, 24_200, 26_620])
    line = cost_lines(incidents("in_house"), INCIDENT)["incidents"]
    assert (line.nature, line.eprd_title, line.bears_vat) == ("risk", 4, False)


@pytest.mark.parametrize("option", ["in_house", "leasing"])
def test_incidents_at_home_are_never_said_to_be_impossible(option: str) -> None:
    with pytest.raises(ScenarioError):
        scenario({f"incidents.{option}_rate_per_year": 0})


# ─── data that an incident loses ─────────────────────────────────────────────────────────────────────────────────────

LOSING: dict[str, Any] = INCIDENT | {
    "incidents.own_data_loss_share": 0.1,
    "incidents.external_data_loss_share": 0.4,
    "incidents.data_loss_eur": 1_000_000,
}
LOSS = "incidents.data_loss"


@pytest.mark.parametrize("option", ["in_house", "leasing", "external"])
def test_without_a_chance_of_loss_no_incident_loses_data(option: StaffOf) -> None:
    amounts = lines(incidents(option), INCIDENT | {"incidents.data_loss_eur": 1_000_000})
    assert amounts[LOSS] == [0, 0, 0, 0]
    assert amounts["incidents"] == lines(incidents(option), LOSING)["incidents"]


# 0.2, 0.1 and 0.05 incidents a year, of which 10 % at home and 40 % at the provider lose a million.
@pytest.mark.parametrize(("option", "yearly"), [("in_house", 20_000), ("leasing", 10_000), ("external", 20_000)])
def test_an_incident_may_lose_data_on_either_side(option: StaffOf, yearly: float) -> None:
    assert lines(incidents(option), LOSING)[LOSS] == approx([0, yearly, yearly, yearly])
    line = cost_lines(incidents(option), LOSING)[LOSS]
    assert (line.nature, line.eprd_title, line.bears_vat) == ("risk", 4, False)


def test_the_same_incidents_cost_the_same_on_either_side() -> None:
    rates = {f"incidents.{option}_rate_per_year": 0.2 for option in ("in_house", "leasing", "external")}
    same = LOSING | rates | {"incidents.external_data_loss_share": 0.1}
    assert lines(incidents("external"), same) == lines(incidents("in_house"), same) == lines(incidents("leasing"), same)


def test_what_the_contract_asks_for_protects_data_at_the_provider_only() -> None:
    contract = {
        "restitution.clauses.independent_copy": True,
        "restitution.effects.independent_copy_loss_cut_share": 0.9,
        "restitution.clauses.tested_restitution": True,
        "restitution.effects.tested_restitution_loss_cut_share": 0.5,
    }
    assert lines(incidents("external"), LOSING | contract)[LOSS] == approx([0, 1000, 1000, 1000])  # x 0.1 x 0.5
    assert lines(incidents("in_house"), LOSING | contract)[LOSS] == lines(incidents("in_house"), LOSING)[LOSS]


def test_without_a_section_on_exits_the_provider_loses_what_it_loses() -> None:
    assert lines(incidents("external"), LOSING, restitution=None)[LOSS] == approx([0, 20_000, 20_000, 20_000])
