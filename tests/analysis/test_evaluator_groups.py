from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.model import IN_HOUSE

REFERENCE = ht.load("reference-ght")


@pytest.mark.parametrize("drawn", [False, True])
def test_a_group_is_the_present_cost_of_its_lines_as_compare_gives_it(drawn: bool) -> None:
    groups = {"people": ("staff.",), "machines": ("purchase.", "emergency."), "none": ("no_such_line",)}
    evaluator = Evaluator(REFERENCE, [], options=[IN_HOUSE], groups=groups, drawn=drawn)
    found = dict(zip(evaluator.measures, evaluator.run([np.full(1, 0.5)] * len(evaluator.columns))[:, 0], strict=True))
    lines = ht.compare(REFERENCE, [IN_HOUSE]).frame()
    by_line = lines.groupby("line")["discounted_eur"].sum()
    for name, beginnings in groups.items():
        asked = sum(amount for line, amount in by_line.items() if line.startswith(beginnings))
        assert found[f"in_house.{name}"] == approx(asked, abs=0.01)
    assert found["in_house.people"] > 0


def test_groups_are_measures_like_others() -> None:
    groups = {"people": ("staff.",), "machines": ("purchase.",)}
    evaluator = Evaluator(REFERENCE, [], options=[IN_HOUSE], groups=groups, measures=["people"])
    assert evaluator.measures == ("in_house.people",)


def test_a_group_may_not_hide_a_measure() -> None:
    with pytest.raises(ValueError, match="expected"):
        Evaluator(REFERENCE, [], options=[IN_HOUSE], groups={"expected": ("staff.",)})
