"""Draws kept ready give what fresh ones give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.sensitivity.tornado import first_tornado
from hds_tco.analysis.simulation.draw_cache import LiveDraws
from hds_tco.scenario import Assumption, Scenario

SCENARIO = ht.load("reference-ght")
DRAWS = 600
PRICE = "external.price_eur_per_vm_per_month"
# One move after the other, each from the last: a price made sure, a law moved, shares at both ends, clauses, rates.
MOVES: tuple[dict[str, Any], ...] = (
    {PRICE: 120.0},
    {PRICE: {"low": 70, "mode": 110, "high": 170}, "finance.vat_share": 0.0, "external.protected_vm_price_share": 1.0},
    {
        "restitution.clauses.independent_copy": True,
        "restitution.insolvency.rate_per_year": 0.4,
        "incidents.down_days": 9.0,
    },
    {"finance.vat_share": 0.2, "hardware.imaging_price_growth_per_year": {"low": -0.2, "mode": -0.1, "high": 0.0}},
)


@pytest.fixture(scope="module")
def live() -> LiveDraws:
    return LiveDraws(SCENARIO, DRAWS)


def steps() -> list[Scenario[Assumption]]:
    found = [SCENARIO]
    for values in MOVES:
        found.append(ht.with_values(found[-1], values))
    return found


def test_each_move_gives_the_draws_of_a_fresh_simulation(live: LiveDraws) -> None:
    for scenario in [*steps(), SCENARIO]:
        assert live.fits(scenario)
        found, fresh = live.simulate(scenario), ht.simulate(scenario, DRAWS, compiled=False)
        assert found.measures == fresh.measures
        np.testing.assert_allclose(found.kept, fresh.kept, rtol=1e-9, atol=1e-6)
        assert found.best.key == fresh.best.key
        for key in found.keys:
            assert found.probability_cheapest(key) == fresh.probability_cheapest(key)
            assert found.mean(key).value == pytest.approx(fresh.mean(key).value, rel=1e-12)
            assert found.mean(key).standard_error == pytest.approx(fresh.mean(key).standard_error, rel=1e-9)


def test_the_tornado_is_that_of_the_scenario(live: LiveDraws) -> None:
    for scenario in steps()[:2]:
        found, fresh, first = live.tornado(scenario), ht.sensitivity.tornado(scenario), first_tornado(scenario)
        swings = dict(zip(fresh.paths, fresh.swing_eur, strict=True))
        for other in (found, first):
            assert dict(zip(other.paths, other.swing_eur, strict=True)) == pytest.approx(swings, rel=1e-9, abs=1e-3)
            assert list(other.swing_eur) == sorted(other.swing_eur, reverse=True)


@pytest.mark.parametrize(
    "values",
    [
        {"horizon_years": 7},
        {"options": ["in_house", "external"]},
        {"leasing.end_of_term": "extend"},
        {"leasing.term_years": 3},
        {"migration.migrated_share_by_year": [0, 1]},
        {"incidents.external_rate_per_year": 1.9},  # more incidents in a year than were made ready
    ],
)
def test_another_structure_does_not_fit(live: LiveDraws, values: dict[str, Any]) -> None:
    assert not live.fits(ht.with_values(SCENARIO, values))


def test_another_name_fits(live: LiveDraws) -> None:
    assert live.fits(ht.with_values(SCENARIO, {"name": "Autre", "description": "Autre"}))


def test_a_scenario_without_anything_uncertain_has_draws_of_its_events() -> None:
    scenario = ht.load("chi-eure-seine-2017-total")
    found, fresh = LiveDraws(scenario, 64).simulate(scenario), ht.simulate(scenario, 64)
    np.testing.assert_allclose(found.kept, fresh.kept, rtol=1e-9, atol=1e-6)
    assert first_tornado(scenario).paths == ()


def test_compiled_draws_are_the_same() -> None:
    scenario = ht.load("tout-a-zero")
    live = LiveDraws(scenario, 256)
    before = live.simulate(scenario).kept
    live.compile()
    assert np.array_equal(live.simulate(scenario).kept, before)
