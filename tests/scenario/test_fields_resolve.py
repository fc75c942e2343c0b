"""From assumptions to what the model reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hds_tco.scenario import assumptions_of, load, resolve, with_values
from tests import builders


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([0.2], [0.2] * 6),
        ([0, 0.2, 0.5, 1], [0, 0.2, 0.5, 1, 1, 1]),  # a ramp holds its last share
        (
            [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
            [0, 0.1, 0.2, 0.3, 0.4, 0.5],
        ),  # what is behind the horizon is not read
    ],
)
def test_a_ramp_holds_its_last_share(written: list[float], read: list[float]) -> None:
    given = builders.given({"migration.migrated_share_by_year": written}, horizon_years=5)
    assert given.migration.migrated_share_by_year.tolist() == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([500], [500, 0, 0, 0]),  # amounts stop
        ([500, -50], [500, -50, 0, 0]),
        ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4]),
    ],
)
def test_amounts_by_year_stop_where_nothing_is_written(written: list[float], read: list[float]) -> None:
    given = builders.given({"in_house.other_investment_eur_by_year": written}, horizon_years=3)
    assert given.in_house is not None
    assert given.in_house.other_investment_eur_by_year.tolist() == read


def test_six_activities_stay_six_whatever_the_horizon() -> None:
    for horizon in (1, 5, 12):
        given = builders.given(
            {"external.uncovered_eur_per_year_by_activity": [1, 2, 3, 4, 5, 6]}, horizon_years=horizon
        )
        assert given.external is not None
        assert given.external.uncovered_eur_per_year_by_activity.tolist() == [1, 2, 3, 4, 5, 6]


def test_the_shape_of_what_the_model_reads() -> None:
    scenario = load("reference-ght")
    seen: dict[str, Any] = {}

    def keep(path: str, value: Any) -> Any:
        seen[path] = value
        return value

    given = resolve(scenario, keep)
    lists = {"certification.activities", "external.covered_activities", "external.reseller_activities"}
    numbers = {path for path, value in seen.items() if value.dtype.kind in "fi"} - lists
    assert numbers == set(assumptions_of(scenario))
    by_year = scenario.horizon_years + 1
    assert {np.shape(seen[path]) for path in numbers} == {(), (by_year,), (6,)}
    assert seen["migration.migrated_share_by_year"].shape == (by_year,)
    assert set(seen) - numbers - lists == {
        "hospital.legal_form",
        "leasing.rent_basis",
        "certification.regime",
        "pooling.billing",
        "pooling.cost_key",
        "existing.then",
        "leasing.end_of_term",
    }
    assert given.name == scenario.name
    assert given.horizon_years == scenario.horizon_years
    assert given.hosted["ehpad"].label == scenario.hosted["ehpad"].label
    assert given.external is not None
    assert [seen[path].tolist() for path in sorted(lists)] == [[1, 1, 1, 1, 0, 1], [1] * 6, [0, 0, 0, 0, 1, 0]]
    assert str(given.pooling.billing) == scenario.pooling.billing


def test_whole_numbers_yes_and_no_and_means() -> None:
    values = {
        "leasing.term_years": 4,
        "leasing.maintenance_included": True,
        "external.setup_eur": {"low": 1, "mode": 2, "high": 9},
    }
    given: Any = resolve(with_values(load("reference-ght"), values))
    assert given.leasing.term_years.dtype.kind == "i"
    assert (given.leasing.term_years, given.leasing.maintenance_included, given.external.setup_eur) == (4, 1.0, 3.0)


def test_another_value_may_stand_in_the_place_of_each() -> None:
    given: Any = resolve(load("reference-ght"), lambda path, _: path)
    assert given.hosted["ehpad"].vms == "hosted.ehpad.vms"
    assert given.restitution.clauses.step_in == "restitution.clauses.step_in"


def test_sections_that_are_left_out_stay_out() -> None:
    assert resolve(load("chu-strasbourg-2017")).external is None
