"""Scenarios side by side: the figures are those of each comparison, the sentence says when the answer turns."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.analysis.side_by_side import TOGETHER, side_by_side, side_by_side_table, usual_variants
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import assumptions_of
from tests.builders import CLOSE_RACE, scenario

REFERENCE = ht.load(CLOSE_RACE)


def test_each_row_is_the_comparison_of_its_scenario() -> None:
    variants = usual_variants(REFERENCE)
    frame = side_by_side(variants).frame()
    assert len(frame) == 3 * len(variants) == 30
    for name, rows in frame.groupby("scenario"):
        result = ht.compare(variants[str(name)])
        assert rows.set_index("option")["equivalent_annual_cost_eur"].to_dict() == pytest.approx(
            {option.key: option.equivalent_annual_cost_eur for option in result.options}
        )
        assert rows[rows["is_best"]]["option"].tolist() == [result.best.key]


def test_a_dear_quote_is_what_one_draw_in_twenty_exceeds() -> None:
    dear = usual_variants(REFERENCE)["Devis cher"]
    path = "external.price_eur_per_vm_per_month"
    law = assumptions_of(REFERENCE)[path].distribution
    assert law is not None
    assert law.cdf(assumptions_of(dear)[path].value) == pytest.approx(0.95)
    assert ht.compare(dear)["in_house"].net_present_cost_eur == ht.compare(REFERENCE)["in_house"].net_present_cost_eur


@pytest.mark.parametrize(
    ("name", "variants"), [("chi-eure-seine-2017-total", 5), ("tout-a-zero", 5), ("reference-ght", 10)]
)
def test_variants_without_ground_are_left_out(name: str, variants: int) -> None:
    found = usual_variants(ht.load(name))
    assert len(found) == variants
    years = [item.horizon_years for item in found.values()]
    assert {5, 7, 10, 15} <= set(years)


def test_each_variant_has_its_opposite_and_moves_what_the_scenario_holds() -> None:
    names = list(usual_variants(REFERENCE))
    for high, low in (("Devis cher", "Devis bas"), ("Machines chères", "Machines bon marché")):
        assert {high, low} <= set(names)
    known = assumptions_of(REFERENCE)
    assert [path for paths in TOGETHER.values() for path in paths if path not in known] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_names_where_another_option_wins(lang: Language) -> None:
    cheap = ht.with_values(REFERENCE, {"external.price_eur_per_vm_per_month": 20})
    dear = ht.with_values(REFERENCE, {"external.price_eur_per_vm_per_month": 300})
    turned = side_by_side({"bas": cheap, "haut": dear})
    assert turned.changing == ("haut",)
    assert "haut" in turned.sentences(lang)[0]
    assert ht.compare(dear).best.option.label(lang) in turned.sentences(lang)[0]
    held = side_by_side({"bas": cheap, "encore": cheap})
    assert held.changing == ()
    assert held.sentences(lang)[0].startswith("La réponse tient" if lang == "fr" else "The answer holds")


def test_a_tie_is_marked() -> None:
    same = scenario({"in_house.other_operating_eur_by_year": [0, 100_000]}, options=("in_house",))
    assert side_by_side_table(side_by_side({"seul": same})).rows[0][-1] == "Hébergement interne"
    tied = scenario({"finance.real_discount_rate_per_year": 0})
    found = side_by_side({"tous": tied})
    assert side_by_side_table(found).rows[0][-1].endswith("≈")
    assert found.sentences() == [side_by_side({"rien": tied}).sentences()[0]]


def test_a_scenario_that_lacks_an_option_has_a_blank_for_it() -> None:
    found = side_by_side({"chi": ht.load("chi-eure-seine-2017-total"), "ght": REFERENCE})
    assert side_by_side_table(found).rows[0][3:5] == ("–", "–")
    with pytest.raises(ValueError, match="at least one"):
        side_by_side({})
