"""When the recommended option loses, in a few conditions measured on draws that did not find them."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.estimate import NOISE
from hds_tco.analysis.sensitivity import LosingConditions, losing_rules
from hds_tco.analysis.simulation import Simulation
from hds_tco.locale import Language
from tests.builders import CLOSE_RACE, scenario

UNIFORM = {"distribution": "uniform", "low": 100, "high": 300}


@pytest.fixture(scope="module")
def reference() -> tuple[Simulation, LosingConditions]:
    simulation = ht.simulate(ht.load(CLOSE_RACE), draws=6000)
    return simulation, ht.sensitivity.losing_conditions(simulation)


def planted(draws: int = 8000) -> tuple[Any, Any]:
    inputs = np.random.default_rng(3).random((10, draws))
    return inputs, (inputs[2] > 0.7) & (inputs[5] <= 0.4)


def test_a_planted_rule_is_found() -> None:
    inputs, loses = planted()
    rule, *others = losing_rules(inputs, loses)
    assert others == []
    assert {(item.column, item.above): round(item.threshold, 1) for item in rule.conditions} == {
        (2, True): 0.7,
        (5, False): 0.4,
    }
    assert rule.probability.value > 0.97
    assert rule.coverage.value == pytest.approx(0.12, abs=4 * rule.coverage.standard_error)
    assert rule.share_of_losses > 0.97


def test_noise_gives_no_rule() -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        assert losing_rules(rng.random((10, 4000)), rng.random(4000) < 0.3) == ()


def test_always_or_never_gives_no_rule() -> None:
    inputs, _ = planted(1000)
    assert losing_rules(inputs, np.zeros(1000, bool)) == ()
    assert losing_rules(inputs, np.ones(1000, bool)) == ()
    assert losing_rules(inputs[:, :10], inputs[0, :10] > 0.5) == ()


def test_measured_on_the_half_that_did_not_find_them(
    reference: tuple[Simulation, LosingConditions],
) -> None:
    simulation, found = reference
    assert 1 <= len(found.rules) <= 3
    inputs = simulation.inputs(6000, found.paths)[:, 3000:]
    expected = {key: simulation.kept[simulation.row(key, "expected"), 3000:] for key in simulation.keys}
    loses = expected["external"] > np.min(list(expected.values()), axis=0)
    assert (found.option.key, found.draws) == ("external", 3000)
    assert found.base.value == loses.mean()
    for rule in found.rules:
        assert 1 <= len(rule.conditions) <= 3
        inside = rule.holds(inputs)
        assert rule.coverage.value == inside.mean()
        assert rule.probability.value == loses[inside].mean()
        spread = np.sqrt(loses[inside].mean() * (1 - loses[inside].mean()) / inside.sum())
        assert rule.probability.standard_error == pytest.approx(spread)
        assert rule.share_of_losses == pytest.approx((loses & inside).sum() / loses.sum())
        assert rule.probability.value > found.base.value + NOISE * rule.probability.standard_error


def test_thresholds_are_those_that_the_sentence_says(
    reference: tuple[Simulation, LosingConditions],
) -> None:
    for rule in reference[1].rules:
        for item in rule.conditions:
            assert item.threshold == float(f"{item.threshold:.3g}")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_sentences(reference: tuple[Simulation, LosingConditions], lang: Language) -> None:
    found = reference[1]
    first, *rules, note = found.sentences(lang)
    assert first.startswith(f"{found.option.named(lang):The}")
    assert len(rules) == len(found.rules)
    frame = found.frame(lang)
    for number, sentence in enumerate(rules, 1):
        for label in frame.loc[frame["rule"] == number, "label"]:
            assert label in sentence
    assert ("moitié" if lang == "fr" else "half") in note


def test_a_rule_in_words() -> None:
    values = {"external.setup_eur": UNIFORM, "in_house.other_investment_eur_by_year": [250]}
    simulation = ht.simulate(scenario(values, options=("in_house", "external")), draws=4000)
    found = ht.sensitivity.losing_conditions(simulation)
    (rule,) = found.rules
    (condition,) = rule.conditions
    assert condition.above
    assert condition.threshold == pytest.approx(250, abs=1)
    assert rule.probability.value > 0.97
    said = " ".join(found.sentences("en")[1].split())
    assert said.startswith(
        f"If “Set-up at the provider” exceeds €{condition.threshold:.0f}, the certified HDS provider is not "
        "the cheapest option in"
    )
    assert abs(found.base.value - 0.25) < 4 * found.base.standard_error
    assert f"{found.base.value:.0%} of the 2,000 held-out draws" in found.sentences("en")[0]


def test_what_never_loses_says_so() -> None:
    values = {"external.setup_eur": UNIFORM, "in_house.other_investment_eur_by_year": [301]}
    found = ht.sensitivity.losing_conditions(
        ht.simulate(scenario(values, options=("in_house", "external")), draws=1000)
    )
    assert found.rules == ()
    assert len(found.frame()) == 0
    (said,) = found.sentences("en")
    assert "in each of the 500 held-out draws" in said


def test_same_seed_same_rules(reference: tuple[Simulation, LosingConditions]) -> None:
    simulation, found = reference
    again = ht.sensitivity.losing_conditions(simulation)
    assert again.rules == found.rules
    fewer = ht.sensitivity.losing_conditions(simulation, draws=2000)
    assert fewer.draws == 1000


def test_a_missing_library_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(ImportError, match=r"sklearn.*hds-tco\[analysis\]"):
        losing_rules(*planted(1000), lang="en")
