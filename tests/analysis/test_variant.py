"""A scenario some of whose figures were changed says so, wherever its name stands."""

from __future__ import annotations

from typing import Any

import pytest

import hds_tco as ht
from hds_tco.analysis.variant import named_variant
from hds_tco.charts import scenario_line
from hds_tco.locale import Language
from hds_tco.scenario import assumptions_of
from tests.builders import CLOSE_RACE

BASE = ht.load(CLOSE_RACE)
PRICE = "external.price_eur_per_vm_per_month"


def changed(values: dict[str, Any], lang: Language = "fr") -> Any:
    return named_variant(BASE, ht.with_values(BASE, values), lang)


def test_nothing_changed_keeps_its_name() -> None:
    assert named_variant(BASE, BASE) is BASE


@pytest.mark.parametrize(("lang", "words"), [("fr", "2 valeurs changées"), ("en", "2 values changed")])
def test_the_name_counts_and_the_description_lists(lang: Language, words: str) -> None:
    made = changed({PRICE: 120, "horizon_years": 7}, lang)
    assert made.name == f"{BASE.name}, {words}"
    assert made.description.startswith(BASE.description)
    last = made.description.splitlines()[-1]
    assert "120" in last and "98" in last and "orizon" in last
    assert words in scenario_line(made, lang)


def test_a_choice_that_is_no_figure_counts() -> None:
    made = changed({"options": ["in_house", "external"]})
    assert made.name.endswith("1 valeur changée")


def test_a_name_of_ones_own_is_kept() -> None:
    assert changed({"name": "Notre GHT"}).name == "Notre GHT"
    assert changed({"name": "Notre GHT", PRICE: 120}).name == "Notre GHT, 1 valeur changée"


def test_figures_stay_those_of_the_change() -> None:
    values = ht.with_values(BASE, {PRICE: 120})
    one, other = ht.compare(values), ht.compare(named_variant(BASE, values))
    assert [a.net_present_cost_eur for a in one.options] == [b.net_present_cost_eur for b in other.options]


def test_a_margin_of_error_that_goes_counts_too() -> None:
    price = assumptions_of(BASE)[PRICE]
    assert price.distribution is not None
    assert changed({PRICE: price.value}).name.endswith("1 valeur changée")
    assert changed({"finance.vat_share": assumptions_of(BASE)["finance.vat_share"].value}).name == BASE.name
