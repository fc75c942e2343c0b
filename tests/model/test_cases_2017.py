"""The cases of 2017, which a hand can add up: nominal, no VAT, no index, year 0 the first investment."""

from __future__ import annotations

from typing import Any

import pytest

from hds_tco.model import IN_HOUSE, lines_of, years
from hds_tco.model.ledger import total
from hds_tco.scenario import Assumption, Scenario, load, resolve, with_values


def yearly_total(scenario: Scenario[Assumption]) -> list[float]:
    year = years(scenario.horizon_years)
    return total(lines_of(IN_HOUSE, resolve(scenario), year), year).tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "values", "by_year"),
    [
        # 500; 50 + 370 - 350 = 70 in years 1 to 3; 370 - 350 = 20
        ("chi-eure-seine-2017-total", {}, [500_000, 70_000, 70_000, 70_000, 20_000]),
        # 150 + 370 - 350 = 170
        ("chi-eure-seine-2017-par-an", {}, [500_000, 170_000, 170_000, 170_000, 20_000]),
        ("chu-strasbourg-2017", {}, [150_000] + [20_000] * 4),
        ("chu-strasbourg-2017", {"horizon_years": 10}, [150_000] + [20_000] * 10),
    ],
)
def test_each_year_to_the_cent(name: str, values: dict[str, Any], by_year: list[float]) -> None:
    assert yearly_total(load(name, values)) == pytest.approx(by_year, abs=0.005)


@pytest.mark.parametrize(
    ("name", "values", "euros"),
    [
        ("chi-eure-seine-2017-total", {}, 730_000),
        ("chi-eure-seine-2017-par-an", {}, 1_030_000),
        ("chu-strasbourg-2017", {}, 230_000),
        ("chu-strasbourg-2017", {"horizon_years": 10}, 350_000),
    ],
)
def test_the_total_to_the_cent(name: str, values: dict[str, Any], euros: float) -> None:
    assert sum(yearly_total(load(name, values))) == pytest.approx(euros, abs=0.005)


def test_a_longer_horizon_asked_of_a_loaded_case_is_that_of_the_file() -> None:
    longer = with_values(load("chu-strasbourg-2017"), {"horizon_years": 10})
    assert sum(yearly_total(longer)) == pytest.approx(350_000, abs=0.005)
