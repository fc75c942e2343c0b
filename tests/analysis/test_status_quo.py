"""Four options, the status quo among them: priced, drawn, and what is said beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.model import options_of
from hds_tco.scenario import Assumption, Scenario, load

FOUR: dict[str, Any] = {
    "options": ["in_house", "external", "leasing", "status_quo"],
    "existing.keep_years": 3,
    "existing.then": "external",
    "existing.cost_growth_per_year": 0.05,
    "existing.incident_rate_factor": 1.5,
    "existing.book_value_eur": 400_000,
    "existing.depreciation_left_years": 4,
}


def case(**changes: Any) -> Scenario[Assumption]:
    return load("reference-ght", FOUR | {path.replace("__", "."): value for path, value in changes.items()})


def test_a_comparison_has_four_options_and_says_until_when() -> None:
    found = ht.compare(case())
    assert [option.key for option in found.options] == FOUR["options"]
    assert found["status_quo"].option.label("en") == "Status quo, then certified HDS provider"
    said = [notice.sentence("en") for notice in found.notices if notice.key == "status_quo"]
    assert len(said) == 1
    assert "until the end of 2029" in said[0]
    assert "hosts no other establishment" in said[0]
    kept = ht.compare(case(existing__keep_years=10))
    assert [notice.key for notice in kept.notices if notice.key.startswith("status_quo")] == ["status_quo_throughout"]
    assert not [notice for notice in ht.compare(case(existing__keep_years=0)).notices if "status_quo" in notice.key]


def test_its_present_machines_are_written_off_later() -> None:
    found = ht.compare(case())
    # All has moved at the end of year 3, or 6: one year in four is left, or none.
    assert found["external"].existing_eur.tolist() == approx([0, 100_000, 100_000, 200_000, *[0] * 7])
    assert found["status_quo"].existing_eur.tolist() == approx([0, 100_000, 100_000, 100_000, 100_000, *[0] * 6])


def test_the_notices_of_a_provider_stand_beside_a_status_quo_that_leads_to_one() -> None:
    keys = [notice.key for notice in ht.compare(case(options=["in_house", "status_quo"])).notices]
    assert "leaving" in keys
    home = ht.compare(case(options=["in_house", "status_quo"], existing__then="in_house"))
    assert "leaving" not in [notice.key for notice in home.notices]


@pytest.mark.parametrize("way", ["in_house", "external", "leasing"])
def test_rows_and_kernel_price_a_status_quo_as_the_model_does(way: str) -> None:
    pytest.importorskip("llvmlite")
    chosen = case(existing__then=way)
    paths = ["existing.cost_growth_per_year", "existing.incident_rate_factor", "migration.own_move_share"]
    evaluator = Evaluator(chosen, paths, drawn=True, compiled=False)
    values = np.random.default_rng(1).uniform(0.001, 1.0, (len(evaluator.columns), 50))
    values[1] += 1.0
    rows = evaluator.run(values)
    assert np.array_equal(evaluator.compiled().run(values), rows)
    expected = rows[evaluator.rows_of("expected")[3], 0]
    changed = ht.with_values(chosen, dict(zip(paths, values[:3, 0].tolist(), strict=True)))
    assert ht.compare(changed, options_of(changed))["status_quo"].net_present_cost_eur == approx(expected, rel=1e-12)
