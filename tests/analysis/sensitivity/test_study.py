"""The whole study is about one option, and says so when the draws favour another."""

from __future__ import annotations

import hds_tco as ht
from hds_tco.analysis.sensitivity.study import sensitivity_study
from tests.builders import CLOSE_RACE


def test_every_part_is_about_the_same_option() -> None:
    found = sensitivity_study(ht.load(CLOSE_RACE, {"horizon_years": 13}), draws=4000)
    best, leader = found.break_even.best, found.simulation.best
    assert (best.key, leader.key) == ("external", "in_house")
    assert found.losing is not None
    assert found.tornado is not None
    assert found.losing.option.key == found.tornado.best.key == best.key
    said = found.notes()[0]
    assert said.startswith(f"{best.named():The} coûte le moins à hypothèses moyennes, {leader.named():the} en moyenne")


def test_nothing_is_said_where_both_agree() -> None:
    found = sensitivity_study(ht.load("reference-ght"), draws=2000)
    assert not any("Tornade" in note for note in found.notes())
