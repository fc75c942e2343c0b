from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hds_tco.model.law import in_force
from hds_tco.scenario.law import disputable, rule
from tests.builders import given

YEARS: Any = np.arange(4)


@pytest.mark.parametrize("name", sorted(disputable()))
def test_a_rule_governs_from_its_first_year_on(name: str) -> None:
    first = rule(disputable()[name]).first_year
    assert in_force(given(), name, YEARS, first - 2 + YEARS).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("name", sorted(disputable()))
def test_a_dispute_takes_the_tables_place(name: str) -> None:
    disputed = given({}, law={name: {"start_year": 3}})
    assert in_force(disputed, name, YEARS, 2090 + YEARS).tolist() == [0, 0, 0, 1]
    never = given({}, law={name: {"start_year": 50}})
    assert in_force(never, name, YEARS, 2090 + YEARS).tolist() == [0, 0, 0, 0]


def test_the_right_to_leave_holds_since_the_first_whole_year_of_the_data_act() -> None:
    assert rule(disputable()["right_to_leave"]).first_year == 2026
