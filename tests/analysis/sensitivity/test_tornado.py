"""One assumption at a time, from its P5 to its P95."""

from __future__ import annotations

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.frame_table import titled
from hds_tco.locale import Language
from hds_tco.scenario import assumptions_of
from tests.builders import scenario

UNIFORM = {"distribution": "uniform", "low": 100, "high": 300}
# External: 200 € of set-up on average; in-house: 250 €, nothing else.
TWO = {"external.setup_eur": UNIFORM, "in_house.other_investment_eur_by_year": [250]}


def test_by_hand() -> None:
    found = ht.sensitivity.tornado(scenario(TWO, options=("in_house", "external")))
    assert (found.best.key, found.rival and found.rival.key) == ("external", "in_house")
    assert found.central_gap_eur == pytest.approx(50)
    row = found.frame().iloc[0]
    assert row["path"] == "external.setup_eur"
    assert (row["low_value"], row["central_value"], row["high_value"]) == pytest.approx((110, 200, 290))
    assert (row["external_low_eur"], row["external_high_eur"]) == pytest.approx((110, 290))
    assert (row["in_house_low_eur"], row["in_house_high_eur"]) == pytest.approx((250, 250))
    assert (row["gap_low_eur"], row["gap_high_eur"], row["swing_eur"]) == pytest.approx((140, -40, 180))
    assert row["changes_best"]


def test_an_end_that_stays_cheaper_changes_nothing() -> None:
    values = {**TWO, "in_house.other_investment_eur_by_year": [291]}
    assert not ht.sensitivity.tornado(scenario(values, options=("in_house", "external"))).changes_best.any()


def test_every_end_is_what_compare_says() -> None:
    reference = ht.load("reference-ght")
    found = ht.sensitivity.tornado(reference)
    frame = found.frame()
    assert found.rival is not None
    assert sorted(found.paths) == sorted(p for p, a in assumptions_of(reference).items() if a.distribution is not None)
    for rank in (0, 3, 40, len(frame) - 1):
        row = frame.iloc[rank]
        for end in ("low", "high"):
            moved = ht.compare(ht.with_values(reference, {row["path"]: float(row[f"{end}_value"])}))
            for option in moved.options:
                assert row[f"{option.key}_{end}_eur"] == pytest.approx(option.net_present_cost_eur, rel=1e-9)
            gap = moved[found.rival.key].net_present_cost_eur - moved[found.best.key].net_present_cost_eur
            assert row[f"gap_{end}_eur"] == pytest.approx(gap, abs=1.0)


def test_the_widest_swing_comes_first() -> None:
    found = ht.sensitivity.tornado(ht.load("reference-ght"))
    assert (np.diff(found.swing_eur) <= 0).all()
    assert found.swing_eur[0] > 1e6
    # A best option that changes crosses zero with the runner-up, or a third option came in between.
    crossed = (found.gap_eur < 0).any(axis=0)
    assert (found.changes_best[crossed]).all()


def test_one_option_has_no_gap() -> None:
    found = ht.sensitivity.tornado(scenario({"external.setup_eur": UNIFORM}, options=("external",)))
    assert found.rival is None
    assert np.isnan(found.gap_eur).all()
    assert found.swing_eur.tolist() == pytest.approx([180])
    assert not found.changes_best.any()
    assert len(found.notes()) == 1


def test_nothing_uncertain_is_an_empty_frame() -> None:
    found = ht.sensitivity.tornado(scenario(options=("in_house", "external")))
    assert len(found.frame()) == 0


@pytest.mark.parametrize(("lang", "title"), [("fr", "Amplitude (€)"), ("en", "Swing (€)")])
def test_columns_as_a_person_reads_them(lang: Language, title: str) -> None:
    found = ht.sensitivity.tornado(ht.load("reference-ght"))
    shown = titled(found.frame(lang), "sensitivity", lang)
    assert title in shown.columns
    assert found.rival is not None
    assert found.rival.label(lang) in found.notes(lang)[0]
