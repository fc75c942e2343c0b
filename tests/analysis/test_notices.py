"""What must be said beside the figures, and when."""

from __future__ import annotations

from typing import Any

import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, Language
from tests.builders import hosted, scenario
from tests.cli.running import plain

BOTH = ("in_house", "external")


def keys_of(values: dict[str, Any], **top: Any) -> list[str]:
    return [notice.key for notice in ht.compare(scenario(values, **top)).notices]


def sentence(values: dict[str, Any], key: str, lang: Language = "fr", **top: Any) -> str:
    found = [notice for notice in ht.compare(scenario(values, **top)).notices if notice.key == key]
    assert len(found) == 1
    return plain(found[0].sentence(lang))


def test_a_lease_that_a_public_body_may_not_sign_is_flagged() -> None:
    assert "compulsory_transfer" not in keys_of({})
    assert "compulsory_transfer" in keys_of({"leasing.compulsory_transfer": True})
    assert "deferred_payment" in keys_of({"leasing.deferred_payment": True})
    assert "L.2191-5" in sentence({"leasing.deferred_payment": True}, "deferred_payment")
    assert "deferred_payment" not in keys_of({"leasing.deferred_payment": True}, options=BOTH)


@pytest.mark.parametrize(
    ("covered", "french", "english"),
    [
        (
            (1, 2, 3, 4, 5),
            "laisse 1 activité sur six à l'hôpital : son coût est compté.",
            "leaves 1 activity out of six",
        ),
        ((), "laisse 6 activités sur six à l'hôpital : leur coût est compté.", "leaves 6 activities out of six"),
    ],
)
def test_activities_that_the_certificate_misses_are_counted(
    covered: tuple[int, ...], french: str, english: str
) -> None:
    values = {"external.covered_activities": covered}
    assert french in sentence(values, "uncovered", options=BOTH)
    assert english in sentence(values, "uncovered", "en", options=BOTH)
    assert "uncovered" not in keys_of({}, options=BOTH)
    assert "uncovered" not in keys_of(values, options=("in_house",))


def test_a_perimeter_that_differs_is_flagged() -> None:
    blocks = {"clinic": hosted()}
    assert "perimeter" in keys_of({"external.serves_hosted_establishments": False}, hosted=blocks, options=BOTH)
    assert "perimeter" not in keys_of({"external.serves_hosted_establishments": True}, hosted=blocks, options=BOTH)
    assert "perimeter" not in keys_of({"external.serves_hosted_establishments": False}, options=BOTH)


def test_unknowns_and_hypotheses_are_counted() -> None:
    sourced = {"value": 1, "source": "devis", "confidence": "S1"}
    unknown = {"value": 0, "confidence": "N"}
    few = ht.compare(scenario({"finance.vat_share": sourced, "external.setup_eur": unknown}, options=BOTH))
    one = ht.compare(scenario({"finance.vat_share": sourced}, options=BOTH))
    counted = {notice.key: notice.counted for notice in few.notices}
    less = {notice.key: notice.counted for notice in one.notices}
    assert (counted["unknown"] or 0) - (less["unknown"] or 0) == 1
    assert less["hypotheses"] == counted["hypotheses"]  # what is unknown has no source either
    sure = ht.compare(scenario({"finance.vat_share": sourced, "external.setup_eur": sourced}, options=BOTH))
    assert {notice.key: notice.counted for notice in sure.notices}["hypotheses"] == (less["hypotheses"] or 0) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ht.shipped_scenarios())
def test_warnings_come_first_and_every_sentence_is_whole(name: str, lang: Language) -> None:
    notices = ht.compare(ht.load(name)).notices
    levels = [notice.level for notice in notices]
    assert levels == sorted(levels, reverse=True)  # "warning" before "info"
    for notice in notices:
        assert notice.sentence(lang).endswith(".")
        assert "{" not in notice.sentence(lang)
    assert ("single_option" in [notice.key for notice in notices]) == (len(ht.load(name).options) == 1)


def test_the_certificate_is_spoken_of_only_where_the_hospital_may_host() -> None:
    assert "certificate" in keys_of({}, options=BOTH)
    assert "certificate" not in keys_of({}, options=("external",))
    assert "ni certification HDS ni agrément n'y sont comptés" in sentence({}, "certificate", options=BOTH)
    outside = {"clinic": hosted(in_same_ght=False)}
    assert "la certification HDS est requise" in sentence({}, "certificate", options=BOTH, hosted=outside)


def test_windows_on_one_side_only_is_flagged() -> None:
    share, home, host = (
        {"volumes.windows_vm_share": 0.5},
        {"operations.windows_eur_per_core_per_year": 100},
        {"external.windows_eur_per_vm_per_month": 20},
    )
    assert "« Windows par machine, chez l'hébergeur »" in sentence(share | home, "windows_on_one_side")
    assert "« Windows par cœur »" in sentence(share | host, "windows_on_one_side", options=("external", "leasing"))
    assert "50% of the machines run Windows" in sentence(share | host, "windows_on_one_side", "en")
    for quiet in (home, share, share | home | host):
        assert "windows_on_one_side" not in keys_of(quiet)
    assert "windows_on_one_side" not in keys_of(share | home, options=("in_house", "leasing"))
