"""The answer in words, in every situation, in both languages; each figure fits in the head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

import hds_tco as ht
from hds_tco.analysis.notices import TIE_SHARE
from hds_tco.analysis.report import cumulative_message, yearly_message
from hds_tco.locale import LANGUAGES, Language, amount
from tests.builders import CLOSE_RACE, scenario
from tests.cli.running import plain

PRICE = "external.price_eur_per_vm_per_month"
IN_HOUSE, EXTERNAL = ("Hébergement interne", "In-house hosting"), ("Hébergeur certifié HDS", "Certified HDS provider")


def priced(in_house: Sequence[float], external: Sequence[float] | None = None, **top: Any) -> ht.analysis.Comparison:
    """Return a comparison whose amounts by year are those given: no discount, no tax, nothing else."""
    values: dict[str, Any] = {
        "in_house.other_operating_eur_by_year": in_house,
        "external.other_eur_by_year": external or [0],
    }
    options = ("in_house", "external") if external is not None else ("in_house",)
    return ht.compare(scenario(values, **{"horizon_years": len(in_house) - 1, "options": options} | top))


def said(result: ht.analysis.Comparison, lang: Language) -> str:
    return plain(" ".join(result.sentences(lang)))


def first(result: ht.analysis.Comparison, lang: Language) -> str:
    return plain(result.sentences(lang)[0])


# In-house, external, year 0 first; what the French and the English say first.
SITUATIONS: dict[str, tuple[list[float], list[float] | None, str, str]] = {
    "single": (
        [100_000, 50_000, 50_000],
        None,
        "Hébergement interne : 200,0 k€ sur 2 ans (100,0 k€ par an).",
        "In-house hosting costs €200.0k over 2 years (€100.0k a year).",
    ),
    "single over one year": (
        [0, 50_000],
        None,
        "Hébergement interne : 50,0 k€ sur 1 an (50,0 k€ par an).",
        "In-house hosting costs €50.0k over 1 year (€50.0k a year).",
    ),
    "single that earns": (
        [0, -50_000, -50_000],
        None,
        "Hébergement interne : -100,0 k€ (recette nette) sur 2 ans (-50,0 k€ par an).",
        "In-house hosting costs -€100.0k (net income) over 2 years (-€50.0k a year).",
    ),
    "clear win": (
        [0, 60_000],
        [0, 80_000],
        "L'option la moins chère : Hébergement interne, 60,0 k€ sur 1 an (60,0 k€ par an), soit 20,0 k€ (25 %) de "
        "moins que la suivante, l'hébergeur certifié HDS.",
        "Cheapest: In-house hosting, €60.0k over 1 year (€60.0k a year), €20.0k (25%) less than the next, "
        "the certified HDS provider.",
    ),
    "clear win of the other": (
        [0, 80_000],
        [0, 60_000],
        "L'option la moins chère : Hébergeur certifié HDS, 60,0 k€ sur 1 an (60,0 k€ par an), soit 20,0 k€ (25 %) de "
        "moins que la suivante, l'hébergement interne.",
        "Cheapest: Certified HDS provider, €60.0k over 1 year (€60.0k a year), €20.0k (25%) less than the next, "
        "in-house hosting.",
    ),
    "free against a price": (
        [0, 0],
        [0, 60_000],
        "L'option la moins chère : Hébergement interne, 0,0 k€ sur 1 an (0,0 k€ par an), soit 60,0 k€ (100 %) de moins "
        "que la suivante, l'hébergeur certifié HDS.",
        "Cheapest: In-house hosting, €0.0k over 1 year (€0.0k a year), €60.0k (100%) less than the next, "
        "the certified HDS provider.",
    ),
    "earns against a price": (
        [0, -20_000],
        [0, 60_000],
        "L'option la moins chère : Hébergement interne, -20,0 k€ (recette nette) sur 1 an (-20,0 k€ par an), soit "
        "80,0 k€ de moins que la suivante, l'hébergeur certifié HDS.",
        "Cheapest: In-house hosting, -€20.0k (net income) over 1 year (-€20.0k a year), €80.0k less than the next, "
        "the certified HDS provider.",
    ),
    "earns against nothing": (
        [0, -20_000],
        [0, 0],
        "L'option la moins chère : Hébergement interne, -20,0 k€ (recette nette) sur 1 an (-20,0 k€ par an), soit "
        "20,0 k€ de moins que la suivante, l'hébergeur certifié HDS.",
        "Cheapest: In-house hosting, -€20.0k (net income) over 1 year (-€20.0k a year), €20.0k less than the next, "
        "the certified HDS provider.",
    ),
    "both earn": (
        [0, -20_000],
        [0, -50_000],
        "L'option la moins chère : Hébergeur certifié HDS, -50,0 k€ (recette nette) sur 1 an (-50,0 k€ par an), soit "
        "30,0 k€ de moins que la suivante, l'hébergement interne.",
        "Cheapest: Certified HDS provider, -€50.0k (net income) over 1 year (-€50.0k a year), €30.0k less than the "
        "next, in-house hosting.",
    ),
    "tie": (
        [0, 99_000],
        [0, 100_000],
        "À égalité : l'hébergement interne (99,0 k€ sur 1 an, 99,0 k€ par an) et l'hébergeur certifié HDS ne "
        "diffèrent que de 1,0 k€.",
        "A tie: in-house hosting (€99.0k over 1 year, €99.0k a year) and the certified HDS provider differ "
        "by €1.0k only.",
    ),
    "tie at the limit": (
        [0, 98_000],
        [0, 100_000],
        "À égalité : l'hébergement interne (98,0 k€ sur 1 an, 98,0 k€ par an) et l'hébergeur certifié HDS ne "
        "diffèrent que de 2,0 k€.",
        "A tie: in-house hosting (€98.0k over 1 year, €98.0k a year) and the certified HDS provider differ "
        "by €2.0k only.",
    ),
    "perfect tie": (
        [0, 100_000],
        [0, 100_000],
        "À égalité parfaite : l'hébergement interne et l'hébergeur certifié HDS coûtent autant, 100,0 k€ sur 1 an "
        "(100,0 k€ par an).",
        "A perfect tie: in-house hosting and the certified HDS provider cost the same, €100.0k over 1 year "
        "(€100.0k a year).",
    ),
    "perfect tie but for the last bit": (
        [0, 100_000, 0.1],
        [0, 100_000 + 1e-9, 0.1],
        "À égalité parfaite : l'hébergement interne et l'hébergeur certifié HDS coûtent autant, 100,0 k€ sur 2 ans "
        "(50,0 k€ par an).",
        "A perfect tie: in-house hosting and the certified HDS provider cost the same, €100.0k over 2 years "
        "(€50.0k a year).",
    ),
    "nothing known": (
        [0, 0],
        [0, 0],
        "Aucun montant n'est connu : le total vaut zéro parce que les sources n'en donnent aucun, non parce que "
        "l'hébergement serait gratuit.",
        "",
    ),
}


@pytest.mark.parametrize(("in_house", "external", "french", "english"), SITUATIONS.values(), ids=SITUATIONS.keys())
def test_what_is_said_first(in_house: list[float], external: list[float] | None, french: str, english: str) -> None:
    result = priced(in_house, external)
    assert first(result, "fr") == french
    assert first(result, "en") == english or not english
    assert not re.search("[éèà«]", first(result, "en"))


@pytest.mark.parametrize("gap", [0.0199, 0.0201, -0.0199, -0.0201])
def test_two_percent_part_a_tie_from_a_win(gap: float) -> None:
    result = priced([0, 100_000], [0, 100_000 / (1 - gap) if gap > 0 else 100_000 * (1 + gap)])
    tie = abs(gap) < TIE_SHARE
    assert first(result, "fr").startswith("À égalité :" if tie else "L'option la moins chère :")
    assert any(notice.key == "tie" for notice in result.notices) == tie


# ─── return on investing ─────────────────────────────────────────────────────────────────────────────────────────

RETURNS: dict[str, tuple[list[float], list[float], str, str]] = {
    # 100 now saves 60 twice: 13.07 % a year; repaid after 1 + 40/60 = 1.7 years.
    "a gain": (
        [100_000, 0, 0],
        [0, 60_000, 60_000],
        "Le surcoût initial de l'hébergement interne rapporte 13,1 % par an face à l'hébergeur, sortie planifiée "
        "comprise (taux de rendement interne). Ce surcoût est remboursé en 1,7 an, sans actualiser.",
        "The extra outlay of in-house hosting returns 13.1% a year against the provider, planned exit included "
        "(internal rate of return). This extra outlay is repaid in 1.7 years, undiscounted.",
    ),
    # 100 now saves 40 twice: 40/x + 40/x² = 100 at x = 0.8633, a loss of 13.7 % a year; never repaid.
    "a loss": (
        [100_000, 0, 0],
        [0, 40_000, 40_000],
        "Le surcoût initial de l'hébergement interne perd 13,7 % par an face à l'hébergeur, sortie planifiée comprise "
        "(taux de rendement interne négatif).",
        "The extra outlay of in-house hosting loses 13.7% a year against the provider, planned exit included "
        "(negative internal rate of return).",
    ),
    "two years to the day": (
        [100_000, 0, 0, 0],
        [0, 50_000, 50_000, 50_000],
        "remboursé en 2 ans, sans actualiser.",
        "repaid in 2 years, undiscounted.",
    ),
    "no saving": ([100_000, 0], [0, 0], "Pas de taux de rendement interne : aucune économie", "no saving follows"),
    "no outlay": ([0, 0], [50_000, 50_000], "il n'y a aucune mise de fonds", "there is no extra outlay"),
    "cheap first": ([0, 90_000], [50_000, 0], "un taux de rendement n'aurait pas de sens.", "would make no sense."),
    # -50 + 60 x - 50 x² + 60 x³ = (60 x - 50)(1 + x²): one rate, 20 %.
    "to and fro": (
        [50_000, 0, 50_000, 0],
        [0, 60_000, 0, 60_000],
        "rapporte 20,0 % par an face à l'hébergeur, sortie planifiée comprise (taux de rendement interne). "
        "Ce surcoût est remboursé en 2,7 ans, sans actualiser.",
        "returns 20.0% a year",
    ),
    "two rates": (
        [50_000, 0, 66_000],
        [0, 115_000, 0],
        "Plusieurs taux de rendement interne (10,0 % ; 20,0 %) : surcoûts et économies alternent",
        "Several internal rates of return (10.0%; 20.0%): extra costs",
    ),
}


@pytest.mark.parametrize(("in_house", "external", "french", "english"), RETURNS.values(), ids=RETURNS.keys())
def test_what_is_said_of_the_return(in_house: list[float], external: list[float], french: str, english: str) -> None:
    result = priced(in_house, external)
    assert len(result.sentences()) == 2
    assert french in plain(result.sentences("fr")[1])
    assert english in result.sentences("en")[1]
    assert ("remboursé" in result.sentences()[1]) == ("remboursé" in french)  # no outlay, nothing to repay


def test_the_return_needs_both_options() -> None:
    assert len(priced([100, 0, 0]).sentences()) == 1
    assert len(ht.compare(ht.load("reference-ght", {"options": ["external", "leasing"]})).sentences()) == 1


# ─── messages of charts ──────────────────────────────────────────────────────────────────────────────────────────


def test_messages_of_charts_fit_the_figures() -> None:
    result = priced([100_000] + [20_000] * 10, [0] + [45_000] * 10)  # 100 + 20 t = 45 t at t = 4
    assert "100 k€" in plain(yearly_message(result))
    assert IN_HOUSE[0] in yearly_message(result)
    assert cumulative_message(result).endswith("dès l'année 5")  # at the end of year 4
    assert cumulative_message(result, "en").endswith("from year 5 on")
    later = priced([110_000] + [20_000] * 10, [0] + [45_000] * 10)  # at t = 4.4
    assert cumulative_message(later).endswith("au cours de l'année 5")
    assert cumulative_message(later, "en").endswith("during year 5")
    at_once = priced([0, 10_000], [0, 20_000])
    assert "dès le départ" in cumulative_message(at_once)
    assert IN_HOUSE[0] in cumulative_message(priced([0, 10_000]))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
def test_no_hole_is_left_in_an_answer(name: str, lang: Language) -> None:
    result = ht.compare(ht.load(name))
    for words in [*result.sentences(lang), yearly_message(result, lang), cumulative_message(result, lang)]:
        assert words
        assert not re.search(r"[{}]|nan|inf\b|None", words)
    if name == "ap-hm-2017":
        assert said(result, "fr").startswith("Aucun montant n'est connu")


@pytest.mark.parametrize("price", [1, 30, 60, 95])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_home_or_outside_is_always_answered(price: float, lang: Language) -> None:
    """Whichever options are the two cheapest, the best at home and the best outside are both named."""
    result = ht.compare(ht.load("reference-ght", {"external.price_eur_per_gb_per_month": 0, PRICE: price}))
    said = " ".join(result.sentences(lang)).lower()
    for at_home in (True, False):
        best = next(found for found in result.ranked if found.option.hosts_itself is at_home)
        assert best.option.named(lang).the.lower() in said or best.option.label(lang).lower() in said


def test_the_other_kind_costs_what_compare_says() -> None:
    result = ht.compare(ht.load("reference-ght"))
    more = result["external"].net_present_cost_eur - result.best.net_present_cost_eur
    assert result.sentences()[1] == f"L'hébergeur certifié HDS coûte {amount(more)} de plus que la première."


def test_the_other_kind_is_not_said_twice() -> None:
    sentences = " ".join(ht.compare(ht.load(CLOSE_RACE)).sentences())
    assert "de plus que la première" not in sentences
