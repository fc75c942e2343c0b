from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility import Flexibility, flexibility
from hds_tco.analysis.lease_rate import RATE
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Assumption, Scenario
from tests.analysis.flexibility.cases import FREE, REFERENCE, TOO_LITTLE, TOO_MUCH
from tests.strategies import FEWER_SCENARIOS, scenarios


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def with_gap(value: float, error: float) -> Flexibility:
    return replace(flexibility(TOO_LITTLE, draws=40), gap=Estimate(value, error))


def test_a_hand_worked_case() -> None:
    found = flexibility(TOO_LITTLE, draws=40)
    assert found.verdict == "leasing"
    assert found.gap.value == approx(224 - 7100)
    assert found.foresight.value == approx(700)
    assert (found.buying.used.value, found.buying.rush.value) == approx((3600, 700))
    assert found.leasing.probability_cheaper.value == 1.0
    assert found.buying.probability_cheaper.value == 0.0
    assert (found.buying.p05.value, found.buying.cvar95.value) == approx((7100, 7100))


def test_the_frame_holds_each_figure_and_its_error() -> None:
    found = flexibility(REFERENCE, draws=400)
    frame = found.frame("en").set_index("way")
    assert frame["way_label"].tolist() == ["Buying", "Leasing"]
    parts = frame[["used_eur", "idle_eur", "shortage_eur", "ending_eur", "failure_eur"]].sum(axis=1)
    assert parts.tolist() == approx(frame["mean_eur"].tolist())
    assert (frame["rush_eur"] <= frame["shortage_eur"]).all()
    assert (frame["p05_eur"] < frame["p50_eur"]).all()
    assert (frame["p95_eur"] < frame["cvar95_eur"]).all()
    figures = [name for name in frame if f"{name}_standard_error" in frame]
    assert len(figures) == 12
    assert frame.loc["leasing", "probability_cheaper_standard_error"] > 0


def test_same_seed_same_answer_whatever_the_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        frames = list(pool.map(lambda _: flexibility(REFERENCE, draws=500, seed=7).frame(), range(4)))
    alone = flexibility(REFERENCE, draws=500, seed=7).frame()
    assert all(frame.equals(alone) for frame in frames)
    assert not flexibility(REFERENCE, draws=500, seed=8).frame().equals(alone)


def test_the_stated_error_is_how_the_gap_varies_from_seed_to_seed() -> None:
    found = [flexibility(REFERENCE, draws=200, seed=seed) for seed in range(40)]
    spread = np.std([item.gap.value for item in found], ddof=1)
    assert np.mean([item.gap.standard_error for item in found]) == approx(spread, rel=0.35)
    shares = np.std([item.leasing.probability_cheaper.value for item in found], ddof=1)
    assert np.mean([item.leasing.probability_cheaper.standard_error for item in found]) == approx(shares, rel=0.35)


def test_a_rate_brought_to_its_break_even_is_a_tie_within_noise() -> None:
    shift = ht.flexibility.flexibility_premium(REFERENCE, draws=400)["mean"].rate.value
    low, high = 0.04 + shift, 0.07 + shift
    tied = ht.with_values(REFERENCE, {RATE: {"distribution": "uniform", "low": low, "high": high}})
    found = flexibility(tied, draws=400)
    assert found.verdict == "unsure"
    assert found.sentences("en")[0].startswith("No clear winner")
    assert plain(found.sentences("fr")[0]).startswith("Pas de gagnant net")


def test_answers_name_the_right_winner() -> None:
    buying = flexibility(REFERENCE, draws=400)
    assert buying.verdict == "buying"
    assert "buying costs" in buying.sentences("en")[0]
    assert "l'achat coûte" in buying.sentences("fr")[0]
    leasing = flexibility(TOO_LITTLE, draws=40)
    english, french = leasing.sentences("en"), [plain(said) for said in leasing.sentences("fr")]
    assert english[0] == (
        "Over 3 years, buying the machines costs €7.1k on average, leasing them €224: leasing costs €6.9k (± €0) less. "
        "It ends the cheaper in 100% of draws (± 2.4 points)."
    )
    assert french[1] == (
        "Qui achète paie en moyenne 0 € de capacité sans emploi et 3,5 k€ d'achats d'urgence, dont 700 € de "
        "majoration ; qui loue, 0 € de loyers sans emploi."
    )
    assert french[2] == "Prévoir juste la croissance ferait économiser 700 € (± 0 €) à qui achète."


def test_nothing_paid_is_said_to_be_nothing_known() -> None:
    assert len(flexibility(FREE, draws=20).sentences("en")) == 1


def test_a_tie_of_the_very_same_cost_is_said_so() -> None:
    assert with_gap(0.0, 0.0).verdict == "same"
    assert "costs the same on average" in with_gap(0.0, 0.0).sentences("en")[0]


def test_what_is_bought_too_early_is_said_without_shortage() -> None:
    assert "€1.3k for idle capacity and €0 in emergency" in flexibility(TOO_MUCH, draws=20).sentences("en")[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_forecast_may_save_cost_or_change_nothing(lang: Language) -> None:
    found = flexibility(TOO_LITTLE, draws=20)
    savings = [Estimate(5e3, 1.0), Estimate(-5e3, 1.0), Estimate(5e3, 4e3), Estimate(0.0, 0.0)]
    said = [replace(found, foresight=saved).sentences(lang)[2] for saved in savings]
    assert len(set(said)) == 4
    assert not any("-" in words.replace("celle-", "") for words in said)  # a loss is said in words, not by a sign


def test_one_draw_is_no_proof() -> None:
    found = flexibility(REFERENCE, draws=1)
    assert found.verdict == "unsure"
    assert "nan" not in " ".join(found.sentences("en"))


def test_what_has_no_source_is_said() -> None:
    notes = flexibility(REFERENCE, draws=20).notes("en")
    assert any("have no source" in note for note in notes)
    assert any("20 draws" in note for note in notes)


@FEWER_SCENARIOS
@given(scenarios())
def test_any_hospital_gets_whole_sentences(found: Scenario[Assumption]) -> None:
    result = flexibility(found, draws=40)
    for lang in LANGUAGES:
        said = " ".join([*result.sentences(lang), *result.notes(lang)])
        assert "{" not in said
        assert "nan" not in said
    assert result.buying.probability_cheaper.value + result.leasing.probability_cheaper.value <= 1.0
