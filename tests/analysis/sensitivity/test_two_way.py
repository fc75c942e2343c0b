"""The best option over two assumptions."""

from __future__ import annotations

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.scenario import ScenarioError
from tests.builders import CLOSE_RACE, scenario

X, Y = "external.price_eur_per_vm_per_month", "hardware.ram_gb_per_server"


def test_every_point_is_what_compare_says() -> None:
    reference = ht.load(CLOSE_RACE)
    frame = ht.sensitivity.best_map(reference, X, Y, points=5).frame()
    assert frame.columns.tolist() == ["path_x", "path_y", "x", "y", "best_option", "best_option_label", "lead_eur"]
    assert len(frame) == 25
    for rank in (0, 4, 7, 12, 20, 24):
        row = frame.iloc[rank]
        result = ht.compare(ht.with_values(reference, {X: float(row["x"]), Y: float(row["y"])}))
        assert row["best_option"] == result.best.key
        lead = result.ranked[1].net_present_cost_eur - result.best.net_present_cost_eur
        assert row["lead_eur"] == pytest.approx(lead, abs=0.1)
    assert frame["best_option"].nunique() > 1


def test_the_border_by_hand() -> None:
    # Set-up against in-house 250 €, with VAT on the set-up: external is the best below 250 / (1 + VAT).
    base = scenario(
        {"external.setup_eur": 200, "in_house.other_investment_eur_by_year": [250]}, options=("in_house", "external")
    )
    frame = ht.sensitivity.best_map(base, "external.setup_eur", "finance.vat_share", points=21).frame()
    cost = frame["x"] * (1 + frame["y"])
    away = np.abs(cost - 250) > 0.01
    assert ((frame["best_option"] == "external") == (cost < 250))[away].all()
    assert frame["lead_eur"].to_numpy() == pytest.approx(np.abs(cost - 250).to_numpy())


@pytest.mark.parametrize("case", ["reference-ght", CLOSE_RACE])
def test_by_default_what_brings_another_option_nearest_to_the_front(case: str) -> None:
    scenario = ht.load(case)
    found, swings = ht.sensitivity.best_map(scenario, points=21), ht.sensitivity.tornado(scenario)
    lead = dict(zip(swings.paths, swings.least_lead_eur.tolist(), strict=True))
    assert lead[found.path_x] == min(lead.values())
    assert lead[found.path_y] == sorted(lead.values())[1]
    assert len(np.unique(found.best)) > 1


def test_a_map_goes_around_the_central_values() -> None:
    reference = ht.load(CLOSE_RACE)
    found = ht.sensitivity.best_map(reference, X, points=3)
    assert found.path_x == X
    assert ht.sensitivity.best_map(reference, path_y=found.path_y, points=3).path_x != found.path_y
    assert found.x[0] < found.central[0] < found.x[-1]
    assert found.axis_labels("en")[0] == "Price of a VM (€ per VM per month)"


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ("external.setup_eur", "external.setup_eur", "for both axes"),
        ("external.setup_euros", X, r"no assumption stands.*external\.setup_eur"),
        ("ram_gb_per_server", X, r"no assumption stands.*hardware\.ram_gb_per_server"),
        ("hosted.nowhere.vms", X, "no assumption stands"),
        ("leasing.end_of_term", X, "does not take every value"),
        ("finance.depreciation_years", X, "does not take every value"),
        ("in_house.other_operating_eur_by_year", X, "every value of this list is zero"),
        ("leasing.deferred_payment", X, "does not take every value"),
        ("correlations.salaires.rank_correlation", X, "does not take every value"),
        ("restitution.disaster.notice_days", X, "is zero and has no distribution"),
    ],
)
def test_paths_that_cannot_change_are_refused(x: str, y: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=f"(?s){said}"):
        ht.sensitivity.best_map(ht.load("reference-ght"), x, y, lang="en")


def test_nothing_to_cross_or_to_choose() -> None:
    with pytest.raises(ScenarioError, match="moins de deux hypothèses incertaines"):
        ht.sensitivity.best_map(scenario(options=("in_house", "external")))
    with pytest.raises(ScenarioError, match="une seule option"):
        ht.sensitivity.best_map(scenario(options=("external",)))
    with pytest.raises(ValueError, match="at least 2 points"):
        ht.sensitivity.best_map(ht.load("reference-ght"), points=1)


def test_a_list_is_an_axis_of_factors() -> None:
    flows = [0.0, 40_000.0, -10_000.0]
    base = ht.load("reference-ght", {"external.other_eur_by_year": flows})
    found = ht.sensitivity.best_map(base, "external.other_eur_by_year", X, points=3)
    assert found.x.tolist() == [0.0, 1.5, 3.0]
    assert found.central[0] == 1.0
    assert found.axis_labels("en")[0].endswith("(factor)")
    for row, price in enumerate(found.y):
        for column, factor in enumerate(found.x):
            values = {"external.other_eur_by_year": [factor * item for item in flows], X: float(price)}
            priced = ht.compare(ht.with_values(base, values))
            wanted = [option.net_present_cost_eur for option in priced.options]
            assert found.costs_eur[:, row, column] == pytest.approx(wanted)


def test_shares_by_year_never_pass_one() -> None:
    base = ht.load("reference-ght", {"migration.migrated_share_by_year": [0, 0.2, 0.8]})
    whole, rounded = (
        ht.sensitivity.best_map(base, "migration.migrated_share_by_year", X, points=5, round_values=around)
        for around in (False, True)
    )
    assert (whole.x.min(), whole.x.max()) == (0.0, 1.25)
    assert (rounded.x.min(), rounded.x.max()) == (0.0, 1.2)
