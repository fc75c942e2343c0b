"""The same draws whatever is changed, those of a simulation with the same seed."""

from __future__ import annotations

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.evaluator import Evaluator
from hds_tco.analysis.simulation.paired_draws import PairedDraws
from hds_tco.scenario import uncertain_paths
from tests.analysis.simulation.case import small

SETUP = "external.setup_eur"


def paired(draws: int = 40) -> PairedDraws:
    paths = dict.fromkeys((*uncertain_paths(small()), SETUP))
    return PairedDraws(Evaluator(small(), paths, drawn=True, measures=["expected"]), draws, 3)


def test_unchanged_costs_are_those_of_a_simulation() -> None:
    simulated = ht.simulate(small(), 40, 3)
    for name, costs in paired().measures({}).items():
        assert costs == pytest.approx(simulated.kept[simulated.measures.index(name)])


def test_a_change_is_made_in_every_draw_alike_or_in_each_its_own_way() -> None:
    runs = paired()
    price = runs.central(SETUP)
    alike, each = runs.measures({SETUP: price + 7.0}), runs.measures({SETUP: np.full(40, price) + np.arange(40.0)})
    before = runs.measures({SETUP: price})["external.expected"]
    step = (alike["external.expected"] - before) / 7.0
    assert (step > 0).all()
    assert each["external.expected"] - before == pytest.approx(step * np.arange(40.0), abs=1e-6)


def test_what_nothing_draws_stands_at_its_central_value() -> None:
    runs = paired()
    assert runs.column("finance.vat_share").tolist() == [runs.central("finance.vat_share")] * 40


def test_no_draw_is_no_answer() -> None:
    with pytest.raises(ValueError, match="draws"):
        paired(0)
