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
