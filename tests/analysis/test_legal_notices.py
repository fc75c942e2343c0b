"""What the law says beside the figures: when, drawn from the table, and how sure it is."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

import hds_tco as ht
from hds_tco.analysis.legal_notices import STAFF, STATEMENTS
from hds_tco.analysis.notice import Notice
from hds_tco.locale import LANGUAGES, Language, has_text
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.law import rule
from tests.builders import hosted, role, scenario
from tests.cli.running import plain
from tests.scenario.statements import faults_of

BOTH = ("in_house", "external")


def notices(values: dict[str, Any], **top: Any) -> dict[str, Notice]:
    made = scenario(values, **({"options": BOTH, "decision_year": 2026, "horizon_years": 3} | top))
    return {notice.key: notice for notice in ht.compare(made).notices}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("custom_built", [False, True])
def test_what_notices_say_of_the_law_is_in_the_table(custom_built: bool, lang: Language) -> None:
    found = notices(
        {"external.switching_rules_apply": not custom_built, "leasing.deferred_payment": True},
        hosted={"clinic": hosted(in_same_ght=False, fee_eur_per_year=1000)},
        options=("in_house", "external", "leasing"),
    )
    said = {key: plain(notice.sentence(lang)) for key, notice in found.items() if key in STATEMENTS}
    assert len(said) == 6
    assert not {key: faults for key, sentence in said.items() if (faults := faults_of(sentence))}


def test_leaving_is_a_right_with_notice_and_the_commitment_weighs_less() -> None:
    leaving = notices({})["leaving"]
    french, english = (plain(leaving.sentence(lang)) for lang in LANGUAGES)
    assert "préavis de 2 mois au plus, même sous engagement" in french
    assert "à partir du 12 janv. 2027" in french and "pénalité de résiliation anticipée" in french
    assert "2 months at most, even under a commitment" in english
    assert "leaving" not in notices({}, options=("in_house",))


def test_a_custom_built_offer_keeps_its_charges_and_its_clock() -> None:
    found = notices({"external.switching_rules_apply": False})
    assert "leaving" not in found
    sentence = plain(found["leaving_custom_built"].sentence())
    assert "art. 31" in sentence and "2 mois au plus" in sentence and "30 jours au plus" in sentence


def test_hds_is_not_secnumcloud_and_both_are_to_be_priced() -> None:
    sentence = plain(notices({})["sovereignty"].sentence())
    for words in ("HDS n'est pas SecNumCloud", "pas tranché", "Chiffrez les deux", "+ 20 %", "R.1111-9-1", "NIS 2"):
        assert words in sentence
    assert "sovereignty" not in notices({}, options=("in_house",))


def test_laws_that_come_after_the_last_year_are_not_said() -> None:
    assert not {"leaving", "sovereignty"} & set(notices({}, decision_year=2010))
    assert not {"leaving", "sovereignty"} & set(notices({}, decision_year=2020))  # until 2023
    assert {"leaving", "sovereignty"} <= set(notices({}, decision_year=2023))  # until 2026


def test_fees_without_vat_are_to_be_checked_when_someone_outside_the_ght_pays_them() -> None:
    assert "fees_vat" in notices({}, hosted={"clinic": hosted(in_same_ght=False, fee_eur_per_year=1000)})
    assert "fees_vat" not in notices({}, hosted={"clinic": hosted(in_same_ght=True, fee_eur_per_year=1000)})
    assert "fees_vat" not in notices(
        {}, hosted={"clinic": hosted(in_same_ght=False, fee_eur_per_year=1000, establishments=0)}
    )
    assert "fees_vat" not in notices({}, hosted={"clinic": hosted(in_same_ght=False)})
    assert "fees_vat" not in notices({})


@pytest.mark.parametrize(
    ("inside", "said"), [(True, "l'hôpital la reverse"), (False, "l'établissement hébergé la paie")]
)
def test_taxed_fees_are_told_with_what_was_supposed(inside: bool, said: str) -> None:
    blocks = {"clinic": hosted(in_same_ght=False, fee_eur_per_year=1000)}
    found = notices({"pooling.fee_taxed_share": 0.4, "pooling.fees_hold_vat": inside}, hosted=blocks)
    assert "fees_vat" not in found
    words = plain(found["fees_taxed"].sentence("fr"))
    assert "taxées à 40 %" in words and said in words


def test_what_the_right_to_leave_puts_in_doubt_is_told_in_euros() -> None:
    # 200 VMs billed instead of 100, at 10 a month over three years; a rise that forces one out costs what it costs.
    bought = {"hospital.vms": 100, "external.price_eur_per_vm_per_month": 10, "external.committed_vms": 200}
    leaving = notices(bought)["leaving"]
    assert leaving.later["commitment"]() == pytest.approx(36_000)
    assert leaving.later["price_rise"]() == 0
    assert "(36 k€ en valeur actuelle)" in plain(leaving.sentence())
    forced = {"restitution.price_rise.rate_per_year": 0.1, "restitution.legal_eur": 10_000}
    expected = 10_000 * (1 - exp(-0.3))
    assert notices(forced)["leaving"].later["price_rise"]() == pytest.approx(expected)
    custom = notices(forced | {"external.switching_rules_apply": False})["leaving_custom_built"]
    assert custom.later["price_rise"]() == pytest.approx(expected)
    assert "récupération de 30 jours au moins" in plain(custom.sentence())


def test_a_trusted_cloud_is_priced_at_the_share_of_its_source() -> None:
    bought = {"hospital.vms": 100, "external.price_eur_per_vm_per_month": 10}
    for counted in (0, 0.3):  # the same, whatever the case counts already
        found = notices(bought | {"external.secnumcloud_premium_share": counted})["sovereignty"]
        assert found.later["cost"]() == pytest.approx(0.2 * 36_000)
        assert "7 k€" in plain(found.sentence()) and "26 sept. 2026" in plain(found.sentence())


def test_law_that_changes_is_said_with_what_it_moves() -> None:
    team = {"admin": role(in_house_fte=1, external_fte=1, loaded_cost_eur_per_year=275_300, contract_agents_share=0.5)}
    found = notices({}, staff=team)["law_changes"]
    french, english = (plain(found.sentence(lang)) for lang in LANGUAGES)
    assert "37,65 % à 43,65 % le 1er janv. 2028" in french and "au plus Hébergement interne 15 k€" in french
    assert "dès le 12 janv. 2027" in french
    assert "37.65% to 43.65% on 1 Jan 2028" in english
    assert "dès le 12 janv." not in plain(notices({}, staff=team, options=("in_house",))["law_changes"].sentence())
    assert "law_changes" not in notices({}, options=("in_house",))
    assert "law_changes" not in notices({}, staff=team, decision_year=2030)


def test_a_disputed_rule_is_said() -> None:
    found = notices({}, law={"switching_charges": {"start_year": 2}})["law_disputed"]
    assert found.level == "warning"
    assert "l'année 2 de l'horizon, et non le 12 janv. 2027" in plain(found.sentence())
    assert "law_disputed" not in notices({})


def test_a_statement_of_law_says_how_sure_its_least_sure_rule_is() -> None:
    for key, notice in notices({}, hosted={"clinic": hosted(in_same_ght=False, fee_eur_per_year=1000)}).items():
        for lang in LANGUAGES:
            if notice.rules:
                weakest = max((rule(one).confidence for one in notice.rules), key=CONFIDENCES.index)
                assert notice.sentence(lang).endswith(f" {weakest}."), key
    made = Notice("deferred_payment", rules=("procurement.deferred_payment", "vat.standard_rate"))
    assert made.sentence().endswith("G.")


def test_nothing_said_of_the_law_goes_without_its_caution() -> None:
    assert list(notices({}))[-1] == "not_legal_advice"
    silent = notices({}, options=("external",), decision_year=2010)
    assert not STATEMENTS & set(silent) and "not_legal_advice" not in silent
    assert all(has_text(f"notice.{key}", lang) for key in STATEMENTS for lang in LANGUAGES)


# A clinic outside the GHT served through the provider, by a hospital that keeps the databases.
RESOLD: dict[str, Any] = {
    "external.serves_hosted_establishments": True,
    "external.reseller_activities": (5,),
    "certification.preparation_person_days": 100,
    "certification.preparation_per_activity_person_days": 10,
    "certification.person_day_eur": 400,
    "certification.consultancy_eur": 30_000,
}
CLINIC = {"clinic": hosted(in_same_ght=False)}


def test_a_certificate_that_a_reseller_may_need_is_told_with_what_it_would_cost() -> None:
    found = notices(RESOLD, hosted=CLINIC)["reseller"]
    assert (found.level, found.keur) == ("warning", {"cost": 74_000})  # 110 x 400 + 30 000, undiscounted in year 0
    french, english = (plain(found.sentence(lang)) for lang in LANGUAGES)
    assert "coûterait 74 k€" in french and french.endswith("G.")
    assert "would cost €74k" in english
    assert not faults_of(french) and not faults_of(english)


def test_what_a_reseller_would_pay_is_what_the_option_costs_more_once_it_is_counted() -> None:
    told = ht.compare(ht.load("reference-ght", {"external.reseller_certificate_needed": False}))
    counted = ht.compare(ht.load("reference-ght", {"external.reseller_certificate_needed": True}))
    costs = [
        option.net_present_cost_eur for made in (counted, told) for option in made.options if option.key == "external"
    ]
    found = next(notice for notice in told.notices if notice.key == "reseller")
    assert found.keur["cost"] == pytest.approx(costs[0] - costs[1])
    assert "reseller" not in {notice.key for notice in counted.notices}


@pytest.mark.parametrize(
    ("change", "top"),
    [
        ({"external.reseller_certificate_needed": True}, {}),
        ({"external.serves_hosted_establishments": False}, {}),
        ({"external.provider_runs_databases": True}, {}),
        ({}, {"hosted": {}}),
        ({}, {"options": ("in_house",)}),
        ({}, {"decision_year": 2010}),
    ],
)
def test_nothing_is_told_where_nothing_is_resold_or_all_is_counted(change: dict[str, Any], top: dict[str, Any]) -> None:
    assert "reseller" not in notices(RESOLD | change, **({"hosted": CLINIC} | top))


TEAM = {"admin": role(in_house_fte=3, external_fte=1)}


def test_freed_posts_that_cost_nothing_the_day_after_are_said_against_the_law() -> None:
    sentence = plain(notices({}, staff=TEAM)["freed_staff"].sentence())
    for words in ("2 ETP", "0 % de leur coût", "pas licencié", "loi 2019-828", "Part encore payée d'un poste libéré"):
        assert words in sentence
    paid = {"staffing.freed_paid_share_by_year": [1, 0.5]}
    assert "freed_staff" not in notices(paid, staff=TEAM)
    assert "freed_staff" not in notices({}, staff=TEAM, options=("in_house",))
    assert "freed_staff" not in notices({}, staff=TEAM, decision_year=2010)
    assert "freed_staff" not in notices({}, staff={"admin": TEAM["admin"] | {"contract_agents_share": 1}})


def test_secondment_is_open_towards_a_private_host_only() -> None:
    team = {"admin": TEAM["admin"] | {"seconded_share": 1}}
    private = notices({"external.host_is_private": True}, staff=team)
    assert "freed_staff" not in private and "secondment_closed" not in private
    sentence = plain(private["secondment"].sentence())
    assert "2 ETP" in sentence and "3 mois au moins" in sentence and "pas tranché" in sentence
    closed = notices({"external.host_is_private": False}, staff=team)
    assert closed["secondment_closed"].level == "warning" and "secondment" not in closed
    assert "2 FTE" in plain(closed["secondment_closed"].sentence("en"))
    assert "freed_staff" in closed
    assert not STAFF & set(notices({}, staff=team, options=("in_house", "leasing")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_freed_staff_is_in_the_table(lang: Language) -> None:
    for private in (True, False):
        team = {"admin": TEAM["admin"] | {"seconded_share": 0.5}}
        found = notices({"external.host_is_private": private}, staff=team)
        said = {key: plain(found[key].sentence(lang)) for key in STAFF & set(found)}
        assert len(said) == 2
        assert not {key: faults for key, sentence in said.items() if (faults := faults_of(sentence))}
