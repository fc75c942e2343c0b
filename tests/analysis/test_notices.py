"""What must be said beside the figures, and when."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.notices import MOST, doubts_of
from hds_tco.board.findings import find
from hds_tco.board.pack import tell
from hds_tco.board.page import page
from hds_tco.board.workbook import workbook
from hds_tco.cockpit.answer import answer_html
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import assumptions_of, shipped_scenarios
from hds_tco.scenario.fields import field_at, kind_of
from tests.builders import hosted, scenario
from tests.cli.running import in_a_line, plain, ran

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
@pytest.mark.parametrize("name", ht.scenario.shipped_scenarios())
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


REFERENCE = ht.load("reference-ght")
HORIZON = REFERENCE.horizon_years
RATE = {"finance.real_discount_rate_per_year": 0.32}
SEEN = "Taux d'actualisation réel : lu 32 % par an ; l'usage va de 1 % à 8 % par an. Pensiez-vous 3,2 % par an ?"


def doubts(values: dict[str, Any], name: str = "reference-ght") -> list[str]:
    return [plain(doubt.sentence()) for doubt in doubts_of(ht.load(name, values))]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_no_shipped_scenario_raises_a_doubt(name: str) -> None:
    assert doubts({}, name) == []


def test_a_doubt_stands_beside_the_answer() -> None:
    result = ht.compare(ht.load("reference-ght", RATE))
    assert [plain(notice.sentence()) for notice in result.notices if notice.key == "unusual"] == [SEEN]
    assert "lu 32" in plain(answer_html(Snapshot(result), None, "in_house", "fr"))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("hardware.server_base_power_kw", 500, "Pensiez-vous 0,5 kW ? Le chiffre semble donné en watts."),
        ("operations.electricity_price_eur_per_kwh", 200, "Le prix semble donné en €/MWh."),
        ("hospital.imaging_tb", 150_000, "Le chiffre semble donné en Go."),
        ("hardware.server_base_eur", 12, "Pensiez-vous 12 000 € ? Le montant semble donné en k€."),
        ("finance.inflation_per_year", 1, "Le chiffre semble donné en pour cent."),
        ("hospital.vms", 0, "lu 0 ; l'usage va de 85 à 1 700."),
        ("decision_year", 2099, "lu 2099 ; l'usage va de 2010 à 2040."),
    ],
)
def test_a_slip_is_named_with_its_reason(path: str, value: Any, says: str) -> None:
    (said,) = doubts({path: value})
    assert says in said


def test_many_doubts_are_folded() -> None:
    prices = {
        path: 1e9
        for path in assumptions_of(REFERENCE)
        if path.startswith("external.") and path.endswith(("_eur", "month", "eur_per_year"))
    }
    assert len(prices) > MOST
    said = doubts(prices)
    assert len(said) == MOST + 1
    assert said[-1].startswith(f"Et {len(prices) - MOST} autre")


def test_a_doubt_reads_in_both_languages() -> None:
    found = doubts_of(ht.load("reference-ght", {**RATE, "hosted.ehpad.join_year": 30}))
    assert len({notice.sentence(lang) for notice in found for lang in LANGUAGES}) == 2 * len(found) == 4


@pytest.mark.parametrize(
    "path",
    ["in_house.other_investment_eur_by_year", "in_house.other_operating_eur_by_year", "external.other_eur_by_year"],
)
def test_amounts_behind_the_horizon_are_named_with_years_and_sum(path: str) -> None:
    (said,) = doubts({path: [0] * (HORIZON + 1) + [5e6]})
    assert "2037 (5 000 000 €)" in said
    assert "2036" in said
    (said,) = doubts({path: [0] * (HORIZON + 1) + [5e6, 0, -1e6]})
    assert "de 2037 à 2039 (6 000 000 € en tout)" in said
    assert doubts({path: [0] * HORIZON + [5e6]}) == []
    assert doubts({path: [0] * (HORIZON + 5)}) == []
    assert len(doubts({path: [0] + [50_000] * (HORIZON + 5)})) == 1  # a charge that goes on, cut short


def test_shares_behind_the_horizon_are_named() -> None:
    (said,) = doubts({"migration.migrated_share_by_year": [0] * HORIZON + [0.5, 1]})
    assert "2037 (100 %)" in said
    assert doubts({"migration.migrated_share_by_year": [0, 0.5] + [1] * (HORIZON + 5)}) == []


def test_a_block_or_a_file_behind_the_horizon_is_named() -> None:
    (said,) = doubts({"hosted.ehpad.join_year": 30})
    assert "jamais raccordés" in said
    assert "30" in said
    assert any("jamais déposé" in said for said in doubts({"certification.steps.certificat.start_year": 30}))
    late = doubts({"certification.steps.certificat.start_year": 9, "certification.steps.certificat.file_months": 30})
    assert any("audits et maintien" in said for said in late)
    assert any("le droit de les héberger" in said for said in late)


def amounts(scenario: Any) -> np.ndarray[Any, Any]:
    return np.array([option.amounts_eur for option in ht.compare(scenario).options])


def beyond() -> list[tuple[str, Any, Any]]:
    """Return every field that says when, with two values behind the horizon that change nothing between them."""
    found: list[tuple[str, Any, Any]] = []
    for path, item in assumptions_of(REFERENCE).items():
        place = field_at(path)
        kind = kind_of(*place) if place else None
        if kind is None or (kind.name != "year_rank" and (not kind.per_year or kind.length)):
            continue
        if kind.name == "year_rank":
            found.append((path, HORIZON + 2, HORIZON + 20))
        else:
            values = list(item.value) if isinstance(item.value, tuple) else []
            values += [values[-1] if kind.fill == "hold" else 0.0] * (HORIZON + 1 - len(values))
            low, high = (0.5, 0.9) if kind.fill == "hold" else (2000.0, 900_000.0)
            if kind.fill == "hold":  # a share that may only fall, or only rise, does so behind the horizon
                falls = path == "staffing.freed_paid_share_by_year"
                values = [1.0 if falls else 0.1] * (HORIZON + 1)
            found.append((path, [*values, low], [*values, high]))
    return found


@pytest.mark.parametrize(
    ("path", "first", "second"), beyond(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_changes_no_amount_for_lying_behind_the_horizon_is_named(path: str, first: Any, second: Any) -> None:
    one, other = (ht.load("reference-ght", {path: value}) for value in (first, second))
    assert np.array_equal(amounts(one), amounts(other))
    for each in (one, other):
        assert path in {field for notice in doubts_of(each) for field in notice.fields.values()}


def test_a_source_dated_of_a_day_to_come_is_doubted() -> None:
    said = {"operations.pue": {"value": 1.8, "source": "Arcep", "confidence": "S1", "date": "2099-01-01"}}
    scenario = ht.load("reference-ght", said)
    assert [notice.key for notice in doubts_of(scenario, date(2026, 11, 29))] == ["source_to_come"]
    assert doubts_of(scenario, date(2099, 1, 1)) == ()


def test_the_pack_says_the_doubts() -> None:
    found = find(ht.load("reference-ght", RATE), draws=200)
    answer = next(slide for slide in tell(found).slides if slide.key == "answer")
    assert answer.points[0].startswith("À vérifier avant de décider")
    assert SEEN in [plain(note) for note in answer.notes]
    for made in (page(tell(found)), workbook(found.comparison)):
        assert "lu 32" in plain(unzipped(made))
    settled = next(slide for slide in tell(find(REFERENCE, draws=200)).slides if slide.key == "answer")
    assert not any("À vérifier" in point for point in settled.points)


def unzipped(made: bytes) -> str:
    if not made.startswith(b"PK"):
        return made.decode()
    with ZipFile(BytesIO(made)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_commands_say_the_doubts(capsys: pytest.CaptureFixture[str]) -> None:
    setting = ("--set", "finance.real_discount_rate_per_year=0.32")
    assert "lu 32" in in_a_line(plain(ran(capsys, "compare", "reference-ght", *setting).out))
    assert SEEN in plain(ran(capsys, "explain", "reference-ght", "incidents", *setting).err)
    assert ran(capsys, "explain", "reference-ght", "incidents").err == ""
